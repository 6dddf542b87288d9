// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The losses whose gradient is written by hand, from their definitions; t is
// the target as a distribution over the classes.

#include "compiler/Reference/Broadcasting.h"
#include "compiler/Reference/Meanings.h"
#include "compiler/Reference/Reductions.h"
#include "dialect/Nadir.h"

using namespace mlir;

namespace nadir::reference {

namespace {

/// The target's share of class `index[dim]`.
double targetAt(const Tensor &target, const Index &index, int64_t dim) {
  if (target.isStoredAs<double>())
    return target.at<double>(index);
  Index row(index);
  row.erase(row.begin() + dim);
  return target.at<int64_t>(row) == index[dim];
}

/// sum_c -t_c log softmax(x)_c, of labels only the label's term.
Tensor softmaxCrossEntropy(SoftmaxCrossEntropyOp op, const Scope &scope) {
  const Tensor &target = scope[op.getTarget()];
  int64_t dim = *normalizeDim(op.getDim(), op.getLogits().getType().getRank());
  Tensor terms = logSoftmaxOf(scope[op.getLogits()], dim);
  terms.forEachIndex([&](const Index &index) {
    double share = targetAt(target, index, dim);
    double &term = terms.at<double>(index);
    bool isLeftOut = share == 0 && !target.isStoredAs<double>();
    term = isLeftOut ? 0 : -share * term;
  });
  return withShapeOf(op.getResult(), scope, sumOf(terms, dim));
}

/// (softmax(x)_c sum(t) - t_c) * grad.
Tensor softmaxCrossEntropyGrad(SoftmaxCrossEntropyGradOp op,
                               const Scope &scope) {
  const Tensor &target = scope[op.getTarget()], &grad = scope[op.getGrad()];
  int64_t dim = *normalizeDim(op.getDim(), op.getLogits().getType().getRank());
  Tensor result = softmaxOf(scope[op.getLogits()], dim);
  Tensor shares = result;
  shares.forEachIndex([&](const Index &index) {
    shares.at<double>(index) = targetAt(target, index, dim);
  });
  Tensor mass = sumOf(shares, dim);
  result.forEachIndex([&](const Index &index) {
    Index row(index);
    row.erase(row.begin() + dim);
    double total = mass.at<double>(broadcastIndex(index, mass.shape()));
    double &value = result.at<double>(index);
    value = (value * total - shares.at<double>(index)) * grad.at<double>(row);
  });
  return result;
}

/// Calls `visit(row, label, class)` for each hinge above 0, with its value.
template <typename Op, typename Visit>
void forEachHinge(Op op, const Scope &scope, Visit visit) {
  const Tensor &scores = scope[op.getScores()], &labels = scope[op.getLabels()];
  const Tensor &length = scope[op.getLength()], &free = scope[op.getFree()];
  for (int64_t row = 0; row < scores.size(0); ++row)
    for (int64_t k = 0; k < length.at<int64_t>({row}); ++k)
      for (int64_t c = 0; c < scores.size(1); ++c) {
        int64_t label = labels.at<int64_t>({row, k});
        double gap =
            1 - scores.at<double>({row, label}) + scores.at<double>({row, c});
        if (free.at<int64_t>({row, c}) && gap > 0)
          visit(row, label, c, gap);
      }
}

Tensor labelPairs(LabelPairsOp op, const Scope &scope) {
  Tensor result = scope.zerosFor(op.getResult());
  forEachHinge(op, scope, [&](int64_t row, int64_t, int64_t, double gap) {
    result.at<double>({row}) += gap;
  });
  return result;
}

Tensor labelPairsGrad(LabelPairsGradOp op, const Scope &scope) {
  const Tensor &grad = scope[op.getGrad()];
  Tensor result = scope.zerosFor(op.getResult());
  forEachHinge(op, scope, [&](int64_t row, int64_t label, int64_t c, double) {
    result.at<double>({row, c}) += grad.at<double>({row});
    result.at<double>({row, label}) -= grad.at<double>({row});
  });
  return result;
}

} // namespace

void addFusedLosses(Meanings &meanings) {
  meanings.add<SoftmaxCrossEntropyOp>(softmaxCrossEntropy);
  meanings.add<SoftmaxCrossEntropyGradOp>(softmaxCrossEntropyGrad);
  meanings.add<LabelPairsOp>(labelPairs);
  meanings.add<LabelPairsGradOp>(labelPairsGrad);
}

} // namespace nadir::reference
