// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies a matmul's operands into the order in which the microkernel reads
// them. Of the right one, each vector of columns is a strip, which holds one
// vector for each step of k; of the left one, each tile of rows holds them side
// by side for each step of k.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULPACK_H
#define NADIR_COMPILER_SCHEDULE_MATMULPACK_H

#include "compiler/Schedule/MatmulBuilder.h"
#include "compiler/Schedule/MatmulPlan.h"

namespace nadir {

struct MatmulPackage {
  mlir::VectorType vectorType;
  /// Buffers of one dimension; the target begins at 0.
  mlir::Value from, fromOffset, to;
  /// Elements between steps of k, and between columns, of the source; one of
  /// them must be 1.
  int64_t kStride = 1;
  int64_t columnStride = 1;
  /// Elements between strips of the target.
  int64_t stripStride = 1;
  /// Columns there are. Lanes without one hold zeros or copies of the last one:
  /// tiny or infinite leftovers would be slow to multiply, and a caller may
  /// have asked for traps.
  mlir::Value columns;
  /// Whether they fill all strips.
  bool fillsStrips = false;
  /// Strips that are read together: their number is rounded up to this.
  int64_t tileStrips = 1;
  /// Steps of k.
  mlir::Value length;
};

/// to[c / lanes * stripStride + k * lanes + c % lanes] =
/// from[fromOffset + k * kStride + c * columnStride]
void packMatmulPanel(MatmulBuilder &builder, const MatmulPackage &package);

/// Tiles of rows of a left operand whose rows are neighbours.
struct MatmulTiles {
  /// What is copied at a time.
  mlir::VectorType vectorType;
  /// Buffers of one dimension.
  mlir::Value from, fromOffset, to, toOffset;
  /// Elements between steps of k of the source.
  int64_t kStride = 1;
  /// Rows of the source: at least `width`.
  int64_t rows = 1;
  /// Rows of a tile; the same in whole vectors.
  int64_t tileRows = 1, width = 1;
  /// Elements between tiles of the target: it has `width` of them before the
  /// first step of a tile and after the last one that are written over.
  int64_t tileStride = 1;
  /// The rows wanted. The last tile is moved up to end with the last row.
  mlir::Value firstRow, endRow;
  /// Steps of k.
  mlir::Value length;
};

/// to[toOffset + tile * tileStride + width + k * tileRows + row - start of the
/// tile] = from[fromOffset + k * kStride + row]
void packMatmulTiles(MatmulBuilder &builder, const MatmulTiles &tiles);

/// What a plan says of such tiles; buffers, offsets and sizes are left to set.
MatmulTiles lhsTiles(const MatmulProblem &problem, const MatmulPlan &plan);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULPACK_H
