// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the definitions of losses are made of: reductions, pieces of formulas,
// losses over classes, the shapes that operands may have, and checks of
// settings.

#ifndef NADIR_DIALECT_LOSSES_H
#define NADIR_DIALECT_LOSSES_H

#include "dialect/Formula.h"
#include "dialect/Shapes.h"

namespace nadir {

/// Applies `reduction` ("none", "mean", "sum") to weighted losses. The mean
/// divides by the number of elements, or by the sum of the weights.
Expr reduceLoss(Expr losses, llvm::StringRef reduction, Expr weight = {},
                bool meanOfWeights = false);

/// difference^2 / 2 between -delta and delta, and from there its tangents.
Expr huber(Expr difference, double delta);

/// losses * missing^gamma, with a finite gradient where `missing`, the share
/// of probability that is not on the target, is 0.
Expr focused(Expr losses, Expr missing, double gamma);

/// -log(softmax(scores)[label]) for each row, the dimension of the classes
/// being kept with size 1; fails the step on a label out of range. Classes are
/// dimension 1, or the only one.
Expr labelEntropy(Expr scores, Expr label, llvm::StringRef name);

/// For each row, the sum over c != label of max(0, margin - x[label] +
/// x[c])^p, divided by the number of classes; times the label's weight if there
/// are weights.
Expr multiMargin(Expr scores, Expr label, Expr weight, int64_t p,
                 double margin);
/// For each row, the sum over listed labels y and other classes c of max(0, 1 -
/// x[y] + x[c]), divided by the number of classes. A list ends at -1.
Expr multilabelMargin(Expr scores, Expr labels);

/// Cosine of the angle between vectors of the last dimension; 1e-12 is added to
/// each squared length.
Expr cosineSimilarity(Expr lhs, Expr rhs);
/// |lhs - rhs + eps|_p along the last dimension.
Expr pairwiseDistance(Expr lhs, Expr rhs, double p, double eps, bool keepdim);
/// max(0, positive - negative + margin); `swap`, if not null, may take the
/// place of `negative`.
Expr tripletMargin(Expr positive, Expr negative, Expr swap, double margin);

/// cross_entropy and nll_loss over one class dimension.
class ClassLoss {
public:
  ClassLoss(Expr input, Expr target, Expr weight, int64_t ignoreIndex);

  Expr crossEntropy(double labelSmoothing, llvm::StringRef reduction);
  Expr negativeLogLikelihood(llvm::StringRef reduction);

private:
  Expr smoothed(Expr distribution, double labelSmoothing) const;
  Expr classWeights() const;
  /// The element at each row's label along `dim`.
  Expr pick(Expr from, int64_t dim) const;
  /// The weight of each row's label.
  Expr labelWeight() const;
  Expr reduceIndexed(Expr losses, llvm::StringRef reduction);
  void checkLabels();

  Expr input, target, weight;
  int64_t ignoreIndex;
  int64_t dim, classes;
  /// Index targets: whether a label counts, and a label that is always valid.
  Expr valid, label;
};

/// Reports "expected <expected>, found <found>" unless the setting is valid.
llvm::LogicalResult expectSetting(mlir::Operation *op, llvm::StringRef expected,
                                  double found, bool isValid);

/// Reports a p-norm of the operands' last dimension that there is none of.
llvm::LogicalResult verifyNorm(mlir::Operation *op, double p);

// The shapes of losses. Each rule appends the type of the reduced loss, or
// reports which operand doesn't fit.
using LossTypes = llvm::SmallVectorImpl<mlir::Type>;

/// Input and target of any shapes that broadcast together; the target's element
/// type may be another.
llvm::LogicalResult inferSignedLoss(OptionalLoc location, llvm::StringRef op,
                                    mlir::TypeRange operands,
                                    llvm::StringRef reduction,
                                    LossTypes &types);
/// Three tensors of one rank that broadcast together.
llvm::LogicalResult inferRankingLoss(OptionalLoc location, llvm::StringRef op,
                                     mlir::TypeRange operands,
                                     llvm::StringRef reduction,
                                     LossTypes &types);
/// Means and targets that broadcast together, and variances of the means' shape
/// or one that lacks the last dimension.
llvm::LogicalResult inferGaussianLoss(OptionalLoc location, llvm::StringRef op,
                                      mlir::TypeRange operands,
                                      llvm::StringRef reduction,
                                      LossTypes &types);
/// Scores [C] or [N, C] with labels [] or [N], and weights [C].
llvm::LogicalResult inferRowClassLoss(OptionalLoc location, llvm::StringRef op,
                                      mlir::TypeRange operands,
                                      llvm::StringRef reduction,
                                      LossTypes &types);
/// Scores [C] or [N, C] with as many labels.
llvm::LogicalResult inferLabelListLoss(OptionalLoc location, llvm::StringRef op,
                                       mlir::TypeRange operands,
                                       llvm::StringRef reduction,
                                       LossTypes &types);
/// Input and target of one type, weights that broadcast to it, and one loss for
/// each row along the last dimension.
llvm::LogicalResult inferRowPointwiseLoss(OptionalLoc location,
                                          llvm::StringRef op,
                                          mlir::TypeRange operands,
                                          llvm::StringRef reduction,
                                          LossTypes &types);
/// Inputs [N, D] and targets [N], or [D] and a scalar.
llvm::LogicalResult inferCosineLoss(OptionalLoc location, llvm::StringRef op,
                                    mlir::TypeRange operands,
                                    llvm::StringRef reduction,
                                    LossTypes &types);
/// Vectors of the last dimension that broadcast together.
llvm::LogicalResult inferDistance(OptionalLoc location, llvm::StringRef op,
                                  mlir::TypeRange operands, bool keepdim,
                                  LossTypes &types);
/// Three tensors of vectors of one rank.
llvm::LogicalResult inferTripletLoss(OptionalLoc location, llvm::StringRef op,
                                     mlir::TypeRange operands,
                                     llvm::StringRef reduction,
                                     LossTypes &types);
/// Tensors of one type.
llvm::LogicalResult inferDistancesLoss(OptionalLoc location, llvm::StringRef op,
                                       mlir::TypeRange operands,
                                       llvm::StringRef reduction,
                                       LossTypes &types);

} // namespace nadir

#endif // NADIR_DIALECT_LOSSES_H
