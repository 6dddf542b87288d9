// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/CopyCheap.h"
#include "compiler/Fusion/Fusion.h"
#include "compiler/Fusion/GroupRules.h"
#include "compiler/Fusion/ReturnedConstants.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/PointerIntPair.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace nadir;

namespace {

/// Operations that a search through the graph looks at, at most: what is
/// farther away hardly ever ends in the same kernel, and each operation starts
/// such searches.
constexpr size_t mostSearched = 1024;

class Fuser {
public:
  explicit Fuser(Block &block) : block(block), graph(block) {}

  void run() {
    copyCheapValues(block);
    findReduced();
    for (Operation &op : block.without_terminator())
      if (!isa<ConstantOp>(op))
        place(&op);
    mergeProducers();
    emit();
  }

private:
  /// Adds an operation to a group that can take it, or a new one.
  void place(Operation *op) {
    GroupKind kind = classify(op);
    std::optional<unsigned> group;
    if (kind == GroupKind::Loop)
      group = findGroup(op);
    if (group) {
      graph.join(*group, op);
    } else {
      group = graph.create(kind, op);
      if (kind == GroupKind::Loop || kind == GroupKind::Matmul)
        graph.groups()[*group].domain = domainOf(op);
    }
    Group &target = graph.groups()[*group];
    if (isReduction(op))
      target.reduced = reducedDims(op);
    stages[op] = stageIn(*group, op);
    target.stages = std::max(target.stages, stages[op]);
    target.cost += codeCost(op);
  }

  /// How many reductions of a group wait for each other up to an operation.
  unsigned stageIn(unsigned index, Operation *op) {
    unsigned stage = 0;
    for (Value operand : op->getOperands())
      if (graph.producer(operand) == index)
        stage = std::max(stage, stages.lookup(operand.getDefiningOp()));
    return stage + (isReduction(op) ? 1 : 0);
  }

  /// True if the kernel would become too long with the operation.
  bool isFull(unsigned index, Operation *op) {
    const Group &group = graph.groups()[index];
    // The logarithm of 1 + exp(-|x|) is computed otherwise where that form is
    // seen: results must not depend on where a kernel ends.
    if (isa<Log1pOp>(op) && op->getOperand(0).getDefiningOp<ExpOp>() &&
        graph.producer(op->getOperand(0)) == index)
      return false;
    return group.isClosed ||
           kernelCode(group.cost + codeCost(op),
                      std::max(group.stages, stageIn(index, op))) >
               mostKernelCode;
  }

  /// The same, for the group to be closed: what is short enough still would
  /// leave what follows from it to other kernels.
  bool closeIfFull(unsigned index, Operation *op) {
    bool full = isFull(index, op);
    graph.groups()[index].isClosed |= full;
    return full;
  }

  std::optional<unsigned> findGroup(Operation *op) {
    for (unsigned candidate : producers(op))
      if (!closeIfFull(candidate, op) && accepts(candidate, op) &&
          graph.canJoin(candidate, op) && isWorthJoining(candidate, op))
        return candidate;
    for (unsigned candidate : siblings(op))
      if (!closeIfFull(candidate, op) && accepts(candidate, op) &&
          isWorthJoining(candidate, op) &&
          graph.addsNoDependency(candidate, op) &&
          (!domainOf(op).empty() || graph.waitsForAll(op, candidate)))
        return candidate;
    return std::nullopt;
  }

  /// Groups that compute operands: products first, whose results are then
  /// finished in registers, else the latest.
  SmallVector<unsigned> producers(Operation *op) {
    SmallVector<unsigned> result;
    for (Value operand : op->getOperands())
      if (std::optional<unsigned> group = graph.producer(operand))
        result.push_back(*group);
    llvm::sort(result, [&](unsigned a, unsigned b) {
      bool isProductA = graph.groups()[a].kind == GroupKind::Matmul;
      bool isProductB = graph.groups()[b].kind == GroupKind::Matmul;
      return std::pair(isProductA, a) > std::pair(isProductB, b);
    });
    return result;
  }

  /// Loops that read the same tensors, or, for a scalar, other scalars. A
  /// product's group takes only what follows from the product.
  SmallVector<unsigned> siblings(Operation *op) {
    llvm::SetVector<unsigned> result;
    for (Value operand : op->getOperands()) {
      bool isNumber = cast<RankedTensorType>(operand.getType()).getRank() == 0;
      if (operand.getDefiningOp<ConstantOp>() ||
          (isNumber && !domainOf(op).empty()))
        continue;
      for (Operation *user : operand.getUsers())
        if (std::optional<unsigned> group = graph.groupOf(user);
            group && graph.groups()[*group].kind != GroupKind::Matmul)
          result.insert(*group);
    }
    if (domainOf(op).empty())
      for (auto [i, group] : llvm::enumerate(graph.groups()))
        if (group.domain.empty())
          result.insert(i);
    return result.takeVector();
  }

