// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Losses. Each is one definition: arguments, defaults and formula as in
// torch.nn.functional. Shape rules, gradient, generated code, oracle and the
// builder's function follow from it.

#ifndef NADIR_DIALECT_LOSSES
#define NADIR_DIALECT_LOSSES

include "dialect/Base.td"

def Nadir_ReductionAttr
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({\"none\", \"mean\", \"sum\"}, "
                "::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "'none', 'mean' or 'sum'">]>;

class Nadir_LossOp<string mnemonic, dag operands, dag settings, string formula,
                   string inference, list<Trait> traits = []>
    : Nadir_Op<mnemonic, [Pure, Nadir_Inferred, Nadir_Decomposable] # traits> {
  let arguments = !con(operands, settings,
      (ins DefaultValuedStrAttr<Nadir_ReductionAttr, "mean">:$reduction));
  let results = (outs Nadir_FloatTensor:$result);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
  }] # inference # [{
    }
  }] # Nadir_FormulaMethod<formula>.text;
}

/// A loss of each pair of elements, with an optional weight for each.
class Nadir_WeightedLoss<string mnemonic, string formula>
    : Nadir_LossOp<mnemonic,
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target,
             Optional<Nadir_FloatTensor>:$weight), (ins),
        "Expr input = f(getInput()), target = f(getTarget());"
        "return reduceLoss(" # formula #
        ", getReduction(), f(getWeight()), /*meanOfWeights=*/true);", [{
          return inferPointwiseLoss(
              location, getOperationName(), adaptor.getOperands().getTypes(),
              /*broadcast=*/true, adaptor.getReduction(), types);
        }]> {
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.}] # mnemonic #
    [{.html
    Input and target [*], broadcast together; weight of the result's shape.
    `mean` divides by the number of elements, with weights by their sum.
  }];
  let assemblyFormat = [{
    $input `,` $target (`weight` `(` $weight^ `)`)? attr-dict `:`
    functional-type(operands, results)
  }];
}

def Nadir_MseLossOp : Nadir_WeightedLoss<"mse_loss", "square(input - target)"> {
  let summary = "Squared error: (input - target)^2";
}
def Nadir_L1LossOp : Nadir_WeightedLoss<"l1_loss", "abs(input - target)"> {
  let summary = "Absolute error: |input - target|; its derivative at 0 is 0";
}

def Nadir_CrossEntropyOp
    : Nadir_LossOp<"cross_entropy",
        (ins Nadir_FloatTensor:$input,
             Nadir_NumberTensor:$target,
             Optional<Nadir_FloatTensor>:$weight),
        (ins DefaultValuedAttr<Nadir_Int, "-100">:$ignore_index,
             DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing), [{
          ClassLoss loss(f(getInput()), f(getTarget()), f(getWeight()),
                         getIgnoreIndex());
          return loss.crossEntropy(getLabelSmoothing().convertToDouble(),
                                   getReduction());
        }], [{
          return inferClassLoss(location, getOperationName(),
                                adaptor.getOperands().getTypes(),
                                /*probabilityTargets=*/true,
                                adaptor.getReduction(), types);
        }]> {
  let summary = "Cross-entropy of softmax(input)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
    Input [C], [N, C] or [N, C, d1, ..]. Index targets (integers) have its shape
    without C, probability targets (floats) its shape; weight [C].
    l = -sum_c w_c t_c log softmax(x)_c, where t is the target distribution,
    smoothed as (1 - label_smoothing) t + label_smoothing / C.

    - `cross_entropy_c1`: the mean over index targets divides by the sum of the
      weights of the labels that are not ignored (NaN if all are).
    - `cross_entropy_c2`: the mean over probability targets divides by the
      number of rows, N d1 ...
    - `cross_entropy_c3`: a label outside [0, C) that is not `ignore_index`
      fails the step.
    - `cross_entropy_c4`: label_smoothing is in [0, 1].
    - `cross_entropy_c5`: `ignore_index` has no meaning for probabilities.
  }];
  let assemblyFormat = [{
    $input `,` $target (`weight` `(` $weight^ `)`)? attr-dict `:`
    functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Nadir_NllLossOp
    : Nadir_LossOp<"nll_loss",
        (ins Nadir_FloatTensor:$input, Nadir_IndexTensor:$target,
             Optional<Nadir_FloatTensor>:$weight),
        (ins DefaultValuedAttr<Nadir_Int, "-100">:$ignore_index), [{
          ClassLoss loss(f(getInput()), f(getTarget()), f(getWeight()),
                         getIgnoreIndex());
          return loss.negativeLogLikelihood(getReduction());
        }], [{
          return inferClassLoss(location, getOperationName(),
                                adaptor.getOperands().getTypes(),
                                /*probabilityTargets=*/false,
                                adaptor.getReduction(), types);
        }]> {
  let summary = "-w[target] * input[target]";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html
    Input (log-probabilities) [C], [N, C] or [N, C, d1, ..], target its shape
    without C, weight [C]. Ignored labels and the mean's divisor as in
    `cross_entropy`.
  }];
  let assemblyFormat = [{
    $input `,` $target (`weight` `(` $weight^ `)`)? attr-dict `:`
    functional-type(operands, results)
  }];
}

