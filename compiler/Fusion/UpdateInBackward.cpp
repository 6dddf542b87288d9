// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The update of a parameter moves into the product that computes its gradient:
// the product's tile is updated while it is in registers, and the gradient is
// never in memory. Legal where
// - the update computes each element from the elements at the same place,
// - the gradient is the one result of one product (with its epilogue), so that
//   it is complete where it is computed,
// - nothing else reads the gradient: no norm, no accumulation, no output,
// - the kernel doesn't become too long to be compiled in a moment.
// The parameter's other readers need no rule here: whatever writes a parameter
// is ordered behind them, and behind every check that can fail the step.

#include "compiler/Fusion/Fusion.h"
#include "compiler/Fusion/GroupRules.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace nadir;

namespace {

constexpr StringLiteral needsMore =
    "it needs more than the elements at each place";

/// True if all that the group computes has the type's shape and follows, place
/// by place, from tensors of that shape and scalars.
bool isElementwise(GroupOp group, ArrayRef<int64_t> shape) {
  return llvm::all_of(
      group.getBody().front().without_terminator(), [&](Operation &op) {
        return op.hasTrait<Pointwise>() &&
               llvm::all_of(op.getResultTypes(), [&](Type type) {
                 return cast<RankedTensorType>(type).getShape() == shape;
               });
      });
}

/// True if the group alone reads what `producer` computes.
bool isOnlyReader(GroupOp group, GroupOp producer) {
  return llvm::all_of(producer->getUsers(), [&](Operation *user) {
    return user->getParentOp() == group;
  });
}

/// Computes what `producer` does at the beginning of `group`, its only reader.
void takeIn(GroupOp producer, GroupOp group) {
  Block &from = producer.getBody().front(), &to = group.getBody().front();
  producer->replaceAllUsesWith(from.getTerminator()->getOperands());
  to.getOperations().splice(to.begin(), from.getOperations(), from.begin(),
                            std::prev(from.end()));
  producer.erase();
}

/// The place of an operation, or of what holds it, in a block.
Operation *placeIn(Block *block, Operation *op) {
  return block->findAncestorOpInBlock(*op);
}

/// Computes what `user` does at the end of `group`, whose results it reads.
/// Results that only `user` read are gone.
GroupOp appendTo(GroupOp group, GroupOp user) {
  Block &body = group.getBody().front(), &added = user.getBody().front();
  Operation *yield = body.getTerminator();
  for (auto [result, value] :
       llvm::zip(group.getResults(), yield->getOperands()))
    result.replaceUsesWithIf(value, [&](OpOperand &use) {
      return use.getOwner()->getParentOp() == user;
    });
  SmallVector<Value> outer, inner;
  auto keep = [&](GroupOp source) {
    Operation *exit = source.getBody().front().getTerminator();
    for (auto [result, value] :
         llvm::zip(source.getResults(), exit->getOperands()))
      if (!result.use_empty()) {
        outer.push_back(result);
        inner.push_back(value);
      }
  };
  keep(group);
  keep(user);
  OpBuilder builder(user);
  auto joined = GroupOp::create(
      builder, builder.getFusedLoc({group.getLoc(), user.getLoc()}),
      ValueRange(inner).getTypes(), group.getKindAttr(), group.getUpdateAttr());
  Block *block = builder.createBlock(&joined.getBody());
  for (Block *from : {&body, &added})
    block->getOperations().splice(block->end(), from->getOperations(),
                                  from->begin(), std::prev(from->end()));
  YieldOp::create(builder, joined.getLoc(), inner);
  for (auto [old, result] : llvm::zip(outer, joined.getResults()))
    old.replaceAllUsesWith(result);
  user.erase();
  group.erase();
  return joined;
}

class UpdateMover {
public:
  UpdateMover(func::FuncOp function, StringRef parameter, GroupOp update)
      : function(function), parameter(parameter), update(update),
        shape(
            cast<RankedTensorType>(update.getResult(0).getType()).getShape()) {}

  /// Makes one kernel of the update and what stands around it.
  void joinLoops() {
    if (!isElementwise(update, shape))
      return;
    while (takeInProducer())
      continue;
    while (takeInUser())
      continue;
  }

  void moveIntoProduct() {
    StringRef reason = findReasonAgainst();
    if (!reason.empty()) {
      remark::missed(update.getLoc(), options(function))
          << describe(parameter) + " is a kernel of its own: " + reason.str();
      return;
    }
    GroupOp product = producers(update).front();
    remark::passed(update.getLoc(), options(function))
        << describe(parameter) +
               " is part of the product that computes its gradient";
    update.setKind(product.getKind());
    update->setLoc(FusedLoc::get(update.getContext(),
                                 {product.getLoc(), update.getLoc()}));
    takeIn(product, update);
  }

  static std::string describe(StringRef parameter) {
    return "the update of parameter '" + parameter.str() + "'";
  }

  static remark::RemarkOpts options(func::FuncOp function) {
    return remark::RemarkOpts::name("update-in-backward")
        .category("nadir-fusion")
        .function(function.getName());
  }

private:
  /// The kernels whose tensors (scalars aside) a group reads.
  static SmallVector<GroupOp> producers(GroupOp group) {
    llvm::SetVector<Value> values;
    getUsedValuesDefinedAbove(group.getBody(), values);
    llvm::SetVector<Operation *> result;
    for (Value value : values) {
      while (auto reshape = value.getDefiningOp<ReshapeOp>())
        value = reshape.getInput();
      if (auto producer = value.getDefiningOp<GroupOp>())
        if (cast<RankedTensorType>(value.getType()).getRank() != 0)
          result.insert(producer);
    }
    return llvm::map_to_vector(result,
                               [](Operation *op) { return cast<GroupOp>(op); });
  }

