// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/VectorMath.h"
#include "compiler/Lowering/VectorMathNumber.h"

#include <limits>

using namespace mlir;

namespace nadir {
namespace {

// Coefficients from FitVectorMath.py, for |r| <= pi / 4.
//
// sin(r) = r + r^3 s(r^2): relative error 2^-27.9.
constexpr double kSin[] = {-0.166666552, 0.00833218917, -0.000195182831};
// cos(r) = 1 - r^2 / 2 + r^4 c(r^2): relative error 2^-32.3.
constexpr double kCos[] = {0.041666653, -0.00138876121, 2.44622006e-05};

// pi / 2 in three parts. The first two have 22 and 21 bits: their products
// with a quadrant number below 2^31 are exact in float64.
constexpr double kHalfPi[] = {0x1.921fbp+0, 0x1.5110bp-22,
                              0x1.18469898cc517p-44};
constexpr double kTwoOverPi = 0x1.45f306dc9c883p-1;
// Adding 1.5 * 2^52 rounds to an integer and leaves it in the low bits.
constexpr double kRounder = 0x1.8p52;

/// sin(x + offset pi / 2).
Number sinFromQuadrant(Number x, int offset) {
  // In float64: next to a multiple of pi / 2 the difference cancels.
  Number wide = toF64(x);
  Number shifted = fma(wide, kTwoOverPi, kRounder);
  Number n = shifted - kRounder;
  for (double part : kHalfPi)
    wide = fma(n, -part, wide);
  Number r = toF32(wide);
  Number quadrant = toI32(bitsOf(shifted));
  if (offset != 0)
    quadrant = quadrant + quadrant.integer(offset);

  Number z = r * r;
  Number sine = fma(r * z, horner(z, kSin), r);
  Number cosine = fma(z * z, horner(z, kCos), fma(z, -0.5, 1.0));
  // Odd quadrants swap the two, the second and third flip the sign.
  Number odd = shiftLeft(quadrant, 31);
  const MathEmitter &emitter = x.getEmitter();
  Number isOdd(emitter, arith::CmpIOp::create(emitter.builder, emitter.loc,
                                              arith::CmpIPredicate::slt,
                                              odd.get(), odd.integer(0).get()));
  Number value = select(isOdd, cosine, sine);
  Number sign = shiftLeft(quadrant & quadrant.integer(2), 30);
  return select(abs(x) < periodicLimit, floatOf(bitsOf(value) ^ sign),
                x.constant(std::numeric_limits<double>::quiet_NaN()));
}

} // namespace

Value expandSin(OpBuilder &builder, Location loc, Value value,
                MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  Number x(emitter, value);
  // The polynomial would lose the sign of -0.
  return select(x == 0.0, x, sinFromQuadrant(x, 0)).get();
}

Value expandCos(OpBuilder &builder, Location loc, Value value,
                MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  return sinFromQuadrant({emitter, value}, 1).get();
}

} // namespace nadir
