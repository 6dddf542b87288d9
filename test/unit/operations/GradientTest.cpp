// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The gradient of every differentiable operation against central differences,
// in double precision.

#include "test/unit/common/GradientCheck.h"

using namespace nadir::test;

namespace {

Tensor uniform(llvm::ArrayRef<int64_t> shape, uint64_t seed, double low,
               double high) {
  return randomReals(DType::F64, shape, seed, low, high);
}

class GradientTest : public testing::TestWithParam<GradientCase> {};

TEST_P(GradientTest, AgreesWithDifferences) {
  EXPECT_TRUE(checkGradients(GetParam()));
}

std::string caseName(const testing::TestParamInfo<GradientCase> &info) {
  return info.param.mnemonic + "_" + std::to_string(info.index);
}

/// Values of one operand; away from where a function has a corner.
GradientCase unary(const char *mnemonic, double low, double high,
                   const char *attributes = "") {
  GradientCase test;
  test.inputs = {{"x", uniform({3, 5}, 1, low, high)}};
  test.mnemonic = mnemonic;
  test.attributes = attributes;
  test.resultShape = {3, 5};
  return test;
}

std::vector<GradientCase> unaryCases() {
  return {unary("neg", -2, 2),
          unary("exp", -2, 2),
          unary("log", 0.5, 3),
          unary("log1p", -0.5, 3),
          unary("expm1", -2, 2),
          unary("sqrt", 0.5, 3),
          unary("rsqrt", 0.5, 3),
          unary("tanh", -2, 2),
          unary("erf", -2, 2),
          unary("erfc", -2, 2),
          unary("sin", -3, 3),
          unary("cos", -3, 3),
          unary("sigmoid", -3, 3),
          unary("logsigmoid", -3, 3),
          unary("relu", 0.1, 2),
          unary("relu", -2, 2),
          unary("silu", -3, 3),
          unary("abs", -2, -0.1),
          unary("abs", 0.1, 2),
          unary("square", -2, 2),
          unary("gelu", -3, 3),
          unary("gelu", -3, 3, "{approximate = \"tanh\"}"),
          unary("softplus", -3, 3),
          unary("softplus", -3, 3, "{beta = 2.0, threshold = 2.5}"),
          unary("leaky_relu", -2, 2),
          unary("leaky_relu", -2, -0.1, "{negative_slope = 0.3}"),
          unary("clamp", -3, 3, "{min = -1.0, max = 1.0}"),
          unary("clamp", -3, 3, "{min = 0.5}"),
          unary("clamp", -3, 3, "{max = 0.5}"),
          unary("cast", -2, 2),
          unary("check_range", -2, 2,
                "{min = -3.0 : f64, max = 3.0 : f64, tensor = \"x\"}")};
}

INSTANTIATE_TEST_SUITE_P(Unary, GradientTest, testing::ValuesIn(unaryCases()),
                         caseName);

GradientCase binary(const char *mnemonic, llvm::ArrayRef<int64_t> lhs,
                    llvm::ArrayRef<int64_t> rhs, llvm::ArrayRef<int64_t> result,
                    double low = -2, double high = 2) {
  GradientCase test;
  test.inputs = {{"a", uniform(lhs, 1, low, high)},
                 {"b", uniform(rhs, 2, low, high)}};
  test.mnemonic = mnemonic;
  test.resultShape.assign(result.begin(), result.end());
  return test;
}

std::vector<GradientCase> binaryCases() {
  std::vector<GradientCase> cases;
  for (const char *mnemonic : {"add", "sub", "mul", "maximum", "minimum"}) {
    cases.push_back(binary(mnemonic, {3, 5}, {3, 5}, {3, 5}));
    cases.push_back(binary(mnemonic, {3, 1}, {5}, {3, 5}));
    cases.push_back(binary(mnemonic, {}, {2, 1, 3}, {2, 1, 3}));
    GradientCase rows = binary(mnemonic, {4, 3}, {3}, {4, 3});
    rows.withRows = {"a"};
    rows.resultHasRows = true;
    cases.push_back(rows);
  }
  for (const char *mnemonic : {"div", "pow"}) {
    cases.push_back(binary(mnemonic, {3, 5}, {3, 5}, {3, 5}, 0.5, 2));
    cases.push_back(binary(mnemonic, {3, 1}, {5}, {3, 5}, 0.5, 2));
    cases.push_back(binary(mnemonic, {3, 5}, {}, {3, 5}, 0.5, 2));
  }
  GradientCase select;
  select.inputs = {{"c", integers({3, 1}, {1, 0, 1}, DType::I1)},
                   {"a", uniform({3, 5}, 1, -2, 2)},
                   {"b", uniform({5}, 2, -2, 2)}};
  select.mnemonic = "select";
  select.resultShape = {3, 5};
  cases.push_back(select);
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Binary, GradientTest, testing::ValuesIn(binaryCases()),
                         caseName);

/// An operation of one [4, 3, 5] tensor whose first dimension may be the batch.
GradientCase onTensor(const char *mnemonic, const char *attributes,
                      llvm::ArrayRef<int64_t> result, bool hasRows = false,
                      bool resultHasRows = false) {
  GradientCase test;
  test.inputs = {{"x", uniform({4, 3, 5}, 1, -2, 2)}};
  test.mnemonic = mnemonic;
  test.attributes = attributes;
  test.resultShape.assign(result.begin(), result.end());
  if (hasRows)
    test.withRows = {"x"};
  test.resultHasRows = resultHasRows;
  return test;
}

std::vector<GradientCase> reductionCases() {
  std::vector<GradientCase> cases;
  for (const char *mnemonic : {"sum", "mean", "max", "min", "logsumexp"}) {
    cases.push_back(onTensor(mnemonic, "", {}));
    cases.push_back(onTensor(mnemonic, "", {}, true));
    cases.push_back(onTensor(mnemonic, "{dim = array<i64: 1>}", {4, 5}));
    cases.push_back(onTensor(mnemonic, "{dim = array<i64: -1>, keepdim = true}",
                             {4, 3, 1}, true, true));
    cases.push_back(onTensor(mnemonic, "{dim = array<i64: 0, 2>}", {3}, true));
  }
  for (const char *mnemonic : {"softmax", "log_softmax"}) {
    cases.push_back(onTensor(mnemonic, "{dim = 2 : i64}", {4, 3, 5}));
    cases.push_back(
        onTensor(mnemonic, "{dim = -2 : i64}", {4, 3, 5}, true, true));
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Reduction, GradientTest,
                         testing::ValuesIn(reductionCases()), caseName);

std::vector<GradientCase> shapeCases() {
  std::vector<GradientCase> cases = {
      onTensor("reshape", "", {12, 5}),
      onTensor("reshape", "", {4, 15}, true, true),
      onTensor("flatten", "", {4, 15}, true, true),
      onTensor("transpose", "{permutation = array<i64: 2, 0, 1>}", {5, 4, 3}),
      onTensor("broadcast", "", {2, 4, 3, 5}),
      onTensor(
          "slice",
          "{dim = 2 : i64, start = 1 : i64, end = 5 : i64, step = 3 : i64}",
          {4, 3, 2}, true, true),
      onTensor("pad",
               "{dim = 1 : i64, low = 1 : i64, high = 2 : i64, interior = 1 : "
               "i64}",
               {4, 8, 5}, true, true)};
  GradientCase spread;
  spread.inputs = {{"x", uniform({3, 1}, 1, -2, 2)}};
  spread.mnemonic = "broadcast";
  spread.resultShape = {2, 3, 4};
  cases.push_back(spread);

  GradientCase join;
  join.inputs = {{"a", uniform({4, 2}, 1, -2, 2)},
                 {"b", uniform({4, 3}, 2, -2, 2)}};
  join.withRows = {"a", "b"};
  join.mnemonic = "concatenate";
  join.attributes = "{dim = 1 : i64}";
  join.resultShape = {4, 5};
  join.resultHasRows = true;
  cases.push_back(join);

  GradientCase gather;
  gather.inputs = {{"x", uniform({2, 3}, 1, -2, 2)},
                   {"index", integers({2, 4}, {0, 0, 2, 1, 2, 2, 2, 0})}};
  gather.mnemonic = "gather";
  gather.attributes = "{dim = 1 : i64}";
  gather.resultShape = {2, 4};
  cases.push_back(gather);

  GradientCase scatter;
  scatter.inputs = {{"index", integers({2, 4}, {0, 0, 2, 1, 2, 2, 2, 0})},
                    {"source", uniform({2, 4}, 1, -2, 2)}};
  scatter.mnemonic = "scatter_add";
  scatter.attributes = "{dim = 1 : i64, size = 3 : i64}";
  scatter.resultShape = {2, 3};
  cases.push_back(scatter);
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Shape, GradientTest, testing::ValuesIn(shapeCases()),
                         caseName);

GradientCase product(llvm::ArrayRef<int64_t> lhs, llvm::ArrayRef<int64_t> rhs,
                     llvm::ArrayRef<int64_t> result, const char *attributes) {
  GradientCase test = binary("matmul", lhs, rhs, result);
  test.attributes = attributes;
  return test;
}

std::vector<GradientCase> productCases() {
  std::vector<GradientCase> cases = {
      product({2, 3}, {3, 4}, {2, 4}, ""),
      product({3, 2}, {3, 4}, {2, 4}, "{transpose_lhs = true}"),
      product({2, 3}, {4, 3}, {2, 4}, "{transpose_rhs = true}"),
      product({3, 2}, {4, 3}, {2, 4},
              "{transpose_lhs = true, transpose_rhs = true}"),
      product({2, 2, 3}, {2, 3, 4}, {2, 2, 4}, ""),
      product({2, 3, 2}, {2, 4, 3}, {2, 2, 4},
              "{transpose_lhs = true, transpose_rhs = true}"),
      product({2, 2, 3}, {3, 4}, {2, 2, 4}, ""),
      product({2, 2, 3}, {4, 3}, {2, 2, 4}, "{transpose_rhs = true}"),
      product({2, 3}, {2, 3, 4}, {2, 2, 4}, ""),
      product({3, 2}, {2, 3, 4}, {2, 2, 4}, "{transpose_lhs = true}")};
  GradientCase rows = product({4, 3}, {3, 2}, {4, 2}, "");
  rows.withRows = {"a"};
  rows.resultHasRows = true;
  cases.push_back(rows);
  for (bool hasBias : {true, false}) {
    GradientCase linear;
    linear.inputs = {{"x", uniform({4, 2, 3}, 1, -2, 2)},
                     {"weight", uniform({5, 3}, 2, -2, 2)}};
    if (hasBias)
      linear.inputs.emplace_back("bias", uniform({5}, 3, -2, 2));
    linear.withRows = {"x"};
    linear.mnemonic = "linear";
    linear.resultShape = {4, 2, 5};
    linear.resultHasRows = true;
    cases.push_back(linear);
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Product, GradientTest,
                         testing::ValuesIn(productCases()), caseName);

/// The compiler's own form of cross-entropy; the losses themselves are checked
/// at the inputs of the golden cases.
GradientCase entropy(Tensor target) {
  GradientCase test;
  test.inputs = {{"x", uniform({4, 5}, 1, -2, 2)}, {"target", target}};
  test.withRows = {"x", "target"};
  test.mnemonic = "softmax_cross_entropy";
  test.attributes = "{dim = 1 : i64}";
  test.resultShape = {4};
  test.resultHasRows = true;
  return test;
}

INSTANTIATE_TEST_SUITE_P(Entropy, GradientTest,
                         testing::Values(entropy(integers({4}, {0, 4, 2, 2})),
                                         entropy(uniform({4, 5}, 2, 0.1, 1))),
                         caseName);

/// The check itself must not pass where it checks nothing.
TEST(GradientCheckTest, RefusesGradientsThatAreAllZero) {
  testing::AssertionResult result = checkGradients(unary("sign", 0.5, 2));
  EXPECT_FALSE(result);
  EXPECT_NE(std::string(result.message()).find("every gradient is zero"),
            std::string::npos)
      << result.message();
}

/// log's gradient near 0 is far from any difference quotient with this step.
TEST(GradientCheckTest, FindsWrongGradients) {
  GradientCase test = unary("log", 0.5, 2);
  test.step = 0.3;
  EXPECT_FALSE(checkGradients(test));
}

} // namespace
