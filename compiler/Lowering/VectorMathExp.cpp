// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/VectorMathExp.h"

#include "compiler/Lowering/VectorMath.h"

using namespace mlir;

namespace nadir {
namespace {

// Coefficients here come from FitVectorMath.py.
//
// e^r = 1 + r + r^2 q(r) for |r| <= ln 2 / 2: relative error 2^-28.1.
constexpr double kExp[] = {0.49999994, 0.166665167, 0.0416682474, 0.00836908258,
                           0.00138224824};
// The same relative to e^r - 1: 2^-28.2.
constexpr double kExpm1[] = {0.5,           0.166666359,   0.0416665114,
                             0.00834160205, 0.00139305077, 0.000149341839};

constexpr double kLog2E = 0x1.715476p+0;
// ln 2 in two parts; the first has 15 bits, so that its product with a small
// integer is exact without FMA too.
constexpr double kLn2High = 0x1.62e4p-1;
constexpr double kLn2Low = 1.42860682e-6;

// Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
constexpr double kRounder = 0x1.8p23;

/// e^r - 1 for a remainder of reduceExp.
Number expm1OfRemainder(Number r) { return fma(r * r, evenOdd(r, kExpm1), r); }

/// 2^(n + offset), which must be a normal number.
Number powerOfTwo(Number exponent, int offset) {
  Number bits = shiftLeft(exponent, 23);
  return floatOf(bits + bits.integer((127LL + offset) << 23));
}

} // namespace

ExpReduction reduceExp(Number x) {
  Number shifted = fma(x, kLog2E, kRounder);
  Number n = shifted - kRounder;
  Number r = fma(n, -kLn2Low, fma(n, -kLn2High, x));
  // The rounder's own bits leave with the shift by 23.
  return {n, bitsOf(shifted), r};
}

Number expOfRemainder(Number r) {
  return fma(fma(horner(r, kExp), r, 1.0), r, 1.0);
}

Number scaleByPowerOfTwo(Number x, Number exponent) {
  // Half of n goes into the exponent field, where it can't overflow, the rest
  // into a product, which rounds.
  Number half = shiftRight(exponent, 1);
  Number scaled = floatOf(bitsOf(x) + shiftLeft(half, 23));
  return scaled * powerOfTwo(exponent - half, 0);
}

Value expandExp(OpBuilder &builder, Location loc, Value value,
                MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  // Beyond these the result is infinite, and 0.
  Number x = atLeast(atMost({emitter, value}, 89.0), -104.0);
  auto [n, exponent, r] = reduceExp(x);
  Number power = expOfRemainder(r);
  // To the same bits: both ways round once.
  return canScale(power) ? scale(power, n).get()
                         : scaleByPowerOfTwo(power, exponent).get();
}

Value expandExpm1(OpBuilder &builder, Location loc, Value value,
                  MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  Number x(emitter, value);
  // Beyond these the result is infinite, and -1.
  auto [n, exponent, r] = reduceExp(atLeast(atMost(x, 89.0), -18.0));
  // 2^n (e^r - 1) + 2^n - 1, all halved lest 2^n overflow.
  Number scale = powerOfTwo(exponent, -1);
  Number half = fma(scale, expm1OfRemainder(r), scale - 0.5);
  // Halves of denormals aren't exact, and -0 would lose its sign.
  return select(abs(x) < 0x1p-26, x, half + half).get();
}

Value expandTanh(OpBuilder &builder, Location loc, Value value,
                 MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  Number x(emitter, value);
  // tanh(10) rounds to 1.
  Number magnitude = atMost(abs(x), 10.0);
  auto [n, exponent, r] = reduceExp(magnitude + magnitude);
  Number scale = powerOfTwo(exponent, 0);
  Number power = fma(scale, expm1OfRemainder(r), scale - 1.0);
  return copySign(power / (power + 2.0), x).get();
}

} // namespace nadir
