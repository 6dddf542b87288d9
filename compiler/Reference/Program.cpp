// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Program.h"
#include "compiler/Reference/Evaluate.h"
#include "compiler/Reference/Scope.h"

using namespace mlir;
using namespace nadir::reference;
using llvm::Expected;

namespace {

Tensor *findMutable(NamedTensors &tensors, StringRef name) {
  return const_cast<Tensor *>(findTensor(tensors, name));
}

/// Zeros for a list of parameters or states in the module's attributes.
NamedTensors zerosFor(ModuleOp module, StringRef list) {
  NamedTensors tensors;
  auto declared = module->getAttrOfType<ArrayAttr>(list);
  if (!declared)
    return tensors;
  for (auto entry : declared.getAsRange<DictionaryAttr>()) {
    auto type =
        cast<RankedTensorType>(entry.getAs<TypeAttr>("type").getValue());
    tensors.emplace_back(
        entry.getAs<StringAttr>("name").str(),
        Tensor(dtypeOf(type.getElementType()), type.getShape()));
  }
  return tensors;
}

std::string listEntries(ModuleOp module) {
  std::string names;
  for (auto function : module.getOps<func::FuncOp>())
    names += (names.empty() ? "" : ", ") + function.getName().str();
  return names.empty() ? "none" : names;
}

StringRef attributeOf(func::FuncOp function, unsigned argument,
                      StringRef name) {
  auto value = function.getArgAttrOfType<StringAttr>(argument, name);
  return value ? value.getValue() : StringRef();
}

} // namespace

const Tensor *nadir::reference::findTensor(const NamedTensors &tensors,
                                           StringRef name) {
  for (const auto &[key, tensor] : tensors)
    if (key == name)
      return &tensor;
  return nullptr;
}

Program::Program(ModuleOp module)
    : module(module), parameterValues(zerosFor(module, "nadir.parameters")),
      stateValues(zerosFor(module, "nadir.states")) {
  auto number = [](FloatAttr attribute) {
    return attribute ? attribute.getValueAsDouble() : 0.0;
  };
  groups.push_back(
      {"", number(module->getAttrOfType<FloatAttr>("nadir.learning_rate")),
       number(module->getAttrOfType<FloatAttr>("nadir.momentum"))});
  if (auto list = module->getAttrOfType<ArrayAttr>("nadir.groups"))
    for (auto group : list.getAsRange<DictionaryAttr>())
      groups.push_back({group.getAs<StringAttr>("name").str(),
                        number(group.getAs<FloatAttr>("learning_rate")),
                        number(group.getAs<FloatAttr>("momentum"))});
}

/// An empty name is the default group's.
size_t Program::groupNumber(StringRef name) const {
  return llvm::find_if(groups,
                       [&](const Group &group) { return group.name == name; }) -
         groups.begin();
}

double Program::rateOf(size_t group, const Call &call) const {
  if (group < call.learningRates.size())
    return call.learningRates[group];
  return group == 0 ? call.learningRate.value_or(groups[group].learningRate)
                    : groups[group].learningRate;
}

double Program::momentumOf(size_t group, const Call &call) const {
  return group < call.momenta.size() ? call.momenta[group]
                                     : groups[group].momentum;
}

namespace {

llvm::Error setTensor(NamedTensors &tensors, StringRef kind, StringRef name,
                      Tensor value) {
  Tensor *tensor = findMutable(tensors, name);
  if (!tensor)
    return makeError("there is no " + kind + " '" + name + "'");
  if (tensor->dtype() != value.dtype() || tensor->shape() != value.shape())
    return makeError(kind + " '" + name + "': expected " + tensor->typeName() +
                     ", found " + value.typeName());
  *tensor = std::move(value);
  return llvm::Error::success();
}

} // namespace

llvm::Error Program::setParameter(StringRef name, Tensor value) {
  return setTensor(parameterValues, "parameter", name, std::move(value));
}

llvm::Error Program::setState(StringRef name, Tensor value) {
  return setTensor(stateValues, "state", name, std::move(value));
}

Expected<NamedTensors> Program::run(StringRef entry,
                                    const llvm::StringMap<Tensor> &inputs,
                                    const Call &call) {
  auto function = module.lookupSymbol<func::FuncOp>(entry);
  if (!function)
    return makeError("there is no entry '" + entry +
                     "', there are: " + listEntries(module));
  SmallVector<Tensor> arguments;
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    StringRef role = attributeOf(function, i, "nadir.role");
    StringRef name = attributeOf(function, i, "nadir.name");
    if (role == "parameter")
      arguments.push_back(*findTensor(parameterValues, name));
    else if (role == "state")
      arguments.push_back(*findTensor(stateValues, name));
    else if (role == "learning_rate")
      arguments.push_back(
          Tensor::ofReals(DType::F64, {}, {rateOf(groupNumber(name), call)}));
    else if (role == "momentum")
      arguments.push_back(Tensor::ofReals(
          DType::F64, {}, {momentumOf(groupNumber(name), call)}));
    else if (role == "step")
      arguments.push_back(Tensor::ofIntegers(DType::I64, {}, {call.step}));
    else if (role == "seed")
      arguments.push_back(Tensor::ofIntegers(
          DType::I64, {}, {static_cast<int64_t>(call.seed)}));
    else if (auto input = inputs.find(name); input != inputs.end())
      arguments.push_back(input->second);
    else
      return makeError(entry + " needs input '" + name + "'");
  }
  Expected<SmallVector<Tensor>> values =
      evaluate(function, arguments, call.rows);
  if (!values)
    return values.takeError();
  NamedTensors results;
  for (auto [i, value] : llvm::enumerate(*values)) {
    auto role = function.getResultAttrOfType<StringAttr>(i, "nadir.role");
    auto name = function.getResultAttrOfType<StringAttr>(i, "nadir.name");
    if (role.getValue() == "parameter")
      *findMutable(parameterValues, name) = value;
    else if (role.getValue() == "state")
      *findMutable(stateValues, name) = value;
    else
      results.emplace_back(name.str(), value);
  }
  return results;
}
