// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/BufferPlan.h"

#include "llvm/ADT/BitVector.h"
#include <set>

using namespace mlir;

namespace nadir {

/// Bytes of new values below which a writer waits for others.
static constexpr uint64_t smallBytes = 1 << 16;

namespace {
/// List scheduling over the kernel calls of one entry.
class StepOrder {
public:
  StepOrder(const EntryModel &model, int64_t capacity);
  SmallVector<EntryStep> run();

private:
  void finish(unsigned step);
  /// True if no other step still has to read what this one overwrites.
  bool overwritesOnlyDeadValues(unsigned step) const;
  std::optional<unsigned> findNext() const;

  const EntryModel &model;
  llvm::BitVector done;
  /// Steps that write little.
  llvm::BitVector isSmall;
  unsigned checksLeft = 0;
  DenseMap<Value, unsigned> producers;
  /// Steps whose operands are computed, and for the others how many are not.
  std::set<unsigned> ready;
  SmallVector<unsigned> missing;
  SmallVector<SmallVector<unsigned>> consumers;
  /// Old values of blocks that a step overwrites.
  SmallVector<SmallVector<Value>> overwritten;
  DenseMap<Value, SmallVector<unsigned>> readers;
};
} // namespace

StepOrder::StepOrder(const EntryModel &model, int64_t capacity)
    : model(model), done(model.steps.size()), isSmall(model.steps.size()),
      missing(model.steps.size()), consumers(model.steps.size()),
      overwritten(model.steps.size()) {
  for (auto [i, step] : llvm::enumerate(model.steps)) {
    auto call = step.call;
    for (Value input : call.getOperands().drop_front()) {
      Value root = model.root(input);
      readers[root].push_back(i);
      if (auto it = producers.find(root); it != producers.end()) {
        consumers[it->second].push_back(i);
        ++missing[i];
      }
    }
    uint64_t bytes = 0;
    for (Value result : call.getResults()) {
      producers[result] = i;
      bytes += tensorBytes(cast<ShapedType>(result.getType()), capacity);
    }
    isSmall[i] = bytes <= smallBytes;
    if (missing[i] == 0)
      ready.insert(i);
    checksLeft += step.check != nullptr;
  }
  auto function = model.function;
  DenseMap<std::pair<int, unsigned>, Value> oldValues;
  for (auto [i, slot] : llvm::enumerate(model.arguments))
    oldValues[{int(slot.role), slot.index}] = function.getArgument(i);
  Operation *exit = function.getBody().front().getTerminator();
  for (auto [slot, value] : llvm::zip(model.results, exit->getOperands())) {
    auto producer = producers.find(model.root(value));
    if (slot.role == EntryRole::Result || producer == producers.end())
      continue;
    // A null value marks a writer that overwrites what no kernel reads.
    overwritten[producer->second].push_back(
        oldValues.lookup({int(slot.role), slot.index}));
  }
}

void StepOrder::finish(unsigned step) {
  done.set(step);
  ready.erase(step);
  checksLeft -= model.steps[step].check != nullptr;
  for (unsigned consumer : consumers[step])
    if (--missing[consumer] == 0)
      ready.insert(consumer);
}

bool StepOrder::overwritesOnlyDeadValues(unsigned step) const {
  return llvm::all_of(overwritten[step], [&](Value old) {
    auto it = readers.find(old);
    return !old || it == readers.end() ||
           llvm::all_of(it->second, [&](unsigned reader) {
             return reader == step || done[reader];
           });
  });
}

std::optional<unsigned> StepOrder::findNext() const {
  std::optional<unsigned> kernel, writer, lateWriter;
  auto offer = [](std::optional<unsigned> &candidate, unsigned step) {
    if (!candidate)
      candidate = step;
  };
  for (unsigned i : ready) {
    if (model.steps[i].check)
      return i;
    if (overwritten[i].empty()) {
      offer(kernel, i);
    } else if (checksLeft != 0 || !overwritesOnlyDeadValues(i)) {
      offer(lateWriter, i);
    } else {
      // A writer that may run makes its operands' memory free: it goes first,
      // unless that is too little. Small ones are better together, at the end.
      if (!isSmall[i])
        return i;
      offer(writer, i);
    }
  }
  return kernel ? kernel : writer ? writer : lateWriter;
}

SmallVector<EntryStep> StepOrder::run() {
  SmallVector<EntryStep> order;
  while (std::optional<unsigned> next = findNext()) {
    finish(*next);
    order.push_back(model.steps[*next]);
  }
  assert(order.size() == model.steps.size() && "SSA dominance orders steps");
  return order;
}

SmallVector<EntryStep> orderSteps(const EntryModel &model, int64_t capacity) {
  return StepOrder(model, capacity).run();
}

} // namespace nadir
