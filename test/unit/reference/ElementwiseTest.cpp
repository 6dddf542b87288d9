// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle's pointwise operations against values worked out by hand or taken
// from tables, to all digits given.

#include "test/unit/reference/EvaluateText.h"

#include <cmath>
#include <limits>

using namespace nadir::test;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// Rounding of one double operation or library call; the tail of the normal
/// distribution magnifies that of its argument a hundredfold.
constexpr Tolerance rounding = {4e-16, 0};
constexpr Tolerance magnified = {4e-14, 0};

Tensor f64(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> values) {
  return reals(DType::F64, shape, values);
}
Tensor flags(llvm::ArrayRef<int64_t> values) {
  return integers({static_cast<int64_t>(values.size())}, values, DType::I1);
}

struct UnaryCase {
  const char *syntax;
  double input, expected;
};

class UnaryTest : public testing::TestWithParam<UnaryCase> {};

TEST_P(UnaryTest, Value) {
  const UnaryCase &test = GetParam();
  Tolerance tolerance = test.input == -10.0 ? magnified : rounding;
  EXPECT_TRUE(
      isClose(resultOf(test.syntax, {f64({1}, {test.input})}, "tensor<1xf64>"),
              f64({1}, {test.expected}), tolerance))
      << test.syntax << " of " << test.input;
}

INSTANTIATE_TEST_SUITE_P(
    Tables, UnaryTest,
    testing::Values(UnaryCase{"nadir.neg %0", 2.5, -2.5},
                    UnaryCase{"nadir.abs %0", -2.5, 2.5},
                    UnaryCase{"nadir.sign %0", -7.0, -1.0},
                    UnaryCase{"nadir.sign %0", 0.0, 0.0},
                    UnaryCase{"nadir.sign %0", nan, 0.0},
                    UnaryCase{"nadir.square %0", -3.0, 9.0},
                    UnaryCase{"nadir.exp %0", 1.0, 2.718281828459045},
                    UnaryCase{"nadir.exp %0", -inf, 0.0},
                    UnaryCase{"nadir.log %0", 10.0, 2.302585092994046},
                    UnaryCase{"nadir.log %0", 0.0, -inf},
                    UnaryCase{"nadir.log %0", -1.0, nan},
                    UnaryCase{"nadir.log1p %0", 1e-20, 1e-20},
                    UnaryCase{"nadir.expm1 %0", 1e-20, 1e-20},
                    UnaryCase{"nadir.sqrt %0", 2.0, 1.4142135623730951},
                    UnaryCase{"nadir.rsqrt %0", 4.0, 0.5},
                    UnaryCase{"nadir.tanh %0", 0.5, 0.46211715726000973},
                    UnaryCase{"nadir.erf %0", 0.5, 0.5204998778130465},
                    UnaryCase{"nadir.erfc %0", 5.0, 1.537459794428035e-12},
                    UnaryCase{"nadir.sin %0", 1.0, 0.8414709848078965},
                    UnaryCase{"nadir.cos %0", 1.0, 0.5403023058681398}));

INSTANTIATE_TEST_SUITE_P(
    Activations, UnaryTest,
    testing::Values(
        UnaryCase{"nadir.sigmoid %0", 1.0, 0.7310585786300049},
        UnaryCase{"nadir.sigmoid %0", -1000.0, 0.0},
        UnaryCase{"nadir.logsigmoid %0", 0.0, -0.6931471805599453},
        UnaryCase{"nadir.logsigmoid %0", -1000.0, -1000.0},
        UnaryCase{"nadir.logsigmoid %0", 40.0, -4.248354255291589e-18},
        UnaryCase{"nadir.relu %0", -1.0, 0.0},
        UnaryCase{"nadir.relu %0", 2.0, 2.0},
        UnaryCase{"nadir.relu %0", nan, nan},
        UnaryCase{"nadir.silu %0", 1.0, 0.7310585786300049},
        UnaryCase{"nadir.gelu %0", 1.0, 0.8413447460685429},
        UnaryCase{"nadir.gelu %0", -10.0, -7.619853024160527e-23},
        UnaryCase{"nadir.gelu %0 {approximate = \"tanh\"}", 1.0,
                  0.8411919906082768},
        UnaryCase{"nadir.softplus %0", 0.0, 0.6931471805599453},
        UnaryCase{"nadir.softplus %0", 21.0, 21.0},
        UnaryCase{"nadir.softplus %0 {beta = 2.0}", 0.0, 0.34657359027997264},
        UnaryCase{"nadir.leaky_relu %0", -2.0, -0.02},
        UnaryCase{"nadir.leaky_relu %0 {negative_slope = 0.5}", -2.0, -1.0},
        UnaryCase{"nadir.clamp %0 {min = -1.0}", -2.0, -1.0},
        UnaryCase{"nadir.clamp %0 {max = 1.0}", 3.0, 1.0},
        UnaryCase{"nadir.clamp %0 {min = -1.0, max = 1.0}", nan, nan}));

TEST(ArithmeticTest, BroadcastsBothOperands) {
  Tensor column = f64({2, 1}, {10, 20}), row = f64({3}, {1, 2, 3});
  EXPECT_TRUE(
      isClose(resultOf("nadir.add %0, %1", {column, row}, "tensor<2x3xf64>"),
              f64({2, 3}, {11, 12, 13, 21, 22, 23}), exactly));
  EXPECT_TRUE(
      isClose(resultOf("nadir.sub %0, %1", {row, column}, "tensor<2x3xf64>"),
              f64({2, 3}, {-9, -8, -7, -19, -18, -17}), exactly));
}

