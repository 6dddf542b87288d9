// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Fused.cpp.inc"

namespace {

bool isIndexed(Value target) {
  return isa<IntegerType>(
      cast<RankedTensorType>(target.getType()).getElementType());
}

/// Where the classes of \p logits are the indexed targets.
Expr isTarget(FormulaBuilder f, Expr logits, Value target, int64_t dim) {
  Type index = cast<RankedTensorType>(target.getType()).getElementType();
  RankedTensorType classes = logits.type().clone(index);
  return eq(unsqueeze(f(target), dim), iotaLike(classes, dim, logits));
}

/// The target as a distribution over the classes, of the logits' type.
Expr distribution(FormulaBuilder f, Expr logits, Value target, int64_t dim) {
  if (!isIndexed(target))
    return f(target);
  return oneHot(f(target), dim, logits.type().getDimSize(dim),
                logits.elementType());
}

} // namespace

namespace {

/// The type of one loss for each row, if logits, target and dimension fit.
FailureOr<RankedTensorType> rowsType(OptionalLoc location, StringRef op,
                                     RankedTensorType logits,
                                     RankedTensorType target,
                                     int64_t dimNumber) {
  std::optional<int64_t> dim = normalizeDim(dimNumber, logits.getRank());
  if (!dim || logits.isDynamicDim(*dim))
    return emitOptionalError(
        location, "'", op, "' op expected 'dim' to be a dimension of ", logits,
        " that is not the batch, found ", dimNumber);
  Shape rows(logits.getShape());
  rows.erase(rows.begin() + *dim);
  bool indexed = isa<IntegerType>(target.getElementType());
  auto expected =
      indexed ? RankedTensorType::get(rows, target.getElementType()) : logits;
  if (target != expected)
    return emitOptionalError(location, "'", op, "' op expected target ",
                             expected, ", found ", target);
  return RankedTensorType::get(rows, logits.getElementType());
}

} // namespace

LogicalResult SoftmaxCrossEntropyOp::inferReturnTypes(
    MLIRContext *, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> type = rowsType(
      location, getOperationName(),
      cast<RankedTensorType>(adaptor.getLogits().getType()),
      cast<RankedTensorType>(adaptor.getTarget().getType()), adaptor.getDim());
  if (failed(type))
    return failure();
  types.push_back(*type);
  return success();
}

/// Fails if there is no type, or the rows' gradient isn't of it.
static LogicalResult requireGradient(Operation *op, Value grad,
                                     FailureOr<RankedTensorType> type) {
  if (failed(type))
    return failure();
  if (grad.getType() != *type)
    return op->emitOpError("expected grad ")
           << *type << ", found " << grad.getType();
  return success();
}

LogicalResult SoftmaxCrossEntropyGradOp::verify() {
  FailureOr<RankedTensorType> type =
      rowsType(getLoc(), getOperationName(), getLogits().getType(),
               cast<RankedTensorType>(getTarget().getType()), getDim());
  return requireGradient(*this, getGrad(), type);
}

/// The type of the rows' sums, if the operands fit together.
static FailureOr<RankedTensorType> pairsType(OptionalLoc location, StringRef op,
                                             TypeRange operands) {
  auto type = [&](unsigned i) { return cast<RankedTensorType>(operands[i]); };
  RankedTensorType scores = type(0);
  ArrayRef<int64_t> shape = scores.getShape();
  if (shape.size() != 2 || scores.isDynamicDim(1) ||
      type(1).getShape() != shape || type(3).getShape() != shape ||
      type(2).getShape() != shape.drop_back())
    return emitOptionalError(location, "'", op,
                             "' op expected scores, labels and free classes "
                             "[N, C] and lengths [N], found ",
                             operands.take_front(4));
  return RankedTensorType::get(shape.drop_back(), scores.getElementType());
}

