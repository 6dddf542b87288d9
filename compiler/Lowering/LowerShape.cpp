// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nadir {
namespace {

Value firstOf(ImplicitLocOpBuilder &, ValueRange args) { return args[0]; }

/// A reshape that adds or drops dimensions of size 1: the others line up.
Value lowerUnitReshape(KernelBuilder &kernel, Value input,
                       RankedTensorType type) {
  RankedTensorType from = tensorType(input);
  Builder b(type.getContext());
  SmallVector<AffineExpr> results;
  int64_t loop = 0;
  for (int64_t size : from.getShape()) {
    if (size == 1) {
      results.push_back(b.getAffineConstantExpr(0));
      continue;
    }
    while (type.getDimSize(loop) == 1)
      ++loop;
    results.push_back(b.getAffineDimExpr(loop++));
  }
  AffineMap map = AffineMap::get(type.getRank(), 0, results, b.getContext());
  return kernel.parallel(type, {{kernel.lookup(input), map}}, firstOf);
}

Value lowerReshape(KernelBuilder &kernel, ReshapeOp op) {
  if (differInUnitDims(op.getInput().getType(), op.getType()))
    return lowerUnitReshape(kernel, op.getInput(), op.getType());
  if (kernel.isSequential())
    return reshapeTensor(kernel.builder(), kernel.lookup(op.getInput()),
                         op.getType(), kernel.rows());
  return {};
}

Value lowerTranspose(KernelBuilder &kernel, TransposeOp op) {
  Builder b(op.getContext());
  SmallVector<AffineExpr> results(op.getPermutation().size());
  for (auto [loop, dim] : llvm::enumerate(op.getPermutation()))
    results[dim] = b.getAffineDimExpr(loop);
  AffineMap map = AffineMap::get(results.size(), 0, results, b.getContext());
  return kernel.parallel(op.getType(), {{kernel.lookup(op.getInput()), map}},
                         firstOf);
}

/// A slice of a kernel's argument, or of a slice of one, is another view of its
/// memory.
Value sliceArgument(KernelBuilder &kernel, SliceOp op, Value source) {
  int64_t rank = op.getType().getRank();
  SmallVector<int64_t> starts(rank, 0), steps(rank, 1);
  if (auto inner = source.getDefiningOp<tensor::ExtractSliceOp>()) {
    starts.assign(inner.getStaticOffsets().begin(),
                  inner.getStaticOffsets().end());
    steps.assign(inner.getStaticStrides().begin(),
                 inner.getStaticStrides().end());
    source = inner.getSource();
  }
  int64_t dim = *normalizeDim(op.getDim(), rank);
  starts[dim] += op.getStart() * steps[dim];
  steps[dim] *= op.getStep();
  MLIRContext *context = op.getContext();
  return tensor::ExtractSliceOp::create(kernel.builder(), op.getType(), source,
                                        getAsIndexOpFoldResult(context, starts),
                                        kernel.sizes(op.getType()),
                                        getAsIndexOpFoldResult(context, steps));
}

Value lowerSlice(KernelBuilder &kernel, SliceOp op) {
  Value source = kernel.lookup(op.getInput());
  RankedTensorType type = op.getType();
  // A view must begin at an element.
  bool isEmpty = llvm::is_contained(type.getShape(), 0);
  if (!isEmpty && (isa<BlockArgument>(source) ||
                   source.getDefiningOp<tensor::ExtractSliceOp>()))
    return sliceArgument(kernel, op, source);
  int64_t dim = *normalizeDim(op.getDim(), type.getRank());
  return kernel.parallel(
      type, {}, [&](ImplicitLocOpBuilder &b, ValueRange) -> Value {
        if (isEmpty)
          return constantOf(b, type.getElementType(), 0.0);
        SmallVector<Value> indices = kernel.indices(b, type);
        Value step = arith::ConstantIndexOp::create(b, op.getStep());
        Value start = arith::ConstantIndexOp::create(b, op.getStart());
        Value distance = arith::MulIOp::create(b, indices[dim], step);
        indices[dim] = arith::AddIOp::create(b, distance, start);
        return kernel.elementAt(b, op.getInput(), indices);
      });
}

/// Reads the nearest element of the input everywhere, and takes it only where
/// there is one.
Value lowerPad(KernelBuilder &kernel, PadOp op) {
  RankedTensorType type = op.getType();
  int64_t dim = *normalizeDim(op.getDim(), type.getRank());
  int64_t size = op.getInput().getType().getDimSize(dim);
  int64_t spacing = op.getInterior() + 1;
  if (!kernel.splat(op.getInput()))
    kernel.lookup(op.getInput());
  return kernel.parallel(
      type, {}, [&](ImplicitLocOpBuilder &b, ValueRange) -> Value {
        Value zero = constantOf(b, type.getElementType(), 0.0);
        if (size == 0)
          return zero;
        SmallVector<Value> indices = kernel.indices(b, type);
        Value low = arith::ConstantIndexOp::create(b, op.getLow());
        Value offset = arith::SubIOp::create(b, indices[dim], low);
        Value nearest = clampIndex(b, offset, (size - 1) * spacing + 1);
        Value inside =
            arith::CmpIOp::create(b, arith::CmpIPredicate::eq, offset, nearest);
        indices[dim] = nearest;
        if (spacing != 1) {
          Value step = arith::ConstantIndexOp::create(b, spacing);
          indices[dim] = arith::DivUIOp::create(b, nearest, step);
          Value on = arith::MulIOp::create(b, indices[dim], step);
          Value hit =
              arith::CmpIOp::create(b, arith::CmpIPredicate::eq, on, nearest);
          inside = arith::AndIOp::create(b, inside, hit);
        }
        Value element = kernel.elementAt(b, op.getInput(), indices);
        return arith::SelectOp::create(b, inside, element, zero);
      });
}

/// Reads the nearest element of every input, and takes that of the first one
/// that doesn't end before.
Value lowerConcatenate(KernelBuilder &kernel, ConcatenateOp op) {
  RankedTensorType type = op.getType();
  int64_t dim = *normalizeDim(op.getDim(), type.getRank());
  for (Value input : op.getInputs())
    if (!kernel.splat(input))
      kernel.lookup(input);
  auto body = [&](ImplicitLocOpBuilder &b, ValueRange) -> Value {
    SmallVector<Value> indices = kernel.indices(b, type);
    Value index = indices[dim];
    int64_t end = type.getDimSize(dim);
    Value result;
    for (Value input : llvm::reverse(op.getInputs())) {
      int64_t size = tensorType(input).getDimSize(dim);
      if (size == 0)
        continue;
      Value start = arith::ConstantIndexOp::create(b, end - size);
      Value local = arith::SubIOp::create(b, index, start);
      indices[dim] = clampIndex(b, local, size);
      Value element = kernel.elementAt(b, input, indices);
      if (result) {
        Value limit = arith::ConstantIndexOp::create(b, end);
        Value isBefore =
            arith::CmpIOp::create(b, arith::CmpIPredicate::slt, index, limit);
        element = arith::SelectOp::create(b, isBefore, element, result);
      }
      result = element;
      end -= size;
    }
    return result ? result : constantOf(b, type.getElementType(), 0.0);
  };
  return kernel.parallel(type, {}, body);
}

Value lowerBroadcast(KernelBuilder &kernel, BroadcastOp op) {
  return kernel.pointwise(op.getType(), op.getInput(), firstOf);
}

} // namespace

bool differInUnitDims(RankedTensorType from, RankedTensorType to) {
  auto sizes = [](RankedTensorType type) {
    return llvm::make_filter_range(type.getShape(),
                                   [](int64_t size) { return size != 1; });
  };
  return llvm::equal(sizes(from), sizes(to));
}

Value lowerShape(KernelBuilder &kernel, Operation *op) {
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](ReshapeOp op) { return lowerReshape(kernel, op); })
      .Case([&](TransposeOp op) { return lowerTranspose(kernel, op); })
      .Case([&](BroadcastOp op) { return lowerBroadcast(kernel, op); })
      .Case([&](SliceOp op) { return lowerSlice(kernel, op); })
      .Case([&](PadOp op) { return lowerPad(kernel, op); })
      .Case([&](ConcatenateOp op) { return lowerConcatenate(kernel, op); })
      .Case([&](StopGradientOp op) { return kernel.lookup(op.getInput()); })
      .Default(Value());
}

} // namespace nadir
