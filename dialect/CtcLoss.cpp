// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/CtcLoss.cpp.inc"

namespace {

/// `log_probs` [T, N, C] or [T, C].
LogicalResult checkLogProbs(function_ref<InFlightDiagnostic()> error,
                            RankedTensorType type, bool mayLackBatch) {
  int64_t rank = type.getRank();
  if (rank != 3 && !(mayLackBatch && rank == 2))
    return error() << "expected log_probs [T, N, C]"
                   << (mayLackBatch ? " or [T, C]" : "") << ", found " << type;
  if (type.isDynamicDim(0) || type.isDynamicDim(rank - 1))
    return error() << "expected only N of log_probs to be the batch, found "
                   << type;
  if (llvm::is_contained(type.getShape(), 0))
    return error() << "expected log_probs that are not empty, found " << type;
  return success();
}

/// `targets` [N, S] or [S1]; [S1] alone without a batch.
LogicalResult checkTargets(function_ref<InFlightDiagnostic()> error,
                           RankedTensorType type, bool hasBatch,
                           int64_t batch) {
  bool isPadded = hasBatch && type.getRank() == 2 &&
                  type.getDimSize(0) == batch && !type.isDynamicDim(1);
  bool isJoined = type.getRank() == 1 && type.hasStaticShape();
  if (isPadded || isJoined)
    return success();
  auto found = error();
  found << "expected targets ";
  if (hasBatch)
    found << "[N, S] with the N of log_probs or [S1]";
  else
    found << "[S] for log_probs [T, C]";
  return found << ", found " << type;
}

LogicalResult checkLengths(function_ref<InFlightDiagnostic()> error,
                           StringRef name, RankedTensorType type,
                           ArrayRef<int64_t> expected) {
  if (type.getShape() == expected)
    return success();
  return error() << "expected " << name << " "
                 << RankedTensorType::get(expected, type.getElementType())
                 << ", one for each sequence, found " << type;
}

/// What `ctc_loss` and its kernels ask of their operands.
LogicalResult checkOperands(function_ref<InFlightDiagnostic()> error,
                            ValueRange operands, int64_t blank,
                            bool mayLackBatch) {
  auto typeOf = [&](unsigned operand) {
    return cast<RankedTensorType>(operands[operand].getType());
  };
  RankedTensorType logProbs = typeOf(0);
  if (failed(checkLogProbs(error, logProbs, mayLackBatch)))
    return failure();
  bool hasBatch = logProbs.getRank() == 3;
  ArrayRef<int64_t> batch = logProbs.getShape().drop_front().drop_back();
  if (failed(checkTargets(error, typeOf(1), hasBatch,
                          hasBatch ? batch.front() : 1)) ||
      failed(checkLengths(error, "input_lengths", typeOf(2), batch)) ||
      failed(checkLengths(error, "target_lengths", typeOf(3), batch)))
    return failure();
  int64_t classes = logProbs.getShape().back();
  if (blank < 0 || blank >= classes)
    return error() << "expected blank in [0, " << classes << "), found "
                   << blank;
  return success();
}

Expr toLongs(Expr index) {
  return cast(index, IntegerType::get(index.type().getContext(), 64));
}

/// The targets with 0 in place of those behind the first `count`.
Expr usedTargets(Expr targets, Expr count) {
  Expr position = iotaLike(
      RankedTensorType::get(targets.type().getShape(), count.elementType()),
      targets.rank() - 1, targets);
  return select(lt(position, count), targets, zerosLike(targets));
}

} // namespace

LogicalResult CtcLossOp::inferReturnTypes(MLIRContext *context,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  // Without a location nobody hears of the error.
  Location place = location.value_or(UnknownLoc::get(context));
  auto error = [&]() {
    InFlightDiagnostic diagnostic = mlir::emitError(place)
                                    << "'" << getOperationName() << "' op ";
    if (!location)
      diagnostic.abandon();
    return diagnostic;
  };
  if (failed(checkOperands(error, adaptor.getOperands(), adaptor.getBlank(),
                           /*mayLackBatch=*/true)))
    return failure();
  auto logProbs = cast<RankedTensorType>(adaptor.getLogProbs().getType());
  ArrayRef<int64_t> batch = logProbs.getShape().drop_front().drop_back();
  bool keepsBatch = adaptor.getReduction() == "none";
  types.push_back(RankedTensorType::get(
      keepsBatch ? batch : ArrayRef<int64_t>(), logProbs.getElementType()));
  return success();
}

