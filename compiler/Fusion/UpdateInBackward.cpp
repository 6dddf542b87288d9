// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The update of a parameter moves into the product that computes its gradient:
// the product's tile is updated while it is in registers, and the gradient is
// never in memory. Legal where
// - the update computes each element from the elements at the same place,
// - the gradient is the one result of one product (with its epilogue), so that
//   it is complete where it is computed,
// - nothing else reads the gradient: no norm, no accumulation, no output.
// The parameter's other readers need no rule here: whatever writes a parameter
// is ordered behind them, and behind every check that can fail the step.

#include "compiler/Fusion/Fusion.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace nadir;

namespace {

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

class UpdateMover {
public:
  UpdateMover(func::FuncOp function, GroupOp update)
      : function(function), update(update),
        type(cast<RankedTensorType>(update.getResult(0).getType())) {}

  void run() {
    takeInPointwise();
    StringRef reason = findReasonAgainst();
    if (!reason.empty()) {
      remark::missed(update.getLoc(), options())
          << "the update of parameter '" + parameter() +
                 "' is a kernel of its own: " + reason.str();
      return;
    }
    GroupOp product = producers().front();
    remark::passed(update.getLoc(), options())
        << "the update of parameter '" + parameter() +
               "' is part of the product that computes its gradient";
    update.setKind(product.getKind());
    update->setLoc(FusedLoc::get(update.getContext(),
                                 {product.getLoc(), update.getLoc()}));
    takeIn(product, update);
  }

private:
  /// The kernels whose tensors (scalars aside) the update reads.
  SmallVector<GroupOp> producers() {
    llvm::SetVector<Value> values;
    getUsedValuesDefinedAbove(update.getBody(), values);
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

  /// What scales or clips each element of the gradient on its way costs no
  /// pass over memory of its own.
  void takeInPointwise() {
    bool changed = isElementwise(update, type.getShape());
    while (changed) {
      changed = false;
      for (GroupOp producer : producers()) {
        if (producer.getKind() != "loop" || producer.getUpdate() ||
            !isElementwise(producer, type.getShape()) ||
            !isOnlyReader(update, producer))
          continue;
        takeIn(producer, update);
        changed = true;
        break;
      }
    }
  }

  /// Empty if the update may move.
  StringRef findReasonAgainst() {
    if (!isElementwise(update, type.getShape()))
      return "it needs more than the elements at each place";
    SmallVector<GroupOp> sources = producers();
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
    if (source.getResult(0).getType() != type)
      return "its gradient has another shape where it is computed";
    if (!isOnlyReader(update, source))
      return "its gradient has other readers, which need it whole (a norm, an "
             "accumulation, a check or a result)";
    return "";
  }

  /// The name of the parameter that the group writes.
  std::string parameter() {
    Operation *exit = function.getBody().front().getTerminator();
    for (OpOperand &use : exit->getOpOperands()) {
      if (use.get() != update.getResult(0))
        continue;
      if (auto name = function.getResultAttrOfType<StringAttr>(
              use.getOperandNumber(), "nadir.name"))
        return name.str();
    }
    return "?";
  }

  remark::RemarkOpts options() {
    return remark::RemarkOpts::name("update-in-backward")
        .category("nadir-fusion")
        .function(function.getName());
  }

  func::FuncOp function;
  GroupOp update;
  RankedTensorType type;
};

struct UpdateInBackwardPass
    : PassWrapper<UpdateInBackwardPass, OperationPass<func::FuncOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(UpdateInBackwardPass)

  StringRef getArgument() const override { return "nadir-update-in-backward"; }
  StringRef getDescription() const override {
    return "Update parameters in the products that compute their gradients";
  }

  void runOnOperation() override {
    if (getOperation().isDeclaration())
      return;
    SmallVector<GroupOp> updates;
    for (auto group : getOperation().getBody().front().getOps<GroupOp>())
      if (group.getUpdate() && group.getKind() == "loop" &&
          group.getNumResults() != 0)
        updates.push_back(group);
    for (GroupOp update : updates)
      UpdateMover(getOperation(), update).run();
  }
};

} // namespace

std::unique_ptr<Pass> nadir::createUpdateInBackwardPass() {
  return std::make_unique<UpdateInBackwardPass>();
}
