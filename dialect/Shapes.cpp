// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Shapes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace mlir;
using namespace nadir;

std::optional<int64_t> nadir::normalizeDim(int64_t dim, int64_t rank) {
  if (dim < -rank || dim >= rank)
    return std::nullopt;
  return dim < 0 ? dim + rank : dim;
}

std::optional<SmallVector<int64_t>> nadir::normalizeDims(ArrayRef<int64_t> dims,
                                                         int64_t rank) {
  SmallVector<int64_t> result;
  if (dims.empty()) {
    result.resize(rank);
    for (int64_t i = 0; i < rank; ++i)
      result[i] = i;
    return result;
  }
  for (int64_t dim : dims) {
    std::optional<int64_t> normalized = normalizeDim(dim, rank);
    if (!normalized || llvm::is_contained(result, *normalized))
      return std::nullopt;
    result.push_back(*normalized);
  }
  llvm::sort(result);
  return result;
}

SmallVector<int64_t> nadir::resolveDims(ArrayRef<int64_t> dims, int64_t rank) {
  std::optional<SmallVector<int64_t>> result = normalizeDims(dims, rank);
  assert(result && "dimension numbers were verified");
  return *result;
}

std::optional<Shape> nadir::broadcastShapes(ArrayRef<int64_t> lhs,
                                            ArrayRef<int64_t> rhs) {
  if (lhs.size() < rhs.size())
    std::swap(lhs, rhs);
  Shape result(lhs);
  size_t offset = lhs.size() - rhs.size();
  for (size_t i = 0; i < rhs.size(); ++i) {
    int64_t &size = result[offset + i];
    // Every `?` is the number of rows, so two of them are equal.
    if (size == rhs[i] || rhs[i] == 1)
      continue;
    if (size != 1)
      return std::nullopt;
    size = rhs[i];
  }
  return result;
}

bool nadir::hasValidRows(ShapedType type) {
  return type.getNumDynamicDims() <= 1;
}

bool nadir::isValidTensor(RankedTensorType type, int64_t rows) {
  int64_t count = 1;
  for (int64_t size : type.getShape()) {
    // Strides of an empty tensor are products of its other sizes.
    int64_t factor =
        ShapedType::isDynamic(size) ? rows : std::max<int64_t>(size, 1);
    if (factor > maxElements / count)
      return false;
    count *= factor;
  }
  return hasValidRows(type) && !type.getEncoding();
}

LogicalResult nadir::verifySizes(Operation *op, int64_t rows) {
  for (Type type : op->getResultTypes())
    if (auto tensor = dyn_cast<RankedTensorType>(type);
        tensor && !isValidTensor(tensor, rows))
      return op->emitOpError("expected at most ")
             << maxElements << " elements with a batch of " << rows
             << ", found " << tensor;
  return success();
}

std::optional<int64_t> nadir::rowsDim(ShapedType type) {
  for (int64_t i = 0; i < type.getRank(); ++i)
    if (type.isDynamicDim(i))
      return i;
  return std::nullopt;
}

namespace {

/// The result of a binary broadcast, with the two ways it can fail reported.
FailureOr<RankedTensorType> broadcastTypes(OptionalLoc location, StringRef op,
                                           Type lhsType, Type rhsType) {
  auto lhs = cast<RankedTensorType>(lhsType);
  auto rhs = cast<RankedTensorType>(rhsType);
  if (lhs.getElementType() != rhs.getElementType())
    return emitOptionalError(location, "'", op,
                             "' op expected operands of one element type, "
                             "found ",
                             lhs, " and ", rhs);
  std::optional<Shape> shape = broadcastShapes(lhs.getShape(), rhs.getShape());
  if (!shape)
    return emitOptionalError(location, "'", op,
                             "' op expected shapes that broadcast together, "
                             "found ",
                             lhs, " and ", rhs);
  auto type = RankedTensorType::get(*shape, lhs.getElementType());
  if (!hasValidRows(type))
    return emitOptionalError(
        location, "'", op,
        "' op would have more than one batch dimension: ", type);
  return type;
}

Type lossType(RankedTensorType perElement, StringRef reduction) {
  if (reduction == "none")
    return perElement;
  return RankedTensorType::get({}, perElement.getElementType());
}

} // namespace

LogicalResult nadir::inferBroadcast(OptionalLoc location, StringRef op,
                                    Type lhs, Type rhs, Type element,
                                    SmallVectorImpl<Type> &types) {
  FailureOr<RankedTensorType> type = broadcastTypes(location, op, lhs, rhs);
  if (failed(type))
    return failure();
  types.push_back(element ? RankedTensorType::get(type->getShape(), element)
                          : *type);
  return success();
}

