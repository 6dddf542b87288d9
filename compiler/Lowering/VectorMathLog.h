// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of log that other math expansions are made of.

#ifndef NADIR_COMPILER_LOWERING_VECTORMATHLOG_H
#define NADIR_COMPILER_LOWERING_VECTORMATHLOG_H

#include "compiler/Lowering/VectorMathNumber.h"

namespace nadir {

/// x = 2^exponent (1 + fraction) with 1 + fraction in [sqrt(1/2), sqrt(2)).
/// The exponent is an i32.
struct LogReduction {
  Number exponent;
  Number fraction;
};

/// The exponent alone, for a positive normal x.
Number logExponent(Number x);

/// For any positive finite x; meaningless for the rest.
LogReduction reduceLog(Number x);

} // namespace nadir

#endif // NADIR_COMPILER_LOWERING_VECTORMATHLOG_H
