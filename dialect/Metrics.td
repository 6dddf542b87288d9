// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Metrics, with torchmetrics' names, arguments and defaults. Each is one
// definition: the sums it keeps, what a batch adds to them, and the value that
// follows from the sums. Used as an operation it is the value of one batch; what
// a graph names as a metric is accumulated over batches, too. Predictions are
// stored nowhere but in the exact curves. Of torchmetrics' arguments
// `validate_args` is always true.

#ifndef NADIR_DIALECT_METRICS
#define NADIR_DIALECT_METRICS

include "dialect/Base.td"

class Nadir_OneOf<string condition, string text>
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({" # condition # "}, "
                "::llvm::cast<::mlir::StringAttr>($_self).getValue())">, text>]>;
def Nadir_Task
    : Nadir_OneOf<"\"binary\", \"multiclass\", \"multilabel\"",
                  "'binary', 'multiclass' or 'multilabel'">;
def Nadir_SingleTask
    : Nadir_OneOf<"\"binary\", \"multiclass\"", "'binary' or 'multiclass'">;
def Nadir_Average
    : Nadir_OneOf<"\"micro\", \"macro\", \"weighted\", \"none\"",
                  "'micro', 'macro', 'weighted' or 'none'">;
def Nadir_MultidimAverage
    : Nadir_OneOf<"\"global\", \"samplewise\"", "'global' or 'samplewise'">;
def Nadir_Normalize
    : Nadir_OneOf<"\"true\", \"pred\", \"all\", \"none\"",
                  "'true', 'pred', 'all' or 'none'">;
def Nadir_KappaWeights
    : Nadir_OneOf<"\"linear\", \"quadratic\", \"none\"",
                  "'linear', 'quadratic' or 'none'">;
def Nadir_CalibrationNorm
    : Nadir_OneOf<"\"l1\", \"l2\", \"max\"", "'l1', 'l2' or 'max'">;
def Nadir_MultiOutput
    : Nadir_OneOf<"\"raw_values\", \"uniform_average\", \"variance_weighted\"",
                  "'raw_values', 'uniform_average' or 'variance_weighted'">;
class Nadir_RealIn<string condition, string text>
    : ConfinedAttr<F64Attr, [AttrConstraint<
          CPred<"[](double value) { return " # condition # "; }("
                "::llvm::cast<::mlir::FloatAttr>($_self).getValueAsDouble())">,
          text>]>;
def Nadir_Fraction : Nadir_RealIn<"value >= 0.0 && value <= 1.0", "in [0, 1]">;
def Nadir_Rate : Nadir_RealIn<"value > 0.0 && value <= 1.0", "in (0, 1]">;
def Nadir_Real : Nadir_RealIn<"value - value == 0.0", "finite">;
def Nadir_Target : Nadir_TensorOf<[I64, I32, I1]>;

/// `states`, `contribution` and `value` are C++ expressions over `preds`,
/// `target`, `accumulated` and `states` (expressions, or none) and what
/// `prepare` declares from the attributes.
class Nadir_Metric<string mnemonic, dag arguments_, string inference,
                   string prepare, string states, string contribution,
                   string value, TypeConstraint resultType = Nadir_FloatTensor>
    : Nadir_Op<mnemonic, [Pure, Nadir_Inferred, Nadir_Decomposable,
          DeclareOpInterfaceMethods<Nadir_MetricOpInterface>]> {
  let arguments = arguments_;
  let results = (outs resultType:$result);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      using namespace ::nadir::metrics;
      return }] # inference # [{;
    }
    ::llvm::SmallVector<MetricState> $cppClass::getMetricStates() {
      using namespace ::nadir::metrics;
      }] # prepare # [{
      return }] # states # [{;
    }
    ::llvm::SmallVector<::mlir::Value> $cppClass::getContribution(
        ::mlir::OpBuilder &builder, ::mlir::ValueRange values) {
      using namespace ::nadir::metrics;
      FormulaBuilder f(builder, getLoc());
      Expr preds = f(getPreds()), target = f(getTarget());
      Exprs accumulated(::llvm::map_range(values, f));
      (void)accumulated;
      }] # prepare # [{
      return ::nadir::metrics::values(}] # contribution # [{);
    }
    ::mlir::Value $cppClass::getMetricValue(::mlir::OpBuilder &builder,
                                            ::mlir::ValueRange values) {
      using namespace ::nadir::metrics;
      FormulaBuilder f(builder, getLoc());
      Exprs states(::llvm::map_range(values, f));
      }] # prepare # [{
      return finish(}] # value # [{, getType());
    }
    ::llvm::SmallVector<::mlir::Value> $cppClass::decompose(
        ::mlir::OpBuilder &builder) {
      return {getMetricValue(builder, getContribution(builder, {}))};
    }
  }];
}

