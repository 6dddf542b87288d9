// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/LoopKernelReduction.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nadir {

/// True if `value` leaves every accumulator as it is when `combiner` combines
/// them. +0.0 stands in for -0.0 as a sum's: it is where sums start.
static bool isNeutral(Operation *combiner, TypedAttr value) {
  if (auto number = dyn_cast<FloatAttr>(value)) {
    const APFloat &x = number.getValue();
    return llvm::TypeSwitch<Operation *, bool>(combiner)
        .Case<arith::AddFOp>([&](auto) { return x.isZero(); })
        .Case<arith::MaximumFOp, arith::MaxNumFOp>(
            [&](auto) { return x.isInfinity() && x.isNegative(); })
        .Case<arith::MinimumFOp, arith::MinNumFOp>(
            [&](auto) { return x.isInfinity() && !x.isNegative(); })
        .Default(false);
  }
  const APInt x = cast<IntegerAttr>(value).getValue();
  return llvm::TypeSwitch<Operation *, bool>(combiner)
      .Case<arith::AddIOp, arith::OrIOp, arith::MaxUIOp>(
          [&](auto) { return x.isZero(); })
      .Case<arith::AndIOp>([&](auto) { return x.isAllOnes(); })
      .Case<arith::MaxSIOp>([&](auto) { return x.isMinSignedValue(); })
      .Case<arith::MinSIOp>([&](auto) { return x.isMaxSignedValue(); })
      .Default(false);
}

/// Combining with the initial value more than once changes nothing.
static bool isIdempotent(Operation *combiner) {
  return isa<arith::MaximumFOp, arith::MaxNumFOp, arith::MinimumFOp,
             arith::MinNumFOp, arith::OrIOp, arith::AndIOp, arith::MaxSIOp,
             arith::MinSIOp, arith::MaxUIOp>(combiner);
}

FailureOr<LoopKernelReduction> LoopKernelReduction::match(linalg::GenericOp op,
                                                          std::string &reason) {
  LoopKernelReduction reduction(op);
  for (Value init : op.getDpsInits()) {
    auto fill = init.getDefiningOp<linalg::FillOp>();
    TypedAttr start;
    if (!fill || !matchPattern(fill.value(), m_Constant(&start))) {
      reason = "a reduction doesn't start from a constant";
      return failure();
    }
    reduction.starts.push_back(start);
  }
  LogicalResult matched = isArgMax(op) ? reduction.matchArgMax(reason)
                                       : reduction.matchFolds(reason);
  if (failed(matched))
    return failure();
  return reduction;
}

LogicalResult LoopKernelReduction::matchFolds(std::string &reason) {
  auto yields = generic.getBody()->getTerminator()->getOperands();
  for (auto [accumulator, yielded, start] :
       llvm::zip(generic.getRegionOutputArgs(), yields, starts)) {
    Operation *combiner = yielded.getDefiningOp();
    bool isFold = combiner && accumulator.hasOneUse() &&
                  *accumulator.user_begin() == combiner &&
                  combiner->getNumOperands() == 2;
    if (!isFold || !(isNeutral(combiner, start) || isIdempotent(combiner))) {
      reason = "a reduction folds in a way that is not known";
      return failure();
    }
    bool isFirst = combiner->getOperand(0) == accumulator;
    bool tracksNaN = isa<arith::MaximumFOp, arith::MinimumFOp>(combiner);
    folds.push_back({combiner, combiner->getOperand(isFirst), tracksNaN});
  }
  return success();
}

bool LoopKernelReduction::isArgMax(linalg::GenericOp op) {
  return op.getNumDpsInits() == 2 &&
         llvm::all_of(op.getBody()->getTerminator()->getOperands(),
                      [](Value yielded) {
                        return yielded.getDefiningOp<arith::SelectOp>();
                      });
}

