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

} // namespace
