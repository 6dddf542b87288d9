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

StringRef Settings::text(StringRef name) const {
  auto value = attributes ? attributes.getAs<StringAttr>(name) : StringAttr();
  return value ? value.getValue() : StringRef();
}

OptimizerStates::OptimizerStates(const Settings &settings,
                                 RankedTensorType parameter)
    : parameter(parameter), elementType(parameter.getElementType()) {
  StringRef dtype = settings.text("state_dtype");
  if (dtype == "f32")
    elementType = Float32Type::get(parameter.getContext());
  else if (dtype == "f64")
    elementType = Float64Type::get(parameter.getContext());
}

OptimizerStates &OptimizerStates::addShaped(StringRef name,
                                            ArrayRef<int64_t> shape,
                                            double initialValue) {
  list.push_back(
      {name.str(), RankedTensorType::get(shape, elementType), initialValue});
  return *this;
}

OptimizerStates &OptimizerStates::add(StringRef name, double initialValue) {
  return addShaped(name, parameter.getShape(), initialValue);
}

OptimizerStates &OptimizerStates::addScalar(StringRef name,
                                            double initialValue) {
  return addShaped(name, {}, initialValue);
}

OptimizerStates &OptimizerStates::addReduced(StringRef name, int64_t dim) {
  Shape shape(parameter.getShape());
  shape[*normalizeDim(dim, parameter.getRank())] = 1;
  return addShaped(name, shape, /*initialValue=*/0.0);
}

static SmallVector<OptimizerState> declaredStates(Operation *op) {
  return cast<OptimizerOpInterface>(op).getStates(
      op->getAttrDictionary(),
      cast<RankedTensorType>(op->getOperand(0).getType()));
}

OptimizerUpdate::OptimizerUpdate(Operation *op, OpBuilder &builder)
    : op(op), f(builder, op->getLoc()), declared(declaredStates(op)),
      computeType(cast<RankedTensorType>(op->getOperand(0).getType())
                      .getElementType()) {
  for (const OptimizerState &state : declared)
    if (state.type.getElementType().isF64())
      computeType = state.type.getElementType();
}

Expr OptimizerUpdate::step() const {
  return cast(f(op->getOperand(3)), Float64Type::get(op->getContext()));
}

Value OptimizerUpdate::stateOperand(StringRef name) const {
  for (auto [i, state] : llvm::enumerate(declared))
    if (state.name == name)
      return op->getOperand(4 + i);
  llvm_unreachable("an update reads only the states that it declares");
}

Expr OptimizerUpdate::scalarState(StringRef name) const {
  return cast(f(stateOperand(name)), Float64Type::get(op->getContext()));
}

SmallVector<Value> OptimizerUpdate::finish(Expr param,
                                           ArrayRef<Expr> states) const {
  auto stored = [](Expr value, Type type) {
    return cast(value, cast<RankedTensorType>(type).getElementType()).value();
  };
  SmallVector<Value> results = {stored(param, op->getResult(0).getType())};
  for (auto [state, slot] : llvm::zip_equal(states, declared))
    results.push_back(stored(state, slot.type));
  return results;
}

bool nadir::isSetting(FloatAttr value,
                      llvm::function_ref<bool(double)> condition) {
  return value.getValue().isFinite() && condition(value.getValueAsDouble());
}

LogicalResult nadir::verifyOptimizer(Operation *op) {
  auto parameter = cast<RankedTensorType>(op->getOperand(0).getType());
  if (std::optional<std::string> expected =
          cast<OptimizerOpInterface>(op).refuseParameter(parameter))
    return op->emitOpError("expected ") << *expected << ", found " << parameter;
  SmallVector<OptimizerState> declared = declaredStates(op);
  OperandRange states = op->getOperands().drop_front(4);
  ResultRange newStates = op->getResults().drop_front();
  if (states.size() != declared.size() || newStates.size() != declared.size())
    return op->emitOpError("expected ")
           << declared.size() << " states under these settings, found "
           << states.size() << " operands and " << newStates.size()
           << " results";
  for (auto [slot, state, newState] : llvm::zip(declared, states, newStates))
    if (state.getType() != slot.type || newState.getType() != slot.type)
      return op->emitOpError("expected the state '")
             << slot.name << "' of type " << slot.type << ", found "
             << state.getType() << " and " << newState.getType();
  return success();
}
