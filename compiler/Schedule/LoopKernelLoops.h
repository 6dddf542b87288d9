// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes loops and opens their scopes in a PointwiseBody. A vectorised loop is
// a sequence of loops over ever fewer lanes: several vectors side by side,
// single vectors, and the rest under a mask or one by one.

#ifndef NADIR_COMPILER_SCHEDULE_LOOPKERNELLOOPS_H
#define NADIR_COMPILER_SCHEDULE_LOOPKERNELLOOPS_H

#include "compiler/Schedule/LoopKernelPlan.h"
#include "compiler/Schedule/PointwiseBody.h"

namespace nadir {

/// Iterations [begin, end); their number, if it is known.
struct LoopRange {
  mlir::Value begin, end;
  std::optional<int64_t> size;
};

/// How many points of the vectorised loop are computed at once; under a mask
/// some of them don't exist.
struct Segment {
  int64_t lanes = 1;
  mlir::Value mask;
};

class LoopKernelLoops {
public:
  /// Values carried from iteration to iteration.
  using Carried = llvm::SmallVector<mlir::Value>;
  using Body = llvm::function_ref<llvm::FailureOr<Carried>(mlir::ValueRange)>;
  using SegmentBody = llvm::function_ref<llvm::FailureOr<Carried>(
      const Segment &, mlir::ValueRange)>;

  /// Up to `mostUnrolled` vectors are written one after another, without a
  /// loop.
  LoopKernelLoops(PointwiseBody &body, const TargetInfo &target,
                  int64_t mostUnrolled, mlir::Location loc)
      : body(body), target(target), mostUnrolled(mostUnrolled), loc(loc) {}

  /// Runs `emit` for each iteration, with the axes of `loop` set; returns what
  /// the last one carries.
  llvm::FailureOr<Carried> loop(const NestLoop &loop, const LoopRange &range,
                                mlir::ValueRange carried, Body emit);

  /// The same for a vectorised loop. `lanes` are the numbers of lanes to use,
  /// largest first.
  llvm::FailureOr<Carried> vectorLoop(const NestLoop &loop,
                                      const LoopRange &range,
                                      llvm::ArrayRef<int64_t> lanes,
                                      mlir::ValueRange carried,
                                      SegmentBody emit);

  /// Runs `emit` for blocks of `count` iterations and then for single ones,
  /// with the first iteration of the block. It must set the axes of `loop`
  /// itself.
  using BlockBody =
      llvm::function_ref<llvm::LogicalResult(mlir::Value, int64_t)>;
  llvm::LogicalResult blockLoop(const NestLoop &loop, const LoopRange &range,
                                int64_t count, BlockBody emit);

  /// The numbers of lanes that vectorLoop emits bodies for, largest first; the
  /// masked rest counts as the last of `lanes`, a scalar one as 1.
  llvm::SmallVector<int64_t> segmentLanes(const LoopRange &range,
                                          llvm::ArrayRef<int64_t> lanes) const;

private:
  mlir::Value constant(int64_t value);
  /// Runs `emit` at `base`, with `lanes` lanes.
  using BaseBody = llvm::function_ref<llvm::FailureOr<Carried>(
      mlir::Value, mlir::ValueRange)>;
  llvm::FailureOr<Carried> forLoop(mlir::Value begin, mlir::Value end,
                                   int64_t step, mlir::ValueRange carried,
                                   BaseBody emit);
  llvm::FailureOr<Carried> once(mlir::Value base, mlir::ValueRange carried,
                                BaseBody emit);
  llvm::LogicalResult unrolled(LoopRange &range, int64_t lanes,
                               Carried &carried, BaseBody emit);
  llvm::FailureOr<Carried> rest(const NestLoop &loop, const LoopRange &range,
                                int64_t lanes, mlir::ValueRange carried,
                                SegmentBody emit);
  mlir::Value maskBelow(mlir::Value base, const LoopRange &range,
                        int64_t lanes);
  void setAxes(const NestLoop &loop, mlir::Value base, const Segment &segment);
  /// What is left of the range behind as many vectors of `lanes` as there are.
  LoopRange behindVectors(const LoopRange &range, int64_t lanes);

  PointwiseBody &body;
  const TargetInfo &target;
  int64_t mostUnrolled;
  mlir::Location loc;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_LOOPKERNELLOOPS_H
