// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the oracle evaluates whole functions: rows, groups, formulas, random
// numbers, and what it refuses.

#include "test/unit/reference/EvaluateText.h"

#include <cmath>

using namespace nadir::test;

namespace {

Tensor f32(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> values) {
  return reals(DType::F32, shape, values);
}

TEST(EvaluateTest, RowsComeFromTheArguments) {
  const char *text = R"(
    func.func @f(%x: tensor<?x2xf32>) -> (tensor<?xf32>, tensor<f32>) {
      %sum = nadir.sum %x {dim = array<i64: 1>} : (tensor<?x2xf32>) -> tensor<?xf32>
      %mean = nadir.mean %x : (tensor<?x2xf32>) -> tensor<f32>
      return %sum, %mean : tensor<?xf32>, tensor<f32>
    })";
  Evaluation run = evaluateFunction(text, {f32({3, 2}, {1, 2, 3, 4, 5, 6})});
  ASSERT_EQ(run.error, "");
  EXPECT_TRUE(isClose(run.results[0], f32({3}, {3, 7, 11}), exactly));
  EXPECT_TRUE(isClose(run.results[1], f32({}, {3.5}), exactly));
}

TEST(EvaluateTest, RowsMustBeKnown) {
  const char *text = R"(
    func.func @f() -> tensor<?xi64> {
      %0 = nadir.iota {dim = 0 : i64} : () -> tensor<?xi64>
      return %0 : tensor<?xi64>
    })";
  EXPECT_EQ(evaluateFunction(text, {}).error,
            "expected a number of rows, as no argument has one");
  Evaluation run = evaluateFunction(text, {}, 3);
  ASSERT_EQ(run.error, "");
  EXPECT_TRUE(isClose(run.results[0], integers({3}, {0, 1, 2}), exactly));
}

TEST(EvaluateTest, ArgumentsMustFit) {
  const char *text = R"(
    func.func @f(%x: tensor<?x2xf32> {nadir.name = "image"},
                 %y: tensor<?xi64> {nadir.name = "label"}) {
      return
    })";
  Tensor image = f32({2, 2}, {1, 2, 3, 4});
  EXPECT_EQ(evaluateFunction(text, {image}).error,
            "@f: expected 2 arguments, found 1");
  EXPECT_EQ(evaluateFunction(text, {image, integers({3}, {1, 2, 3})}).error,
            "'label': expected tensor<?xi64> with 2 rows, found tensor<3xi64>");
  EXPECT_EQ(
      evaluateFunction(text, {integers({2, 2}, {1, 2, 3, 4}), image}).error,
      "'image': expected tensor<?x2xf32>, found tensor<2x2xi64>");
}

TEST(EvaluateTest, GroupsMeanTheirOperations) {
  const char *text = R"(
    func.func @f(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<f32>) {
      %a, %b = nadir.group "loop" : tensor<2xf32>, tensor<f32> {
        %0 = nadir.square %x : (tensor<2xf32>) -> tensor<2xf32>
        %1 = nadir.sum %0 : (tensor<2xf32>) -> tensor<f32>
        nadir.yield %0, %1 : tensor<2xf32>, tensor<f32>
      }
      return %a, %b : tensor<2xf32>, tensor<f32>
    })";
  Evaluation run = evaluateFunction(text, {f32({2}, {3, 4})});
  ASSERT_EQ(run.error, "");
  EXPECT_TRUE(isClose(run.results[0], f32({2}, {9, 16}), exactly));
  EXPECT_TRUE(isClose(run.results[1], f32({}, {25}), exactly));
}

TEST(EvaluateTest, OptimizersReturnParameterAndStates) {
  const char *text = R"(
    func.func @f(%p: tensor<1xf32>, %g: tensor<1xf32>, %lr: tensor<f64>,
                 %step: tensor<i64>, %m: tensor<1xf32>)
        -> (tensor<1xf32>, tensor<1xf32>) {
      %0:2 = nadir.sgd %p, %g, %lr, %step, %m {momentum = 0.5 : f64}
        : (tensor<1xf32>, tensor<1xf32>, tensor<f64>, tensor<i64>, tensor<1xf32>)
        -> (tensor<1xf32>, tensor<1xf32>)
      return %0#0, %0#1 : tensor<1xf32>, tensor<1xf32>
    })";
  Evaluation run = evaluateFunction(text, {f32({1}, {10}), f32({1}, {2}),
                                           reals(DType::F64, {}, {0.5}),
                                           integers({}, {2}), f32({1}, {4})});
  ASSERT_EQ(run.error, "");
  EXPECT_TRUE(isClose(run.results[0], f32({1}, {8}), exactly));
  EXPECT_TRUE(isClose(run.results[1], f32({1}, {4}), exactly));
}

