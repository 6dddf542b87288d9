// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The losses of regression, and all other families of losses.

#ifndef NADIR_DIALECT_LOSSES
#define NADIR_DIALECT_LOSSES

include "dialect/LossBase.td"
include "dialect/LikelihoodLosses.td"
include "dialect/ClassLosses.td"
include "dialect/PairLosses.td"

/// A loss of each pair of elements, with an optional weight for each.
class Nadir_WeightedLoss<string mnemonic, string formula, string rules = "">
    : Nadir_PairLoss<mnemonic,
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target), (ins),
        "Expr input = f(getInput()), target = f(getTarget());"
        "return reduceLoss(" # formula #
        ", getReduction(), f(getWeight()), /*meanOfWeights=*/true);", "",
        Nadir_MeanByDefault, (ins Optional<Nadir_FloatTensor>:$weight)> {
  let meanDivisor = "number of elements, or sum of the weights if given";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.}] # mnemonic #
    [{.html
    Input and target [*] (f32 or f64), broadcast together; weight of the
    result's shape.

    - `}] # mnemonic # [{_c1`: `mean` divides by the number of elements, with
      weights by their sum; over nothing it is NaN, and `sum` is 0.
    - `}] # mnemonic # [{_c2`: a weight of another shape is refused, not
      broadcast.}] # rules;
  let assemblyFormat = Nadir_WithWeight<>.format;
}

def Nadir_MseLossOp : Nadir_WeightedLoss<"mse_loss", "square(input - target)"> {
  let summary = "Squared error: (input - target)^2";
  let formulaText = "w (x - t)^2";
}
def Nadir_L1LossOp
    : Nadir_WeightedLoss<"l1_loss", "abs(input - target)", [{
    - `l1_loss_c3`: the derivative at 0 is 0.}]> {
  let summary = "Absolute error: |input - target|";
  let formulaText = "w abs(x - t)";
}

def Nadir_SmoothL1LossOp
    : Nadir_PairLoss<"smooth_l1_loss",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target), (ins), [{
          Expr error = f(getInput()) - f(getTarget());
          double beta = getBeta().convertToDouble();
          return reduceLoss(beta == 0.0 ? abs(error)
                                        : huber(error, beta) / beta,
                            getReduction());
        }], [{
          double beta = getBeta().convertToDouble();
          return expectSetting(*this, "beta >= 0", beta, beta >= 0.0);
        }], Nadir_MeanByDefault,
        (ins DefaultValuedAttr<F64Attr, "1.0">:$beta)> {
  let summary = "Squared error near 0, absolute error beyond";
  let formulaText = "(x - t)^2 / (2 beta) if abs(x - t) < beta, "
                    "else abs(x - t) - beta / 2";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.smooth_l1_loss.html
    Input and target [*] (f32 or f64), broadcast together.

    - `smooth_l1_loss_c1`: with `beta` 0 it is l1_loss, whose derivative at 0
      is 0.
    - `smooth_l1_loss_c2`: both pieces meet at beta, in value and derivative.
    - `smooth_l1_loss_c3`: a negative `beta` is refused.}];
}

def Nadir_HuberLossOp
    : Nadir_PairLoss<"huber_loss",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target), (ins), [{
          Expr error = f(getInput()) - f(getTarget());
          return reduceLoss(huber(error, getDelta().convertToDouble()),
                            getReduction(), f(getWeight()));
        }], [{
          double delta = getDelta().convertToDouble();
          return expectSetting(*this, "delta > 0", delta, delta > 0.0);
        }], Nadir_MeanByDefault,
        (ins DefaultValuedAttr<F64Attr, "1.0">:$delta,
             Optional<Nadir_FloatTensor>:$weight)> {
  let summary = "Squared error near 0, absolute error times delta beyond";
  let formulaText = "w (x - t)^2 / 2 if abs(x - t) <= delta, "
                    "else w delta (abs(x - t) - delta / 2)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.huber_loss.html
    Input and target [*] (f32 or f64), broadcast together; weight of the
    result's shape.

    - `huber_loss_c1`: the mean divides by the number of elements, with weights
      too (those of mse_loss and l1_loss divide by the weights).
    - `huber_loss_c2`: both pieces meet at delta, in value and derivative.
    - `huber_loss_c3`: `delta` of 0 or less is refused.
    - `huber_loss_c4`: an infinite error has the derivative delta or -delta.}];
  let assemblyFormat = Nadir_WithWeight<>.format;
}

#endif // NADIR_DIALECT_LOSSES
