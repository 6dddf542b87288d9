// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations whose elements depend on indices, known or computed.

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nadir {
namespace {

/// A number of a dimension as an element of type `type`.
Value indexAs(ImplicitLocOpBuilder &b, Value index, Type type) {
  if (!isa<FloatType>(type))
    return arith::IndexCastOp::create(b, type, index);
  Value integer = arith::IndexCastOp::create(b, b.getI64Type(), index);
  return arith::SIToFPOp::create(b, type, integer);
}

Value lowerIota(KernelBuilder &kernel, IotaOp op) {
  RankedTensorType type = op.getType();
  int64_t dim = *normalizeDim(op.getDim(), type.getRank());
  return kernel.parallel(type, {},
                         [&](ImplicitLocOpBuilder &b, ValueRange) -> Value {
                           return indexAs(b, linalg::IndexOp::create(b, dim),
                                          type.getElementType());
                         });
}

Value lowerOneHot(KernelBuilder &kernel, OneHotOp op) {
  RankedTensorType type = op.getType();
  int64_t last = type.getRank() - 1;
  AffineMap map =
      kernel.builder().getMultiDimIdentityMap(type.getRank()).dropResult(last);
  Value input = kernel.lookup(op.getInput());
  return kernel.parallel(
      type, {{input, map}},
      [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        Value number =
            indexAs(b, linalg::IndexOp::create(b, last), args[0].getType());
        Value hit =
            arith::CmpIOp::create(b, arith::CmpIPredicate::eq, args[0], number);
        Type element = type.getElementType();
        if (element.isInteger(1))
          return hit;
        if (isa<FloatType>(element))
          return arith::SelectOp::create(b, hit, constantOf(b, element, 1.0),
                                         constantOf(b, element, 0.0));
        return arith::ExtUIOp::create(b, element, hit);
      });
}

/// A check fails the step at a bad index, but nothing orders this kernel after
/// the check: it must not read outside of the tensor even then.
Value lowerGather(KernelBuilder &kernel, GatherOp op) {
  RankedTensorType type = op.getType();
  int64_t dim = *normalizeDim(op.getDim(), type.getRank());
  int64_t size = op.getInput().getType().getDimSize(dim);
  if (!kernel.splat(op.getInput()))
    kernel.lookup(op.getInput());
  return kernel.pointwise(
      type, op.getIndex(),
      [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        if (size == 0)
          return constantOf(b, type.getElementType(), 0.0);
        SmallVector<Value> indices = kernel.indices(b, type);
        Value index = arith::IndexCastOp::create(b, b.getIndexType(), args[0]);
        indices[dim] = clampIndex(b, index, size);
        return kernel.elementAt(b, op.getInput(), indices);
      });
}

/// Adds one element of the source to `result`, if its index is in range:
/// nothing orders this kernel after the check that fails the step.
Value addElement(ImplicitLocOpBuilder &b, Value index, Value source,
                 Value result, ValueRange indices, std::optional<int64_t> dim) {
  int64_t size = tensorType(result).getDimSize(dim.value_or(0));
  Value element = tensor::ExtractOp::create(b, source, indices);
  Value target = arith::IndexCastOp::create(
      b, b.getIndexType(), tensor::ExtractOp::create(b, index, indices));
  // Negative numbers are large ones without sign.
  Value inside = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, target,
                                       arith::ConstantIndexOp::create(b, size));
  SmallVector<Value> place = {target};
  if (dim) {
    place.assign(indices.begin(), indices.end());
    place[*dim] = target;
  }
  auto add = [&](OpBuilder &nested, Location loc) {
    ImplicitLocOpBuilder b(loc, nested);
    Value old = tensor::ExtractOp::create(b, result, place);
    Value sum = arith::AddFOp::create(b, old, element);
    Value updated = tensor::InsertOp::create(b, sum, result, place);
    scf::YieldOp::create(b, updated);
  };
  auto keep = [&](OpBuilder &nested, Location loc) {
    scf::YieldOp::create(nested, loc, result);
  };
  return scf::IfOp::create(b, inside, add, keep).getResult(0);
}

Value lowerScatterAdd(KernelBuilder &kernel, ScatterAddOp op) {
  if (!kernel.isSequential())
    return {};
  int64_t dim = *normalizeDim(op.getDim(), op.getType().getRank());
  return addAtIndices(kernel, op.getIndex(), op.getSource(), op.getType(), dim);
}

} // namespace

Value addAtIndices(KernelBuilder &kernel, Value index, Value source,
                   RankedTensorType type, std::optional<int64_t> dim) {
  ImplicitLocOpBuilder &b = kernel.builder();
  RankedTensorType from = tensorType(source);
  index = kernel.lookup(index);
  source = kernel.lookup(source);
  Value zeros = kernel.filled(
      type, cast<TypedAttr>(b.getZeroAttr(type.getElementType())));
  Value zero = arith::ConstantIndexOp::create(b, 0);
  Value one = arith::ConstantIndexOp::create(b, 1);
  SmallVector<Value> lower(from.getRank(), zero), step(from.getRank(), one);
  SmallVector<Value> upper;
  for (int64_t i = 0; i < from.getRank(); ++i)
    upper.push_back(kernel.size(b, from, i));
  auto body = [&](OpBuilder &nested, Location loc, ValueRange indices,
                  ValueRange results) -> scf::ValueVector {
    ImplicitLocOpBuilder b(loc, nested);
    return {addElement(b, index, source, results[0], indices, dim)};
  };
  return scf::buildLoopNest(b, b.getLoc(), lower, upper, step, zeros, body)
      .results[0];
}

Value lowerIndexed(KernelBuilder &kernel, Operation *op) {
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](IotaOp op) { return lowerIota(kernel, op); })
      .Case([&](OneHotOp op) { return lowerOneHot(kernel, op); })
      .Case([&](GatherOp op) { return lowerGather(kernel, op); })
      .Case([&](ScatterAddOp op) { return lowerScatterAdd(kernel, op); })
      .Default(Value());
}

} // namespace nadir