  /// True if the update and another kernel are not too long for one.
  bool fitsWith(GroupOp other) {
    int64_t cost = 0;
    for (GroupOp group : {update, other})
      for (Operation &op : group.getBody().front().without_terminator())
        cost += codeCost(&op);
    return kernelCode(cost, /*stages=*/0) <= mostKernelCode;
  }

  bool isLoop(GroupOp group) {
    return group.getKind() == "loop" && !group.getUpdate() &&
           isElementwise(group, shape);
  }

  /// What scales or clips each element of the gradient on its way costs no
  /// pass over memory of its own.
  bool takeInProducer() {
    for (GroupOp producer : producers(update)) {
      if (!isLoop(producer) || !isOnlyReader(update, producer) ||
          !fitsWith(producer))
        continue;
      takeIn(producer, update);
      return true;
    }
    return false;
  }

  /// Nor does what chooses between old and new values, or averages new ones.
  bool takeInUser() {
    for (Operation *reader : update->getUsers()) {
      auto user = dyn_cast<GroupOp>(reader->getParentOp());
      if (!user || !isLoop(user) || producers(user).size() != 1 ||
          !isFirstUser(user) || !fitsWith(user))
        continue;
      update = appendTo(update, user);
      return true;
    }
    return false;
  }

  /// True if the update may move to where this user of it is.
  bool isFirstUser(GroupOp user) {
    return llvm::all_of(update->getUsers(), [&](Operation *other) {
      return !placeIn(user->getBlock(), other)->isBeforeInBlock(user);
    });
  }

  /// Empty if the update may move.
  StringRef findReasonAgainst() {
    if (!isElementwise(update, shape))
      return needsMore;
    SmallVector<GroupOp> sources = producers(update);
    if (sources.empty())
      return "its gradient is given to the step";
    if (sources.size() > 1)
      return "it reads the results of several kernels";
    GroupOp source = sources.front();
    if (source.getKind() != "matmul")
      return "its gradient is not computed by a product";
    if (source.getUpdate())
      return "it reads what another update writes";
    if (source.getNumResults() != 1)
      return "the product of its gradient has other results";
    if (cast<RankedTensorType>(source.getResult(0).getType()).getShape() !=
        shape)
      return "its gradient has another shape where it is computed";
    if (!isOnlyReader(update, source))
      return "its gradient has other readers, which need it whole (a norm, an "
             "accumulation, a check or a result)";
    if (!fitsWith(source))
      return "the product's kernel would become too long";
    return "";
  }

  func::FuncOp function;
  StringRef parameter;
  GroupOp update;
  ArrayRef<int64_t> shape;
};

struct UpdateInBackwardPass
    : PassWrapper<UpdateInBackwardPass, OperationPass<func::FuncOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(UpdateInBackwardPass)

  UpdateInBackwardPass() = default;
  UpdateInBackwardPass(const UpdateInBackwardPass &other)
      : PassWrapper(other) {}

  StringRef getArgument() const override { return "nadir-update-in-backward"; }
  StringRef getDescription() const override {
    return "Update parameters in the products that compute their gradients";
  }

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isDeclaration())
      return;
    unsigned count = function.getNumResults();
    for (unsigned i = 0; i < count; ++i)
      if (roleOf(function, i) == "parameter")
        finish(function, i);
  }

  Option<bool> loopsOnly{
      *this, "loops-only",
      llvm::cl::desc("Only join updates with the loops around them"),
      llvm::cl::init(false)};

private:
  static StringRef roleOf(func::FuncOp function, unsigned result) {
    auto role = function.getResultAttrOfType<StringAttr>(result, "nadir.role");
    return role ? role.getValue() : StringRef();
  }

  /// The update group behind the new value of a parameter: it may be followed
  /// by a choice between the old and the new value.
  static GroupOp findUpdate(Value value) {
    auto group = value.getDefiningOp<GroupOp>();
    if (!group || group.getUpdate())
      return group;
    llvm::SetVector<Value> values;
    getUsedValuesDefinedAbove(group.getBody(), values);
    for (Value input : values)
      if (auto producer = input.getDefiningOp<GroupOp>())
        if (producer.getUpdate())
          return producer;
    return {};
  }

  void finish(func::FuncOp function, unsigned result) {
    Value value =
        function.getBody().front().getTerminator()->getOperand(result);
    auto name = function.getResultAttrOfType<StringAttr>(result, "nadir.name");
    StringRef parameter = name ? name.getValue() : "?";
    GroupOp update = findUpdate(value);
    if (update && update.getKind() == "loop") {
      UpdateMover mover(function, parameter, update);
      mover.joinLoops();
      if (!loopsOnly)
        mover.moveIntoProduct();
    } else if (!update && !loopsOnly && value.getDefiningOp<GroupOp>() &&
               function.getName() == "train_step") {
      remark::missed(value.getLoc(), UpdateMover::options(function))
          << UpdateMover::describe(parameter) +
                 " is kernels of its own: " + needsMore.str();
    }
  }
};

} // namespace

std::unique_ptr<Pass> nadir::createUpdateInBackwardPass(bool loopsOnly) {
  auto pass = std::make_unique<UpdateInBackwardPass>();
  pass->loopsOnly = loopsOnly;
  return pass;
}
