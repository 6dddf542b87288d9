// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets the machine decide what a cost model can only guess: large matmul
// kernels are compiled with several schedules, each is run, and the quickest is
// chosen. All of them add up products in the same order, so a choice changes a
// program's speed and none of its bits.
#ifndef NADIR_COMPILER_TUNING_TUNEPRODUCTS_H
#define NADIR_COMPILER_TUNING_TUNEPRODUCTS_H

#include "compiler/Codegen/ObjectCache.h"
#include "compiler/Codegen/Target.h"
#include "mlir/IR/BuiltinOps.h"

#include <functional>

namespace nadir {

/// Compiles a module as it leaves the lower room to an object.
using CompileLowered =
    llvm::function_ref<llvm::FailureOr<std::string>(mlir::ModuleOp)>;

/// Told before each measurement how many are done, and how many there are.
using TuningProgress = std::function<void(size_t done, size_t all)>;

/// Marks the matmul kernels of `module`, which must be as it leaves the lower
/// room, with the choices (matmulChoiceName) that are quickest on this machine.
/// Choices that were made before come from `choices`, where new ones are kept.
/// Fails with an error if code for `target` doesn't run here.
llvm::LogicalResult tuneProducts(mlir::ModuleOp module, const CpuTarget &target,
                                 const CodegenOptions &options,
                                 const ObjectCache &choices,
                                 CompileLowered compile,
                                 const TuningProgress &progress = {});

} // namespace nadir

#endif // NADIR_COMPILER_TUNING_TUNEPRODUCTS_H
