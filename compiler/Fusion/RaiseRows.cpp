// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/RaiseRows.h"
#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;

namespace {

Shape withoutOnes(ArrayRef<int64_t> shape) {
  Shape result(shape);
  llvm::erase(result, 1);
  return result;
}

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// The shape that a computed value had before size-1 dimensions were dropped;
/// empty if none were.
Shape raisedShape(Value value) {
  auto reshape = value.getDefiningOp<ReshapeOp>();
  if (!reshape || !reshape.getInput().getDefiningOp())
    return {};
  ArrayRef<int64_t> from = typeOf(reshape.getInput()).getShape();
  ArrayRef<int64_t> to = reshape.getType().getShape();
  // Of a scalar any rank is as good, and leading dimensions come back by
  // broadcasting.
  if (to.empty() || from.size() <= to.size() ||
      withoutOnes(from) != withoutOnes(to) || from.take_back(to.size()) == to)
    return {};
  return Shape(from);
}

struct RaiseRows : RewritePattern {
  explicit RaiseRows(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!op->hasTrait<Pointwise>() || op->getNumResults() != 1 ||
        op->getNumOperands() == 0)
      return rewriter.notifyMatchFailure(op, "is not pointwise");
    RankedTensorType type = typeOf(op->getResult(0));
    Shape raised;
    for (Value operand : op->getOperands()) {
      RankedTensorType own = typeOf(operand);
      if (own.getRank() == 0)
        continue;
      if (own.getShape() != type.getShape())
        return rewriter.notifyMatchFailure(op, "broadcasts more than scalars");
      if (Shape shape = raisedShape(operand); shape.size() > raised.size())
        raised = shape;
    }
    if (raised.empty())
      return rewriter.notifyMatchFailure(op, "no operand lost dimensions");
    FormulaBuilder f(rewriter, op->getLoc());
    OperationState state(op->getLoc(), op->getName());
    for (Value operand : op->getOperands()) {
      RankedTensorType own = typeOf(operand);
      if (own.getRank() != 0)
        operand = reshapeTo(f(operand), own.clone(raised)).value();
      state.addOperands(operand);
    }
    state.addTypes(type.clone(raised));
    state.addAttributes(op->getAttrs());
    Value result = rewriter.create(state)->getResult(0);
    rewriter.replaceOp(op, reshapeTo(f(result), type).value());
    return success();
  }
};

} // namespace

void nadir::addRaiseRowsPattern(RewritePatternSet &patterns) {
  patterns.add<RaiseRows>(patterns.getContext());
}
