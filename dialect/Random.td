// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counter-based random numbers, and checks of data that only the run knows.

#ifndef NADIR_DIALECT_RANDOM
#define NADIR_DIALECT_RANDOM

include "dialect/Base.td"

class Nadir_Random<string mnemonic, dag distribution>
    : Nadir_Op<mnemonic, [Pure, AttrSizedOperandSegments]> {
  let description = [{
    Philox4x32-10 (Salmon et al. 2011): the key is the 64-bit seed, the counter
    the element's row-major position, the step number and `stream`. So a
    sequence depends on seed, step and stream alone, never on threads or on
    other operations; two operations of the same stream draw the same numbers.
    Without `seed` or `step` that value is 0. Streams are numbered from 0 to
    2^32 - 2; data sets are shuffled by the one behind those.
  }];
  let arguments = !con((ins Optional<Nadir_ScalarI64>:$seed,
                            Optional<Nadir_ScalarI64>:$step), distribution,
                       (ins DefaultValuedAttr<Nadir_Int, "0">:$stream));
  let results = (outs Nadir_FloatTensor:$result);
  let assemblyFormat = [{
    (`seed` `(` $seed^ `)`)? (`step` `(` $step^ `)`)? attr-dict `:` type($result)
  }];
  let hasVerifier = 1;
}
def Nadir_RandomUniformOp
    : Nadir_Random<"random_uniform", (ins DefaultValuedAttr<F64Attr, "0.0">:$low,
                                          DefaultValuedAttr<F64Attr, "1.0">:$high)> {
  let summary = "Uniform random numbers in [low, high)";
}
def Nadir_RandomNormalOp
    : Nadir_Random<"random_normal", (ins DefaultValuedAttr<F64Attr, "0.0">:$mean,
                                         DefaultValuedAttr<F64Attr, "1.0">:$std)> {
  let summary = "Normal random numbers (Box and Muller 1958)";
}

def Nadir_CheckIndexOp
    : Nadir_Op<"check_index", [AllTypesMatch<["input", "result"]>]> {
  let summary = "Fails the step if an index is not in [0, limit)";
  let description = [{
    Passes its input on. `ignore_index` is accepted too, if given. The error
    names `tensor`, the position and the value, and nothing is updated.
  }];
  let arguments = (ins Nadir_IndexTensor:$input, Nadir_Int:$limit,
      StrAttr:$tensor, OptionalAttr<Nadir_Int>:$ignore_index);
  let results = (outs Nadir_IndexTensor:$result);
}
def Nadir_CheckRangeOp
    : Nadir_Op<"check_range", [AllTypesMatch<["input", "result"]>,
                               Nadir_Differentiable]> {
  let summary = "Fails the step if an element is not in [min, max]";
  let description = [{
    Passes its input on. NaN is outside, unless `allow_nan`. The error names
    `tensor`, the position and the value, and nothing is updated.
  }];
  let arguments = (ins Nadir_FloatTensor:$input, F64Attr:$min, F64Attr:$max,
                       StrAttr:$tensor, UnitAttr:$allow_nan);
  let results = (outs Nadir_FloatTensor:$result);
}

#endif // NADIR_DIALECT_RANDOM
