// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/VectorMathNumber.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace nadir {
namespace {

template <typename Op> Number create(Number lhs, Number rhs) {
  const MathEmitter &emitter = lhs.getEmitter();
  return {emitter,
          Op::create(emitter.builder, emitter.loc, lhs.get(), rhs.get())};
}

/// An operation that changes the element type.
template <typename Op> Number convert(Number x, Type element) {
  const MathEmitter &emitter = x.getEmitter();
  return {emitter, Op::create(emitter.builder, emitter.loc, x.typeWith(element),
                              x.get())};
}

Number constantOf(Number like, TypedAttr scalar) {
  const MathEmitter &emitter = like.getEmitter();
  TypedAttr attribute = scalar;
  if (auto type = dyn_cast<VectorType>(like.get().getType()))
    attribute = DenseElementsAttr::get(type, Attribute(scalar));
  return {emitter,
          arith::ConstantOp::create(emitter.builder, emitter.loc, attribute)};
}

Type integerTypeFor(Number x) {
  return x.getEmitter().builder.getIntegerType(
      x.getElementType().getIntOrFloatBitWidth());
}

} // namespace

Type Number::getElementType() const {
  return getElementTypeOrSelf(value.getType());
}

Type Number::typeWith(Type element) const {
  if (auto type = dyn_cast<VectorType>(value.getType()))
    return type.cloneWith(std::nullopt, element);
  return element;
}

Number Number::constant(double constant) const {
  return constantOf(*this,
                    emitter->builder.getFloatAttr(getElementType(), constant));
}

Number Number::integer(int64_t constant) const {
  return constantOf(
      *this, emitter->builder.getIntegerAttr(getElementType(), constant));
}

Number operator+(Number lhs, Number rhs) {
  return isa<FloatType>(lhs.getElementType()) ? create<arith::AddFOp>(lhs, rhs)
                                              : create<arith::AddIOp>(lhs, rhs);
}

Number operator-(Number lhs, Number rhs) {
  return isa<FloatType>(lhs.getElementType()) ? create<arith::SubFOp>(lhs, rhs)
                                              : create<arith::SubIOp>(lhs, rhs);
}

Number operator*(Number lhs, Number rhs) {
  return create<arith::MulFOp>(lhs, rhs);
}

Number operator/(Number lhs, Number rhs) {
  return create<arith::DivFOp>(lhs, rhs);
}

Number operator-(Number x) {
  const MathEmitter &emitter = x.getEmitter();
  return {emitter,
          arith::NegFOp::create(emitter.builder, emitter.loc, x.get())};
}

Number operator&(Number lhs, Number rhs) {
  return create<arith::AndIOp>(lhs, rhs);
}

Number operator|(Number lhs, Number rhs) {
  return create<arith::OrIOp>(lhs, rhs);
}

Number operator^(Number lhs, Number rhs) {
  return create<arith::XOrIOp>(lhs, rhs);
}

Number compare(arith::CmpFPredicate predicate, Number lhs, Number rhs) {
  const MathEmitter &emitter = lhs.getEmitter();
  return {emitter, arith::CmpFOp::create(emitter.builder, emitter.loc,
                                         predicate, lhs.get(), rhs.get())};
}

Number operator<(Number lhs, double rhs) {
  return compare(arith::CmpFPredicate::OLT, lhs, lhs.constant(rhs));
}

Number operator>(Number lhs, double rhs) {
  return compare(arith::CmpFPredicate::OGT, lhs, lhs.constant(rhs));
}

Number operator==(Number lhs, double rhs) {
  return compare(arith::CmpFPredicate::OEQ, lhs, lhs.constant(rhs));
}

Number fma(Number lhs, Number rhs, Number addend) {
  const MathEmitter &emitter = lhs.getEmitter();
  if (!emitter.target.hasFma)
    return lhs * rhs + addend;
  return {emitter, math::FmaOp::create(emitter.builder, emitter.loc, lhs.get(),
                                       rhs.get(), addend.get())};
}

Number select(Number condition, Number ifTrue, Number ifFalse) {
  const MathEmitter &emitter = condition.getEmitter();
  return {emitter,
          arith::SelectOp::create(emitter.builder, emitter.loc, condition.get(),
                                  ifTrue.get(), ifFalse.get())};
}

// A comparison and a select, not minimumf: x86's own minimum keeps NaN in this
// operand order, while minimumf needs a repair after it.
Number atMost(Number x, double limit) { return select(x > limit, limit, x); }

Number atLeast(Number x, double limit) { return select(x < limit, limit, x); }