def Nadir_BinaryCrossEntropyOp
    : Nadir_LossOp<"binary_cross_entropy",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target,
             Optional<Nadir_FloatTensor>:$weight), (ins), [{
          Expr input = checkRange(f(getInput()), 0.0, 1.0, "input");
          return reduceLoss(clampedEntropy(input, f(getTarget())),
                            getReduction(), f(getWeight()));
        }], [{
          return inferPointwiseLoss(
              location, getOperationName(), adaptor.getOperands().getTypes(),
              /*broadcast=*/false, adaptor.getReduction(), types);
        }]> {
  let summary = "-(t log(x) + (1 - t) log(1 - x))";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy.html
    Input (probabilities), target and result [*], weight broadcast to them.

    - `binary_cross_entropy_c1`: each logarithm is at least -100.
    - `binary_cross_entropy_c2`: the gradient's denominator x (1 - x) is at
      least 1e-12.
    - `binary_cross_entropy_c3`: an input outside [0, 1] fails the step.
    - `binary_cross_entropy_c4`: input and target have the same shape.

    The input of a sigmoid is better given to `binary_cross_entropy_with_logits`;
    the compiler rewrites it so (c1 and c2 have no effect then).
  }];
  let assemblyFormat = [{
    $input `,` $target (`weight` `(` $weight^ `)`)? attr-dict `:`
    functional-type(operands, results)
  }];
}

def Nadir_ClampedEntropyOp
    : Nadir_Op<"clamped_entropy", [Pure, Nadir_Inferred, Nadir_Pointwise,
                                   Nadir_Differentiable, Nadir_Decomposable]> {
  let summary = "One element of binary_cross_entropy, with its closed gradient";
  let description = [{
    -(t max(log(x), -100) + (1 - t) max(log(1 - x), -100)); its derivative by x
    is (x - t) / max(x (1 - x), 1e-12).
  }];
  let arguments = (ins Nadir_FloatTensor:$lhs, Nadir_FloatTensor:$rhs);
  let results = (outs Nadir_FloatTensor:$result);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return inferBroadcast(location, getOperationName(),
                            adaptor.getLhs().getType(),
                            adaptor.getRhs().getType(), {}, types);
    }
    ::mlir::Value $cppClass::gradient(::mlir::OpOperand &operand,
                                      ::mlir::Value resultGradient,
                                      ::mlir::OpBuilder &builder) {
      FormulaBuilder f(builder, getLoc());
      Expr grad = f(resultGradient), x = f(getLhs()), t = f(getRhs());
      if (operand.getOperandNumber() == 0)
        return sumTo(grad * (x - t) / maximum(x * (1.0 - x), 1e-12),
                     getLhs().getType());
      return sumTo(grad * (maximum(log1p(-x), -100.0) - maximum(log(x), -100.0)),
                   getRhs().getType());
    }
  }] # Nadir_FormulaMethod<[{
    Expr x = f(getLhs()), t = f(getRhs());
    return (t - 1.0) * maximum(log1p(-x), -100.0) -
           t * maximum(log(x), -100.0);
  }]>.text;
}

def Nadir_BinaryCrossEntropyWithLogitsOp
    : Nadir_LossOp<"binary_cross_entropy_with_logits",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target,
             Optional<Nadir_FloatTensor>:$weight,
             Optional<Nadir_FloatTensor>:$pos_weight), (ins), [{
          Expr x = f(getInput()), t = f(getTarget()), positive = f(getPosWeight());
          Expr logWeight = positive ? (positive - 1.0) * t + 1.0 : Expr();
          Expr entropy = positive ? logWeight * logsigmoid(x) : logsigmoid(x);
          return reduceLoss((1.0 - t) * x - entropy, getReduction(),
                            f(getWeight()));
        }], [{
          return inferPointwiseLoss(
              location, getOperationName(), adaptor.getOperands().getTypes(),
              /*broadcast=*/false, adaptor.getReduction(), types);
        }], [AttrSizedOperandSegments]> {
  let summary = "binary_cross_entropy of sigmoid(input), for any logit";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy_with_logits.html
    (1 - t) x - (1 + (p - 1) t) log sigmoid(x). Input (logits), target and
    result [*]; weight and pos_weight p broadcast to them. `mean` divides by the
    number of elements. Value and gradient are finite for every finite logit.
  }];
  let assemblyFormat = [{
    $input `,` $target (`weight` `(` $weight^ `)`)?
    (`pos_weight` `(` $pos_weight^ `)`)? attr-dict `:`
    functional-type(operands, results)
  }];
}

#endif // NADIR_DIALECT_LOSSES
