// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The innermost loop of a matmul kernel: a tile of sums that stays in vector
// registers while k goes by. Row and column strides of the operands are its
// parameters, so plain, transposed and packed operands share it.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULMICROKERNEL_H
#define NADIR_COMPILER_SCHEDULE_MATMULMICROKERNEL_H

#include "compiler/Schedule/MatmulBuilder.h"

#include "mlir/IR/BuiltinTypes.h"

#include <functional>

namespace nadir {

struct MatmulMicrokernel {
  int64_t rows = 1;
  /// Vectors in a row.
  int64_t vectors = 1;
  mlir::VectorType vectorType;
  bool useFma = true;
  int64_t kUnroll = 4;

  /// Buffers of one dimension, and where row or column 0 begins at k = 0.
  mlir::Value lhs, lhsOffset;
  mlir::Value rhs, rhsOffset;
  /// Offsets of the rows of lhs: multiples of `lhsRowStride`, unless
  /// `lhsRowOffsets` lists them.
  mlir::Value lhsRowStride;
  llvm::SmallVector<mlir::Value> lhsRowOffsets;
  mlir::Value lhsKStride, rhsKStride, rhsVectorStride;
  /// Between columns of a vector, if they have to be gathered.
  mlir::Value rhsColumnStride;
  /// For each vector, which of its lanes may be read; empty if all may, which
  /// needs columns beside each other.
  llvm::SmallVector<mlir::Value> rhsMasks;

  /// Writes what is to be done beside the multiply-adds that begin at a step of
  /// k: once for each `kUnroll` of them.
  std::function<void(mlir::Value k)> beside;

  /// Adds the products of steps [0, length) of k, in this order, to `sums`
  /// (row by row) and returns the new sums.
  llvm::SmallVector<mlir::Value>
  emit(MatmulBuilder &builder, mlir::Value length, mlir::ValueRange sums) const;

private:
  mlir::Value loadColumns(MatmulBuilder &builder, mlir::Value at,
                          int64_t vector) const;
  void emitStep(MatmulBuilder &builder, mlir::Value lhsAtK, mlir::Value rhsAtK,
                int64_t step, llvm::MutableArrayRef<mlir::Value> sums) const;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULMICROKERNEL_H
