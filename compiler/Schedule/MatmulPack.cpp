// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulPack.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {
namespace {

/// Copies `count` neighbouring elements.
void copyLine(MatmulBuilder &b, const MatmulPackage &package, Value from,
              Value to, Value count) {
  int64_t lanes = package.vectorType.getNumElements();
  auto copyVector = [&](Value i) {
    Value vector = vector::LoadOp::create(b, package.vectorType, package.from,
                                          b.add(from, i));
    vector::StoreOp::create(b, vector, package.to, b.add(to, i));
  };
  auto copyElement = [&](Value i) {
    Value element = memref::LoadOp::create(b, package.from, b.add(from, i));
    memref::StoreOp::create(b, element, package.to, b.add(to, i));
  };
  Value end = b.roundDown(count, lanes);
  if (auto constant = getConstantIntValue(end); constant && *constant <= 64)
    for (int64_t i = 0; i < *constant; i += lanes)
      copyVector(b.index(i));
  else
    b.loop(b.index(0), end, lanes, copyVector);
  b.loop(end, count, 1, copyElement);
}

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
/// shuffles within groups to do: half of those of a full transpose.
class PanelTranspose {
public:
  PanelTranspose(MatmulBuilder &b, const MatmulPackage &package)
      : b(b), package(package), lanes(package.vectorType.getNumElements()),
        group(128 / package.vectorType.getElementTypeBitWidth()),
        groupType(
            VectorType::get({group}, package.vectorType.getElementType())) {
    auto available = getConstantIntValue(package.available);
    for (int64_t c = 0; c < package.width; ++c) {
      // Columns that don't exist are copies of the last one.
      Value column =
          available ? b.index(std::min(c, *available - 1))
                    : b.min(b.index(c), b.sub(package.available, b.index(1)));
      columns.push_back(b.mul(column, package.outerStride));
    }
  }

  void emit() {
    Value end = b.roundDown(package.length, group);
    b.loop(b.index(0), end, group, [&](Value k) {
      for (int64_t c = 0; c < package.width; c += lanes)
        emitGroup(k, c);
    });
    b.loop(end, package.length, 1, [&](Value k) {
      for (int64_t c = 0; c < package.width; ++c) {
        Value element =
            memref::LoadOp::create(b, package.from, sourceOffset(k, c));
        memref::StoreOp::create(b, element, package.to, targetOffset(k, 0, c));
      }
    });
  }

private:
  Value sourceOffset(Value k, int64_t column) {
    return b.add(b.add(package.fromOffset, k), columns[column]);
  }

  Value targetOffset(Value k, int64_t step, int64_t column) {
    return b.add(b.add(package.toOffset, b.mul(k, package.width)),
                 step * package.width + column);
  }

  void emitGroup(Value k, int64_t column) {
    SmallVector<Value> vectors;
    for (int64_t q = 0; q < group; ++q) {
      SmallVector<Value> parts;
      for (int64_t c = q; c < lanes; c += group)
        parts.push_back(vector::LoadOp::create(b, groupType, package.from,
                                               sourceOffset(k, column + c)));
      vectors.push_back(concatenate(b, parts));
    }
    for (auto [step, row] : llvm::enumerate(transposeGroups(b, vectors)))
      vector::StoreOp::create(b, row, package.to,
                              targetOffset(k, step, column));
  }

  MatmulBuilder &b;
  const MatmulPackage &package;
  int64_t lanes, group;
  VectorType groupType;
  SmallVector<Value> columns;
};

} // namespace

void packMatmulPanel(MatmulBuilder &b, const MatmulPackage &package) {
  if (package.outerStride != 1)
    return PanelTranspose(b, package).emit();
  Value count = b.min(package.available, b.index(package.width));
  b.loop(b.index(0), package.length, 1, [&](Value k) {
    copyLine(b, package, b.add(package.fromOffset, b.mul(k, package.kStride)),
             b.add(package.toOffset, b.mul(k, package.width)), count);
  });
}

void packMatmulLines(MatmulBuilder &b, const MatmulPackage &package,
                     int64_t lineStride) {
  b.loop(b.index(0), b.index(package.width), 1, [&](Value line) {
    Value existing = b.min(line, b.sub(package.available, b.index(1)));
    copyLine(b, package,
             b.add(package.fromOffset, b.mul(existing, package.outerStride)),
             b.add(package.toOffset, b.mul(line, lineStride)), package.length);
  });
}

} // namespace nadir
