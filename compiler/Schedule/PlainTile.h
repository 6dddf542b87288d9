// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Multiplies a tile of a split product (MatmulSplit.h) without the matrix unit,
// with multiply-adds of f32. Kernels share the function that does it: it is
// seldom called, and would be the longest part of each.
#ifndef NADIR_COMPILER_SCHEDULE_PLAINTILE_H
#define NADIR_COMPILER_SCHEDULE_PLAINTILE_H

#include "compiler/Schedule/MatmulBuilder.h"

namespace nadir {

/// Buffers have one dimension and hold f32.
struct PlainTile {
  /// Columns of the right operand are apart.
  bool isGathered = false;
  /// Where the tile's first row begins, and how many rows and columns there are
  /// from there on: at least one. Others are not read, and their sums mean
  /// nothing.
  mlir::Value lhs, lhsOffset, lhsRowStride, lhsKStride, rows;
  mlir::Value rhs, rhsOffset, rhsKStride, rhsColumnStride, columns;
  /// Steps of k.
  mlir::Value length;
  /// Whether sums are added to those that are there, which are rows of f32.
  mlir::Value addsUp;
  mlir::Value sums, sumsOffset, sumStride;
};

/// Leaves sums of 32 columns for each row; those of the last row may be
/// followed by up to 7 more rows.
void multiplyPlainTile(MatmulBuilder &builder, const PlainTile &tile);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_PLAINTILE_H