  bool accepts(unsigned index, Operation *op) {
    const Group &group = graph.groups()[index];
    if (isFull(index, op))
      return false;
    if (group.kind == GroupKind::Matmul)
      return domainOf(op) == group.domain && !readsReduced(index, op) &&
             (isSumOfColumns(op) || (isPointwise(op) && !readsElsewhere(op)));
    if (group.kind != GroupKind::Loop)
      return false;
    if (readsElsewhere(op) && llvm::any_of(op->getOperands(), [&](Value v) {
          return graph.producer(v) == index;
        }))
      return false;
    return fitsLoop(group, domainOf(op),
                    isReduction(op) ? reducedDims(op) : ArrayRef<int64_t>());
  }

  /// True if the operation needs a reduction of the group to have finished.
  bool readsReduced(unsigned index, Operation *op) {
    return llvm::any_of(op->getOperands(), [&](Value operand) {
      Operation *source = operand.getDefiningOp();
      return source && isReduction(source) && graph.producer(operand) == index;
    });
  }

  /// A loop takes operations on its domain, reductions of the dimensions that
  /// its others reduce, and operations on their results.
  static bool fitsLoop(const Group &group, const Shape &domain,
                       ArrayRef<int64_t> reduced) {
    if (domain == group.domain)
      return reduced.empty() || group.reduced.empty() ||
             reduced == ArrayRef<int64_t>(group.reduced);
    return reduced.empty() && !group.reduced.empty() &&
           domain == rowDomain(group.domain, group.reduced);
  }

  /// An operation that its users can't follow into the group is better
  /// computed with them: here it would be one more value to store.
  bool isWorthJoining(unsigned index, Operation *op) {
    bool isProduct = graph.groups()[index].kind == GroupKind::Matmul;
    if (isProduct && reduced.contains(op))
      return false;
    if (!isProduct && isReducedOtherwise(index, op))
      return false;
    if (isReduction(op) || op->use_empty() || domainOf(op).empty())
      return true;
    return llvm::any_of(op->getUsers(), [&](Operation *user) {
      return user->getBlock() != &block || classify(user) != GroupKind::Loop ||
             llvm::none_of(user->getOperands(), [&](Value operand) {
               return operand.getDefiningOp() != op &&
                      dependsOn(operand, index);
             });
    });
  }

  /// True if the operation follows the group's reductions, leads to one of
  /// other dimensions over its domain, and needs nothing over the domain but
  /// what is in memory: that reduction's kernel can compute it, and need not
  /// read it.
  bool isReducedOtherwise(unsigned index, Operation *op) {
    ArrayRef<int64_t> reduced = graph.groups()[index].reduced;
    Shape domain = domainOf(op);
    if (reduced.empty() || isReduction(op) ||
        domain != graph.groups()[index].domain)
      return false;
    // What has no group yet may come from this one.
    DenseSet<Operation *> reached = followers(op, mostSearched);
    if (reached.size() == mostSearched)
      return false;
    auto isElsewhere = [&](Value operand) {
      Operation *source = operand.getDefiningOp();
      if (!source || reached.contains(source) || isReduction(source) ||
          domainOf(source) != domain)
        return true;
      std::optional<unsigned> group = graph.producer(operand);
      return group && *group != index;
    };
    bool isReduced = false;
    for (Operation *follower : reached) {
      if (!llvm::all_of(follower->getOperands(), isElsewhere))
        return false;
      isReduced |= llvm::any_of(follower->getUsers(), [&](Operation *user) {
        return user->getBlock() == &block && isReduction(user) &&
               domainOf(user) == domain &&
               ArrayRef<int64_t>(reducedDims(user)) != reduced;
      });
    }
    return isReduced;
  }

  /// Finds the operations of whose values all that becomes are reductions over
  /// their domains: those read the domain anyway, and can compute the values
  /// while they do. Users come first.
  void findReduced() {
    for (Operation &op : llvm::reverse(block.without_terminator())) {
      if (op.use_empty() || op.getNumResults() != 1)
        continue;
      Shape domain = domainOf(&op);
      if (llvm::all_of(op.getUsers(), [&](Operation *user) {
            return user->getBlock() == &block &&
                   classify(user) == GroupKind::Loop &&
                   domainOf(user) == domain &&
                   (isReduction(user) || reduced.contains(user));
          }))
        reduced.insert(&op);
    }
  }

  /// True if the value needs the group to have finished: something that can't
  /// become a member stands between them, or too much. Operations behind the
  /// one that is placed have no groups yet: follow operands.
  bool dependsOn(Value value, unsigned index) {
    DenseSet<llvm::PointerIntPair<Operation *, 1, bool>> visited;
    SmallVector<std::pair<Value, bool>> pending = {{value, false}};
    while (!pending.empty()) {
      if (visited.size() == mostSearched)
        return true;
      auto [next, isOutside] = pending.pop_back_val();
      Operation *op = next.getDefiningOp();
      if (!op || !visited.insert({op, isOutside}).second)
        continue;
      std::optional<unsigned> group = graph.groupOf(op);
      if (group && (graph.groups()[*group].dependencies.test(index) ||
                    (*group == index && isOutside)))
        return true;
      bool follows = classify(op) == GroupKind::Loop && accepts(index, op);
      if (!group)
        for (Value operand : op->getOperands())
          pending.push_back({operand, isOutside || !follows});
    }
    return false;
  }

