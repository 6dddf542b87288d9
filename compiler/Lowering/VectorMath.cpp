// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/VectorMath.h"

#include "compiler/Lowering/VectorMathLog.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;

namespace nadir {
namespace {

// Coefficients from FitVectorMath.py, in float64.
//
// log2(1 + f) = f p(f) for 1 + f in [sqrt(1/2), sqrt(2)]: relative error
// 2^-33.2, which the exponent of up to 2^7 in a finite result brings to 2^-26.
constexpr double kLog2[] = {
    0x1.71547652ef919p+0,  -0x1.7154767baf4f9p-1, 0x1.ec709c0102285p-2,
    -0x1.715435eb2f7a9p-2, 0x1.277732c9193c9p-2,  -0x1.ec8d73e7b68f4p-3,
    0x1.a615cc7133018p-3,  -0x1.6eb02b043aae8p-3, 0x1.45a286b2cc56ap-3,
    -0x1.417fdfbe29ad2p-3, 0x1.3d26237e90ccfp-3,  -0x1.61ace11e47c1fp-4};
// 2^r for |r| <= 1/2: relative error 2^-29.
constexpr double kExp2[] = {0x1.0000000261446p+0, 0x1.62e430c7e8e7dp-1,
                            0x1.ebfbdadcc3385p-3, 0x1.c6aed4b9c7a65p-5,
                            0x1.3b2dbbb89d2f5p-7, 0x1.5f456a461ff94p-10,
                            0x1.41d337505e26fp-13};

// Adding 1.5 * 2^52 rounds to an integer and leaves it in the low bits.
constexpr double kRounder = 0x1.8p52;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

using arith::CmpFPredicate;

/// magnitude^y for a finite magnitude above 0.
Number powOfPositive(Number magnitude, Number y) {
  LogReduction reduction = reduceLog(magnitude);
  Number f = toF64(reduction.fraction);
  Number n = toFloat(reduction.exponent, f.getElementType());
  Number product = toF64(y) * fma(f, evenOdd(f, kLog2), n);
  // Beyond these a float32 is infinite, and 0.
  product = atLeast(atMost(product, 200.0), -200.0);
  Number shifted = product + kRounder;
  Number r = product - (shifted - kRounder);
  Number power = bitsOf(evenOdd(r, kExp2));
  return toF32(floatOf(power + shiftLeft(bitsOf(shifted), 52)));
}

Number floorOf(Number x) {
  const MathEmitter &emitter = x.getEmitter();
  return {emitter,
          math::FloorOp::create(emitter.builder, emitter.loc, x.get())};
}

} // namespace

Value expandPow(OpBuilder &builder, Location loc, Value base, Value exponent,
                MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  Number x(emitter, base), y(emitter, exponent);
  Number magnitude = abs(x);
  Number result = powOfPositive(magnitude, y);

  Number isZero = x == 0.0, isInfinite = magnitude == kInfinity;
  Number grows = isInfinite ^ (y < 0.0);
  result = select(isZero | isInfinite,
                  select(grows, kInfinity, x.constant(0.0)), result);

  Number half = y * 0.5;
  Number isInteger = compare(CmpFPredicate::OEQ, floorOf(y), y);
  Number isOdd = isInteger & compare(CmpFPredicate::ONE, floorOf(half), half);
  Number bits = bitsOf(x);
  Number sign = bits & bits.integer(INT32_MIN);
  result = floatOf(bitsOf(result) ^ select(isOdd, sign, bits.integer(0)));

  // A negative finite base has only integer powers.
  Number isNotInteger = compare(CmpFPredicate::UNE, floorOf(y), y);
  Number hasNoPower = (x < 0.0) & (x > -kInfinity) & isNotInteger;
  Number isNaN = compare(CmpFPredicate::UNO, x, y);
  result = select(hasNoPower | isNaN, kNaN, result);

  // These hold for NaN too: x^0, 1^y, and (-1)^inf.
  Number isOne =
      (y == 0.0) | (x == 1.0) | ((magnitude == 1.0) & (abs(y) == kInfinity));
  return select(isOne, 1.0, result).get();
}

Value expandPowConstant(OpBuilder &builder, Location loc, Value base,
                        double exponent) {
  MathEmitter emitter{builder, loc, {.hasFma = false}};
  Number x(emitter, base);
  if (exponent == 1.0)
    return base;
  if (exponent == 2.0)
    return (x * x).get();
  if (exponent == 3.0)
    return (x * x * x).get();
  if (exponent == -1.0)
    return (1.0 / x).get();
  if (exponent == -2.0)
    return (1.0 / (x * x)).get();
  if (exponent == 0.5)
    return math::SqrtOp::create(builder, loc, base);
  if (exponent == -0.5)
    return expandRsqrt(builder, loc, base);
  return {};
}

Value expandRsqrt(OpBuilder &builder, Location loc, Value value) {
  MathEmitter emitter{builder, loc, {.hasFma = false}};
  Number root(emitter, math::SqrtOp::create(builder, loc, value));
  return (1.0 / root).get();
}

} // namespace nadir
