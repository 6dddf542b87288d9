// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Metrics of classes: counts of outcomes and what is computed from them.

#include "dialect/Metrics.h"
#include "dialect/Nadir.h"
#include <cmath>

using namespace mlir;
using namespace nadir;
using namespace nadir::metrics;

//===----------------------------------------------------------------------===//
// Labels
//===----------------------------------------------------------------------===//

namespace {

/// Integers that were checked to be labels; booleans as they are.
Expr checkedLabels(Expr input, int64_t limit, std::optional<int64_t> ignored,
                   StringRef name) {
  if (input.elementType().isInteger(1))
    return cast(input, input.getBuilder().getI64Type());
  return checkIndex(input, limit, ignored, name);
}

SmallVector<int64_t> dimsFrom(int64_t begin, int64_t end) {
  return llvm::to_vector(llvm::seq<int64_t>(begin, end));
}

/// Whether each element is of each class, along a new last dimension.
Expr membership(Expr label, int64_t classes) {
  Type boolean = label.getBuilder().getI1Type();
  return oneHot(label, label.rank(), classes, boolean);
}

/// Class numbers: the target's where it is among the k highest scores, else
/// that of the highest.
Expr topClass(Expr scores, Expr truth, int64_t k) {
  Expr best = argmax(scores, 1);
  if (k == 1)
    return best;
  Expr wanted = cast(truth, best.elementType());
  Expr number = iotaLike(
      RankedTensorType::get(scores.type().getShape(), best.elementType()), 1,
      scores);
  Expr column = unsqueeze(wanted, 1);
  Expr score =
      sum(select(eq(number, column), scores, zerosLike(scores)), 1, true);
  Expr earlier = logicalAnd(eq(scores, score), lt(number, column));
  Expr isAhead = logicalOr(gt(scores, score), earlier);
  Expr rank = sum(cast(isAhead, best.elementType()), 1, /*keepdim=*/false);
  return select(lt(rank, static_cast<double>(k)), wanted, best);
}

} // namespace

Labels metrics::targetOf(const Classification &args, Expr target) {
  Labels labels;
  int64_t limit = args.isMulticlass() ? args.classes : 2;
  labels.truth = checkedLabels(target, limit, args.ignoreIndex, "target");
  if (args.ignoreIndex)
    labels.valid = isCounted(labels.truth, *args.ignoreIndex);
  if (!args.isMulticlass())
    labels.truth = eq(labels.truth, 1.0);
  else if (labels.valid)
    labels.truth = select(labels.valid, labels.truth, zerosLike(labels.truth));
  return labels;
}

Labels metrics::labelsOf(const Classification &args, Expr preds, Expr target,
                         bool filtersFirst) {
  Labels labels = targetOf(args, target);
  if (args.isMulticlass()) {
    Type integer = preds.getBuilder().getI64Type();
    labels.truth = cast(labels.truth, integer);
    labels.guess = args.hasScores()
                       ? topClass(preds, labels.truth, args.topK)
                       : cast(checkedLabels(preds, args.classes,
                                            args.ignoreIndex, "preds"),
                              integer);
    return labels;
  }
  if (args.hasScores()) {
    bool masks = filtersFirst && args.kind == Task::Binary;
    preds = probabilities(preds, masks ? labels.valid : Expr(),
                          /*isSoftmax=*/false);
    labels.guess = gt(preds, args.threshold);
  } else {
    labels.guess = eq(checkedLabels(preds, 2, std::nullopt, "preds"), 1.0);
  }
  return labels;
}

//===----------------------------------------------------------------------===//
// Outcomes
//===----------------------------------------------------------------------===//

States StatScores::states(bool keepsClasses) const {
  if (args.isSamplewise)
    return {};
  bool isOne = args.average == "micro" && !keepsClasses;
  RankedTensorType type =
      doubles(args.context(), isOne ? Shape() : args.perClass());
  return {{"tp", type}, {"fp", type}, {"tn", type}, {"fn", type}};
}

