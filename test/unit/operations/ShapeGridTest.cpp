// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations that move elements, compiled, against the oracle: exactly.

#include "test/unit/operations/OperationGrid.h"

using namespace nadir::test;

namespace {

const std::vector<GridPoint> reshapePoints = {{{{12}}, {3, 4}, ""},
                                              {{{3, 4}}, {2, 6}, ""},
                                              {{{1}}, {}, ""},
                                              {{{}}, {1, 1}, ""},
                                              {{{17}}, {1, 17, 1}, ""},
                                              {{{rows, 4, 5}}, {rows, 20}, ""},
                                              {{{rows, 20}}, {rows, 2, 10}, ""},
                                              {{{rows}}, {rows, 1}, ""},
                                              {{{rows, 1}}, {rows}, ""}};

const std::vector<GridPoint> flattenPoints = {
    {{{2, 3, 4}}, {2, 12}, ""},
    {{{2, 3, 4}}, {24}, "start_dim = 0"},
    {{{2, 3, 4}}, {6, 4}, "start_dim = 0, end_dim = 1"},
    {{{rows, 28, 28}}, {rows, 784}, ""},
    {{{rows, 3}}, {rows, 3}, ""}};

const std::vector<GridPoint> transposePoints = {
    {{{3, 5}}, {5, 3}, "permutation = array<i64: 1, 0>"},
    {{{17, 33}}, {33, 17}, "permutation = array<i64: 1, 0>"},
    {{{2, 3, 5}}, {5, 2, 3}, "permutation = array<i64: 2, 0, 1>"},
    {{{2, 3, 5}}, {2, 5, 3}, "permutation = array<i64: 0, 2, 1>"},
    {{{rows, 3, 17}}, {rows, 17, 3}, "permutation = array<i64: 0, 2, 1>"},
    {{{rows, 3, 4}}, {3, rows, 4}, "permutation = array<i64: 1, 0, 2>"}};

const std::vector<GridPoint> broadcastPoints = {
    {{{}}, {17}, ""},        {{{17}}, {3, 17}, ""},
    {{{5, 1}}, {5, 33}, ""}, {{{}}, {rows, 3}, ""},
    {{{7}}, {rows, 7}, ""},  {{{rows, 1}}, {rows, 9}, ""},
    {{{1}}, {2, 1, 5}, ""},  {{{rows}}, {rows}, ""}};

const std::vector<GridPoint> concatenatePoints = {
    {{{2}, {3}}, {5}, "dim = 0"},
    {{{2, 17}, {3, 17}}, {5, 17}, "dim = 0"},
    {{{3, 2}, {3, 31}}, {3, 33}, "dim = -1"},
    {{{rows, 2}, {rows, 5}}, {rows, 7}, "dim = 1"},
    {{{rows, 2, 3}, {rows, 1, 3}}, {rows, 3, 3}, "dim = 1"}};

const std::vector<GridPoint> slicePoints = {
    {{{17}}, {17}, "dim = 0, start = 0, end = 17"},
    {{{17}}, {5}, "dim = 0, start = 3, end = 8"},
    {{{17}}, {6}, "dim = 0, start = 1, end = 17, step = 3"},
    {{{17}}, {0}, "dim = 0, start = 4, end = 4"},
    {{{5, 33}}, {5, 16}, "dim = 1, start = 1, end = 33, step = 2"},
    {{{rows, 10}}, {rows, 4}, "dim = -1, start = 6, end = 10"},
    {{{rows, 4, 3}}, {rows, 2, 3}, "dim = 1, start = 1, end = 3"}};

const std::vector<GridPoint> padPoints = {
    {{{5}}, {8}, "dim = 0, low = 1, high = 2"},
    {{{5}}, {14}, "dim = 0, low = 1, high = 0, interior = 2"},
    {{{1}}, {17}, "dim = 0, low = 0, high = 16, interior = 3"},
    {{{3, 16}}, {3, 18}, "dim = 1, low = 1, high = 1"},
    {{{rows, 4}}, {rows, 7}, "dim = 1, low = 0, high = 0, interior = 1"},
    {{{rows, 2, 3}}, {rows, 4, 3}, "dim = -2, low = 2, high = 0"}};

/// Points are written without the types of their numbers.
std::vector<GridPoint> typed(std::vector<GridPoint> points) {
  for (GridPoint &point : points) {
    if (point.attributes.find("array") != std::string::npos)
      continue;
    std::string text;
    for (char letter : point.attributes)
      text += letter == ',' ? " : i64," : std::string(1, letter);
    point.attributes = text.empty() ? "" : text + " : i64";
  }
  return points;
}

std::vector<OperationGrid> moveGrids() {
  struct Move {
    const char *name;
    std::vector<GridPoint> points;
    size_t operands = 1;
  };
  const Move moves[] = {{"reshape", reshapePoints},
                        {"flatten", flattenPoints},
                        {"transpose", transposePoints},
                        {"broadcast", broadcastPoints},
                        {"concatenate", concatenatePoints, 2},
                        {"slice", slicePoints},
                        {"pad", padPoints}};
  std::vector<OperationGrid> grids;
  for (const Move &move : moves)
    for (DType dtype :
         {DType::F32, DType::F64, DType::I64, DType::I32, DType::I1}) {
      Fill fill = nadir::reference::isFloat(dtype)
                      ? uniformReals(dtype, -1, 1)
                      : uniformIntegers(dtype, 0, 2);
      grids.push_back(
          {std::string(move.name) + "_" + nadir::reference::nameOf(dtype).str(),
           move.name, "", std::vector<Fill>(move.operands, fill), dtype,
           typed(move.points), exactly});
    }
  return grids;
}

INSTANTIATE_TEST_SUITE_P(Move, OperationGridTest,
                         testing::ValuesIn(moveGrids()), gridName);

std::vector<OperationGrid> indexGrids() {
  Fill indices = uniformIntegers(DType::I64, 0, 3);
  return {{"one_hot_f32",
           "one_hot",
           "",
           {indices},
           DType::F32,
           typed({{{{5}}, {5, 3}, "num_classes = 3"},
                  {{{rows}}, {rows, 10}, "num_classes = 10"},
                  {{{rows, 2}}, {rows, 2, 17}, "num_classes = 17"},
                  {{{}}, {4}, "num_classes = 4"}}),
           exactly},
          {"one_hot_i64",
           "one_hot",
           "",
           {indices},
           DType::I64,
           typed({{{{rows}}, {rows, 10}, "num_classes = 10"}}),
           exactly},
          {"iota_i64",
           "iota",
           "",
           {},
           DType::I64,
           typed({{{}, {17}, "dim = 0"},
                  {{}, {3, 17}, "dim = 0"},
                  {{}, {3, 17}, "dim = -1"},
                  {{}, {rows, 5}, "dim = 0"},
                  {{}, {rows, 5}, "dim = 1"}}),
           exactly},
          {"iota_f32",
           "iota",
           "",
           {},
           DType::F32,
           typed({{{}, {33}, "dim = 0"}, {{}, {rows}, "dim = 0"}}),
           exactly}};
}

std::vector<OperationGrid> elementGrids() {
  Fill numbers = uniformReals(DType::F32, -1, 1);
  Fill indices = uniformIntegers(DType::I64, 0, 3);
  return {{"gather",
           "gather",
           "",
           {numbers, indices},
           DType::F32,
           typed({{{{3}, {17}}, {17}, "dim = 0"},
                  {{{3, 17}, {2, 17}}, {2, 17}, "dim = 0"},
                  {{{5, 3}, {5, 16}}, {5, 16}, "dim = 1"},
                  {{{rows, 3}, {rows, 1}}, {rows, 1}, "dim = -1"},
                  {{{rows, 3, 4}, {rows, 2, 4}}, {rows, 2, 4}, "dim = 1"}}),
           exactly},
          {"scatter_add",
           "scatter_add",
           "",
           {indices, numbers},
           DType::F32,
           typed({{{{17}, {17}}, {3}, "dim = 0, size = 3"},
                  {{{2, 17}, {2, 17}}, {5, 17}, "dim = 0, size = 5"},
                  {{{rows, 4}, {rows, 4}}, {rows, 10}, "dim = 1, size = 10"}}),
           {1e-6, 1e-6}},
          {"element_count",
           "element_count",
           "",
           {numbers},
           DType::F32,
           {{{{5, 3}}, {}, ""},
            {{{rows, 3}}, {}, ""},
            {{{rows, 3}}, {}, "dim = array<i64: 0>"},
            {{{rows, 3}}, {}, "dim = array<i64: 1>"}},
           exactly},
          {"element_count_i64",
           "element_count",
           "",
           {indices},
           DType::F32,
           {{{{rows}}, {}, ""}},
           exactly}};
}

INSTANTIATE_TEST_SUITE_P(Index, OperationGridTest,
                         testing::ValuesIn(indexGrids()), gridName);
INSTANTIATE_TEST_SUITE_P(Elements, OperationGridTest,
                         testing::ValuesIn(elementGrids()), gridName);

} // namespace
