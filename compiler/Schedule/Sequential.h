// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plain schedule of any tensor kernel: one task of scalar loops, by
// upstream bufferization. It is for kernels that are written as loops (scatter,
// concatenation), and stands in where a faster schedule does not apply.

#ifndef NADIR_COMPILER_SCHEDULE_SEQUENTIAL_H
#define NADIR_COMPILER_SCHEDULE_SEQUENTIAL_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/DialectRegistry.h"

namespace nadir {

/// Unit attribute of functions with this schedule.
inline constexpr llvm::StringLiteral sequentialName = "nadir.sequential";

/// Fills the empty function `scheduled` with the schedule of `kernel`.
llvm::LogicalResult emitSequentialKernel(mlir::func::FuncOp kernel,
                                         mlir::func::FuncOp scheduled);

/// What bufferization needs to know of the dialects that kernels consist of.
void registerSequentialDialects(mlir::DialectRegistry &registry);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_SEQUENTIAL_H
