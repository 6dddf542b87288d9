// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Broadcasting.h"
#include "compiler/Reference/Meanings.h"
#include "compiler/Reference/Reductions.h"
#include "dialect/Nadir.h"

#include <optional>

using namespace mlir;

namespace nadir::reference {

namespace {

int64_t dimOf(int64_t dim, const Tensor &tensor) {
  return *normalizeDim(dim, tensor.rank());
}

/// result[index] = input[source(index)]; zero where there is no source.
template <class Source>
Tensor rearrange(const Tensor &input, Tensor result, Source source) {
  result.forEachIndex([&](const Index &index) {
    std::optional<Index> from = source(index);
    if (from && input.isStoredAs<double>())
      result.at<double>(index) = input.at<double>(*from);
    else if (from)
      result.at<int64_t>(index) = input.at<int64_t>(*from);
  });
  return result;
}

Tensor transpose(TransposeOp op, const Scope &scope) {
  return rearrange(scope[op.getInput()], scope.zerosFor(op.getResult()),
                   [&](const Index &index) {
                     Index from(index.size());
                     for (auto [i, dim] : llvm::enumerate(op.getPermutation()))
                       from[dim] = index[i];
                     return from;
                   });
}

Tensor broadcast(BroadcastOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()];
  return rearrange(
      input, scope.zerosFor(op.getResult()),
      [&](const Index &index) { return broadcastIndex(index, input.shape()); });
}

Tensor concatenate(ConcatenateOp op, const Scope &scope) {
  Tensor result = scope.zerosFor(op.getResult());
  int64_t dim = dimOf(op.getDim(), result), start = 0;
  for (Value operand : op.getInputs()) {
    const Tensor &input = scope[operand];
    input.forEachIndex([&](const Index &index) {
      Index to(index);
      to[dim] += start;
      if (input.isStoredAs<double>())
        result.at<double>(to) = input.at<double>(index);
      else
        result.at<int64_t>(to) = input.at<int64_t>(index);
    });
    start += input.size(dim);
  }
  return result;
}

Tensor slice(SliceOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()];
  int64_t dim = dimOf(op.getDim(), input);
  return rearrange(input, scope.zerosFor(op.getResult()),
                   [&](const Index &index) {
                     Index from(index);
                     from[dim] = op.getStart() + index[dim] * op.getStep();
                     return from;
                   });
}

Tensor pad(PadOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()];
  int64_t dim = dimOf(op.getDim(), input), spacing = op.getInterior() + 1;
  return rearrange(input, scope.zerosFor(op.getResult()),
                   [&](const Index &index) -> std::optional<Index> {
                     int64_t place = index[dim] - op.getLow();
                     Index from(index);
                     from[dim] = place / spacing;
                     if (place < 0 || place % spacing != 0 ||
                         from[dim] >= input.size(dim))
                       return std::nullopt;
                     return from;
                   });
}

Tensor iota(IotaOp op, const Scope &scope) {
  Tensor result = scope.zerosFor(op.getResult());
  int64_t dim = dimOf(op.getDim(), result);
  result.forEachIndex([&](const Index &index) {
    if (result.isStoredAs<double>())
      result.at<double>(index) = static_cast<double>(index[dim]);
    else
      result.at<int64_t>(index) = index[dim];
  });
  return result;
}

/// Fails at the first index of `source` that is not in [0, limit).
llvm::Error checkIndices(Value source, int64_t limit, Operation *op,
                         const Scope &scope) {
  const Tensor &indices = scope[source];
  for (auto [position, index] : llvm::enumerate(indices.values<int64_t>()))
    if (index < 0 || index >= limit)
      return outOfRange(scope, op->getLoc(), nadir::nameOf(source, "index"),
                        static_cast<int64_t>(position), index, 0.0,
                        static_cast<double>(limit - 1));
  return llvm::Error::success();
}

Outcome oneHot(OneHotOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()];
  if (auto error = checkIndices(op.getInput(), op.getNumClasses(), op, scope))
    return error;
  Tensor result = scope.zerosFor(op.getResult());
  input.forEachIndex([&](const Index &index) {
    Index to(index);
    to.push_back(input.at<int64_t>(index));
    if (result.isStoredAs<double>())
      result.at<double>(to) = 1;
    else
      result.at<int64_t>(to) = 1;
  });
  return result;
}

Outcome gather(GatherOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()], &places = scope[op.getIndex()];
  int64_t dim = dimOf(op.getDim(), input);
  if (auto error = checkIndices(op.getIndex(), input.size(dim), op, scope))
    return error;
  return rearrange(input, scope.zerosFor(op.getResult()),
                   [&](const Index &index) {
                     Index from(index);
                     from[dim] = places.at<int64_t>(index);
                     return from;
                   });
}

Outcome scatterAdd(ScatterAddOp op, const Scope &scope) {
  const Tensor &source = scope[op.getSource()], &places = scope[op.getIndex()];
  Tensor result = scope.zerosFor(op.getResult());
  int64_t dim = dimOf(op.getDim(), result);
  if (auto error = checkIndices(op.getIndex(), result.size(dim), op, scope))
    return error;
  source.forEachIndex([&](const Index &index) {
    Index to(index);
    to[dim] = places.at<int64_t>(index);
    result.at<double>(to) += source.at<double>(index);
  });
  return result;
}

} // namespace

void addShapeOperations(Meanings &meanings) {
  meanings.add<ConstantOp>([](ConstantOp op, const Scope &) {
    return Tensor::ofAttribute(llvm::cast<DenseElementsAttr>(op.getValue()));
  });
  meanings.add<StopGradientOp>([](StopGradientOp op, const Scope &scope) {
    return scope[op.getInput()];
  });
  meanings.add<ReshapeOp>([](ReshapeOp op, const Scope &scope) {
    return withShapeOf(op.getResult(), scope, scope[op.getInput()]);
  });
  meanings.add<FlattenOp>([](FlattenOp op, const Scope &scope) {
    return withShapeOf(op.getResult(), scope, scope[op.getInput()]);
  });
  meanings.add<TransposeOp>(transpose);
  meanings.add<BroadcastOp>(broadcast);
  meanings.add<ConcatenateOp>(concatenate);
  meanings.add<SliceOp>(slice);
  meanings.add<PadOp>(pad);
  meanings.add<IotaOp>(iota);
  meanings.add<OneHotOp>(oneHot);
  meanings.add<GatherOp>(gather);
  meanings.add<ScatterAddOp>(scatterAdd);
}

} // namespace nadir::reference
