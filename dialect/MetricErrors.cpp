// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Metrics of real predictions, and of the probabilities of tokens.

#include "dialect/Metrics.h"
#include "dialect/Nadir.h"
#include <limits>

using namespace mlir;
using namespace nadir;
using namespace nadir::metrics;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

namespace {

LogicalResult requireSameType(StringRef operation, Type preds, Type target,
                              OptionalLoc location) {
  if (preds == target)
    return success();
  return emitOptionalError(location, "'", operation,
                           "' op expected preds and target of one type, found ",
                           preds, " and ", target);
}

} // namespace

LogicalResult metrics::inferRegression(StringRef operation, Type predsType,
                                       Type target, int64_t outputs,
                                       OptionalLoc location,
                                       SmallVectorImpl<Type> &types) {
  if (failed(requireSameType(operation, predsType, target, location)))
    return failure();
  auto preds = llvm::cast<RankedTensorType>(predsType);
  if (outputs < 1)
    return emitOptionalError(location, "'", operation,
                             "' op expected num_outputs >= 1, found ", outputs);
  if (outputs > 1 && (preds.getRank() != 2 || preds.getDimSize(1) != outputs))
    return emitOptionalError(location, "'", operation,
                             "' op expected preds and target [N, ", outputs,
                             "], found ", preds);
  types.push_back(RankedTensorType::get(outputs == 1 ? Shape() : Shape{outputs},
                                        preds.getElementType()));
  return success();
}

LogicalResult metrics::inferR2(StringRef operation, Type predsType, Type target,
                               int64_t adjusted, StringRef multioutput,
                               OptionalLoc location,
                               SmallVectorImpl<Type> &types) {
  if (failed(requireSameType(operation, predsType, target, location)))
    return failure();
  auto preds = llvm::cast<RankedTensorType>(predsType);
  ArrayRef<int64_t> shape = preds.getShape();
  if (shape.empty() || shape.size() > 2 ||
      llvm::is_contained(shape.drop_front(), ShapedType::kDynamic))
    return emitOptionalError(location, "'", operation,
                             "' op expected preds and target [N] or [N, D], "
                             "found ",
                             preds);
  if (adjusted < 0)
    return emitOptionalError(location, "'", operation,
                             "' op expected adjusted >= 0, found ", adjusted);
  types.push_back(RankedTensorType::get(
      multioutput == "raw_values" ? shape.drop_front() : ArrayRef<int64_t>(),
      preds.getElementType()));
  return success();
}

LogicalResult metrics::inferPerplexity(StringRef operation, Type predsType,
                                       Type targetType, OptionalLoc location,
                                       SmallVectorImpl<Type> &types) {
  auto preds = llvm::cast<RankedTensorType>(predsType);
  auto target = llvm::cast<RankedTensorType>(targetType);
  if (preds.getRank() != 3 || preds.isDynamicDim(2) ||
      preds.getShape().drop_back() != target.getShape())
    return emitOptionalError(location, "'", operation,
                             "' op expected preds [N, T, V] and target [N, T], "
                             "found ",
                             preds, " and ", target);
  types.push_back(RankedTensorType::get({}, preds.getElementType()));
  return success();
}

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

Exprs metrics::errorSums(Expr errors, int64_t outputs) {
  Expr count = sizeOf(errors);
  if (outputs == 1)
    return {total(errors), count};
  return {total(errors, 0), count / static_cast<double>(outputs)};
}

Exprs metrics::r2Sums(Expr preds, Expr target) {
  // In f64 from the start: variance is a difference of large sums.
  preds = toDouble(preds), target = toDouble(target);
  Shape outputs(target.type().getShape().drop_front());
  double columns = outputs.empty() ? 1.0 : static_cast<double>(outputs[0]);
  return {total(square(target), 0), total(target, 0),
          total(square(target - preds), 0), sizeOf(target) / columns};
}

Expr metrics::r2Of(const Exprs &states, int64_t adjusted,
                   StringRef multioutput) {
  Expr residual = states[2], count = states[3];
  Expr variance = states[0] - states[1] * (states[1] / count);
  auto isNonzero = [](Expr value) { return gt(abs(value), 1e-4); };
  Expr hasVariance = isNonzero(variance);
  Expr scores = 1.0 - residual / variance;
  scores = select(hasVariance, scores, zerosLike(scores));
  scores = select(isNonzero(residual), scores, onesLike(scores));
  Expr score = scores;
  if (multioutput == "variance_weighted")
    score = total(variance / total(variance) * scores);
  else if (multioutput == "uniform_average")
    score = total(scores) / sizeOf(scores);
  if (adjusted > 0) {
    double terms = static_cast<double>(adjusted) + 1.0;
    Expr corrected = 1.0 - (1.0 - score) * ((count - 1.0) / (count - terms));
    score = select(gt(count, terms), corrected, score);
  }
  return select(lt(count, 2.0),
                count.constant(std::numeric_limits<double>::quiet_NaN()),
                score);
}

Exprs metrics::perplexitySums(Expr preds, Expr target,
                              std::optional<int64_t> ignoreIndex) {
  OpBuilder &b = preds.getBuilder();
  Expr label =
      checkIndex(target, preds.type().getDimSize(2), ignoreIndex, "target");
  Expr valid = ignoreIndex ? isCounted(label, *ignoreIndex) : Expr();
  if (valid)
    label = select(valid, label, zerosLike(label));
  Expr entropy = preds.with(
      SoftmaxCrossEntropyOp::create(b, preds.getLoc(), preds, label, 2));
  if (!valid)
    return {total(entropy), sizeOf(entropy)};
  return {total(select(valid, entropy, zerosLike(entropy))), total(valid)};
}
