// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/PointwiseBody.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace nadir {

PointwiseBody::PointwiseBody(func::FuncOp kernel,
                             const ScheduledArguments &arguments,
                             const LoopDomain &domain)
    : kernel(kernel), arguments(arguments), domain(domain),
      loc(kernel.getLoc()), builder(kernel.getContext()), axes(domain.size()) {}

//===----------------------------------------------------------------------===//
// Scopes
//===----------------------------------------------------------------------===//

void PointwiseBody::enter(OpBuilder &position) {
  scopes.push_back(Scope{position.saveInsertionPoint(), {}, axes, lanes});
}

/// Moves the scopes that go on in the block of `point` there.
void PointwiseBody::moveTo(OpBuilder::InsertPoint point) {
  for (Scope &scope : llvm::reverse(scopes)) {
    if (scope.point.getBlock() != point.getBlock())
      return;
    scope.point = point;
  }
}

void PointwiseBody::enter(Operation *op, Block *block) {
  moveTo({op->getBlock(), Block::iterator(op)});
  auto end = block->mightHaveTerminator() ? Block::iterator(block->back())
                                          : block->end();
  scopes.push_back(Scope{OpBuilder::InsertPoint(block, end), op, axes, lanes});
}

void PointwiseBody::leave() {
  Scope scope = scopes.pop_back_val();
  axes = std::move(scope.outerAxes);
  lanes = scope.outerLanes;
  if (scope.op)
    moveTo({scope.op->getBlock(), std::next(Block::iterator(scope.op))});
}

void PointwiseBody::setIndex(int axis, Value index) {
  axes[axis] = {index, innermost()};
}

void PointwiseBody::setAbsorbed(int axis) {
  axes[axis] = {{}, innermost(), /*isAbsorbed=*/true};
}

void PointwiseBody::setLanes(int axis, Value base, int64_t count, Value mask) {
  setIndex(axis, base);
  if (count != 1)
    lanes = {axis, count, mask, innermost()};
}

unsigned PointwiseBody::levelOf(Value element) const {
  return levels.lookup(element);
}

unsigned PointwiseBody::levelOf(ValueRange elements) const {
  unsigned level = 0;
  for (Value element : elements)
    level = std::max(level, levelOf(element));
  return level;
}

OpBuilder &PointwiseBody::at(unsigned level) {
  builder.restoreInsertionPoint(scopes[level].point);
  return builder;
}

Value PointwiseBody::placed(Value element, unsigned level) {
  levels[element] = level;
  return element;
}

Value PointwiseBody::lookup(const ElementKey &key) const {
  for (const Scope &scope : llvm::reverse(scopes)) {
    auto it = scope.elements.find(key);
    if (it != scope.elements.end())
      return it->second;
  }
  return {};
}

Value PointwiseBody::remember(const ElementKey &key, Value element) {
  if (element)
    scopes[levelOf(element)].elements[key] = element;
  return element;
}

Value PointwiseBody::fail(const Twine &text) {
  if (reason.empty())
    reason = text.str();
  return {};
}

void PointwiseBody::bind(Value value, Value element) {
  auto [it, isNew] = levels.try_emplace(element, innermost());
  it->second = std::min(it->second, innermost());
  Coordinates coordinates;
  if (auto argument = dyn_cast<BlockArgument>(value))
    coordinates = Coordinates(domain.loops(argument.getOwner()->getParentOp()));
  else
    coordinates = domain.coordinatesOf(cast<OpResult>(value));
  scopes.back().elements[{value, coordinates}] = element;
}

void PointwiseBody::keepIn(OpResult tensor, Value buffer, LinearAccess access) {
  kept.insert_or_assign(tensor, Kept{buffer, std::move(access)});
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Value PointwiseBody::evaluate(OpResult tensor) {
  return evaluate(tensor, domain.coordinatesOf(tensor));
}

Value PointwiseBody::evaluate(Value tensor, ArrayRef<Coordinate> coordinates) {
  ElementKey key{tensor, Coordinates(coordinates)};
  if (Value known = lookup(key))
    return known;
  return remember(key, evaluateUncached(tensor, coordinates));
}

Value PointwiseBody::evaluateUncached(Value tensor,
                                      ArrayRef<Coordinate> coordinates) {
  Type element = cast<RankedTensorType>(tensor.getType()).getElementType();
  if (auto argument = dyn_cast<BlockArgument>(tensor)) {
    Value buffer = arguments.inputs[argument.getArgNumber() - 1];
    ArrayRef<int64_t> shape = cast<MemRefType>(buffer.getType()).getShape();
    return loadFrom(flatBuffer(buffer), denseAccess(domain, shape, coordinates),
                    element);
  }
  auto it = kept.find(tensor);
  if (it != kept.end() &&
      coordinates == ArrayRef(domain.coordinatesOf(cast<OpResult>(tensor))))
    return loadFrom(it->second.buffer, it->second.access, element);

  Operation *op = tensor.getDefiningOp();
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    auto argument = dyn_cast<BlockArgument>(slice.getSource());
    if (!argument)
      return fail("it slices a computed value");
    Value buffer = arguments.inputs[argument.getArgNumber() - 1];
    ArrayRef<int64_t> shape = cast<MemRefType>(buffer.getType()).getShape();
    return loadFrom(flatBuffer(buffer),
                    sliceAccess(domain, shape, slice, coordinates), element);
  }
  if (auto fill = dyn_cast<linalg::FillOp>(op))
    return evaluateScalar(fill.value(), {});
  if (op->hasTrait<OpTrait::ConstantLike>())
    return evaluateConstant(op);
  auto generic = dyn_cast<linalg::GenericOp>(op);
  if (!generic)
    return fail("it reads '" + op->getName().getStringRef() + "'");
  if (generic.getNumReductionLoops() != 0)
    return fail("it reads a reduction before it is complete");
  Value yielded = generic.getBody()->getTerminator()->getOperand(
      cast<OpResult>(tensor).getResultNumber());
  return evaluateInBody(yielded,
                        invertCoordinates(cast<OpResult>(tensor), coordinates));
}

