// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies columns of a matmul's right operand into the order in which the
// microkernel reads them: one strip for each vector of columns, which holds one
// vector for each step of k.
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
  /// Columns there are. The last tile may have fewer than `tileColumns`: its
  /// lanes without a column hold copies of the last one, or are left undefined.
  mlir::Value columns;
  int64_t tileColumns = 1;
  /// Steps of k.
  mlir::Value length;
};

/// Asks the memory for an element, which need not exist.
void prefetch(MatmulBuilder &builder, mlir::Value buffer, mlir::Value at);

/// to[c / lanes * stripStride + k * lanes + c % lanes] =
/// from[fromOffset + k * kStride + c * columnStride]
void packMatmulPanel(MatmulBuilder &builder, const MatmulPackage &package);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULPACK_H
