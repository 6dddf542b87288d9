// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the definitions of metrics have in common: the arguments of
// classification metrics and what shapes fit them, counts of outcomes, scores
// of counts and their averages, and curves. Sums are f64: counts in them are
// exact, and sums over many batches keep their digits.

#ifndef NADIR_DIALECT_METRICS_H
#define NADIR_DIALECT_METRICS_H

#include "dialect/Formula.h"
#include "dialect/Shapes.h"

namespace nadir {

/// A sum that a metric keeps from batch to batch.
struct MetricState {
  std::string name;
  mlir::RankedTensorType type;
};

namespace metrics {

using States = llvm::SmallVector<MetricState>;
using Exprs = llvm::SmallVector<Expr>;

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

Expr logicalNot(Expr input);
Expr logicalOr(Expr lhs, Expr rhs);
Expr atLeast(Expr lhs, Expr rhs);
Expr argmax(Expr input, int64_t dim);
Expr joined(llvm::ArrayRef<Expr> inputs, int64_t dim);
Expr part(Expr input, int64_t dim, int64_t start, int64_t end);
/// A constant vector.
Expr constants(Expr place, llvm::ArrayRef<double> values, mlir::Type element);
/// `count` numbers from 0 to 1, rounded as torch.linspace rounds them.
llvm::SmallVector<double> unitSteps(int64_t count, bool inDouble);

Expr toDouble(Expr input);
/// Sum along dims (all, if empty) in f64; booleans count as 0 and 1.
Expr total(Expr input, llvm::ArrayRef<int64_t> dims = {});
/// The same along the last dimension, which stays with size 1.
Expr totalOfLast(Expr input);
/// Number of elements as f64, exact for any that fit in memory.
Expr sizeOf(Expr input);
/// lhs / rhs, or `otherwise` where rhs is 0.
Expr safeDivide(Expr lhs, Expr rhs, double otherwise = 0.0);
/// Whether the value is NaN.
Expr isNan(Expr input);
/// `lhs` where the mask holds; a null mask holds everywhere.
Expr both(Expr lhs, Expr mask);
/// "preds" as probabilities: through a sigmoid (or softmax along dim 1) if one
/// that the mask counts is outside [0, 1].
Expr probabilities(Expr preds, Expr mask, bool isSoftmax);

mlir::RankedTensorType doubles(mlir::MLIRContext *context,
                               llvm::ArrayRef<int64_t> shape);
/// The values of expressions.
llvm::SmallVector<mlir::Value> values(const Exprs &exprs);
/// The value in the element type and shape of a result.
mlir::Value finish(Expr value, mlir::Type resultType);

//===----------------------------------------------------------------------===//
// Classification
//===----------------------------------------------------------------------===//

enum class Task { Binary, Multiclass, Multilabel };

/// The arguments of a classification metric, as an operation has them.
struct Arguments {
  llvm::StringRef operation;
  mlir::RankedTensorType preds, target;
  std::optional<llvm::StringRef> task;
  double threshold = 0.5;
  std::optional<int64_t> numClasses, numLabels, ignoreIndex;
  llvm::StringRef average = "none";
  /// Whether it has an average at all.
  bool averages = false;
  /// Each row of the first dimension has a value of its own.
  bool isSamplewise = false;
  int64_t topK = 1;
  /// Curves and calibration need scores, not labels.
  bool needsScores = false;
  bool allowsMultilabel = true;
  /// Averages over classes can't be "micro" for curves.
  bool allowsMicroClasses = true;
};

/// The arguments with what follows from them.
struct Classification : Arguments {
  Task kind = Task::Binary;
  /// Classes or labels; 1 for the binary task.
  int64_t classes = 1;

