// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/LoopKernelNest.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace nadir {

LoopKernelNest::LoopKernelNest(func::FuncOp kernel, func::FuncOp scheduled,
                               const LoopDomain &domain,
                               const TargetInfo &target, PointwiseBody &body,
                               const Nest &nest)
    : kernel(kernel), scheduled(scheduled), domain(domain), body(body),
      nest(nest), loops(body, target, nest.mostUnrolled, kernel.getLoc()),
      loc(kernel.getLoc()), rows(scheduledArguments(scheduled, kernel).rows),
      capacity(batchCapacity(kernel)) {}

void LoopKernelNest::setTasks(Value begin, Value end, TaskCut taskCut) {
  taskBegin = begin;
  taskEnd = end;
  cut = taskCut;
}

LogicalResult LoopKernelNest::run(std::string &reason) {
  if (succeeded(emitParallel(0)))
    return success();
  reason = failure.empty() ? body.failureReason().str() : failure;
  return llvm::failure();
}

Value LoopKernelNest::constant(int64_t value) {
  return arith::ConstantIndexOp::create(body.here(), loc, value);
}

LoopRange LoopKernelNest::rangeOf(const NestLoop &loop, bool isCut) {
  Value factor = constant(loop.extent);
  auto scaled = [&](Value value) -> Value {
    if (!loop.timesRows || loop.extent == 1)
      return value;
    return arith::MulIOp::create(body.here(), loc, value, factor);
  };
  if (isCut) {
    bool isEven =
        cut.extent != TaskCut::rowsExtent && cut.extent % cut.grain == 0;
    return {scaled(taskBegin), scaled(taskEnd),
            isEven ? std::optional(cut.grain) : std::nullopt};
  }
  if (loop.timesRows)
    return {constant(0), scaled(rows), std::nullopt};
  return {constant(0), factor, loop.extent};
}

