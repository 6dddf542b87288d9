// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Optimizers.h"
#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Optimizers.cpp.inc"

double Settings::real(StringRef name, double defaultValue) const {
  auto value = attributes ? attributes.getAs<FloatAttr>(name) : FloatAttr();
  return value ? value.getValueAsDouble() : defaultValue;
}

bool Settings::flag(StringRef name) const {
  auto value = attributes ? attributes.getAs<BoolAttr>(name) : BoolAttr();
  return value && value.getValue();
}

OptimizerUpdate::OptimizerUpdate(Operation *op, OpBuilder &builder)
    : op(op), f(builder, op->getLoc()),
      declared(
          cast<OptimizerOpInterface>(op).getStates(op->getAttrDictionary())) {}

Expr OptimizerUpdate::step() const {
  return cast(f(op->getOperand(3)), Float64Type::get(op->getContext()));
}

Expr OptimizerUpdate::state(StringRef name) const {
  for (auto [i, state] : llvm::enumerate(declared))
    if (state.name == name)
      return f(op->getOperand(4 + i));
  llvm_unreachable("an update reads only the states that it declares");
}

Expr OptimizerUpdate::scalar(Expr value) const {
  return cast(value, param().elementType());
}

SmallVector<Value> OptimizerUpdate::finish(Expr param,
                                           ArrayRef<Expr> states) const {
  SmallVector<Value> results = {param};
  llvm::append_range(results, states);
  return results;
}

bool nadir::isSetting(FloatAttr value,
                      llvm::function_ref<bool(double)> condition) {
  return value.getValue().isFinite() && condition(value.getValueAsDouble());
}

LogicalResult nadir::verifyOptimizer(Operation *op) {
  SmallVector<OptimizerState> declared =
      cast<OptimizerOpInterface>(op).getStates(op->getAttrDictionary());
  OperandRange states = op->getOperands().drop_front(4);
  ResultRange newStates = op->getResults().drop_front();
  if (states.size() != declared.size() || newStates.size() != declared.size())
    return op->emitOpError("expected ")
           << declared.size() << " states under these settings, found "
           << states.size() << " operands and " << newStates.size()
           << " results";
  Type type = op->getOperand(0).getType();
  for (auto [state, newState] : llvm::zip(states, newStates))
    if (state.getType() != type || newState.getType() != type)
      return op->emitOpError("expected states of the parameter's type ")
             << type << ", found " << state.getType() << " and "
             << newState.getType();
  return success();
}
