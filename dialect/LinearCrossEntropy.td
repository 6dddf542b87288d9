// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cross-entropy of a linear layer's output, whose logits need not be in memory
// as a whole, and the two operations with which a batch is cut into pieces of
// fixed size.

#ifndef NADIR_DIALECT_LINEARCROSSENTROPY
#define NADIR_DIALECT_LINEARCROSSENTROPY

include "dialect/Base.td"

class Nadir_OneOfThree<string first, string second, string third>
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({\"" # first # "\", \"" # second #
                "\", \"" # third #
                "\"}, ::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "'" # first # "', '" # second # "' or '" # third # "'">]>;
def Nadir_ChunkedReduction : Nadir_OneOfThree<"none", "mean", "sum">;
def Nadir_ChunkingMethod : Nadir_OneOfThree<"auto", "none", "rows">;

def Nadir_LinearCrossEntropyOp
    : Nadir_Op<"linear_cross_entropy",
               [Pure, Nadir_Inferred, Nadir_Decomposable,
                AttrSizedOperandSegments]> {
  let summary = "cross_entropy of linear(input, linear_weight, linear_bias)";
  // For losses.md.
  string formulaText = "cross_entropy of x linear_weight^T + linear_bias";
  string meanDivisor = "as cross_entropy";
  let description = [{
    https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear_cross_entropy.html
    Input [D] or [N, D], linear_weight [C, D] or [C, d1, .., D], linear_bias
    [C] or [C, d1, ..]; the logits are [C], [N, C] or [N, C, d1, ..]. Target and
    weight as in `cross_entropy`: class indices (integers) of the logits' shape
    without C or probabilities (floats) of their shape; weight [C].
    l = cross_entropy(input linear_weight^T + linear_bias, target, ..).
    `reduction` "none" gives the shape of index targets, "mean" and "sum" a
    scalar. f32 or f64; all floats have one type.

    - `linear_cross_entropy_c1`: value and gradients are those of
      `cross_entropy` of `linear`, whatever the chunks.
    - `linear_cross_entropy_c2`: the mean over index targets divides by the sum
      of the weights of the labels that are not ignored (NaN if all are), over
      probability targets by the number of rows, N d1 ...
    - `linear_cross_entropy_c3`: a label outside [0, C) that is not
      `ignore_index` fails the step.
    - `linear_cross_entropy_c4`: without `ignore_index`, -100 is ignored; with
      probability targets it may not be given.
    - `linear_cross_entropy_c5`: label_smoothing is in [0, 1].
    - `linear_cross_entropy_c6`: linear_weight of more than two dimensions
      needs an input [N, D].
    - `linear_cross_entropy_c7`: `batch_chunk_size` is at least 1, and only
      chunks have one: not with `chunking_method` "none".

    Memory. `chunking_method` "none" holds all logits and their gradient: two
    tensors of N C. "rows" works on chunks of R rows, forward and backward
    before the next chunk, and holds two of R C; logits are computed once, and
    the weight's gradient is added up in place. A chunk reads linear_weight
    twice and, in training, reads and writes its gradient once, so R is
    `batch_chunk_size` (at most 1024 chunks are made), or else, with s bytes an
    element, the rows of 24 MiB of logits, 24 MiB / (C s), in multiples of 16,
    but at least 64 (fewer leave the products waiting for memory) and at least
    N / 32 (more chunks cost compile time). "auto" takes the whole logits if
    N C s is at most 32 MiB, which the caches of a server nearly hold, and
    chunks above that.

    - `linear_cross_entropy_c8`: a batch `?` is cut by its capacity: a step of
      fewer rows computes all chunks. Logits with d1 .. are always whole.
    - `linear_cross_entropy_c9`: if the gradient that arrives at the loss
      depends on the loss itself, the chunks wait for each other, and all
      logits are held.
  }];
  let arguments = (ins Nadir_FloatTensor:$input,
      Nadir_FloatTensor:$linear_weight, Nadir_NumberTensor:$target,
      Optional<Nadir_FloatTensor>:$linear_bias,
      Optional<Nadir_FloatTensor>:$weight,
      DefaultValuedStrAttr<Nadir_ChunkedReduction, "mean">:$reduction,
      OptionalAttr<Nadir_Int>:$ignore_index,
      DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing,
      DefaultValuedStrAttr<Nadir_ChunkingMethod, "auto">:$chunking_method,
      OptionalAttr<Nadir_Int>:$batch_chunk_size);
  let results = (outs Nadir_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $linear_weight `,` $target
    (`linear_bias` `(` $linear_bias^ `)`)? (`weight` `(` $weight^ `)`)? attr-dict
    `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Nadir_PadRowsOp
    : Nadir_Op<"pad_rows", [Pure, Nadir_Differentiable]> {
  let summary = "The rows of a batch, and zeros up to a fixed number of rows";
  let description = [{
    Input [?, ..], result [B, ..] with B the batch's capacity: row i is the
    input's if there is one. What the compiler cuts into pieces of fixed size.
  }];
  let arguments = (ins Nadir_Tensor:$input);
  let results = (outs Nadir_Tensor:$result);
  let hasVerifier = 1;
}
def Nadir_TakeRowsOp
    : Nadir_Op<"take_rows", [Pure, Nadir_Differentiable]> {
  let summary = "As many of the first rows as the batch has";
  let description = [{
    Input [B, ..] with B the batch's capacity, result [?, ..]: the reverse of
    `pad_rows`.
  }];
  let arguments = (ins Nadir_Tensor:$input);
  let results = (outs Nadir_Tensor:$result);
  let hasVerifier = 1;
}

#endif // NADIR_DIALECT_LINEARCROSSENTROPY
