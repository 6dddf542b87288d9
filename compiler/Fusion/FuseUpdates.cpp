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

void fuse(OptimizerOpInterface optimizer) {
  Operation *op = optimizer;
  auto rankOf = [](Value value) {
    return cast<RankedTensorType>(value.getType()).getRank();
  };
  bool isScalarParameter = rankOf(op->getResult(0)) == 0;
  // The new values of states that are one number don't belong in the loop.
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
}

struct FuseUpdatesPass : PassWrapper<FuseUpdatesPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(FuseUpdatesPass)

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
    llvm::for_each(optimizers, fuse);
  }
};

} // namespace

std::unique_ptr<Pass> nadir::createFuseUpdatesPass() {
  return std::make_unique<FuseUpdatesPass>();
}

void nadir::registerFusionPasses() {
  registerPass([] { return createDecomposePass(); });
  registerPass([] { return createFuseUpdatesPass(); });
  registerPass([] { return createFuseGroupsPass(); });
}
