// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulPack.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {
namespace {

/// Exchanges rows and columns within each 128-bit group of the vectors: element
/// g * size + q of result k is element g * size + k of vector q, where size is
/// the number of vectors.
SmallVector<Value> transposeGroups(MatmulBuilder &b, ArrayRef<Value> vectors) {
  auto type = cast<VectorType>(vectors[0].getType());
  int64_t lanes = type.getNumElements(), size = vectors.size();
  // Takes elements [half, half + size / 2) of each group of both vectors,
  // `unit` at a time in turn.
  auto interleave = [&](Value lhs, Value rhs, int64_t half, int64_t unit) {
    SmallVector<int64_t> mask;
    for (int64_t group = 0; group < lanes; group += size)
      for (int64_t i = half; i < half + size / 2; i += unit)
        for (int64_t side : {int64_t(0), lanes})
          for (int64_t u = 0; u < unit; ++u)
            mask.push_back(side + group + i + u);
    return vector::ShuffleOp::create(b, lhs, rhs, mask).getResult();
  };
  if (size == 2)
    return {interleave(vectors[0], vectors[1], 0, 1),
            interleave(vectors[0], vectors[1], 1, 1)};
  SmallVector<Value> result;
  for (int64_t half : {0, 2}) {
    Value even = interleave(vectors[0], vectors[1], half, 1);
    Value odd = interleave(vectors[2], vectors[3], half, 1);
    result.push_back(interleave(even, odd, 0, 2));
    result.push_back(interleave(even, odd, 2, 2));
  }
  return result;
}

Value concatenate(MatmulBuilder &b, SmallVector<Value> parts) {
  while (parts.size() > 1) {
    SmallVector<Value> wider;
    for (size_t i = 0; i < parts.size(); i += 2) {
      int64_t lanes = cast<VectorType>(parts[i].getType()).getNumElements();
      auto mask = llvm::to_vector(llvm::seq<int64_t>(0, 2 * lanes));
      wider.push_back(
          vector::ShuffleOp::create(b, parts[i], parts[i + 1], mask));
    }
    parts = std::move(wider);
  }
  return parts[0];
}

/// Writes zeros to the strips from `first` on.
void clearStrips(MatmulBuilder &b, const MatmulPackage &package, Value first) {
  int64_t lanes = package.vectorType.getNumElements();
  Value tiles = b.ceilDivide(package.columns, lanes * package.tileStrips);
  Value zeros = arith::ConstantOp::create(b, b.getZeroAttr(package.vectorType));
  b.loop(first, b.mul(tiles, package.tileStrips), 1, [&](Value strip) {
    Value to = b.mul(strip, package.stripStride);
    b.loop(b.index(0), package.length, 1, [&](Value k) {
      vector::StoreOp::create(b, zeros, package.to, b.add(to, b.mul(k, lanes)));
    });
  });
}

/// Turns columns whose k is contiguous into rows. A group of 128 bits of each
/// column is loaded straight to its final place in a vector, which leaves only
/// shuffles within groups to do: half of those of a full transpose. One vector
/// of columns is done after the other, so that no more streams are read at a
/// time than hardware prefetchers follow.
class PanelTranspose {
public:
  PanelTranspose(MatmulBuilder &b, const MatmulPackage &package)
      : b(b), package(package), lanes(package.vectorType.getNumElements()),
        group(128 / package.vectorType.getElementTypeBitWidth()),
        groupType(
            VectorType::get({group}, package.vectorType.getElementType())) {}

  void emit() {
    Value whole = b.roundDown(package.columns, lanes);
    b.loop(b.index(0), whole, lanes, [&](Value column) {
      prepareColumns(column, /*isFull=*/true);
      emitStrip();
    });
    b.loop(whole, package.columns, lanes, [&](Value column) {
      prepareColumns(column, /*isFull=*/false);
      emitStrip();
    });
    if (package.tileStrips > 1)
      clearStrips(b, package, b.ceilDivide(package.columns, lanes));
  }

private:
  /// Columns that don't exist are copies of the last one.
  void prepareColumns(Value first, bool isFull) {
    columns.clear();
    auto [number, rest] = b.divide(first, lanes);
    to = b.mul(number, package.stripStride);
    from = b.add(package.fromOffset, b.mul(first, package.columnStride));
    Value last = b.sub(b.sub(package.columns, first), b.index(1));
    for (int64_t c = 0; c < lanes; ++c) {
      Value column = isFull ? b.index(c) : b.min(b.index(c), last);
      columns.push_back(b.mul(column, package.columnStride));
    }
  }

  void emitStrip() {
    Value end = b.roundDown(package.length, group);
    b.loop(b.index(0), end, group, [&](Value k) { emitGroup(k); });
    b.loop(end, package.length, 1, [&](Value k) {
      for (int64_t c = 0; c < lanes; ++c) {
        Value element =
            memref::LoadOp::create(b, package.from, sourceOffset(k, c));
        memref::StoreOp::create(b, element, package.to,
                                b.add(targetOffset(k, 0), c));
      }
    });
  }

  Value sourceOffset(Value k, int64_t column) {
    return b.add(b.add(from, k), columns[column]);
  }

  Value targetOffset(Value k, int64_t step) {
    return b.add(b.add(to, b.mul(k, lanes)), step * lanes);
  }

  void emitGroup(Value k) {
    SmallVector<Value> vectors;
    for (int64_t q = 0; q < group; ++q) {
      SmallVector<Value> parts;
      for (int64_t c = q; c < lanes; c += group)
        parts.push_back(vector::LoadOp::create(b, groupType, package.from,
                                               sourceOffset(k, c)));
      vectors.push_back(concatenate(b, parts));
    }
    for (auto [step, row] : llvm::enumerate(transposeGroups(b, vectors)))
      vector::StoreOp::create(b, row, package.to, targetOffset(k, step));
  }