  bool isMulticlass() const { return kind == Task::Multiclass; }
  bool isMultilabel() const { return kind == Task::Multilabel; }
  /// Whether preds are scores rather than labels.
  bool hasScores() const;
  /// Shape of a value that there is one of for each class or label.
  Shape perClass() const;
  /// The shape of what there is one of for each sample, if samples have values
  /// of their own.
  Shape perSample(llvm::ArrayRef<int64_t> shape) const;
  mlir::MLIRContext *context() const { return preds.getContext(); }
};

/// Checks arguments against each other; reports at the location, if given.
mlir::FailureOr<Classification> classify(const Arguments &arguments,
                                         OptionalLoc location);

/// The attributes that `source`, an operation or its adaptor, has.
template <class Source>
Arguments argumentsOf(Source source, llvm::StringRef operation) {
  Arguments result;
  result.operation = operation;
  result.preds =
      llvm::cast<mlir::RankedTensorType>(source.getPreds().getType());
  result.target =
      llvm::cast<mlir::RankedTensorType>(source.getTarget().getType());
  result.task = source.getTask();
  result.numClasses = source.getNumClasses();
  result.ignoreIndex = source.getIgnoreIndex();
  if constexpr (requires { source.getThreshold(); })
    result.threshold = source.getThreshold().convertToDouble();
  if constexpr (requires { source.getNumLabels(); })
    result.numLabels = source.getNumLabels();
  else
    result.allowsMultilabel = false;
  if constexpr (requires { source.getAverage(); })
    result.average = source.getAverage(), result.averages = true;
  if constexpr (requires { source.getMultidimAverage(); })
    result.isSamplewise = source.getMultidimAverage() == "samplewise";
  if constexpr (requires { source.getTopK(); })
    result.topK = source.getTopK();
  if constexpr (
      requires { source.getThresholds(); } || requires { source.getNBins(); })
    result.needsScores = true;
  if constexpr (requires { source.getThresholds(); })
    result.allowsMicroClasses = false;
  return result;
}

template <class Op> Classification classificationOf(Op op) {
  return *classify(argumentsOf(op, Op::getOperationName()), std::nullopt);
}

/// The labels of a batch. For binary and multilabel tasks `truth` and `guess`
/// are booleans of the target's shape, for multiclass they are class numbers.
struct Labels {
  Expr truth, guess;
  /// Where the target is not ignored; null if everything counts.
  Expr valid;
};

/// `filtersFirst`: ignored elements don't decide whether preds are logits.
Labels labelsOf(const Classification &args, Expr preds, Expr target,
                bool filtersFirst);
/// The target's labels after their check, and where they are not ignored.
Labels targetOf(const Classification &args, Expr target);

/// Counts of true and false positives and negatives: scalars, or one of each
/// for every class or label; samplewise, of every sample.
struct Outcomes {
  Expr tp, fp, tn, fn;
};

/// What the metrics that are computed from such counts share.
class StatScores {
public:
  explicit StatScores(Classification args) : args(std::move(args)) {}

  /// tp, fp, tn, fn; `keepsClasses` even if the average is "micro".
  States states(bool keepsClasses = false) const;
  Exprs contribution(Expr preds, Expr target, bool filtersFirst = false,
                     bool keepsClasses = false) const;
  /// Averages scores of classes or labels as `average` says. `absent`: where a
  /// class has no part in the macro average.
  Expr averaged(Expr score, const Outcomes &counts, Expr absent) const;
  /// The same with torchmetrics' rule: a class that neither preds nor target
  /// have is absent (with top-k, one that the target doesn't have).
  Expr averaged(Expr score, const Outcomes &counts, int64_t topK = 1) const;
  /// Whether each label is a decision of its own.
  bool isPerLabel() const { return !args.isMulticlass(); }

  const Classification args;
};

Outcomes outcomes(const Exprs &states);
Expr accuracyOf(const StatScores &scores, const Outcomes &counts);
Expr jaccardOf(const StatScores &scores, const Outcomes &counts,
               double zeroDivision);
Expr matthewsOf(const StatScores &scores, const Outcomes &counts);

/// Confusion matrices: [2, 2], [C, C] or [L, 2, 2], rows are the target.
States confusionStates(const Classification &args);
Exprs confusionOf(const Classification &args, Expr preds, Expr target);
Expr normalized(Expr confusion, std::optional<llvm::StringRef> normalize);
Expr kappaOf(Expr confusion, llvm::StringRef weights);

/// Confidence against accuracy in bins of [0, 1].
States calibrationStates(const Classification &args, int64_t bins);
Exprs calibrationOf(const Classification &args, int64_t bins, Expr preds,
                    Expr target);
Expr calibrationError(const Exprs &states, llvm::StringRef norm);

/// ROC and precision-recall curves, exact or at given thresholds.
class Curves {
public:
  Curves(Classification args, llvm::ArrayRef<double> thresholds,
         int64_t maxSamples);

