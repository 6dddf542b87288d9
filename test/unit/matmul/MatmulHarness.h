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
