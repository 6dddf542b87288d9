// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/CheckKernel.h"

#include "compiler/Schedule/KernelSignature.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace nadir {

FailureOr<CheckRange> CheckRange::get(Operation *op, DictionaryAttr check) {
  auto minimum = check.getAs<FloatAttr>("minimum");
  auto maximum = check.getAs<FloatAttr>("maximum");
  if (!minimum || !maximum)
    return op->emitOpError("expects 'nadir.check' to hold 'minimum' and "
                           "'maximum'"),
           failure();
  CheckRange range{minimum.getValueAsDouble(), maximum.getValueAsDouble(), {}};
  if (auto ignore = check.getAs<IntegerAttr>("ignore"))
    range.ignore = ignore.getInt();
  range.allowsNan = check.contains("allow_nan");
  return range;
}

namespace {
/// Emits the body of one check.
class CheckEmitter {
public:
  CheckEmitter(ImplicitLocOpBuilder &builder, func::FuncOp function,
               RankedTensorType type, const CheckRange &range)
      : b(builder), rows(function.getArgument(0)),
        memref(function.getArgument(1)), type(type), range(range) {}

  void emit();

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value emitFlag(bool value) {
    return arith::ConstantOp::create(b, b.getIntegerAttr(b.getI1Type(), value));
  }
  /// A constant of the type of `like`, a scalar or a vector.
  Value constantLike(Value like, TypedAttr element);
  TypedAttr integerAttr(double value);
  Value isBad(Value value);
  void flatten();
  Value load(Value position);
  /// One if any element is bad. No branches: nearly always none is.
  Value emitAnyBad(Value count);
  Value emitVectorPart(Value end);
  Value emitFirstBad();

  ImplicitLocOpBuilder &b;
  Value rows;
  Value memref;
  /// `memref` as one dimension; null if its valid elements have gaps.
  Value flat;
  RankedTensorType type;
  const CheckRange &range;
  static constexpr int64_t lanes = 16;
};
} // namespace

Value CheckEmitter::constantLike(Value like, TypedAttr element) {
  if (auto vector = dyn_cast<VectorType>(like.getType()))
    return arith::ConstantOp::create(b,
                                     DenseElementsAttr::get(vector, element));
  return arith::ConstantOp::create(b, element);
}

TypedAttr CheckEmitter::integerAttr(double value) {
  unsigned width = type.getElementTypeBitWidth();
  llvm::APSInt integer(width, /*isUnsigned=*/false);
  bool isExact;
  // Saturates, which keeps a range without a bound one.
  APFloat(value).convertToInteger(integer, APFloat::rmTowardZero, &isExact);
  return b.getIntegerAttr(type.getElementType(), integer);
}

Value CheckEmitter::isBad(Value value) {
  Type element = type.getElementType();
  if (isa<FloatType>(element)) {
    Value low = constantLike(value, b.getFloatAttr(element, range.minimum));
    Value high = constantLike(value, b.getFloatAttr(element, range.maximum));
    using Predicate = arith::CmpFPredicate;
    // Unordered: NaN is below and above.
    bool ordered = range.allowsNan;
    Predicate below = ordered ? Predicate::OLT : Predicate::ULT;
    Predicate above = ordered ? Predicate::OGT : Predicate::UGT;
    return arith::OrIOp::create(b, arith::CmpFOp::create(b, below, value, low),
                                arith::CmpFOp::create(b, above, value, high));
  }
  using Predicate = arith::CmpIPredicate;
  Value low = constantLike(value, integerAttr(range.minimum));
  Value high = constantLike(value, integerAttr(range.maximum));
  Value bad = arith::OrIOp::create(
      b, arith::CmpIOp::create(b, Predicate::slt, value, low),
      arith::CmpIOp::create(b, Predicate::sgt, value, high));
  if (!range.ignore)
    return bad;
  Value ignore = constantLike(value, b.getIntegerAttr(element, *range.ignore));
  return arith::AndIOp::create(
      b, bad, arith::CmpIOp::create(b, Predicate::ne, value, ignore));
}

void CheckEmitter::flatten() {
  if (type.getRank() > 0 &&
      llvm::any_of(type.getShape().drop_front(), ShapedType::isDynamic))
    return;
  auto buffer = cast<MemRefType>(memref.getType());
  int64_t size = buffer.getNumElements();
  auto flatType = MemRefType::get({size}, buffer.getElementType());
  flat = memref::ReinterpretCastOp::create(b, flatType, memref, /*offset=*/0,
                                           ArrayRef<int64_t>{size},
                                           /*strides=*/ArrayRef<int64_t>{1});
}

