// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle's reductions and products against values worked out by hand.

#include "test/unit/reference/EvaluateText.h"

#include <cmath>

using namespace nadir::test;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// A few roundings of numbers of the size of the operands.
constexpr Tolerance rounding = {4e-15, 1e-16};

Tensor f64(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> values) {
  return reals(DType::F64, shape, values);
}

const Tensor table = f64({2, 3}, {1, 5, 3, 4, 2, 6});

TEST(ReductionTest, SumsChosenDimensions) {
  EXPECT_TRUE(isClose(resultOf("nadir.sum %0", {table}, "tensor<f64>"),
                      f64({}, {21}), exactly));
  EXPECT_TRUE(isClose(
      resultOf("nadir.sum %0 {dim = array<i64: 0>}", {table}, "tensor<3xf64>"),
      f64({3}, {5, 7, 9}), exactly));
  EXPECT_TRUE(
      isClose(resultOf("nadir.sum %0 {dim = array<i64: -1>, keepdim = true}",
                       {table}, "tensor<2x1xf64>"),
              f64({2, 1}, {9, 12}), exactly));
  EXPECT_TRUE(isClose(
      resultOf("nadir.sum %0", {integers({3}, {1, 2, 3})}, "tensor<i64>"),
      integers({}, {6}), exactly));
}

TEST(ReductionTest, ExtremesKeepNaN) {
  Tensor input = f64({2, 2}, {1, nan, -3, -2});
  EXPECT_TRUE(isClose(
      resultOf("nadir.max %0 {dim = array<i64: 1>}", {input}, "tensor<2xf64>"),
      f64({2}, {nan, -2}), exactly));
  EXPECT_TRUE(isClose(
      resultOf("nadir.min %0 {dim = array<i64: 1>}", {input}, "tensor<2xf64>"),
      f64({2}, {nan, -3}), exactly));
}

TEST(ReductionTest, SumsOfIntegersWrapAround) {
  Tensor numbers = integers({3}, {2147483647, 1, 1}, DType::I32);
  EXPECT_TRUE(isClose(resultOf("nadir.sum %0", {numbers}, "tensor<i32>"),
                      integers({}, {-2147483647}, DType::I32), exactly));
}

TEST(ReductionTest, NothingHasASumButNoMean) {
  Tensor none = f64({0, 2}, {});
  EXPECT_TRUE(isClose(resultOf("nadir.sum %0", {none}, "tensor<f64>"),
                      f64({}, {0}), exactly));
  EXPECT_TRUE(isClose(resultOf("nadir.mean %0", {none}, "tensor<f64>"),
                      f64({}, {nan}), exactly));
  EXPECT_TRUE(isClose(resultOf("nadir.logsumexp %0", {none}, "tensor<f64>"),
                      f64({}, {-inf}), exactly));
}

TEST(ReductionTest, MeanDividesByTheNumberOfElements) {
  EXPECT_TRUE(isClose(
      resultOf("nadir.mean %0 {dim = array<i64: 1>}", {table}, "tensor<2xf64>"),
      f64({2}, {3, 4}), exactly));
}

TEST(ReductionTest, LogsumexpOfLargeAndInfiniteNumbers) {
  Tensor input = f64({3, 2}, {1000, 1000, -inf, -inf, 0, inf});
  EXPECT_TRUE(isClose(resultOf("nadir.logsumexp %0 {dim = array<i64: 1>}",
                               {input}, "tensor<3xf64>"),
                      f64({3}, {1000 + std::log(2.0), -inf, inf}), rounding));
}

TEST(ReductionTest, ArgmaxTakesTheFirstLargest) {
  Tensor input = f64({3, 3}, {1, 3, 3, nan, 9, nan, -inf, -inf, -inf});
  EXPECT_TRUE(isClose(
      resultOf("nadir.argmax %0 {dim = 1 : i64}", {input}, "tensor<3xi64>"),
      integers({3}, {1, 0, 0}), exactly));
  EXPECT_TRUE(isClose(resultOf("nadir.argmax %0", {table}, "tensor<i64>"),
                      integers({}, {5}), exactly));
}

