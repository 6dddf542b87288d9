// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lower room: each group becomes a private function on tensors, a kernel,
// whose body says in linalg, arith and math what the group's operations mean.
// Entry functions only call kernels; the number of rows is their, and every
// kernel's, first argument.
//
//   func.func private @train_step_k0(%rows: index, %x: tensor<?x4xf32>)
//       -> tensor<?xf32> attributes {nadir.kernel = "loop"}
//   func.func @train_step(%rows: index {nadir.role = "rows"}, ...)

#ifndef NADIR_COMPILER_LOWERING_LOWERGROUPS_H
#define NADIR_COMPILER_LOWERING_LOWERGROUPS_H

#include "mlir/Pass/Pass.h"

#include <memory>

namespace nadir {

/// `nadir-lower-groups`. No operation of the dialect is left behind it.
std::unique_ptr<mlir::Pass> createLowerGroupsPass();

/// Reports every operation of the dialect inside `root`.
llvm::LogicalResult verifyNoNadirOps(mlir::Operation *root);

} // namespace nadir

#endif // NADIR_COMPILER_LOWERING_LOWERGROUPS_H
