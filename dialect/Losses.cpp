// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Losses.h"
#include "dialect/Nadir.h"
#include <cmath>
#include <limits>

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

Expr nadir::huber(Expr difference, double delta) {
  // One formula for all pieces: an infinite difference meets no product with 0
  // in the gradient.
  Expr near = clampTo(difference, -delta, delta);
  return near * (difference - near * 0.5);
}

Expr nadir::focused(Expr losses, Expr missing, double gamma) {
  if (gamma == 0.0)
    return losses;
  if (gamma == 1.0)
    return losses * missing;
  if (gamma == 2.0)
    return losses * square(missing);
  Expr none = eq(missing, 0.0);
  Expr base = select(none, onesLike(missing), missing);
  Expr power = pow(base, base.constant(gamma));
  return losses * select(none, zerosLike(missing), power);
}

Expr nadir::labelEntropy(Expr scores, Expr label, StringRef name) {
  int64_t dim = scores.rank() == 1 ? 0 : 1;
  int64_t classes = scores.type().getDimSize(dim);
  label = checkIndex(label, classes, std::nullopt, name);
  Expr logs = select(isPosition(label, dim, classes), logSoftmax(scores, dim),
                     zerosLike(scores));
  return -sum(logs, dim, /*keepdim=*/true);
}

Expr nadir::multiMargin(Expr scores, Expr label, Expr weight, int64_t p,
                        double margin) {
  int64_t dim = scores.rank() - 1;
  int64_t classes = scores.type().getDimSize(dim);
  label = checkIndex(label, classes, std::nullopt, "target");
  Expr isLabel = isPosition(label, dim, classes);
  Expr zero = zerosLike(scores);
  Expr own = sum(select(isLabel, scores, zero), dim, /*keepdim=*/true);
  // The power comes last: the gradient of an infinite gap's square would be
  // NaN where the hinge leaves it out.
  Expr gap = margin - own + scores;
  Expr hinge = select(gt(gap, 0.0), gap, zero);
  hinge = p == 1 ? hinge : square(hinge);
  Expr losses = sum(select(isLabel, zero, hinge), dim, /*keepdim=*/false);
  if (weight)
    losses = losses * sum(select(isLabel, weight, zero), dim, false);
  return losses / static_cast<double>(classes);
}

Expr nadir::multilabelMargin(Expr scores, Expr labels) {
  int64_t classes = scores.type().getShape().back();
  bool isBatch = scores.rank() == 2;
  if (!isBatch) {
    scores = unsqueeze(scores, 0);
    labels = unsqueeze(labels, 0);
  }
  labels = checkIndex(labels, classes, -1, "target");
  Expr position = iotaLike(labels.type(), 1, labels);
  Expr size = labels.constant(static_cast<double>(classes));
  Expr length = min(select(lt(labels, 0.0), position, size), 1, true);
  Expr counts = lt(position, length);
  labels = select(counts, labels, zerosLike(labels));
  Expr one = onesLike(scores), zero = zerosLike(scores);
  Expr listed = scatterAdd(labels, select(counts, one, zero), 1, classes);
  Shape rows = {scores.type().getDimSize(0)};
  length = reshapeTo(length, RankedTensorType::get(rows, length.elementType()));
  Expr pairs = scores.with(LabelPairsOp::create(scores.getBuilder(),
                                                scores.getLoc(), scores, labels,
                                                length, eq(listed, 0.0)));
  if (!isBatch)
    pairs = reshapeTo(pairs, RankedTensorType::get({}, pairs.elementType()));
  return pairs / static_cast<double>(classes);
}

Expr nadir::cosineSimilarity(Expr lhs, Expr rhs) {
  int64_t dim = lhs.rank() - 1;
  auto length = [&](Expr vector) {
    // A single, as in PyTorch for doubles too.
    return sqrt(sum(square(vector), dim, /*keepdim=*/false) + 1e-12f);
  };
  return sum(lhs * rhs, dim, /*keepdim=*/false) / (length(lhs) * length(rhs));
}

