// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies parts of a matmul's operands into the order in which the microkernel
// reads them: a panel of the right operand has one row of the tile's width for
// each step of k, a tile of the left one lies in lines of its own.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULPACK_H
#define NADIR_COMPILER_SCHEDULE_MATMULPACK_H

#include "compiler/Schedule/MatmulBuilder.h"
#include "compiler/Schedule/MatmulPlan.h"

namespace nadir {

/// Where to pack from and to.
struct MatmulPackage {
  mlir::VectorType vectorType;
  /// Buffers of one dimension, and offsets in elements.
  mlir::Value from, fromOffset;
  mlir::Value to, toOffset;
  /// Elements between steps of k, and between columns (or rows), of the source.
  int64_t kStride = 1;
  int64_t outerStride = 1;
  /// Columns (or rows) wanted, and how many of them exist; what lies beyond is
  /// left undefined.
  int64_t width = 1;
  mlir::Value available;
  /// Steps of k.
  mlir::Value length;
};

/// to[k * width + c] = from[k * kStride + c * outerStride]; one of the strides
/// must be 1.
void packMatmulPanel(MatmulBuilder &builder, const MatmulPackage &package);

/// to[r * lineStride + k] = from[k + r * outerStride].
void packMatmulLines(MatmulBuilder &builder, const MatmulPackage &package,
                     int64_t lineStride);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULPACK_H
