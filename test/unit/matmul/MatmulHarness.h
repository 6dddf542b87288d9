// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Schedules and compiles matmul kernels in process, and runs them task by task
// on the caller's buffers.
#ifndef NADIR_TEST_UNIT_MATMUL_MATMULHARNESS_H
#define NADIR_TEST_UNIT_MATMUL_MATMULHARNESS_H

#include "compiler/Schedule/TargetInfo.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace nadir::test {

/// Milliseconds of processor time.
struct CompileTimes {
  double schedule = 0, lower = 0, codegen = 0;
};

class CompiledKernel {
public:
  struct Code;

  /// Null, with diagnostics printed, if the kernel does not compile. Assembly
  /// is written to `assembly` if it is given.
  static std::unique_ptr<CompiledKernel>
  compile(const std::string &text, const TargetInfo &target,
          std::string *assembly = nullptr, std::string *scheduled = nullptr);
  ~CompiledKernel();

  /// Runs all tasks in the order of their numbers, or backwards: first those
  /// of the kernel that packs the left operand, if there is one.
  void run(int64_t rows, std::vector<void *> buffers, bool backwards = false);

  /// Fills the scratch memory, and the stack where the kernel will have its
  /// own, with signalling NaNs: an operation on one raises FE_INVALID. Nobody
  /// would see the result, but leftovers can be denormal and thus slow.
  void poisonScratch(bool isDouble);

  int64_t taskCount(int64_t rows) const;
  /// Whether a kernel of its own packs the left operand.
  bool sharesLhs() const;
  const CompileTimes &times() const { return compileTimes; }

private:
  CompiledKernel();
  std::unique_ptr<Code> code;
  CompileTimes compileTimes;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_MATMUL_MATMULHARNESS_H
