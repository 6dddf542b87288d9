// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The schedule of chains of linalg.generic on one domain: loops over vectors on
// buffers, cut into tasks along a parallel axis. Sums and other reductions have
// a fixed order that only shapes and the target decide.

#ifndef NADIR_COMPILER_SCHEDULE_LOOPKERNEL_H
#define NADIR_COMPILER_SCHEDULE_LOOPKERNEL_H

#include "compiler/Schedule/TargetInfo.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nadir {

/// Fills the empty function `scheduled` with the schedule of `kernel`. Fails,
/// with a reason, on kernels that don't have this form; `scheduled` is then in
/// no state to be used.
llvm::LogicalResult emitLoopKernel(mlir::func::FuncOp kernel,
                                   mlir::func::FuncOp scheduled,
                                   const TargetInfo &target,
                                   std::string &reason);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_LOOPKERNEL_H