/// Numbers of lanes to use for a phase, largest first.
SmallVector<int64_t> LoopKernelNest::lanesOf(const Phase &phase) const {
  if (phase.blocks == 1)
    return {nest.lanes};
  return {nest.lanes * phase.blocks, nest.lanes};
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

LogicalResult LoopKernelNest::emitParallel(size_t depth) {
  bool isCut = nest.cut == depth;
  if (depth < nest.parallel.size()) {
    const NestLoop &loop = nest.parallel[depth];
    return loops.loop(loop, rangeOf(loop, isCut), {},
                      [&](ValueRange) -> FailureOr<Carried> {
                        if (failed(emitParallel(depth + 1)))
                          return llvm::failure();
                        return Carried();
                      });
  }
  if (nest.streams)
    return emitStreamed(isCut);
  if (!nest.vectorised || nest.reducesVector)
    return emitRow();
  Phase none;
  const Phase &phase = nest.phases.empty() ? none : nest.phases.front();
  return loops.vectorLoop(
      *nest.vectorised, rangeOf(*nest.vectorised, isCut), lanesOf(phase), {},
      [&](const Segment &segment, ValueRange) -> FailureOr<Carried> {
        rowSegment = segment;
        if (failed(emitRow()))
          return llvm::failure();
        return Carried();
      });
}

LogicalResult LoopKernelNest::emitRow() {
  body.forgetKept();
  for (const Phase &phase : nest.phases)
    if (failed(emitPhase(phase)))
      return llvm::failure();
  return writeResults(nest.rowResults);
}

/// All are evaluated before any is stored: an update in place overwrites what
/// others are computed from.
LogicalResult LoopKernelNest::writeResults(ArrayRef<unsigned> results) {
  SmallVector<Value> elements;
  for (unsigned result : results) {
    elements.push_back(body.evaluateResult(result));
    if (!elements.back())
      return llvm::failure();
  }
  for (auto [result, element] : llvm::zip(results, elements))
    if (failed(body.storeElement(result, element)))
      return llvm::failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Phases
//===----------------------------------------------------------------------===//

LogicalResult LoopKernelNest::matchReductions(const Phase &phase) {
  reductions.clear();
  for (linalg::GenericOp op : phase.reductions) {
    auto reduction = LoopKernelReduction::match(op, failure);
    if (failed(reduction))
      return llvm::failure();
    reductions.push_back(std::move(*reduction));
  }
  return success();
}

LogicalResult LoopKernelNest::emitPhase(const Phase &phase) {
  if (failed(matchReductions(phase)))
    return llvm::failure();
  keptBuffers.clear();
  for (OpResult value : phase.kept)
    keptBuffers.push_back(makeKept(value));

  accumulatorLanes = {rowSegment.lanes};
  if (nest.reducesVector)
    accumulatorLanes =
        loops.segmentLanes(rangeOf(*nest.vectorised, false), lanesOf(phase));
  Carried carried;
  for (int64_t lanes : accumulatorLanes)
    for (LoopKernelReduction &reduction : reductions)
      llvm::append_range(carried, reduction.start(body.here(), lanes));
  FailureOr<Carried> last = emitReduced(phase, 0, carried);
  if (failed(last))
    return llvm::failure();
  finishReductions(*last);
  for (KeptBuffer &kept : keptBuffers)
    body.keepIn(kept.value, kept.buffer, kept.access);
  return success();
}

FailureOr<LoopKernelNest::Carried>
LoopKernelNest::emitReduced(const Phase &phase, size_t depth,
                            ValueRange carried) {
  if (depth < nest.reduced.size()) {
    const NestLoop &loop = nest.reduced[depth];
    return loops.loop(
        loop, rangeOf(loop, false), carried,
        [&](ValueRange inner) { return emitReduced(phase, depth + 1, inner); });
  }
  if (!nest.reducesVector)
    return emitPoint(phase, rowSegment, carried);
  return loops.vectorLoop(*nest.vectorised, rangeOf(*nest.vectorised, false),
                          lanesOf(phase), carried,
                          [&](const Segment &segment, ValueRange inner) {
                            return emitPoint(phase, segment, inner);
                          });
}

FailureOr<LoopKernelNest::Carried>
LoopKernelNest::emitPoint(const Phase &phase, const Segment &segment,
                          ValueRange carried) {
  Carried next(carried);
  // Each number of lanes has a set of accumulators.
  size_t setSize = next.size() / std::max<size_t>(accumulatorLanes.size(), 1);
  size_t set =
      llvm::find(accumulatorLanes, segment.lanes) - accumulatorLanes.begin();
  if (failed(accumulate(segment,
                        MutableArrayRef(next).slice(set * setSize, setSize))))
    return llvm::failure();
  SmallVector<Value> kept;
  for (KeptBuffer &buffer : keptBuffers) {
    kept.push_back(body.evaluate(buffer.value));
    if (!kept.back())
      return llvm::failure();
  }
  for (auto [buffer, element] : llvm::zip(keptBuffers, kept))
    body.storeTo(buffer.buffer, buffer.access, body.toVector(element));
  if (&phase == nest.phases.begin() + 1)
    fetchAhead(segment);
  if (failed(writeResults(phase.results)))
    return llvm::failure();
  return next;
}

/// Fetches what the next row's first phase will load where this point stands.
void LoopKernelNest::fetchAhead(const Segment &segment) {
  for (const InputAccess &load : nest.ahead) {
    int64_t bytes = storageType(load.elementType).getIntOrFloatBitWidth() / 8;
    int64_t row = load.access.strides[nest.parallel.back().axis];
    for (int64_t line = 0; line < segment.lanes * bytes; line += cacheLineBytes)
      body.prefetch(load.input, load.access, row + line / bytes);
  }
}

/// Folds this point into the accumulators of all reductions, one after another
/// in `accumulators`.
LogicalResult LoopKernelNest::accumulate(const Segment &segment,
                                         MutableArrayRef<Value> accumulators) {
  for (LoopKernelReduction &reduction : reductions) {
    MutableArrayRef<Value> mine = accumulators.take_front(reduction.size());
    accumulators = accumulators.drop_front(reduction.size());
    SmallVector<Value> next = accumulateInto(reduction, segment, mine);
    if (next.empty())
      return llvm::failure();
    llvm::copy(next, mine.begin());
  }
  return success();
}

/// The next values of a reduction's accumulators; none on failure.
SmallVector<Value>
LoopKernelNest::accumulateInto(LoopKernelReduction &reduction,
                               const Segment &segment, ValueRange current) {
  linalg::GenericOp op = reduction.op();
  SmallVector<Value> scalars(reduction.folded());
  bool isFold = !scalars.empty();
  if (!isFold) {
    llvm::append_range(scalars, op.getBody()->getTerminator()->getOperands());
    for (auto [argument, value] : llvm::zip(op.getRegionOutputArgs(), current))
      body.bind(argument, value);
  }
  SmallVector<Value> elements;
  for (Value scalar : scalars) {
    Value element = body.evaluateInBody(scalar, domain.loops(op));
    if (!element)
      return {};
    elements.push_back(segment.lanes == 1 ? element : body.toVector(element));
  }
  // Lanes that don't exist must not count.
  Value mask = nest.reducesVector ? segment.mask : Value();
  if (isFold)
    return SmallVector<Value>(
        reduction.fold(body.here(), current, elements, mask));
  if (mask)
    for (auto [element, old] : llvm::zip(elements, current))
      element = arith::SelectOp::create(body.here(), loc, mask, element, old);
  return elements;
}

void LoopKernelNest::finishReductions(ValueRange carried) {
  size_t setSize = carried.size() / accumulatorLanes.size();
  size_t first = 0;
  for (LoopKernelReduction &reduction : reductions) {
    LoopKernelReduction::Values sum;
    for (auto [set, lanes] : llvm::enumerate(accumulatorLanes)) {
      ValueRange partial =
          carried.slice(set * setSize + first, reduction.size());
      if (sum.empty()) {
        llvm::append_range(sum, partial);
        continue;
      }
      sum = reduction.narrow(body.here(), sum, lanes);
      sum = reduction.combine(body.here(), sum, partial);
    }
    if (nest.reducesVector)
      sum = reduction.narrow(body.here(), sum, 1);
    bindResults(reduction, sum);
    first += reduction.size();
  }
}

void LoopKernelNest::bindResults(LoopKernelReduction &reduction,
                                 ValueRange accumulators) {
  LoopKernelReduction::Values results =
      reduction.finish(body.here(), accumulators);
  for (auto [result, value] : llvm::zip(reduction.op().getResults(), results))
    body.bind(result, value);
}

Value LoopKernelNest::makeBuffer(int64_t size, Type element) {
  OpBuilder builder = OpBuilder::atBlockBegin(&scheduled.getBody().front());
  return memref::AllocaOp::create(builder, loc,
                                  MemRefType::get({size}, element),
                                  builder.getI64IntegerAttr(64));
}

/// Kept values lie in the order of the row's points. Where rows are vectorised,
/// a vector of rows is one element of the buffer.
LoopKernelNest::KeptBuffer LoopKernelNest::makeKept(OpResult value) {
  SmallVector<NestLoop> order(nest.reduced);
  Type element = getElementTypeOrSelf(value.getType());
  if (nest.reducesVector)
    order.push_back(*nest.vectorised);
  else if (rowSegment.lanes != 1)
    element = VectorType::get({rowSegment.lanes}, element);
  LinearAccess access(domain);
  int64_t size = 1;
  for (const NestLoop &loop : llvm::reverse(order)) {
    access.strides[loop.axis] = size;
    size *= loop.bound(capacity);
  }
  // Rows of as many lanes, in loops one after another, share the buffer.
  Value &buffer = keptMemory[{value, rowSegment.lanes}];
  if (!buffer)
    buffer = makeBuffer(size, element);
  return {value, buffer, access};
}

} // namespace nadir
