// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies a tile of columns of a matmul's right operand into the order in which
// the microkernel reads it: one strip for each vector of columns, which holds
// one vector for each step of k.
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
  /// Columns wanted, and how many of them exist; lanes of columns that don't
  /// are left undefined.
  int64_t width = 1;
  mlir::Value available;
  /// Steps of k.
  mlir::Value length;
};

/// to[c / lanes * stripStride + k * lanes + c % lanes] =
/// from[fromOffset + k * kStride + c * columnStride]
void packMatmulPanel(MatmulBuilder &builder, const MatmulPackage &package);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULPACK_H
