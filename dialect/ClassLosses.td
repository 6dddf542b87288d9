// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Losses over classes: one label or several for each row of scores.

#ifndef NADIR_DIALECT_CLASSLOSSES
#define NADIR_DIALECT_CLASSLOSSES

include "dialect/LikelihoodLosses.td"

def Nadir_CrossEntropyOp
    : Nadir_LossOp<"cross_entropy",
        (ins Nadir_FloatTensor:$input, Nadir_NumberTensor:$target,
             Optional<Nadir_FloatTensor>:$weight),
        (ins DefaultValuedAttr<Nadir_Int, "-100">:$ignore_index), [{
          ClassLoss loss(f(getInput()), f(getTarget()), f(getWeight()),
                         getIgnoreIndex());
          return loss.crossEntropy(getLabelSmoothing().convertToDouble(),
                                   getReduction());
        }],
        Nadir_LossShapes<"inferClassLoss", "/*probabilityTargets=*/true, ">.text,
        [], [{
          double smoothing = getLabelSmoothing().convertToDouble();
          return expectSetting(*this, "label_smoothing in [0, 1]", smoothing,
                               smoothing >= 0.0 && smoothing <= 1.0);
        }], Nadir_MeanByDefault,
        (ins DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing)> {
  let summary = "Cross-entropy of softmax(input)";
  let formulaText = "-sum_c w_c t_c log(softmax(x)_c)";
  let meanDivisor = "index targets: sum of the weights of the labels that are "
                    "not ignored; probabilities: number of rows";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
    Input [C], [N, C] or [N, C, d1, ..]. Index targets (integers) have its shape
    without C, probability targets (floats) its shape; weight [C].
    l = -sum_c w_c t_c log softmax(x)_c, where t is the target distribution,
    smoothed as (1 - label_smoothing) t + label_smoothing / C.

    - `cross_entropy_c1`: the mean over index targets divides by the sum of the
      weights of the labels that are not ignored (NaN if all are), with label
      smoothing too.
    - `cross_entropy_c2`: the mean over probability targets divides by the
      number of rows, N d1 ..., with weights too.
    - `cross_entropy_c3`: a label outside [0, C) that is not `ignore_index`
      fails the step.
    - `cross_entropy_c4`: label_smoothing is in [0, 1].
    - `cross_entropy_c5`: `ignore_index` has no meaning for probabilities.
    - `cross_entropy_c6`: a logit of -infinity has no effect on an index target
      of another class, with weights too; a probability of 0 for it gives NaN,
      and a logit of infinity always does.
    - `cross_entropy_c7`: large logits are as good as small ones: only their
      differences count.}];
  let assemblyFormat = Nadir_WithWeight<>.format;
}

def Nadir_NllLossOp
    : Nadir_LossOp<"nll_loss",
        (ins Nadir_FloatTensor:$input, Nadir_IndexTensor:$target,
             Optional<Nadir_FloatTensor>:$weight),
        (ins DefaultValuedAttr<Nadir_Int, "-100">:$ignore_index), [{
          ClassLoss loss(f(getInput()), f(getTarget()), f(getWeight()),
                         getIgnoreIndex());
          return loss.negativeLogLikelihood(getReduction());
        }],
        Nadir_LossShapes<"inferClassLoss", "/*probabilityTargets=*/false, ">.text> {
  let summary = "-w[target] * input[target]";
  let formulaText = "-w_y x_y";
  let meanDivisor = "sum of the weights of the labels that are not ignored";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html
    Input (log-probabilities) [C], [N, C] or [N, C, d1, ..], target its shape
    without C, weight [C].

    - `nll_loss_c1`: the mean divides by the sum of the weights of the labels
      that are not ignored (NaN if all are).
    - `nll_loss_c2`: an input of -infinity for a class that is not the label has
      no effect.
    - `nll_loss_c3`: a label outside [0, C) that is not `ignore_index` fails the
      step.}];
  let assemblyFormat = Nadir_WithWeight<>.format;
}

def Nadir_SoftmaxFocalLossOp
    : Nadir_LossOp<"softmax_focal_loss",
        (ins Nadir_FloatTensor:$inputs, Nadir_IndexTensor:$targets),
        (ins DefaultValuedAttr<F64Attr, "0.25">:$alpha,
             DefaultValuedAttr<F64Attr, "2.0">:$gamma), [{
          Expr entropy = labelEntropy(f(getInputs()), f(getTargets()), "targets");
          Expr losses = focused(entropy, -expm1(-entropy),
                                getGamma().convertToDouble());
          double alpha = getAlpha().convertToDouble();
          losses = alpha >= 0.0 ? losses * alpha : losses;
          Shape rows(getTargets().getType().getShape());
          return reduceLoss(
              reshapeTo(losses, RankedTensorType::get(rows, losses.elementType())),
              getReduction());
        }],
        Nadir_LossShapes<"inferClassLoss", "/*probabilityTargets=*/false, ">.text,
        [], Nadir_FocalSettings<>.verification,
        DefaultValuedStrAttr<Nadir_ReductionAttr, "none">> {
  let summary = "Focal loss of one label among classes (Lin et al. 2017)";
  let formulaText = "-alpha (1 - p)^gamma log(p) with p = softmax(x)_y";
  let meanDivisor = "number of rows";
  let description = [{
    Equation 5 of https://arxiv.org/abs/1708.02002 with a softmax for the
    sigmoid. Inputs (logits) [C], [N, C] or [N, C, d1, ..], targets (integers)
    their shape without C.

    - `softmax_focal_loss_c1`: `alpha` weighs every class alike; -1 leaves it
      out.
    - `softmax_focal_loss_c2`: with `gamma` 0 and `alpha` -1 it is
      cross_entropy.
    - `softmax_focal_loss_c3`: value and gradient are finite for every finite
      logit.
    - `softmax_focal_loss_c4`: an alpha outside [0, 1] other than -1, and a
      negative gamma, are refused.
    - `softmax_focal_loss_c5`: a label outside [0, C) fails the step.}];
}

