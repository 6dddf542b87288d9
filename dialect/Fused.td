// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Forms that only the compiler writes: losses with a closed gradient, and the
// groups of operations that become one kernel.

#ifndef NADIR_DIALECT_FUSED
#define NADIR_DIALECT_FUSED

include "dialect/Base.td"

def Nadir_SoftmaxCrossEntropyOp
    : Nadir_Op<"softmax_cross_entropy",
               [Pure, Nadir_Inferred, Nadir_Differentiable,
                Nadir_Decomposable]> {
  let summary = "Cross-entropy of a softmax, with its closed gradient";
  let description = [{
    Along `dim` of the logits. With integer targets (the logits' shape without
    `dim`): logsumexp(x) - x[target]. With float targets of the logits' shape:
    sum(t * (logsumexp(x) - x)), where a zero target of a logit -inf gives NaN. The
    result has the logits' shape without `dim`. Gradient by the logits:
    softmax(x) * sum(t) - t; finite wherever the logits are.
  }];
  let arguments = (ins Nadir_FloatTensor:$logits,
      Nadir_NumberTensor:$target, Nadir_Int:$dim);
  let results = (outs Nadir_FloatTensor:$result);
}
def Nadir_SoftmaxCrossEntropyGradOp
    : Nadir_Op<"softmax_cross_entropy_grad",
               [Pure, Nadir_Decomposable,
                AllTypesMatch<["logits", "result"]>]> {
  let summary = "Gradient of softmax_cross_entropy by the logits";
  let description = [{
    (softmax(x) * sum(t) - t) * grad, with `grad` of the loss's shape.
  }];
  let arguments = (ins Nadir_FloatTensor:$logits,
      Nadir_NumberTensor:$target, Nadir_FloatTensor:$grad,
      Nadir_Int:$dim);
  let results = (outs Nadir_FloatTensor:$result);
  let hasVerifier = 1;
}

defvar Nadir_LabelPairArguments =
    (ins Nadir_FloatTensor:$scores, Nadir_IndexTensor:$labels,
         Nadir_IndexTensor:$length, Nadir_BoolTensor:$free);
def Nadir_LabelPairsOp
    : Nadir_Op<"label_pairs", [Pure, Nadir_Inferred, Nadir_Differentiable]> {
  let summary = "Hinges of each row's labels against its free classes";
  let description = [{
    sum over k < length and classes c that are free of max(0, 1 - x[label k] +
    x[c]), for each row. Scores x [N, C], labels [N, C] in [0, C), length [N],
    free [N, C]; result [N]. Work and memory follow the lengths, where a formula
    over all pairs of classes would have N C C elements.
  }];
  let arguments = Nadir_LabelPairArguments;
  let results = (outs Nadir_FloatTensor:$result);
}
def Nadir_LabelPairsGradOp
    : Nadir_Op<"label_pairs_grad", [Pure, Nadir_Differentiable,
                                    AllTypesMatch<["scores", "result"]>]> {
  let summary = "Gradient of label_pairs by the scores";
  let description = [{
    Each hinge above 0 adds grad to its class and takes it from its label; at
    the hinge the derivative is 0. `grad` is [N].
  }];
  let arguments = !con(Nadir_LabelPairArguments, (ins Nadir_FloatTensor:$grad));
  let results = (outs Nadir_FloatTensor:$result);
  let hasVerifier = 1;
}

def Nadir_ClampedEntropyOp
    : Nadir_Op<"clamped_entropy", [Pure, Nadir_Inferred, Nadir_Pointwise,
                                   Nadir_Differentiable, Nadir_Decomposable]> {
  let summary = "One element of binary_cross_entropy, with its closed gradient";
  let description = [{
    -(t max(log(x), -100) + (1 - t) max(log(1 - x), -100)); its derivative by x
    is (x - t) / max(x (1 - x), 1e-12), that by t log(1 - x) - log(x) without
    clamping.
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
        return sumTo(grad * (x - t) / maximum(x * (1.0 - x), 1e-12f),
                     getLhs().getType());
      return sumTo(grad * (log1p(-x) - log(x)), getRhs().getType());
    }
  }] # Nadir_FormulaMethod<[{
    Expr x = f(getLhs()), t = f(getRhs());
    return (t - 1.0) * maximum(log1p(-x), -100.0) -
           t * maximum(log(x), -100.0);
  }]>.text;
}

def Nadir_ClampValueOp
    : Nadir_Op<"clamp_value", [Pure, SameOperandsAndResultType, Nadir_Pointwise,
                               Nadir_Differentiable, Nadir_Decomposable]> {
  let summary = "max(input, min) whose gradient is not cut";
  let description = "Its derivative is 1 everywhere, below `min` too.";
  let arguments = (ins Nadir_FloatTensor:$input, F64Attr:$min);
  let results = (outs Nadir_FloatTensor:$result);
  let extraClassDefinition = [{
    ::mlir::Value $cppClass::gradient(::mlir::OpOperand &,
                                      ::mlir::Value resultGradient,
                                      ::mlir::OpBuilder &) {
      return resultGradient;
    }
  }] # Nadir_FormulaMethod<[{
    return maximum(f(getInput()), getMin().convertToDouble());
  }]>.text;
}

def Nadir_GroupKind
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({\"loop\", \"matmul\", \"sequential\", "
                "\"check\"}, ::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "'loop', 'matmul', 'sequential' or 'check'">]>;

def Nadir_GroupOp
    : Nadir_Op<"group", [SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "Operations that become one kernel";
  let description = [{
    The region holds the operations and yields what leaves them; it reads values
    from outside by name. `kind` says what the schedule makes of it: `loop`
    (pointwise operations and reductions over one domain), `matmul` (one product
    with its pointwise epilogue), `sequential`, or `check`. `update` marks those
    that write parameters or optimizer state.
  }];
  let arguments = (ins Nadir_GroupKind:$kind, UnitAttr:$update);
  let results = (outs Variadic<Nadir_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $kind (`update` $update^)? attr-dict-with-keyword (`:` type($results)^)? $body
  }];
}
def Nadir_YieldOp
    : Nadir_Op<"yield", [Pure, Terminator, HasParent<"GroupOp">]> {
  let summary = "The values that leave a group";
  let arguments = (ins Variadic<Nadir_Tensor>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins), "build($_builder, $_state, ::mlir::ValueRange());">];
}

#endif // NADIR_DIALECT_FUSED