namespace {

/// total^(1/p) with the gradient 0 at 0.
Expr root(Expr total, double p) {
  Expr none = eq(total, 0.0);
  Expr base = select(none, onesLike(total), total);
  Expr power = p == 2.0 ? sqrt(base) : pow(base, base.constant(1.0 / p));
  return select(none, zerosLike(total), power);
}

} // namespace

Expr nadir::pairwiseDistance(Expr lhs, Expr rhs, double p, double eps,
                             bool keepdim) {
  Expr difference = lhs - rhs + eps;
  int64_t dim = difference.rank() - 1;
  if (p == 2.0)
    return root(sum(square(difference), dim, keepdim), p);
  Expr size = abs(difference);
  if (p == 1.0)
    return sum(size, dim, keepdim);
  if (std::isinf(p))
    return max(size, dim, keepdim);
  Expr none = eq(size, 0.0);
  if (p == 0.0)
    return sum(select(none, zerosLike(size), onesLike(size)), dim, keepdim);
  Expr base = select(none, onesLike(size), size);
  Expr power = select(none, zerosLike(size), pow(base, base.constant(p)));
  return root(sum(power, dim, keepdim), p);
}

Expr nadir::tripletMargin(Expr positive, Expr negative, Expr swap,
                          double margin) {
  if (swap)
    negative = minimum(negative, swap);
  return clampMin(positive + margin - negative, 0.0);
}

ClassLoss::ClassLoss(Expr input, Expr target, Expr weight, int64_t ignoreIndex)
    : input(input), target(target), weight(weight), ignoreIndex(ignoreIndex),
      dim(input.rank() == 1 ? 0 : 1), classes(input.type().getDimSize(dim)) {
  if (isa<IntegerType>(target.elementType()))
    checkLabels();
}

void ClassLoss::checkLabels() {
  target = checkIndex(target, classes, ignoreIndex, "target");
  valid = isCounted(target, ignoreIndex);
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
    Expr own = labelWeight();
    counted = select(valid, own, zerosLike(own));
  }
  return sum(losses, {}, false) / sum(counted, {}, false);
}

Expr ClassLoss::pick(Expr from, int64_t dim) const {
  RankedTensorType type = label.type().clone(from.elementType());
  // Without classes, every label that passed is ignored: there is no first
  // class that it could stand for.
  if (classes == 0)
    return FormulaBuilder(from.getBuilder(), from.getLoc()).splat(type, 0.0);
  bool isPerRow = from.rank() == label.rank();
  Expr index = isPerRow ? label : unsqueeze(label, dim);
  return reshapeTo(gather(from, index, dim), type);
}

Expr ClassLoss::labelWeight() const {
  // Read at the label: it doesn't wait for anything that reads all logits.
  if (label.rank() == 1)
    return pick(weight, 0);
  Expr picked = oneHot(label, dim, classes, input.elementType());
  return sum(picked * classWeights(), dim, /*keepdim=*/false);
}

Expr ClassLoss::crossEntropy(double labelSmoothing, StringRef reduction) {
  OpBuilder &b = input.getBuilder();
  auto fused = [&](Expr t) {
    return input.with(
        SoftmaxCrossEntropyOp::create(b, input.getLoc(), input, t, dim));
  };
  if (!label)
    return reduceLoss(fused(smoothed(target, labelSmoothing)), reduction);
  if (labelSmoothing == 0.0)
    return reduceIndexed(weight ? fused(label) * labelWeight() : fused(label),
                         reduction);
  Expr picked = oneHot(label, dim, classes, input.elementType());
  return reduceIndexed(fused(smoothed(picked, labelSmoothing)), reduction);
}

Expr ClassLoss::negativeLogLikelihood(StringRef reduction) {
  Expr losses = -pick(input, dim);
  return reduceIndexed(weight ? losses * labelWeight() : losses, reduction);
}
