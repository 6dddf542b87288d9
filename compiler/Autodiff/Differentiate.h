// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The differentiate room: turns a graph into the functions that a program
// consists of, with gradients and optimizer updates as operations.

#ifndef NADIR_COMPILER_AUTODIFF_DIFFERENTIATE_H
#define NADIR_COMPILER_AUTODIFF_DIFFERENTIATE_H

#include "mlir/Pass/Pass.h"

namespace nadir {

/// `nadir-expand-gradients`: replaces each `nadir.gradient` by the operations
/// that compute it.
std::unique_ptr<mlir::Pass> createExpandGradientsPass();

/// `nadir-build-entries`: replaces the module's graph by the functions `init`,
/// `train_step`, `eval_step`, `compute_metrics`, `reset_metrics`, `predict` and
/// `swap_averages`, as far as the graph asks for them. Arguments and results
/// carry `nadir.role` ("input", "parameter", "state", "learning_rate",
/// "momentum", "step", "seed", "result") and `nadir.name`, which a learning
/// rate or momentum has if it is a parameter group's; the module lists all
/// parameters and states in the order of their memory, and the groups.
std::unique_ptr<mlir::Pass> createBuildEntriesPass();

void registerAutodiffPasses();

} // namespace nadir

#endif // NADIR_COMPILER_AUTODIFF_DIFFERENTIATE_H
