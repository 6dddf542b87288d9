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

/// sum_c -t_c log softmax(x)_c, and 0 where t_c is 0.
Tensor softmaxCrossEntropy(SoftmaxCrossEntropyOp op, const Scope &scope) {
  const Tensor &target = scope[op.getTarget()];
  int64_t dim = *normalizeDim(op.getDim(), op.getLogits().getType().getRank());
  Tensor terms = logSoftmaxOf(scope[op.getLogits()], dim);
  terms.forEachIndex([&](const Index &index) {
    double share = targetAt(target, index, dim);
    double &term = terms.at<double>(index);
    term = share == 0 ? 0 : -share * term;
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

} // namespace

void addFusedLosses(Meanings &meanings) {
  meanings.add<SoftmaxCrossEntropyOp>(softmaxCrossEntropy);
  meanings.add<SoftmaxCrossEntropyGradOp>(softmaxCrossEntropyGrad);
}

} // namespace nadir::reference