TEST(ArithmeticTest, BroadcastsScalarsAndNothing) {
  Tensor scalar = f64({}, {2}), none = f64({0, 3}, {});
  EXPECT_TRUE(
      isClose(resultOf("nadir.mul %0, %1", {scalar, none}, "tensor<0x3xf64>"),
              none, exactly));
}

TEST(ArithmeticTest, IntegersDivideTowardsZero) {
  EXPECT_TRUE(
      isClose(resultOf("nadir.div %0, %1",
                       {integers({3}, {7, -7, 7}), integers({3}, {2, 2, -2})},
                       "tensor<3xi64>"),
              integers({3}, {3, -3, -3}), exactly));
}

TEST(ArithmeticTest, IntegersWrapAndDivideByZero) {
  constexpr int64_t least = std::numeric_limits<int64_t>::min();
  constexpr int64_t least32 = std::numeric_limits<int32_t>::min();
  EXPECT_TRUE(
      isClose(resultOf("nadir.div %0, %1",
                       {integers({2}, {7, least}), integers({2}, {0, -1})},
                       "tensor<2xi64>"),
              integers({2}, {0, least}), exactly));
  EXPECT_TRUE(isClose(resultOf("nadir.sub %0, %1",
                               {integers({1}, {least32}, DType::I32),
                                integers({1}, {1}, DType::I32)},
                               "tensor<1xi32>"),
                      integers({1}, {-least32 - 1}, DType::I32), exactly));
}

TEST(ArithmeticTest, MaximumAndMinimumKeepNaN) {
  Tensor a = f64({3}, {1, nan, 2}), b = f64({3}, {2, 0, nan});
  EXPECT_TRUE(isClose(resultOf("nadir.maximum %0, %1", {a, b}, "tensor<3xf64>"),
                      f64({3}, {2, nan, nan}), exactly));
  EXPECT_TRUE(isClose(resultOf("nadir.minimum %0, %1", {a, b}, "tensor<3xf64>"),
                      f64({3}, {1, nan, nan}), exactly));
}

TEST(ArithmeticTest, PowersFollowTheCLibrary) {
  EXPECT_TRUE(
      isClose(resultOf("nadir.pow %0, %1",
                       {f64({3}, {2, 0, -8}), f64({3}, {0.5, 0, 1. / 3})},
                       "tensor<3xf64>"),
              f64({3}, {1.4142135623730951, 1, nan}), rounding));
}

TEST(ArithmeticTest, ComparesWithNaNAsUnordered) {
  Tensor a = f64({3}, {1, 2, nan}), b = f64({3}, {2, 2, nan});
  auto compare = [&](const char *syntax) {
    return resultOf(syntax, {a, b}, "tensor<3xi1>");
  };
  EXPECT_TRUE(isClose(compare("nadir.eq %0, %1"), flags({0, 1, 0}), exactly));
  EXPECT_TRUE(isClose(compare("nadir.ne %0, %1"), flags({1, 0, 1}), exactly));
  EXPECT_TRUE(isClose(compare("nadir.lt %0, %1"), flags({1, 0, 0}), exactly));
  EXPECT_TRUE(isClose(compare("nadir.le %0, %1"), flags({1, 1, 0}), exactly));
  EXPECT_TRUE(isClose(compare("nadir.gt %0, %1"), flags({0, 0, 0}), exactly));
  EXPECT_TRUE(isClose(compare("nadir.ge %0, %1"), flags({0, 1, 0}), exactly));
}

TEST(ArithmeticTest, Logic) {
  Tensor a = flags({0, 0, 1, 1}), b = flags({0, 1, 0, 1});
  EXPECT_TRUE(
      isClose(resultOf("nadir.logical_and %0, %1", {a, b}, "tensor<4xi1>"),
              flags({0, 0, 0, 1}), exactly));
  EXPECT_TRUE(
      isClose(resultOf("nadir.logical_or %0, %1", {a, b}, "tensor<4xi1>"),
              flags({0, 1, 1, 1}), exactly));
  EXPECT_TRUE(isClose(resultOf("nadir.logical_not %0", {a}, "tensor<4xi1>"),
                      flags({1, 1, 0, 0}), exactly));
}

TEST(ArithmeticTest, SelectBroadcastsItsCondition) {
  EXPECT_TRUE(isClose(resultOf("nadir.select %0, %1, %2",
                               {integers({2, 1}, {1, 0}, DType::I1),
                                f64({2}, {1, 2}), f64({}, {9})},
                               "tensor<2x2xf64>"),
                      f64({2, 2}, {1, 2, 9, 9}), exactly));
}

TEST(ArithmeticTest, CastsTruncateAndTest) {
  Tensor numbers = f64({4}, {-1.9, 0, 0.5, nan});
  EXPECT_TRUE(isClose(resultOf("nadir.cast %0", {numbers}, "tensor<4xi64>"),
                      integers({4}, {-1, 0, 0, 0}), exactly));
  EXPECT_TRUE(
      isClose(resultOf("nadir.cast %0", {f64({3}, {1e20, -1e20, -3e9})},
                       "tensor<3xi32>"),
              integers({3}, {2147483647, -2147483648, -2147483648}, DType::I32),
              exactly));
  EXPECT_TRUE(
      isClose(resultOf("nadir.cast %0", {reals(DType::F32, {2}, {inf, -inf})},
                       "tensor<2xi64>"),
              integers({2}, {0x7FFFFF8000000000, INT64_MIN}), exactly));
  EXPECT_TRUE(isClose(resultOf("nadir.cast %0", {numbers}, "tensor<4xi1>"),
                      flags({1, 0, 1, 1}), exactly));
  EXPECT_TRUE(
      isClose(resultOf("nadir.cast %0", {flags({0, 1})}, "tensor<2xf32>"),
              reals(DType::F32, {2}, {0, 1}), exactly));
}

} // namespace
