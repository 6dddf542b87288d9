// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Updates of parameters need no order among each other: those that follow one
// another are one dispatch over one list of tasks, in which tensors that are
// too small to be split share a task. The list follows from shapes alone.
#ifndef NADIR_COMPILER_SCHEDULE_ENTRYBATCHES_H
#define NADIR_COMPILER_SCHEDULE_ENTRYBATCHES_H

#include "compiler/Schedule/BufferPlan.h"

namespace nadir {

/// Either one step with its tasks, or several that are one task together.
struct BatchPart {
  llvm::SmallVector<const PlannedStep *> steps;
  int64_t tasks = 1;
};

/// Steps between which nothing waits.
struct StepBatch {
  llvm::SmallVector<BatchPart> parts;

  int64_t countTasks() const;
  /// The one step of a batch that has no other; null for more.
  const PlannedStep *onlyStep() const;
};

/// All steps of the plan in order.
llvm::SmallVector<StepBatch> batchSteps(const EntryPlan &plan,
                                        int64_t capacity);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_ENTRYBATCHES_H
