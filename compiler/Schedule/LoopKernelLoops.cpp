// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/LoopKernelLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {

Value LoopKernelLoops::constant(int64_t value) {
  return arith::ConstantIndexOp::create(body.here(), loc, value);
}

void LoopKernelLoops::setAxes(const NestLoop &loop, Value base,
                              const Segment &segment) {
  for (int axis : loop.absorbed)
    body.setAbsorbed(axis);
  body.setLanes(loop.axis, base, segment.lanes, segment.mask);
}

FailureOr<LoopKernelLoops::Carried>
LoopKernelLoops::forLoop(Value begin, Value end, int64_t step,
                         ValueRange carried, BaseBody emit) {
  Value stride = constant(step);
  auto loop = scf::ForOp::create(body.here(), loc, begin, end, stride, carried);
  body.enterLoop(loop);
  FailureOr<Carried> next =
      emit(loop.getInductionVar(), loop.getRegionIterArgs());
  if (failed(next))
    return failure();
  // Loops that carry nothing are built with their terminator.
  if (!next->empty())
    scf::YieldOp::create(body.here(), loc, *next);
  body.leave();
  return Carried(loop.getResults());
}

FailureOr<LoopKernelLoops::Carried>
LoopKernelLoops::once(Value base, ValueRange carried, BaseBody emit) {
  body.enter(body.here());
  FailureOr<Carried> next = emit(base, carried);
  if (succeeded(next))
    body.leave();
  return next;
}

FailureOr<LoopKernelLoops::Carried>
LoopKernelLoops::loop(const NestLoop &loop, const LoopRange &range,
                      ValueRange carried, Body emit) {
  return forLoop(range.begin, range.end, 1, carried,
                 [&](Value index, ValueRange inner) {
                   setAxes(loop, index, Segment());
                   return emit(inner);
                 });
}

LoopRange LoopKernelLoops::behindVectors(const LoopRange &range,
                                         int64_t lanes) {
  if (range.size) {
    int64_t done = *range.size / lanes * lanes;
    if (done == 0)
      return range;
    Value distance = constant(done);
    return {arith::AddIOp::create(body.here(), loc, range.begin, distance),
            range.end, *range.size - done};
  }
  Value size = arith::SubIOp::create(body.here(), loc, range.end, range.begin);
  // Task ranges behind the last row would be negative.
  size = arith::MaxSIOp::create(body.here(), loc, size, constant(0));
  Value rest = arith::RemUIOp::create(body.here(), loc, size, constant(lanes));
  Value done = arith::SubIOp::create(body.here(), loc, size, rest);
  return {arith::AddIOp::create(body.here(), loc, range.begin, done), range.end,
          std::nullopt};
}

SmallVector<int64_t>
LoopKernelLoops::segmentLanes(const LoopRange &range,
                              ArrayRef<int64_t> lanes) const {
  SmallVector<int64_t> result;
  std::optional<int64_t> size = range.size;
  for (int64_t count : lanes) {
    if (!size || *size >= count)
      result.push_back(count);
    if (size)
      *size %= count;
  }
  if (size && *size == 0)
    return result;
  int64_t last = target.hasMaskedMemory ? lanes.back() : 1;
  if (result.empty() || result.back() != last)
    result.push_back(last);
  return result;
}

/// Writes the few iterations over `lanes` points that `range` has one after
/// another, and leaves those that remain.
LogicalResult LoopKernelLoops::unrolled(LoopRange &range, int64_t lanes,
                                        Carried &carried, BaseBody emit) {
  while (*range.size >= lanes) {
    FailureOr<Carried> next = once(range.begin, carried, emit);
    if (failed(next))
      return failure();
    carried = std::move(*next);
    Value distance = constant(lanes);
    range = {arith::AddIOp::create(body.here(), loc, range.begin, distance),
             range.end, *range.size - lanes};
  }
  return success();
}

FailureOr<LoopKernelLoops::Carried>
LoopKernelLoops::vectorLoop(const NestLoop &loop, const LoopRange &range,
                            ArrayRef<int64_t> lanes, ValueRange carried,
                            SegmentBody emit) {
  Carried current(carried);
  LoopRange remaining = range;
  for (int64_t count : lanes) {
    if (remaining.size && *remaining.size < count)
      continue;
    Segment segment{count, {}};
    auto emitAt = [&](Value base, ValueRange inner) {
      setAxes(loop, base, segment);
      return emit(segment, inner);
    };
    if (remaining.size && *remaining.size / count <= mostUnrolled) {
      if (failed(unrolled(remaining, count, current, emitAt)))
        return failure();
      continue;
    }
    LoopRange behind = behindVectors(remaining, count);
    FailureOr<Carried> next =
        forLoop(remaining.begin, behind.begin, count, current, emitAt);
    if (failed(next))
      return failure();
    current = std::move(*next);
    remaining = behind;
  }
  if (remaining.size && *remaining.size == 0)
    return current;
  return rest(loop, remaining, lanes.back(), current, emit);
}

LogicalResult LoopKernelLoops::blockLoop(const NestLoop &loop,
                                         const LoopRange &range, int64_t count,
                                         BlockBody emit) {
  LoopRange behind = behindVectors(range, count);
  auto emitBlocks = [&](int64_t size) {
    return [&emit, &loop, this, size](Value first,
                                      ValueRange) -> FailureOr<Carried> {
      for (int axis : loop.absorbed)
        body.setAbsorbed(axis);
      if (failed(emit(first, size)))
        return failure();
      return Carried();
    };
  };
  if (failed(forLoop(range.begin, behind.begin, count, {}, emitBlocks(count))))
    return failure();
  return forLoop(behind.begin, range.end, 1, {}, emitBlocks(1));
}

FailureOr<LoopKernelLoops::Carried>
LoopKernelLoops::rest(const NestLoop &loop, const LoopRange &range,
                      int64_t lanes, ValueRange carried, SegmentBody emit) {
  if (lanes == 1)
    return Carried(carried);
  if (!target.hasMaskedMemory)
    return forLoop(range.begin, range.end, 1, carried,
                   [&](Value base, ValueRange inner) {
                     setAxes(loop, base, Segment());
                     return emit(Segment(), inner);
                   });
  auto emitMasked = [&](Value base, ValueRange inner) {
    Segment segment{lanes, maskBelow(base, range, lanes)};
    setAxes(loop, base, segment);
    return emit(segment, inner);
  };
  if (range.size)
    return once(range.begin, carried, emitMasked);
  // Runs once or not at all.
  return forLoop(range.begin, range.end, lanes, carried, emitMasked);
}

/// The lanes from `base` on that are inside `range`.
Value LoopKernelLoops::maskBelow(Value base, const LoopRange &range,
                                 int64_t lanes) {
  OpBuilder &builder = body.here();
  if (range.size) {
    SmallVector<bool> bits(lanes, false);
    std::fill_n(bits.begin(), *range.size, true);
    auto type = VectorType::get({lanes}, builder.getI1Type());
    return arith::ConstantOp::create(builder, loc,
                                     DenseElementsAttr::get(type, bits));
  }
  Type i32 = builder.getI32Type();
  SmallVector<int32_t> numbers = llvm::to_vector(llvm::seq<int32_t>(0, lanes));
  auto type = VectorType::get({lanes}, i32);
  Value iota = arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(type, ArrayRef<int32_t>(numbers)));
  Value count = arith::SubIOp::create(builder, loc, range.end, base);
  count = arith::IndexCastOp::create(builder, loc, i32, count);
  Value limit = vector::BroadcastOp::create(builder, loc, type, count);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, iota,
                               limit);
}

} // namespace nadir
