// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Graphs that were once compiled wrongly, found among random ones and made
// small: training steps, compiled, against the oracle.

#include "test/unit/common/TensorTesting.h"
#include "test/unit/common/TestGraph.h"

using namespace nadir::test;

namespace {

/// Runs two steps on parameter "p" of 17 x 17 and compares it.
void checkTraining(const std::string &body) {
  TestGraph graph("nadir.graph @found {\n"
                  "  %p = nadir.parameter \"p\" {init = #nadir.uniform<-1.0, "
                  "1.0>} : tensor<17x17xf64>\n" +
                  body +
                  "  nadir.minimize %loss with \"sgd\" {lr = 0.5 : f64} : "
                  "tensor<f64>\n}\n");
  ASSERT_TRUE(graph.isCompiled()) << graph.diagnostics();
  graph.setParameter("p", randomReals(DType::F64, {17, 17}, 1, -1, 1));
  for (int64_t step : {1, 2}) {
    ASSERT_EQ(graph.runReference("train_step", {}, {.step = step}).error, "");
    ASSERT_EQ(graph.runCompiled("train_step", {}, {.step = step}).error, "");
    EXPECT_TRUE(isClose(graph.compiledValue("p"), graph.referenceValue("p"),
                        {1e-12, 1e-12}));
  }
}

/// A product's group held values that don't depend on the product, because they
/// read one of its operands.
TEST(FoundTest, ValuesBesideAProduct) {
  checkTraining(R"(
  %a = nadir.sigmoid %p : (tensor<17x17xf64>) -> tensor<17x17xf64>
  %b = nadir.matmul %p, %a {transpose_lhs = true} : (tensor<17x17xf64>, tensor<17x17xf64>) -> tensor<17x17xf64>
  %c = nadir.tanh %b : (tensor<17x17xf64>) -> tensor<17x17xf64>
  %loss = nadir.sum %c : (tensor<17x17xf64>) -> tensor<f64>
)");
}

/// LLVM joins a sine and a cosine of one number to a call of sincos.
TEST(FoundTest, SineAndCosineOfOneNumber) {
  checkTraining(R"(
  %a = nadir.sin %p : (tensor<17x17xf64>) -> tensor<17x17xf64>
  %b = nadir.cos %p : (tensor<17x17xf64>) -> tensor<17x17xf64>
  %c = nadir.mul %a, %b : (tensor<17x17xf64>, tensor<17x17xf64>) -> tensor<17x17xf64>
  %loss = nadir.sum %c : (tensor<17x17xf64>) -> tensor<f64>
)");
}

/// An element picked from a one-hot encoding was compared with the label of
/// another row: dimensions of an encoding are not those of its labels.
TEST(FoundTest, AnElementOfAnEncoding) {
  TestGraph graph(R"(nadir.graph @found {
  %label = nadir.input "label" : tensor<1x2xi64>
  %at = nadir.input "at" : tensor<1x1x3xi64>
  %encoding = nadir.one_hot %label {num_classes = 3 : i64} : (tensor<1x2xi64>) -> tensor<1x2x3xi64>
  %own = nadir.gather %encoding, %at {dim = 1 : i64} : (tensor<1x2x3xi64>, tensor<1x1x3xi64>) -> tensor<1x1x3xi64>
  nadir.output "own", %own : tensor<1x1x3xi64>
})");
  ASSERT_TRUE(graph.isCompiled()) << graph.diagnostics();
  Values inputs;
  inputs["label"] = integers({1, 2}, {0, 1});
  inputs["at"] = integers({1, 1, 3}, {1, 1, 0});
  RunResult result = graph.runCompiled("predict", inputs, {});
  ASSERT_EQ(result.error, "");
  EXPECT_TRUE(
      isClose(result.results["own"], integers({1, 1, 3}, {0, 1, 0}), exactly));
}

/// The oracle kept integers of 64 bits where a program has 32.
TEST(FoundTest, NumbersOutOfRange) {
  TestGraph graph(R"(nadir.graph @found {
  %x = nadir.input "x" : tensor<20xf32>
  %n = nadir.input "n" : tensor<20xi32>
  %short = nadir.cast %x : (tensor<20xf32>) -> tensor<20xi32>
  %long = nadir.cast %x : (tensor<20xf32>) -> tensor<20xi64>
  %total = nadir.sum %n : (tensor<20xi32>) -> tensor<i32>
  nadir.output "short", %short : tensor<20xi32>
  nadir.output "long", %long : tensor<20xi64>
  nadir.output "total", %total : tensor<i32>
})");
  ASSERT_TRUE(graph.isCompiled()) << graph.diagnostics();
  Values inputs;
  std::vector<double> numbers = {1e20, -1e20, 3e9, -3e9, 0.5};
  numbers.resize(20, -1.5);
  inputs["x"] = reals(DType::F32, {20}, numbers);
  inputs["n"] = integers({20}, std::vector<int64_t>(20, 1 << 30), DType::I32);
  RunResult expected = graph.runReference("predict", inputs, {});
  RunResult actual = graph.runCompiled("predict", inputs, {});
  ASSERT_EQ(actual.error + expected.error, "");
  for (const auto &[name, tensor] : expected.results)
    EXPECT_TRUE(isClose(actual.results[name], tensor, exactly)) << name.str();
}

} // namespace
