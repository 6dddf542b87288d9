// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Losses of elements under a distribution: divergence, Poisson, Gaussian, and
// the binary cross-entropies.

#ifndef NADIR_DIALECT_LIKELIHOODLOSSES
#define NADIR_DIALECT_LIKELIHOODLOSSES

include "dialect/LossBase.td"

def Nadir_KlDivOp
    : Nadir_PairLoss<"kl_div",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target), (ins), [{
          Expr x = f(getInput()), t = f(getTarget());
          Expr entropy = select(eq(t, 0.0), zerosLike(t), t * log(t));
          Expr losses = getLogTarget() ? exp(t) * (t - x) : entropy - t * x;
          if (getReduction() != "batchmean")
            return reduceLoss(losses, getReduction());
          Expr total = reduceLoss(losses, "sum");
          return x.rank() == 0 ? total : total / elementCount(x, {0});
        }], "", DefaultValuedStrAttr<Nadir_BatchReductionAttr, "mean">,
        (ins DefaultValuedAttr<BoolAttr, "false">:$log_target)> {
  let summary = "Kullback-Leibler divergence of log-probabilities";
  let formulaText = "t (log(t) - x), or exp(t) (t - x) with log_target";
  let meanDivisor = "number of elements; batchmean: size of the input's "
                    "dimension 0";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html
    Input (log-probabilities) and target [*] (f32 or f64), broadcast together;
    target are probabilities, or their logarithms with `log_target`.

    - `kl_div_c1`: a target of 0 gives 0, with the derivative 0 by a finite
      input.
    - `kl_div_c2`: `batchmean` divides the sum by the size of the input's
      dimension 0 (by 1 for a scalar), `mean` by the number of elements.
    - `kl_div_c3`: a negative target gives NaN.
    - `kl_div_c4`: the derivative by a target of 0 is NaN.
    - `kl_div_c5`: a target of 0 with an input of -infinity gives NaN.}];
}

def Nadir_PoissonNllLossOp
    : Nadir_PairLoss<"poisson_nll_loss",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target),
        (ins DefaultValuedAttr<BoolAttr, "true">:$log_input,
             DefaultValuedAttr<BoolAttr, "false">:$full,
             DefaultValuedAttr<F64Attr, "1e-8">:$eps), [{
          Expr x = f(getInput()), t = f(getTarget());
          Expr losses = getLogInput()
                            ? exp(x) - t * x
                            : x - t * log(x + getEps().convertToDouble());
          if (!getFull())
            return reduceLoss(losses, getReduction());
          Expr stirling = t * log(t) - t + log(t * (2.0 * M_PI)) * 0.5;
          stirling = select(le(t, 1.0), zerosLike(t), stirling);
          return reduceLoss(losses + stirling, getReduction());
        }]> {
  let summary = "Negative log-likelihood of Poisson-distributed targets";
  let formulaText = "exp(x) - t x, or x - t log(x + eps) without log_input; "
                    "full adds t log(t) - t + log(2 pi t) / 2";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.poisson_nll_loss.html
    Input (the rate, or its logarithm with `log_input`) and target (counts) [*]
    (f32 or f64), broadcast together.

    - `poisson_nll_loss_c1`: the Stirling term of `full` is 0 for targets of 1
      or less.
    - `poisson_nll_loss_c2`: without `log_input`, `eps` is added to the input
      inside of the logarithm only.
    - `poisson_nll_loss_c3`: without `log_input`, an input below -eps gives
      NaN.}];
}

def Nadir_GaussianNllLossOp
    : Nadir_LossOp<"gaussian_nll_loss",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target,
             Nadir_FloatOrNumber:$var),
        (ins DefaultValuedAttr<BoolAttr, "false">:$full,
             DefaultValuedAttr<F64Attr, "1e-6">:$eps), [{
          Expr x = f(getInput()), t = f(getTarget()), var = f(getVar());
          var = checkRange(var, 0.0, std::numeric_limits<double>::infinity(),
                           "var", /*allowNan=*/true);
          if (var.rank() != 0 && var.rank() != x.rank())
            var = unsqueeze(var, var.rank());
          var = clampValue(var, getEps().convertToDouble());
          Expr losses = (log(var) + square(x - t) / var) * 0.5;
          if (getFull())
            losses = losses + 0.5 * std::log(2.0 * M_PI);
          return reduceLoss(losses, getReduction());
        }], Nadir_LossShapes<"inferGaussianLoss">.text> {
  let summary = "Negative log-likelihood of normally distributed targets";
  let formulaText = "(log(v) + (x - t)^2 / v) / 2 with v = max(var, eps); "
                    "full adds log(2 pi) / 2";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.gaussian_nll_loss.html
    Input (means) and target [*] (f32 or f64), broadcast together. The variance
    has the input's shape, or that shape with 1 for the last dimension, or
    without it; or it is a number, for all elements (in the text a tensor of
    rank 0).

    - `gaussian_nll_loss_c1`: a variance below `eps` counts as `eps`; its
      derivative is that of the formula at `eps`, not 0.
    - `gaussian_nll_loss_c2`: a negative variance fails the step; NaN gives NaN.
    - `gaussian_nll_loss_c3`: another shape of var is refused.
    - `gaussian_nll_loss_c4`: `full` adds the constant log(2 pi) / 2.}];
}

/// The shapes of the binary cross-entropies: weights broadcast, targets don't.
defvar Nadir_BinaryShapes =
    Nadir_LossShapes<"inferPointwiseLoss", "/*broadcast=*/false, ">.text;