TEST(EvaluateTest, RefusesGradientRequests) {
  const char *text = R"(
    func.func @f(%x: tensor<f32>) -> tensor<f32> {
      %0 = nadir.gradient %x wrt(%x) : (tensor<f32>, tensor<f32>) -> tensor<f32>
      return %0 : tensor<f32>
    })";
  EXPECT_EQ(evaluateFunction(text, {f32({}, {1})}).error,
            "the oracle can't evaluate 'nadir.gradient'");
}

TEST(CheckTest, NamesTensorPositionAndLine) {
  const char *text = R"(
    func.func @f(%x: tensor<?x2xi64> {nadir.role = "input", nadir.name = "tokens"}) {
      %0 = nadir.check_index %x {limit = 10 : i64, tensor = "tokens", ignore_index = -1 : i64} : (tensor<?x2xi64>) -> tensor<?x2xi64>
      return
    })";
  EXPECT_EQ(evaluateFunction(text, {integers({2, 2}, {0, 9, -1, 10})}).error,
            "tokens[1, 1] is 10, expected 0 to 9 (model.mlir:3:12)");
  EXPECT_EQ(evaluateFunction(text, {integers({2, 2}, {0, 9, -1, 1})}).error,
            "");
}

TEST(CheckTest, NaNIsOutOfRange) {
  std::string syntax =
      "nadir.check_range %0 {min = 0.0 : f64, max = 1.0 : f64, tensor = \"p\"}";
  EXPECT_EQ(evaluateOp(syntax, {f32({2}, {1, 1.5})}, "tensor<2xf32>").error,
            "p[1] is 1.5, expected 0 to 1 (model.mlir:2:6)");
  EXPECT_EQ(
      evaluateOp(syntax, {f32({1}, {std::nan("")})}, "tensor<1xf32>").error,
      "p[0] is nan, expected 0 to 1 (model.mlir:2:6)");
}

/// A function that draws with the seed, step and stream of Random123's
/// known-answer tests: counter and key all zeros, and all ones.
std::string drawing(const std::string &op, const std::string &type) {
  return "func.func @f(%seed: tensor<i64>, %step: tensor<i64>) -> " + type +
         " {\n%0 = nadir." + op + " : " + type + "\nreturn %0 : " + type +
         "\n}";
}

TEST(RandomTest, UniformIsPhilox) {
  // philox4x32-10 of zeros: 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
  Evaluation run = evaluateFunction(
      drawing("random_uniform seed(%seed) step(%step)", "tensor<1xf32>"),
      {integers({}, {0}), integers({}, {0})});
  ASSERT_EQ(run.error, "");
  EXPECT_EQ(run.results[0].number(0), 0x6627e8p-24);
  run = evaluateFunction(
      drawing("random_uniform {low = -1.0 : f64}", "tensor<1xf64>"),
      {integers({}, {5}), integers({}, {5})});
  ASSERT_EQ(run.error, "");
  EXPECT_EQ(run.results[0].number(0),
            -1 + 2 * static_cast<double>(0x6627e8d5e169c58d >> 11) * 0x1p-53);
}

TEST(RandomTest, NormalIsBoxMuller) {
  Evaluation run = evaluateFunction(
      drawing("random_normal seed(%seed) step(%step) {mean = 3.0 : f64, std = "
              "2.0 : f64}",
              "tensor<1xf32>"),
      {integers({}, {0}), integers({}, {0})});
  ASSERT_EQ(run.error, "");
  double radius = std::sqrt(-2 * std::log(0x6627e9p-24));
  EXPECT_DOUBLE_EQ(run.results[0].number(0),
                   3 + 2 * radius * std::cos(2 * M_PI * 0xe169c5p-24));
}

TEST(RandomTest, PositionStepSeedAndStreamMatter) {
  auto draw = [](int64_t seed, int64_t step, const std::string &attributes) {
    Evaluation run = evaluateFunction(
        drawing("random_uniform seed(%seed) step(%step) " + attributes,
                "tensor<2x50xf32>"),
        {integers({}, {seed}), integers({}, {step})});
    EXPECT_EQ(run.error, "");
    return run.results[0];
  };
  Tensor first = draw(1, 1, "");
  EXPECT_TRUE(isClose(draw(1, 1, "{stream = 0 : i64}"), first, exactly));
  EXPECT_FALSE(isClose(draw(2, 1, ""), first, exactly));
  EXPECT_FALSE(isClose(draw(1, 2, ""), first, exactly));
  EXPECT_FALSE(isClose(draw(1, 1, "{stream = 1 : i64}"), first, exactly));
  // The high word of a seed counts, too.
  EXPECT_FALSE(isClose(draw(1 + (int64_t(1) << 32), 1, ""), first, exactly));
  EXPECT_NE(first.number(0), first.number(1));
}

} // namespace
