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
    return addAtIndices(kernel, bincount.getInput(), bincount.getWeights(),
                        bincount.getType(), /*dim=*/std::nullopt);
  if (auto above = dyn_cast<WeightAboveOp>(op))
    return lowerWeightAbove(kernel, above);
  return {};
}

} // namespace nadir
