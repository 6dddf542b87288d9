// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Losses.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace mlir;
using namespace nadir;

namespace {

using OptionalType = FailureOr<RankedTensorType>;

int64_t rankOf(Type type) { return cast<RankedTensorType>(type).getRank(); }

/// All operands broadcast together, as one element type.
OptionalType broadcastAll(OptionalLoc location, StringRef op,
                          TypeRange operands) {
  SmallVector<Type> types = {operands[0]};
  for (Type operand : operands.drop_front()) {
    Type previous = types.pop_back_val();
    if (failed(inferBroadcast(location, op, previous, operand, {}, types)))
      return failure();
  }
  return cast<RankedTensorType>(types[0]);
}

RankedTensorType withoutLast(RankedTensorType type) {
  return RankedTensorType::get(type.getShape().drop_back(),
                               type.getElementType());
}

LogicalResult appendLoss(RankedTensorType losses, StringRef reduction,
                         LossTypes &types) {
  types.push_back(reduction == "none"
                      ? losses
                      : RankedTensorType::get({}, losses.getElementType()));
  return success();
}

LogicalResult requireEqualRanks(OptionalLoc location, StringRef op,
                                TypeRange operands) {
  for (Type operand : operands.drop_front())
    if (rankOf(operand) != rankOf(operands[0]))
      return emitOptionalError(location, "'", op,
                               "' op expected operands of one rank, found ",
                               operands[0], " and ", operand);
  return success();
}

/// Scores are [C] or [N, C] with C > 0.
LogicalResult requireScores(OptionalLoc location, StringRef op,
                            RankedTensorType input) {
  if (input.getRank() != 1 && input.getRank() != 2)
    return emitOptionalError(
        location, "'", op, "' op expected input [C] or [N, C], found ", input);
  if (input.getShape().back() == 0)
    return emitOptionalError(location, "'", op,
                             "' op expected at least one class, found ", input);
  if (input.isDynamicDim(input.getRank() - 1))
    return emitOptionalError(location, "'", op,
                             "' op expected the last dimension to be the "
                             "classes, found the batch: ",
                             input);
  return success();
}

RankedTensorType withElementOf(Type shape, Type element) {
  return RankedTensorType::get(
      cast<RankedTensorType>(shape).getShape(),
      cast<RankedTensorType>(element).getElementType());
}

} // namespace

LogicalResult nadir::expectSetting(Operation *op, StringRef expected,
                                   double found, bool isValid) {
  if (isValid)
    return success();
  // The shortest form: 1.5, nan.
  std::string number;
  llvm::raw_string_ostream(number) << llvm::format("%g", found);
  return op->emitOpError("expected ") << expected << ", found " << number;
}

LogicalResult nadir::verifyNorm(Operation *op, double p) {
  if (failed(expectSetting(op, "p >= 0", p, p >= 0.0)))
    return failure();
  for (Type operand : op->getOperandTypes()) {
    ArrayRef<int64_t> shape = cast<RankedTensorType>(operand).getShape();
    if (std::isinf(p) && !shape.empty() && shape.back() == 0)
      return op->emitOpError("expected vectors of at least one element for an "
                             "infinite p, found ")
             << operand;
  }
  return success();
}

LogicalResult nadir::inferSignedLoss(OptionalLoc location, StringRef op,
                                     TypeRange operands, StringRef reduction,
                                     LossTypes &types) {
  OptionalType losses = broadcastAll(
      location, op, {operands[0], withElementOf(operands[1], operands[0])});
  return failed(losses) ? failure() : appendLoss(*losses, reduction, types);
}

LogicalResult nadir::inferRankingLoss(OptionalLoc location, StringRef op,
                                      TypeRange operands, StringRef reduction,
                                      LossTypes &types) {
  if (failed(requireEqualRanks(location, op, operands)))
    return failure();
  OptionalType losses = broadcastAll(location, op, operands);
  return failed(losses) ? failure() : appendLoss(*losses, reduction, types);
}

LogicalResult nadir::inferGaussianLoss(OptionalLoc location, StringRef op,
                                       TypeRange operands, StringRef reduction,
                                       LossTypes &types) {
  OptionalType losses = broadcastAll(location, op, operands.take_front(2));
  if (failed(losses))
    return failure();
  auto input = cast<RankedTensorType>(operands[0]);
  auto var = cast<RankedTensorType>(operands[2]);
  Shape shape(var.getShape());
  Shape last(input.getShape()), without(input.getShape());
  if (!last.empty()) {
    last.back() = 1;
    without.pop_back();
  }
  bool fits = shape.empty() || ArrayRef(shape) == input.getShape() ||
              shape == last || shape == without;
  if (!fits || var.getElementType() != input.getElementType())
    return emitOptionalError(
        location, "'", op, "' op expected var of the input's type ", input,
        ", that with 1 for the last dimension or without it, or a number, "
        "found ",
        var);
  return appendLoss(*losses, reduction, types);
}

