// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass that turns kernels on tensors into loops over vectors on buffers. It
// picks the schedule by the kernel's kind; a kernel that a fast schedule can't
// take gets the sequential one, with a remark that says why.

#ifndef NADIR_COMPILER_SCHEDULE_SCHEDULEKERNELS_H
#define NADIR_COMPILER_SCHEDULE_SCHEDULEKERNELS_H

#include "compiler/Schedule/TargetInfo.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace nadir {

/// Adds the schedule of `kernel` behind it and reduces `kernel` to a
/// declaration that names it.
llvm::LogicalResult scheduleKernel(mlir::func::FuncOp kernel,
                                   const TargetInfo &target);

/// --nadir-schedule-kernels
std::unique_ptr<mlir::Pass>
createScheduleKernelsPass(const TargetInfo &target = {});
void registerScheduleKernelsPass();

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_SCHEDULEKERNELS_H
