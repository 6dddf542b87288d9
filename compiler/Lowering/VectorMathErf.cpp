// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/VectorMath.h"
#include "compiler/Lowering/VectorMathExp.h"

using namespace mlir;

namespace nadir {
namespace {

// Coefficients here come from FitVectorMath.py.
//
// erf(x) = x + x p(x^2) for |x| < 1: relative error 2^-29.4.
constexpr double kErfSmall[] = {0.128379166,   -0.37612626,  0.112835787,
                                -0.0268533472, 0.0051871622, -0.00079978531,
                                7.80690389e-05};
// erf(x) = 1 - p(x - 2.46)^4 for 1 <= x <= 3.92: absolute error 2^-26.8. The
// fourth root of erfc is so much smoother than erfc that half the degree does.
constexpr double kErfLarge[] = {
    0.149785221,    -0.197615504,    0.0950397253,
    -0.0111942049,  -0.00694752671,  0.00275246147,
    6.62895909e-05, -0.000260868837, -2.24184278e-05};
constexpr double kErfLargeCenter = 2.46;
// erfc(a) = e^(-a^2) p((a - 3) / (a + 3)) / (a + 3) for 0 <= a <= 10.1:
// relative error 2^-26.6.
constexpr double kErfc[] = {1.07400692,     -0.883394539,  0.590227723,
                            -0.31046471,    0.119536392,   -0.0268457904,
                            -0.00125833042, 0.00307921739, -0.000436962699,
                            -0.000298411818};

} // namespace

Value expandErf(OpBuilder &builder, Location loc, Value value,
                MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  Number x(emitter, value);
  Number magnitude = abs(x);
  Number small = fma(x, evenOdd(x * x, kErfSmall), x);
  // erf(3.92) rounds to 1.
  Number t = atMost(magnitude, 3.92) - kErfLargeCenter;
  Number root = evenOdd(t, kErfLarge);
  Number square = root * root;
  Number large = copySign(fma(-square, square, 1.0), x);
  return select(magnitude < 1.0, small, large).get();
}

Value expandErfc(OpBuilder &builder, Location loc, Value value,
                 MathTarget target) {
  MathEmitter emitter{builder, loc, target};
  Number x(emitter, value);
  // erfc(10.1) rounds to 0.
  Number a = atMost(abs(x), 10.1);
  // What a * a rounds away would be an error of 50 ulp in the tail.
  auto [square, squareLow] = exactSquare(a);
  auto [n, exponent, r] = reduceExp(-square);
  Number power = expOfRemainder(r - squareLow);
  Number inverse = 1.0 / (a + 3.0);
  Number t = (a - 3.0) * inverse;
  Number positive =
      scaleByPowerOfTwo(power * (evenOdd(t, kErfc) * inverse), exponent);
  return select(x < 0.0, 2.0 - positive, positive).get();
}

} // namespace nadir