namespace {

/// Counts from four sums: of hits, of positive guesses, of positives, of all.
Exprs outcomesFrom(Expr tp, Expr guessed, Expr positive, Expr all) {
  Expr fp = guessed - tp, fn = positive - tp;
  return {tp, fp, all - positive - fp, fn};
}

/// Number of elements along dims (all, if empty) that the mask holds for: one
/// number, if it is the same everywhere.
Expr countOf(Expr input, Expr mask, ArrayRef<int64_t> dims) {
  if (mask)
    return total(mask, dims);
  if (dims.empty())
    return sizeOf(input);
  double factor = 1.0;
  std::optional<int64_t> rows = rowsDim(input.type());
  for (int64_t dim : dims)
    if (dim != rows)
      factor *= static_cast<double>(input.type().getDimSize(dim));
  if (rows && llvm::is_contained(dims, *rows))
    return toDouble(elementCount(input, *rows)) * factor;
  return FormulaBuilder(input.getBuilder(), input.getLoc())
      .scalar(input.getBuilder().getF64Type(), factor);
}

/// Counts of one decision for each label (binary and multilabel), reduced along
/// dims.
Exprs countDecisions(const Labels &labels, ArrayRef<int64_t> dims) {
  Expr positive = both(labels.truth, labels.valid);
  Expr all = countOf(labels.truth, labels.valid, dims);
  return outcomesFrom(total(logicalAnd(positive, labels.guess), dims),
                      total(both(labels.guess, labels.valid), dims),
                      total(positive, dims), all);
}

/// Counts over all classes together: each element is one hit, or one false
/// positive and one false negative.
Exprs countAllClasses(const Labels &labels, int64_t classes,
                      ArrayRef<int64_t> dims) {
  Expr hit = both(eq(labels.truth, labels.guess), labels.valid);
  Expr all = countOf(labels.truth, labels.valid, dims);
  return outcomesFrom(total(hit, dims), all, all,
                      all * static_cast<double>(classes));
}

Exprs countClasses(const Labels &labels, int64_t classes,
                   ArrayRef<int64_t> dims) {
  int64_t rank = labels.truth.rank();
  SmallVector<int64_t> samples(dims);
  if (samples.empty())
    samples = dimsFrom(0, rank);
  Expr mask = labels.valid ? unsqueeze(labels.valid, rank) : Expr();
  Expr positive = both(membership(labels.truth, classes), mask);
  Expr guessed = both(membership(labels.guess, classes), mask);
  Expr all = countOf(labels.truth, labels.valid, dims);
  if (all.rank() > 0)
    all = unsqueeze(all, all.rank());
  return outcomesFrom(total(logicalAnd(positive, guessed), samples),
                      total(guessed, samples), total(positive, samples), all);
}

/// The dimensions that the labels of a multilabel task are not along.
SmallVector<int64_t> dimsBesideLabels(int64_t rank) {
  SmallVector<int64_t> dims = dimsFrom(0, rank);
  dims.erase(dims.begin() + 1);
  return dims;
}

} // namespace

Exprs StatScores::contribution(Expr preds, Expr target, bool filtersFirst,
                               bool keepsClasses) const {
  Labels labels = labelsOf(args, preds, target, filtersFirst);
  bool isOne = args.average == "micro" && !keepsClasses;
  SmallVector<int64_t> dims;
  if (args.isSamplewise)
    dims = dimsFrom(1, target.rank());
  if (args.isMulticlass())
    return isOne ? countAllClasses(labels, args.classes, dims)
                 : countClasses(labels, args.classes, dims);
  if (args.isMultilabel() && !isOne) {
    dims = dimsBesideLabels(target.rank());
    if (args.isSamplewise)
      llvm::erase(dims, 0);
  }
  return countDecisions(labels, dims);
}

Outcomes metrics::outcomes(const Exprs &states) {
  return {states[0], states[1], states[2], states[3]};
}

Expr StatScores::averaged(Expr score, const Outcomes &counts,
                          Expr absent) const {
  if (args.kind == Task::Binary || args.average == "none" ||
      args.average == "micro")
    return score;
  Expr weights = counts.tp + counts.fn;
  if (args.average == "macro")
    weights = absent ? select(absent, zerosLike(score), onesLike(score))
                     : onesLike(score);
  Expr parts = safeDivide(weights * score, totalOfLast(weights));
  return total(parts, parts.rank() - 1);
}

Expr StatScores::averaged(Expr score, const Outcomes &counts,
                          int64_t topK) const {
  Expr seen = counts.tp + counts.fn;
  if (topK == 1)
    seen = seen + counts.fp;
  return averaged(score, counts, isPerLabel() ? Expr() : eq(seen, 0.0));
}

Expr metrics::accuracyOf(const StatScores &scores, const Outcomes &counts) {
  auto [tp, fp, tn, fn] = counts;
  return scores.isPerLabel() ? safeDivide(tp + tn, tp + tn + fp + fn)
                             : safeDivide(tp, tp + fn);
}