  MatmulBuilder &b;
  const MatmulPackage &package;
  int64_t lanes, group;
  VectorType groupType;
  /// Where the strip at hand begins, and its columns from there.
  Value from, to;
  SmallVector<Value> columns;
};

/// Asks the memory for an element, which need not exist.
void prefetch(MatmulBuilder &b, Value buffer, Value at) {
  memref::PrefetchOp::create(b, buffer, at, /*isWrite=*/false,
                             /*localityHint=*/3, /*isDataCache=*/true);
}

/// Copies rows of columns: whole vectors, and the rest one by one. The memory
/// is asked for rows some steps ahead if they are so far apart that no hardware
/// looks ahead for them.
void copyPanel(MatmulBuilder &b, const MatmulPackage &package) {
  constexpr int64_t ahead = 16, farBytes = 2048;
  int64_t lanes = package.vectorType.getNumElements();
  int64_t elementBytes = package.vectorType.getElementTypeBitWidth() / 8;
  bool isFar = package.kStride * elementBytes >= farBytes;
  Value whole = b.roundDown(package.columns, lanes);
  Value strips = b.divide(package.columns, lanes).first;
  if (!package.fillsStrips)
    clearStrips(b, package, strips);
  b.loop(b.index(0), package.length, 1, [&](Value k) {
    Value from = b.add(package.fromOffset, b.mul(k, package.kStride));
    Value to = b.mul(k, lanes);
    b.loop(b.index(0), strips, 1, [&](Value strip) {
      Value column = b.add(from, b.mul(strip, lanes));
      if (isFar)
        prefetch(b, package.from, b.add(column, ahead * package.kStride));
      Value vector =
          vector::LoadOp::create(b, package.vectorType, package.from, column);
      vector::StoreOp::create(b, vector, package.to,
                              b.add(to, b.mul(strip, package.stripStride)));
    });
    Value toRest = b.add(to, b.mul(strips, package.stripStride));
    b.loop(whole, package.columns, 1, [&](Value column) {
      Value element =
          memref::LoadOp::create(b, package.from, b.add(from, column));
      memref::StoreOp::create(b, element, package.to,
                              b.add(toRest, b.sub(column, whole)));
    });
  });
}

} // namespace

void packMatmulPanel(MatmulBuilder &b, const MatmulPackage &package) {
  if (package.columnStride == 1)
    copyPanel(b, package);
  else
    PanelTranspose(b, package).emit();
}

/// Copies `width` elements of a step of k from row `first` of the source to
/// `to`. The memory is asked for rows some steps ahead.
static void copyStep(MatmulBuilder &b, const MatmulTiles &tiles, Value k,
                     Value first, Value to) {
  constexpr int64_t ahead = 16;
  Value from = b.add(b.add(tiles.fromOffset, b.mul(k, tiles.kStride)), first);
  for (int64_t i = 0; i < tiles.width; i += tiles.vectorType.getNumElements()) {
    prefetch(b, tiles.from, b.add(from, ahead * tiles.kStride + i));
    Value vector =
        vector::LoadOp::create(b, tiles.vectorType, tiles.from, b.add(from, i));
    vector::StoreOp::create(b, vector, tiles.to, b.add(to, i));
  }
}

/// Steps of k are far from each other: all that is wanted of one is taken
/// before the next. Whole vectors are copied, and what a step has too much the
/// next one writes over. Vectors that would reach beyond the last row begin
/// earlier instead: what they have too much comes before the tile's rows, so
/// that these tiles are done from the last step to the first.
void packMatmulTiles(MatmulBuilder &b, const MatmulTiles &tiles) {
  Value count =
      b.ceilDivide(b.sub(tiles.endRow, tiles.firstRow), tiles.tileRows);
  // Those whose first row has as many after it as a vector needs.
  Value inside = b.max(
      b.sub(b.index(tiles.rows - tiles.width + tiles.tileRows), tiles.firstRow),
      b.index(0));
  Value forward = b.min(b.divide(inside, tiles.tileRows).first, count);
  auto copy = [&](Value k, Value number, Value lead) {
    Value row = b.add(tiles.firstRow, b.mul(number, tiles.tileRows));
    Value start = b.min(row, b.index(tiles.rows - tiles.tileRows));
    Value to = b.add(tiles.toOffset, b.mul(number, tiles.tileStride));
    to = b.add(to, tiles.width);
    copyStep(b, tiles, k, b.sub(start, lead),
             b.sub(b.add(to, b.mul(k, tiles.tileRows)), lead));
  };
  b.loop(b.index(0), tiles.length, 1, [&](Value k) {
    b.loop(b.index(0), forward, 1,
           [&](Value number) { copy(k, number, b.index(0)); });
  });
  Value lead = b.index(tiles.width - tiles.tileRows);
  Value last = b.sub(tiles.length, b.index(1));
  b.loop(b.index(0), tiles.length, 1, [&](Value step) {
    b.loop(forward, count, 1,
           [&](Value number) { copy(b.sub(last, step), number, lead); });
  });
}

MatmulTiles lhsTiles(const MatmulProblem &problem, const MatmulPlan &plan) {
  MatmulTiles tiles;
  tiles.vectorType =
      VectorType::get({plan.packedLhsLanes}, problem.elementType);
  tiles.kStride = problem.lhs.k;
  tiles.rows = problem.m.size;
  tiles.tileRows = plan.tileRows;
  tiles.width = plan.packedLhsWidth();
  tiles.tileStride = plan.packedLhsTile;
  return tiles;
}

} // namespace nadir