def Nadir_BinaryCrossEntropyOp
    : Nadir_LossOp<"binary_cross_entropy",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target,
             Optional<Nadir_FloatTensor>:$weight), (ins), [{
          Expr input = checkRange(f(getInput()), 0.0, 1.0, "input");
          Expr target = checkRange(f(getTarget()), 0.0, 1.0, "target");
          return reduceLoss(clampedEntropy(input, target),
                            getReduction(), f(getWeight()));
        }], Nadir_BinaryShapes> {
  let summary = "-(t log(x) + (1 - t) log(1 - x))";
  let formulaText = "-w (t log(x) + (1 - t) log(1 - x))";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy.html
    Input (probabilities), target and result [*], weight broadcast to them.

    - `binary_cross_entropy_c1`: each logarithm is at least -100.
    - `binary_cross_entropy_c2`: the gradient's denominator x (1 - x) is at
      least 1e-12.
    - `binary_cross_entropy_c3`: an input or a target outside [0, 1] fails the
      step.
    - `binary_cross_entropy_c4`: input and target have the same shape.
    - `binary_cross_entropy_c5`: the mean divides by the number of elements,
      with weights too.
    - `binary_cross_entropy_c6`: the derivative by the target is log(1 - x) -
      log(x), not clamped.

    The input of a sigmoid is better given to `binary_cross_entropy_with_logits`;
    the compiler rewrites it so (c1 and c2 have no effect then).}];
  let assemblyFormat = Nadir_WithWeight<>.format;
}

def Nadir_BinaryCrossEntropyWithLogitsOp
    : Nadir_LossOp<"binary_cross_entropy_with_logits",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target,
             Optional<Nadir_FloatTensor>:$weight), (ins), [{
          Expr x = f(getInput()), t = f(getTarget()), positive = f(getPosWeight());
          Expr logWeight = positive ? (positive - 1.0) * t + 1.0 : Expr();
          Expr entropy = positive ? logWeight * logsigmoid(x) : logsigmoid(x);
          return reduceLoss((1.0 - t) * x - entropy, getReduction(),
                            f(getWeight()));
        }], Nadir_BinaryShapes, [AttrSizedOperandSegments], "",
        Nadir_MeanByDefault, (ins Optional<Nadir_FloatTensor>:$pos_weight)> {
  let summary = "binary_cross_entropy of sigmoid(input), for any logit";
  let formulaText = "w ((1 - t) x - (1 + (p - 1) t) log(sigmoid(x)))";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy_with_logits.html
    Input (logits), target and result [*]; weight and pos_weight p broadcast to
    them.

    - `binary_cross_entropy_with_logits_c1`: value and gradient are finite for
      every finite logit.
    - `binary_cross_entropy_with_logits_c2`: the mean divides by the number of
      elements, with weights too.
    - `binary_cross_entropy_with_logits_c3`: `pos_weight` multiplies the term of
      t alone.
    - `binary_cross_entropy_with_logits_c4`: input and target have the same
      shape.}];
  let assemblyFormat = [{
    $input `,` $target (`weight` `(` $weight^ `)`)?
    (`pos_weight` `(` $pos_weight^ `)`)? attr-dict `:`
    functional-type(operands, results)
  }];
}

/// The settings of the focal losses.
class Nadir_FocalSettings {
  string verification = [{
    double alpha = getAlpha().convertToDouble();
    double gamma = getGamma().convertToDouble();
    if (failed(expectSetting(*this, "alpha in [0, 1], or -1 for none", alpha,
                             alpha == -1.0 || (alpha >= 0.0 && alpha <= 1.0))))
      return failure();
    return expectSetting(*this, "gamma >= 0", gamma, gamma >= 0.0);
  }];
}

def Nadir_SigmoidFocalLossOp
    : Nadir_LossOp<"sigmoid_focal_loss",
        (ins Nadir_FloatTensor:$inputs, Nadir_FloatTensor:$targets),
        (ins DefaultValuedAttr<F64Attr, "0.25">:$alpha,
             DefaultValuedAttr<F64Attr, "2.0">:$gamma), [{
          Expr x = f(getInputs()), t = f(getTargets());
          // 1 - p_t, without cancellation where p_t is near 1.
          Expr missing = t * sigmoid(-x) + (1.0 - t) * sigmoid(x);
          Expr losses = focused((1.0 - t) * x - logsigmoid(x), missing,
                                getGamma().convertToDouble());
          double alpha = getAlpha().convertToDouble();
          if (alpha >= 0.0)
            losses = losses * (t * (2.0 * alpha - 1.0) + (1.0 - alpha));
          return reduceLoss(losses, getReduction());
        }], Nadir_BinaryShapes, [], Nadir_FocalSettings<>.verification,
        DefaultValuedStrAttr<Nadir_ReductionAttr, "none">> {
  let summary = "Focal loss of independent labels (Lin et al. 2017)";
  let formulaText = "-a (1 - p)^gamma log(p) with p = sigmoid(x) and a = alpha "
                    "for t = 1, p = sigmoid(-x) and a = 1 - alpha for t = 0";
  let description = [{
    https://pytorch.org/vision/stable/generated/torchvision.ops.sigmoid_focal_loss.html
    Equation 5 of https://arxiv.org/abs/1708.02002. Inputs (logits), targets (0,
    1, or a share between) and result [*] (f32 or f64).

    - `sigmoid_focal_loss_c1`: `alpha` -1 leaves the balance out.
    - `sigmoid_focal_loss_c2`: with `gamma` 0 and `alpha` -1 it is
      binary_cross_entropy_with_logits.
    - `sigmoid_focal_loss_c3`: value and gradient are finite for every finite
      logit.
    - `sigmoid_focal_loss_c4`: an alpha outside [0, 1] other than -1, and a
      negative gamma, are refused.
    - `sigmoid_focal_loss_c5`: inputs and targets have the same shape.}];
}

#endif // NADIR_DIALECT_LIKELIHOODLOSSES