Value PointwiseBody::evaluateConstant(Operation *constant) {
  auto value = constant->getAttr("value");
  auto dense = dyn_cast<DenseElementsAttr>(value);
  if (dense && !dense.isSplat())
    return fail("it contains a constant with distinct elements");
  auto number =
      dense ? dense.getSplatValue<TypedAttr>() : cast<TypedAttr>(value);
  if (!isa<IntegerAttr, FloatAttr>(number))
    return fail("it contains a constant that is not a number");
  return placed(arith::ConstantOp::create(at(0), loc, number), 0);
}

Value PointwiseBody::evaluateResult(unsigned number) {
  Operation *terminator = kernel.getBody().front().getTerminator();
  return evaluate(terminator->getOperand(number),
                  domain.resultCoordinates(number));
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

Value PointwiseBody::evaluateInBody(Value scalar, ArrayRef<Coordinate> loops) {
  ElementKey key{scalar, Coordinates(loops)};
  if (Value known = lookup(key))
    return known;
  return remember(key, evaluateScalar(scalar, loops));
}

Value PointwiseBody::evaluateScalar(Value scalar, ArrayRef<Coordinate> loops) {
  if (scalar == kernel.getArgument(0))
    return placed(arguments.rows, 0);
  if (auto argument = dyn_cast<BlockArgument>(scalar))
    return evaluateArgument(argument, loops);
  Operation *op = scalar.getDefiningOp();
  if (op->hasTrait<OpTrait::ConstantLike>())
    return evaluateConstant(op);
  if (auto index = dyn_cast<linalg::IndexOp>(op))
    return evaluateIndex(loops[index.getDim()]);
  if (auto extract = dyn_cast<tensor::ExtractOp>(op))
    return evaluateExtract(extract, loops);
  if (isa<scf::ForOp>(op))
    return evaluateLoop(cast<OpResult>(scalar), loops);
  if (op->getNumResults() != 1 || op->getNumRegions() != 0 ||
      !OpTrait::hasElementwiseMappableTraits(op))
    return fail("it computes with '" + op->getName().getStringRef() + "'");
  return evaluateElementwise(op, loops);
}

Value PointwiseBody::evaluateArgument(BlockArgument argument,
                                      ArrayRef<Coordinate> loops) {
  auto generic =
      dyn_cast<linalg::GenericOp>(argument.getOwner()->getParentOp());
  if (!generic)
    return fail("it uses a tensor as a scalar");
  OpOperand *operand = generic.getMatchingOpOperand(argument);
  return evaluate(
      operand->get(),
      mapCoordinates(generic.getMatchingIndexingMap(operand), loops));
}

Value PointwiseBody::evaluateIndex(const Coordinate &coordinate) {
  if (coordinate.isComputed())
    return coordinate.index;
  if (!coordinate.isAxis())
    return indexConstant(0);
  const AxisState &axis = axes[coordinate.axis];
  if (!axis.index)
    return fail("it needs an index that no loop gives");
  placed(axis.index, axis.level);
  if (coordinate.axis != lanes.axis)
    return axis.index;
  Value distances = iota(builder.getIndexType(), 1);
  OpBuilder &b = at(axis.level);
  Value base =
      vector::BroadcastOp::create(b, loc, distances.getType(), axis.index);
  Value ramp = arith::AddIOp::create(b, loc, base, distances);
  rampStarts[ramp] = axis.index;
  return placed(ramp, axis.level);
}

Value PointwiseBody::evaluateExtract(tensor::ExtractOp extract,
                                     ArrayRef<Coordinate> loops) {
  Coordinates coordinates;
  for (Value index : extract.getIndices()) {
    if (auto loop = index.getDefiningOp<linalg::IndexOp>()) {
      coordinates.push_back(loops[loop.getDim()]);
      continue;
    }
    Value element = evaluateInBody(index, loops);
    if (!element)
      return {};
    coordinates.push_back(Coordinate::computed(element));
  }
  return evaluate(extract.getTensor(), coordinates);
}

/// A loop in a body carries vectors if it starts with one or computes with one.
Value PointwiseBody::evaluateLoop(OpResult result, ArrayRef<Coordinate> loops) {
  auto source = cast<scf::ForOp>(result.getOwner());
  llvm::SetVector<Value> outside(source->operand_begin(),
                                 source->operand_end());
  getUsedValuesDefinedAbove(source.getRegion(), outside);
  bool isVector = false;
  for (Value value : outside) {
    Value element = evaluateInBody(value, loops);
    if (!element)
      return {};
    isVector |= isa<VectorType>(element.getType());
  }
  auto carriedForm = [&](Value scalar) {
    Value element = evaluateInBody(scalar, loops);
    return element && isVector ? toVector(element) : element;
  };
  SmallVector<Value> carried =
      llvm::map_to_vector(source.getInitArgs(), carriedForm);
  auto bound = [&](Value value) { return evaluateInBody(value, loops); };
  Value from = bound(source.getLowerBound()),
        to = bound(source.getUpperBound()), step = bound(source.getStep());
  auto loop = scf::ForOp::create(here(), loc, from, to, step, carried);
  enterLoop(loop);
  for (auto [old, argument] : llvm::zip(source.getBody()->getArguments(),
                                        loop.getBody()->getArguments()))
    remember({old, Coordinates(loops)}, placed(argument, innermost()));
  SmallVector<Value> next = llvm::map_to_vector(
      source.getBody()->getTerminator()->getOperands(), carriedForm);
  if (llvm::is_contained(next, Value()))
    return {};
  scf::YieldOp::create(here(), loc, next);
  leave();
  for (auto [old, value] : llvm::zip(source.getResults(), loop.getResults()))
    remember({old, Coordinates(loops)}, placed(value, innermost()));
  return loop.getResult(result.getResultNumber());
}

/// An integer division must neither see the arbitrary operands of a lane that
/// is masked out nor run when the loop around it does not: it may trap.
static bool mayTrap(Operation *op) {
  return isa<arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp,
             arith::CeilDivSIOp, arith::CeilDivUIOp, arith::FloorDivSIOp>(op);
}

void PointwiseBody::guardDivisor(MutableArrayRef<Value> operands) {
  auto type = dyn_cast<VectorType>(operands[1].getType());
  if (!type || !lanes.mask)
    return;
  OpBuilder &b = at(innermost());
  Value one = arith::ConstantOp::create(b, loc, b.getOneAttr(type));
  operands[1] = arith::SelectOp::create(b, loc, lanes.mask, operands[1], one);
}

/// Looks for a scalar among neighbouring indices: as its distance from the
/// first one, in 32 bits, that needs no vector of 64-bit indices. Null if the
/// operands aren't such.
Value PointwiseBody::compareRamp(arith::CmpIOp op, Value lhs, Value rhs) {
  if (op.getPredicate() != arith::CmpIPredicate::eq &&
      op.getPredicate() != arith::CmpIPredicate::ne)
    return {};
  if (!rampStarts.contains(lhs))
    std::swap(lhs, rhs);
  Value start = rampStarts.lookup(lhs);
  if (!start || isa<VectorType>(rhs.getType()))
    return {};
  if (unsigned outer = levelOf(rhs); !rhs.getType().isIndex())
    rhs = placed(
        arith::IndexCastOp::create(at(outer), loc, builder.getIndexType(), rhs),
        outer);
  unsigned level = std::max(levelOf(lhs), levelOf(rhs));
  OpBuilder &b = at(level);
  Value distance = arith::SubIOp::create(b, loc, rhs, start);
  // Negative distances are large ones without sign.
  Value beyond = arith::ConstantIndexOp::create(b, loc, lanes.count);
  distance = arith::MinUIOp::create(b, loc, distance, beyond);
  distance = arith::IndexCastOp::create(b, loc, b.getI32Type(), distance);
  Value numbers = iota(builder.getI32Type(), 1);
  OpBuilder &after = at(level);
  distance =
      vector::BroadcastOp::create(after, loc, numbers.getType(), distance);
  return placed(
      arith::CmpIOp::create(after, loc, op.getPredicate(), numbers, distance),
      level);
}

Value PointwiseBody::evaluateElementwise(Operation *op,
                                         ArrayRef<Coordinate> loops) {
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    operands.push_back(evaluateInBody(operand, loops));
    if (!operands.back())
      return {};
  }
  if (auto compare = dyn_cast<arith::CmpIOp>(op))
    if (Value result = compareRamp(compare, operands[0], operands[1]))
      return result;
  auto isVector = [](Value value) { return isa<VectorType>(value.getType()); };
  Type type = op->getResult(0).getType();
  if (llvm::any_of(operands, isVector)) {
    type = vectorOf(type);
    for (Value &operand : operands)
      operand = toVector(operand);
  }
  unsigned level = levelOf(operands);
  if (mayTrap(op)) {
    level = innermost();
    guardDivisor(operands);
  }
  OperationState state(loc, op->getName(), operands, type, op->getAttrs());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  Value result = at(level).create(state)->getResult(0);
  if (isa<arith::IndexCastOp>(op))
    if (Value start = rampStarts.lookup(operands[0]))
      rampStarts[result] = start;
  return placed(result, level);
}

} // namespace nadir
