// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Graphs of random operations: each takes values that are there and adds one.
// Every function in them is continuous, and comparisons are of inputs only, so
// that rounding never decides a branch; all values stay near 1.

#ifndef NADIR_TEST_UNIT_OPERATIONS_RANDOMGRAPH_H
#define NADIR_TEST_UNIT_OPERATIONS_RANDOMGRAPH_H

#include "test/unit/common/GraphText.h"
#include "test/unit/common/TensorTesting.h"
#include "test/unit/common/TestGraph.h"

#include <random>
#include <string>
#include <vector>

namespace nadir::test {

class RandomGraph {
public:
  /// The graph of a seed, with about `size` operations.
  RandomGraph(uint64_t seed, DType dtype, int size);

  static constexpr int64_t capacity = 13;

  std::string text() const { return graph.str(capacity); }
  /// Inputs for `rows` rows, the same for the same seed.
  Values inputs(int64_t rows) const;
  /// Names and values of the parameters.
  const std::vector<std::pair<std::string, Tensor>> &parameters() const {
    return parameterValues;
  }

private:
  using Shape = llvm::SmallVector<int64_t, 4>;
  struct Node {
    GraphText::Value value;
    Shape shape;
  };

  void addInputs();
  void addOperation();
  void addUnary();
  void addBinary();
  void addSelect();
  void addReduction();
  void addNormalisation();
  void addProduct();
  void addMove();
  void addJoin();
  /// Elements that are picked, or added up, by their positions.
  void addPick();
  void addEncoding();
  void addSpread();
  void addLossAndMetrics();

  /// Positions along some dimension, none of them `limit` or more.
  Node indices(const Shape &shape, int64_t limit);

  size_t below(size_t limit) { return generator() % limit; }
  const Node &any() { return nodes[below(nodes.size())]; }
  std::string typeOf(const Shape &shape, DType dtype) const;
  void add(const std::string &mnemonic, llvm::ArrayRef<Node> operands,
           const Shape &shape, const std::string &attributes = "");

  std::mt19937_64 generator;
  uint64_t seed;
  DType dtype;
  GraphText graph;
  std::vector<Node> nodes;
  std::vector<Node> conditions;
  std::vector<std::pair<std::string, Shape>> inputShapes;
  std::vector<std::pair<std::string, Tensor>> parameterValues;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_OPERATIONS_RANDOMGRAPH_H
