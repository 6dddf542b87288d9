// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Autodiff/Differentiate.h"
#include "compiler/Autodiff/ReverseMode.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace nadir;

namespace {

LogicalResult expand(GradientOp op) {
  OpBuilder builder(op);
  FailureOr<SmallVector<Value>> gradients =
      buildGradients(builder, op.getLoc(), op.getLoss(), op.getValues());
  if (failed(gradients))
    return failure();
  for (auto [result, value, gradient] :
       llvm::zip(op.getResults(), op.getValues(), *gradients)) {
    if (!gradient)
      gradient = zerosLike(FormulaBuilder(builder, op.getLoc())(value));
    result.replaceAllUsesWith(gradient);
  }
  op.erase();
  return success();
}

struct ExpandGradientsPass : PassWrapper<ExpandGradientsPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ExpandGradientsPass)

  StringRef getArgument() const override { return "nadir-expand-gradients"; }
  StringRef getDescription() const override {
    return "Replace gradient requests by the operations that compute them";
  }

  void runOnOperation() override {
    // In program order, so that a gradient of a gradient sees operations.
    SmallVector<GradientOp> requests;
    getOperation()->walk([&](GradientOp op) { requests.push_back(op); });
    bool hasFailed = false;
    for (GradientOp op : requests)
      hasFailed |= failed(expand(op));
    // Nothing is differentiated by them any more.
    getOperation()->walk([](VariableOp op) {
      op.getResult().replaceAllUsesWith(op.getInput());
      op.erase();
    });
    if (hasFailed)
      signalPassFailure();
  }
};

} // namespace

std::unique_ptr<Pass> nadir::createExpandGradientsPass() {
  return std::make_unique<ExpandGradientsPass>();
}

void nadir::registerAutodiffPasses() {
  PassRegistration<ExpandGradientsPass>();
  registerPass([] { return createBuildEntriesPass(); });
}
