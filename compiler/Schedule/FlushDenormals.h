// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Running averages of gradients that have become zero decay into denormal
// numbers and stay there, and processors take a hundred times as long for
// those. Updates of parameters and states treat them as zeros.
#ifndef NADIR_COMPILER_SCHEDULE_FLUSHDENORMALS_H
#define NADIR_COMPILER_SCHEDULE_FLUSHDENORMALS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nadir {

/// Makes `scheduled`, of one block, run in x86's mode in which denormal
/// operands and results are zeros, and restore the caller's mode at its end.
void flushDenormals(mlir::func::FuncOp scheduled);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_FLUSHDENORMALS_H
