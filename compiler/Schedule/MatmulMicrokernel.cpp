// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulMicrokernel.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {

/// Vector `vector` of a row of the right operand.
Value MatmulMicrokernel::loadColumns(MatmulBuilder &b, Value at,
                                     int64_t vector) const {
  if (rhsMasks.empty())
    return vector::LoadOp::create(b, vectorType, rhs, at);
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(vectorType));
  if (!rhsColumnStride)
    return vector::MaskedLoadOp::create(b, vectorType, rhs, at,
                                        rhsMasks[vector], zero);
  auto placesType = VectorType::get(vectorType.getShape(), b.getIndexType());
  Value places = arith::MulIOp::create(
      b, vector::StepOp::create(b, placesType),
      vector::BroadcastOp::create(b, placesType, rhsColumnStride));
  return vector::GatherOp::create(b, vectorType, rhs, at, places,
                                  rhsMasks[vector], zero);
}

/// The distance from an offset that is known at run time stays a constant
/// summand of each address: it then fits the instruction's displacement.
void MatmulMicrokernel::emitStep(MatmulBuilder &b, Value lhsAtK, Value rhsAtK,
                                 int64_t step,
                                 MutableArrayRef<Value> sums) const {
  SmallVector<Value> row;
  for (int64_t v = 0; v < vectors; ++v) {
    Value at = b.add(rhsAtK,
                     b.add(b.mul(rhsKStride, step), b.mul(rhsVectorStride, v)));
    row.push_back(loadColumns(b, at, v));
  }
  for (int64_t r = 0; r < rows; ++r) {
    Value steps = b.mul(lhsKStride, step);
    Value at = lhsRowOffsets.empty()
                   ? b.add(lhsAtK, b.add(steps, b.mul(lhsRowStride, r)))
                   : b.add(b.add(lhsAtK, lhsRowOffsets[r]), steps);
    Value element = memref::LoadOp::create(b, lhs, at);
    Value broadcast = vector::BroadcastOp::create(b, vectorType, element);
    for (int64_t v = 0; v < vectors; ++v) {
      Value &sum = sums[r * vectors + v];
      if (useFma)
        sum = vector::FMAOp::create(b, broadcast, row[v], sum);
      else
        sum = arith::AddFOp::create(
            b, sum, arith::MulFOp::create(b, broadcast, row[v]));
    }
  }
}

SmallVector<Value> MatmulMicrokernel::emit(MatmulBuilder &b, Value length,
                                           ValueRange sums) const {
  Value unrolledEnd = b.roundDown(length, kUnroll);
  auto steps = [&](Value k, ValueRange carried, int64_t count) {
    SmallVector<Value> next(carried);
    Value lhsAtK = b.add(lhsOffset, b.mul(k, lhsKStride));
    Value rhsAtK = b.add(rhsOffset, b.mul(k, rhsKStride));
    for (int64_t step = 0; step < count; ++step)
      emitStep(b, lhsAtK, rhsAtK, step, next);
    return next;
  };
  SmallVector<Value> main = b.loop(b.index(0), unrolledEnd, kUnroll, sums,
                                   [&](Value k, ValueRange carried) {
                                     if (beside)
                                       beside(k);
                                     return steps(k, carried, kUnroll);
                                   });
  if (unrolledEnd == length)
    return main;
  if (auto constant = getConstantIntValue(length))
    return steps(unrolledEnd, main, *constant % kUnroll);
  return b.loop(unrolledEnd, length, 1, main, [&](Value k, ValueRange carried) {
    return steps(k, carried, 1);
  });
}

} // namespace nadir
