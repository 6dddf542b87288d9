// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/LoopKernelDomain.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace nadir {

Coordinates mapCoordinates(AffineMap map, ArrayRef<Coordinate> coordinates) {
  Coordinates result;
  for (AffineExpr expr : map.getResults()) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    result.push_back(dim ? coordinates[dim.getPosition()] : Coordinate::zero());
  }
  return result;
}

Coordinates invertCoordinates(OpResult result,
                              ArrayRef<Coordinate> coordinates) {
  auto generic = cast<linalg::GenericOp>(result.getOwner());
  AffineMap map = generic.getIndexingMapMatchingResult(result);
  Coordinates loops(map.getNumDims());
  for (auto [expr, coordinate] : llvm::zip(map.getResults(), coordinates))
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      loops[dim.getPosition()] = coordinate;
  return loops;
}

bool ElementKey::operator<(const ElementKey &other) const {
  auto tuple = [](const Coordinate &coordinate) {
    return std::pair(coordinate.axis, coordinate.index.getAsOpaquePointer());
  };
  if (value != other.value)
    return value.getAsOpaquePointer() < other.value.getAsOpaquePointer();
  return std::lexicographical_compare(
      coordinates.begin(), coordinates.end(), other.coordinates.begin(),
      other.coordinates.end(), [&](const Coordinate &a, const Coordinate &b) {
        return tuple(a) < tuple(b);
      });
}

namespace {
/// Finds which loops of a kernel run over the same axis. A node is a generic
/// with its loops, or a returned tensor with its dimensions; every loop of more
/// than one iteration has a number of its own.
class AxisFinder {
public:
  AxisFinder(func::FuncOp kernel, std::string &reason)
      : kernel(kernel), reason(reason) {}

  LogicalResult run();

  struct Node {
    Operation *op = nullptr;
    SmallVector<int64_t> extents;
    /// Number of the first loop; loops of size 1 have numbers but no use.
    int firstLoop = 0;
  };

  Coordinates coordinates(const Node &node) const;

  SmallVector<Node> generics;
  SmallVector<Node> results;
  SmallVector<int64_t> axisExtents;

private:
  Node makeNode(Operation *op, ArrayRef<int64_t> extents);
  LogicalResult collectNodes();
  LogicalResult connect(const Node &consumer);
  LogicalResult connectExtracts(const Node &consumer);
  /// Dimension `dim` of `tensor` is indexed by loop `loop` of `consumer`.
  LogicalResult unify(Value tensor, unsigned dim, const Node &consumer,
                      unsigned loop);
  void assignAxes(const Node &node);
  LogicalResult assignDistinctAxes(const Node &node);
  int axisOf(const Node &node, unsigned loop) const;
  LogicalResult fail(const Twine &text) {
    reason = text.str();
    return failure();
  }

  func::FuncOp kernel;
  std::string &reason;
  DenseMap<Operation *, unsigned> nodeOf;
  llvm::EquivalenceClasses<int> classes;
  /// By the leading loop of a class.
  DenseMap<int, int> axes;
  int loopCount = 0;
};
} // namespace

AxisFinder::Node AxisFinder::makeNode(Operation *op,
                                      ArrayRef<int64_t> extents) {
  Node node{op, SmallVector<int64_t>(extents), loopCount};
  for (size_t i = 0; i < extents.size(); ++i)
    classes.insert(loopCount++);
  return node;
}

LogicalResult AxisFinder::collectNodes() {
  for (Operation &op : kernel.getBody().front().without_terminator()) {
    if (isa<tensor::EmptyOp, tensor::ExtractSliceOp, linalg::FillOp>(op) ||
        op.hasTrait<OpTrait::ConstantLike>())
      continue;
    auto generic = dyn_cast<linalg::GenericOp>(op);
    if (!generic)
      return fail("it contains '" + op.getName().getStringRef() + "'");
    nodeOf[generic] = generics.size();
    generics.push_back(makeNode(generic, generic.getStaticLoopRanges()));
  }
  for (Type type : kernel.getResultTypes())
    results.push_back(
        makeNode(nullptr, cast<RankedTensorType>(type).getShape()));
  return success();
}

LogicalResult AxisFinder::unify(Value tensor, unsigned dim,
                                const Node &consumer, unsigned loop) {
  auto producer = tensor.getDefiningOp<linalg::GenericOp>();
  if (!producer)
    return success();
  auto map = producer.getIndexingMapMatchingResult(cast<OpResult>(tensor));
  auto expr = dyn_cast<AffineDimExpr>(map.getResult(dim));
  if (!expr)
    return success();
  const Node &node = generics[nodeOf[producer]];
  int64_t extent = node.extents[expr.getPosition()];
  if (extent == 1)
    return success();
  if (extent != consumer.extents[loop])
    return fail("sizes of a dimension differ between operations");
  classes.unionSets(node.firstLoop + expr.getPosition(),
                    consumer.firstLoop + loop);
  return success();
}

