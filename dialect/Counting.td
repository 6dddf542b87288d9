// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums over elements that an index or a comparison picks: what confusion
// matrices and curves are made of. They have no gradient.

#ifndef NADIR_DIALECT_COUNTING
#define NADIR_DIALECT_COUNTING

include "dialect/Base.td"

def Nadir_BincountOp : Nadir_Op<"bincount", [Pure, Nadir_Inferred]> {
  let summary = "Sum of the weights at each index";
  let description = [{
    Element i of the result [size] is the sum of the weights whose index is i;
    index and weights have the same shape, any one. `torch.bincount(input,
    weights)` with a size that is known beforehand. Indices must be in
    [0, size): a step that finds another one fails. Elements are added in
    row-major order.
    https://pytorch.org/docs/stable/generated/torch.bincount.html

    - `bincount_c1`: input and weights have the same shape.
    - `bincount_c2`: size is at least 1.

    ```mlir
    %counts = nadir.bincount %label, %ones {size = 10 : i64} : (tensor<?xi64>, tensor<?xf32>) -> tensor<10xf32>
    ```
  }];
  let arguments = (ins Nadir_IndexTensor:$input, Nadir_FloatTensor:$weights,
      Nadir_Int:$size);
  let results = (outs Nadir_FloatTensor:$result);
}

def Nadir_WeightAboveOp : Nadir_Op<"weight_above", [Pure, Nadir_Inferred]> {
  let summary = "For each score, the weight of all scores that are larger";
  let description = [{
    result[.., i, .., k] = sum of weight[.., j, .., k] over all j with
    score[.., j, .., k] > score[.., i, .., k], or >= where `inclusive`. The last
    dimension numbers independent columns, all others together the samples. The
    points of ROC and precision-recall curves at each score follow from it
    without sorting. The time is quadratic in the number of samples. With `rows`
    only that many indices of the first dimension are samples; the rest of the
    result is 0.

    - `weight_above_c1`: score and weight have the same shape, of rank 2 or
      more.
  }];
  let arguments = (ins Nadir_FloatTensor:$score, Nadir_FloatTensor:$weight,
      Optional<Nadir_ScalarF64>:$rows, DefaultValuedAttr<BoolAttr, "false">:$inclusive);
  let results = (outs Nadir_FloatTensor:$result);
}

#endif // NADIR_DIALECT_COUNTING
