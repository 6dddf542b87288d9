// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/GroupGraph.h"
#include "mlir/IR/Block.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace nadir;

GroupGraph::GroupGraph(Block &block)
    : capacity(llvm::range_size(block.getOperations())) {}

std::optional<unsigned> GroupGraph::groupOf(Operation *op) const {
  auto found = owner.find(op);
  if (found == owner.end())
    return std::nullopt;
  return found->second;
}

std::optional<unsigned> GroupGraph::producer(Value value) const {
  Operation *op = value.getDefiningOp();
  return op ? groupOf(op) : std::nullopt;
}

namespace {

/// Values that an operation reads, those of its regions included.
llvm::SetVector<Value> usedValues(Operation *op) {
  llvm::SetVector<Value> values;
  op->walk([&](Operation *inner) {
    for (Value operand : inner->getOperands())
      if (!operand.getDefiningOp() ||
          !op->isProperAncestor(operand.getDefiningOp()))
        values.insert(operand);
  });
  return values;
}

} // namespace

llvm::BitVector GroupGraph::dependenciesOf(Operation *op) const {
  llvm::BitVector result(capacity);
  for (Value value : usedValues(op))
    if (std::optional<unsigned> group = producer(value)) {
      result.set(*group);
      result |= all[*group].dependencies;
    }
  return result;
}

bool GroupGraph::canJoin(unsigned group, Operation *op) const {
  for (Value value : usedValues(op)) {
    std::optional<unsigned> other = producer(value);
    if (other && *other != group && all[*other].dependencies.test(group))
      return false;
  }
  return true;
}

bool GroupGraph::addsNoDependency(unsigned group, Operation *op) const {
  llvm::BitVector wanted = dependenciesOf(op);
  wanted.reset(group);
  return wanted.subsetOf(all[group].dependencies);
}

bool GroupGraph::waitsForAll(Operation *op, unsigned group) const {
  return all[group].dependencies.subsetOf(dependenciesOf(op));
}

void GroupGraph::addDependencies(unsigned group, const llvm::BitVector &more) {
  all[group].dependencies |= more;
  all[group].dependencies.reset(group);
  for (Group &other : all)
    if (!other.isMerged && other.dependencies.test(group))
      other.dependencies |= all[group].dependencies;
}

void GroupGraph::join(unsigned group, Operation *op) {
  all[group].ops.push_back(op);
  owner[op] = group;
  addDependencies(group, dependenciesOf(op));
}

unsigned GroupGraph::create(GroupKind kind, Operation *op) {
  Group group;
  group.kind = kind;
  group.dependencies = dependenciesOf(op);
  group.ops.push_back(op);
  all.push_back(std::move(group));
  owner[op] = all.size() - 1;
  return all.size() - 1;
}

SmallVector<unsigned> GroupGraph::users(unsigned group) const {
  llvm::SetVector<unsigned> result;
  for (Operation *op : all[group].ops)
    for (Operation *user : op->getUsers()) {
      Operation *outer = op->getBlock()->findAncestorOpInBlock(*user);
      if (std::optional<unsigned> other = groupOf(outer);
          other && *other != group)
        result.insert(*other);
    }
  return result.takeVector();
}

bool GroupGraph::isReturned(unsigned group) const {
  return llvm::any_of(all[group].ops, [](Operation *op) {
    return llvm::is_contained(op->getUsers(), op->getBlock()->getTerminator());
  });
}

bool GroupGraph::isAdjacent(unsigned producer, unsigned consumer) const {
  for (auto [i, group] : llvm::enumerate(all))
    if (!group.isMerged && i != consumer && group.dependencies.test(producer) &&
        all[consumer].dependencies.test(i))
      return false;
  return true;
}

void GroupGraph::merge(unsigned producer, unsigned consumer) {
  Group &from = all[producer], &to = all[consumer];
  for (Operation *op : from.ops)
    owner[op] = consumer;
  to.ops.insert(to.ops.begin(), from.ops.begin(), from.ops.end());
  from.isMerged = true;
  to.dependencies.reset(producer);
  for (Group &other : all)
    if (other.dependencies.test(producer)) {
      other.dependencies.reset(producer);
      other.dependencies.set(consumer);
    }
  to.dependencies.reset(consumer);
  addDependencies(consumer, from.dependencies);
}

SmallVector<unsigned> GroupGraph::order() const {
  // Groups are numbered by their first operation, so taking the lowest number
  // that is ready keeps the program's order where dependencies allow it.
  SmallVector<unsigned> result;
  llvm::BitVector done(capacity);
  while (true) {
    bool progressed = false;
    for (auto [i, group] : llvm::enumerate(all)) {
      if (group.isMerged || done.test(i) || group.dependencies.test(done))
        continue;
      result.push_back(i);
      done.set(i);
      progressed = true;
      break;
    }
    if (!progressed)
      return result;
  }
}
