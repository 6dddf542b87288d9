// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Tensor.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

using namespace mlir;
using namespace nadir::reference;

StringRef nadir::reference::nameOf(DType dtype) {
  switch (dtype) {
  case DType::F32:
    return "f32";
  case DType::F64:
    return "f64";
  case DType::I64:
    return "i64";
  case DType::I32:
    return "i32";
  case DType::I1:
    return "i1";
  }
  llvm_unreachable("all element types are named");
}

bool nadir::reference::isFloat(DType dtype) {
  return dtype == DType::F32 || dtype == DType::F64;
}

DType nadir::reference::dtypeOf(Type elementType) {
  if (elementType.isF32())
    return DType::F32;
  if (elementType.isF64())
    return DType::F64;
  if (elementType.isInteger(64))
    return DType::I64;
  if (elementType.isInteger(32))
    return DType::I32;
  assert(elementType.isInteger(1) && "the dialect has no other types");
  return DType::I1;
}

int64_t nadir::reference::countOf(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

std::string nadir::reference::typeName(ArrayRef<int64_t> shape, DType dtype) {
  std::string name = "tensor<";
  for (int64_t size : shape)
    name += (ShapedType::isDynamic(size) ? "?" : std::to_string(size)) + "x";
  return name + nameOf(dtype).str() + ">";
}

Tensor::Tensor(DType dtype, ArrayRef<int64_t> shape)
    : elementType(dtype), sizes(shape), elementCount(countOf(shape)) {
  if (isFloat(dtype))
    reals.resize(elementCount);
  else
    integers.resize(elementCount);
}

Tensor Tensor::ofReals(DType dtype, ArrayRef<int64_t> shape,
                       std::vector<double> values) {
  Tensor tensor(dtype, shape);
  assert(static_cast<int64_t>(values.size()) == tensor.count());
  tensor.values<double>() = std::move(values);
  return tensor;
}

Tensor Tensor::ofIntegers(DType dtype, ArrayRef<int64_t> shape,
                          std::vector<int64_t> values) {
  Tensor tensor(dtype, shape);
  assert(static_cast<int64_t>(values.size()) == tensor.count());
  tensor.values<int64_t>() = std::move(values);
  return tensor;
}

Tensor Tensor::ofAttribute(DenseElementsAttr attribute) {
  DType dtype = dtypeOf(attribute.getElementType());
  Tensor tensor(dtype, attribute.getType().getShape());
  if (isFloat(dtype)) {
    for (auto [to, from] :
         llvm::zip(tensor.reals, attribute.getValues<APFloat>()))
      to = from.convertToDouble();
    return tensor;
  }
  // A true boolean is -1 as a signed number of one bit.
  for (auto [to, from] :
       llvm::zip(tensor.integers, attribute.getValues<APInt>()))
    to = dtype == DType::I1 ? from.getZExtValue() : from.getSExtValue();
  return tensor;
}

int64_t Tensor::positionOf(ArrayRef<int64_t> index) const {
  assert(static_cast<int64_t>(index.size()) == rank());
  int64_t position = 0;
  for (auto [coordinate, size] : llvm::zip(index, sizes)) {
    assert(coordinate >= 0 && coordinate < size && "index out of range");
    position = position * size + coordinate;
  }
  return position;
}

void Tensor::forEachIndex(llvm::function_ref<void(const Index &)> visit) const {
  reference::forEachIndex(sizes, visit);
}

void nadir::reference::wrapAround(Tensor &tensor) {
  if (tensor.dtype() == DType::I32)
    for (int64_t &value : tensor.values<int64_t>())
      value = static_cast<int32_t>(value);
}

void nadir::reference::forEachIndex(
    ArrayRef<int64_t> shape, llvm::function_ref<void(const Index &)> visit) {
  Index index(shape.size(), 0);
  for (int64_t left = countOf(shape); left > 0; --left) {
    visit(index);
    for (int64_t dim = static_cast<int64_t>(shape.size()) - 1; dim >= 0;
         --dim) {
      if (++index[dim] < shape[dim])
        break;
      index[dim] = 0;
    }
  }
}
