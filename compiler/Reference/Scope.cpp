// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Scope.h"

#include <fmt/format.h>

#include <cmath>

using namespace mlir;
using namespace nadir::reference;

Scope Scope::inside(const Scope &outer) {
  Scope scope(outer.rows);
  scope.inputs = outer.inputs;
  return scope;
}

void Scope::bind(Value value, Tensor tensor) {
  assert(tensor.shape() == ArrayRef<int64_t>(shapeOf(value)) &&
         "a tensor of the value's type");
  tensors[value] = std::move(tensor);
}

const Tensor &Scope::operator[](Value value) const {
  auto entry = tensors.find(value);
  assert(entry != tensors.end() && "operands are evaluated before their users");
  return entry->second;
}

Sizes Scope::shapeOf(Value value) const {
  Sizes shape(cast<RankedTensorType>(value.getType()).getShape());
  for (int64_t &size : shape)
    if (ShapedType::isDynamic(size))
      size = rows;
  return shape;
}

Tensor Scope::zerosFor(Value value) const {
  Type element = cast<RankedTensorType>(value.getType()).getElementType();
  return Tensor(dtypeOf(element), shapeOf(value));
}

void Scope::nameInput(StringRef name, ArrayRef<int64_t> shape) {
  inputs[name] = Sizes(shape);
}

std::string Scope::nameElement(StringRef tensor, int64_t position) const {
  auto input = inputs.find(tensor);
  if (input == inputs.end())
    return fmt::format("{}[{}]", tensor.str(), position);
  const Sizes &shape = input->second;
  if (shape.empty())
    return tensor.str();
  std::string indices;
  for (size_t dim = shape.size(); dim-- > 1;) {
    indices = fmt::format(", {}{}", position % shape[dim], indices);
    position /= shape[dim];
  }
  return fmt::format("{}[{}{}]", tensor.str(), position, indices);
}

namespace {

std::string nameRange(double minimum, double maximum) {
  if (std::isinf(maximum))
    return fmt::format("at least {}", minimum);
  if (std::isinf(minimum))
    return fmt::format("at most {}", maximum);
  return fmt::format("{} to {}", minimum, maximum);
}

/// " (mlp.cpp:12:3)", or nothing where the user's line is not known.
std::string nameLocation(Location location) {
  std::string text;
  location->walk([&](Location part) {
    auto line = dyn_cast<FileLineColLoc>(part);
    if (!line)
      return WalkResult::advance();
    text = fmt::format(" ({}:{}:{})", line.getFilename().str(), line.getLine(),
                       line.getColumn());
    return WalkResult::interrupt();
  });
  return text;
}

template <class Value>
llvm::Error rangeError(const Scope &scope, Location location, StringRef tensor,
                       int64_t position, Value value, double minimum,
                       double maximum) {
  return makeError(fmt::format(
      "{} is {}, expected {}{}", scope.nameElement(tensor, position), value,
      nameRange(minimum, maximum), nameLocation(location)));
}

} // namespace

llvm::Error nadir::reference::outOfRange(const Scope &scope, Location location,
                                         StringRef tensor, int64_t position,
                                         int64_t value, double minimum,
                                         double maximum) {
  return rangeError(scope, location, tensor, position, value, minimum, maximum);
}

llvm::Error nadir::reference::outOfRange(const Scope &scope, Location location,
                                         StringRef tensor, int64_t position,
                                         double value, double minimum,
                                         double maximum) {
  return rangeError(scope, location, tensor, position, value, minimum, maximum);
}

llvm::Error nadir::reference::makeError(const Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}
