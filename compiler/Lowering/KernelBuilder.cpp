// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/KernelBuilder.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace nadir {

RankedTensorType tensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

RankedTensorType resultType(Operation *op) {
  return tensorType(op->getResult(0));
}

Value constantOf(ImplicitLocOpBuilder &b, Type type, double value) {
  if (isa<FloatType>(type))
    return arith::ConstantOp::create(b, b.getFloatAttr(type, value));
  return arith::ConstantOp::create(
      b, b.getIntegerAttr(type, static_cast<int64_t>(value)));
}

Value clampIndex(ImplicitLocOpBuilder &b, Value index, int64_t size) {
  Value last = arith::ConstantIndexOp::create(b, size - 1);
  Value zero = arith::ConstantIndexOp::create(b, 0);
  Value floor = arith::MaxSIOp::create(b, index, zero);
  return arith::MinSIOp::create(b, floor, last);
}

AffineMap broadcastMap(RankedTensorType from, RankedTensorType to) {
  Builder b(from.getContext());
  int64_t offset = to.getRank() - from.getRank();
  SmallVector<AffineExpr> results;
  for (int64_t i = 0; i < from.getRank(); ++i) {
    bool repeated = from.getDimSize(i) == 1 && to.getDimSize(offset + i) != 1;
    results.push_back(repeated ? b.getAffineConstantExpr(0)
                               : b.getAffineDimExpr(offset + i));
  }
  return AffineMap::get(to.getRank(), 0, results, b.getContext());
}

KernelBuilder::KernelBuilder(func::FuncOp kernel, StringRef kind)
    : b(kernel.getLoc(), OpBuilder::atBlockEnd(&kernel.getBody().front())),
      rowCount(kernel.getArgument(0)), sequential(kind == "sequential") {}

std::optional<TypedAttr> KernelBuilder::splat(Value value) const {
  auto it = splats.find(value);
  if (it == splats.end())
    return std::nullopt;
  return it->second;
}

Value KernelBuilder::lookup(Value value) {
  Value &tensor = tensors[value];
  if (!tensor)
    tensor = pointwise(
        tensorType(value), value,
        [](ImplicitLocOpBuilder &, ValueRange args) { return args[0]; });
  return tensor;
}

SmallVector<OpFoldResult> KernelBuilder::sizes(RankedTensorType type) {
  SmallVector<OpFoldResult> result;
  for (int64_t size : type.getShape())
    result.push_back(ShapedType::isDynamic(size)
                         ? OpFoldResult(rowCount)
                         : OpFoldResult(b.getIndexAttr(size)));
  return result;
}

Value KernelBuilder::size(ImplicitLocOpBuilder &b, RankedTensorType type,
                          int64_t dim) {
  if (type.isDynamicDim(dim))
    return rowCount;
  return arith::ConstantIndexOp::create(b, type.getDimSize(dim));
}

Value KernelBuilder::empty(RankedTensorType type) {
  return tensor::EmptyOp::create(b, sizes(type), type.getElementType());
}

Value KernelBuilder::filled(RankedTensorType type, TypedAttr element) {
  Value scalar = arith::ConstantOp::create(b, element);
  return linalg::FillOp::create(b, scalar, empty(type)).getResult(0);
}

ResultRange KernelBuilder::generic(ArrayRef<Operand> inputs,
                                   ArrayRef<Operand> inits,
                                   ArrayRef<utils::IteratorType> iterators,
                                   ElementsBody body) {
  SmallVector<Value> inputTensors, initTensors;
  SmallVector<AffineMap> maps;
  for (const Operand &input : inputs) {
    inputTensors.push_back(input.tensor);
    maps.push_back(input.map);
  }
  for (const Operand &init : inits) {
    initTensors.push_back(init.tensor);
    maps.push_back(init.map);
  }
  auto op = linalg::GenericOp::create(
      b, TypeRange(ValueRange(initTensors)), inputTensors, initTensors, maps,
      iterators, [&](OpBuilder &nested, Location loc, ValueRange args) {
        ImplicitLocOpBuilder bodyBuilder(loc, nested);
        linalg::YieldOp::create(bodyBuilder, body(bodyBuilder, args));
      });
  return op->getResults();
}

Value KernelBuilder::parallel(RankedTensorType type, ArrayRef<Operand> inputs,
                              ElementBody body) {
  SmallVector<utils::IteratorType> iterators(type.getRank(),
                                             utils::IteratorType::parallel);
  Operand init{empty(type), b.getMultiDimIdentityMap(type.getRank())};
  return generic(inputs, init, iterators,
                 [&](ImplicitLocOpBuilder &b, ValueRange args) {
                   return SmallVector<Value>{body(b, args)};
                 })[0];
}

Value KernelBuilder::pointwise(RankedTensorType type, ValueRange operands,
                               ElementBody body) {
  SmallVector<Operand> inputs;
  for (Value operand : operands)
    if (!splat(operand))
      inputs.push_back(
          {lookup(operand), broadcastMap(tensorType(operand), type)});
  return parallel(type, inputs, [&](ImplicitLocOpBuilder &b, ValueRange args) {
    SmallVector<Value> scalars;
    for (Value operand : operands) {
      if (std::optional<TypedAttr> element = splat(operand)) {
        scalars.push_back(arith::ConstantOp::create(b, *element));
        continue;
      }
      scalars.push_back(args.front());
      args = args.drop_front();
    }
    return body(b, scalars);
  });
}

Value KernelBuilder::elementAt(ImplicitLocOpBuilder &b, Value value,
                               ValueRange indices) {
  if (std::optional<TypedAttr> element = splat(value))
    return arith::ConstantOp::create(b, *element);
  Value tensor = tensors.lookup(value);
  assert(tensor && "bodies read only what the kernel has computed");
  return tensor::ExtractOp::create(b, tensor, indices);
}

SmallVector<Value> KernelBuilder::indices(ImplicitLocOpBuilder &b,
                                          RankedTensorType type) {
  SmallVector<Value> result;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    result.push_back(linalg::IndexOp::create(b, dim));
  return result;
}

Value KernelBuilder::position(ImplicitLocOpBuilder &b, RankedTensorType type) {
  Value result;
  for (auto [dim, index] : llvm::enumerate(indices(b, type))) {
    if (!result) {
      result = index;
      continue;
    }
    Value scaled = arith::MulIOp::create(b, result, size(b, type, dim));
    result = arith::AddIOp::create(b, scaled, index);
  }
  if (!result)
    result = arith::ConstantIndexOp::create(b, 0);
  return arith::IndexCastOp::create(b, b.getI64Type(), result);
}

} // namespace nadir
