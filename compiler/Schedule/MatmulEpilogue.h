// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a matmul kernel does with finished sums: it evaluates the pointwise ops
// behind the contraction and stores the kernel's results. The sums are read
// back from the scratch memory that the microkernel left them in: one short
// loop then serves full and partial tiles, whatever the epilogue, at the price
// of a store and a load for each k-long chain of multiply-adds. It runs along
// rows, several tiles at a time: what else is read and written is contiguous.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULEPILOGUE_H
#define NADIR_COMPILER_SCHEDULE_MATMULEPILOGUE_H

#include "compiler/Schedule/LoopKernelDomain.h"
#include "compiler/Schedule/MatmulBuilder.h"
#include "compiler/Schedule/MatmulPlan.h"
#include "compiler/Schedule/PointwiseBody.h"

namespace nadir {

/// Sums of some rows and columns, and the part of the result that they are to
/// give.
struct MatmulSums {
  mlir::Value buffer;
  /// Place of the sum of the result's element (startRow, startColumn), and the
  /// distance between rows.
  mlir::Value offset, startRow, startColumn;
  int64_t rowStride = 1;
  mlir::Value batch;
  mlir::Value fromRow, toRow, fromColumn, toColumn;
};

class MatmulEpilogue {
public:
  MatmulEpilogue(mlir::func::FuncOp kernel, const MatmulProblem &problem,
                 const MatmulPlan &plan, const LoopDomain &domain,
                 const ScheduledArguments &arguments);

  /// Must come first, while `builder` stands where the kernel begins. The task
  /// has all rows of the columns [`from`, `to`) if any columns are added up.
  void begin(MatmulBuilder &builder, mlir::Value from, mlir::Value to);
  llvm::LogicalResult emit(MatmulBuilder &builder, const MatmulSums &sums);
  /// Whether `emit` reads anything that is worth asking the memory for.
  bool readsFarMemory() const { return !farOperands.empty(); }
  /// At step `k` of a tile of `rows` rows that is summed up, asks the memory
  /// for a part of what `emit` is going to read of the tile at this row and
  /// column. The parts are spread over the steps, lest requests wait for each
  /// other.
  void fetch(MatmulBuilder &builder, mlir::Value k, mlir::Value row,
             mlir::Value column, int64_t rows);
  llvm::StringRef failureReason() const { return body.failureReason(); }

private:
  /// Columns [`from`, `to`) of a row, `lanes` at a time.
  void emitColumns(MatmulBuilder &builder, mlir::Value sums, mlir::Value at,
                   mlir::Value from, mlir::Value to, int64_t lanes);
  /// Columns from `from` on that are less than a vector.
  void emitRest(MatmulBuilder &builder, mlir::Value sums, mlir::Value at,
                mlir::Value from, mlir::Value rest);
  /// The columns that the innermost scope of `body` has fixed: those of `mask`.
  void emitElements(MatmulBuilder &builder, mlir::Value sums, mlir::Value at,
                    int64_t lanes, mlir::Value mask = {});
  void setRow(MatmulBuilder &builder, mlir::Value batch, mlir::Value row);

  const MatmulProblem &problem;
  const MatmulPlan &plan;
  const LoopDomain &domain;
  PointwiseBody body;
  /// Axes of the result's dimensions; Coordinate::noAxis where the size is 1.
  llvm::SmallVector<int> axes;
  /// For each result: the operation that adds up columns for it, or null.
  llvm::SmallVector<mlir::linalg::GenericOp> columnSums;
  mlir::ValueRange outputs;
  /// Large operands of the result's shape, such as a sum that the product is
  /// added to.
  llvm::SmallVector<mlir::Value> farOperands;
  bool stored = true;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULEPILOGUE_H
