// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets the math expansions be written as formulas: a Number is an SSA value
// whose C++ operators append the matching arith operation. Operands are
// scalars or vectors of one shape; C++ constants are spread over that shape.

#ifndef NADIR_COMPILER_LOWERING_VECTORMATHNUMBER_H
#define NADIR_COMPILER_LOWERING_VECTORMATHNUMBER_H

#include "compiler/Lowering/VectorMath.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <utility>

namespace nadir {

/// Where operations go, and what the target can do.
struct MathEmitter {
  mlir::OpBuilder &builder;
  mlir::Location loc;
  MathTarget target;
};

/// A value of element type f32, f64, i32, i64 or i1. `+`, `-`, `*`, `/` work on
/// floats, `+`, `-`, `&`, `|`, `^` on integers; comparisons are of floats and
/// ordered (false if an operand is NaN).
class Number {
public:
  Number(const MathEmitter &emitter, mlir::Value value)
      : emitter(&emitter), value(value) {}

  mlir::Value get() const { return value; }
  const MathEmitter &getEmitter() const { return *emitter; }

  /// The same shape with another element type.
  mlir::Type typeWith(mlir::Type element) const;
  mlir::Type getElementType() const;

  /// A constant of this number's type.
  Number constant(double constant) const;
  Number integer(int64_t constant) const;

private:
  const MathEmitter *emitter;
  mlir::Value value;
};

Number operator+(Number lhs, Number rhs);
Number operator-(Number lhs, Number rhs);
Number operator*(Number lhs, Number rhs);
Number operator/(Number lhs, Number rhs);
Number operator-(Number x);
Number operator&(Number lhs, Number rhs);
Number operator|(Number lhs, Number rhs);
Number operator^(Number lhs, Number rhs);

inline Number operator+(Number lhs, double rhs) {
  return lhs + lhs.constant(rhs);
}
inline Number operator-(Number lhs, double rhs) {
  return lhs - lhs.constant(rhs);
}
inline Number operator*(Number lhs, double rhs) {
  return lhs * lhs.constant(rhs);
}
inline Number operator-(double lhs, Number rhs) {
  return rhs.constant(lhs) - rhs;
}
inline Number operator/(double lhs, Number rhs) {
  return rhs.constant(lhs) / rhs;
}

Number compare(mlir::arith::CmpFPredicate predicate, Number lhs, Number rhs);
Number operator<(Number lhs, double rhs);
Number operator>(Number lhs, double rhs);
Number operator==(Number lhs, double rhs);

/// lhs * rhs + addend, rounded once if the target has such an instruction.
Number fma(Number lhs, Number rhs, Number addend);
inline Number fma(Number lhs, double rhs, Number addend) {
  return fma(lhs, lhs.constant(rhs), addend);
}
inline Number fma(Number lhs, Number rhs, double addend) {
  return fma(lhs, rhs, lhs.constant(addend));
}
inline Number fma(Number lhs, double rhs, double addend) {
  return fma(lhs, lhs.constant(rhs), lhs.constant(addend));
}

Number select(Number condition, Number ifTrue, Number ifFalse);
inline Number select(Number condition, double ifTrue, Number ifFalse) {
  return select(condition, ifFalse.constant(ifTrue), ifFalse);
}

/// Clamps that keep NaN.
Number atMost(Number x, double limit);
Number atLeast(Number x, double limit);

/// The bits of a float as an integer of its width, and back.
Number bitsOf(Number x);
Number floatOf(Number bits);
Number shiftLeft(Number x, int64_t amount);
/// Keeps the sign.
Number shiftRight(Number x, int64_t amount);
Number abs(Number x);
Number copySign(Number magnitude, Number sign);

/// Conversions between element types.
Number toF64(Number x);
Number toF32(Number x);
Number toI32(Number x);
/// From i32.
Number toFloat(Number integer, mlir::Type element);

/// The polynomial with these coefficients, the constant first, as one chain.
Number horner(Number x, llvm::ArrayRef<double> coefficients);
/// The same as two interleaved chains in x * x: half the latency for one more
/// product.
Number evenOdd(Number x, llvm::ArrayRef<double> coefficients);

/// x * 2^n, rounded once; n is a whole number. Only on targets with scalef, for
/// vectors that fill whole registers: `canScale` says so.
bool canScale(Number x);
Number scale(Number x, Number n);

/// x * x as an unevaluated exact sum; x must not overflow when squared.
std::pair<Number, Number> exactSquare(Number x);

} // namespace nadir

#endif // NADIR_COMPILER_LOWERING_VECTORMATHNUMBER_H