Number bitsOf(Number x) {
  return convert<arith::BitcastOp>(x, integerTypeFor(x));
}

Number floatOf(Number bits) {
  Builder &builder = bits.getEmitter().builder;
  bool isWide = bits.getElementType().getIntOrFloatBitWidth() == 64;
  return convert<arith::BitcastOp>(bits, isWide ? Type(builder.getF64Type())
                                                : Type(builder.getF32Type()));
}

Number shiftLeft(Number x, int64_t amount) {
  return create<arith::ShLIOp>(x, x.integer(amount));
}

Number shiftRight(Number x, int64_t amount) {
  return create<arith::ShRSIOp>(x, x.integer(amount));
}

Number abs(Number x) {
  Number bits = bitsOf(x);
  return floatOf(bits & bits.integer(0x7fffffff));
}

Number copySign(Number magnitude, Number sign) {
  Number bits = bitsOf(magnitude), signBits = bitsOf(sign);
  return floatOf((bits & bits.integer(0x7fffffff)) |
                 (signBits & bits.integer(INT32_MIN)));
}

Number toF64(Number x) {
  return convert<arith::ExtFOp>(x, x.getEmitter().builder.getF64Type());
}

Number toF32(Number x) {
  return convert<arith::TruncFOp>(x, x.getEmitter().builder.getF32Type());
}

Number toI32(Number x) {
  return convert<arith::TruncIOp>(x, x.getEmitter().builder.getI32Type());
}

Number toFloat(Number integer, Type element) {
  return convert<arith::SIToFPOp>(integer, element);
}

Number horner(Number x, ArrayRef<double> coefficients) {
  Number sum = x.constant(coefficients.back());
  for (double coefficient : llvm::reverse(coefficients.drop_back()))
    sum = fma(sum, x, coefficient);
  return sum;
}

Number evenOdd(Number x, ArrayRef<double> coefficients) {
  SmallVector<double> even, odd;
  for (auto [degree, coefficient] : llvm::enumerate(coefficients))
    (degree % 2 ? odd : even).push_back(coefficient);
  Number square = x * x;
  return fma(horner(square, odd), x, horner(square, even));
}

/// Lanes of the vectors that scalef takes.
static constexpr int64_t scaledLanes = 16;

bool canScale(Number x) {
  auto type = dyn_cast<VectorType>(x.get().getType());
  return x.getEmitter().target.hasScalef && type && type.getRank() == 1 &&
         type.getElementType().isF32() &&
         type.getNumElements() % scaledLanes == 0;
}

Number scale(Number x, Number n) {
  const MathEmitter &emitter = x.getEmitter();
  OpBuilder &b = emitter.builder;
  Location loc = emitter.loc;
  auto part = VectorType::get({scaledLanes}, b.getF32Type());
  auto call = [&](Value value, Value exponent) -> Value {
    Type i16 = b.getI16Type(), i32 = b.getI32Type();
    Value allLanes =
        LLVM::ConstantOp::create(b, loc, i16, b.getIntegerAttr(i16, -1));
    // As the control register rounds.
    Value rounding =
        LLVM::ConstantOp::create(b, loc, i32, b.getIntegerAttr(i32, 4));
    Value operands[] = {value, exponent, value, allLanes, rounding};
    return LLVM::CallIntrinsicOp::create(
               b, loc, part,
               b.getStringAttr("llvm.x86.avx512.mask.scalef.ps.512"), operands)
        .getResult(0);
  };
  auto type = cast<VectorType>(x.get().getType());
  if (type == part)
    return {emitter, call(x.get(), n.get())};
  Value result = x.get();
  for (int64_t i = 0; i < type.getNumElements(); i += scaledLanes) {
    auto piece = [&](Value value) -> Value {
      return vector::ExtractStridedSliceOp::create(b, loc, value, i,
                                                   scaledLanes, 1);
    };
    result = vector::InsertStridedSliceOp::create(
        b, loc, call(piece(x.get()), piece(n.get())), result, i, 1);
  }
  return {emitter, result};
}

std::pair<Number, Number> exactSquare(Number x) {
  Number square = x * x;
  if (x.getEmitter().target.hasFma)
    return {square, fma(x, x, -square)};
  // Dekker's product: halves of 12 bits have exact products.
  Number bits = bitsOf(x);
  Number high = floatOf(bits & bits.integer(~0xfff));
  Number low = x - high;
  return {square, ((high * high - square) + (high + high) * low) + low * low};
}

} // namespace nadir
