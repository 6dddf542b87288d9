// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which reductions and results of a kernel share a nest of loops: reductions
// over the same axes, what depends on them, and results that have an element at
// the same points.

#ifndef NADIR_COMPILER_SCHEDULE_LOOPKERNELGROUPING_H
#define NADIR_COMPILER_SCHEDULE_LOOPKERNELGROUPING_H

#include "compiler/Schedule/LoopKernelPlan.h"

namespace nadir {

/// What a nest is for.
struct NestContents {
  llvm::SmallBitVector parallelAxes, reducedAxes;
  llvm::SmallVector<mlir::linalg::GenericOp> reductions;
  llvm::SmallVector<unsigned> results;
};

/// Fails, with a reason, if reductions over different axes depend on each
/// other.
llvm::FailureOr<std::vector<NestContents>>
groupIntoNests(mlir::func::FuncOp kernel, const LoopDomain &domain,
               std::string &reason);

/// Axes that occur among `coordinates`.
llvm::SmallBitVector axesOf(const LoopDomain &domain,
                            llvm::ArrayRef<Coordinate> coordinates);

/// Distributes the contents of a nest over its phases and rows, and picks what
/// phases keep for later ones.
void planPhases(mlir::func::FuncOp kernel, const LoopDomain &domain,
                const NestContents &contents, Nest &nest);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_LOOPKERNELGROUPING_H
