// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ROC and precision-recall curves. Samples are brought to [rows, D, K]: D
// elements of a row are samples like any others, K columns (classes against the
// rest, or labels) are curves of their own. Encoded targets are label + 1, so
// that zeros, which the sums start as, stand for no sample.

#include "dialect/Metrics.h"
#include "dialect/Nadir.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace nadir;
using namespace nadir::metrics;

Curves::Curves(Classification arguments, ArrayRef<double> thresholds,
               int64_t maxSamples)
    : args(arguments), levels(thresholds), maxSamples(maxSamples) {
  if (levels.size() == 1 && levels[0] >= 2.0)
    levels = unitSteps(static_cast<int64_t>(levels[0]), /*inDouble=*/false);
  // Thresholds are single precision, as in torchmetrics.
  for (double &level : levels)
    level = static_cast<float>(level);
}

LogicalResult Curves::verify(const Classification &args,
                             ArrayRef<double> thresholds, int64_t maxSamples,
                             OptionalLoc location) {
  bool isCount = thresholds.size() == 1 && thresholds[0] >= 2.0 &&
                 thresholds[0] <= 1048576.0 &&
                 thresholds[0] == std::floor(thresholds[0]);
  bool inRange = llvm::all_of(
      thresholds, [](double level) { return level >= 0.0 && level <= 1.0; });
  if (!isCount && !inRange)
    return emitOptionalError(location, "'", args.operation,
                             "' op expected thresholds in [0, 1], or their "
                             "number from 2 to 1048576, found [",
                             thresholds, "]");
  if (maxSamples < 1 || maxSamples > 1048576)
    return emitOptionalError(location, "'", args.operation,
                             "' op expected max_samples from 1 to 1048576, "
                             "found ",
                             maxSamples);
  return success();
}

int64_t Curves::columns() const {
  return args.isMultilabel() && args.average == "micro" ? 1 : args.classes;
}

/// [rows, D, K] of the scores.
Shape Curves::sampleShape() const {
  ArrayRef<int64_t> shape = args.preds.getShape();
  int64_t samples = 1;
  for (int64_t size : shape.drop_front())
    samples *= size;
  return {shape[0], samples / columns(), columns()};
}

namespace {

/// [N, K, ..] with dimension 1 at the end.
Expr withColumnsLast(Expr input) {
  if (input.rank() <= 2)
    return input;
  SmallVector<int64_t> order = {0};
  for (int64_t dim = 2; dim < input.rank(); ++dim)
    order.push_back(dim);
  order.push_back(1);
  return input.with(
      TransposeOp::create(input.getBuilder(), input.getLoc(), input, order));
}

Expr reshaped(Expr input, ArrayRef<int64_t> shape) {
  return reshapeTo(input, RankedTensorType::get(shape, input.elementType()));
}

/// `rows`: how many rows of the scores hold samples.
Expr weightAbove(Expr score, Expr weight, Expr rows, bool inclusive) {
  return weight.with(
      WeightAboveOp::create(score.getBuilder(), score.getLoc(), score, weight,
                            rows, score.getBuilder().getBoolAttr(inclusive)));
}

} // namespace

/// Probabilities as [rows, D, K].
Expr Curves::samplesOf(Expr preds, Expr mask) const {
  bool isMulticlass = args.isMulticlass();
  if (isMulticlass && mask)
    mask = unsqueeze(mask, 1);
  if (args.isMultilabel())
    mask = Expr();
  Expr scores = probabilities(preds, mask, isMulticlass);
  if (args.kind != Task::Binary)
    scores = withColumnsLast(scores);
  return reshaped(scores, sampleShape());
}

/// label + 1, or 0 where it is ignored: [rows, D, 1] for multiclass, else
/// [rows, D, K].
Expr Curves::encodedTarget(const Labels &labels) const {
  Expr code = cast(labels.truth, args.preds.getElementType()) + 1.0;
  if (labels.valid)
    code = select(labels.valid, code, zerosLike(code));
  Shape shape = sampleShape();
  if (args.isMulticlass())
    shape[2] = 1;
  if (args.isMultilabel())
    code = withColumnsLast(code);
  return reshaped(code, shape);
}

