// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The groups of a block while they are formed: which operations each holds, on
// which domain it computes, and which groups it has to wait for.

#ifndef NADIR_COMPILER_FUSION_GROUPGRAPH_H
#define NADIR_COMPILER_FUSION_GROUPGRAPH_H

#include "dialect/Shapes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

namespace nadir {

enum class GroupKind {
  /// Another view of a value: stays outside of groups.
  Alias,
  /// Pointwise operations and reductions over one domain.
  Loop,
  /// One matrix product and the pointwise operations on its result.
  Matmul,
  Sequential,
  Check,
  /// Formed before: stays as it is.
  Opaque,
};

struct Group {
  GroupKind kind;
  llvm::SmallVector<mlir::Operation *> ops;
  /// The iteration space of the widest operations.
  Shape domain;
  /// The dimensions that the group's reductions reduce; all reduce the same.
  llvm::SmallVector<int64_t> reduced;
  /// Of the operations' code; and how many reductions wait for each other, at
  /// most.
  int64_t cost = 0;
  unsigned stages = 0;
  /// Takes no more operations.
  bool isClosed = false;
  /// Groups that must run before, directly or not. Bit i is group i.
  llvm::BitVector dependencies;
  /// Another group reads what this one computes.
  bool isRead = false;
  bool isMerged = false;
};

class GroupGraph {
public:
  explicit GroupGraph(mlir::Block &block);

  llvm::MutableArrayRef<Group> groups() { return all; }
  /// The group that computes a value; nullopt for arguments and constants.
  std::optional<unsigned> producer(mlir::Value value) const;
  std::optional<unsigned> groupOf(mlir::Operation *op) const;

  /// True if `op` may become a member without anything waiting for itself.
  bool canJoin(unsigned group, mlir::Operation *op) const;
  /// True if `op` waits for nothing that the group doesn't wait for anyway.
  bool addsNoDependency(unsigned group, mlir::Operation *op) const;
  /// True if `op` waits for everything that the group waits for.
  bool waitsForAll(mlir::Operation *op, unsigned group) const;
  void join(unsigned group, mlir::Operation *op);
  unsigned create(GroupKind kind, mlir::Operation *op);

  /// The other groups that use what `group` computes.
  llvm::SmallVector<unsigned> users(unsigned group) const;
  /// Whether the block's terminator does.
  bool isReturned(unsigned group) const;
  /// True if no third group stands between the two.
  bool isAdjacent(unsigned producer, unsigned consumer) const;
  void merge(unsigned producer, unsigned consumer);

  /// Groups in an order in which they can run.
  llvm::SmallVector<unsigned> order() const;

private:
  /// The groups that compute what an operation reads, in its regions included.
  llvm::SmallVector<unsigned> sources(mlir::Operation *op) const;
  void add(unsigned group, mlir::Operation *op);
  llvm::BitVector dependenciesOf(mlir::Operation *op) const;
  void addDependencies(unsigned group, llvm::BitVector more);

  /// An upper bound for the number of groups, which sizes the bit vectors.
  unsigned capacity;
  std::vector<Group> all;
  llvm::DenseMap<mlir::Operation *, unsigned> owner;
};

} // namespace nadir

#endif // NADIR_COMPILER_FUSION_GROUPGRAPH_H
