// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums over elements that an index or a comparison picks, as scalar loops.

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace nadir {
namespace {

/// counts[index] += weight, if the index is in range: nothing orders this
/// kernel after the check that fails the step.
Value addAt(ImplicitLocOpBuilder &b, Value index, Value weight, Value counts) {
  Value target = arith::IndexCastOp::create(b, b.getIndexType(), index);
  int64_t size = tensorType(counts).getDimSize(0);
  // Negative numbers are large ones without sign.
  Value inside = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, target,
                                       arith::ConstantIndexOp::create(b, size));
  auto add = [&](OpBuilder &nested, Location loc) {
    ImplicitLocOpBuilder b(loc, nested);
    Value old = tensor::ExtractOp::create(b, counts, target);
    Value sum = arith::AddFOp::create(b, old, weight);
    Value updated = tensor::InsertOp::create(b, sum, counts, target);
    scf::YieldOp::create(b, updated);
  };
  auto keep = [&](OpBuilder &nested, Location loc) {
    scf::YieldOp::create(nested, loc, counts);
  };
  return scf::IfOp::create(b, inside, add, keep).getResult(0);
}

Value lowerBincount(KernelBuilder &kernel, BincountOp op) {
  ImplicitLocOpBuilder &b = kernel.builder();
  RankedTensorType from = op.getInput().getType(), type = op.getType();
  Value input = kernel.lookup(op.getInput());
  Value weights = kernel.lookup(op.getWeights());
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
    Value index = tensor::ExtractOp::create(b, input, indices);
    Value weight = tensor::ExtractOp::create(b, weights, indices);
    return {addAt(b, index, weight, results[0])};
  };
  return scf::buildLoopNest(b, b.getLoc(), lower, upper, step, zeros, body)
      .results[0];
}

/// Loops over all elements of a type, but only so many rows of it.
struct SampleLoops {
  SampleLoops(KernelBuilder &kernel, RankedTensorType type, Value rows,
              int64_t rank) {
    ImplicitLocOpBuilder &b = kernel.builder();
    lower.assign(rank, arith::ConstantIndexOp::create(b, 0));
    step.assign(rank, arith::ConstantIndexOp::create(b, 1));
    for (int64_t i = 0; i < rank; ++i)
      upper.push_back(kernel.size(b, type, i));
    if (!rows)
      return;
    Value count = arith::FPToSIOp::create(b, b.getI64Type(),
                                          tensor::ExtractOp::create(b, rows));
    Value filled = arith::IndexCastOp::create(b, b.getIndexType(), count);
    upper[0] = arith::MinSIOp::create(b, upper[0], filled);
  }

  SmallVector<Value> lower, upper, step;
};

/// The sum of the weights above one element, whose indices end in its column.
Value sumAbove(ImplicitLocOpBuilder &b, WeightAboveOp op, Value score,
               Value weight, ValueRange own, const SampleLoops &others) {
  Value threshold = tensor::ExtractOp::create(b, score, own);
  Value column = own.back();
  Value zero = arith::ConstantOp::create(
      b, b.getZeroAttr(op.getType().getElementType()));
  auto predicate =
      op.getInclusive() ? arith::CmpFPredicate::OGE : arith::CmpFPredicate::OGT;
  auto body = [&](OpBuilder &nested, Location loc, ValueRange indices,
                  ValueRange sums) -> scf::ValueVector {
    ImplicitLocOpBuilder b(loc, nested);
    SmallVector<Value> place(indices);
    place.push_back(column);
    Value other = tensor::ExtractOp::create(b, score, place);
    Value above = arith::CmpFOp::create(b, predicate, other, threshold);
    Value added = tensor::ExtractOp::create(b, weight, place);
    Value sum = arith::AddFOp::create(b, sums[0], added);
    return {arith::SelectOp::create(b, above, sum, sums[0])};
  };
  return scf::buildLoopNest(b, b.getLoc(), others.lower, others.upper,
                            others.step, zero, body)
      .results[0];
}

Value lowerWeightAbove(KernelBuilder &kernel, WeightAboveOp op) {
  ImplicitLocOpBuilder &b = kernel.builder();
  RankedTensorType type = op.getType();
  Value score = kernel.lookup(op.getScore());
  Value weight = kernel.lookup(op.getWeight());
  Value rows = op.getRows() ? kernel.lookup(op.getRows()) : Value();
  Value zeros = kernel.filled(
      type, cast<TypedAttr>(b.getZeroAttr(type.getElementType())));
  SampleLoops samples(kernel, type, rows, type.getRank());
  SampleLoops others(kernel, type, rows, type.getRank() - 1);
  auto body = [&](OpBuilder &nested, Location loc, ValueRange indices,
                  ValueRange results) -> scf::ValueVector {
    ImplicitLocOpBuilder b(loc, nested);
    Value sum = sumAbove(b, op, score, weight, indices, others);
    return {tensor::InsertOp::create(b, sum, results[0], indices)};
  };
  return scf::buildLoopNest(b, b.getLoc(), samples.lower, samples.upper,
                            samples.step, zeros, body)
      .results[0];
}

} // namespace

Value lowerCounting(KernelBuilder &kernel, Operation *op) {
  if (!kernel.isSequential())
    return {};
  if (auto bincount = dyn_cast<BincountOp>(op))
    return lowerBincount(kernel, bincount);
  if (auto above = dyn_cast<WeightAboveOp>(op))
    return lowerWeightAbove(kernel, above);
  return {};
}

} // namespace nadir
