// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Schedules tensor kernels that a test writes as text, compiles them in process
// and runs them on buffers, task by task. Each element of a buffer that a
// kernel must not touch keeps a mark, so that writes behind the rows are found.

#ifndef NADIR_TEST_UNIT_SCHEDULE_KERNELRUNNER_H
#define NADIR_TEST_UNIT_SCHEDULE_KERNELRUNNER_H

#include "compiler/Schedule/TargetInfo.h"

#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace nadir::test {

/// The elements of one buffer; i1 is int8_t.
using Buffer =
    std::variant<std::vector<float>, std::vector<double>, std::vector<int64_t>,
                 std::vector<int32_t>, std::vector<int8_t>>;

/// Buffers of a kernel's inputs and results.
struct KernelData {
  std::vector<Buffer> inputs;
  std::vector<Buffer> outputs;
};

enum class Schedule { Vector, Sequential };

class KernelRunner {
public:
  /// `text` is a module with one kernel.
  KernelRunner(const std::string &text, Schedule schedule,
               const TargetInfo &target = {});

  /// Whether the text could be parsed, scheduled and compiled.
  bool isValid() const { return engine != nullptr; }
  /// The scheduled module as text.
  const std::string &scheduled() const { return scheduledText; }
  /// False if the vector schedule had to give way to the sequential one.
  bool isVectorized() const { return vectorized; }

  /// Buffers with as many rows as the capacity: inputs are pseudo-random
  /// (`seed`), floats in [-2, 2], integers in [0, integerLimit); outputs hold a
  /// mark.
  KernelData makeData(uint64_t seed, int64_t integerLimit = 4) const;

  /// Runs all tasks, the last one first to show that their order is free.
  void run(KernelData &data, int64_t rows);

  /// Runs with the result `output` in the memory of `input`.
  void runInPlace(KernelData &data, int64_t rows,
                  const std::vector<std::pair<unsigned, unsigned>> &inPlace);

  int64_t countTasks(int64_t rows) const;

private:
  void compile();
  void runTasks(std::vector<void *> pointers, int64_t rows);

  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::unique_ptr<mlir::ExecutionEngine> engine;
  std::string scheduledText;
  std::string name;
  bool vectorized = false;
  std::vector<mlir::MemRefType> inputTypes, outputTypes;
  int64_t taskExtent = 1, taskGrain = 1, scratchBytes = 0;
};

/// Fails the current test unless a and b agree to `tolerance` relative to
/// 1 + |b| (NaN equals NaN; integers must be equal).
void expectClose(const Buffer &a, const Buffer &b, double tolerance,
                 const std::string &what);

/// True if a and b hold the same bits.
bool sameBits(const Buffer &a, const Buffer &b);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_SCHEDULE_KERNELRUNNER_H