Curves::Weights Curves::weightsOf(Expr encoded, ArrayRef<int64_t> shape) const {
  Expr positive;
  if (args.isMulticlass()) {
    auto type = RankedTensorType::get(shape, encoded.elementType());
    positive = eq(encoded, iotaLike(type, 2, encoded) + 1.0);
  } else {
    positive = eq(encoded, 2.0);
  }
  Expr negative = logicalAnd(ne(encoded, 0.0), logicalNot(positive));
  return {toDouble(positive), toDouble(negative)};
}

States Curves::states() const {
  Shape shape = sampleShape();
  MLIRContext *context = args.context();
  if (!levels.empty()) {
    Shape grid = {static_cast<int64_t>(levels.size()), shape[2]};
    RankedTensorType counts = doubles(context, grid);
    RankedTensorType totals = doubles(context, {shape[2]});
    return {{"tps", counts},
            {"fps", counts},
            {"positives", totals},
            {"negatives", totals}};
  }
  Type element = args.preds.getElementType();
  shape[0] = maxSamples;
  auto scores = RankedTensorType::get(shape, element);
  if (args.isMulticlass())
    shape[2] = 1;
  return {{"preds", scores},
          {"target", RankedTensorType::get(shape, element)},
          {"count", doubles(context, {})}};
}

Exprs Curves::binned(Expr score, Expr encoded) const {
  auto [positive, negative] = weightsOf(encoded, score.type().getShape());
  Expr level = constants(score, levels, score.elementType());
  level = reshaped(level, {static_cast<int64_t>(levels.size()), 1});
  Expr isAbove = toDouble(atLeast(unsqueeze(score, 2), level));
  SmallVector<int64_t> samples = {0, 1};
  return {sum(isAbove * unsqueeze(positive, 2), samples, false),
          sum(isAbove * unsqueeze(negative, 2), samples, false),
          sum(positive, samples, false), sum(negative, samples, false)};
}

/// Zeros of the state's size with the batch's rows from row `offset` on.
Expr Curves::stored(Expr samples, Expr offset) const {
  OpBuilder &b = samples.getBuilder();
  Shape shape(samples.type().getShape());
  auto rows = RankedTensorType::get({shape[0]}, b.getI64Type());
  Expr place = iotaLike(rows, 0, samples) + cast(offset, b.getI64Type());
  place =
      checkIndex(place, maxSamples, std::nullopt,
                 (args.operation.rsplit('.').second + " max_samples").str());
  Expr index = broadcastTo(reshaped(place, {shape[0], 1, 1}),
                           RankedTensorType::get(shape, b.getI64Type()));
  return samples.with(
      ScatterAddOp::create(b, samples.getLoc(), index, samples, 0, maxSamples));
}

Exprs Curves::contribution(Expr preds, Expr target,
                           const Exprs &accumulated) const {
  Labels labels = targetOf(args, target);
  Expr score = samplesOf(preds, labels.valid);
  Expr encoded = encodedTarget(labels);
  if (!levels.empty())
    return binned(score, encoded);
  Expr rows = sizeOf(score) / static_cast<double>(score.type().getDimSize(1) *
                                                  score.type().getDimSize(2));
  if (accumulated.empty())
    return {score, encoded, rows};
  Expr offset = accumulated[2];
  return {stored(score, offset), stored(encoded, offset), rows};
}

namespace {

/// A stretch of the ROC curve, from its left end to its right one.
struct Stretch {
  Expr fpr0, tpr0, fpr1, tpr1;
};

/// The area under a stretch, as far as it lies left of `limit`.
Expr areaUnder(const Stretch &s, std::optional<double> limit) {
  Expr width = s.fpr1 - s.fpr0;
  if (!limit)
    return width * (s.tpr0 + s.tpr1) * 0.5;
  Expr inside = maximum(minimum(s.fpr1, *limit) - s.fpr0, 0.0);
  Expr end = s.tpr0 + (s.tpr1 - s.tpr0) * safeDivide(inside, width);
  return inside * (s.tpr0 + end) * 0.5;
}

/// McClish's correction: 0.5 for chance, 1 for the best. A curve without
/// positives or negatives has no area, and needs none.
Expr standardized(Expr area, std::optional<double> limit, Expr positives,
                  Expr negatives) {
  if (!limit)
    return area;
  double least = 0.5 * *limit * *limit;
  Expr scaled = ((area - least) / (*limit - least) + 1.0) * 0.5;
  return select(eq(positives * negatives, 0.0), zerosLike(area), scaled);
}

} // namespace