//===----------------------------------------------------------------------===//
// Classification
//===----------------------------------------------------------------------===//

class Nadir_ClassMetricDoc<string formula, string url, string notes = ""> {
  string text = formula # [{

    https://lightning.ai/docs/torchmetrics/stable/classification/}] # url #
    [{.html
    `task` "binary": preds and target [N, ..]; "multilabel": both [N, L, ..];
    "multiclass": preds [N, C, ..] (scores, of which the first largest counts) or
    [N, ..] (class numbers), target [N, ..]. Without `task`: multiclass if preds
    have one dimension more than target or `num_classes` is given, multilabel if
    `num_labels` is. Floating preds of the other two tasks count as 1 above
    `threshold`; if one of a batch is outside [0, 1], all of them are logits and
    go through a sigmoid first. `num_classes` and `num_labels` follow from the
    shape of the scores.

    - `classification_c1`: a target outside [0, C) (of other tasks: other than 0
      and 1) that is not `ignore_index` fails the step; so do such labels in
      preds.
    - `classification_c2`: elements whose target is `ignore_index` don't count.
    - `classification_c3`: preds and target have the shapes above.
    - `classification_c4`: `num_classes` >= 2, and `num_classes` and `num_labels`
      are those of the scores.
}] # notes;
}

defvar Nadir_AverageDoc = [{
    - `average_c1`: "micro" counts over all classes or labels together, "macro"
      is the mean of their scores, "weighted" the mean weighted by the number of
      targets of each, "none" gives one score for each. Binary tasks don't
      average.
    - `average_c2`: a class that neither preds nor target have is left out of the
      macro average.
    - `average_c3`: a quotient with divisor 0 is `zero_division`, or 0.
    - `average_c4`: with `top_k` > 1, a multiclass prediction is the target's
      class if that is among the `top_k` highest scores (of equal ones the first
      count as higher), else the highest.
    - `samplewise_c1`: with `multidim_average` "samplewise" each sample, a row of
      the first dimension, has a score of its own, over its other dimensions:
      [N], or [N, C] (or L) with `average` "none". "global" counts them as
      further samples.
    - `samplewise_c2`: a sample has dimensions to count over: scores [N, C, d..],
      class numbers [N, d..], binary preds [N, d..], labels [N, L, d..].
    - `samplewise_c3`: over batches the mean of the samples' scores accumulates.
}];

class Nadir_StatScoreMetric<string mnemonic, string score, string title,
                            string formula, string page, dag more = (ins)>
    : Nadir_Metric<mnemonic,
        !con((ins Nadir_Tensor:$preds, Nadir_Target:$target,
                  OptionalAttr<Nadir_Task>:$task,
                  DefaultValuedAttr<Nadir_Fraction, "0.5">:$threshold,
                  OptionalAttr<Nadir_Int>:$num_classes,
                  OptionalAttr<Nadir_Int>:$num_labels,
                  DefaultValuedStrAttr<Nadir_Average, "micro">:$average,
                  DefaultValuedStrAttr<Nadir_MultidimAverage, "global">:$multidim_average,
                  DefaultValuedAttr<Nadir_Int, "1">:$top_k,
                  OptionalAttr<Nadir_Int>:$ignore_index), more),
        "inferClassMetric(argumentsOf(adaptor, getOperationName()), location, types)",
        "StatScores scores(classificationOf(*this));",
        "scores.states()",
        "scores.contribution(preds, target)",
        "[&] { auto counts = outcomes(states); auto [tp, fp, tn, fn] = counts;"
        "(void)tp, (void)fp, (void)tn, (void)fn; return " # score # "; }()"> {
  let summary = title;
  let description =
      Nadir_ClassMetricDoc<formula, page, Nadir_AverageDoc>.text;
}