LogicalResult LoopKernelReduction::matchArgMax(std::string &reason) {
  Value best = generic.getRegionOutputArgs()[0];
  bool hasGreater = llvm::any_of(best.getUsers(), [&](Operation *user) {
    if (user->getNumOperands() != 2 || user->getOperand(1) != best)
      return false;
    if (auto compare = dyn_cast<arith::CmpFOp>(user))
      return compare.getPredicate() == arith::CmpFPredicate::OGT ||
             compare.getPredicate() == arith::CmpFPredicate::UGT;
    auto compare = dyn_cast<arith::CmpIOp>(user);
    return compare && compare.getPredicate() == arith::CmpIPredicate::sgt;
  });
  if (hasGreater)
    return success();
  reason = "a reduction selects in a way that is not known";
  return failure();
}

LoopKernelReduction::Values LoopKernelReduction::start(OpBuilder &builder,
                                                       int64_t lanes) {
  auto constant = [&](TypedAttr value) -> Value {
    if (lanes != 1)
      value = DenseElementsAttr::get(VectorType::get({lanes}, value.getType()),
                                     Attribute(value));
    return arith::ConstantOp::create(builder, generic.getLoc(), value);
  };
  Values result;
  for (auto [i, value] : llvm::enumerate(starts)) {
    result.push_back(constant(value));
    if (!folds.empty() && folds[i].tracksNaN)
      result.push_back(constant(builder.getBoolAttr(false)));
  }
  return result;
}

SmallVector<Type, 4> LoopKernelReduction::types() {
  SmallVector<Type, 4> result;
  for (auto [i, value] : llvm::enumerate(starts)) {
    result.push_back(value.getType());
    if (!folds.empty() && folds[i].tracksNaN)
      result.push_back(IntegerType::get(generic.getContext(), 1));
  }
  return result;
}

LoopKernelReduction::Values LoopKernelReduction::folded() {
  Values result;
  for (const Fold &fold : folds)
    result.push_back(fold.element);
  return result;
}

Value LoopKernelReduction::combineFold(OpBuilder &builder, const Fold &fold,
                                       Value lhs, Value rhs) {
  Location loc = generic.getLoc();
  if (fold.tracksNaN) {
    auto predicate = isa<arith::MaximumFOp>(fold.combiner)
                         ? arith::CmpFPredicate::OGT
                         : arith::CmpFPredicate::OLT;
    Value isBeyond = arith::CmpFOp::create(builder, loc, predicate, rhs, lhs);
    return arith::SelectOp::create(builder, loc, isBeyond, rhs, lhs);
  }
  OperationState state(loc, fold.combiner->getName(), {lhs, rhs},
                       lhs.getType());
  state.propertiesAttr = fold.combiner->getPropertiesAsAttribute();
  return builder.create(state)->getResult(0);
}

LoopKernelReduction::Values LoopKernelReduction::fold(OpBuilder &builder,
                                                      ValueRange accumulators,
                                                      ValueRange elements,
                                                      Value mask) {
  Location loc = generic.getLoc();
  Values result;
  for (auto [fold, element] : llvm::zip(folds, elements)) {
    Value old = accumulators[result.size()];
    Value next = combineFold(builder, fold, old, element);
    if (mask)
      next = arith::SelectOp::create(builder, loc, mask, next, old);
    result.push_back(next);
    if (!fold.tracksNaN)
      continue;
    Value isNaN = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNO,
                                        element, element);
    if (mask)
      isNaN = arith::AndIOp::create(builder, loc, isNaN, mask);
    result.push_back(
        arith::OrIOp::create(builder, loc, accumulators[result.size()], isNaN));
  }
  return result;
}