LogicalResult AxisFinder::connectExtracts(const Node &consumer) {
  SmallVector<tensor::ExtractOp> extracts;
  consumer.op->walk([&](tensor::ExtractOp op) { extracts.push_back(op); });
  for (tensor::ExtractOp extract : extracts)
    for (auto [dim, index] : llvm::enumerate(extract.getIndices()))
      if (auto loop = index.getDefiningOp<linalg::IndexOp>())
        if (failed(unify(extract.getTensor(), dim, consumer, loop.getDim())))
          return failure();
  return success();
}

LogicalResult AxisFinder::connect(const Node &consumer) {
  auto generic = cast<linalg::GenericOp>(consumer.op);
  for (OpOperand &operand : generic->getOpOperands()) {
    AffineMap map = generic.getMatchingIndexingMap(&operand);
    for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      auto constant = dyn_cast<AffineConstantExpr>(expr);
      if (!loop && !(constant && constant.getValue() == 0))
        return fail("an indexing map is not a projection");
      if (loop &&
          failed(unify(operand.get(), dim, consumer, loop.getPosition())))
        return failure();
    }
  }
  return connectExtracts(consumer);
}

int AxisFinder::axisOf(const Node &node, unsigned loop) const {
  if (node.extents[loop] == 1)
    return Coordinate::noAxis;
  auto it = axes.find(classes.getLeaderValue(node.firstLoop + loop));
  return it == axes.end() ? Coordinate::noAxis : it->second;
}

/// Loops that exchange no values with loops of a known axis are aligned as in
/// broadcasting: the last ones with the last axes of the same size.
void AxisFinder::assignAxes(const Node &node) {
  SmallVector<bool> taken(axisExtents.size(), false);
  for (size_t loop = 0; loop < node.extents.size(); ++loop)
    if (int axis = axisOf(node, loop); axis != Coordinate::noAxis)
      taken[axis] = true;
  int candidate = axisExtents.size() - 1;
  SmallVector<int> unmatched;
  for (int loop = node.extents.size() - 1; loop >= 0; --loop) {
    if (node.extents[loop] == 1 || axisOf(node, loop) != Coordinate::noAxis)
      continue;
    int axis = candidate;
    while (axis >= 0 &&
           (taken[axis] || axisExtents[axis] != node.extents[loop]))
      --axis;
    if (axis < 0) {
      unmatched.push_back(loop);
      continue;
    }
    axes[classes.getLeaderValue(node.firstLoop + loop)] = axis;
    candidate = axis - 1;
  }
  for (int loop : llvm::reverse(unmatched)) {
    axes[classes.getLeaderValue(node.firstLoop + loop)] = axisExtents.size();
    axisExtents.push_back(node.extents[loop]);
  }
}

Coordinates AxisFinder::coordinates(const Node &node) const {
  Coordinates result;
  for (size_t loop = 0; loop < node.extents.size(); ++loop)
    result.push_back(Coordinate::along(axisOf(node, loop)));
  return result;
}

LogicalResult AxisFinder::assignDistinctAxes(const Node &node) {
  assignAxes(node);
  SmallVector<bool> taken(axisExtents.size(), false);
  for (Coordinate coordinate : coordinates(node))
    if (coordinate.isAxis() && std::exchange(taken[coordinate.axis], true))
      return fail("an operation reads a computed value transposed");
  return success();
}

LogicalResult AxisFinder::run() {
  if (failed(collectNodes()))
    return failure();
  for (const Node &node : generics)
    if (failed(connect(node)))
      return failure();
  for (auto [node, value] : llvm::zip(
           results, kernel.getBody().front().getTerminator()->getOperands()))
    for (size_t dim = 0; dim < node.extents.size(); ++dim)
      if (failed(unify(value, dim, node, dim)))
        return failure();

  // The widest operations come first: they give the axes their order.
  auto width = [](const Node &node) {
    return node.extents.size() - llvm::count(node.extents, 1);
  };
  size_t widest = 0;
  for (const Node &node : llvm::concat<const Node>(generics, results))
    widest = std::max(widest, width(node));
  for (size_t current = widest + 1; current-- > 0;)
    for (const Node &node : llvm::concat<const Node>(generics, results))
      if (width(node) == current && failed(assignDistinctAxes(node)))
        return failure();
  return success();
}

FailureOr<LoopDomain> LoopDomain::analyze(func::FuncOp kernel,
                                          std::string &reason) {
  AxisFinder finder(kernel, reason);
  if (failed(finder.run()))
    return failure();
  LoopDomain domain;
  domain.axisExtents = finder.axisExtents;
  for (const AxisFinder::Node &node : finder.generics)
    domain.loopsOf[node.op] = finder.coordinates(node);
  for (const AxisFinder::Node &node : finder.results)
    domain.results.push_back(finder.coordinates(node));
  return domain;
}

Coordinates LoopDomain::coordinatesOf(OpResult tensor) const {
  auto generic = cast<linalg::GenericOp>(tensor.getOwner());
  return mapCoordinates(generic.getIndexingMapMatchingResult(tensor),
                        loops(generic));
}

} // namespace nadir
