// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of exp that other math expansions are made of.

#ifndef NADIR_COMPILER_LOWERING_VECTORMATHEXP_H
#define NADIR_COMPILER_LOWERING_VECTORMATHEXP_H

#include "compiler/Lowering/VectorMathNumber.h"

namespace nadir {

/// x = n ln 2 + remainder with |remainder| <= ln 2 / 2. `exponent` is an i32
/// with n in its low nine bits; only its left shifts by 23 are of use.
struct ExpReduction {
  Number n;
  Number exponent;
  Number remainder;
};

/// Needs |x| < 2^14; NaN stays in the remainder.
ExpReduction reduceExp(Number x);

/// e^remainder.
Number expOfRemainder(Number remainder);

/// x * 2^n, rounded once also where the result is denormal or overflows. x is
/// in [2^-20, 2^20] and n in [-200, 150].
Number scaleByPowerOfTwo(Number x, Number exponent);

} // namespace nadir

#endif // NADIR_COMPILER_LOWERING_VECTORMATHEXP_H
