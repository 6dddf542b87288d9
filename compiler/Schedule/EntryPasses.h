// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The last passes of the schedule room: they take a program whose kernels are
// scheduled and whose entries still call them on tensors.
#ifndef NADIR_COMPILER_SCHEDULE_ENTRYPASSES_H
#define NADIR_COMPILER_SCHEDULE_ENTRYPASSES_H

#include "mlir/Pass/Pass.h"

namespace nadir {

/// `nadir-plan-buffers`: refuses entries for which no memory can be planned and
/// writes the memory report of the others, on the command line to standard
/// output. It leaves the program as it is; nothing depends on it.
std::unique_ptr<mlir::Pass>
createPlanBuffersPass(llvm::raw_ostream *report = nullptr);

/// `nadir-schedule-entries`: turns each entry into a function on nadir_call and
/// erases everything on tensors. What the reflection tables need of it stays in
/// the module's attributes `nadir.entries`, `nadir.checks` and
/// `nadir.arena_bytes`, and the memory report in `nadir.memory_report`. Without
/// `threads` executors are ignored; with `streams`, for x86, large results are
/// written past the caches.
std::unique_ptr<mlir::Pass> createScheduleEntriesPass(bool threads = true,
                                                      bool streams = false);

void registerEntryPasses();

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_ENTRYPASSES_H
