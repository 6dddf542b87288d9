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
  LogicalResult matched = reduction.comparesForLargest()
                              ? reduction.matchArgMax(reason)
                              : reduction.matchFold(reason);
  if (failed(matched))
    return failure();
  return reduction;
}

LogicalResult LoopKernelReduction::matchFold(std::string &reason) {
  auto accumulators = generic.getRegionOutputArgs();
  for (auto [accumulator, yielded, start] :
       llvm::zip(accumulators,
                 generic.getBody()->getTerminator()->getOperands(), starts)) {
    Operation *combiner = yielded.getDefiningOp();
    bool isFold = combiner && accumulator.hasOneUse() &&
                  *accumulator.user_begin() == combiner &&
                  combiner->getNumOperands() == 2;
    if (!isFold || !(isNeutral(combiner, start) || isIdempotent(combiner))) {
      reason = "a reduction folds in a way that is not known";
      return failure();
    }
    combiners.push_back(combiner);
  }
  return success();
}

bool LoopKernelReduction::comparesForLargest() {
  return generic.getNumDpsInits() == 2 &&
         llvm::all_of(generic.getBody()->getTerminator()->getOperands(),
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

SmallVector<Value> LoopKernelReduction::start(OpBuilder &builder,
                                              int64_t lanes) {
  SmallVector<Value> result;
  for (TypedAttr value : starts) {
    TypedAttr attribute = value;
    if (lanes != 1)
      attribute = DenseElementsAttr::get(
          VectorType::get({lanes}, value.getType()), Attribute(value));
    result.push_back(
        arith::ConstantOp::create(builder, generic.getLoc(), attribute));
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

SmallVector<Value> LoopKernelReduction::combine(OpBuilder &builder,
                                                ValueRange lhs,
                                                ValueRange rhs) {
  Location loc = generic.getLoc();
  SmallVector<Value> result;
  if (combiners.empty()) {
    Value better = isBetter(builder, rhs, lhs);
    for (auto [a, b] : llvm::zip(lhs, rhs))
      result.push_back(arith::SelectOp::create(builder, loc, better, b, a));
    return result;
  }
  for (auto [combiner, a, b] : llvm::zip(combiners, lhs, rhs)) {
    OperationState state(loc, combiner->getName(), {a, b}, a.getType());
    state.propertiesAttr = combiner->getPropertiesAsAttribute();
    result.push_back(builder.create(state)->getResult(0));
  }
  return result;
}

SmallVector<Value> LoopKernelReduction::narrow(OpBuilder &builder,
                                               ValueRange accumulators,
                                               int64_t lanes) {
  Location loc = generic.getLoc();
  SmallVector<Value> current(accumulators);
  auto width = [&]() -> int64_t {
    auto type = dyn_cast<VectorType>(current.front().getType());
    return type ? type.getNumElements() : 1;
  };
  while (width() > std::max<int64_t>(lanes, 1)) {
    int64_t half = width() / 2;
    SmallVector<Value> low, high;
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

} // namespace nadir
