// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the formulas of losses have in common: reductions, and losses over
// classes with ignored labels, class weights and smoothing.

#ifndef NADIR_DIALECT_LOSSES_H
#define NADIR_DIALECT_LOSSES_H

#include "dialect/Formula.h"

namespace nadir {

/// Applies `reduction` ("none", "mean", "sum") to weighted losses. The mean
/// divides by the number of elements, or by the sum of the weights.
Expr reduceLoss(Expr losses, llvm::StringRef reduction, Expr weight = {},
                bool meanOfWeights = false);

/// cross_entropy and nll_loss over one class dimension.
class ClassLoss {
public:
  ClassLoss(Expr input, Expr target, Expr weight, int64_t ignoreIndex);

  Expr crossEntropy(double labelSmoothing, llvm::StringRef reduction);
  Expr negativeLogLikelihood(llvm::StringRef reduction);

private:
  Expr smoothed(Expr distribution, double labelSmoothing) const;
  Expr classWeights() const;
  Expr reduceIndexed(Expr losses, llvm::StringRef reduction);
  void checkLabels();

  Expr input, target, weight;
  int64_t ignoreIndex;
  int64_t dim, classes;
  /// Index targets: whether a label counts, and a label that is always valid.
  Expr valid, label;
};

} // namespace nadir

#endif // NADIR_DIALECT_LOSSES_H