/// Each positive is above all negatives but those of a larger score, and half
/// of those of its own; up to a limit, each negative has the part of its
/// stretch of the curve that it is of the negatives of its score.
Curves::Areas Curves::exactAreas(const Exprs &states,
                                 std::optional<double> maxFpr) const {
  auto [positive, negative] = weightsOf(states[1], states[0].type().getShape());
  SmallVector<int64_t> samples = {0, 1};
  Expr positives = sum(positive, samples, false);
  Expr negatives = sum(negative, samples, false);
  auto rate = [&](Expr weight, Expr all, bool inclusive) {
    return safeDivide(weightAbove(states[0], weight, states[2], inclusive),
                      all);
  };
  Expr fpr0 = rate(negative, negatives, false);
  Expr fpr1 = rate(negative, negatives, true);
  if (!maxFpr) {
    Expr hits = (1.0 - (fpr0 + fpr1) * 0.5) * positive;
    // Without negatives nothing lies under the curve.
    Expr any = toDouble(gt(negatives, 0.0));
    return {safeDivide(sum(hits, samples, false), positives) * any, positives,
            negatives};
  }
  Stretch stretch = {fpr0, rate(positive, positives, false), fpr1,
                     rate(positive, positives, true)};
  Expr share =
      safeDivide(areaUnder(stretch, maxFpr), (fpr1 - fpr0) * negatives);
  return {sum(share * negative, samples, false), positives, negatives};
}

Curves::Areas Curves::binnedAreas(const Exprs &states,
                                  std::optional<double> maxFpr) const {
  Expr positives = states[2], negatives = states[3];
  int64_t last = static_cast<int64_t>(levels.size()) - 1;
  if (last == 0)
    return {zerosLike(positives), positives, negatives};
  Expr tpr = safeDivide(states[0], positives);
  Expr fpr = safeDivide(states[1], negatives);
  auto left = [&](Expr rate) { return part(rate, 0, 1, last + 1); };
  auto right = [&](Expr rate) { return part(rate, 0, 0, last); };
  Expr area =
      sum(areaUnder({left(fpr), left(tpr), right(fpr), right(tpr)}, maxFpr), 0,
          false);
  return {area, positives, negatives};
}

Expr Curves::auroc(const Exprs &states, std::optional<double> maxFpr) const {
  if (maxFpr && *maxFpr == 1.0)
    maxFpr = std::nullopt;
  Areas areas =
      levels.empty() ? exactAreas(states, maxFpr) : binnedAreas(states, maxFpr);
  Expr area =
      standardized(areas.area, maxFpr, areas.positives, areas.negatives);
  return averaged(area, areas.positives);
}

Expr Curves::averagePrecision(const Exprs &states) const {
  if (!levels.empty()) {
    Expr precision = safeDivide(states[0], states[0] + states[1]);
    Expr recall = safeDivide(states[0], states[2]);
    Expr zero = zerosLike(part(recall, 0, 0, 1));
    auto count = static_cast<int64_t>(levels.size());
    Expr next =
        count == 1 ? zero : joined({part(recall, 0, 1, count), zero}, 0);
    return averaged(sum((recall - next) * precision, 0, false), states[2]);
  }
  auto [positive, negative] = weightsOf(states[1], states[0].type().getShape());
  SmallVector<int64_t> samples = {0, 1};
  Expr positives = sum(positive, samples, false);
  Expr hits = weightAbove(states[0], positive, states[2], /*inclusive=*/true);
  Expr all = weightAbove(states[0], positive + negative, states[2],
                         /*inclusive=*/true);
  Expr precision = safeDivide(hits, all) * positive;
  double undefined =
      args.isMulticlass() ? std::numeric_limits<double>::quiet_NaN() : 0.0;
  return averaged(
      safeDivide(sum(precision, samples, false), positives, undefined),
      positives);
}

Expr Curves::averaged(Expr perColumn, Expr positives) const {
  if (args.kind == Task::Binary || args.average == "none" ||
      args.average == "micro")
    return perColumn;
  Expr missing = isNan(perColumn);
  Expr zero = zerosLike(perColumn);
  Expr weights = args.average == "macro" ? onesLike(perColumn) : positives;
  weights = select(missing, zero, weights);
  Expr score = select(missing, zero, perColumn);
  if (args.average == "macro")
    return total(score) / total(weights);
  return total(score * safeDivide(weights, total(weights)));
}
