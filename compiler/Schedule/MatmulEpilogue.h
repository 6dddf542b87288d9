// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a matmul kernel does with finished sums: it evaluates the pointwise ops
// behind the contraction and stores the kernel's results. The sums are read
// back from the scratch tile that the microkernel left them in: one short loop
// then serves full and partial tiles, whatever the epilogue, at the price of a
// store and a load for each k-long chain of multiply-adds.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULEPILOGUE_H
#define NADIR_COMPILER_SCHEDULE_MATMULEPILOGUE_H

#include "compiler/Schedule/LoopKernelDomain.h"
#include "compiler/Schedule/MatmulBuilder.h"
#include "compiler/Schedule/MatmulPlan.h"
#include "compiler/Schedule/PointwiseBody.h"

namespace nadir {

/// A tile of sums, and the part of the result that it is to give.
struct MatmulSums {
  mlir::Value buffer;
  /// Place of the sum of the result's element (startRow, startColumn); rows are
  /// as long as a tile has columns.
  mlir::Value offset, startRow, startColumn;
  mlir::Value batch;
  mlir::Value fromRow, toRow, fromColumn, toColumn;
};

class MatmulEpilogue {
public:
  MatmulEpilogue(mlir::func::FuncOp kernel, const MatmulProblem &problem,
                 const MatmulPlan &plan, const LoopDomain &domain,
                 const ScheduledArguments &arguments);

  /// Must come first, while `builder` stands where the kernel begins.
  void begin(MatmulBuilder &builder);
  llvm::LogicalResult emit(MatmulBuilder &builder, const MatmulSums &sums);
  /// Asks the memory for what `emit` is going to read of the tile at this row
  /// and column, so that it arrives while the tile is summed up.
  void fetch(MatmulBuilder &builder, mlir::Value row, mlir::Value column,
             int64_t rows);
  llvm::StringRef failureReason() const { return body.failureReason(); }

private:
  void emitVectors(MatmulBuilder &builder, const MatmulSums &sums);
  void emitRest(MatmulBuilder &builder, const MatmulSums &sums,
                mlir::Value from, mlir::Value rest);
  /// All rows of one vector of columns, or of one column if `lanes` is 1.
  void emitRows(MatmulBuilder &builder, const MatmulSums &sums,
                mlir::Value column, int64_t lanes, mlir::Value mask = {});
  void setRow(MatmulBuilder &builder, mlir::Value batch, mlir::Value row);

  const MatmulProblem &problem;
  const MatmulPlan &plan;
  PointwiseBody body;
  /// Axes of the result's dimensions; Coordinate::noAxis where the size is 1.
  llvm::SmallVector<int> axes;
  unsigned resultCount;
  /// Large operands of the result's shape, such as a sum that the product is
  /// added to.
  llvm::SmallVector<mlir::Value> farOperands;
  bool stored = true;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULEPILOGUE_H