def Nadir_MultiMarginLossOp
    : Nadir_LossOp<"multi_margin_loss",
        (ins Nadir_FloatTensor:$input, Nadir_IndexTensor:$target),
        (ins DefaultValuedAttr<Nadir_Int, "1">:$p,
             DefaultValuedAttr<F64Attr, "1.0">:$margin,
             Optional<Nadir_FloatTensor>:$weight), [{
          Expr losses = multiMargin(f(getInput()), f(getTarget()),
                                    f(getWeight()), getP(),
                                    getMargin().convertToDouble());
          return reduceLoss(losses, getReduction());
        }], Nadir_LossShapes<"inferRowClassLoss">.text, [], [{
          return expectSetting(*this, "p to be 1 or 2", getP(),
                               getP() == 1 || getP() == 2);
        }]> {
  let summary = "Hinge of the label's score against each other score";
  let formulaText = "sum_{c != y} w_y max(0, margin - x_y + x_c)^p / C";
  let meanDivisor = "number of rows";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.multi_margin_loss.html
    Input [C] or [N, C], target [] or [N], weight [C].

    - `multi_margin_loss_c1`: the power and the weight apply after the maximum.
    - `multi_margin_loss_c2`: each row divides by C, the label's class counted;
      the mean then divides by N, with weights too.
    - `multi_margin_loss_c3`: at the hinge and beyond, up to a score of
      -infinity, the derivative is 0.
    - `multi_margin_loss_c4`: a label outside [0, C) fails the step.
    - `multi_margin_loss_c5`: `p` other than 1 and 2 is refused.}];
  let assemblyFormat = Nadir_WithWeight<>.format;
}

def Nadir_MultilabelMarginLossOp
    : Nadir_LossOp<"multilabel_margin_loss",
        (ins Nadir_FloatTensor:$input, Nadir_IndexTensor:$target), (ins), [{
          return reduceLoss(multilabelMargin(f(getInput()), f(getTarget())),
                            getReduction());
        }], Nadir_LossShapes<"inferLabelListLoss">.text> {
  let summary = "Hinge of every label's score against each other score";
  let formulaText = "sum_{y in t} sum_{c not in t} max(0, 1 - x_y + x_c) / C";
  let meanDivisor = "number of rows";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.multilabel_margin_loss.html
    Input [C] or [N, C]; target (integers) of its shape lists each row's labels.

    - `multilabel_margin_loss_c1`: the list ends at the first -1; what follows
      is not read as labels.
    - `multilabel_margin_loss_c2`: each row divides by C.
    - `multilabel_margin_loss_c3`: a target outside [-1, C) fails the step.
    - `multilabel_margin_loss_c4`: at the hinge the derivative is 0.
    - `multilabel_margin_loss_c5`: a label that is listed twice counts twice.}];
}

def Nadir_MultilabelSoftMarginLossOp
    : Nadir_LossOp<"multilabel_soft_margin_loss",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target,
             Optional<Nadir_FloatTensor>:$weight), (ins), [{
          Expr x = f(getInput()), weight = f(getWeight());
          // The sum of both logarithms, also where one of them is infinite.
          Expr t = f(getTarget()), rest = log1p(exp(-abs(x)));
          Expr losses =
              (1.0 - t) * maximum(x, 0.0) - t * minimum(x, 0.0) + rest;
          if (weight)
            losses = losses * weight;
          int64_t dim = x.rank() - 1;
          return reduceLoss(sum(losses, dim, /*keepdim=*/false) /
                                elementCount(losses, dim),
                            getReduction());
        }], Nadir_LossShapes<"inferRowPointwiseLoss">.text> {
  let summary = "Mean over classes of binary_cross_entropy_with_logits";
  let formulaText = "-sum_c w_c (t_c log(sigmoid(x_c)) + "
                    "(1 - t_c) log(sigmoid(-x_c))) / C";
  let meanDivisor = "number of rows";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.multilabel_soft_margin_loss.html
    Input (logits) and target [*, C], result [*]; weight broadcast to the input.

    - `multilabel_soft_margin_loss_c1`: each row divides by C, not by the
      weights; the mean then divides by the number of rows.
    - `multilabel_soft_margin_loss_c2`: value and gradient are finite for every
      finite logit. An infinite one that the target contradicts has an infinite
      value and the gradient of a large one; one that it agrees with gives NaN
      (0 times infinity) and the gradient 0.
    - `multilabel_soft_margin_loss_c3`: input and target have the same shape.}];
  let assemblyFormat = Nadir_WithWeight<>.format;
}

#endif // NADIR_DIALECT_CLASSLOSSES
