// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How PointwiseBody reads and writes buffers, and makes vectors of scalars.

#include "compiler/Schedule/PointwiseBody.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {

//===----------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------===//

Type PointwiseBody::vectorOf(Type elementType) const {
  return VectorType::get({lanes.count}, elementType);
}

Value PointwiseBody::toVector(Value element) {
  if (lanes.count == 1 || isa<VectorType>(element.getType()))
    return element;
  unsigned level = levelOf(element);
  Value &splat = scopes[level].splats[{element, lanes.count}];
  if (!splat)
    splat = placed(vector::BroadcastOp::create(
                       at(level), loc, vectorOf(element.getType()), element),
                   level);
  return splat;
}

Value PointwiseBody::indexConstant(int64_t value) {
  Value &constant = indexConstants[value];
  if (!constant)
    constant = placed(
        arith::ConstantIndexOp::create(at(0), loc, value).getResult(), 0);
  return constant;
}

/// The vector 0, step, 2 * step, ...
Value PointwiseBody::iota(Type elementType, int64_t step) {
  SmallVector<Attribute> numbers;
  for (int64_t i = 0; i < lanes.count; ++i)
    numbers.push_back(builder.getIntegerAttr(elementType, i * step));
  auto type = VectorType::get({lanes.count}, elementType);
  return placed(arith::ConstantOp::create(
                    at(0), loc, DenseElementsAttr::get(type, numbers)),
                0);
}

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

Value PointwiseBody::flatBuffer(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  if (type.getRank() == 1)
    return buffer;
  Value &flat = flatBuffers[buffer];
  if (!flat) {
    int64_t size = type.getNumElements();
    flat = memref::ReinterpretCastOp::create(
        at(0), loc, MemRefType::get({size}, type.getElementType()), buffer,
        /*offset=*/0, /*sizes=*/ArrayRef<int64_t>(size),
        /*strides=*/ArrayRef<int64_t>(1));
    placed(flat, 0);
  }
  return flat;
}

void PointwiseBody::addTerm(Address &address, Value index, int64_t stride) {
  address.level = levelOf(index);
  Value factor = indexConstant(stride);
  OpBuilder &b = at(address.level);
  if (stride != 1)
    index = placed(arith::MulIOp::create(b, loc, index, factor), address.level);
  if (address.index)
    index = placed(arith::AddIOp::create(b, loc, address.index, index),
                   address.level);
  address.index = index;
}

/// Sums terms from the outermost scope inwards, so that each addition is done
/// as seldom as possible.
PointwiseBody::Address PointwiseBody::address(const LinearAccess &access) {
  SmallVector<std::pair<Value, int64_t>> terms;
  Address result;
  for (auto [axis, stride] : llvm::enumerate(access.strides)) {
    if (stride == 0 || axes[axis].isAbsorbed)
      continue;
    assert(axes[axis].index && "an access needs an index that no loop gives");
    placed(axes[axis].index, axes[axis].level);
    terms.push_back({axes[axis].index, stride});
    if (static_cast<int>(axis) == lanes.axis) {
      result.isVector = true;
      result.isContiguous = stride == 1;
    }
  }
  unsigned vectorLevel = 0;
  for (auto [index, stride] : access.computed) {
    if (!isa<VectorType>(index.getType())) {
      terms.push_back({index, stride});
      continue;
    }
    vectorLevel = std::max(vectorLevel, levelOf(index));
    result.isVector = true;
    result.isContiguous = false;
  }
  result.index = access.offset == 0 && !terms.empty()
                     ? Value()
                     : indexConstant(access.offset);
  for (unsigned level = 0; level < scopes.size(); ++level)
    for (auto [index, stride] : terms)
      if (levelOf(index) == level)
        addTerm(result, index, stride);
  result.level = std::max(result.level, vectorLevel);
  return result;
}

/// Distances of the lanes from the address of `access`; 32 bits are enough for
/// most buffers and twice as fast to gather with.
Value PointwiseBody::laneDistances(const LinearAccess &access, Value buffer,
                                   unsigned level) {
  int64_t size = cast<MemRefType>(buffer.getType()).getNumElements();
  Type type = size <= std::numeric_limits<int32_t>::max()
                  ? Type(builder.getI32Type())
                  : Type(builder.getI64Type());
  Value sum;
  if (lanes.axis != Coordinate::noAxis && access.strides[lanes.axis] != 0)
    sum = iota(type, access.strides[lanes.axis]);
  for (auto [index, stride] : access.computed) {
    if (!isa<VectorType>(index.getType()))
      continue;
    OpBuilder &b = at(level);
    Value term = arith::IndexCastOp::create(b, loc, vectorOf(type), index);
    if (stride != 1) {
      Value factor = arith::ConstantOp::create(
          b, loc,
          DenseElementsAttr::get(cast<VectorType>(term.getType()),
                                 b.getIntegerAttr(type, stride)));
      term = arith::MulIOp::create(b, loc, term, factor);
    }
    sum = sum ? arith::AddIOp::create(b, loc, sum, term).getResult() : term;
  }
  return sum;
}

