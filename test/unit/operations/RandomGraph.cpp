// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/operations/RandomGraph.h"

#include "llvm/ADT/STLExtras.h"

#include <limits>
#include <optional>

using namespace nadir::test;

namespace {

constexpr int64_t rows = -1;
/// Few sizes, so that shapes meet; around the widths of vectors.
constexpr int64_t sizes[] = {1, 3, 8, 17};

using Shape = llvm::SmallVector<int64_t, 4>;

std::optional<Shape> broadcast(Shape lhs, Shape rhs) {
  if (lhs.size() < rhs.size())
    std::swap(lhs, rhs);
  size_t offset = lhs.size() - rhs.size();
  for (size_t dim = 0; dim < rhs.size(); ++dim) {
    int64_t &size = lhs[offset + dim];
    if (size != rhs[dim] && size != 1 && rhs[dim] != 1)
      return std::nullopt;
    size = size == 1 ? rhs[dim] : size;
  }
  if (llvm::count(lhs, rows) > 1)
    return std::nullopt;
  return lhs;
}

bool startsWithRows(const Shape &shape) {
  return !shape.empty() && shape[0] == rows;
}

bool hasRowsElsewhere(const Shape &shape) {
  return !startsWithRows(shape) && llvm::is_contained(shape, rows);
}

std::string number(int64_t value) { return std::to_string(value) + " : i64"; }

} // namespace

RandomGraph::RandomGraph(uint64_t seed, DType dtype, int size)
    : generator(seed), seed(seed), dtype(dtype) {
  addInputs();
  for (int i = 0; i < size; ++i)
    addOperation();
  addLossAndMetrics();
}

std::string RandomGraph::typeOf(const Shape &shape, DType type) const {
  reference::Sizes full(shape);
  for (int64_t &size : full)
    size = size == rows ? std::numeric_limits<int64_t>::min() : size;
  return reference::typeName(full, type);
}

void RandomGraph::add(const std::string &mnemonic,
                      llvm::ArrayRef<Node> operands, const Shape &shape,
                      const std::string &attributes) {
  llvm::SmallVector<GraphText::Value> values;
  for (const Node &node : operands)
    values.push_back(node.value);
  nodes.push_back(
      {graph.op(mnemonic, values, typeOf(shape, dtype), attributes), shape});
}

void RandomGraph::addInputs() {
  auto size = [&] { return sizes[below(std::size(sizes))]; };
  for (Shape shape : {Shape{rows, size()},
                      {rows, size()},
                      {rows},
                      {rows, size(), size()},
                      {size()}}) {
    std::string name = "x" + std::to_string(inputShapes.size());
    nodes.push_back({graph.input(name, typeOf(shape, dtype)), shape});
    inputShapes.emplace_back(name, shape);
  }
  for (Shape shape : {Shape{size(), size()}, {size(), size()}, {size()}, {}}) {
    std::string name = "p" + std::to_string(parameterValues.size());
    nodes.push_back({graph.parameter(name, typeOf(shape, dtype)), shape});
    parameterValues.emplace_back(name,
                                 randomReals(dtype, shape, generator(), -1, 1));
  }
  // Exact on every backend, as both sides are data.
  for (size_t i = 0; i < 4; ++i) {
    Node lhs = nodes[below(inputShapes.size())];
    Node rhs = nodes[below(inputShapes.size())];
    if (std::optional<Shape> shape = broadcast(lhs.shape, rhs.shape))
      conditions.push_back(
          {graph.op(i % 2 ? "lt" : "ge", {lhs.value, rhs.value},
                    typeOf(*shape, DType::I1)),
           *shape});
  }
}

void RandomGraph::addOperation() {
  using Adder = void (RandomGraph::*)();
  constexpr Adder adders[] = {
      &RandomGraph::addUnary,         &RandomGraph::addUnary,
      &RandomGraph::addBinary,        &RandomGraph::addBinary,
      &RandomGraph::addBinary,        &RandomGraph::addSelect,
      &RandomGraph::addReduction,     &RandomGraph::addReduction,
      &RandomGraph::addProduct,       &RandomGraph::addProduct,
      &RandomGraph::addMove,          &RandomGraph::addJoin,
      &RandomGraph::addNormalisation, &RandomGraph::addPick,
      &RandomGraph::addEncoding,      &RandomGraph::addSpread};
  (this->*adders[below(std::size(adders))])();
}

