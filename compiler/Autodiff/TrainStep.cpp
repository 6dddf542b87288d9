// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Autodiff/TrainStep.h"

using namespace mlir;
using namespace nadir;

Expr TrainStep::addState(const Twine &name, RankedTensorType type,
                         double initialValue, StringAttr copyOf) {
  auto attr = StringAttr::get(type.getContext(), name);
  states.push_back({attr, type, initialValue, copyOf});
  return (*this)(entry.argument("state", attr, type));
}

void TrainStep::setState(const Twine &name, Value value) {
  entry.addResult("state", name.str(), value);
}

Expr nadir::both(Expr lhs, Expr rhs) {
  if (!lhs || !rhs)
    return lhs ? lhs : rhs;
  return logicalAnd(lhs, rhs);
}

Expr nadir::choose(Expr condition, Expr lhs, Expr rhs) {
  return condition ? select(condition, lhs, rhs) : lhs;
}

void nadir::countStep(TrainStep &step) {
  step.isApplied = both(step.isComplete, step.isFinite);
  if (!step.isApplied)
    return;
  Type i64 = IntegerType::get(step.minimize.getContext(), 64);
  Expr done = step.addState("optimizer.step", step.scalarType(i64));
  step.counted = done + 1.0;
  step.setState("optimizer.step", select(step.isApplied, step.counted, done));
}

namespace {

/// The operation, with a state for each that it declares under these settings.
/// `names` receives the states' names.
FailureOr<Operation *> createOptimizer(TrainStep &step,
                                       const TrainedParameter &trained,
                                       SmallVectorImpl<std::string> &names) {
  MinimizeOp minimize = step.minimize;
  const GroupSettings &group = step.plan.groups[trained.group];
  StringRef parameter = ParameterOp(trained.parameter).getName();
  auto type = cast<RankedTensorType>(trained.value.getType());
  OperationName name(("nadir." + group.optimizer).str(), minimize.getContext());
  auto *interface = name.getInterface<OptimizerOpInterface>();
  OperationState state(minimize.getLoc(), name);
  state.addOperands({trained.value, trained.gradient,
                     step.entry.learningRate(group.name), step.number()});
  state.addTypes(type);
  for (const OptimizerState &slot :
       interface->getStates(group.settings, type)) {
    names.push_back((parameter + "." + slot.name).str());
    state.addOperands(
        step.addState(names.back(), slot.type, slot.initialValue).value());
    state.addTypes(slot.type);
  }
  if (group.momentum)
    state.addOperands(step.entry.momentum(group.name));
  for (NamedAttribute setting : group.settings)
    if (setting.getName() != "lr")
      state.addAttribute(setting.getName(), setting.getValue());
  Operation *op = step.entry.builder.create(state);
  if (failed(op->getName().verifyInvariants(op)))
    return failure();
  return op;
}

} // namespace

Value nadir::updateParameter(TrainStep &step, const TrainedParameter &trained) {
  SmallVector<std::string> names;
  FailureOr<Operation *> created = createOptimizer(step, trained, names);
  if (failed(created))
    return {};
  Operation *op = *created;
  auto applied = [&](unsigned result, unsigned operand) {
    return choose(step.isApplied, step(op->getResult(result)),
                  step(op->getOperand(operand)));
  };
  Value newValue = applied(0, 0);
  step.entry.addResult("parameter", ParameterOp(trained.parameter).getName(),
                       newValue);
  for (auto [i, name] : llvm::enumerate(names))
    step.setState(name, applied(1 + i, 4 + i));
  return newValue;
}
