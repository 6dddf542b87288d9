// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelRunner.h"
#include "LoopKernelCases.h"

#include <gtest/gtest.h>

using namespace nadir;
using namespace nadir::test;

namespace {

/// Sums of some hundred numbers in another order.
constexpr double tolerance = 2e-5;

struct TargetCase {
  const char *name;
  TargetInfo target;
};

void PrintTo(const TargetCase &target, std::ostream *os) { *os << target.name; }

const std::vector<TargetCase> targets = {
    {"Masked512", {512, true, true}},
    {"Plain512", {512, true, false}},
    {"Plain256", {256, true, false}},
    {"Plain128", {128, false, false}},
};

class LoopKernel
    : public testing::TestWithParam<std::tuple<LoopKernelCase, TargetCase>> {
protected:
  void check(int64_t size, int64_t capacity,
             const std::vector<int64_t> &rowCounts) {
    const auto &[kernel, target] = GetParam();
    std::string text = instantiate(kernel, size, capacity);
    KernelRunner fast(text, Schedule::Vector, target.target);
    KernelRunner plain(text, Schedule::Sequential, target.target);
    ASSERT_TRUE(fast.isValid() && plain.isValid());
    EXPECT_TRUE(fast.isVectorized());
    int64_t limit = kernel.integerLimit == 0 ? size : kernel.integerLimit;
    for (int64_t rows : rowCounts) {
      KernelData expected = plain.makeData(rows, limit);
      KernelData found = expected;
      plain.run(expected, rows);
      fast.run(found, rows);
      for (size_t i = 0; i < expected.outputs.size(); ++i)
        expectClose(found.outputs[i], expected.outputs[i], tolerance,
                    "size " + std::to_string(size) + ", " +
                        std::to_string(rows) + " rows of " +
                        std::to_string(capacity) + ", result " +
                        std::to_string(i));
      if (HasFailure()) {
        ADD_FAILURE() << fast.scheduled();
        return;
      }
    }
  }
};

TEST_P(LoopKernel, agreesWithSequential) {
  for (int64_t size : std::get<0>(GetParam()).sizes) {
    check(size, 37, {0, 1, 2, 15, 16, 17, 37});
    if (HasFailure())
      return;
  }
}

INSTANTIATE_TEST_SUITE_P(All, LoopKernel,
                         testing::Combine(testing::ValuesIn(loopKernelCases()),
                                          testing::ValuesIn(targets)),
                         [](const auto &info) {
                           return std::get<0>(info.param).name +
                                  std::get<1>(info.param).name;
                         });

} // namespace