  States states() const;
  Exprs contribution(Expr preds, Expr target, const Exprs &accumulated) const;
  /// Area under the ROC curve, up to a false positive rate.
  Expr auroc(const Exprs &states, std::optional<double> maxFpr) const;
  Expr averagePrecision(const Exprs &states) const;

  static llvm::LogicalResult verify(const Classification &args,
                                    llvm::ArrayRef<double> thresholds,
                                    int64_t maxSamples, OptionalLoc location);

private:
  /// Each sample's weight as a positive and as a negative of each column.
  struct Weights {
    Expr positive, negative;
  };
  /// The area under each column's curve.
  struct Areas {
    Expr area, positives, negatives;
  };
  Areas exactAreas(const Exprs &states, std::optional<double> maxFpr) const;
  Areas binnedAreas(const Exprs &states, std::optional<double> maxFpr) const;
  Expr samplesOf(Expr preds, Expr mask) const;
  Expr encodedTarget(const Labels &labels) const;
  Weights weightsOf(Expr encoded, llvm::ArrayRef<int64_t> shape) const;
  Exprs binned(Expr score, Expr encoded) const;
  Expr stored(Expr samples, Expr offset) const;
  Expr averaged(Expr perColumn, Expr positives) const;
  int64_t columns() const;
  Shape sampleShape() const;

  Classification args;
  llvm::SmallVector<double> levels;
  int64_t maxSamples;
};

//===----------------------------------------------------------------------===//
// Types of results
//===----------------------------------------------------------------------===//

/// f32, or the element type of floating preds.
mlir::Type realType(mlir::RankedTensorType preds);

llvm::LogicalResult inferClassMetric(const Arguments &arguments,
                                     OptionalLoc location,
                                     llvm::SmallVectorImpl<mlir::Type> &types);
llvm::LogicalResult
inferConfusionMatrix(const Arguments &arguments, bool isNormalized,
                     OptionalLoc location,
                     llvm::SmallVectorImpl<mlir::Type> &types);
llvm::LogicalResult
inferCurve(const Arguments &arguments, llvm::ArrayRef<double> thresholds,
           int64_t maxSamples, std::optional<llvm::APFloat> maxFpr,
           OptionalLoc location, llvm::SmallVectorImpl<mlir::Type> &types);
llvm::LogicalResult inferRegression(llvm::StringRef operation, mlir::Type preds,
                                    mlir::Type target, int64_t outputs,
                                    OptionalLoc location,
                                    llvm::SmallVectorImpl<mlir::Type> &types);
llvm::LogicalResult inferR2(llvm::StringRef operation, mlir::Type preds,
                            mlir::Type target, int64_t adjusted,
                            llvm::StringRef multioutput, OptionalLoc location,
                            llvm::SmallVectorImpl<mlir::Type> &types);
llvm::LogicalResult inferPerplexity(llvm::StringRef operation, mlir::Type preds,
                                    mlir::Type target, OptionalLoc location,
                                    llvm::SmallVectorImpl<mlir::Type> &types);

//===----------------------------------------------------------------------===//
// Regression and text
//===----------------------------------------------------------------------===//

/// Sum of errors along what `outputs` leaves, and their number.
Exprs errorSums(Expr errors, int64_t outputs);
Exprs r2Sums(Expr preds, Expr target);
Expr r2Of(const Exprs &states, int64_t adjusted, llvm::StringRef multioutput);
Exprs perplexitySums(Expr preds, Expr target,
                     std::optional<int64_t> ignoreIndex);

} // namespace metrics
} // namespace nadir

#endif // NADIR_DIALECT_METRICS_H