defvar Nadir_ZeroDivision =
    (ins DefaultValuedAttr<Nadir_Real, "0.0">:$zero_division);

def Nadir_AccuracyOp : Nadir_StatScoreMetric<"accuracy",
    "scores.averaged(accuracyOf(scores, counts), counts, getTopK())",
    "Part of right predictions",
    "Of a class tp / (tp + fn); of binary and multilabel tasks (tp + tn) / all.",
    "accuracy">;
def Nadir_PrecisionOp : Nadir_StatScoreMetric<"precision",
    "scores.averaged(safeDivide(tp, tp + fp, getZeroDivision().convertToDouble()), counts, getTopK())",
    "Part of positive predictions that are right",
    "tp / (tp + fp)", "precision", Nadir_ZeroDivision>;
def Nadir_RecallOp : Nadir_StatScoreMetric<"recall",
    "scores.averaged(safeDivide(tp, tp + fn, getZeroDivision().convertToDouble()), counts, getTopK())",
    "Part of positives that are found",
    "tp / (tp + fn)", "recall", Nadir_ZeroDivision>;
def Nadir_F1ScoreOp : Nadir_StatScoreMetric<"f1_score",
    "scores.averaged(safeDivide(tp * 2.0, tp * 2.0 + fn + fp, getZeroDivision().convertToDouble()), counts)",
    "Harmonic mean of precision and recall",
    "2 tp / (2 tp + fn + fp)", "f1_score", Nadir_ZeroDivision>;
def Nadir_SpecificityOp : Nadir_StatScoreMetric<"specificity",
    "scores.averaged(safeDivide(tn, tn + fp), counts)",
    "Part of negatives that are found",
    "tn / (tn + fp)", "specificity">;
def Nadir_HammingDistanceOp : Nadir_StatScoreMetric<"hamming_distance",
    "scores.averaged(1.0 - accuracyOf(scores, counts), counts)",
    "Part of wrong predictions",
    "1 - accuracy, of each class or label", "hamming_distance">;

def Nadir_JaccardIndexOp : Nadir_Metric<"jaccard_index",
    (ins Nadir_Tensor:$preds, Nadir_Target:$target,
         OptionalAttr<Nadir_Task>:$task,
         DefaultValuedAttr<Nadir_Fraction, "0.5">:$threshold,
         OptionalAttr<Nadir_Int>:$num_classes,
         OptionalAttr<Nadir_Int>:$num_labels,
         DefaultValuedStrAttr<Nadir_Average, "macro">:$average,
         OptionalAttr<Nadir_Int>:$ignore_index,
         DefaultValuedAttr<Nadir_Real, "0.0">:$zero_division),
    "inferClassMetric(argumentsOf(adaptor, getOperationName()), location, types)",
    "StatScores scores(classificationOf(*this));",
    "scores.states(/*keepsClasses=*/true)",
    "scores.contribution(preds, target, /*filtersFirst=*/true, /*keepsClasses=*/true)",
    "jaccardOf(scores, outcomes(states), getZeroDivision().convertToDouble())"> {
  let summary = "Intersection over union";
  let description = Nadir_ClassMetricDoc<"tp / (tp + fp + fn)", "jaccard_index",
    [{
    - `jaccard_index_c1`: averages as of `accuracy`; an `ignore_index` that is a
      class has no part in any of them.
    - `jaccard_index_c2`: a quotient with divisor 0 is `zero_division`.
}]>.text;
}

