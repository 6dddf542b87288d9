// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Matrix products.

#ifndef NADIR_DIALECT_LINEAR
#define NADIR_DIALECT_LINEAR

include "dialect/Base.td"

def Nadir_MatmulOp
    : Nadir_Op<"matmul", [Pure, Nadir_Inferred, Nadir_Differentiable]> {
  let summary = "Batched matrix product of the last two dimensions";
  let description = [{
    [.., M, K] times [.., K, N]; `transpose_lhs` and `transpose_rhs` swap the
    last two dimensions of an operand first. Leading dimensions are equal, or
    one operand has rank 2 and is used for all.
  }];
  let arguments = (ins Nadir_FloatTensor:$lhs, Nadir_FloatTensor:$rhs,
      DefaultValuedAttr<BoolAttr, "false">:$transpose_lhs,
      DefaultValuedAttr<BoolAttr, "false">:$transpose_rhs);
  let results = (outs Nadir_FloatTensor:$result);
  let extraClassDeclaration = [{
    /// Gradient of a rank-2 operand that is used for every leading index.
    ::mlir::Value sharedGradient(bool isLhs, Expr grad, Expr lhs, Expr rhs);
  }];
}

def Nadir_LinearOp
    : Nadir_Op<"linear", [Pure, Nadir_Inferred, Nadir_Decomposable]> {
  let summary = "input * weight^T + bias";
  let description = [{
    Input [.., in_features] (rank 1 or more), weight [out_features,
    in_features], bias [out_features]; result [.., out_features].
    https://pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
  }];
  let arguments = (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$weight,
                       Optional<Nadir_FloatTensor>:$bias);
  let results = (outs Nadir_FloatTensor:$result);
  let extraClassDefinition = Nadir_FormulaMethod<[{
    Expr input = f(getInput()), weight = f(getWeight());
    // A vector is a matrix of one row.
    Expr product = matmul(input.rank() == 1 ? unsqueeze(input, 0) : input,
                          weight, false, true);
    product = reshapeTo(product, getType());
    return getBias() ? product + f(getBias()) : product;
  }]>.text;
}

#endif // NADIR_DIALECT_LINEAR
