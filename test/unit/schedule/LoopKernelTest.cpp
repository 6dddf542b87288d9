// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelRunner.h"
#include "LoopKernelCases.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace nadir;
using namespace nadir::test;

namespace {

/// Sums of some thousand numbers in another order.
constexpr double tolerance = 3e-5;

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

/// Runs `kernel` by both schedules and compares; `prepare` may change inputs.
void compareSchedules(const LoopKernelCase &kernel, const TargetInfo &target,
                      int64_t size, int64_t capacity,
                      const std::vector<int64_t> &rowCounts,
                      llvm::function_ref<void(KernelData &)> prepare = {}) {
  std::string text = instantiate(kernel, size, capacity);
  KernelRunner fast(text, Schedule::Vector, target);
  KernelRunner plain(text, Schedule::Sequential, target);
  ASSERT_TRUE(fast.isValid() && plain.isValid());
  EXPECT_EQ(fast.isVectorized(), kernel.name != "Empty");
  int64_t limit = kernel.integerLimit == 0 ? size : kernel.integerLimit;
  for (int64_t rows : rowCounts) {
    KernelData expected = plain.makeData(rows, limit);
    if (prepare)
      prepare(expected);
    KernelData found = expected;
    plain.run(expected, rows);
    fast.run(found, rows);
    for (size_t i = 0; i < expected.outputs.size(); ++i)
      expectClose(found.outputs[i], expected.outputs[i], tolerance,
                  kernel.name + " of size " + std::to_string(size) + ", " +
                      std::to_string(rows) + " rows of " +
                      std::to_string(capacity) + ", result " +
                      std::to_string(i));
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << fast.scheduled();
      return;
    }
  }
}

const LoopKernelCase &findCase(const std::string &name) {
  for (const LoopKernelCase &kernel : loopKernelCases())
    if (kernel.name == name)
      return kernel;
  ADD_FAILURE() << "no case is called " << name;
  return loopKernelCases().front();
}

class LoopKernel
    : public testing::TestWithParam<std::tuple<LoopKernelCase, TargetCase>> {};

TEST_P(LoopKernel, agreesWithSequential) {
  const auto &[kernel, target] = GetParam();
  for (int64_t size : kernel.sizes) {
    compareSchedules(kernel, target.target, size, 37,
                     {0, 1, 2, 15, 16, 17, 37});
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

/// Kernels large enough to be cut into tasks.
struct LargeCase {
  std::string kernel;
  int64_t size, capacity;
  bool isSplit;
};

void PrintTo(const LargeCase &large, std::ostream *os) { *os << large.kernel; }

class LargeLoopKernel : public testing::TestWithParam<LargeCase> {};

TEST_P(LargeLoopKernel, agreesWithSequential) {
  const auto &[name, size, capacity, isSplit] = GetParam();
  const LoopKernelCase &kernel = findCase(name);
  compareSchedules(kernel, {}, size, capacity, {0, 1, capacity - 1, capacity});
  KernelRunner runner(instantiate(kernel, size, capacity), Schedule::Vector);
  EXPECT_EQ(runner.countTasks(capacity) > 1, isSplit);
}

INSTANTIATE_TEST_SUITE_P(
    All, LargeLoopKernel,
    testing::Values(LargeCase{"Pointwise", 784, 256, true},
                    LargeCase{"Bias", 301, 1024, true},
                    LargeCase{"CrossEntropy", 1000, 128, true},
                    LargeCase{"CrossEntropy", 10, 4096, true},
                    LargeCase{"ColumnSum", 1000, 512, true},
                    LargeCase{"ColumnSum", 10, 20000, false},
                    LargeCase{"ReluGradAndBias", 600, 512, true},
                    LargeCase{"ArgMaxColumns", 300, 1024, true},
                    LargeCase{"OuterAndInnerSum", 600, 128, true},
                    LargeCase{"MiddleSum", 500, 256, true},
                    LargeCase{"Mean", 100, 300, false},
                    LargeCase{"Adam", 7000, 8, true},
                    LargeCase{"Transpose", 500, 400, true},
                    LargeCase{"TwoShapes", 20000, 8, true}),
    [](const auto &info) {
      return info.param.kernel + std::to_string(info.param.size);
    });

TEST(LoopKernelUpdate, worksInPlace) {
  KernelRunner runner(instantiate(findCase("Adam"), 7000, 1), Schedule::Vector);
  ASSERT_TRUE(runner.isValid());
  KernelData apart = runner.makeData(5);
  KernelData inPlace = apart;
  runner.run(apart, 1);
  // The parameter and both moments; the gradient is the second input.
  runner.runInPlace(inPlace, 1, {{0, 0}, {2, 1}, {3, 2}});
  EXPECT_TRUE(sameBits(inPlace.inputs[0], apart.outputs[0]));
  EXPECT_TRUE(sameBits(inPlace.inputs[2], apart.outputs[1]));
  EXPECT_TRUE(sameBits(inPlace.inputs[3], apart.outputs[2]));
}

TEST(LoopKernelValues, passesNaNAndInfinityOn) {
  auto spoil = [](KernelData &data) {
    auto &x = std::get<std::vector<float>>(data.inputs[0]);
    for (size_t i = 3; i < x.size(); i += 97)
      x[i] = NAN;
    for (size_t i = 50; i < x.size(); i += 211)
      x[i] = INFINITY;
    for (size_t i = 60; i < x.size(); i += 173)
      x[i] = -INFINITY;
  };
  for (const char *name :
       {"CrossEntropy", "ArgMax", "ArgMaxColumns", "SharedFill"})
    for (int64_t size : {10, 33})
      for (const TargetCase &target : targets)
        compareSchedules(findCase(name), target.target, size, 37, {17, 37},
                         spoil);
}

} // namespace
