// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Elementary functions in float32 as plain arith and math.fma operations, for
// scalars and vectors of any fixed shape. There is no table, no branch and no
// call, so that one expansion serves every target, a lane never depends on its
// neighbours, and a scalar tail gives the same bits as a vector body.
//
// All functions treat NaN, infinities, signed zeros and denormals as C's
// libm does. `hasFma` says whether math.fma is one instruction; without it a
// product and a sum are rounded one after the other.
//
// Largest errors over all float32 arguments, in units in the last place, with
// and without FMA (sin, cos: below 2^30; pow: a sample of 4 million pairs):
//
//   exp   0.89 1.17   log    0.90 0.96   tanh   2.43 2.45   sin    1.58 1.58
//   expm1 1.53 1.65   log1p  1.48 1.53   erf    1.98 2.35   cos    1.57 1.59
//   pow   0.66 0.66   rsqrt  1.49 1.49   erfc   6.05 6.45

#ifndef NADIR_COMPILER_LOWERING_VECTORMATH_H
#define NADIR_COMPILER_LOWERING_VECTORMATH_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Value.h"

namespace nadir {

/// What the expansions have to know of the processor.
struct MathTarget {
  /// It multiplies and adds in one instruction.
  bool hasFma = true;
  /// It scales vectors by powers of two in one instruction, AVX-512's scalef.
  bool hasScalef = false;
};

mlir::Value expandExp(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value x, MathTarget target);
mlir::Value expandExpm1(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value x, MathTarget target);
mlir::Value expandLog(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value x, MathTarget target);
mlir::Value expandLog1p(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value x, MathTarget target);
/// log1p of arguments that are known to be in [0, 1], or NaN.
mlir::Value expandLog1pOfUnit(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::Value x, MathTarget target);
mlir::Value expandTanh(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value x, MathTarget target);
mlir::Value expandErf(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value x, MathTarget target);

/// Accurate relative to the result in the positive tail too, down to the
/// denormals.
mlir::Value expandErfc(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value x, MathTarget target);

/// Accurate below |x| = `periodicLimit`; NaN from there on, where reducing an
/// argument takes more than float64: the library's functions do that.
inline constexpr double periodicLimit = 0x1p30;
mlir::Value expandSin(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value x, MathTarget target);
mlir::Value expandCos(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value x, MathTarget target);

/// x to the power y. Computes in float64 inside.
mlir::Value expandPow(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value x, mlir::Value y, MathTarget target);

/// x to the power of a constant for which a few operations do: 1, 2, 3, -1,
/// -2, 0.5, -0.5. Null for other exponents. Takes float64 too. As in PyTorch
/// 0.5 means the square root: -inf gives NaN, where C's pow gives inf.
mlir::Value expandPowConstant(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::Value x, double exponent);

/// 1 / sqrt(x) with both operations exactly rounded. Takes float64 too.
mlir::Value expandRsqrt(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value x);

} // namespace nadir

#endif // NADIR_COMPILER_LOWERING_VECTORMATH_H
