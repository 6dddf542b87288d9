// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random numbers, compiled, against the oracle's own generator: initial
// parameters and numbers drawn in a step.

#include "test/unit/common/GraphText.h"
#include "test/unit/common/TensorTesting.h"
#include "test/unit/common/TestGraph.h"

using namespace nadir::test;

namespace {

/// Rounding of a function or two; near 0, of the numbers that cancelled.
Tolerance drawn(DType dtype) {
  return dtype == DType::F32 ? Tolerance{1e-6, 2e-6} : Tolerance{1e-14, 1e-14};
}

class RandomTest : public testing::TestWithParam<DType> {};

/// Keys with bits in both words, and none.
constexpr uint64_t seeds[] = {0, 7, 0xFFFFFFFF, 0x123456789ABCDEF0};

TEST_P(RandomTest, StepsDrawTheOraclesNumbers) {
  DType dtype = GetParam();
  GraphText graph;
  int count = 0;
  for (llvm::SmallVector<int64_t> shape :
       {llvm::SmallVector<int64_t>{}, {1}, {17}, {16, 33}, {5, 7}})
    for (const char *op :
         {"random_uniform {low = -2.0 : f64, high = 3.0 : f64, stream = 5}",
          "random_normal {mean = 1.0 : f64, std = 2.0 : f64, stream = 6}"}) {
      bool hasRows = shape == llvm::ArrayRef<int64_t>({5, 7});
      GraphText::Value value =
          graph.statement(op, typeText(shape, dtype, hasRows));
      graph.output("y" + std::to_string(count++), value);
    }
  std::string text = graph.str(9);
  TestGraph program(text);
  ASSERT_TRUE(program.isValid()) << program.diagnostics() << text;
  for (uint64_t seed : seeds)
    for (int64_t step : {1, 1000}) {
      CallSettings call = {.rows = 5, .step = step, .seed = seed};
      RunResult expected = program.runReference("predict", {}, call);
      RunResult actual = program.runCompiled("predict", {}, call);
      ASSERT_EQ(expected.error, "");
      ASSERT_EQ(actual.error, "");
      for (const auto &[name, tensor] : expected.results)
        EXPECT_TRUE(isClose(actual.results[name], tensor, drawn(dtype)))
            << name.str() << ", seed " << seed << ", step " << step;
    }
}

TEST_P(RandomTest, InitDrawsTheOraclesParameters) {
  DType dtype = GetParam();
  GraphText graph;
  std::string type = typeText({17, 33}, dtype);
  const std::pair<const char *, const char *> parameters[] = {
      {"uniform", "#nadir.uniform<-1.0, 2.0>"},
      {"normal", "#nadir.normal<0.5, 0.1>"},
      {"kaiming", "#nadir.kaiming_uniform<33, 2.2360679>"},
      {"constant", "#nadir.constant<0.25>"}};
  for (auto [name, initializer] : parameters)
    graph.output(name, graph.parameter(name, type, initializer));
  TestGraph program(graph.str());
  ASSERT_TRUE(program.isCompiled()) << program.diagnostics();
  for (uint64_t seed : seeds) {
    ASSERT_EQ(program.runReference("init", {}, {.seed = seed}).error, "");
    ASSERT_EQ(program.runCompiled("init", {}, {.seed = seed}).error, "");
    for (auto [name, initializer] : parameters)
      EXPECT_TRUE(isClose(program.compiledValue(name),
                          program.referenceValue(name), drawn(dtype)))
          << name << ", seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(, RandomTest, testing::Values(DType::F32, DType::F64),
                         [](const testing::TestParamInfo<DType> &info) {
                           return nadir::reference::nameOf(info.param).str();
                         });

} // namespace
