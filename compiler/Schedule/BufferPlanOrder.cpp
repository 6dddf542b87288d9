// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/BufferPlan.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/SetVector.h"
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

  /// Prefers steps by what `savesMemory` says, else as they are written.
  SmallVector<EntryStep> run(bool savesMemory);
  /// The most bytes of kernels' results that are alive at once in the order
  /// that `run` found.
  int64_t peakBytes() const { return mostLive; }

private:
  void measure(int64_t capacity);
  void rankByDemand();
  void demand(unsigned step, unsigned &next);
  unsigned longestChain(unsigned step);
  int64_t growth(unsigned step) const;
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
  /// Steps whose operands are computed, with their ranks; and for the others
  /// how many are not.
  std::set<std::pair<unsigned, unsigned>> ready;
  SmallVector<unsigned> missing;
  SmallVector<SmallVector<unsigned>> consumers;
  /// Old values of blocks that a step overwrites.
  SmallVector<SmallVector<Value>> overwritten;
  DenseMap<Value, SmallVector<unsigned>> readers;

  /// Each step's place in the order that is preferred.
  SmallVector<unsigned> rank;
  SmallVector<unsigned> chains;
  bool savesMemory = false;
  /// Of results that are memory of the arena; and how many steps still read.
  DenseMap<Value, int64_t> bytes;
  DenseMap<Value, unsigned> readersLeft;
  int64_t live = 0, mostLive = 0;
};
} // namespace

StepOrder::StepOrder(const EntryModel &model, int64_t capacity)
    : model(model), done(model.steps.size()), isSmall(model.steps.size()),
      missing(model.steps.size()), consumers(model.steps.size()),
      overwritten(model.steps.size()),
      rank(llvm::to_vector(llvm::seq<unsigned>(0, model.steps.size()))),
      chains(model.steps.size()) {
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
    uint64_t written = 0;
    for (Value result : call.getResults()) {
      producers[result] = i;
      written += tensorBytes(cast<ShapedType>(result.getType()), capacity);
    }
    isSmall[i] = written <= smallBytes;
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
  measure(capacity);
}

/// What the caller gets is memory of the caller.
void StepOrder::measure(int64_t capacity) {
  for (EntryStep step : model.steps)
    for (Value result : step.call.getResults())
      if (!step.check)
        bytes[result] = alignBuffer(
            tensorBytes(cast<RankedTensorType>(result.getType()), capacity));
  auto function = model.function;
  for (Value value : function.getBody().front().getTerminator()->getOperands())
    bytes.erase(model.root(value));
  for (auto &[value, steps] : readers) {
    llvm::sort(steps);
    readersLeft[value] = llvm::unique(steps) - steps.begin();
  }
}

/// The longest sequence of steps that ends with this one.
unsigned StepOrder::longestChain(unsigned step) {
  // Steps are numbered as they are written: operands come first.
  auto call = model.steps[step].call;
  unsigned longest = 0;
  for (Value input : call.getOperands().drop_front())
    if (auto it = producers.find(model.root(input)); it != producers.end())
      longest = std::max(longest, chains[it->second]);
  return longest + 1;
}

/// Ranks steps by when their results are wanted, if the results that take
/// longest are computed first, and for each of them first what takes longest.
/// What goes through the same memory again and again (a sum of many parts) then
/// waits for one part at a time.
void StepOrder::rankByDemand() {
  for (unsigned step = 0; step < chains.size(); ++step)
    chains[step] = longestChain(step);
  SmallVector<unsigned> order =
      llvm::to_vector(llvm::seq<unsigned>(0, chains.size()));
  llvm::sort(order, [&](unsigned a, unsigned b) {
    return std::tuple(chains[b], a) < std::tuple(chains[a], b);
  });
  constexpr unsigned unknown = -1;
  rank.assign(chains.size(), unknown);
  unsigned next = 0;
  // A long chain's steps are demanded by its end: no step is met again as the
  // start of a walk before all that it serves.
  for (unsigned step : order)
    if (rank[step] == unknown)
      demand(step, next);
}

void StepOrder::demand(unsigned last, unsigned &next) {
  constexpr unsigned unknown = -1;
  SmallVector<unsigned> path = {last};
  while (!path.empty()) {
    unsigned step = path.back();
    auto call = model.steps[step].call;
    std::optional<unsigned> longest;
    for (Value input : call.getOperands().drop_front())
      if (auto it = producers.find(model.root(input)); it != producers.end())
        if (rank[it->second] == unknown &&
            (!longest || chains[it->second] > chains[*longest]))
          longest = it->second;
    if (longest) {
      path.push_back(*longest);
      continue;
    }
    path.pop_back();
    if (rank[step] == unknown)
      rank[step] = next++;
  }
}

/// Bytes by which more results are alive after a step than before.
int64_t StepOrder::growth(unsigned step) const {
  auto call = model.steps[step].call;
  int64_t total = 0;
  for (Value result : call.getResults())
    total += bytes.lookup(result);
  SmallVector<Value> seen;
  for (Value input : call.getOperands().drop_front()) {
    Value root = model.root(input);
    if (readersLeft.lookup(root) != 1 || llvm::is_contained(seen, root))
      continue;
    seen.push_back(root);
    total -= bytes.lookup(root);
  }
  return total;
}

void StepOrder::finish(unsigned step) {
  int64_t allocated = 0;
  auto call = model.steps[step].call;
  for (Value result : call.getResults())
    allocated += bytes.lookup(result);
  mostLive = std::max(mostLive, live + allocated);
  live += growth(step);
  llvm::SmallSetVector<Value, 8> inputs;
  for (Value input : call.getOperands().drop_front())
    inputs.insert(model.root(input));
  for (Value input : inputs)
    --readersLeft[input];
  done.set(step);
  ready.erase({rank[step], step});
  checksLeft -= model.steps[step].check != nullptr;
  for (unsigned consumer : consumers[step])
    if (--missing[consumer] == 0)
      ready.insert({rank[consumer], consumer});
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
  for (auto [place, i] : ready) {
    if (model.steps[i].check)
      return i;
    if (overwritten[i].empty()) {
      // What frees memory now needs no reason to come later.
      if (savesMemory && growth(i) < 0)
        return i;
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

SmallVector<EntryStep> StepOrder::run(bool savesMemory) {
  this->savesMemory = savesMemory;
  if (savesMemory)
    rankByDemand();
  for (unsigned step = 0; step < rank.size(); ++step)
    if (missing[step] == 0)
      ready.insert({rank[step], step});
  SmallVector<EntryStep> order;
  while (std::optional<unsigned> next = findNext()) {
    finish(*next);
    order.push_back(model.steps[*next]);
  }
  assert(order.size() == model.steps.size() && "SSA dominance orders steps");
  return order;
}

SmallVector<EntryStep> orderSteps(const EntryModel &model, int64_t capacity) {
  // Less than this fits the caches in any order.
  constexpr int64_t worthSaving = 1 << 20;
  StepOrder written(model, capacity);
  SmallVector<EntryStep> order = written.run(/*savesMemory=*/false);
  if (written.peakBytes() < worthSaving)
    return order;
  // Neighbours in the text often share what is in the caches: another order
  // must save a quarter.
  StepOrder saving(model, capacity);
  SmallVector<EntryStep> other = saving.run(/*savesMemory=*/true);
  return saving.peakBytes() * 4 <= written.peakBytes() * 3 ? other : order;
}

} // namespace nadir
