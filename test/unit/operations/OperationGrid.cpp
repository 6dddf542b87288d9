// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/operations/OperationGrid.h"
#include "test/unit/common/GraphText.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nadir::test {

namespace {

/// A prime, not a multiple of any vector width.
constexpr int64_t capacity = 19;
/// None, one, one vector of 16 and its neighbours, and the capacity.
constexpr int64_t rowCounts[] = {0, 1, 2, 15, 16, 17, capacity};

bool hasRows(const Shape &shape) { return llvm::is_contained(shape, rows); }

/// "tensor<?x3xf32>"
std::string typeOf(const Shape &shape, DType dtype) {
  reference::Sizes sizes(shape);
  for (int64_t &size : sizes)
    size = size == rows ? std::numeric_limits<int64_t>::min() : size;
  return reference::typeName(sizes, dtype);
}

Shape withRows(const Shape &shape, int64_t count) {
  Shape result(shape);
  for (int64_t &size : result)
    size = size == rows ? count : size;
  return result;
}

std::string attributesOf(const OperationGrid &grid, const GridPoint &point) {
  if (grid.attributes.empty() && point.attributes.empty())
    return "";
  bool both = !grid.attributes.empty() && !point.attributes.empty();
  return "{" + grid.attributes + (both ? ", " : "") + point.attributes + "}";
}

std::string operandName(size_t point, size_t operand) {
  return "x" + std::to_string(point) + "_" + std::to_string(operand);
}

std::string resultName(size_t point) { return "y" + std::to_string(point); }

DType typeOf(const Fill &fill) { return fill({1}, 0).dtype(); }

/// The shape with the rows as first dimension, as graphs take and return it.
Shape rowsFirst(const Shape &shape) {
  Shape result(shape);
  auto *place = llvm::find(result, rows);
  if (place != result.end())
    std::rotate(result.begin(), place, place + 1);
  return result;
}

/// Brings rowsFirst(shape) to the shape, or back.
GraphText::Value moveRows(GraphText &graph, const GraphText::Value &value,
                          const Shape &shape, DType dtype, bool isBack) {
  int64_t place = llvm::find(shape, rows) - shape.begin();
  if (place == 0 || place == static_cast<int64_t>(shape.size()))
    return value;
  std::string order;
  for (int64_t dim = 0; dim < static_cast<int64_t>(shape.size()); ++dim) {
    int64_t from = dim > place ? dim : dim < place ? dim + 1 : 0;
    if (isBack)
      from = dim > place ? dim : dim > 0 ? dim - 1 : place;
    order += (dim ? ", " : "") + std::to_string(from);
  }
  return graph.op("transpose", {value},
                  typeOf(isBack ? rowsFirst(shape) : shape, dtype),
                  "{permutation = array<i64: " + order + ">}");
}

std::string graphOf(const OperationGrid &grid) {
  GraphText graph;
  bool anyRows = false;
  for (auto [p, point] : llvm::enumerate(grid.points)) {
    llvm::SmallVector<GraphText::Value> operands;
    for (auto [o, shape] : llvm::enumerate(point.operands)) {
      DType dtype = typeOf(grid.operands[o]);
      GraphText::Value input =
          graph.input(operandName(p, o), typeOf(rowsFirst(shape), dtype));
      operands.push_back(moveRows(graph, input, shape, dtype, false));
      anyRows |= hasRows(shape);
    }
    anyRows |= hasRows(point.result);
    GraphText::Value result =
        graph.op(grid.mnemonic, operands, typeOf(point.result, grid.resultType),
                 attributesOf(grid, point));
    graph.output(resultName(p),
                 moveRows(graph, result, point.result, grid.resultType, true));
  }
  return graph.str(anyRows ? std::optional(capacity) : std::nullopt);
}

Values inputsOf(const OperationGrid &grid, int64_t rowCount) {
  Values inputs;
  uint64_t seed = 1;
  for (auto [p, point] : llvm::enumerate(grid.points))
    for (auto [o, shape] : llvm::enumerate(point.operands))
      inputs[operandName(p, o)] =
          grid.operands[o](withRows(rowsFirst(shape), rowCount), seed++);
  return inputs;
}

std::string describe(const OperationGrid &grid, const GridPoint &point,
                     int64_t rowCount) {
  std::string text = "nadir." + grid.mnemonic + " " + attributesOf(grid, point);
  for (auto [o, shape] : llvm::enumerate(point.operands))
    text += (o ? ", " : " : ") + typeOf(shape, typeOf(grid.operands[o]));
  return text + " with " + std::to_string(rowCount) + " rows";
}

void compare(const OperationGrid &grid, int64_t rowCount, RunResult &actual,
             RunResult &expected, const char *stage) {
  ASSERT_EQ(actual.error, "") << stage << " with " << rowCount << " rows";
  for (auto [p, point] : llvm::enumerate(grid.points))
    EXPECT_TRUE(isClose(actual.results[resultName(p)],
                        expected.results[resultName(p)], grid.tolerance))
        << stage << ": " << describe(grid, point, rowCount);
}

} // namespace

