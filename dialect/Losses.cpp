// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Losses.h"
#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Losses.cpp.inc"

Expr nadir::reduceLoss(Expr losses, StringRef reduction, Expr weight,
                       bool meanOfWeights) {
  if (weight)
    losses = losses * weight;
  if (reduction == "none")
    return losses;
  Expr total = sum(losses, {}, /*keepdim=*/false);
  if (reduction == "sum")
    return total;
  if (weight && meanOfWeights)
    return total / sum(weight, {}, /*keepdim=*/false);
  return total / elementCount(losses, {});
}

ClassLoss::ClassLoss(Expr input, Expr target, Expr weight, int64_t ignoreIndex)
    : input(input), target(target), weight(weight), ignoreIndex(ignoreIndex),
      dim(input.rank() == 1 ? 0 : 1), classes(input.type().getDimSize(dim)) {
  if (isa<IntegerType>(target.elementType()))
    checkLabels();
}

void ClassLoss::checkLabels() {
  Builder &b = target.getBuilder();
  target = target.with(CheckIndexOp::create(
      target.getBuilder(), target.getLoc(), target.type(), target.value(),
      b.getI64IntegerAttr(classes), b.getStringAttr(nameOf(target, "target")),
      b.getI64IntegerAttr(ignoreIndex)));
  valid = ne(target, target.constant(static_cast<double>(ignoreIndex)));
  label = select(valid, target, zerosLike(target));
}

Expr ClassLoss::classWeights() const {
  Shape shape(input.rank(), 1);
  shape[dim] = classes;
  return reshapeTo(weight, RankedTensorType::get(shape, weight.elementType()));
}

Expr ClassLoss::smoothed(Expr distribution, double labelSmoothing) const {
  if (labelSmoothing != 0.0)
    distribution = distribution * (1.0 - labelSmoothing) +
                   labelSmoothing / static_cast<double>(classes);
  return weight ? distribution * classWeights() : distribution;
}

Expr ClassLoss::reduceIndexed(Expr losses, StringRef reduction) {
  losses = select(valid, losses, zerosLike(losses));
  if (reduction != "mean")
    return reduceLoss(losses, reduction);
  Expr counted = cast(valid, input.elementType());
  if (weight) {
    Expr picked = oneHot(label, dim, classes, input.elementType());
    Expr labelWeight = sum(picked * classWeights(), dim, /*keepdim=*/false);
    counted = select(valid, labelWeight, zerosLike(labelWeight));
  }
  return sum(losses, {}, false) / sum(counted, {}, false);
}

Expr ClassLoss::crossEntropy(double labelSmoothing, StringRef reduction) {
  OpBuilder &b = input.getBuilder();
  auto fused = [&](Expr t) {
    return input.with(
        SoftmaxCrossEntropyOp::create(b, input.getLoc(), input, t, dim));
  };
  if (!label)
    return reduceLoss(fused(smoothed(target, labelSmoothing)), reduction);
  if (!weight && labelSmoothing == 0.0)
    return reduceIndexed(fused(label), reduction);
  Expr picked = oneHot(label, dim, classes, input.elementType());
  return reduceIndexed(fused(smoothed(picked, labelSmoothing)), reduction);
}

Expr ClassLoss::negativeLogLikelihood(StringRef reduction) {
  Expr picked = oneHot(label, dim, classes, input.elementType());
  Expr weighted = smoothed(picked, /*labelSmoothing=*/0.0);
  // -inf for a class that isn't the label contributes nothing.
  Expr terms = select(eq(picked, 0.0), zerosLike(input), input * weighted);
  return reduceIndexed(-sum(terms, dim, /*keepdim=*/false), reduction);
}

LogicalResult CrossEntropyOp::verify() {
  double smoothing = getLabelSmoothing().convertToDouble();
  if (!(smoothing >= 0.0 && smoothing <= 1.0))
    return emitOpError("expected label_smoothing in [0, 1], found ")
           << smoothing;
  return success();
}