LogicalResult LabelPairsOp::inferReturnTypes(MLIRContext *,
                                             std::optional<Location> location,
                                             Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> type =
      pairsType(location, getOperationName(), adaptor.getOperands().getTypes());
  if (failed(type))
    return failure();
  types.push_back(*type);
  return success();
}

LogicalResult LabelPairsGradOp::verify() {
  FailureOr<RankedTensorType> type = pairsType(
      getLoc(), getOperationName(), getOperation()->getOperandTypes());
  return requireGradient(*this, getGrad(), type);
}

Value LabelPairsOp::gradient(OpOperand &, Value resultGradient,
                             OpBuilder &builder) {
  return LabelPairsGradOp::create(builder, getLoc(), getScores().getType(),
                                  getScores(), getLabels(), getLength(),
                                  getFree(), resultGradient);
}

/// Linear in `grad`; by the scores it is 0 wherever it exists.
Value LabelPairsGradOp::gradient(OpOperand &operand, Value resultGradient,
                                 OpBuilder &builder) {
  if (operand.get() != getGrad())
    return {};
  FormulaBuilder f(builder, getLoc());
  Expr signs = f(LabelPairsGradOp::create(builder, getLoc(), getType(),
                                          getScores(), getLabels(), getLength(),
                                          getFree(), onesLike(f(getGrad()))));
  return sum(signs * f(resultGradient), 1, /*keepdim=*/false);
}

LogicalResult YieldOp::verify() {
  auto group = cast<GroupOp>((*this)->getParentOp());
  if (getOperandTypes() != group.getResultTypes())
    return emitOpError("expected values of the group's types (")
           << group.getResultTypes() << "), found (" << getOperandTypes()
           << ")";
  return success();
}

SmallVector<Value> SoftmaxCrossEntropyOp::decompose(OpBuilder &builder) {
  FormulaBuilder f(builder, getLoc());
  Expr logits = f(getLogits()), target = f(getTarget());
  int64_t dim = *normalizeDim(getDim(), logits.rank());
  // A class that isn't the target contributes nothing, not 0 * -inf.
  Expr label = isIndexed(target) ? sum(select(isTarget(f, logits, target, dim),
                                              logits, zerosLike(logits)),
                                       dim, true)
                                 : Expr();
  Expr shift = max(logits, dim, true);
  Expr shifted = logits - shift;
  Expr total = log(sum(exp(shifted), dim, true));
  // The shift meets the logits alone, near which it is, not the small total.
  if (label)
    return {reshapeTo(total + (shift - label), getType())};
  Expr picked = sum(target * shifted, dim, true);
  return {reshapeTo(total * sum(target, dim, true) - picked, getType())};
}

Value SoftmaxCrossEntropyOp::gradient(OpOperand &operand, Value resultGradient,
                                      OpBuilder &builder) {
  FormulaBuilder f(builder, getLoc());
  int64_t dim = *normalizeDim(getDim(), getLogits().getType().getRank());
  if (operand.getOperandNumber() == 0)
    return SoftmaxCrossEntropyGradOp::create(builder, getLoc(),
                                             getLogits().getType(), getLogits(),
                                             getTarget(), resultGradient, dim);
  if (isIndexed(getTarget()))
    return {};
  return -logSoftmax(f(getLogits()), dim) * unsqueeze(f(resultGradient), dim);
}

SmallVector<Value> SoftmaxCrossEntropyGradOp::decompose(OpBuilder &builder) {
  FormulaBuilder f(builder, getLoc());
  Expr logits = f(getLogits());
  int64_t dim = *normalizeDim(getDim(), logits.rank());
  Expr target = distribution(f, logits, getTarget(), dim);
  Expr exponential = exp(logits - max(logits, dim, true));
  // One division a row, not one an element: the sum is at least 1, unless all
  // is NaN either way.
  Expr factor = 1.0 / sum(exponential, dim, true);
  if (!isIndexed(getTarget()))
    factor = factor * sum(target, dim, true);
  return {(exponential * factor - target) * unsqueeze(f(getGrad()), dim)};
}