SmallVector<Value> CtcLossOp::decompose(OpBuilder &builder) {
  FormulaBuilder f(builder, getLoc());
  Expr logProbs = f(getLogProbs()), targets = f(getTargets());
  std::string lengthsName = nameOf(getTargetLengths(), "target_lengths");
  bool isPadded = targets.rank() == 2;
  int64_t mostLabels = targets.type().getShape().back();
  // Positions and sums of lengths are counted in 64 bits.
  Expr inputLengths = checkIndex(
      toLongs(f(getInputLengths())), logProbs.type().getDimSize(0) + 1,
      std::nullopt, nameOf(getInputLengths(), "input_lengths"));
  Expr targetLengths = checkIndex(toLongs(f(getTargetLengths())),
                                  mostLabels + 1, std::nullopt, lengthsName);
  bool hasBatch = logProbs.rank() == 3;
  Expr count = targetLengths;
  if (isPadded)
    count = unsqueeze(targetLengths, 1);
  else if (hasBatch)
    count = checkIndex(sum(targetLengths, {}, /*keepdim=*/false),
                       mostLabels + 1, std::nullopt, "sum of " + lengthsName);
  targets =
      checkIndex(usedTargets(targets, count), logProbs.type().getShape().back(),
                 std::nullopt, nameOf(getTargets(), "targets"));
  Type element = logProbs.elementType();
  Expr divisor = maximum(cast(targetLengths, element), 1.0);
  if (!hasBatch) {
    logProbs = unsqueeze(logProbs, 1);
    inputLengths = unsqueeze(inputLengths, 0);
    targetLengths = unsqueeze(targetLengths, 0);
  }
  auto lossType =
      RankedTensorType::get(targetLengths.type().getShape(), element);
  Expr losses = f(CtcOp::create(builder, getLoc(), lossType, logProbs, targets,
                                inputLengths, targetLengths, getBlankAttr(),
                                getZeroInfinityAttr()));
  if (!hasBatch)
    losses = reshapeTo(losses, RankedTensorType::get({}, element));
  if (getReduction() == "mean")
    losses = losses / divisor;
  if (!hasBatch)
    return {losses};
  return {reduceLoss(losses, getReduction())};
}

LogicalResult CtcOp::verify() {
  if (failed(checkOperands([&] { return emitOpError(); }, getOperands(),
                           getBlank(), /*mayLackBatch=*/false)))
    return failure();
  auto expected =
      RankedTensorType::get(getInputLengths().getType().getShape(),
                            getLogProbs().getType().getElementType());
  if (getType() != expected)
    return emitOpError("expected result ")
           << expected << ", found " << getType();
  return success();
}

Value CtcOp::gradient(OpOperand &operand, Value resultGradient,
                      OpBuilder &builder) {
  assert(operand.getOperandNumber() == 0 && "integers have no gradient");
  return CtcGradOp::create(builder, getLoc(), getLogProbs().getType(),
                           getLogProbs(), getTargets(), getInputLengths(),
                           getTargetLengths(), resultGradient, getBlankAttr(),
                           getZeroInfinityAttr());
}

LogicalResult CtcGradOp::verify() {
  if (failed(checkOperands([&] { return emitOpError(); },
                           getOperands().take_front(4), getBlank(),
                           /*mayLackBatch=*/false)))
    return failure();
  auto grad = RankedTensorType::get(getInputLengths().getType().getShape(),
                                    getLogProbs().getType().getElementType());
  if (getGrad().getType() != grad)
    return emitOpError("expected grad ")
           << grad << ", found " << getGrad().getType();
  if (getType() != getLogProbs().getType())
    return emitOpError("expected result ")
           << getLogProbs().getType() << ", found " << getType();
  return success();
}
