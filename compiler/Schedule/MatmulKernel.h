// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Schedules kernels that hold one contraction and the pointwise ops behind it:
//   for each block of columns and k
//     pack the right operand, if that is worth it
//     for each tile of rows, for each tile of columns
//       sum up in registers
//     and run the epilogue along the rows of finished sums
// The block stays in a second-level cache while all rows pass by: the right
// operand is packed once a task, and the left one is read once a block, as it
// lies or, if its steps of k are far apart, from a copy (MatmulShare.h).
// A dynamic number of rows needs no code of its own: the last tile is moved up
// until it fits, does a few rows twice, and gives only those that are missing.
// Each element's products are added in the order of k, whatever the tile, the
// task or the number of rows.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULKERNEL_H
#define NADIR_COMPILER_SCHEDULE_MATMULKERNEL_H

#include "compiler/Schedule/TargetInfo.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nadir {

/// Fills `scheduled`, made by createScheduledFunction, with the schedule of
/// `kernel`, sets its cut into tasks, and gives it scratch memory (addScratch)
/// if it needs more than fits on the stack. If `kernel` can't be scheduled so,
/// tells the reason and leaves `scheduled` as it was. A MatmulChoice that the
/// kernel has must be valid.
llvm::LogicalResult emitMatmulKernel(mlir::func::FuncOp kernel,
                                     mlir::func::FuncOp scheduled,
                                     const TargetInfo &target,
                                     std::string &reason);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULKERNEL_H