def Nadir_MatthewsCorrcoefOp : Nadir_Metric<"matthews_corrcoef",
    (ins Nadir_Tensor:$preds, Nadir_Target:$target,
         OptionalAttr<Nadir_Task>:$task,
         DefaultValuedAttr<Nadir_Fraction, "0.5">:$threshold,
         OptionalAttr<Nadir_Int>:$num_classes,
         OptionalAttr<Nadir_Int>:$num_labels,
         OptionalAttr<Nadir_Int>:$ignore_index),
    "inferClassMetric(argumentsOf(adaptor, getOperationName()), location, types)",
    "StatScores scores(classificationOf(*this));",
    "scores.states(/*keepsClasses=*/true)",
    "scores.contribution(preds, target, /*filtersFirst=*/true, /*keepsClasses=*/true)",
    "matthewsOf(scores, outcomes(states))"> {
  let summary = "Matthews' correlation coefficient";
  let description = Nadir_ClassMetricDoc<[{
    (c s - sum_k t_k p_k) / sqrt((s^2 - sum_k p_k^2) (s^2 - sum_k t_k^2)) of s
    samples, c right ones, and for each class t_k targets and p_k predictions
    (Gorodkin 2004). Labels of the multilabel task count together, as one binary
    task.}], "matthews_corr_coef", [{
    - `matthews_corrcoef_c1`: where the divisor is 0: 1 if all are right, -1 if
      none is, else torchmetrics' limit for two classes and 0 for more.
}]>.text;
}

def Nadir_ConfusionMatrixOp : Nadir_Metric<"confusion_matrix",
    (ins Nadir_Tensor:$preds, Nadir_Target:$target,
         OptionalAttr<Nadir_Task>:$task,
         DefaultValuedAttr<Nadir_Fraction, "0.5">:$threshold,
         OptionalAttr<Nadir_Int>:$num_classes,
         OptionalAttr<Nadir_Int>:$num_labels,
         OptionalAttr<Nadir_Normalize>:$normalize,
         OptionalAttr<Nadir_Int>:$ignore_index),
    "inferConfusionMatrix(argumentsOf(adaptor, getOperationName()), "
    "adaptor.getNormalize().value_or(\"none\") != \"none\", location, types)",
    "Classification args = classificationOf(*this); (void)args;",
    "confusionStates(args)",
    "confusionOf(args, preds, target)",
    "normalized(states[0], getNormalize())", Nadir_NumberTensor> {
  let summary = "How often each class was predicted for each target";
  let description = Nadir_ClassMetricDoc<[{
    Row t, column p: elements of target t with prediction p. [2, 2] for the binary
    task, [C, C] for multiclass, [L, 2, 2] for multilabel. Of i64.}],
    "confusion_matrix", [{
    - `confusion_matrix_c1`: `normalize` divides by the row's sum ("true"), the
      column's ("pred") or all ("all"); an empty one gives 0. The result then is
      of the preds' floating type.
}]>.text;
}

def Nadir_CohenKappaOp : Nadir_Metric<"cohen_kappa",
    (ins Nadir_Tensor:$preds, Nadir_Target:$target,
         OptionalAttr<Nadir_SingleTask>:$task,
         DefaultValuedAttr<Nadir_Fraction, "0.5">:$threshold,
         OptionalAttr<Nadir_Int>:$num_classes,
         OptionalAttr<Nadir_KappaWeights>:$weights,
         OptionalAttr<Nadir_Int>:$ignore_index),
    "inferClassMetric(argumentsOf(adaptor, getOperationName()), location, types)",
    "Classification args = classificationOf(*this); (void)args;",
    "confusionStates(args)",
    "confusionOf(args, preds, target)",
    "kappaOf(states[0], getWeights().value_or(\"none\"))"> {
  let summary = "Cohen's kappa: agreement beyond chance";
  let description = Nadir_ClassMetricDoc<[{
    1 - sum(w * confusion) / sum(w * expected), where `expected` is the confusion
    matrix of independent labels with the same frequencies, and w_ij is 1 off the
    diagonal, |i - j| ("linear") or (i - j)^2 ("quadratic").}], "cohen_kappa">.text;
}

