// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every pointwise operation, compiled, against the oracle.

#include "test/unit/operations/OperationGrid.h"

using namespace nadir::test;

namespace {

/// Compiled functions are accurate to a few units in the last place; the
/// absolute part is for numbers below the smallest normal one.
Tolerance elementary(DType dtype) {
  return dtype == DType::F32 ? Tolerance{1e-6, 1e-37}
                             : Tolerance{1e-14, 1e-300};
}

struct UnaryCase {
  const char *name, *mnemonic, *attributes;
  double low, high;
  /// Error of f32 beyond that of one function, relative and absolute: formulas
  /// of several roundings, and sums that cancel.
  Tolerance single = {0, 0};
};

const UnaryCase unaryCases[] = {
    {"neg", "neg", "", -3, 3},
    {"abs", "abs", "", -3, 3},
    {"sign", "sign", "", -3, 3},
    {"square", "square", "", -3, 3},
    {"exp", "exp", "", -10, 10},
    {"log", "log", "", 0, 10},
    {"log1p", "log1p", "", -0.99, 3},
    {"expm1", "expm1", "", -3, 3},
    {"sqrt", "sqrt", "", 0, 9},
    {"rsqrt", "rsqrt", "", 0.01, 9},
    {"tanh", "tanh", "", -4, 4},
    {"erf", "erf", "", -3, 3},
    {"erfc", "erfc", "", -3, 8},
    {"sigmoid", "sigmoid", "", -9, 9},
    {"logsigmoid", "logsigmoid", "", -9, 9},
    {"relu", "relu", "", -3, 3},
    {"silu", "silu", "", -6, 6},
    // The error function's tail magnifies the rounding of its argument by its
    // square.
    {"gelu", "gelu", "", -6, 6, {1e-5, 1e-12}},
    // 1 + tanh cancels for negative numbers.
    {"gelu_tanh", "gelu", "approximate = \"tanh\"", -6, 6, {1e-5, 1e-6}},
    {"softplus", "softplus", "", -9, 30},
    {"softplus_beta", "softplus", "beta = 2.0, threshold = 10.0", -9, 9},
    {"leaky_relu", "leaky_relu", "negative_slope = 0.2", -3, 3},
    {"clamp", "clamp", "min = -1.0, max = 1.5", -3, 3},
    {"clamp_below", "clamp", "min = 0.5", -3, 3},
    {"clamp_above", "clamp", "max = 0.5", -3, 3},
};

std::vector<OperationGrid> unaryGrids() {
  std::vector<OperationGrid> grids;
  for (DType dtype : {DType::F32, DType::F64})
    for (const UnaryCase &test : unaryCases) {
      Tolerance tolerance = elementary(dtype);
      if (dtype == DType::F32 && test.single.relative > 0)
        tolerance = test.single;
      else if (test.single.relative > 0)
        tolerance = {test.single.relative * 1e-8, test.single.absolute * 1e-8};
      grids.push_back({typedName(test.name, dtype),
                       test.mnemonic,
                       test.attributes,
                       {specialReals(dtype, test.low, test.high)},
                       dtype,
                       equalShapes(1),
                       tolerance});
    }
  // Sine and cosine of huge numbers are another matter than their kernels.
  for (DType dtype : {DType::F32, DType::F64})
    for (const char *name : {"sin", "cos"})
      grids.push_back({typedName(name, dtype),
                       name,
                       "",
                       {uniformReals(dtype, -30, 30)},
                       dtype,
                       equalShapes(1),
                       dtype == DType::F32 ? Tolerance{1e-6, 1e-7}
                                           : Tolerance{1e-14, 1e-15}});
  return grids;
}

INSTANTIATE_TEST_SUITE_P(Unary, OperationGridTest,
                         testing::ValuesIn(unaryGrids()), gridName);

std::vector<OperationGrid> binaryGrids() {
  std::vector<OperationGrid> grids;
  for (DType dtype : {DType::F32, DType::F64}) {
    Fill special = specialReals(dtype, -3, 3);
    for (const char *name : {"add", "sub", "mul", "div", "maximum", "minimum"})
      grids.push_back({typedName(name, dtype),
                       name,
                       "",
                       {special, special},
                       dtype,
                       broadcastShapes(),
                       elementary(dtype)});
    for (const char *name : {"eq", "ne", "lt", "le", "gt", "ge"})
      grids.push_back({typedName(name, dtype),
                       name,
                       "",
                       {special, special},
                       DType::I1,
                       broadcastShapes(),
                       exactly});
    // x^y = exp(y log x): y log x is below 6, and its rounding counts as often.
    Tolerance power =
        dtype == DType::F32 ? Tolerance{4e-6, 0} : Tolerance{4e-14, 0};
    grids.push_back({typedName("pow", dtype),
                     "pow",
                     "",
                     {uniformReals(dtype, 0.05, 4), uniformReals(dtype, -2, 2)},
                     dtype,
                     broadcastShapes(),
                     power});
  }
  return grids;
}

std::vector<OperationGrid> integerGrids() {
  std::vector<OperationGrid> grids;
  for (DType dtype : {DType::I64, DType::I32}) {
    Fill any = specialIntegers(dtype);
    for (const char *name : {"add", "sub", "mul", "div", "maximum", "minimum"})
      grids.push_back({typedName(name, dtype),
                       name,
                       "",
                       {any, any},
                       dtype,
                       broadcastShapes(),
                       exactly});
    Fill few = uniformIntegers(dtype, -2, 3);
    for (const char *name : {"eq", "ne", "lt", "le", "gt", "ge"})
      grids.push_back({typedName(name, dtype),
                       name,
                       "",
                       {few, few},
                       DType::I1,
                       broadcastShapes(),
                       exactly});
  }
  Fill flags = uniformIntegers(DType::I1, 0, 2);
  for (const char *name : {"logical_and", "logical_or"})
    grids.push_back({name,
                     name,
                     "",
                     {flags, flags},
                     DType::I1,
                     broadcastShapes(),
                     exactly});
  grids.push_back({"logical_not",
                   "logical_not",
                   "",
                   {flags},
                   DType::I1,
                   equalShapes(1),
                   exactly});
  return grids;
}

INSTANTIATE_TEST_SUITE_P(Binary, OperationGridTest,
                         testing::ValuesIn(binaryGrids()), gridName);
INSTANTIATE_TEST_SUITE_P(Integer, OperationGridTest,
                         testing::ValuesIn(integerGrids()), gridName);

std::vector<OperationGrid> selectGrids() {
  std::vector<GridPoint> points = equalShapes(3);
  for (std::vector<Shape> shapes : {std::vector<Shape>{{5, 1}, {17}, {}},
                                    {{rows, 1}, {rows, 9}, {9}},
                                    {{}, {rows}, {1}}})
    points.push_back({shapes, broadcastOf(shapes), ""});
  Fill flags = uniformIntegers(DType::I1, 0, 2);
  std::vector<OperationGrid> grids;
  for (DType dtype : {DType::F32, DType::F64})
    grids.push_back(
        {typedName("select", dtype),
         "select",
         "",
         {flags, specialReals(dtype, -1, 1), specialReals(dtype, -1, 1)},
         dtype,
         points,
         exactly});
  for (DType dtype : {DType::I64, DType::I32, DType::I1})
    grids.push_back(
        {typedName("select", dtype),
         "select",
         "",
         {flags, uniformIntegers(dtype, 0, 2), uniformIntegers(dtype, 0, 2)},
         dtype,
         points,
         exactly});
  return grids;
}

std::vector<OperationGrid> castGrids() {
  const std::vector<std::pair<std::string, Fill>> sources = {
      {"f32", uniformReals(DType::F32, -100, 100)},
      {"f64", uniformReals(DType::F64, -100, 100)},
      {"i64", uniformIntegers(DType::I64, -100, 100)},
      {"i32", uniformIntegers(DType::I32, -100, 100)},
      {"i1", uniformIntegers(DType::I1, 0, 2)}};
  std::vector<OperationGrid> grids;
  for (const auto &[name, source] : sources)
    for (DType to : {DType::F32, DType::F64, DType::I64, DType::I32, DType::I1})
      grids.push_back({typedName("cast_" + name, to),
                       "cast",
                       "",
                       {source},
                       to,
                       equalShapes(1),
                       // The oracle does not round doubles that become f32.
                       to == DType::F32 ? Tolerance{1e-7, 0} : exactly});
  return grids;
}

INSTANTIATE_TEST_SUITE_P(Select, OperationGridTest,
                         testing::ValuesIn(selectGrids()), gridName);
INSTANTIATE_TEST_SUITE_P(Cast, OperationGridTest,
                         testing::ValuesIn(castGrids()), gridName);

} // namespace
