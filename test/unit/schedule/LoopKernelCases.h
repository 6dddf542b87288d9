// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tensor kernels on which loop schedules are tested: one for each form that
// the lowering may produce. `$C` in their text stands for a size.

#ifndef NADIR_TEST_UNIT_SCHEDULE_LOOPKERNELCASES_H
#define NADIR_TEST_UNIT_SCHEDULE_LOOPKERNELCASES_H

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

namespace nadir::test {

struct LoopKernelCase {
  std::string name;
  std::string text;
  /// Sizes to try for $C.
  std::vector<int64_t> sizes;
  /// Integer inputs are below this; 0 stands for the size.
  int64_t integerLimit = 4;
};

/// Names the case in GoogleTest's messages.
void PrintTo(const LoopKernelCase &kernel, std::ostream *os);

const std::vector<LoopKernelCase> &loopKernelCases();

/// The module of a case with `size` for $C and this batch capacity.
std::string instantiate(const LoopKernelCase &kernel, int64_t size,
                        int64_t capacity);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_SCHEDULE_LOOPKERNELCASES_H
