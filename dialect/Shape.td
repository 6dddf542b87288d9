// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations that move elements: reshape, transpose, slice, gather and so on.

#ifndef NADIR_DIALECT_SHAPE
#define NADIR_DIALECT_SHAPE

include "dialect/Base.td"

def Nadir_ReshapeOp
    : Nadir_Op<"reshape", [Pure, Nadir_Differentiable]> {
  let summary = "The same elements in row-major order under another shape";
  let description = [{
    The batch dimension must stay whole: as many elements stand before it and
    after it as did in the input.
  }];
  let arguments = (ins Nadir_Tensor:$input);
  let results = (outs Nadir_Tensor:$result);
  let hasVerifier = 1;
  let hasFolder = 1;
}
def Nadir_FlattenOp
    : Nadir_Op<"flatten", [Pure, Nadir_Inferred, Nadir_Decomposable,
                           Nadir_Differentiable]> {
  let summary = "Joins the dimensions from start_dim to end_dim into one";
  let description = [{
    The default keeps the first dimension, as `torch.nn.Flatten`.
  }];
  let arguments = (ins Nadir_Tensor:$input,
      DefaultValuedAttr<Nadir_Int, "1">:$start_dim,
      DefaultValuedAttr<Nadir_Int, "-1">:$end_dim);
  let results = (outs Nadir_Tensor:$result);
}
def Nadir_TransposeOp
    : Nadir_Op<"transpose", [Pure, Nadir_Inferred, Nadir_Differentiable]> {
  let summary = "Dimensions in another order";
  let description = [{
    Dimension i of the result is dimension `permutation[i]` of the input
    (`torch.permute`).
  }];
  let arguments = (ins Nadir_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Nadir_Tensor:$result);
  let hasFolder = 1;
}
def Nadir_BroadcastOp
    : Nadir_Op<"broadcast", [Pure, Nadir_Pointwise, Nadir_Differentiable]> {
  let summary = "The input repeated to a larger shape by NumPy's rules";
  let arguments = (ins Nadir_Tensor:$input);
  let results = (outs Nadir_Tensor:$result);
  let hasVerifier = 1;
  let hasFolder = 1;
}
def Nadir_ConcatenateOp
    : Nadir_Op<"concatenate", [Pure, Nadir_Inferred, Nadir_Differentiable]> {
  let summary = "Tensors joined along a dimension";
  let description = "The dimension may not be the batch.";
  let arguments = (ins Variadic<Nadir_Tensor>:$inputs, Nadir_Int:$dim);
  let results = (outs Nadir_Tensor:$result);
}
def Nadir_SliceOp
    : Nadir_Op<"slice", [Pure, Nadir_Inferred, Nadir_Differentiable]> {
  let summary = "Elements start, start + step, ... before end of a dimension";
  let description = [{
    0 <= start <= end <= size and step >= 1; the dimension may not be the batch.
  }];
  let arguments = (ins Nadir_Tensor:$input, Nadir_Int:$dim, Nadir_Int:$start,
      Nadir_Int:$end, DefaultValuedAttr<Nadir_Int, "1">:$step);
  let results = (outs Nadir_Tensor:$result);
}
def Nadir_PadOp
    : Nadir_Op<"pad", [Pure, Nadir_Inferred, Nadir_Differentiable]> {
  let summary = "Zeros before, after and between the elements of a dimension";
  let description = [{
    `low` zeros before, `high` after and `interior` between neighbours: the
    gradient of `slice`. The dimension may not be the batch.
  }];
  let arguments = (ins Nadir_Tensor:$input, Nadir_Int:$dim, Nadir_Int:$low,
      Nadir_Int:$high, DefaultValuedAttr<Nadir_Int, "0">:$interior);
  let results = (outs Nadir_Tensor:$result);
}
def Nadir_OneHotOp : Nadir_Op<"one_hot", [Pure]> {
  let summary = "1 at the index, 0 elsewhere, along a new last dimension";
  let description = [{
    Indices must be in [0, num_classes): a step that finds another one fails.
    The result type gives the element type (`torch.nn.functional.one_hot` gives
    i64).
  }];
  let arguments = (ins Nadir_IndexTensor:$input, Nadir_Int:$num_classes);
  let results = (outs Nadir_Tensor:$result);
  let hasVerifier = 1;
}
def Nadir_IotaOp : Nadir_Op<"iota", [Pure, Nadir_Pointwise]> {
  let summary = "Each element's position along a dimension";
  let arguments = (ins Nadir_Int:$dim);
  let results = (outs Nadir_NumberTensor:$result);
  let hasVerifier = 1;
}
def Nadir_GatherOp
    : Nadir_Op<"gather", [Pure, Nadir_Inferred, Nadir_Differentiable]> {
  let summary = "input[.., index[..], ..] along a dimension (torch.gather)";
  let description = [{
    `index` has the input's rank, and its size in every other dimension; the
    result has the shape of `index`. Indices must be in [0, size): a step that
    finds another one fails.
    https://pytorch.org/docs/stable/generated/torch.gather.html
  }];
  let arguments = (ins Nadir_Tensor:$input, Nadir_IndexTensor:$index,
                       Nadir_Int:$dim);
  let results = (outs Nadir_Tensor:$result);
}
def Nadir_ScatterAddOp
    : Nadir_Op<"scatter_add", [Pure, Nadir_Inferred, Nadir_Differentiable]> {
  let summary = "Zeros of `size` along a dimension, with source added at index";
  let description = [{
    `index` and `source` have the same shape. Elements are added in row-major
    order of the source. The gradient of `gather`.
  }];
  let arguments = (ins Nadir_IndexTensor:$index, Nadir_FloatTensor:$source,
                       Nadir_Int:$dim, Nadir_Int:$size);
  let results = (outs Nadir_FloatTensor:$result);
}

#endif // NADIR_DIALECT_SHAPE