LogicalResult nadir::inferRowClassLoss(OptionalLoc location, StringRef op,
                                       TypeRange operands, StringRef reduction,
                                       LossTypes &types) {
  if (failed(requireScores(location, op, cast<RankedTensorType>(operands[0]))))
    return failure();
  return inferClassLoss(location, op, operands, /*probabilityTargets=*/false,
                        reduction, types);
}

LogicalResult nadir::inferLabelListLoss(OptionalLoc location, StringRef op,
                                        TypeRange operands, StringRef reduction,
                                        LossTypes &types) {
  auto input = cast<RankedTensorType>(operands[0]);
  if (failed(requireScores(location, op, input)))
    return failure();
  RankedTensorType expected = withElementOf(input, operands[1]);
  if (operands[1] != expected)
    return emitOptionalError(location, "'", op, "' op expected target ",
                             expected, " for input ", input, ", found ",
                             operands[1]);
  return appendLoss(withoutLast(input), reduction, types);
}

LogicalResult nadir::inferRowPointwiseLoss(OptionalLoc location, StringRef op,
                                           TypeRange operands,
                                           StringRef reduction,
                                           LossTypes &types) {
  auto input = cast<RankedTensorType>(operands[0]);
  if (input.getRank() == 0)
    return emitOptionalError(location, "'", op,
                             "' op expected input [.., C], found ", input);
  SmallVector<Type> elements;
  if (failed(inferPointwiseLoss(location, op, operands, /*broadcast=*/false,
                                "none", elements)))
    return failure();
  return appendLoss(withoutLast(input), reduction, types);
}

LogicalResult nadir::inferCosineLoss(OptionalLoc location, StringRef op,
                                     TypeRange operands, StringRef reduction,
                                     LossTypes &types) {
  for (Type input : operands.take_front(2))
    if (rankOf(operands[2]) > 1 || rankOf(input) != rankOf(operands[2]) + 1)
      return emitOptionalError(
          location, "'", op,
          "' op expected inputs [N, D] with target [N], or [D] with a scalar, "
          "found ",
          input, " and ", operands[2]);
  OptionalType vectors = broadcastAll(location, op, operands.take_front(2));
  if (failed(vectors))
    return failure();
  RankedTensorType target = withElementOf(operands[2], *vectors);
  OptionalType losses =
      broadcastAll(location, op, {Type(withoutLast(*vectors)), Type(target)});
  return failed(losses) ? failure() : appendLoss(*losses, reduction, types);
}

LogicalResult nadir::inferDistance(OptionalLoc location, StringRef op,
                                   TypeRange operands, bool keepdim,
                                   LossTypes &types) {
  OptionalType vectors = broadcastAll(location, op, operands);
  if (failed(vectors))
    return failure();
  if (vectors->getRank() == 0)
    return emitOptionalError(location, "'", op,
                             "' op expected vectors [.., D], found ",
                             operands[0]);
  Shape shape(vectors->getShape());
  shape.back() = 1;
  types.push_back(keepdim
                      ? RankedTensorType::get(shape, vectors->getElementType())
                      : withoutLast(*vectors));
  return success();
}

LogicalResult nadir::inferTripletLoss(OptionalLoc location, StringRef op,
                                      TypeRange operands, StringRef reduction,
                                      LossTypes &types) {
  SmallVector<Type> losses;
  if (failed(requireEqualRanks(location, op, operands)) ||
      failed(inferDistance(location, op, operands, /*keepdim=*/false, losses)))
    return failure();
  return appendLoss(cast<RankedTensorType>(losses[0]), reduction, types);
}

LogicalResult nadir::inferDistancesLoss(OptionalLoc location, StringRef op,
                                        TypeRange operands, StringRef reduction,
                                        LossTypes &types) {
  for (Type operand : operands.drop_front())
    if (operand != operands[0])
      return emitOptionalError(location, "'", op,
                               "' op expected distances of one type, found ",
                               operands[0], " and ", operand);
  return appendLoss(cast<RankedTensorType>(operands[0]), reduction, types);
}
