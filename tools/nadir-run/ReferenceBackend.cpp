// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Program.h"
#include "runtime/Error.h"
#include "tools/nadir-run/Backend.h"

#include <cstring>

using namespace nadir;
using namespace nadir::run;
using reference::DType;
using reference::Tensor;

namespace {

struct TypePair {
  DType dtype;
  ElementType element;
};

constexpr TypePair types[] = {{DType::F32, ElementType::F32},
                              {DType::F64, ElementType::F64},
                              {DType::I64, ElementType::I64},
                              {DType::I32, ElementType::I32},
                              {DType::I1, ElementType::Bool}};

template <class Element, class Stored>
void copyFrom(const Array &array, std::vector<Stored> &values) {
  auto elements = array.values<Element>();
  values.assign(elements.begin(), elements.end());
}

template <class Element, class Stored>
void copyTo(const std::vector<Stored> &values, Array &array) {
  auto *out = static_cast<Element *>(array.data());
  for (Stored value : values)
    *out++ = static_cast<Element>(value);
}

Tensor toTensor(const Array &array) {
  auto type = llvm::find_if(types, [&](const TypePair &pair) {
    return pair.element == array.type();
  });
  Tensor tensor(type->dtype, array.shape());
  switch (type->dtype) {
  case DType::F32:
    copyFrom<float>(array, tensor.values<double>());
    break;
  case DType::F64:
    copyFrom<double>(array, tensor.values<double>());
    break;
  case DType::I64:
    copyFrom<int64_t>(array, tensor.values<int64_t>());
    break;
  case DType::I32:
    copyFrom<int32_t>(array, tensor.values<int64_t>());
    break;
  case DType::I1:
    copyFrom<bool>(array, tensor.values<int64_t>());
    break;
  }
  return tensor;
}

Array toArray(const Tensor &tensor) {
  auto type = llvm::find_if(types, [&](const TypePair &pair) {
    return pair.dtype == tensor.dtype();
  });
  Array array(type->element, {tensor.shape().begin(), tensor.shape().end()});
  switch (type->dtype) {
  case DType::F32:
    copyTo<float>(tensor.values<double>(), array);
    break;
  case DType::F64:
    copyTo<double>(tensor.values<double>(), array);
    break;
  case DType::I64:
    copyTo<int64_t>(tensor.values<int64_t>(), array);
    break;
  case DType::I32:
    copyTo<int32_t>(tensor.values<int64_t>(), array);
    break;
  case DType::I1:
    copyTo<bool>(tensor.values<int64_t>(), array);
    break;
  }
  return array;
}

NamedArrays toArrays(const reference::NamedTensors &tensors) {
  NamedArrays arrays;
  for (const auto &[name, tensor] : tensors)
    arrays.emplace_back(name, toArray(tensor));
  return arrays;
}

class ReferenceBackend : public Backend {
public:
  explicit ReferenceBackend(mlir::ModuleOp module) : program(module) {}

  NamedArrays run(const Call &call) override {
    llvm::StringMap<Tensor> inputs;
    for (const auto &[name, array] : call.inputs)
      inputs[name] = toTensor(array);
    auto results =
        program.run(call.entry, inputs,
                    {.rows = call.rows,
                     .learningRate = std::nullopt,
                     .step = call.step,
                     .seed = call.seed,
                     .learningRates = {call.learningRates.begin(),
                                       call.learningRates.end()},
                     .momenta = {call.momenta.begin(), call.momenta.end()}});
    if (!results)
      throw Error(llvm::toString(results.takeError()));
    return toArrays(*results);
  }

  NamedArrays parameters() override { return toArrays(program.parameters()); }

  void setParameter(const std::string &name, const Array &value) override {
    if (llvm::Error error = program.setParameter(name, toTensor(value)))
      throw Error(llvm::toString(std::move(error)));
  }

  NamedArrays states() override { return toArrays(program.states()); }

  void setState(const std::string &name, const Array &value) override {
    if (llvm::Error error = program.setState(name, toTensor(value)))
      throw Error(llvm::toString(std::move(error)));
  }

private:
  reference::Program program;
};

} // namespace

std::unique_ptr<Backend>
nadir::run::createReferenceBackend(mlir::ModuleOp module) {
  return std::make_unique<ReferenceBackend>(module);
}