  /// Moves whole pointwise groups into groups that use them.
  void mergeProducers() {
    bool changed = true;
    while (changed) {
      changed = false;
      for (unsigned i = graph.groups().size(); i-- > 0;)
        changed |= mergeIntoUser(i);
    }
  }

  bool mergeIntoUser(unsigned index) {
    Group &group = graph.groups()[index];
    if (group.isMerged || group.kind != GroupKind::Loop)
      return false;
    SmallVector<unsigned> users = graph.users(index);
    for (unsigned user : users) {
      Group &target = graph.groups()[user];
      // What a loop keeps for others as well is stored either way; a product
      // has better uses for its registers.
      bool isShared = users.size() > 1 || graph.isReturned(index);
      if ((isShared && target.kind != GroupKind::Loop) ||
          !canMerge(group, index, target) || !graph.isAdjacent(index, user))
        continue;
      if (target.reduced.empty())
        target.reduced = group.reduced;
      target.cost += group.cost;
      target.stages += group.stages;
      graph.merge(index, user);
      return true;
    }
    return false;
  }

  bool canMerge(const Group &group, unsigned index, const Group &user) {
    if (kernelCode(group.cost + user.cost, group.stages + user.stages) >
        mostKernelCode)
      return false;
    if (user.kind == GroupKind::Matmul)
      return group.reduced.empty() && group.domain == user.domain &&
             llvm::none_of(group.ops, readsElsewhere) &&
             !feedsProduct(index, user);
    if (user.kind != GroupKind::Loop)
      return false;
    bool elsewhere = llvm::any_of(user.ops, [&](Operation *op) {
      return readsElsewhere(op) &&
             llvm::any_of(op->getOperands(), [&](Value value) {
               return graph.producer(value) == index;
             });
    });
    return !elsewhere && fitsLoop(user, group.domain, group.reduced);
  }

  /// The product itself reads its operands from memory.
  bool feedsProduct(unsigned index, const Group &user) {
    return llvm::any_of(user.ops, [&](Operation *op) {
      return isa<MatmulOp>(op) &&
             llvm::any_of(op->getOperands(), [&](Value value) {
               return graph.producer(value) == index;
             });
    });
  }

  void emit() {
    for (unsigned index : graph.order()) {
      const Group &group = graph.groups()[index];
      if (group.kind == GroupKind::Alias || group.kind == GroupKind::Opaque)
        group.ops.front()->moveBefore(block.getTerminator());
      else
        build(group);
    }
  }

  void build(const Group &group) {
    SmallVector<Value> leaving;
    for (Operation *op : group.ops)
      for (Value result : op->getResults())
        // A check is there for its effect: it stays, used or not.
        if (group.kind == GroupKind::Check ||
            llvm::any_of(result.getUsers(), [&](Operation *user) {
              return !llvm::is_contained(group.ops, user);
            }))
          leaving.push_back(result);
    SmallVector<Location> locations;
    for (Operation *op : group.ops)
      locations.push_back(op->getLoc());
    OpBuilder builder(block.getTerminator());
    auto op = GroupOp::create(
        builder, builder.getFusedLoc(locations), ValueRange(leaving).getTypes(),
        builder.getStringAttr(kindName(group.kind)), UnitAttr());
    Block *body = builder.createBlock(&op.getBody());
    for (auto [inner, outer] : llvm::zip(leaving, op.getResults()))
      inner.replaceUsesWithIf(outer, [&](OpOperand &use) {
        return !llvm::is_contained(group.ops, use.getOwner());
      });
    for (Operation *member : group.ops)
      member->moveBefore(body, body->end());
    builder.setInsertionPointToEnd(body);
    YieldOp::create(builder, op.getLoc(), leaving);
  }

  static StringRef kindName(GroupKind kind) {
    switch (kind) {
    case GroupKind::Loop:
      return "loop";
    case GroupKind::Matmul:
      return "matmul";
    case GroupKind::Check:
      return "check";
    default:
      return "sequential";
    }
  }

  Block &block;
  GroupGraph graph;
  /// What findReduced has found.
  DenseSet<Operation *> reduced;
  /// stageIn of each operation in its group.
  DenseMap<Operation *, unsigned> stages;
};

struct FuseGroupsPass
    : PassWrapper<FuseGroupsPass, OperationPass<func::FuncOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(FuseGroupsPass)

  StringRef getArgument() const override { return "nadir-fuse-groups"; }
  StringRef getDescription() const override {
    return "Gather core operations into groups that become kernels";
  }

  void runOnOperation() override {
    if (getOperation().isDeclaration())
      return;
    Block &block = getOperation().getBody().front();
    // What isn't made of our operations is no entry: kernels, for one.
    if (!llvm::all_of(block.without_terminator(), [](Operation &op) {
          return isa_and_nonnull<NadirDialect>(op.getDialect());
        }))
      return;
    Fuser(block).run();
    computeReturnedConstants(block);
  }
};

} // namespace

std::unique_ptr<Pass> nadir::createFuseGroupsPass() {
  return std::make_unique<FuseGroupsPass>();
}
