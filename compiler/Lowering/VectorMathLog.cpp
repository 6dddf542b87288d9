// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/VectorMathLog.h"

#include "compiler/Lowering/VectorMath.h"

#include <limits>

using namespace mlir;

namespace nadir {
namespace {

// log(1 + f) = f - f^2 / 2 + f^3 p(f) for 1 + f in [sqrt(1/2), sqrt(2)]:
// relative error 2^-27.3 (FitVectorMath.py).
constexpr double kLog[] = {0.333333313,  -0.250008225, 0.20001246,
                           -0.166233286, 0.142015487,  -0.131603941,
                           0.127619714,  -0.0763326064};

// ln 2 in two parts; the first has 15 bits, so that its product with an
// exponent is exact without FMA too.
constexpr double kLn2High = 0x1.62e4p-1;
constexpr double kLn2Low = 1.42860682e-6;

constexpr double kSqrt2 = 1.41421356237309505;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// n * ln 2 + log(1 + f), small terms first.
Number finishLog(Number n, Number f) {
  Number curve = fma(evenOdd(f, kLog), f, -0.5);
  Number small = fma(f * f, curve, n * kLn2Low);
  return fma(n, kLn2High, small + f);
}

Number finishLog(LogReduction reduction) {
  Number f = reduction.fraction;
  return finishLog(toFloat(reduction.exponent, f.getElementType()), f);
}

/// Puts the values at and outside the border of the domain [pole, inf).
Number atBorders(Number result, Number x, double pole) {
  result = select(x == kInfinity, x, result);
  result = select(x == pole, -kInfinity, result);
  Number outside = compare(arith::CmpFPredicate::ULT, x, x.constant(pole));
  return select(outside, kNaN, result);
}

} // namespace

Number logExponent(Number x) {
  // Counting exponents from sqrt(1/2) instead of 1.
  Number bits = bitsOf(x);
  return shiftRight(bits - bits.integer(0x3f3504f3), 23);
}

LogReduction reduceLog(Number x) {
  Number isDenormal = x < 0x1p-126;
  Number normal = select(isDenormal, x * 0x1p23, x);
  Number exponent = logExponent(normal);
  Number mantissa = floatOf(bitsOf(normal) - shiftLeft(exponent, 23));
  Number shifted = exponent - exponent.integer(23);
  return {select(isDenormal, shifted, exponent), mantissa - 1.0};
}

Value expandLog(OpBuilder &builder, Location loc, Value value,
                MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  Number x(emitter, value);
  return atBorders(finishLog(reduceLog(x)), x, 0.0).get();
}

Value expandLog1pOfUnit(OpBuilder &builder, Location loc, Value value,
                        MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  Number x(emitter, value);
  // 1 + x is in [1, 2]: the exponent is 0 or 1.
  Number isUpper = x > kSqrt2 - 1.0;
  Number fraction = select(isUpper, fma(x, 0.5, -0.5), x);
  return finishLog(select(isUpper, 1.0, x.constant(0.0)), fraction).get();
}

Value expandLog1p(OpBuilder &builder, Location loc, Value value,
                  MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  Number x(emitter, value);
  // 1 + x only chooses the exponent n. The fraction (1 + x) 2^-n - 1 is formed
  // as x 2^-n + (2^-n - 1), so that what 1 + x rounds away is kept.
  Number exponent = logExponent(x + 1.0);
  Number field = shiftLeft(exponent, 23);
  Number scaled = floatOf(bitsOf(x) - field);
  // 4 * 2^-n, because 2^-n itself may be denormal.
  Number scale = floatOf(field.integer(0x40800000) - field);
  Number fraction = scaled + fma(scale, 0.25, -1.0);
  Number result = atBorders(finishLog({exponent, fraction}), x, -1.0);
  // Keeps the sign of -0.
  return select(abs(x) < 0x1p-26, x, result).get();
}

} // namespace nadir
