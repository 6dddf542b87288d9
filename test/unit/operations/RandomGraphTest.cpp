// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random graphs, compiled, against the oracle: values, and parameters after
// training steps. NADIR_TEST_GRAPHS sets how many; NADIR_TEST_FIRST_GRAPH the
// first seed.

#include "test/unit/operations/RandomGraph.h"

#include <cstdlib>

using namespace nadir::test;

namespace {

uint64_t setting(const char *name, uint64_t otherwise) {
  const char *text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Errors of f64 pass through tens of operations and gradients that differ in
/// size; what is wrong is wrong by far more.
Tolerance tolerance(DType dtype) {
  return dtype == DType::F64 ? Tolerance{1e-9, 1e-9} : Tolerance{5e-3, 5e-4};
}

void expectEqual(const RunResult &actual, const RunResult &expected,
                 DType dtype, const std::string &stage) {
  ASSERT_EQ(expected.error, "");
  ASSERT_EQ(actual.error, "") << stage;
  for (const auto &[name, tensor] : expected.results) {
    auto found = actual.results.find(name);
    ASSERT_NE(found, actual.results.end()) << stage << " " << name.str();
    EXPECT_TRUE(isClose(found->second, tensor, tolerance(dtype)))
        << stage << " " << name.str();
  }
}

void checkPredictions(TestGraph &graph, const RandomGraph &random,
                      DType dtype) {
  for (int64_t rows : {RandomGraph::capacity, int64_t(1), int64_t(8)}) {
    Values inputs = random.inputs(rows);
    CallSettings call = {.rows = rows};
    RunResult expected = graph.runReference("predict", inputs, call);
    expectEqual(graph.runFused("predict", inputs, call), expected, dtype,
                "fused");
    expectEqual(graph.runCompiled("predict", inputs, call), expected, dtype,
                "compiled");
    call.threads = 2;
    expectEqual(graph.runCompiled("predict", inputs, call), expected, dtype,
                "compiled, two threads");
  }
}

void checkTraining(TestGraph &graph, const RandomGraph &random, DType dtype) {
  for (int64_t step : {1, 2}) {
    int64_t rows = step == 1 ? RandomGraph::capacity : 5;
    Values inputs = random.inputs(rows);
    CallSettings call = {.rows = rows, .step = step};
    RunResult expected = graph.runReference("train_step", inputs, call);
    std::string name = "step " + std::to_string(step);
    expectEqual(graph.runFused("train_step", inputs, call), expected, dtype,
                name + ", fused");
    expectEqual(graph.runCompiled("train_step", inputs, call), expected, dtype,
                name + ", compiled");
  }
  for (const auto &[name, value] : random.parameters())
    EXPECT_TRUE(isClose(graph.compiledValue(name), graph.referenceValue(name),
                        tolerance(dtype)))
        << name << " after training";
}

class RandomGraphTest : public testing::TestWithParam<uint64_t> {};

TEST_P(RandomGraphTest, AgreesWithTheOracle) {
  DType dtype = GetParam() % 2 ? DType::F64 : DType::F32;
  RandomGraph random(GetParam(), dtype, /*size=*/40);
  SCOPED_TRACE("seed " + std::to_string(GetParam()) + "\n" + random.text());
  TestGraph graph(random.text());
  ASSERT_TRUE(graph.isValid()) << graph.diagnostics();
  ASSERT_TRUE(graph.isCompiled()) << graph.diagnostics();
  for (const auto &[name, value] : random.parameters())
    graph.setParameter(name, value);
  checkPredictions(graph, random, dtype);
  checkTraining(graph, random, dtype);
}

INSTANTIATE_TEST_SUITE_P(
    , RandomGraphTest,
    testing::Range<uint64_t>(setting("NADIR_TEST_FIRST_GRAPH", 1),
                             setting("NADIR_TEST_FIRST_GRAPH", 1) +
                                 setting("NADIR_TEST_GRAPHS", 24)));

} // namespace
