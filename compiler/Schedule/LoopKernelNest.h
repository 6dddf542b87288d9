// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emits one nest of a loop kernel: its rows, the phases of each row, and the
// points of each phase.

#ifndef NADIR_COMPILER_SCHEDULE_LOOPKERNELNEST_H
#define NADIR_COMPILER_SCHEDULE_LOOPKERNELNEST_H

#include "compiler/Schedule/LoopKernelLoops.h"
#include "compiler/Schedule/LoopKernelReduction.h"

namespace nadir {

class LoopKernelNest {
public:
  LoopKernelNest(mlir::func::FuncOp kernel, mlir::func::FuncOp scheduled,
                 const LoopDomain &domain, const TargetInfo &target,
                 PointwiseBody &body, const Nest &nest);

  /// This task's share of the cut loop is [begin, end) units of `cut`.
  void setTasks(mlir::Value begin, mlir::Value end, TaskCut cut);

  llvm::LogicalResult run(std::string &reason);

private:
  using Carried = LoopKernelLoops::Carried;

  /// What a phase writes its kept values to.
  struct KeptBuffer {
    mlir::OpResult value;
    mlir::Value buffer;
    LinearAccess access;
  };

  mlir::Value constant(int64_t value);
  LoopRange rangeOf(const NestLoop &loop, bool isCut);
  llvm::SmallVector<int64_t> lanesOf(const Phase &phase) const;

  llvm::LogicalResult emitParallel(size_t depth);
  llvm::LogicalResult emitRow();
  llvm::LogicalResult matchReductions(const Phase &phase);
  llvm::LogicalResult emitPhase(const Phase &phase);
  llvm::FailureOr<Carried> emitReduced(const Phase &phase, size_t depth,
                                       mlir::ValueRange carried);
  llvm::FailureOr<Carried> emitPoint(const Phase &phase, const Segment &segment,
                                     mlir::ValueRange carried);
  llvm::LogicalResult
  accumulate(const Segment &segment,
             llvm::MutableArrayRef<mlir::Value> accumulators);
  llvm::SmallVector<mlir::Value> accumulateInto(LoopKernelReduction &reduction,
                                                const Segment &segment,
                                                mlir::ValueRange current);
  void fetchAhead(const Segment &segment);
  llvm::LogicalResult writeResults(llvm::ArrayRef<unsigned> results);
  /// Combines the accumulators of all segments and binds the reductions.
  void finishReductions(mlir::ValueRange carried);
  void bindResults(LoopKernelReduction &reduction,
                   mlir::ValueRange accumulators);
  /// Stack memory of the function.
  mlir::Value makeBuffer(int64_t size, mlir::Type element);
  KeptBuffer makeKept(mlir::OpResult value);

  // Nests that stream.
  llvm::LogicalResult emitStreamed(bool isCut);
  /// Runs `emit` over the vectorised loop with the accumulators of its points,
  /// which are loaded before and stored after it as asked for.
  using AccumulatorBody = llvm::function_ref<llvm::LogicalResult(
      const Segment &, llvm::MutableArrayRef<mlir::Value>)>;
  llvm::LogicalResult forAccumulators(const LoopRange &range, bool loads,
                                      bool stores, AccumulatorBody emit);
  llvm::LogicalResult streamReduced(size_t depth, const LoopRange &range);
  llvm::LogicalResult streamRows(const LoopRange &range, int64_t count,
                                 mlir::Value first);

  mlir::func::FuncOp kernel;
  mlir::func::FuncOp scheduled;
  const LoopDomain &domain;
  PointwiseBody &body;
  const Nest &nest;
  LoopKernelLoops loops;
  mlir::Location loc;
  mlir::Value rows;
  int64_t capacity;

  mlir::Value taskBegin, taskEnd;
  TaskCut cut;
  std::string failure;

  // Of the row or the phase that is being emitted.
  Segment rowSegment;
  llvm::SmallVector<LoopKernelReduction, 2> reductions;
  /// Lanes of each set of accumulators.
  llvm::SmallVector<int64_t> accumulatorLanes;
  llvm::SmallVector<KeptBuffer> keptBuffers;
  /// By value and number of lanes of a row.
  llvm::DenseMap<std::pair<mlir::Value, int64_t>, mlir::Value> keptMemory;
  /// Where a nest that streams has its accumulators.
  llvm::SmallVector<mlir::Value> accumulatorBuffers;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_LOOPKERNELNEST_H