Expr metrics::jaccardOf(const StatScores &scores, const Outcomes &counts,
                        double zeroDivision) {
  const Classification &args = scores.args;
  auto [tp, fp, tn, fn] = counts;
  Expr all = tp + fp + fn;
  if (args.kind == Task::Binary)
    return safeDivide(tp, all, zeroDivision);
  std::optional<int64_t> ignored = args.ignoreIndex;
  Expr out;
  if (ignored && *ignored >= 0 && *ignored < args.classes)
    out = eq(iotaLike(all.type(), 0, all), static_cast<double>(*ignored));
  if (args.average == "micro") {
    Expr counted = out ? select(out, zerosLike(all), all) : all;
    return safeDivide(total(tp), total(counted), zeroDivision);
  }
  Expr score = safeDivide(tp, all, zeroDivision);
  if (args.average == "none")
    return score;
  Expr weights = tp + fn;
  if (args.average == "macro") {
    weights = onesLike(score);
    if (args.isMulticlass())
      weights = select(eq(all, 0.0), zerosLike(score), weights);
    if (out)
      weights = select(out, zerosLike(score), weights);
  }
  return total(weights * score / total(weights));
}

namespace {

/// The first of several cases that holds, or what is left.
struct Case {
  Expr condition, value;
};
Expr firstOf(ArrayRef<Case> cases, Expr otherwise) {
  for (const Case &next : llvm::reverse(cases))
    otherwise = select(next.condition, next.value, otherwise);
  return otherwise;
}

/// Two classes: where a row or column of the matrix is empty, torchmetrics
/// takes the limit of rates of 2^-23 in the empty places.
Expr binaryMatthews(Outcomes counts, Expr regular, Expr divisor) {
  constexpr double eps = 1.1920928955078125e-07;
  auto [tp, fp, tn, fn] = counts;
  auto bothZero = [](Expr lhs, Expr rhs) { return eq(lhs + rhs, 0.0); };
  Expr difference = firstOf({{bothZero(fn, tn), tp - fp},
                             {bothZero(fp, tn), tp - fn},
                             {bothZero(tp, fn), tn - fp}},
                            tn - fn);
  Expr scale =
      (tp + fp + eps) * (tp + fn + eps) * (tn + fp + eps) * (tn + fn + eps);
  Expr limit = difference * std::sqrt(eps) / sqrt(scale);
  Expr right = gt(tp + tn, 0.0), wrong = gt(fp + fn, 0.0);
  Expr one = tp.constant(1.0);
  return firstOf({{logicalAnd(right, logicalNot(wrong)), one},
                  {logicalAnd(wrong, logicalNot(right)), -one},
                  {eq(divisor, 0.0), limit}},
                 regular);
}

} // namespace

Expr metrics::matthewsOf(const StatScores &scores, const Outcomes &all) {
  const Classification &args = scores.args;
  Outcomes counts = all;
  if (args.isMulticlass() && args.classes == 2) {
    auto second = [](Expr input) {
      Expr last = part(input, 0, 1, 2);
      return reshapeTo(last, doubles(last.elementType().getContext(), {}));
    };
    counts = {second(all.tp), second(all.fp), second(all.tn), second(all.fn)};
  } else if (!args.isMulticlass()) {
    counts = {total(all.tp), total(all.fp), total(all.tn), total(all.fn)};
  }
  auto [tp, fp, tn, fn] = counts;
  if (!args.isMulticlass() || args.classes == 2) {
    Expr divisor = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn);
    Expr regular = (tp * tn - fp * fn) / sqrt(divisor);
    return binaryMatthews(counts, regular, divisor);
  }
  Expr targets = tp + fn, guesses = tp + fp;
  Expr samples = total(targets), right = total(tp);
  Expr covariance = right * samples - total(targets * guesses);
  Expr divisor = (square(samples) - total(square(guesses))) *
                 (square(samples) - total(square(targets)));
  return select(eq(divisor, 0.0), zerosLike(divisor),
                covariance / sqrt(divisor));
}

//===----------------------------------------------------------------------===//
// Confusion matrices
//===----------------------------------------------------------------------===//

States metrics::confusionStates(const Classification &args) {
  Shape shape = {2, 2};
  if (args.isMulticlass())
    shape = {args.classes, args.classes};
  else if (args.isMultilabel())
    shape = {args.classes, 2, 2};
  return {{"confmat", doubles(args.context(), shape)}};
}

