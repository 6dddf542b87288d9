// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reductions over any set of dimensions, and the normalisations built on them.

#ifndef NADIR_DIALECT_REDUCTIONS
#define NADIR_DIALECT_REDUCTIONS

include "dialect/Base.td"

class Nadir_Reduction<string mnemonic, Type tensor, list<Trait> traits = [],
                      string rule = "inferReduction">
    : Nadir_Op<mnemonic, [Pure, Nadir_Inferred, Nadir_Differentiable] # traits> {
  let description = [{
    Reduces the dimensions `dim` (all of them if the list is empty; negative
    numbers count from the end). With `keepdim` they stay, with size 1.
  }];
  let arguments = (ins tensor:$input,
      DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$dim,
      DefaultValuedAttr<BoolAttr, "false">:$keepdim);
  let results = (outs tensor:$result);
  string inference = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::nadir::}] # rule # [{(
          location, getOperationName(), adaptor.getInput().getType(),
          adaptor.getDim(), adaptor.getKeepdim(), types);
    }
  }];
  let extraClassDefinition = inference;
}

def Nadir_SumOp : Nadir_Reduction<"sum", Nadir_NumberTensor> {
  let summary = "Sum of elements; 0 over nothing";
}
class Nadir_Extreme<string mnemonic>
    : Nadir_Reduction<mnemonic, Nadir_NumberTensor, [], "inferExtreme"> {
  let description = [{
    Reduces as the other reductions do. Equal ones share the gradient evenly.
    A reduced dimension of size 0 is refused; over a batch of 0 rows the result
    is the type's }] # !if(!eq(mnemonic, "max"), "lowest", "highest") # [{ value
    (of floats, an infinity).
    https://pytorch.org/docs/stable/generated/torch.a}] # mnemonic # [{.html
  }];
}
def Nadir_MaxOp : Nadir_Extreme<"max"> {
  let summary = "Largest element, NaN if any is NaN";
}
def Nadir_MinOp : Nadir_Extreme<"min"> {
  let summary = "Smallest element, NaN if any is NaN";
}
def Nadir_MeanOp
    : Nadir_Reduction<"mean", Nadir_FloatTensor, [Nadir_Decomposable]> {
  let summary = "Mean of elements; NaN over nothing";
  let extraClassDefinition = inference # Nadir_FormulaMethod<[{
    Expr input = f(getInput());
    return sum(input, getDim(), getKeepdim()) / elementCount(input, getDim());
  }]>.text;
}
def Nadir_LogsumexpOp
    : Nadir_Reduction<"logsumexp", Nadir_FloatTensor, [Nadir_Decomposable]> {
  let summary = "log(sum(exp(input))), shifted by the largest element";
  let extraClassDefinition = inference # Nadir_FormulaMethod<[{
    Expr input = f(getInput());
    Expr shift = finiteMax(input, getDim());
    Expr total = log(sum(exp(input - shift), getDim(), true)) + shift;
    return reshapeTo(total, getType());
  }]>.text;
}

def Nadir_ArgmaxOp : Nadir_Op<"argmax", [Pure, Nadir_Inferred]> {
  let summary = "Position of the first largest element";
  let description = [{
    Along `dim`, or in row-major order over the whole tensor without it. NaN
    counts as largest. A dimension of size 0 is refused; over a batch of 0 rows
    the result is 0.
    https://pytorch.org/docs/stable/generated/torch.argmax.html
  }];
  let arguments = (ins Nadir_NumberTensor:$input, OptionalAttr<Nadir_Int>:$dim,
      DefaultValuedAttr<BoolAttr, "false">:$keepdim);
  let results = (outs Nadir_TensorOf<[I64]>:$result);
}

class Nadir_Normalisation<string mnemonic, string formula, string gradientBody>
    : Nadir_Op<mnemonic, [Pure, AllTypesMatch<["input", "result"]>,
                          Nadir_Differentiable, Nadir_Decomposable]> {
  let arguments = (ins Nadir_FloatTensor:$input, Nadir_Int:$dim);
  let results = (outs Nadir_FloatTensor:$result);
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::mlir::Value $cppClass::gradient(::mlir::OpOperand &,
                                      ::mlir::Value resultGradient,
                                      ::mlir::OpBuilder &builder) {
      FormulaBuilder f(builder, getLoc());
      Expr grad = f(resultGradient), result = f(getResult());
      int64_t dim = getDim();
      return }] # gradientBody # [{;
    }
  }] # Nadir_FormulaMethod<"Expr input = f(getInput()); int64_t dim = getDim(); "
                           # formula>.text;
}
def Nadir_SoftmaxOp : Nadir_Normalisation<"softmax", [{
      Expr exponential = exp(input - max(input, dim, true));
      return exponential * (1.0 / sum(exponential, dim, true));
    }], "(grad - sum(grad * result, dim, true)) * result"> {
  let summary = "exp(input) / sum(exp(input)) along a dimension; NaN along all "
                "of it if one is infinity, or all -infinity";
}
def Nadir_LogSoftmaxOp : Nadir_Normalisation<"log_softmax", [{
      Expr shifted = input - max(input, dim, true);
      return shifted - log(sum(exp(shifted), dim, true));
    }], "grad - exp(result) * sum(grad, dim, true)"> {
  let summary = "log(softmax(input)) without overflow or cancellation";
}

def Nadir_ElementCountOp
    : Nadir_Op<"element_count", [Pure, Nadir_Inferred, Nadir_Differentiable]> {
  let summary = "Number of elements along dimensions, as a float";
  let description = [{
    Of the input's element type (f32 for integers); depends on the number of
    rows if one of `dim` is the batch. The input's values are not read, so its
    derivative is 0.
  }];
  let arguments = (ins Nadir_Tensor:$input,
      DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$dim);
  let results = (outs Nadir_FloatTensor:$result);
  let hasFolder = 1;
}

#endif // NADIR_DIALECT_REDUCTIONS
