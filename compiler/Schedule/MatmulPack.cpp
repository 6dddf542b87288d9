// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulPack.h"

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
    auto available = getConstantIntValue(package.available);
    bool full = available && *available >= package.width;
    auto strip = [&](Value column) {
      prepareColumns(column, full);
      emitStrip();
    };
    if (full)
      return b.loop(b.index(0), b.index(package.width), lanes, strip);
    for (int64_t column = 0; column < package.width; column += lanes)
      strip(b.index(column));
  }

private:
  /// Columns that don't exist are copies of the last one.
  void prepareColumns(Value first, bool full) {
    columns.clear();
    from = package.fromOffset;
    auto [number, rest] = b.divide(first, lanes);
    to = b.mul(number, package.stripStride);
    if (full)
      from = b.add(from, b.mul(first, package.columnStride));
    Value last = b.sub(package.available, b.index(1));
    for (int64_t c = 0; c < lanes; ++c) {
      Value column = full ? b.index(c) : b.min(b.add(first, c), last);
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

/// Asks the memory for a row that is copied some steps later, if rows are so
/// far apart that no hardware looks ahead for them.
void fetchRow(MatmulBuilder &b, const MatmulPackage &package, Value from) {
  constexpr int64_t ahead = 32, farBytes = 2048, lineBytes = 64;
  int64_t elementBytes = package.vectorType.getElementTypeBitWidth() / 8;
  if (package.kStride * elementBytes < farBytes)
    return;
  Value row = b.add(from, ahead * package.kStride);
  for (int64_t column = 0; column < package.width;
       column += lineBytes / elementBytes)
    memref::PrefetchOp::create(b, package.from, b.add(row, column),
                               /*isWrite=*/false, /*localityHint=*/3,
                               /*isDataCache=*/true);
}

/// Copies rows of columns: whole vectors, and the rest one by one.
void copyPanel(MatmulBuilder &b, const MatmulPackage &package) {
  int64_t lanes = package.vectorType.getNumElements();
  Value count = b.min(package.available, b.index(package.width));
  Value whole = b.roundDown(count, lanes);
  b.loop(b.index(0), package.length, 1, [&](Value k) {
    Value from = b.add(package.fromOffset, b.mul(k, package.kStride));
    fetchRow(b, package, from);
    auto target = [&](Value column) {
      auto [strip, lane] = b.divide(column, lanes);
      return b.add(b.add(b.mul(strip, package.stripStride), b.mul(k, lanes)),
                   lane);
    };
    auto copyVector = [&](Value column) {
      Value vector = vector::LoadOp::create(b, package.vectorType, package.from,
                                            b.add(from, column));
      vector::StoreOp::create(b, vector, package.to, target(column));
    };
    if (auto constant = getConstantIntValue(whole))
      for (int64_t column = 0; column < *constant; column += lanes)
        copyVector(b.index(column));
    else
      b.loop(b.index(0), whole, lanes, copyVector);
    b.loop(whole, count, 1, [&](Value column) {
      Value element =
          memref::LoadOp::create(b, package.from, b.add(from, column));
      memref::StoreOp::create(b, element, package.to, target(column));
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

} // namespace nadir