void RandomGraph::addUnary() {
  const char *const functions[] = {"tanh", "sigmoid", "relu",     "neg",
                                   "abs",  "sin",     "silu",     "erf",
                                   "gelu", "square",  "softplus", "logsigmoid"};
  Node input = any();
  std::string function = functions[below(std::size(functions))];
  add(function, {input}, input.shape);
  // What grows is brought back.
  if (function == "square")
    add("tanh", {nodes.back()}, input.shape);
}

void RandomGraph::addBinary() {
  const char *const functions[] = {"add", "sub", "mul", "maximum", "minimum"};
  Node lhs = any(), rhs = any();
  std::optional<Shape> shape = broadcast(lhs.shape, rhs.shape);
  if (!shape)
    return;
  add(functions[below(std::size(functions))], {lhs, rhs}, *shape);
  add("tanh", {nodes.back()}, *shape);
}

void RandomGraph::addSelect() {
  if (conditions.empty())
    return;
  Node condition = conditions[below(conditions.size())];
  Node lhs = any(), rhs = any();
  std::optional<Shape> shape = broadcast(lhs.shape, rhs.shape);
  if (shape)
    shape = broadcast(*shape, condition.shape);
  if (shape)
    add("select", {condition, lhs, rhs}, *shape);
}

void RandomGraph::addReduction() {
  const char *const functions[] = {"sum", "mean", "max", "min", "logsumexp"};
  Node input = any();
  std::string dims;
  bool keeps = below(2);
  Shape shape;
  for (size_t dim = 0; dim < input.shape.size(); ++dim) {
    bool isReduced = below(2);
    if (isReduced)
      dims += (dims.empty() ? "" : ", ") + std::to_string(dim);
    if (!isReduced || keeps)
      shape.push_back(isReduced ? 1 : input.shape[dim]);
  }
  if (dims.empty())
    return;
  add(functions[below(std::size(functions))], {input}, shape,
      "{dim = array<i64: " + dims +
          ">, keepdim = " + (keeps ? "true" : "false") + "}");
  add("tanh", {nodes.back()}, shape);
}

void RandomGraph::addNormalisation() {
  Node input = any();
  if (input.shape.empty())
    return;
  size_t dim = below(input.shape.size());
  add(below(2) ? "softmax" : "log_softmax", {input}, input.shape,
      "{dim = " + number(static_cast<int64_t>(dim)) + "}");
  add("sigmoid", {nodes.back()}, input.shape);
}

void RandomGraph::addProduct() {
  Node lhs = any(), rhs = any();
  if (lhs.shape.size() < 2 || rhs.shape.size() != 2)
    return;
  bool swapsLhs = below(2), swapsRhs = below(2);
  int64_t m = lhs.shape[lhs.shape.size() - 2], k = lhs.shape.back();
  int64_t k2 = rhs.shape[0], n = rhs.shape[1];
  if (swapsLhs)
    std::swap(m, k);
  if (swapsRhs)
    std::swap(k2, n);
  Shape shape(lhs.shape.begin(), lhs.shape.end() - 2);
  shape.append({m, n});
  if (k != k2 || llvm::count(shape, rows) > 1)
    return;
  add("matmul", {lhs, rhs}, shape,
      std::string("{transpose_lhs = ") + (swapsLhs ? "true" : "false") +
          ", transpose_rhs = " + (swapsRhs ? "true" : "false") + "}");
  add("tanh", {nodes.back()}, shape);
}

void RandomGraph::addMove() {
  Node input = any();
  if (input.shape.size() < 2)
    return;
  int64_t last = static_cast<int64_t>(input.shape.size()) - 1;
  int64_t size = input.shape[last];
  Shape shape(input.shape);
  if (below(3) == 0) {
    std::swap(shape[last - 1], shape[last]);
    add("transpose", {input}, shape,
        last == 1 ? "{permutation = array<i64: 1, 0>}"
                  : "{permutation = array<i64: 0, 2, 1>}");
  } else if (size >= 3 && below(2)) {
    shape[last] = (size - 1 + 1) / 2;
    add("slice", {input}, shape,
        "{dim = " + number(last) + ", start = " + number(1) +
            ", end = " + number(size) + ", step = " + number(2) + "}");
  } else if (size > 0 && size <= 8) {
    shape[last] = size + 2;
    add("pad", {input}, shape,
        "{dim = " + number(last) + ", low = " + number(2) +
            ", high = " + number(0) + "}");
  }
}

