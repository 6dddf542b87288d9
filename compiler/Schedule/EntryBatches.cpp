// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/EntryBatches.h"

#include "compiler/Schedule/KernelSignature.h"
#include <set>

using namespace mlir;

namespace nadir {

/// Bytes of written tensors that are worth a task of their own.
static constexpr uint64_t bytesOfTask = 1 << 16;

int64_t StepBatch::countTasks() const {
  int64_t count = 0;
  for (const BatchPart &part : parts)
    count += part.tasks;
  return count;
}

const PlannedStep *StepBatch::onlyStep() const {
  bool isOne = parts.size() == 1 && parts[0].steps.size() == 1;
  return isOne ? parts[0].steps[0] : nullptr;
}

namespace {
/// Collects steps until one comes that has to wait for another.
class BatchBuilder {
public:
  BatchBuilder(const EntryPlan &plan, int64_t capacity)
      : plan(plan), capacity(capacity) {}

  SmallVector<StepBatch> run();

private:
  using Place = std::pair<int, uint64_t>;

  bool isUpdate(const PlannedStep &planned) const;
  bool dependsOnBatch(const PlannedStep &planned) const;
  void add(const PlannedStep &planned);
  void finish();
  static Place placeOf(const BufferLocation &location) {
    return {int(location.block), location.offset};
  }
  static bool isBlock(const BufferLocation &location) {
    return location.block == BufferLocation::Block::Parameters ||
           location.block == BufferLocation::Block::State;
  }

  const EntryPlan &plan;
  int64_t capacity;
  SmallVector<StepBatch> batches;
  StepBatch current;
  /// Bytes that the last part of the current batch writes, if it is a task of
  /// several steps that takes more.
  uint64_t packedBytes = 0;
  std::set<Place> reads, writes;
};
} // namespace

/// True if all that the step writes is parameters and state, so that the
/// memory of what other steps have read may not be reused by it.
bool BatchBuilder::isUpdate(const PlannedStep &planned) const {
  if (!planned.step.kernel || planned.scratchBytesPerTask != 0)
    return false;
  auto call = planned.step.call;
  // What is cut by rows has not the same tasks in each call.
  bool isFixed = countTasks(planned.step.kernel, 0) ==
                 countTasks(planned.step.kernel, capacity);
  return updatesInPlace(planned.callee) && isFixed &&
         llvm::all_of(call.getResults(), [&](Value result) {
           return isBlock(plan.location(result));
         });
}

bool BatchBuilder::dependsOnBatch(const PlannedStep &planned) const {
  auto call = planned.step.call;
  return llvm::any_of(call.getOperands().drop_front(),
                      [&](Value input) {
                        return writes.count(placeOf(plan.location(input))) != 0;
                      }) ||
         llvm::any_of(call.getResults(), [&](Value result) {
           Place place = placeOf(plan.location(result));
           return reads.count(place) != 0 || writes.count(place) != 0;
         });
}

void BatchBuilder::add(const PlannedStep &planned) {
  auto call = planned.step.call;
  for (Value input : call.getOperands().drop_front())
    if (BufferLocation location = plan.location(input); isBlock(location))
      reads.insert(placeOf(location));
  uint64_t bytes = 0;
  for (Value result : call.getResults()) {
    writes.insert(placeOf(plan.location(result)));
    bytes += tensorBytes(cast<ShapedType>(result.getType()), capacity);
  }
  int64_t tasks = countTasks(planned.step.kernel, capacity);
  if (tasks == 1 && packedBytes != 0 && packedBytes < bytesOfTask) {
    current.parts.back().steps.push_back(&planned);
    packedBytes += bytes;
    return;
  }
  current.parts.push_back({{&planned}, tasks});
  packedBytes = tasks == 1 ? bytes : 0;
}

void BatchBuilder::finish() {
  if (!current.parts.empty())
    batches.push_back(std::exchange(current, {}));
  packedBytes = 0;
  reads.clear();
  writes.clear();
}

SmallVector<StepBatch> BatchBuilder::run() {
  for (const PlannedStep &planned : plan.steps) {
    bool isFree = isUpdate(planned);
    if (!isFree || dependsOnBatch(planned))
      finish();
    if (isFree)
      add(planned);
    else
      batches.push_back({{{{&planned}, 1}}});
  }
  finish();
  return std::move(batches);
}

SmallVector<StepBatch> batchSteps(const EntryPlan &plan, int64_t capacity) {
  return BatchBuilder(plan, capacity).run();
}

} // namespace nadir
