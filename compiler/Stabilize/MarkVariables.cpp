// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Stabilize/Stabilize.h"
#include "dialect/Nadir.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace nadir;

namespace {

/// Inputs and parameters are never merged or forwarded, and what is computed
/// from them keeps its dependence on them under any rewriting.
bool needsMark(Value value) {
  return !isa_and_present<InputOp, ParameterOp, VariableOp>(
      value.getDefiningOp());
}

void mark(Value value) {
  OpBuilder builder(value.getContext());
  builder.setInsertionPointAfterValue(value);
  Value variable = VariableOp::create(builder, value.getLoc(), value);
  value.replaceUsesWithIf(variable, [&](OpOperand &use) {
    // What carries a name isn't differentiated, and a metric must be seen to
    // be one.
    Operation *user = use.getOwner();
    return user != variable.getDefiningOp() && !isa<OutputOp, MetricOp>(user);
  });
}

struct MarkVariablesPass : PassWrapper<MarkVariablesPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(MarkVariablesPass)

  StringRef getArgument() const override { return "nadir-mark-variables"; }
  StringRef getDescription() const override {
    return "Keep values that gradients are by apart from equal values";
  }

  void runOnOperation() override {
    llvm::SetVector<Value> marked;
    getOperation()->walk([&](GradientOp op) {
      for (Value value : op.getValues())
        if (needsMark(value))
          marked.insert(value);
    });
    for (Value value : marked)
      mark(value);
  }
};

} // namespace

std::unique_ptr<Pass> nadir::createMarkVariablesPass() {
  return std::make_unique<MarkVariablesPass>();
}