Exprs metrics::confusionOf(const Classification &args, Expr preds,
                           Expr target) {
  Labels labels = labelsOf(args, preds, target, /*filtersFirst=*/true);
  RankedTensorType type = confusionStates(args).front().type;
  if (!args.isMulticlass()) {
    SmallVector<int64_t> dims;
    if (args.isMultilabel())
      dims = dimsBesideLabels(target.rank());
    Exprs counts = countDecisions(labels, dims);
    auto column = [&](Expr count) {
      return reshapeTo(count, doubles(args.context(), {args.classes, 1}));
    };
    // tn fp, then fn tp.
    return {reshapeTo(joined({column(counts[2]), column(counts[1]),
                              column(counts[3]), column(counts[0])},
                             1),
                      type)};
  }
  // One pass over the labels; one-hot matrices would have to be stored.
  OpBuilder &b = preds.getBuilder();
  Expr place = labels.truth * static_cast<double>(args.classes) + labels.guess;
  Expr weight = toDouble(labels.valid ? labels.valid : eq(place, place));
  if (labels.valid)
    place = select(labels.valid, place, zerosLike(place));
  Expr counts = place.with(BincountOp::create(b, place.getLoc(), place, weight,
                                              args.classes * args.classes));
  return {reshapeTo(counts, type)};
}

Expr metrics::normalized(Expr confusion, std::optional<StringRef> normalize) {
  StringRef kind = normalize.value_or("none");
  if (kind == "none")
    return confusion;
  SmallVector<int64_t> dims = {-2, -1};
  if (kind == "true")
    dims = {-1};
  else if (kind == "pred")
    dims = {-2};
  return safeDivide(confusion, sum(confusion, dims, /*keepdim=*/true));
}

Expr metrics::kappaOf(Expr confusion, StringRef weights) {
  Expr row = sum(confusion, 0, /*keepdim=*/true);
  Expr column = sum(confusion, 1, /*keepdim=*/true);
  Expr expected = column * row / total(row);
  Expr distance = iotaLike(confusion.type(), 0, confusion) -
                  iotaLike(confusion.type(), 1, confusion);
  Expr weight = abs(distance);
  if (weights == "quadratic")
    weight = square(distance);
  else if (weights == "none")
    weight = minimum(weight, 1.0);
  return 1.0 - total(weight * confusion) / total(weight * expected);
}

//===----------------------------------------------------------------------===//
// Calibration
//===----------------------------------------------------------------------===//

States metrics::calibrationStates(const Classification &args, int64_t bins) {
  // The last bin holds confidences of exactly 1.
  RankedTensorType type = doubles(args.context(), {bins + 1});
  return {{"count", type}, {"confidence", type}, {"accuracy", type}};
}

Exprs metrics::calibrationOf(const Classification &args, int64_t bins,
                             Expr preds, Expr target) {
  Labels labels = targetOf(args, target);
  Expr mask = labels.valid, confidence, right;
  if (args.isMulticlass()) {
    Expr counts = mask ? unsqueeze(mask, 1) : Expr();
    Expr scores = probabilities(preds, counts, /*isSoftmax=*/true);
    confidence = max(scores, 1, /*keepdim=*/false);
    Type integer = preds.getBuilder().getI64Type();
    right = eq(argmax(scores, 1), cast(labels.truth, integer));
  } else {
    confidence = probabilities(preds, mask, /*isSoftmax=*/false);
    right = labels.truth;
  }
  Type element = preds.elementType();
  SmallVector<double> lower = unitSteps(bins + 1, element.isF64());
  SmallVector<double> upper(llvm::drop_begin(lower));
  upper.push_back(2.0);
  int64_t rank = confidence.rank();
  Expr column = unsqueeze(confidence, rank);
  Expr inBin = logicalAnd(atLeast(column, constants(column, lower, element)),
                          lt(column, constants(column, upper, element)));
  if (mask)
    inBin = logicalAnd(inBin, unsqueeze(mask, rank));
  SmallVector<int64_t> dims = dimsFrom(0, rank);
  Expr member = toDouble(inBin);
  return {sum(member, dims, false), sum(member * toDouble(column), dims, false),
          sum(member * toDouble(unsqueeze(right, rank)), dims, false)};
}

Expr metrics::calibrationError(const Exprs &states, StringRef norm) {
  Expr count = states[0];
  Expr distance =
      abs(safeDivide(states[1], count) - safeDivide(states[2], count));
  if (norm == "max")
    return max(distance, {}, /*keepdim=*/false);
  Expr weight = count / total(count);
  if (norm == "l1")
    return total(distance * weight);
  return sqrt(total(square(distance) * weight));
}