Value CheckEmitter::load(Value position) {
  if (flat)
    return memref::LoadOp::create(b, flat, ValueRange{position});
  SmallVector<Value> indices(type.getRank());
  for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
    Value size = type.isDynamicDim(dim) ? rows : index(type.getDimSize(dim));
    indices[dim] = arith::RemUIOp::create(b, position, size);
    position = arith::DivUIOp::create(b, position, size);
  }
  return memref::LoadOp::create(b, memref, indices);
}

Value CheckEmitter::emitVectorPart(Value end) {
  auto flags = VectorType::get({lanes}, b.getI1Type());
  Value none =
      arith::ConstantOp::create(b, DenseElementsAttr::get(flags, false));
  auto vector = VectorType::get({lanes}, type.getElementType());
  auto loop = scf::ForOp::create(
      b, index(0), end, index(lanes), ValueRange{none},
      [&](OpBuilder &, Location, Value i, ValueRange found) {
        Value values = vector::LoadOp::create(b, vector, flat, ValueRange{i});
        Value bad = arith::OrIOp::create(b, found.front(), isBad(values));
        scf::YieldOp::create(b, bad);
      });
  return vector::ReductionOp::create(b, vector::CombiningKind::OR,
                                     loop.getResult(0));
}

Value CheckEmitter::emitAnyBad(Value count) {
  Value begin = index(0);
  Value any = emitFlag(false);
  if (flat && cast<MemRefType>(flat.getType()).getNumElements() >= lanes) {
    Value tail = arith::RemUIOp::create(b, count, index(lanes));
    begin = arith::SubIOp::create(b, count, tail);
    any = emitVectorPart(begin);
  }
  auto loop = scf::ForOp::create(
      b, begin, count, index(1), ValueRange{any},
      [&](OpBuilder &, Location, Value i, ValueRange found) {
        scf::YieldOp::create(
            b, Value(arith::OrIOp::create(b, found.front(), isBad(load(i)))));
      });
  return loop.getResult(0);
}

Value CheckEmitter::emitFirstBad() {
  auto loop = scf::WhileOp::create(
      b, TypeRange{b.getIndexType()}, ValueRange{index(0)},
      [&](OpBuilder &, Location, ValueRange args) {
        Value yes = emitFlag(true);
        Value good = arith::XOrIOp::create(b, isBad(load(args[0])), yes);
        scf::ConditionOp::create(b, good, args);
      },
      [&](OpBuilder &, Location, ValueRange args) {
        Value next = arith::AddIOp::create(b, args[0], index(1));
        scf::YieldOp::create(b, next);
      });
  return loop.getResult(0);
}

void CheckEmitter::emit() {
  flatten();
  Value count = index(1);
  for (int64_t size : type.getShape()) {
    Value extent = ShapedType::isDynamic(size) ? rows : index(size);
    count = arith::MulIOp::create(b, count, extent);
  }
  Type i64 = b.getI64Type();
  Value zero = arith::ConstantOp::create(b, b.getI64IntegerAttr(0));
  Value real = arith::ConstantOp::create(b, b.getF64FloatAttr(0));
  auto report = scf::IfOp::create(
      b, emitAnyBad(count),
      [&](OpBuilder &, Location) {
        Value first = emitFirstBad();
        Value value = load(first);
        Value integer = zero, floating = real;
        if (type.getElementType().isF64())
          floating = value;
        else if (isa<FloatType>(type.getElementType()))
          floating = arith::ExtFOp::create(b, b.getF64Type(), value);
        else if (type.getElementType().isInteger(64))
          integer = value;
        else
          integer = arith::ExtSIOp::create(b, i64, value);
        Value position = arith::IndexCastOp::create(b, i64, first);
        scf::YieldOp::create(b, ValueRange{position, integer, floating});
      },
      [&](OpBuilder &, Location) {
        Value none = arith::ConstantOp::create(b, b.getI64IntegerAttr(-1));
        scf::YieldOp::create(b, ValueRange{none, zero, real});
      });
  func::ReturnOp::create(b, report.getResults());
}

func::FuncOp createCheckKernel(OpBuilder &builder, Location loc, StringRef name,
                               RankedTensorType type, int64_t capacity,
                               const CheckRange &range) {
  ImplicitLocOpBuilder b(loc, builder);
  Type i64 = b.getI64Type();
  auto function = func::FuncOp::create(
      b, name,
      b.getFunctionType({b.getIndexType(), bufferType(type, capacity)},
                        {i64, i64, b.getF64Type()}));
  function.setPrivate();
  b.setInsertionPointToStart(function.addEntryBlock());
  CheckEmitter(b, function, type, range).emit();
  return function;
}

} // namespace nadir
