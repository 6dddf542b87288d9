// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/PlainTile.h"

#include "compiler/Schedule/MatmulMicrokernel.h"
#include "compiler/Schedule/SplitOperand.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {
namespace {

constexpr int64_t lanes = splitRows;
/// Rows and vectors that are done at a time.
constexpr int64_t rowsAtOnce = 8, vectors = 2;

class PlainMultiplier {
public:
  PlainMultiplier(MatmulBuilder &b, const PlainTile &tile)
      : b(b), tile(tile), vectorType(VectorType::get({lanes}, b.getF32Type())) {
  }

  void emit() {
    b.loop(b.index(0), tile.rows, rowsAtOnce,
           [&](Value row) { emitRows(row); });
  }

private:
  void emitRows(Value firstRow);
  MatmulMicrokernel microkernel(Value firstRow);
  Value loadSum(Value at);

  MatmulBuilder &b;
  const PlainTile &tile;
  VectorType vectorType;
};

/// Rows beyond the last one are copies of it.
MatmulMicrokernel PlainMultiplier::microkernel(Value firstRow) {
  MatmulMicrokernel kernel;
  kernel.rows = rowsAtOnce;
  kernel.vectors = vectors;
  kernel.vectorType = vectorType;
  kernel.kUnroll = 1;
  kernel.lhs = tile.lhs;
  kernel.lhsOffset = tile.lhsOffset;
  kernel.lhsKStride = tile.lhsKStride;
  for (int64_t r = 0; r < rowsAtOnce; ++r) {
    Value row = b.min(b.add(firstRow, r), b.sub(tile.rows, b.index(1)));
    kernel.lhsRowOffsets.push_back(b.mul(row, tile.lhsRowStride));
  }
  kernel.rhs = tile.rhs;
  kernel.rhsOffset = tile.rhsOffset;
  kernel.rhsKStride = tile.rhsKStride;
  kernel.rhsVectorStride = b.mul(tile.rhsColumnStride, lanes);
  if (tile.isGathered)
    kernel.rhsColumnStride = tile.rhsColumnStride;
  auto maskType = VectorType::get({lanes}, b.getI1Type());
  for (int64_t v = 0; v < vectors; ++v)
    kernel.rhsMasks.push_back(vector::CreateMaskOp::create(
        b, maskType, b.sub(tile.columns, b.index(v * lanes))));
  return kernel;
}

Value PlainMultiplier::loadSum(Value at) {
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(vectorType));
  Value sum = vector::LoadOp::create(b, vectorType, tile.sums, at);
  return arith::SelectOp::create(b, tile.addsUp, sum, zero);
}

void PlainMultiplier::emitRows(Value firstRow) {
  SmallVector<Value> places, sums;
  for (int64_t r = 0; r < rowsAtOnce; ++r) {
    Value row =
        b.add(tile.sumsOffset, b.mul(b.add(firstRow, r), tile.sumStride));
    for (int64_t v = 0; v < vectors; ++v) {
      places.push_back(b.add(row, v * lanes));
      sums.push_back(loadSum(places.back()));
    }
  }
  sums = microkernel(firstRow).emit(b, tile.length, sums);
  for (auto [place, sum] : llvm::zip(places, sums))
    vector::StoreOp::create(b, sum, tile.sums, place);
}

/// What is known of a tile only at run time.
SmallVector<Value *> values(PlainTile &tile) {
  return {&tile.lhs,        &tile.lhsOffset,  &tile.lhsRowStride,
          &tile.lhsKStride, &tile.rows,       &tile.rhs,
          &tile.rhsOffset,  &tile.rhsKStride, &tile.rhsColumnStride,
          &tile.columns,    &tile.length,     &tile.addsUp,
          &tile.sums,       &tile.sumsOffset, &tile.sumStride};
}

} // namespace

void multiplyPlainTile(MatmulBuilder &b, const PlainTile &tile) {
  StringRef name =
      tile.isGathered ? "multiply_plain_tile.gathered" : "multiply_plain_tile";
  PlainTile inner = tile;
  b.call(name, values(inner),
         [&](MatmulBuilder &b) { PlainMultiplier(b, inner).emit(); });
}

} // namespace nadir
