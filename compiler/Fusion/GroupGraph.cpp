// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/GroupGraph.h"
#include "mlir/IR/Block.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include <set>

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

SmallVector<unsigned> GroupGraph::sources(Operation *op) const {
  llvm::SetVector<unsigned> result;
  auto add = [&](Operation *reader) {
    for (Value operand : reader->getOperands())
      if (std::optional<unsigned> group = producer(operand))
        result.insert(*group);
  };
  if (op->getNumRegions() == 0)
    add(op);
  else
    // What the operation holds has no groups.
    op->walk(add);
  return result.takeVector();
}

llvm::BitVector GroupGraph::dependenciesOf(Operation *op) const {
  llvm::BitVector result(capacity);
  for (unsigned group : sources(op)) {
    result.set(group);
    result |= all[group].dependencies;
  }
  return result;
}

bool GroupGraph::canJoin(unsigned group, Operation *op) const {
  return llvm::none_of(sources(op), [&](unsigned other) {
    return other != group && all[other].dependencies.test(group);
  });
}

bool GroupGraph::addsNoDependency(unsigned group, Operation *op) const {
  llvm::BitVector wanted = dependenciesOf(op);
  wanted.reset(group);
  return wanted.subsetOf(all[group].dependencies);
}

bool GroupGraph::waitsForAll(Operation *op, unsigned group) const {
  return all[group].dependencies.subsetOf(dependenciesOf(op));
}

void GroupGraph::addDependencies(unsigned group, llvm::BitVector more) {
  llvm::BitVector &dependencies = all[group].dependencies;
  more.reset(group);
  bool isNew = more.test(dependencies);
  dependencies |= more;
  // Nearly always nothing waits for the group yet, or it waited before.
  if (!isNew || !all[group].isRead)
    return;
  for (Group &other : all)
    if (!other.isMerged && other.dependencies.test(group))
      other.dependencies |= dependencies;
}

void GroupGraph::join(unsigned group, Operation *op) {
  add(group, op);
  addDependencies(group, dependenciesOf(op));
}

void GroupGraph::add(unsigned group, Operation *op) {
  for (unsigned source : sources(op))
    all[source].isRead |= source != group;
  all[group].ops.push_back(op);
  owner[op] = group;
}

unsigned GroupGraph::create(GroupKind kind, Operation *op) {
  Group group;
  group.kind = kind;
  group.dependencies = dependenciesOf(op);
  all.push_back(std::move(group));
  add(all.size() - 1, op);
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
  // Whatever stands between them reaches the consumer by what it reads itself.
  return llvm::all_of(all[consumer].ops, [&](Operation *op) {
    return llvm::none_of(sources(op), [&](unsigned source) {
      return source != consumer && all[source].dependencies.test(producer);
    });
  });
}

void GroupGraph::merge(unsigned producer, unsigned consumer) {
  bool isShared = users(producer).size() > 1;
  Group &from = all[producer], &to = all[consumer];
  for (Operation *op : from.ops)
    owner[op] = consumer;
  to.ops.insert(to.ops.begin(), from.ops.begin(), from.ops.end());
  from.isMerged = true;
  to.dependencies.reset(producer);
  // What waits for the producer waits for its only user, and all that this
  // waits for, already.
  if (!isShared)
    return;
  for (Group &other : all)
    if (other.dependencies.test(producer)) {
      other.dependencies.reset(producer);
      other.dependencies.set(consumer);
    }
  to.dependencies.reset(consumer);
  to.isRead = true;
  for (Group &other : all)
    if (!other.isMerged && other.dependencies.test(consumer))
      other.dependencies |= to.dependencies;
}

SmallVector<unsigned> GroupGraph::order() const {
  // Groups are numbered by their first operation, so taking the lowest number
  // that is ready keeps the program's order where dependencies allow it.
  std::vector<llvm::SmallSetVector<unsigned, 4>> readers(all.size());
  SmallVector<unsigned> missing(all.size(), 0);
  std::set<unsigned> ready;
  for (auto [i, group] : llvm::enumerate(all)) {
    if (group.isMerged)
      continue;
    for (Operation *op : group.ops)
      for (unsigned source : sources(op))
        if (source != i && readers[source].insert(i))
          ++missing[i];
    if (missing[i] == 0)
      ready.insert(i);
  }
  SmallVector<unsigned> result;
  while (!ready.empty()) {
    unsigned next = *ready.begin();
    ready.erase(ready.begin());
    result.push_back(next);
    for (unsigned reader : readers[next])
      if (--missing[reader] == 0)
        ready.insert(reader);
  }
  return result;
}
