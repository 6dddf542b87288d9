// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a product's tiles read its operands: as they lie, from a copy that the
// task packs, or from one that was packed for all tasks.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULOPERANDS_H
#define NADIR_COMPILER_SCHEDULE_MATMULOPERANDS_H

#include "compiler/Schedule/MatmulMicrokernel.h"
#include "compiler/Schedule/MatmulPlan.h"

namespace nadir {

struct MatmulRange {
  mlir::Value from, to;
};

/// A block of the iteration space, and where its batch begins in the operands.
struct MatmulBlock {
  mlir::Value lhsOffset, rhsOffset;
  MatmulRange rows, columns, k;
};

/// The rows of a tile, which is the `number`th of its block: those that it
/// computes begin at `start`, those that it gives at `from`. A small tile may
/// reach beyond the last row.
struct MatmulRows {
  mlir::Value number, start, from;
  bool isSmall = false;
};

class MatmulOperands {
public:
  MatmulOperands(MatmulBuilder &builder, const MatmulProblem &problem,
                 const MatmulPlan &plan)
      : b(builder), problem(problem), plan(plan) {}

  /// `inputs` are the kernel's, `scratch` is the task's memory, and the counts
  /// are those of all rows and columns.
  void prepare(mlir::ValueRange inputs, mlir::Value scratch,
               mlir::Value rowCount, mlir::Value columnCount);

  /// Pack what a block reads, if the task is to do that.
  void packLhs(const MatmulBlock &block);
  void packRhs(const MatmulBlock &block);

  /// Tell `kernel` where its rows are, and its columns: those of a tile that
  /// begins with `column`, or was moved up to `start`.
  void setLhs(MatmulMicrokernel &kernel, const MatmulBlock &block,
              const MatmulRows &rows);
  void setRhs(MatmulMicrokernel &kernel, const MatmulBlock &block,
              mlir::Value column, mlir::Value start);

private:
  mlir::Value packedTile(const MatmulBlock &block, const MatmulRows &rows);
  mlir::Value rhsOffset(const MatmulBlock &block, mlir::Value column);
  bool isPartialTile() const;

  MatmulBuilder &b;
  const MatmulProblem &problem;
  const MatmulPlan &plan;
  mlir::Value lhs, rhs, packedLhs, packedRhs, rowCount, columnCount;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULOPERANDS_H