Value LoopKernelReduction::isBetter(OpBuilder &builder, ValueRange candidate,
                                    ValueRange best) {
  Location loc = generic.getLoc();
  auto compare = [&](auto predicate, Value a, Value b) -> Value {
    if constexpr (std::is_same_v<decltype(predicate), arith::CmpFPredicate>)
      return arith::CmpFOp::create(builder, loc, predicate, a, b);
    else
      return arith::CmpIOp::create(builder, loc, predicate, a, b);
  };
  auto both = [&](Value a, Value b) -> Value {
    return arith::AndIOp::create(builder, loc, a, b);
  };
  auto either = [&](Value a, Value b) -> Value {
    return arith::OrIOp::create(builder, loc, a, b);
  };
  Value x = candidate[0], y = best[0], larger, same;
  if (isa<FloatType>(getElementTypeOrSelf(x.getType()))) {
    // NaN is larger than any number, and as large as NaN.
    Value numberY = compare(arith::CmpFPredicate::ORD, y, y);
    Value notLess = compare(arith::CmpFPredicate::UGT, x, y);
    larger = both(notLess, numberY);
    Value bothNaN = both(compare(arith::CmpFPredicate::UNO, x, x),
                         compare(arith::CmpFPredicate::UNO, y, y));
    same = either(compare(arith::CmpFPredicate::OEQ, x, y), bothNaN);
  } else {
    larger = compare(arith::CmpIPredicate::sgt, x, y);
    same = compare(arith::CmpIPredicate::eq, x, y);
  }
  Value first = compare(arith::CmpIPredicate::slt, candidate[1], best[1]);
  return either(larger, both(same, first));
}

LoopKernelReduction::Values LoopKernelReduction::combine(OpBuilder &builder,
                                                         ValueRange lhs,
                                                         ValueRange rhs) {
  Location loc = generic.getLoc();
  Values result;
  if (folds.empty()) {
    Value better = isBetter(builder, rhs, lhs);
    for (auto [a, b] : llvm::zip(lhs, rhs))
      result.push_back(arith::SelectOp::create(builder, loc, better, b, a));
    return result;
  }
  for (const Fold &fold : folds) {
    size_t i = result.size();
    result.push_back(combineFold(builder, fold, lhs[i], rhs[i]));
    if (fold.tracksNaN)
      result.push_back(
          arith::OrIOp::create(builder, loc, lhs[i + 1], rhs[i + 1]));
  }
  return result;
}

LoopKernelReduction::Values LoopKernelReduction::narrow(OpBuilder &builder,
                                                        ValueRange accumulators,
                                                        int64_t lanes) {
  Location loc = generic.getLoc();
  Values current(accumulators);
  auto width = [&]() -> int64_t {
    auto type = dyn_cast<VectorType>(current.front().getType());
    return type ? type.getNumElements() : 1;
  };
  while (width() > std::max<int64_t>(lanes, 1)) {
    int64_t half = width() / 2;
    Values low, high;
    for (Value value : current) {
      low.push_back(vector::ExtractStridedSliceOp::create(builder, loc, value,
                                                          0, half, 1));
      high.push_back(vector::ExtractStridedSliceOp::create(builder, loc, value,
                                                           half, half, 1));
    }
    current = combine(builder, low, high);
  }
  if (lanes == 1)
    for (Value &value : current)
      if (isa<VectorType>(value.getType()))
        value = vector::ExtractOp::create(builder, loc, value, 0);
  return current;
}

LoopKernelReduction::Values
LoopKernelReduction::finish(OpBuilder &builder, ValueRange accumulators) {
  if (folds.empty())
    return Values(accumulators);
  Location loc = generic.getLoc();
  Values result;
  size_t next = 0;
  for (const Fold &fold : folds) {
    Value value = accumulators[next++];
    if (fold.tracksNaN) {
      auto type = cast<FloatType>(getElementTypeOrSelf(value.getType()));
      TypedAttr nan = builder.getFloatAttr(
          type, APFloat::getQNaN(type.getFloatSemantics()));
      if (auto vector = dyn_cast<VectorType>(value.getType()))
        nan = DenseElementsAttr::get(vector, Attribute(nan));
      Value constant = arith::ConstantOp::create(builder, loc, nan);
      value = arith::SelectOp::create(builder, loc, accumulators[next++],
                                      constant, value);
    }
    result.push_back(value);
  }
  return result;
}

} // namespace nadir
