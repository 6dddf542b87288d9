// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reductions, normalisations, products and fused losses, compiled, against the
// oracle.

#include "test/unit/operations/OperationGrid.h"

using namespace nadir::test;

namespace {

/// Sums of up to 10,000 numbers near 1, in a tree: tens of roundings.
Tolerance summation(DType dtype) {
  return dtype == DType::F32 ? Tolerance{2e-6, 2e-6} : Tolerance{1e-14, 1e-14};
}

/// Every set of dimensions of every shape, with and without them staying.
std::vector<GridPoint> reductionPoints() {
  std::vector<GridPoint> points;
  for (Shape shape : {Shape{1},
                      {7},
                      {16},
                      {17},
                      {9221},
                      {5, 17},
                      {1, 33},
                      {64, 10},
                      {3, 5, 18},
                      {2, 16, 3},
                      {rows},
                      {rows, 10},
                      {rows, 33},
                      {rows, 5, 3},
                      {rows, 4, 16}}) {
    for (unsigned set = 1; set < 1u << shape.size(); ++set)
      for (bool keeps : {false, true}) {
        std::string dims;
        Shape result;
        for (size_t dim = 0; dim < shape.size(); ++dim) {
          bool isReduced = set >> dim & 1;
          if (isReduced)
            dims += (dims.empty() ? "" : ", ") + std::to_string(dim);
          if (!isReduced || keeps)
            result.push_back(isReduced ? 1 : shape[dim]);
        }
        points.push_back({{shape},
                          result,
                          "dim = array<i64: " + dims +
                              ">, keepdim = " + (keeps ? "true" : "false")});
      }
  }
  return points;
}

std::vector<GridPoint> argmaxPoints() {
  std::vector<GridPoint> points = {
      {{{17}}, {}, ""},
      {{{5, 17}}, {}, ""},
      {{{rows, 10}}, {rows, 1}, "dim = -1 : i64, keepdim = true"}};
  for (Shape shape : {Shape{7},
                      {17},
                      {5, 17},
                      {64, 10},
                      {3, 5, 18},
                      {rows, 1},
                      {rows, 10},
                      {rows, 33},
                      {rows, 5, 3}})
    for (size_t dim = shape[0] == rows ? 1 : 0; dim < shape.size(); ++dim) {
      Shape result(shape);
      result.erase(result.begin() + dim);
      points.push_back(
          {{shape}, result, "dim = " + std::to_string(dim) + " : i64"});
    }
  return points;
}

OperationGrid reductionGrid(const std::string &name, const char *operation,
                            const Fill &fill, DType dtype,
                            Tolerance tolerance) {
  return {typedName(name, dtype), operation, "", {fill}, dtype,
          reductionPoints(),      tolerance};
}

OperationGrid argmaxGrid(const std::string &name, const Fill &fill,
                         DType dtype) {
  return {typedName(name, dtype), "argmax", "", {fill}, DType::I64,
          argmaxPoints(),         exactly};
}

std::vector<OperationGrid> reductionGrids() {
  std::vector<OperationGrid> grids;
  for (DType dtype : {DType::F32, DType::F64}) {
    Fill numbers = uniformReals(dtype, -1, 3);
    Fill special = specialReals(dtype, -1, 3);
    for (const char *name : {"sum", "mean", "logsumexp"})
      grids.push_back(
          reductionGrid(name, name, numbers, dtype, summation(dtype)));
    // NaN spoils every row of special numbers sooner or later.
    for (std::string name : {"max", "min"}) {
      grids.push_back(
          reductionGrid(name, name.c_str(), special, dtype, exactly));
      grids.push_back(reductionGrid(name + "_finite", name.c_str(), numbers,
                                    dtype, exactly));
    }
    grids.push_back(argmaxGrid("argmax", numbers, dtype));
    grids.push_back(argmaxGrid("argmax_special", special, dtype));
  }
  for (DType dtype : {DType::I64, DType::I32}) {
    Fill numbers = uniformIntegers(dtype, -5, 5);
    for (const char *name : {"sum", "max", "min"})
      grids.push_back(reductionGrid(name, name, numbers, dtype, exactly));
    grids.push_back(argmaxGrid("argmax", numbers, dtype));
  }
  return grids;
}

INSTANTIATE_TEST_SUITE_P(Reduction, OperationGridTest,
                         testing::ValuesIn(reductionGrids()), gridName);

std::vector<GridPoint> alongDimensions() {
  std::vector<GridPoint> points;
  for (Shape shape : {Shape{1},
                      {17},
                      {5, 17},
                      {3, 1},
                      {2, 1000},
                      {3, 5, 18},
                      {rows, 10},
                      {rows, 17},
                      {rows, 5, 3},
                      {rows, 1}})
    for (size_t dim = shape[0] == rows ? 1 : 0; dim < shape.size(); ++dim)
      points.push_back(
          {{shape}, shape, "dim = " + std::to_string(dim) + " : i64"});
  points.push_back({{{rows, 16}}, {rows, 16}, "dim = -1 : i64"});
  return points;
}

std::vector<OperationGrid> normalisationGrids() {
  std::vector<OperationGrid> grids;
  for (DType dtype : {DType::F32, DType::F64})
    for (const char *name : {"softmax", "log_softmax"})
      for (double scale : {1.0, 1e4})
        grids.push_back(
            {typedName(std::string(name) + (scale > 1 ? "_large" : ""), dtype),
             name,
             "",
             {uniformReals(dtype, -3 * scale, 3 * scale)},
             dtype,
             alongDimensions(),
             dtype == DType::F32 ? Tolerance{3e-6, 3e-7}
                                 : Tolerance{1e-14, 1e-15}});
  return grids;
}

INSTANTIATE_TEST_SUITE_P(Normalisation, OperationGridTest,
                         testing::ValuesIn(normalisationGrids()), gridName);

std::vector<GridPoint> matmulPoints(bool lhsTransposed, bool rhsTransposed) {
  const std::vector<std::array<int64_t, 3>> sizes = {
      {1, 1, 1},    {2, 3, 5},     {7, 1, 9},      {1, 16, 17},
      {16, 15, 1},  {17, 33, 31},  {14, 32, 97},   {64, 97, 50},
      {rows, 7, 3}, {rows, 17, 1}, {rows, 64, 33}, {rows, 1, 10}};
  std::vector<GridPoint> points;
  for (auto [m, n, k] : sizes) {
    Shape lhs = lhsTransposed ? Shape{k, m} : Shape{m, k};
    Shape rhs = rhsTransposed ? Shape{n, k} : Shape{k, n};
    points.push_back({{lhs, rhs}, {m, n}, ""});
  }
  // A weight's gradient: the rows are what is summed over.
  for (auto [m, n] : {std::pair{10, 17}, {1, 1}, {33, 16}})
    points.push_back({{lhsTransposed ? Shape{rows, m} : Shape{m, rows},
                       rhsTransposed ? Shape{n, rows} : Shape{rows, n}},
                      {m, n},
                      ""});
  // The rows as the product's columns.
  for (auto [m, k] : {std::pair{8, 17}, {1, 1}, {33, 16}})
    points.push_back({{lhsTransposed ? Shape{k, m} : Shape{m, k},
                       rhsTransposed ? Shape{rows, k} : Shape{k, rows}},
                      {m, rows},
                      ""});
  return points;
}

std::vector<GridPoint> batchedPoints() {
  return {{{{2, 3, 5}, {2, 5, 4}}, {2, 3, 4}, ""},
          {{{2, 3, 17, 9}, {2, 3, 9, 16}}, {2, 3, 17, 16}, ""},
          {{{2, 7, 5}, {5, 17}}, {2, 7, 17}, ""},
          {{{7, 5}, {3, 5, 4}}, {3, 7, 4}, ""},
          {{{rows, 3, 5}, {rows, 5, 2}}, {rows, 3, 2}, ""},
          {{{rows, 3, 5}, {5, 17}}, {rows, 3, 17}, ""},
          {{{rows, 3, 5}, {17, 5}}, {rows, 3, 17}, "transpose_rhs = true"},
          {{{2, 5, 3}, {2, 5, 4}}, {2, 3, 4}, "transpose_lhs = true"}};
}

/// Sums of up to 97 products of up to 4: their sizes add up to about 130, and
/// a rounding of that is 8e-6 in f32.
Tolerance product(DType dtype) {
  return dtype == DType::F32 ? Tolerance{2e-6, 2e-5} : Tolerance{1e-14, 5e-14};
}

std::vector<OperationGrid> productGrids() {
  std::vector<OperationGrid> grids;
  for (DType dtype : {DType::F32, DType::F64}) {
    Fill numbers = uniformReals(dtype, -2, 2);
    for (bool lhs : {false, true})
      for (bool rhs : {false, true})
        grids.push_back({typedName("matmul_" + std::string(lhs ? "t" : "n") +
                                       (rhs ? "t" : "n"),
                                   dtype),
                         "matmul",
                         std::string("transpose_lhs = ") +
                             (lhs ? "true" : "false") +
                             ", transpose_rhs = " + (rhs ? "true" : "false"),
                         {numbers, numbers},
                         dtype,
                         matmulPoints(lhs, rhs),
                         product(dtype)});
    grids.push_back({typedName("matmul_batched", dtype),
                     "matmul",
                     "",
                     {numbers, numbers},
                     dtype,
                     batchedPoints(),
                     product(dtype)});
    grids.push_back({typedName("linear", dtype),
                     "linear",
                     "",
                     {numbers, numbers, numbers},
                     dtype,
                     {{{{1, 1}, {1, 1}, {1}}, {1, 1}, ""},
                      {{{5, 7}, {17, 7}, {17}}, {5, 17}, ""},
                      {{{rows, 64}, {32, 64}, {32}}, {rows, 32}, ""},
                      {{{rows, 33}, {10, 33}, {10}}, {rows, 10}, ""},
                      {{{rows, 3, 5}, {7, 5}, {7}}, {rows, 3, 7}, ""}},
                     product(dtype)});
  }
  return grids;
}

INSTANTIATE_TEST_SUITE_P(Product, OperationGridTest,
                         testing::ValuesIn(productGrids()), gridName);

std::vector<OperationGrid> fusedLossGrids() {
  std::vector<OperationGrid> grids;
  std::vector<GridPoint> indexed, shared;
  // One class, around the vector width, and one that leaves no register free.
  for (int64_t classes : {1, 2, 10, 15, 16, 17, 1000})
    for (int64_t count : {rows, int64_t(5)}) {
      std::string attributes = "dim = 1 : i64";
      indexed.push_back({{{count, classes}, {count}}, {count}, attributes});
      shared.push_back(
          {{{count, classes}, {count, classes}}, {count}, attributes});
    }
  indexed.push_back({{{rows, 10, 3}, {rows, 3}}, {rows, 3}, "dim = 1 : i64"});
  shared.push_back(
      {{{rows, 10, 3}, {rows, 10, 3}}, {rows, 3}, "dim = 1 : i64"});
  for (DType dtype : {DType::F32, DType::F64}) {
    Fill logits = uniformReals(dtype, -5, 5);
    // The label 0 fits every number of classes.
    Fill labels = uniformIntegers(DType::I64, 0, 1);
    Tolerance tolerance =
        dtype == DType::F32 ? Tolerance{5e-6, 3e-6} : Tolerance{1e-13, 1e-14};
    grids.push_back({typedName("indexed", dtype),
                     "softmax_cross_entropy",
                     "",
                     {logits, labels},
                     dtype,
                     indexed,
                     tolerance});
    // A thousand shares of up to 1: the loss is their sum.
    tolerance.absolute *= 1000;
    grids.push_back({typedName("shared", dtype),
                     "softmax_cross_entropy",
                     "",
                     {logits, uniformReals(dtype, 0, 1)},
                     dtype,
                     shared,
                     tolerance});
  }
  return grids;
}

INSTANTIATE_TEST_SUITE_P(FusedLoss, OperationGridTest,
                         testing::ValuesIn(fusedLossGrids()), gridName);

} // namespace