void RandomGraph::addJoin() {
  Node lhs = any(), rhs = any();
  if (lhs.shape.empty() || lhs.shape.size() != rhs.shape.size() ||
      lhs.shape.back() == rows || rhs.shape.back() == rows ||
      llvm::ArrayRef(lhs.shape).drop_back() !=
          llvm::ArrayRef(rhs.shape).drop_back())
    return;
  Shape shape(lhs.shape);
  shape.back() += rhs.shape.back();
  if (shape.back() <= 40)
    add("concatenate", {lhs, rhs}, shape,
        "{dim = " + number(static_cast<int64_t>(shape.size()) - 1) + "}");
}

RandomGraph::Node RandomGraph::indices(const Shape &shape, int64_t limit) {
  std::string type = typeOf(shape, DType::I64);
  size_t dim = below(shape.size());
  GraphText::Value position =
      graph.op("iota", {}, type, "{dim = " + number(int64_t(dim)) + "}");
  GraphText::Value last = graph.statement(
      "constant dense<" + std::to_string(limit - 1) + ">", "tensor<i64>");
  return {graph.op("minimum", {position, last}, type), shape};
}

void RandomGraph::addPick() {
  Node input = any();
  if (input.shape.empty())
    return;
  size_t dim = below(input.shape.size());
  int64_t size = input.shape[dim];
  if (size == rows)
    return;
  std::string place = "{dim = " + number(int64_t(dim));
  if (below(2)) {
    Shape shape(input.shape);
    shape[dim] = below(2) ? 1 : 3;
    add("gather", {input, indices(shape, size)}, shape, place + "}");
    return;
  }
  Node target = indices(input.shape, 3);
  Shape shape(input.shape);
  shape[dim] = 3;
  add("scatter_add", {target, input}, shape,
      place + ", size = " + number(3) + "}");
  add("tanh", {nodes.back()}, shape);
}

void RandomGraph::addEncoding() {
  Node like = any();
  if (like.shape.empty() || like.shape.size() > 2)
    return;
  Shape shape(like.shape);
  shape.push_back(3);
  add("one_hot", {indices(like.shape, 3)}, shape,
      "{num_classes = " + number(3) + "}");
}

void RandomGraph::addSpread() {
  Node input = any(), like = any();
  if (std::optional<Shape> shape = broadcast(input.shape, like.shape))
    return add("broadcast", {input}, *shape);
  Shape shape(input.shape);
  if (shape.size() > 3)
    return;
  shape.insert(shape.begin() + below(shape.size() + 1), 1);
  add("reshape", {input}, shape);
}

void RandomGraph::addLossAndMetrics() {
  // The loss depends on the last values, which depend on the others.
  std::vector<Node> terms;
  size_t last = nodes.size();
  for (size_t i = last - std::min<size_t>(last, 6); i < last; ++i) {
    add("mean", {nodes[i]}, {});
    terms.push_back(nodes.back());
  }
  for (const Node &term : terms)
    add("add", {nodes.back(), term}, {});
  Node loss = nodes.back();
  for (size_t i = 0; i < last; ++i)
    if (below(3) == 0 && !hasRowsElsewhere(nodes[i].shape))
      graph.output("y" + std::to_string(i), nodes[i].value);
  graph.minimize(loss.value, "sgd", "{lr = 0.5 : f64, momentum = 0.9 : f64}");
}

Values RandomGraph::inputs(int64_t rowCount) const {
  Values values;
  uint64_t next = seed * 1000;
  for (const auto &[name, shape] : inputShapes) {
    Shape full(shape);
    for (int64_t &size : full)
      size = size == rows ? rowCount : size;
    values[name] = randomReals(dtype, full, ++next, -1, 1);
  }
  return values;
}
