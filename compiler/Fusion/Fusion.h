// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fuse room: opens what is left of composite operations and gathers the
// core operations into groups, each of which becomes one kernel.

#ifndef NADIR_COMPILER_FUSION_FUSION_H
#define NADIR_COMPILER_FUSION_FUSION_H

#include "mlir/Pass/Pass.h"

namespace nadir {

/// `nadir-decompose`: leaves only core operations and optimizers, with every
/// reduction in its normal form (dimensions kept at size 1, totals in two
/// stages) and every index checked.
std::unique_ptr<mlir::Pass> createDecomposePass();

/// `nadir-fuse-updates`: each optimizer operation becomes one `update` group;
/// what is the same for all parameters (the learning rate's corrections) stays
/// outside as scalars.
std::unique_ptr<mlir::Pass> createFuseUpdatesPass();

/// `nadir-fuse-groups`: moves every core operation into a `nadir.group`.
std::unique_ptr<mlir::Pass> createFuseGroupsPass();

void registerFusionPasses();

} // namespace nadir

#endif // NADIR_COMPILER_FUSION_FUSION_H