def Nadir_CalibrationErrorOp : Nadir_Metric<"calibration_error",
    (ins Nadir_FloatTensor:$preds, Nadir_Target:$target,
         OptionalAttr<Nadir_SingleTask>:$task,
         DefaultValuedAttr<ConfinedAttr<Nadir_Int, [IntPositive]>, "15">:$n_bins,
         DefaultValuedStrAttr<Nadir_CalibrationNorm, "l1">:$norm,
         OptionalAttr<Nadir_Int>:$num_classes,
         OptionalAttr<Nadir_Int>:$ignore_index),
    "inferClassMetric(argumentsOf(adaptor, getOperationName()), location, types)",
    "Classification args = classificationOf(*this); (void)args;",
    "calibrationStates(args, getNBins())",
    "calibrationOf(args, getNBins(), preds, target)",
    "calibrationError(states, getNorm())"> {
  let summary = "Confidence against accuracy";
  let description = Nadir_ClassMetricDoc<[{
    Confidences (the probability of the predicted class; for the binary task that
    of class 1) are put in `n_bins` bins of equal width, [lower, upper), and a
    confidence of 1 in one of its own. Of each bin the distance d between mean
    confidence and accuracy counts by the bin's part p of the samples: sum p d
    ("l1"), sqrt(sum p d^2) ("l2"), or the largest d ("max"). Scores outside [0, 1]
    go through a softmax first (binary: a sigmoid).}], "calibration_error">.text;
}

class Nadir_CurveMetric<string mnemonic, string value, string title,
                        string formula, string page, dag more, string maxFpr>
    : Nadir_Metric<mnemonic,
        !con((ins Nadir_FloatTensor:$preds, Nadir_Target:$target,
                  OptionalAttr<Nadir_Task>:$task,
                  DefaultValuedAttr<DenseF64ArrayAttr, "{}">:$thresholds,
                  OptionalAttr<Nadir_Int>:$num_classes,
                  OptionalAttr<Nadir_Int>:$num_labels,
                  DefaultValuedStrAttr<Nadir_Average, "macro">:$average), more,
             (ins OptionalAttr<Nadir_Int>:$ignore_index,
                  DefaultValuedAttr<Nadir_Int, "16384">:$max_samples)),
        "inferCurve(argumentsOf(adaptor, getOperationName()), "
        "adaptor.getThresholds(), adaptor.getMaxSamples(), " # maxFpr #
        ", location, types)",
        "Curves curves(classificationOf(*this), getThresholds(), getMaxSamples());",
        "curves.states()",
        "curves.contribution(preds, target, accumulated)", value> {
  let summary = title;
  let description = Nadir_ClassMetricDoc<formula, page, [{
    - `curve_c1`: multiclass scores are those of each class against the rest,
      multilabel those of each label; `average` is "macro", "weighted" (by the
      number of positives) or "none", for multilabel also "micro" (all labels as
      one).
    - `curve_c2`: preds are scores. If one that counts is outside [0, 1], all go
      through a sigmoid (multiclass: a softmax) first.
    - `curve_c3`: `thresholds` empty: exact, from every score. Over batches this
      keeps the scores and targets of up to `max_samples` rows: a row more fails
      the step and changes nothing. The time is quadratic in `max_samples`.
    - `curve_c4`: `thresholds` a list of numbers in [0, 1], or one number k >= 2,
      which stands for k of them from 0 to 1: counts at each, and no scores, are
      kept.
}]>.text;
}

def Nadir_AurocOp : Nadir_CurveMetric<"auroc",
    "curves.auroc(states, getMaxFpr() ? std::optional<double>("
    "getMaxFpr()->convertToDouble()) : std::nullopt)",
    "Area under the receiver operating characteristic", [{
    The probability that a positive's score is above a negative's, ties counting
    half; 0 for a class without positives or without negatives. With `max_fpr`
    (binary task) the area up to that false positive rate, scaled so that chance
    is 0.5 and 1 the best (McClish 1989).}], "auroc",
    (ins OptionalAttr<Nadir_Rate>:$max_fpr), "adaptor.getMaxFpr()">;
def Nadir_AveragePrecisionOp : Nadir_CurveMetric<"average_precision",
    "curves.averagePrecision(states)",
    "Area under the precision-recall curve, as a step function", [{
    The mean over positives of the precision at their score. Without positives: 0,
    but of an exact multiclass curve NaN, which averages leave out.}],
    "average_precision", (ins), "std::nullopt">;

//===----------------------------------------------------------------------===//
// Regression and text
//===----------------------------------------------------------------------===//