Value PointwiseBody::allLanes(unsigned level) {
  if (lanes.mask)
    return lanes.mask;
  auto type = cast<VectorType>(vectorOf(builder.getI1Type()));
  return arith::ConstantOp::create(at(level), loc,
                                   DenseElementsAttr::get(type, true));
}

//===----------------------------------------------------------------------===//
// Loads and stores
//===----------------------------------------------------------------------===//

Value PointwiseBody::loadVector(Value buffer, const LinearAccess &access,
                                const Address &address) {
  unsigned level =
      lanes.mask ? std::max(lanes.level, address.level) : address.level;
  OpBuilder &b = at(level);
  auto type = cast<VectorType>(
      vectorOf(cast<MemRefType>(buffer.getType()).getElementType()));
  if (address.isContiguous && !lanes.mask)
    return placed(vector::LoadOp::create(b, loc, type, buffer, address.index),
                  level);
  Value zeros = arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
  if (address.isContiguous)
    return placed(vector::MaskedLoadOp::create(
                      b, loc, type, buffer, address.index, lanes.mask, zeros),
                  level);
  Value distances = laneDistances(access, buffer, level);
  Value mask = allLanes(level);
  return placed(vector::GatherOp::create(at(level), loc, type, buffer,
                                         address.index, distances, mask, zeros),
                level);
}

Value PointwiseBody::loadFrom(Value buffer, const LinearAccess &access,
                              Type elementType) {
  Address place = address(access);
  Value element = place.isVector
                      ? loadVector(buffer, access, place)
                      : placed(memref::LoadOp::create(at(place.level), loc,
                                                      buffer, place.index),
                               place.level);
  if (!elementType.isInteger(1))
    return element;
  unsigned level = levelOf(element);
  OpBuilder &b = at(level);
  Value zero =
      arith::ConstantOp::create(b, loc, b.getZeroAttr(element.getType()));
  return placed(
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, element, zero),
      level);
}

void PointwiseBody::prefetch(unsigned input, LinearAccess access,
                             int64_t distance) {
  Value buffer = flatBuffer(arguments.inputs[input]);
  access.offset += distance;
  Address place = address(access);
  memref::PrefetchOp::create(at(innermost()), loc, buffer, place.index,
                             /*isWrite=*/false, /*localityHint=*/2,
                             /*isDataCache=*/true);
}

void PointwiseBody::storeTo(Value buffer, const LinearAccess &access,
                            Value element) {
  Address place = address(access);
  OpBuilder &b = at(innermost());
  if (place.isVector)
    element = toVector(element);
  Type type = getElementTypeOrSelf(element.getType());
  if (type.isInteger(1)) {
    Type bytes = storageType(type);
    if (place.isVector)
      bytes = vectorOf(bytes);
    element = arith::ExtUIOp::create(at(innermost()), loc, bytes, element);
  }
  at(innermost());
  if (!place.isVector) {
    memref::StoreOp::create(b, loc, element, buffer, place.index);
  } else if (!place.isContiguous) {
    Value distances = laneDistances(access, buffer, innermost());
    Value mask = allLanes(innermost());
    vector::ScatterOp::create(at(innermost()), loc, /*result=*/Type(), buffer,
                              place.index, distances, mask, element);
  } else if (lanes.mask) {
    vector::MaskedStoreOp::create(b, loc, buffer, place.index, lanes.mask,
                                  element);
  } else {
    vector::StoreOp::create(b, loc, element, buffer, place.index);
  }
}

LogicalResult PointwiseBody::storeElement(unsigned number, Value element) {
  ArrayRef<Coordinate> coordinates = domain.resultCoordinates(number);
  bool hasLanes = llvm::any_of(coordinates, [&](const Coordinate &coordinate) {
    return coordinate.isAxis() && coordinate.axis == lanes.axis;
  });
  if (isa<VectorType>(element.getType()) && !hasLanes) {
    fail("a result varies along an axis that it doesn't have");
    return failure();
  }
  Value buffer = arguments.outputs[number];
  storeTo(flatBuffer(buffer), resultAccess(number), element);
  return success();
}

LogicalResult PointwiseBody::addToElement(unsigned number, Value element) {
  Value buffer = arguments.outputs[number];
  Value sum = loadFrom(flatBuffer(buffer), resultAccess(number),
                       cast<MemRefType>(buffer.getType()).getElementType());
  element = toVector(element);
  return storeElement(number, arith::AddFOp::create(here(), loc, sum, element));
}

LinearAccess PointwiseBody::resultAccess(unsigned number) const {
  Type type = arguments.outputs[number].getType();
  return denseAccess(domain, cast<MemRefType>(type).getShape(),
                     domain.resultCoordinates(number));
}

LogicalResult PointwiseBody::store(unsigned number) {
  Value element = evaluateResult(number);
  return element ? storeElement(number, element) : failure();
}

} // namespace nadir
