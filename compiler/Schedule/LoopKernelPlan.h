// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The loops that a kernel of generics is to become. A kernel is split into
// nests; each runs over the points of its parallel axes ("rows") and, for each
// row, over the axes that its reductions reduce, once per phase: a phase may
// use what the reductions of earlier phases have found. One axis, parallel or
// reduced, is vectorised. Axes that are neighbours in all buffers are merged
// into one loop.

#ifndef NADIR_COMPILER_SCHEDULE_LOOPKERNELPLAN_H
#define NADIR_COMPILER_SCHEDULE_LOOPKERNELPLAN_H

#include "compiler/Schedule/KernelSignature.h"
#include "compiler/Schedule/LoopKernelUses.h"
#include "compiler/Schedule/TargetInfo.h"

namespace nadir {

/// A loop over `axis`, which also covers the axes it has absorbed; their index
/// is 0.
struct NestLoop {
  int axis = Coordinate::noAxis;
  /// Number of iterations, or iterations for each row of the batch.
  int64_t extent = 1;
  bool timesRows = false;
  llvm::SmallVector<int, 2> absorbed;

  bool isStatic() const { return !timesRows; }
  /// The most iterations there can be.
  int64_t bound(int64_t capacity) const {
    return timesRows ? extent * capacity : extent;
  }
  bool operator==(const NestLoop &) const = default;
};

/// One pass over the reduced axes of a row.
struct Phase {
  llvm::SmallVector<mlir::linalg::GenericOp> reductions;
  /// Results of the kernel that have an element at every point.
  llvm::SmallVector<unsigned> results;
  /// Values that later phases read again rather than compute.
  llvm::SmallVector<mlir::OpResult> kept;
  /// How many vectors are computed side by side.
  int64_t blocks = 1;
};

struct Nest {
  /// Scalar loops, outermost first.
  llvm::SmallVector<NestLoop> parallel;
  llvm::SmallVector<NestLoop> reduced;
  /// The vectorised loop, inside `parallel` and around `reduced`, or inside
  /// both if it is reduced itself. Without it there is one point.
  std::optional<NestLoop> vectorised;
  bool reducesVector = false;
  /// The loops over reduced axes stand around the vectorised one, and
  /// accumulators are in memory: rows are read as they lie, where columns are
  /// reduced that don't fit into the cache.
  bool streams = false;
  int64_t lanes = 1;
  /// Vectors of the vectorised loop, at most, that are written one after
  /// another instead of in a loop.
  int64_t mostUnrolled = 1;
  llvm::SmallVector<Phase> phases;
  /// What the first phase loads. The second one computes and leaves the memory
  /// idle: there it fetches the next row's.
  llvm::SmallVector<InputAccess> ahead;
  /// Results that have one element for each row.
  llvm::SmallVector<unsigned> rowResults;
  /// Estimated cost of all points with as many rows as the capacity.
  double cost = 0;

  /// The loop that is cut into tasks: its place in `parallel`, or the number of
  /// those for the vectorised one. Without it the first task runs the nest.
  std::optional<size_t> cut;
};

struct LoopKernelPlan {
  std::vector<Nest> nests;
  /// If the extent is the rows, a cut loop that also covers other axes has
  /// several iterations for each unit of the cut.
  TaskCut cut;
};

/// Decides on the loops for `kernel`; fails, with a reason, if they would not
/// have this form.
llvm::FailureOr<LoopKernelPlan> planLoopKernel(mlir::func::FuncOp kernel,
                                               const LoopDomain &domain,
                                               const TargetInfo &target,
                                               std::string &reason);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_LOOPKERNELPLAN_H
