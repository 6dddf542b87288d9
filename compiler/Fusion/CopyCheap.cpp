// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/CopyCheap.h"
#include "compiler/Fusion/GroupRules.h"
#include "dialect/Nadir.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace nadir;

namespace {

class Copier {
public:
  explicit Copier(Block &block) : block(block) {}

  void run() {
    copyNumbers();
    copySquares();
  }

private:
  /// Positions cost less to compute again than to store for other groups: each
  /// user gets its own, unless what follows from two users meets.
  void copyNumbers() {
    SmallVector<IotaOp> numbers(block.getOps<IotaOp>());
    for (IotaOp op : numbers)
      copyForUsers(op);
  }

  void copyForUsers(IotaOp op) {
    SmallVector<std::pair<DenseSet<Operation *>, Value>> copies;
    for (Operation *user : orderedUsers(op)) {
      if (user->hasTrait<OpTrait::IsTerminator>())
        continue;
      DenseSet<Operation *> reached = followers(user);
      auto copy = llvm::find_if(copies, [&](auto &known) {
        return llvm::any_of(
            reached, [&](Operation *met) { return known.first.contains(met); });
      });
      if (copy == copies.end()) {
        Value numbers = op;
        if (!copies.empty())
          numbers = OpBuilder(user).clone(*op)->getResult(0);
        copies.push_back({{}, numbers});
        copy = std::prev(copies.end());
      }
      copy->first.insert(reached.begin(), reached.end());
      user->replaceUsesOfWith(op, copy->second);
    }
  }

  /// Reductions of different dimensions are different kernels. What both reduce
  /// is cheaper to compute in each than to store, if it is one operation on
  /// values that are in memory in any case.
  void copySquares() {
    SmallVector<Operation *> simple;
    for (Operation &op : block.without_terminator())
      if (isa<AddOp, SubOp, MulOp, NegOp, AbsOp>(op) &&
          llvm::none_of(op.getOperands(), [](Value operand) {
            Operation *source = operand.getDefiningOp();
            return source && !isa<ConstantOp>(source) && operand.hasOneUse();
          }))
        simple.push_back(&op);
    for (Operation *op : simple)
      copyForReductions(op);
  }

  /// Operations of the block that use a value, in their order.
  SmallVector<Operation *> orderedUsers(Operation *op) {
    SmallVector<Operation *> users(op->getUsers());
    llvm::erase_if(users,
                   [&](Operation *user) { return user->getBlock() != &block; });
    llvm::sort(users, [](Operation *a, Operation *b) {
      return a != b && a->isBeforeInBlock(b);
    });
    users.erase(llvm::unique(users), users.end());
    return users;
  }

  void copyForReductions(Operation *op) {
    SmallVector<std::pair<SmallVector<int64_t>, Operation *>> copies;
    for (Operation *user : orderedUsers(op)) {
      if (!isReduction(user) || domainOf(user) != domainOf(op))
        continue;
      SmallVector<int64_t> reduced = reducedDims(user);
      auto copy = llvm::find_if(
          copies, [&](auto &known) { return known.first == reduced; });
      if (copy == copies.end()) {
        // In front of its reduction, for it to be placed there.
        Operation *source = copies.empty() ? op : OpBuilder(user).clone(*op);
        copies.push_back({reduced, source});
        copy = std::prev(copies.end());
      }
      user->replaceUsesOfWith(op->getResult(0), copy->second->getResult(0));
    }
  }

  Block &block;
};

} // namespace

void nadir::copyCheapValues(Block &block) { Copier(block).run(); }