LogicalResult nadir::inferReduction(OptionalLoc location, StringRef op,
                                    Type inputType, ArrayRef<int64_t> dims,
                                    bool keepdim,
                                    SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(inputType);
  std::optional<SmallVector<int64_t>> reduced =
      normalizeDims(dims, input.getRank());
  if (!reduced)
    return emitOptionalError(location, "'", op,
                             "' op expected distinct dimensions in [",
                             -input.getRank(), ", ", input.getRank(),
                             ") for input ", input, ", found [", dims, "]");
  Shape shape;
  for (int64_t i = 0; i < input.getRank(); ++i) {
    if (!llvm::is_contained(*reduced, i))
      shape.push_back(input.getDimSize(i));
    else if (keepdim)
      shape.push_back(1);
  }
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

bool nadir::reducesNothing(RankedTensorType input, ArrayRef<int64_t> dims) {
  return llvm::any_of(resolveDims(dims, input.getRank()),
                      [&](int64_t dim) { return input.getDimSize(dim) == 0; });
}

LogicalResult nadir::inferExtreme(OptionalLoc location, StringRef op,
                                  Type inputType, ArrayRef<int64_t> dims,
                                  bool keepdim, SmallVectorImpl<Type> &types) {
  if (failed(inferReduction(location, op, inputType, dims, keepdim, types)))
    return failure();
  auto input = cast<RankedTensorType>(inputType);
  if (reducesNothing(input, dims))
    return emitOptionalError(location, "'", op,
                             "' op expected elements along every reduced "
                             "dimension, found input ",
                             input, " reduced along [",
                             resolveDims(dims, input.getRank()), "]");
  return success();
}

LogicalResult nadir::inferPointwiseLoss(OptionalLoc location, StringRef op,
                                        TypeRange operands, bool broadcast,
                                        StringRef reduction,
                                        SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(operands[0]);
  if (!broadcast && operands[0] != operands[1])
    return emitOptionalError(location, "'", op,
                             "' op expected target of the input's type ",
                             operands[0], ", found ", operands[1]);
  FailureOr<RankedTensorType> type =
      broadcastTypes(location, op, operands[0], operands[1]);
  if (failed(type))
    return failure();
  for (Type weightType : operands.drop_front(2)) {
    FailureOr<RankedTensorType> weighted =
        broadcastTypes(location, op, *type, weightType);
    if (failed(weighted))
      return failure();
    if (*weighted != *type)
      return emitOptionalError(location, "'", op,
                               "' op expected a weight that broadcasts to ",
                               *type, ", found ", weightType);
    if (broadcast && weightType != *type)
      return emitOptionalError(location, "'", op,
                               "' op expected a weight of type ", *type,
                               ", found ", weightType);
  }
  types.push_back(
      lossType(RankedTensorType::get(type->getShape(), input.getElementType()),
               reduction));
  return success();
}

LogicalResult nadir::inferClassLoss(OptionalLoc location, StringRef op,
                                    TypeRange operands, bool probabilityTargets,
                                    StringRef reduction,
                                    SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(operands[0]);
  auto target = cast<RankedTensorType>(operands[1]);
  if (input.getRank() == 0)
    return emitOptionalError(location, "'", op,
                             "' op expected input [C], [N, C] or "
                             "[N, C, d1, ..], found ",
                             input);
  int64_t dim = input.getRank() == 1 ? 0 : 1;
  if (input.isDynamicDim(dim))
    return emitOptionalError(location, "'", op, "' op expected dimension ", dim,
                             " of the input to be the classes, found the "
                             "batch: ",
                             input);
  Shape rows(input.getShape());
  rows.erase(rows.begin() + dim);
  bool probabilities = isa<FloatType>(target.getElementType());
  auto expected = RankedTensorType::get(
      probabilities ? input.getShape() : ArrayRef(rows),
      probabilities ? input.getElementType() : target.getElementType());
  if ((probabilities && !probabilityTargets) || target != expected)
    return emitOptionalError(location, "'", op, "' op expected target ",
                             expected, " for input ", input, ", found ",
                             target);
  if (operands.size() > 2) {
    auto weight =
        RankedTensorType::get({input.getDimSize(dim)}, input.getElementType());
    if (operands[2] != weight)
      return emitOptionalError(location, "'", op, "' op expected weight ",
                               weight, ", one for each class, found ",
                               operands[2]);
  }
  types.push_back(
      lossType(RankedTensorType::get(rows, input.getElementType()), reduction));
  return success();
}
