// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hinges of labels against classes, as scalar loops over as many labels as a
// row lists.

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace nadir {
namespace {

/// Emits the next values of what a loop carries.
using Step = llvm::function_ref<SmallVector<Value>(ImplicitLocOpBuilder &,
                                                   Value, ValueRange)>;

/// Runs `step` for the indices below `count`.
SmallVector<Value> loop(ImplicitLocOpBuilder &b, Value count,
                        ValueRange carried, Step step) {
  Value zero = arith::ConstantIndexOp::create(b, 0);
  Value one = arith::ConstantIndexOp::create(b, 1);
  auto body = [&](OpBuilder &nested, Location loc, Value index,
                  ValueRange values) {
    ImplicitLocOpBuilder inner(loc, nested);
    scf::YieldOp::create(inner, step(inner, index, values));
  };
  auto result = scf::ForOp::create(b, zero, count, one, carried, body);
  return SmallVector<Value>(result.getResults());
}

/// The operands of a row, and its hinges.
template <typename Op> class Pairs {
public:
  Pairs(KernelBuilder &kernel, Op op)
      : type(op.getScores().getType()), scores(kernel.lookup(op.getScores())),
        labels(kernel.lookup(op.getLabels())),
        length(kernel.lookup(op.getLength())),
        free(kernel.lookup(op.getFree())) {}

  Value lengthOf(ImplicitLocOpBuilder &b, Value row) const {
    Value count = tensor::ExtractOp::create(b, length, row);
    return arith::IndexCastOp::create(b, b.getIndexType(), count);
  }
  Value labelOf(ImplicitLocOpBuilder &b, Value row, Value k) const {
    Value label = tensor::ExtractOp::create(b, labels, ValueRange{row, k});
    label = arith::IndexCastOp::create(b, b.getIndexType(), label);
    return clampIndex(b, label, type.getDimSize(1));
  }
  Value classes(ImplicitLocOpBuilder &b) const {
    return arith::ConstantIndexOp::create(b, type.getDimSize(1));
  }
  Value number(ImplicitLocOpBuilder &b, double value) const {
    return constantOf(b, type.getElementType(), value);
  }
  Value scoreOf(ImplicitLocOpBuilder &b, Value row, Value column) const {
    return tensor::ExtractOp::create(b, scores, ValueRange{row, column});
  }
  /// 1 - own + score of a class, and whether it counts.
  std::pair<Value, Value> hinge(ImplicitLocOpBuilder &b, Value row,
                                Value column, Value own) const {
    Value rest = arith::SubFOp::create(b, number(b, 1.0), own);
    Value gap = arith::AddFOp::create(b, rest, scoreOf(b, row, column));
    Value isAbove = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, gap,
                                          number(b, 0.0));
    Value isFree = tensor::ExtractOp::create(b, free, ValueRange{row, column});
    return {gap, arith::AndIOp::create(b, isFree, isAbove)};
  }

private:
  RankedTensorType type;
  Value scores, labels, length, free;
};

/// Sums of a label are added up before those of a row: fewer terms of unequal
/// size meet.
Value lowerPairs(KernelBuilder &kernel, LabelPairsOp op) {
  Pairs pairs(kernel, op);
  ImplicitLocOpBuilder &builder = kernel.builder();
  Value sums = kernel.filled(op.getType(), cast<TypedAttr>(builder.getZeroAttr(
                                               op.getType().getElementType())));
  auto sumOfLabel = [&](ImplicitLocOpBuilder &b, Value row, Value k) {
    Value own = pairs.scoreOf(b, row, pairs.labelOf(b, row, k));
    return loop(b, pairs.classes(b), pairs.number(b, 0.0),
                [&](ImplicitLocOpBuilder &b, Value column, ValueRange sum) {
                  auto [gap, counts] = pairs.hinge(b, row, column, own);
                  Value more = arith::AddFOp::create(b, sum[0], gap);
                  return SmallVector<Value>{
                      arith::SelectOp::create(b, counts, more, sum[0])};
                })
        .front();
  };
  auto emitRow = [&](ImplicitLocOpBuilder &b, Value row, ValueRange results) {
    Value sum = loop(b, pairs.lengthOf(b, row), pairs.number(b, 0.0),
                     [&](ImplicitLocOpBuilder &b, Value k, ValueRange sum) {
                       return SmallVector<Value>{arith::AddFOp::create(
                           b, sum[0], sumOfLabel(b, row, k))};
                     })
                    .front();
    return SmallVector<Value>{
        tensor::InsertOp::create(b, sum, results[0], row)};
  };
  Value rows = kernel.size(builder, op.getType(), 0);
  return loop(builder, rows, sums, emitRow).front();
}

Value lowerPairsGrad(KernelBuilder &kernel, LabelPairsGradOp op) {
  Pairs pairs(kernel, op);
  ImplicitLocOpBuilder &builder = kernel.builder();
  Value grad = kernel.lookup(op.getGrad());
  Value zeros = kernel.filled(
      op.getType(),
      cast<TypedAttr>(builder.getZeroAttr(op.getType().getElementType())));
  auto emitLabel = [&](ImplicitLocOpBuilder &b, Value row, Value k,
                       ValueRange results) {
    Value label = pairs.labelOf(b, row, k);
    Value own = pairs.scoreOf(b, row, label);
    Value share = tensor::ExtractOp::create(b, grad, row);
    SmallVector<Value> last =
        loop(b, pairs.classes(b), {results[0], pairs.number(b, 0.0)},
             [&](ImplicitLocOpBuilder &b, Value column, ValueRange carried) {
               auto [gap, counts] = pairs.hinge(b, row, column, own);
               Value more = arith::SelectOp::create(b, counts, share,
                                                    pairs.number(b, 0.0));
               SmallVector<Value> place = {row, column};
               Value old = tensor::ExtractOp::create(b, carried[0], place);
               Value next = arith::AddFOp::create(b, old, more);
               return SmallVector<Value>{
                   tensor::InsertOp::create(b, next, carried[0], place),
                   arith::AddFOp::create(b, carried[1], more)};
             });
    SmallVector<Value> place = {row, label};
    Value old = tensor::ExtractOp::create(b, last[0], place);
    Value next = arith::SubFOp::create(b, old, last[1]);
    return SmallVector<Value>{
        tensor::InsertOp::create(b, next, last[0], place)};
  };
  auto emitRow = [&](ImplicitLocOpBuilder &b, Value row, ValueRange results) {
    return loop(b, pairs.lengthOf(b, row), results,
                [&](ImplicitLocOpBuilder &b, Value k, ValueRange inner) {
                  return emitLabel(b, row, k, inner);
                });
  };
  Value rows = kernel.size(builder, op.getType(), 0);
  return loop(builder, rows, zeros, emitRow).front();
}

} // namespace

Value lowerLabelPairs(KernelBuilder &kernel, Operation *op) {
  if (!kernel.isSequential())
    return {};
  if (auto pairs = dyn_cast<LabelPairsOp>(op))
    return lowerPairs(kernel, pairs);
  if (auto gradient = dyn_cast<LabelPairsGradOp>(op))
    return lowerPairsGrad(kernel, gradient);
  return {};
}

} // namespace nadir
