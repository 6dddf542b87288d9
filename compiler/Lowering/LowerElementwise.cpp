// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nadir {
namespace {

template <typename Scalar> Value unary(KernelBuilder &kernel, Operation *op) {
  return kernel.pointwise(resultType(op), op->getOperands(),
                          [](ImplicitLocOpBuilder &b, ValueRange args) {
                            return Scalar::create(b, args[0]).getResult();
                          });
}

template <typename Float, typename Integer = Float>
Value binary(KernelBuilder &kernel, Operation *op) {
  return kernel.pointwise(
      resultType(op), op->getOperands(),
      [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        if (isa<FloatType>(args[0].getType()))
          return Float::create(b, args[0], args[1]);
        return Integer::create(b, args[0], args[1]);
      });
}

/// For booleans.
template <typename Scalar> Value logical(KernelBuilder &kernel, Operation *op) {
  return kernel.pointwise(
      resultType(op), op->getOperands(),
      [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        return Scalar::create(b, args[0], args[1]);
      });
}

Value compare(KernelBuilder &kernel, Operation *op,
              arith::CmpFPredicate forFloats,
              arith::CmpIPredicate forIntegers) {
  return kernel.pointwise(
      resultType(op), op->getOperands(),
      [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        if (isa<FloatType>(args[0].getType()))
          return arith::CmpFOp::create(b, forFloats, args[0], args[1]);
        return arith::CmpIOp::create(b, forIntegers, args[0], args[1]);
      });
}

Value equals(ImplicitLocOpBuilder &b, Value value, int64_t number) {
  return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, value,
                               constantOf(b, value.getType(), number));
}

/// Division by 0 gives 0, and the smallest number by -1 wraps around: neither
/// may trap.
Value divideIntegers(ImplicitLocOpBuilder &b, Value lhs, Value rhs) {
  Value zero = constantOf(b, lhs.getType(), 0);
  Value one = constantOf(b, lhs.getType(), 1);
  Value byZero = equals(b, rhs, 0), byMinusOne = equals(b, rhs, -1);
  Value special = arith::OrIOp::create(b, byZero, byMinusOne);
  Value divisor = arith::SelectOp::create(b, special, one, rhs);
  Value quotient = arith::DivSIOp::create(b, lhs, divisor);
  Value negated = arith::SubIOp::create(b, zero, lhs);
  Value wrapped = arith::SelectOp::create(b, byMinusOne, negated, quotient);
  return arith::SelectOp::create(b, byZero, zero, wrapped);
}

Value divide(KernelBuilder &kernel, Operation *op) {
  return kernel.pointwise(
      resultType(op), op->getOperands(),
      [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        if (isa<FloatType>(args[0].getType()))
          return arith::DivFOp::create(b, args[0], args[1]);
        return divideIntegers(b, args[0], args[1]);
      });
}

/// Towards zero. What doesn't fit becomes the nearest integer that is a float
/// too, and NaN becomes 0: the plain conversion is undefined for both.
Value floatToInteger(ImplicitLocOpBuilder &b, Value value, IntegerType to) {
  auto from = cast<FloatType>(value.getType());
  auto limit = [&](APInt integer) -> Value {
    APFloat number(from.getFloatSemantics());
    number.convertFromAPInt(integer, /*IsSigned=*/true, APFloat::rmTowardZero);
    return arith::ConstantOp::create(b, b.getFloatAttr(from, number));
  };
  Value isNumber =
      arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, value, value);
  value = arith::SelectOp::create(b, isNumber, value, constantOf(b, from, 0.0));
  value = arith::MaximumFOp::create(
      b, value, limit(APInt::getSignedMinValue(to.getWidth())));
  value = arith::MinimumFOp::create(
      b, value, limit(APInt::getSignedMaxValue(to.getWidth())));
  return arith::FPToSIOp::create(b, to, value);
}

Value castFloat(ImplicitLocOpBuilder &b, Value value, Type to) {
  Type from = value.getType();
  if (to.isInteger(1))
    return arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, value,
                                 constantOf(b, from, 0.0));
  if (auto integer = dyn_cast<IntegerType>(to))
    return floatToInteger(b, value, integer);
  if (to.getIntOrFloatBitWidth() > from.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(b, to, value);
  return arith::TruncFOp::create(b, to, value);
}

