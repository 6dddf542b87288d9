// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a way to compute a matrix product costs: the model by which a plan is
// chosen. Its figures were fitted to measurements of products of many shapes.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULCOST_H
#define NADIR_COMPILER_SCHEDULE_MATMULCOST_H

#include "compiler/Schedule/MatmulPlan.h"

namespace nadir {

/// What a step of k costs all tasks together, in multiply-adds of a vector, and
/// what the threads that wait for others could have done meanwhile.
double planCost(const MatmulPlan &plan, const MatmulProblem &problem,
                const TargetInfo &target);

/// The most tasks that a product is worth: each should last long enough to make
/// up for its dispatch, and more than sixteen serve no machine that this is
/// for.
int64_t mostTasks(const MatmulProblem &problem);

/// Multiply-adds that are worth a task, times 2: one that lasts 10 us costs 5 %
/// for its dispatch.
inline constexpr double matmulTaskFlops = 1.0e6;

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULCOST_H
