// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Graphs whose gradients a test chooses, and how they are stepped on the oracle
// and, compiled, on the CPU.

#ifndef NADIR_TEST_UNIT_TRAINING_TRAININGGRAPHS_H
#define NADIR_TEST_UNIT_TRAINING_TRAININGGRAPHS_H

#include "test/unit/common/TensorTesting.h"
#include "test/unit/common/TestGraph.h"

namespace nadir::test {

/// Parameters "a" [3] and "b" [2, 2], all 1, whose gradients are the inputs
/// "grad_a" and "grad_b". `with` is what stands behind "minimize": the
/// optimizer with its settings and the attributes around it.
std::string chosenGradients(llvm::StringRef with, DType dtype = DType::F64);

/// A linear layer "layer.weight" [2, 3], "layer.bias" [2] with a squared error
/// over rows of "x" and "t", for at most `rows`; `predict` returns "y".
std::string linearModel(llvm::StringRef with, DType dtype = DType::F64,
                        int64_t rows = 12);

/// Where a step runs.
enum class Backend { Oracle, Compiled };
inline constexpr Backend backends[] = {Backend::Oracle, Backend::Compiled};

/// A graph on one backend after its "init".
class Training {
public:
  Training(const std::string &text, Backend backend,
           UpdateFusion updates = UpdateFusion::Backward);

  /// Runs an entry; fails the test if that fails.
  Values run(llvm::StringRef entry, const Values &inputs = {},
             const CallSettings &settings = {});
  /// Runs train_step with gradients "a" and "b".
  Values step(const std::vector<double> &a, const std::vector<double> &b,
              const CallSettings &settings = {});
  /// The message of the error that a step ends with.
  std::string errorOfStep(const std::vector<double> &a,
                          const std::vector<double> &b);
  Tensor value(llvm::StringRef name);
  std::vector<double> values(llvm::StringRef name);
  std::vector<std::string> names() const { return graph.names(); }
  const std::string &diagnostics() const { return graph.diagnostics(); }

private:
  RunResult tryRun(llvm::StringRef entry, const Values &inputs,
                   const CallSettings &settings);
  Values gradients(const std::vector<double> &a, const std::vector<double> &b);

  TestGraph graph;
  Backend backend;
  DType dtype = DType::F64;
};

/// Each element within 1e-12 of the expected one.
testing::AssertionResult isNear(const std::vector<double> &actual,
                                const std::vector<double> &expected,
                                double relative = 1e-12);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_TRAINING_TRAININGGRAPHS_H