TEST(ReductionTest, SoftmaxOfOneQuarterEach) {
  Tensor input = f64({1, 4}, {1e4, 1e4, 1e4, 1e4});
  EXPECT_TRUE(isClose(
      resultOf("nadir.softmax %0 {dim = 1 : i64}", {input}, "tensor<1x4xf64>"),
      f64({1, 4}, {.25, .25, .25, .25}), {1e-12, 0}));
  EXPECT_TRUE(
      isClose(resultOf("nadir.log_softmax %0 {dim = -1 : i64}",
                       {f64({1, 2}, {0, std::log(3.0)})}, "tensor<1x2xf64>"),
              f64({1, 2}, {-std::log(4.0), std::log(0.75)}), rounding));
}

TEST(ReductionTest, ElementCountOfRows) {
  EXPECT_TRUE(isClose(resultOf("nadir.element_count %0 {dim = array<i64: 0>}",
                               {table}, "tensor<f64>"),
                      f64({}, {2}), exactly));
}

TEST(FusedLossTest, IndexAndDistributionTargetsAgree) {
  Tensor logits = f64({2, 3}, {1, 2, 3, 0, 0, 0});
  Tensor labels = integers({2}, {2, 0});
  Tensor shares = f64({2, 3}, {0, 0, 1, 1, 0, 0});
  // -log(e^3 / (e + e^2 + e^3)) and -log(1 / 3).
  Tensor expected = f64({2}, {0.40760596444437995, 1.0986122886681098});
  std::string syntax = "nadir.softmax_cross_entropy %0, %1 {dim = 1 : i64}";
  EXPECT_TRUE(isClose(resultOf(syntax, {logits, labels}, "tensor<2xf64>"),
                      expected, rounding));
  EXPECT_TRUE(isClose(resultOf(syntax, {logits, shares}, "tensor<2xf64>"),
                      expected, rounding));
}

TEST(FusedLossTest, GradientIsSoftmaxMinusTarget) {
  Tensor logits = f64({1, 2}, {0, 0}), scale = f64({1}, {2});
  std::string syntax =
      "nadir.softmax_cross_entropy_grad %0, %1, %2 {dim = 1 : i64}";
  EXPECT_TRUE(isClose(
      resultOf(syntax, {logits, integers({1}, {1}), scale}, "tensor<1x2xf64>"),
      f64({1, 2}, {1, -1}), rounding));
  EXPECT_TRUE(isClose(resultOf(syntax, {logits, f64({1, 2}, {0.5, 1.5}), scale},
                               "tensor<1x2xf64>"),
                      f64({1, 2}, {1, -1}), rounding));
}

TEST(ProductTest, EveryTransposition) {
  Tensor a = f64({2, 3}, {1, 2, 3, 4, 5, 6}), b = f64({3, 1}, {1, 0, 2});
  Tensor aT = f64({3, 2}, {1, 4, 2, 5, 3, 6}), bT = f64({1, 3}, {1, 0, 2});
  Tensor expected = f64({2, 1}, {7, 16});
  std::string type = "tensor<2x1xf64>";
  EXPECT_TRUE(isClose(resultOf("nadir.matmul %0, %1", {a, b}, type), expected,
                      exactly));
  EXPECT_TRUE(isClose(
      resultOf("nadir.matmul %0, %1 {transpose_lhs = true}", {aT, b}, type),
      expected, exactly));
  EXPECT_TRUE(isClose(
      resultOf("nadir.matmul %0, %1 {transpose_rhs = true}", {a, bT}, type),
      expected, exactly));
}

TEST(ProductTest, SharedMatrixServesEveryLeadingIndex) {
  Tensor batch = f64({2, 1, 2}, {1, 2, 3, 4}), shared = f64({2, 1}, {1, 10});
  EXPECT_TRUE(isClose(
      resultOf("nadir.matmul %0, %1", {batch, shared}, "tensor<2x1x1xf64>"),
      f64({2, 1, 1}, {21, 43}), exactly));
  Tensor other = f64({2, 2, 1}, {1, 0, 0, 1});
  EXPECT_TRUE(isClose(
      resultOf("nadir.matmul %0, %1", {batch, other}, "tensor<2x1x1xf64>"),
      f64({2, 1, 1}, {1, 4}), exactly));
}

TEST(ProductTest, LinearAddsItsBias) {
  Tensor input = f64({1, 2}, {1, 2}), weight = f64({2, 2}, {1, 0, 0, 10});
  EXPECT_TRUE(
      isClose(resultOf("nadir.linear %0, %1, %2",
                       {input, weight, f64({2}, {5, 6})}, "tensor<1x2xf64>"),
              f64({1, 2}, {6, 26}), exactly));
}

} // namespace
