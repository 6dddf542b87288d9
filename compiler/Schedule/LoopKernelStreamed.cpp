// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reductions over rows that are read as they lie in memory: for a few rows at a
// time, all columns, with their accumulators in a buffer that stays in the
// cache.

#include "compiler/Schedule/LoopKernelNest.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nadir {

/// Rows that share one load and store of each accumulator.
static constexpr int64_t rowsAtOnce = 4;

LogicalResult LoopKernelNest::forAccumulators(const LoopRange &range,
                                              bool loads, bool stores,
                                              AccumulatorBody emit) {
  LinearAccess access(domain);
  access.strides[nest.vectorised->axis] = 1;
  SmallVector<Type> types;
  for (LoopKernelReduction &reduction : reductions)
    llvm::append_range(types, reduction.types());
  auto emitSegment = [&](const Segment &segment,
                         ValueRange) -> FailureOr<Carried> {
    SmallVector<Value> accumulators;
    if (loads)
      for (auto [buffer, type] : llvm::zip(accumulatorBuffers, types))
        accumulators.push_back(body.loadFrom(buffer, access, type));
    else
      for (LoopKernelReduction &reduction : reductions)
        llvm::append_range(accumulators,
                           reduction.start(body.here(), segment.lanes));
    if (failed(emit(segment, accumulators)))
      return llvm::failure();
    if (stores)
      for (auto [buffer, value] : llvm::zip(accumulatorBuffers, accumulators))
        body.storeTo(buffer, access, value);
    return Carried();
  };
  return loops.vectorLoop(*nest.vectorised, range, lanesOf(nest.phases.front()),
                          {}, emitSegment);
}

/// `count` rows from `first` on, in the innermost reduced loop.
LogicalResult LoopKernelNest::streamRows(const LoopRange &range, int64_t count,
                                         Value first) {
  SmallVector<Value> rowIndices = {first};
  for (int64_t i = 1; i < count; ++i) {
    Value distance = constant(i);
    rowIndices.push_back(
        arith::AddIOp::create(body.here(), loc, first, distance));
  }
  auto emit = [&](const Segment &segment,
                  MutableArrayRef<Value> accumulators) -> LogicalResult {
    for (Value row : rowIndices) {
      body.enter(body.here());
      body.setIndex(nest.reduced.back().axis, row);
      if (failed(accumulate(segment, accumulators)) ||
          failed(writeResults(nest.phases.front().results)))
        return llvm::failure();
      body.leave();
    }
    return success();
  };
  return forAccumulators(range, /*loads=*/true, /*stores=*/true, emit);
}

LogicalResult LoopKernelNest::streamReduced(size_t depth,
                                            const LoopRange &range) {
  const NestLoop &loop = nest.reduced[depth];
  LoopRange rows = rangeOf(loop, /*isCut=*/false);
  if (depth + 1 < nest.reduced.size())
    return loops.loop(loop, rows, {}, [&](ValueRange) -> FailureOr<Carried> {
      if (failed(streamReduced(depth + 1, range)))
        return llvm::failure();
      return Carried();
    });
  return loops.blockLoop(loop, rows, rowsAtOnce,
                         [&](Value first, int64_t count) {
                           return streamRows(range, count, first);
                         });
}

LogicalResult LoopKernelNest::emitStreamed(bool isCut) {
  if (failed(matchReductions(nest.phases.front())))
    return llvm::failure();
  accumulatorBuffers.clear();
  for (LoopKernelReduction &reduction : reductions)
    for (Type type : reduction.types())
      accumulatorBuffers.push_back(
          makeBuffer(nest.vectorised->extent, storageType(type)));

  LoopRange range = rangeOf(*nest.vectorised, isCut);
  auto nothing = [](const Segment &, MutableArrayRef<Value>) {
    return success();
  };
  auto finish = [&](const Segment &, ArrayRef<Value> accumulators) {
    for (LoopKernelReduction &reduction : reductions) {
      bindResults(reduction, accumulators.take_front(reduction.size()));
      accumulators = accumulators.drop_front(reduction.size());
    }
    return writeResults(nest.rowResults);
  };
  if (failed(
          forAccumulators(range, /*loads=*/false, /*stores=*/true, nothing)) ||
      failed(streamReduced(0, range)))
    return llvm::failure();
  return forAccumulators(range, /*loads=*/true, /*stores=*/false, finish);
}

} // namespace nadir
