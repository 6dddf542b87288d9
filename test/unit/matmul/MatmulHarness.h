// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes matmul kernels as text, schedules and compiles them in process, and
// runs them task by task on the caller's buffers.
#ifndef NADIR_TEST_UNIT_MATMUL_MATMULHARNESS_H
#define NADIR_TEST_UNIT_MATMUL_MATMULHARNESS_H

#include "compiler/Schedule/TargetInfo.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace nadir::test {

/// What follows the contraction.
enum class Epilogue {
  None,
  /// relu(x + bias[n])
  BiasRelu,
  /// The same, and x as a second result.
  BiasReluAndSum,
  /// x where mask[m, n] > 0, else 0
  Mask,
  /// x * scale[m], and whether it is positive
  RowScaleAndSign
};

struct MatmulCase {
  /// Sizes of the buffers; batch 0 stands for no batch.
  int64_t batch = 0, m = 1, n = 1, k = 1;
  bool transposeLhs = false, transposeRhs = false;
  bool lhsHasBatch = true, rhsHasBatch = true;
  /// Which size follows the number of rows: one of "bmnk", or 0.
  char dynamic = 0;
  bool isDouble = false;
  Epilogue epilogue = Epilogue::None;

  std::string name() const;
  /// The kernel as a module.
  std::string text() const;
};

struct CompileTimes {
  double schedule = 0, lower = 0, codegen = 0;
};

class CompiledKernel {
public:
  /// Null, with diagnostics printed, if the kernel does not compile. Assembly
  /// is written to `assembly` if it is given.
  static std::unique_ptr<CompiledKernel>
  compile(const std::string &text, const TargetInfo &target,
          std::string *assembly = nullptr, std::string *scheduled = nullptr);
  ~CompiledKernel();

  /// Runs all tasks in the order of their numbers, or backwards.
  void run(int64_t rows, std::vector<void *> buffers, bool backwards = false);

  int64_t taskCount(int64_t rows) const;
  const CompileTimes &times() const { return compileTimes; }

private:
  CompiledKernel();
  struct Code;
  std::unique_ptr<Code> code;
  int64_t extent = 1, grain = 1, scratchBytes = 0;
  CompileTimes compileTimes;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_MATMUL_MATMULHARNESS_H
