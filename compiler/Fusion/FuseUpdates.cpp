// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/Fusion.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace nadir;

namespace {

bool isScalar(Operation &op) {
  return llvm::all_of(op.getResultTypes(), [](Type type) {
    return cast<RankedTensorType>(type).getRank() == 0;
  });
}

/// Operations on rank-0 values depend only on each other and on scalars from
/// outside, so they can stand in front of the group.
void hoistScalars(GroupOp group) {
  for (Operation &op :
       llvm::make_early_inc_range(group.getBody().front().without_terminator()))
    if (isScalar(op))
      op.moveBefore(group);
}

/// Replaces the optimizer by one `update` group that holds its formula. New
/// values of states that are one number don't belong in the loop.
GroupOp fuse(OptimizerOpInterface optimizer) {
  Operation *op = optimizer;
  auto rankOf = [](Value value) {
    return cast<RankedTensorType>(value.getType()).getRank();
  };
  bool isScalarParameter = rankOf(op->getResult(0)) == 0;
  auto isInLoop = [&](Value result) {
    return isScalarParameter || rankOf(result) != 0;
  };
  OpBuilder builder(op);
  auto looped = llvm::make_filter_range(op->getResults(), isInLoop);
  auto group = GroupOp::create(
      builder, op->getLoc(),
      llvm::map_to_vector(looped,
                          [](Value result) { return result.getType(); }),
      builder.getStringAttr("loop"), builder.getUnitAttr());
  builder.createBlock(&group.getBody());
  SmallVector<Value> values =
      cast<DecomposableOpInterface>(op).decompose(builder);
  YieldOp::create(builder, op->getLoc(),
                  llvm::filter_to_vector(values, isInLoop));
  if (!isScalarParameter)
    hoistScalars(group);
  unsigned next = 0;
  for (auto [result, value] : llvm::zip_equal(op->getResults(), values))
    result.replaceAllUsesWith(isInLoop(result) ? group.getResult(next++)
                                               : value);
  op->erase();
  return group;
}

/// One group an operation, those that write in place marked.
void separate(OptimizerOpInterface optimizer) {
  GroupOp all = fuse(optimizer);
  OpBuilder builder(all);
  Operation *yield = all.getBody().front().getTerminator();
  for (Operation &op :
       llvm::make_early_inc_range(all.getBody().front().without_terminator())) {
    builder.setInsertionPoint(all);
    bool writes = llvm::is_contained(op.getUsers(), yield);
    auto group = GroupOp::create(builder, op.getLoc(), op.getResultTypes(),
                                 builder.getStringAttr("loop"),
                                 writes ? builder.getUnitAttr() : UnitAttr());
    Block *body = builder.createBlock(&group.getBody());
    op.replaceAllUsesWith(group);
    op.moveBefore(body, body->end());
    builder.setInsertionPointToEnd(body);
    YieldOp::create(builder, op.getLoc(), op.getResults());
  }
  all->replaceAllUsesWith(yield->getOperands());
  all.erase();
}

struct FuseUpdatesPass : PassWrapper<FuseUpdatesPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(FuseUpdatesPass)

  FuseUpdatesPass() = default;
  FuseUpdatesPass(const FuseUpdatesPass &other) : PassWrapper(other) {}

  StringRef getArgument() const override { return "nadir-fuse-updates"; }
  StringRef getDescription() const override {
    return "Turn each elementwise optimizer operation into one loop over its "
           "parameter";
  }

  void runOnOperation() override {
    SmallVector<OptimizerOpInterface> optimizers;
    getOperation()->walk([&](OptimizerOpInterface op) {
      if (op->hasTrait<ElementwiseUpdate>())
        optimizers.push_back(op);
    });
    llvm::for_each(
        optimizers, fusion == UpdateFusion::None
                        ? separate
                        : [](OptimizerOpInterface op) { fuse(op); });
  }

  Option<UpdateFusion> fusion{
      *this, "fusion", llvm::cl::desc("How far updates are fused"),
      llvm::cl::init(UpdateFusion::Loop), UpdateFusionValues()};
};

} // namespace

ArrayRef<UpdateFusionName> nadir::updateFusionNames() {
  static constexpr UpdateFusionName names[] = {
      {UpdateFusion::Backward, "backward",
       "part of the product that computes the gradient, where that is legal"},
      {UpdateFusion::Loop, "loop", "one loop a parameter"},
      {UpdateFusion::None, "none", "one loop an operation"},
  };
  return names;
}

std::optional<UpdateFusion> nadir::parseUpdateFusion(StringRef name) {
  for (const UpdateFusionName &entry : updateFusionNames())
    if (entry.name == name)
      return entry.fusion;
  return std::nullopt;
}

std::string nadir::checkUpdateFusion(const std::string &name) {
  if (parseUpdateFusion(name))
    return "";
  return "expected " + listUpdateFusions() + ", found '" + name + "'";
}

std::string nadir::listUpdateFusions(bool withTexts) {
  std::string list;
  ArrayRef<UpdateFusionName> names = updateFusionNames();
  for (const UpdateFusionName &entry : names) {
    if (!list.empty())
      list += &entry == &names.back() ? " or " : ", ";
    list += entry.name;
    if (withTexts)
      list += (" (" + entry.text + ")").str();
  }
  return list;
}

std::unique_ptr<Pass> nadir::createFuseUpdatesPass(UpdateFusion fusion) {
  auto pass = std::make_unique<FuseUpdatesPass>();
  pass->fusion = fusion;
  return pass;
}

void nadir::registerFusionPasses() {
  registerPass([] { return createDecomposePass(); });
  registerPass([] { return createFuseUpdatesPass(); });
  registerPass([] { return createFuseGroupsPass(); });
  registerPass([] { return createUpdateInBackwardPass(); });
}