Fill uniformReals(DType dtype, double low, double high) {
  return [=](llvm::ArrayRef<int64_t> shape, uint64_t seed) {
    return randomReals(dtype, shape, seed, low, high);
  };
}

Fill uniformIntegers(DType dtype, int64_t low, int64_t high) {
  return [=](llvm::ArrayRef<int64_t> shape, uint64_t seed) {
    return randomIntegers(dtype, shape, seed, low, high);
  };
}

Fill specialIntegers(DType dtype) {
  return [=](llvm::ArrayRef<int64_t> shape, uint64_t seed) {
    Tensor tensor = randomIntegers(dtype, shape, seed, -3, 4);
    bool isWide = dtype == DType::I64;
    const int64_t extremes[] = {isWide ? std::numeric_limits<int64_t>::min()
                                       : std::numeric_limits<int32_t>::min(),
                                isWide ? std::numeric_limits<int64_t>::max()
                                       : std::numeric_limits<int32_t>::max(),
                                -1, 0};
    std::vector<int64_t> &values = tensor.values<int64_t>();
    for (size_t i = 0; i < values.size(); i += 3)
      values[i] = extremes[(i / 3 + seed) % std::size(extremes)];
    return tensor;
  };
}

Fill specialReals(DType dtype, double low, double high) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return [=](llvm::ArrayRef<int64_t> shape, uint64_t seed) {
    Tensor tensor = randomReals(dtype, shape, seed, low, high);
    const double specials[] = {0.0,    -0.0,  infinity, -infinity, NAN,   1e-40,
                               -1e-40, 1e-30, -1e-30,   88.5,      -88.5, 700.0,
                               -110.0, 1e30,  -1e30,    1.0,       -1.0};
    std::vector<double> &values = tensor.values<double>();
    // Every third element, so that vectors hold both kinds.
    for (size_t i = 0; i < values.size(); i += 3)
      values[i] = specials[(i / 3 + seed) % std::size(specials)];
    return reals(dtype, shape, values);
  };
}

std::string gridName(const testing::TestParamInfo<OperationGrid> &info) {
  return info.param.name;
}

std::string typedName(const std::string &name, DType dtype) {
  return name + "_" + reference::nameOf(dtype).str();
}

TEST_P(OperationGridTest, AgreesWithTheOracle) {
  const OperationGrid &grid = GetParam();
  std::string text = graphOf(grid);
  TestGraph graph(text);
  ASSERT_TRUE(graph.isValid()) << graph.diagnostics() << text;
  bool anyRows = text.find('?') != std::string::npos;
  for (int64_t rowCount : rowCounts) {
    if (!anyRows && rowCount != capacity)
      continue;
    Values inputs = inputsOf(grid, rowCount);
    CallSettings settings = {.rows = rowCount, .seed = 7};
    RunResult expected = graph.runReference("predict", inputs, settings);
    ASSERT_EQ(expected.error, "") << text;
    RunResult fused = graph.runFused("predict", inputs, settings);
    compare(grid, rowCount, fused, expected, "fused");
    RunResult compiled = graph.runCompiled("predict", inputs, settings);
    compare(grid, rowCount, compiled, expected, "compiled");
    if (HasFailure())
      return;
  }
}

std::vector<Shape> raggedShapes() {
  return {{},        {1},       {2},          {7},       {8},
          {15},      {16},      {17},         {31},      {97},
          {9221},    {3, 17},   {2, 1, 5},    {0},       {rows},
          {rows, 1}, {rows, 7}, {rows, 3, 5}, {rows, 33}};
}

Shape broadcastOf(const std::vector<Shape> &operands) {
  Shape result;
  for (Shape shape : operands) {
    if (shape.size() > result.size())
      std::swap(shape, result);
    size_t offset = result.size() - shape.size();
    for (size_t dim = 0; dim < shape.size(); ++dim)
      if (result[offset + dim] == 1)
        result[offset + dim] = shape[dim];
  }
  return result;
}

std::vector<GridPoint> equalShapes(size_t operands) {
  std::vector<GridPoint> points;
  for (const Shape &shape : raggedShapes())
    points.push_back({std::vector<Shape>(operands, shape), shape, ""});
  return points;
}

std::vector<GridPoint> broadcastShapes() {
  const std::vector<std::vector<Shape>> pairs = {
      {{17}, {17}},         {{5, 17}, {17}},
      {{17}, {5, 17}},      {{5, 1}, {1, 17}},
      {{5, 17}, {}},        {{}, {17}},
      {{1}, {33}},          {{2, 1, 3}, {4, 1}},
      {{rows, 17}, {17}},   {{rows, 1}, {rows, 9}},
      {{rows}, {}},         {{1}, {rows}},
      {{rows, 1}, {1, 16}}, {{rows, 2, 5}, {2, 1}},
      {{rows, 4}, {1, 4}},  {{4099}, {1}},
      {{0, 3}, {1, 3}},     {{6, 4, 1}, {1, 4, 7}},
      {{16, 16}, {16, 1}}};
  std::vector<GridPoint> points;
  for (const std::vector<Shape> &pair : pairs)
    points.push_back({pair, broadcastOf(pair), ""});
  return points;
}

} // namespace nadir::test