Value castInteger(ImplicitLocOpBuilder &b, Value value, Type to) {
  Type from = value.getType();
  bool isBool = from.isInteger(1);
  if (to.isInteger(1))
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, value,
                                 constantOf(b, from, 0));
  if (isa<FloatType>(to)) {
    // A conversion of booleans would first make integers of a mask.
    if (isBool)
      return arith::SelectOp::create(b, value, constantOf(b, to, 1.0),
                                     constantOf(b, to, 0.0));
    return arith::SIToFPOp::create(b, to, value);
  }
  if (isBool)
    return arith::ExtUIOp::create(b, to, value);
  if (to.getIntOrFloatBitWidth() > from.getIntOrFloatBitWidth())
    return arith::ExtSIOp::create(b, to, value);
  return arith::TruncIOp::create(b, to, value);
}

Value lowerCast(KernelBuilder &kernel, CastOp op) {
  Type to = op.getType().getElementType();
  return kernel.pointwise(
      op.getType(), op.getInput(),
      [&](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        if (args[0].getType() == to)
          return args[0];
        return isa<FloatType>(args[0].getType()) ? castFloat(b, args[0], to)
                                                 : castInteger(b, args[0], to);
      });
}

Value lowerSelect(KernelBuilder &kernel, SelectOp op) {
  return kernel.pointwise(
      op.getType(), op.getOperands(),
      [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        return arith::SelectOp::create(b, args[0], args[1], args[2]);
      });
}

Value lowerNot(KernelBuilder &kernel, LogicalNotOp op) {
  return kernel.pointwise(
      op.getType(), op.getInput(),
      [](ImplicitLocOpBuilder &b, ValueRange args) -> Value {
        Value yes = arith::ConstantOp::create(b, b.getBoolAttr(true));
        return arith::XOrIOp::create(b, args[0], yes);
      });
}

Value lowerComparison(KernelBuilder &kernel, Operation *op) {
  using F = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](EqOp op) { return compare(kernel, op, F::OEQ, I::eq); })
      .Case([&](NeOp op) { return compare(kernel, op, F::UNE, I::ne); })
      .Case([&](LtOp op) { return compare(kernel, op, F::OLT, I::slt); })
      .Case([&](LeOp op) { return compare(kernel, op, F::OLE, I::sle); })
      .Case([&](GtOp op) { return compare(kernel, op, F::OGT, I::sgt); })
      .Case([&](GeOp op) { return compare(kernel, op, F::OGE, I::sge); })
      .Default(Value());
}

} // namespace

Value lowerArithmetic(KernelBuilder &kernel, Operation *op) {
  using namespace arith;
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](AddOp op) { return binary<AddFOp, AddIOp>(kernel, op); })
      .Case([&](SubOp op) { return binary<SubFOp, SubIOp>(kernel, op); })
      .Case([&](MulOp op) { return binary<MulFOp, MulIOp>(kernel, op); })
      .Case([&](DivOp op) { return divide(kernel, op); })
      .Case([&](PowOp op) { return binary<math::PowFOp>(kernel, op); })
      .Case(
          [&](MaximumOp op) { return binary<MaximumFOp, MaxSIOp>(kernel, op); })
      .Case(
          [&](MinimumOp op) { return binary<MinimumFOp, MinSIOp>(kernel, op); })
      .Case([&](LogicalAndOp op) { return logical<AndIOp>(kernel, op); })
      .Case([&](LogicalOrOp op) { return logical<OrIOp>(kernel, op); })
      .Case([&](LogicalNotOp op) { return lowerNot(kernel, op); })
      .Case([&](nadir::SelectOp op) { return lowerSelect(kernel, op); })
      .Case([&](CastOp op) { return lowerCast(kernel, op); })
      .Default([&](Operation *op) { return lowerComparison(kernel, op); });
}

Value lowerUnary(KernelBuilder &kernel, Operation *op) {
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](NegOp op) { return unary<arith::NegFOp>(kernel, op); })
      .Case([&](ExpOp op) { return unary<math::ExpOp>(kernel, op); })
      .Case([&](LogOp op) { return unary<math::LogOp>(kernel, op); })
      .Case([&](Log1pOp op) { return unary<math::Log1pOp>(kernel, op); })
      .Case([&](Expm1Op op) { return unary<math::ExpM1Op>(kernel, op); })
      .Case([&](SqrtOp op) { return unary<math::SqrtOp>(kernel, op); })
      .Case([&](RsqrtOp op) { return unary<math::RsqrtOp>(kernel, op); })
      .Case([&](TanhOp op) { return unary<math::TanhOp>(kernel, op); })
      .Case([&](ErfOp op) { return unary<math::ErfOp>(kernel, op); })
      .Case([&](ErfcOp op) { return unary<math::ErfcOp>(kernel, op); })
      .Case([&](SinOp op) { return unary<math::SinOp>(kernel, op); })
      .Case([&](CosOp op) { return unary<math::CosOp>(kernel, op); })
      .Case([&](AbsOp op) { return unary<math::AbsFOp>(kernel, op); })
      .Default(Value());
}

} // namespace nadir
