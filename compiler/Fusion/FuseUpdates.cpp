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
  bool isScalarParameter =
      cast<RankedTensorType>(op->getResult(0).getType()).getRank() == 0;
  OpBuilder builder(op);
  auto group =
      GroupOp::create(builder, op->getLoc(), op->getResultTypes(),
                      builder.getStringAttr("loop"), builder.getUnitAttr());
  builder.createBlock(&group.getBody());
  SmallVector<Value> results =
      cast<DecomposableOpInterface>(op).decompose(builder);
  YieldOp::create(builder, op->getLoc(), results);
  if (!isScalarParameter)
    hoistScalars(group);
  op->replaceAllUsesWith(group);
  op->erase();
}

struct FuseUpdatesPass : PassWrapper<FuseUpdatesPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(FuseUpdatesPass)

  StringRef getArgument() const override { return "nadir-fuse-updates"; }
  StringRef getDescription() const override {
    return "Turn each optimizer operation into one loop over its parameter";
  }

  void runOnOperation() override {
    SmallVector<OptimizerOpInterface> optimizers;
    getOperation()->walk(
        [&](OptimizerOpInterface op) { optimizers.push_back(op); });
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
