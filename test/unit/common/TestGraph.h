// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A graph that a test writes as text, taken through the compiler's rooms and
// run on the oracle and, compiled, on the CPU.

#ifndef NADIR_TEST_UNIT_COMMON_TESTGRAPH_H
#define NADIR_TEST_UNIT_COMMON_TESTGRAPH_H

#include "compiler/Fusion/Fusion.h"
#include "compiler/Reference/Tensor.h"

#include "llvm/ADT/StringMap.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nadir::test {

using reference::Tensor;

/// Tensors by name.
using Values = llvm::StringMap<Tensor>;

/// What an entry returned, or the error it ended with.
struct RunResult {
  Values results;
  std::string error;

  bool succeeded() const { return error.empty(); }
};

/// The arguments of a call that are not tensors.
struct CallSettings {
  std::optional<int64_t> rows = std::nullopt;
  std::optional<double> learningRate = std::nullopt;
  int64_t step = 1;
  uint64_t seed = 0;
  /// Threads of a compiled program; the oracle has one.
  int threads = 1;
  /// Of the default parameter group and each other; empty for the graph's.
  std::vector<double> learningRates = {};
  /// The same of momenta that are given at run time.
  std::vector<double> momenta = {};
};

class TestGraph {
public:
  /// `text` is a module with one nadir.graph. Code is generated for the
  /// processor that NADIR_TEST_CPU names, or else for this one.
  explicit TestGraph(const std::string &text,
                     UpdateFusion updates = UpdateFusion::Backward);
  ~TestGraph();
  TestGraph(const TestGraph &) = delete;

  /// Whether it was parsed, verified and differentiated.
  bool isValid() const;
  /// Whether it could also be compiled; does so when first asked.
  bool isCompiled();
  /// Everything that was reported, a line each.
  const std::string &diagnostics() const;

  /// Runs an entry on the oracle. Parameters and states keep their values from
  /// call to call.
  RunResult runReference(llvm::StringRef entry, const Values &inputs,
                         const CallSettings &settings = {});
  /// The same on the compiled program, whose parameters are its own. Inputs and
  /// results lie in memory of exactly their size, with a mark behind each
  /// result that must be left alone.
  RunResult runCompiled(llvm::StringRef entry, const Values &inputs,
                        const CallSettings &settings = {});

  /// The same on the oracle after the fuse room, to tell its mistakes from
  /// those of the rooms behind it.
  RunResult runFused(llvm::StringRef entry, const Values &inputs,
                     const CallSettings &settings = {});

  /// Names of all parameters and states.
  std::vector<std::string> names() const;
  /// A parameter or optimizer state.
  const Tensor &referenceValue(llvm::StringRef name) const;
  Tensor compiledValue(llvm::StringRef name);
  /// Sets a parameter on both.
  void setParameter(llvm::StringRef name, const Tensor &value);

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_COMMON_TESTGRAPH_H