class Nadir_ErrorMetric<string mnemonic, string state, string error,
                        string value, string page, dag more>
    : Nadir_Metric<mnemonic,
        !con((ins Nadir_FloatTensor:$preds, Nadir_FloatTensor:$target), more,
             (ins DefaultValuedAttr<Nadir_Int, "1">:$num_outputs)),
        "inferRegression(getOperationName(), adaptor.getPreds().getType(), "
        "adaptor.getTarget().getType(), adaptor.getNumOutputs(), location, types)",
        "",
        "States{{\"" # state # "\", doubles(getContext(), getType().getShape())}, "
        "{\"total\", doubles(getContext(), {})}}",
        "errorSums(" # error # ", getNumOutputs())", value> {
  let description = [{
    https://lightning.ai/docs/torchmetrics/stable/regression/}] # page # [{.html
    Preds and target [..] of one shape and type; the mean over all elements. With
    `num_outputs` = D > 1 both are [N, D], and the result [D] is the mean over N.
  }];
}

def Nadir_MeanSquaredErrorOp : Nadir_ErrorMetric<"mean_squared_error",
    "sum_squared_error", "square(preds - target)",
    "[&] { Expr mean = states[0] / states[1];"
    " return getSquared() ? mean : sqrt(mean); }()",
    "mean_squared_error",
    (ins DefaultValuedAttr<BoolAttr, "true">:$squared)> {
  let summary = "Mean of (preds - target)^2, or its root if not `squared`";
}
def Nadir_MeanAbsoluteErrorOp : Nadir_ErrorMetric<"mean_absolute_error",
    "sum_abs_error", "abs(preds - target)", "states[0] / states[1]",
    "mean_absolute_error", (ins)> {
  let summary = "Mean of |preds - target|";
}

def Nadir_R2ScoreOp : Nadir_Metric<"r2_score",
    (ins Nadir_FloatTensor:$preds, Nadir_FloatTensor:$target,
         DefaultValuedAttr<Nadir_Int, "0">:$adjusted,
         DefaultValuedStrAttr<Nadir_MultiOutput, "uniform_average">:$multioutput),
    "inferR2(getOperationName(), adaptor.getPreds().getType(), "
    "adaptor.getTarget().getType(), adaptor.getAdjusted(), "
    "adaptor.getMultioutput(), location, types)",
    "Shape outputs(getPreds().getType().getShape().drop_front()); (void)outputs;",
    "States{{\"sum_squared_error\", doubles(getContext(), outputs)}, "
    "{\"sum_error\", doubles(getContext(), outputs)}, "
    "{\"residual\", doubles(getContext(), outputs)}, "
    "{\"total\", doubles(getContext(), {})}}",
    "r2Sums(preds, target)", "r2Of(states, getAdjusted(), getMultioutput())"> {
  let summary = "Coefficient of determination";
  let description = [{
    1 - sum (target - preds)^2 / sum (target - mean(target))^2, for preds and
    target [N] or [N, D].
    https://lightning.ai/docs/torchmetrics/stable/regression/r2_score.html

    - `r2_score_c1`: `multioutput` "uniform_average" is the mean over D,
      "variance_weighted" weights by the target's variance, "raw_values" gives [D].
    - `r2_score_c2`: sums below 1e-4 count as 0: without residuals the score is 1,
      else without variance 0. Of fewer than two samples it is NaN.
    - `r2_score_c3`: `adjusted` = k > 0 gives 1 - (1 - r2) (N - 1) / (N - k - 1),
      unless N <= k + 1.
  }];
}

def Nadir_PerplexityOp : Nadir_Metric<"perplexity",
    (ins Nadir_FloatTensor:$preds, Nadir_IndexTensor:$target,
         OptionalAttr<Nadir_Int>:$ignore_index),
    "inferPerplexity(getOperationName(), adaptor.getPreds().getType(), "
    "adaptor.getTarget().getType(), location, types)", "",
    "States{{\"total_log_probs\", doubles(getContext(), {})}, "
    "{\"count\", doubles(getContext(), {})}}",
    "perplexitySums(preds, target, getIgnoreIndex())",
    "exp(states[0] / states[1])"> {
  let summary = "exp of the mean cross-entropy of the next token";
  let description = [{
    Preds (logits) [N, T, V], target [N, T].
    https://lightning.ai/docs/torchmetrics/stable/text/perplexity.html

    - `perplexity_c1`: a target outside [0, V) that is not `ignore_index` fails the
      step; targets that are don't count.
  }];
}

#endif // NADIR_DIALECT_METRICS
