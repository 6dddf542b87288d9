// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One operation over many shapes, compiled as one program and compared with the
// oracle: sizes around the vector width, primes and large ones, and every
// number of rows from none to the capacity.

#ifndef NADIR_TEST_UNIT_OPERATIONS_OPERATIONGRID_H
#define NADIR_TEST_UNIT_OPERATIONS_OPERATIONGRID_H

#include "test/unit/common/TensorTesting.h"
#include "test/unit/common/TestGraph.h"

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace nadir::test {

/// Stands for the number of rows in a shape.
inline constexpr int64_t rows = -1;

using Shape = llvm::SmallVector<int64_t, 4>;

/// Makes an operand's elements.
using Fill =
    std::function<Tensor(llvm::ArrayRef<int64_t> shape, uint64_t seed)>;

Fill uniformReals(DType dtype, double low, double high);
Fill uniformIntegers(DType dtype, int64_t low, int64_t high);
/// Small numbers, with the largest and smallest of the type among them.
Fill specialIntegers(DType dtype);
/// Uniform in [low, high), with zeros, infinities, NaN, a denormal and large
/// and small numbers among them.
Fill specialReals(DType dtype, double low, double high);

/// An operation on operands of certain shapes.
struct GridPoint {
  std::vector<Shape> operands;
  Shape result;
  /// Attributes that belong to these shapes.
  std::string attributes;
};

struct OperationGrid {
  std::string name;
  std::string mnemonic;
  std::string attributes;
  std::vector<Fill> operands;
  DType resultType;
  std::vector<GridPoint> points;
  Tolerance tolerance;
};

inline void PrintTo(const OperationGrid &grid, std::ostream *stream) {
  *stream << grid.name;
}

/// Runs every point on the oracle, on the oracle after fusion, and compiled.
/// Instantiated by each family's tests.
class OperationGridTest : public testing::TestWithParam<OperationGrid> {};

/// The grid's name as the test's.
std::string gridName(const testing::TestParamInfo<OperationGrid> &info);

/// "exp_f32"
std::string typedName(const std::string &name, DType dtype);

/// Shapes on which an operation of one operand is tried.
std::vector<Shape> raggedShapes();

/// The result's shape of a broadcast of such shapes.
Shape broadcastOf(const std::vector<Shape> &operands);

/// Points for an operation whose operands all have one shape.
std::vector<GridPoint> equalShapes(size_t operands);
/// Points with every kind of broadcasting between two operands.
std::vector<GridPoint> broadcastShapes();

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_OPERATIONS_OPERATIONGRID_H
