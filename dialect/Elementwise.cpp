// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Nadir.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include <cmath>

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Elementwise.cpp.inc"

namespace {

/// The one value of a splat constant, or nullopt.
std::optional<double> splatValue(Attribute attribute) {
  auto dense = dyn_cast_or_null<DenseElementsAttr>(attribute);
  if (!dense || !dense.isSplat())
    return std::nullopt;
  if (isa<FloatType>(dense.getElementType()))
    return dense.getSplatValue<APFloat>().convertToDouble();
  return static_cast<double>(dense.getSplatValue<APInt>().getSExtValue());
}

bool isSplat(Attribute attribute, double value) {
  std::optional<double> splat = splatValue(attribute);
  // Signed zeros are different values: x + (-0) is x, x + 0 is not for -0.
  return splat && *splat == value &&
         std::signbit(*splat) == std::signbit(value);
}

/// Folds f32 and f64 constants in their own precision, so that folding never
/// changes a number.
OpFoldResult foldFloats(Type resultType, Attribute lhs, Attribute rhs,
                        llvm::function_ref<APFloat(APFloat, APFloat)> fold) {
  auto left = dyn_cast_or_null<DenseElementsAttr>(lhs);
  auto right = dyn_cast_or_null<DenseElementsAttr>(rhs);
  auto type = cast<RankedTensorType>(resultType);
  if (!left || !right || !left.isSplat() || !right.isSplat() ||
      !type.hasStaticShape() || !isa<FloatType>(type.getElementType()))
    return {};
  return DenseElementsAttr::get(type, fold(left.getSplatValue<APFloat>(),
                                           right.getSplatValue<APFloat>()));
}

} // namespace

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  if (getLhs().getType() == getType() && isSplat(adaptor.getRhs(), -0.0))
    return getLhs();
  return foldFloats(getType(), adaptor.getLhs(), adaptor.getRhs(),
                    [](APFloat a, APFloat b) { return a + b; });
}

OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  if (getLhs().getType() == getType() && isSplat(adaptor.getRhs(), 0.0))
    return getLhs();
  return foldFloats(getType(), adaptor.getLhs(), adaptor.getRhs(),
                    [](APFloat a, APFloat b) { return a - b; });
}

OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  if (getLhs().getType() == getType() && isSplat(adaptor.getRhs(), 1.0))
    return getLhs();
  if (getRhs().getType() == getType() && isSplat(adaptor.getLhs(), 1.0))
    return getRhs();
  return foldFloats(getType(), adaptor.getLhs(), adaptor.getRhs(),
                    [](APFloat a, APFloat b) { return a * b; });
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  if (getLhs().getType() == getType() && isSplat(adaptor.getRhs(), 1.0))
    return getLhs();
  return foldFloats(getType(), adaptor.getLhs(), adaptor.getRhs(),
                    [](APFloat a, APFloat b) { return a / b; });
}

OpFoldResult AbsOp::fold(FoldAdaptor) {
  auto negated = getInput().getDefiningOp<NegOp>();
  if (!negated)
    return {};
  getInputMutable().assign(negated.getInput());
  return getResult();
}

OpFoldResult NegOp::fold(FoldAdaptor adaptor) {
  if (auto inner = getInput().getDefiningOp<NegOp>())
    return inner.getInput();
  return foldFloats(getType(), adaptor.getInput(), adaptor.getInput(),
                    [](APFloat a, APFloat) { return llvm::neg(a); });
}

namespace {

/// Small constant exponents, each with a form that is as exact and far cheaper.
struct ExpandConstantPower : OpRewritePattern<PowOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(PowOp op,
                                PatternRewriter &rewriter) const override {
    Attribute constant;
    if (!matchPattern(op.getRhs(), m_Constant(&constant)) ||
        op.getLhs().getType() != op.getType())
      return rewriter.notifyMatchFailure(op, "exponent is not a constant");
    Expr base = FormulaBuilder(rewriter, op.getLoc())(op.getLhs());
    std::optional<double> exponent = splatValue(constant);
    Expr result;
    if (exponent == 1.0)
      result = base;
    else if (exponent == 2.0)
      result = base * base; // A core operation: updates are decomposed late.
    else if (exponent == 3.0)
      result = base * base * base;
    else if (exponent == -1.0)
      result = 1.0 / base;
    else
      return rewriter.notifyMatchFailure(op, "no cheaper form");
    rewriter.replaceOp(op, result.value());
    return success();
  }
};

} // namespace

void PowOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                        MLIRContext *context) {
  patterns.add<ExpandConstantPower>(context);
}

LogicalResult SelectOp::inferReturnTypes(MLIRContext *context,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  if (failed(inferBroadcast(location, getOperationName(),
                            adaptor.getLhs().getType(),
                            adaptor.getRhs().getType(), {}, types)))
    return failure();
  auto branches = cast<RankedTensorType>(types.back());
  auto condition = cast<RankedTensorType>(adaptor.getCondition().getType());
  std::optional<Shape> shape =
      broadcastShapes(branches.getShape(), condition.getShape());
  types.clear();
  if (!shape)
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected a condition that broadcasts with ",
                             branches, ", found ", condition);
  types.push_back(RankedTensorType::get(*shape, branches.getElementType()));
  return success();
}

Value SelectOp::gradient(OpOperand &operand, Value resultGradient,
                         OpBuilder &builder) {
  FormulaBuilder f(builder, getLoc());
  Expr grad = f(resultGradient), condition = f(getCondition());
  if (operand.getOperandNumber() == 0)
    return {};
  bool isLhs = operand.getOperandNumber() == 1;
  Expr zero = zerosLike(grad);
  return sumTo(select(condition, isLhs ? grad : zero, isLhs ? zero : grad),
               operand.get().getType());
}

OpFoldResult SelectOp::fold(FoldAdaptor adaptor) {
  if (getLhs() == getRhs() && getLhs().getType() == getType())
    return getLhs();
  auto condition = dyn_cast_or_null<DenseElementsAttr>(adaptor.getCondition());
  if (!condition || !condition.isSplat())
    return {};
  Value taken = condition.getSplatValue<bool>() ? getLhs() : getRhs();
  return taken.getType() == getType() ? taken : Value();
}

Value CastOp::gradient(OpOperand &operand, Value resultGradient,
                       OpBuilder &builder) {
  Type element = getInput().getType().getElementType();
  if (!isa<FloatType>(element) || !isa<FloatType>(getType().getElementType()))
    return {};
  return cast(FormulaBuilder(builder, getLoc())(resultGradient), element);
}

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  return {};
}

LogicalResult ClampOp::verify() {
  if (!getMin() && !getMax())
    return emitOpError("expected 'min', 'max' or both, found neither");
  return success();
}
