// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Shape.cpp.inc"

namespace {

/// Number of elements before and after the rows dimension; {all, 1} without.
std::pair<int64_t, int64_t> aroundRows(RankedTensorType type) {
  int64_t before = 1, after = 1;
  std::optional<int64_t> rows = rowsDim(type);
  for (int64_t i = 0; i < type.getRank(); ++i)
    if (!rows || i < *rows)
      before *= type.getDimSize(i);
    else if (i > *rows)
      after *= type.getDimSize(i);
  return {before, after};
}

/// Verifies a dimension number, and wraps it.
FailureOr<int64_t> anyDim(OptionalLoc location, StringRef op,
                          RankedTensorType type, int64_t dim) {
  std::optional<int64_t> normalized = normalizeDim(dim, type.getRank());
  if (!normalized)
    return emitOptionalError(location, "'", op, "' op expected 'dim' in [",
                             -type.getRank(), ", ", type.getRank(),
                             ") for input ", type, ", found ", dim);
  return *normalized;
}

/// The same for a dimension that may not be the batch.
FailureOr<int64_t> staticDim(OptionalLoc location, StringRef op,
                             RankedTensorType type, int64_t dim) {
  FailureOr<int64_t> normalized = anyDim(location, op, type, dim);
  if (failed(normalized))
    return failure();
  if (type.isDynamicDim(*normalized))
    return emitOptionalError(location, "'", op,
                             "' op expected 'dim' to be "
                             "another dimension than the batch, found ",
                             dim, " for input ", type);
  return *normalized;
}

RankedTensorType withSize(RankedTensorType type, int64_t dim, int64_t size) {
  Shape shape(type.getShape());
  shape[dim] = size;
  return RankedTensorType::get(shape, type.getElementType());
}

} // namespace

LogicalResult ReshapeOp::verify() {
  RankedTensorType from = getInput().getType(), to = getType();
  if (from.getElementType() != to.getElementType())
    return emitOpError("expected a result of element type ")
           << from.getElementType() << ", found " << to;
  if (!hasValidRows(from) || !hasValidRows(to) ||
      rowsDim(from).has_value() != rowsDim(to).has_value() ||
      aroundRows(from) != aroundRows(to))
    return emitOpError("expected a result with the elements of ")
           << from << " and its batch dimension whole, found " << to;
  return success();
}

Value ReshapeOp::gradient(OpOperand &, Value resultGradient,
                          OpBuilder &builder) {
  return reshapeTo(FormulaBuilder(builder, getLoc())(resultGradient),
                   getInput().getType());
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  if (auto inner = getInput().getDefiningOp<ReshapeOp>()) {
    getInputMutable().assign(inner.getInput());
    return getResult();
  }
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getInput()))
    return dense.reshape(getType());
  return {};
}

LogicalResult FlattenOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  int64_t rank = std::max<int64_t>(input.getRank(), 1);
  std::optional<int64_t> first = normalizeDim(adaptor.getStartDim(), rank);
  std::optional<int64_t> last = normalizeDim(adaptor.getEndDim(), rank);
  if (!first || !last || *first > *last)
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected start_dim <= end_dim in [", -rank,
                             ", ", rank, ") for input ", input, ", found ",
                             adaptor.getStartDim(), " and ",
                             adaptor.getEndDim());
  ArrayRef<int64_t> from = input.getShape();
  Shape shape(from.take_front(*first));
  int64_t joined = 1;
  for (int64_t size : from.slice(std::min<int64_t>(*first, from.size()))
                          .take_front(*last - *first + 1)) {
    if (ShapedType::isDynamic(size) && *first != *last)
      return emitOptionalError(location, "'", getOperationName(),
                               "' op can't join the batch dimension with "
                               "others: ",
                               input);
    joined = ShapedType::isDynamic(size) ? size : joined * size;
  }
  shape.push_back(joined);
  if (*last + 1 < input.getRank())
    llvm::append_range(shape, from.drop_front(*last + 1));
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

SmallVector<Value> FlattenOp::decompose(OpBuilder &builder) {
  return {reshapeTo(FormulaBuilder(builder, getLoc())(getInput()), getType())};
}

Value FlattenOp::gradient(OpOperand &, Value resultGradient,
                          OpBuilder &builder) {
  return reshapeTo(FormulaBuilder(builder, getLoc())(resultGradient),
                   getInput().getType());
}

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  ArrayRef<int64_t> permutation = adaptor.getPermutation();
  SmallVector<int64_t> sorted(permutation);
  llvm::sort(sorted);
  bool valid = static_cast<int64_t>(sorted.size()) == input.getRank();
  for (size_t i = 0; valid && i < sorted.size(); ++i)
    valid = sorted[i] == static_cast<int64_t>(i);
  if (!valid)
    return emitOptionalError(
        location, "'", getOperationName(),
        "' op expected a permutation of the dimensions of ", input, ", found [",
        permutation, "]");
  Shape shape;
  for (int64_t dim : permutation)
    shape.push_back(input.getDimSize(dim));
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

Value TransposeOp::gradient(OpOperand &, Value resultGradient,
                            OpBuilder &builder) {
  SmallVector<int64_t> inverse(getPermutation().size());
  for (auto [i, dim] : llvm::enumerate(getPermutation()))
    inverse[dim] = static_cast<int64_t>(i);
  return TransposeOp::create(builder, getLoc(), resultGradient, inverse);
}

OpFoldResult TransposeOp::fold(FoldAdaptor) {
  if (llvm::is_sorted(getPermutation()))
    return getInput();
  auto inner = getInput().getDefiningOp<TransposeOp>();
  if (!inner)
    return {};
  SmallVector<int64_t> composed;
  for (int64_t dim : getPermutation())
    composed.push_back(inner.getPermutation()[dim]);
  setPermutation(composed);
  getInputMutable().assign(inner.getInput());
  return getResult();
}

LogicalResult BroadcastOp::verify() {
  RankedTensorType from = getInput().getType(), to = getType();
  std::optional<Shape> shape = broadcastShapes(from.getShape(), to.getShape());
  if (from.getElementType() != to.getElementType() || !shape ||
      ArrayRef<int64_t>(*shape) != to.getShape() || !hasValidRows(to))
    return emitOpError("expected a result that ")
           << from << " broadcasts to, found " << to;
  return success();
}

Value BroadcastOp::gradient(OpOperand &, Value resultGradient,
                            OpBuilder &builder) {
  return sumTo(FormulaBuilder(builder, getLoc())(resultGradient),
               getInput().getType());
}

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getInput());
  if (dense && dense.isSplat() && getType().hasStaticShape())
    return dense.resizeSplat(getType());
  return {};
}

LogicalResult ConcatenateOp::inferReturnTypes(MLIRContext *,
                                              std::optional<Location> location,
                                              Adaptor adaptor,
                                              SmallVectorImpl<Type> &types) {
  if (adaptor.getInputs().empty())
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected at least one input");
  auto first = cast<RankedTensorType>(adaptor.getInputs()[0].getType());
  FailureOr<int64_t> dim =
      staticDim(location, getOperationName(), first, adaptor.getDim());
  if (failed(dim))
    return failure();
  int64_t size = 0;
  for (Value input : adaptor.getInputs()) {
    auto type = cast<RankedTensorType>(input.getType());
    if (type.getRank() != first.getRank() ||
        withSize(type, *dim, 0) != withSize(first, *dim, 0))
      return emitOptionalError(location, "'", getOperationName(),
                               "' op expected inputs that differ in dimension ",
                               *dim, " only, found ", first, " and ", type);
    if (type.isDynamicDim(*dim))
      return emitOptionalError(location, "'", getOperationName(),
                               "' op can't join the batch dimension of ", type);
    size += type.getDimSize(*dim);
  }
  types.push_back(withSize(first, *dim, size));
  return success();
}

Value ConcatenateOp::gradient(OpOperand &operand, Value resultGradient,
                              OpBuilder &builder) {
  int64_t dim = *normalizeDim(getDim(), getType().getRank());
  int64_t start = 0;
  for (Value input : getInputs().take_front(operand.getOperandNumber()))
    start += cast<RankedTensorType>(input.getType()).getDimSize(dim);
  int64_t size =
      cast<RankedTensorType>(operand.get().getType()).getDimSize(dim);
  return SliceOp::create(builder, getLoc(), resultGradient, dim, start,
                         start + size);
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> location,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  FailureOr<int64_t> dim =
      staticDim(location, getOperationName(), input, adaptor.getDim());
  if (failed(dim))
    return failure();
  int64_t start = adaptor.getStart(), end = adaptor.getEnd();
  int64_t step = adaptor.getStep(), size = input.getDimSize(*dim);
  if (start < 0 || start > end || end > size || step < 1)
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected 0 <= start <= end <= ", size,
                             " and step >= 1, found start ", start, ", end ",
                             end, " and step ", step);
  int64_t count = start == end ? 0 : (end - start - 1) / step + 1;
  types.push_back(withSize(input, *dim, count));
  return success();
}

Value SliceOp::gradient(OpOperand &, Value resultGradient, OpBuilder &builder) {
  int64_t dim = *normalizeDim(getDim(), getType().getRank());
  int64_t kept = getType().getDimSize(dim);
  int64_t span = kept == 0 ? 0 : (kept - 1) * getStep() + 1;
  int64_t high = getInput().getType().getDimSize(dim) - getStart() - span;
  return PadOp::create(builder, getLoc(), resultGradient, dim, getStart(), high,
                       getStep() - 1);
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *,
                                      std::optional<Location> location,
                                      Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  FailureOr<int64_t> dim =
      staticDim(location, getOperationName(), input, adaptor.getDim());
  if (failed(dim))
    return failure();
  int64_t low = adaptor.getLow(), high = adaptor.getHigh();
  int64_t interior = adaptor.getInterior(), size = input.getDimSize(*dim);
  int64_t spread = 0, total = 0;
  auto isCount = [](int64_t zeros) {
    return zeros >= 0 && zeros <= maxElements;
  };
  if (!isCount(low) || !isCount(high) || !isCount(interior) ||
      llvm::MulOverflow(std::max<int64_t>(size - 1, 0), interior, spread) ||
      llvm::AddOverflow(size + low + high, spread, total))
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected numbers of zeros in [0, ",
                             maxElements, "], found low ", low, ", high ", high,
                             " and interior ", interior);
  types.push_back(withSize(input, *dim, total));
  return success();
}

Value PadOp::gradient(OpOperand &, Value resultGradient, OpBuilder &builder) {
  int64_t dim = *normalizeDim(getDim(), getType().getRank());
  int64_t size = getInput().getType().getDimSize(dim);
  int64_t span = size == 0 ? 0 : (size - 1) * (getInterior() + 1) + 1;
  return SliceOp::create(builder, getLoc(), resultGradient, dim, getLow(),
                         getLow() + span, getInterior() + 1);
}

LogicalResult OneHotOp::verify() {
  Shape shape(getInput().getType().getShape());
  if (getNumClasses() < 1)
    return emitOpError("expected num_classes >= 1, found ") << getNumClasses();
  shape.push_back(getNumClasses());
  auto expected = RankedTensorType::get(shape, getType().getElementType());
  if (getType() != expected)
    return emitOpError("expected result ")
           << expected << ", found " << getType();
  return success();
}

LogicalResult IotaOp::verify() {
  if (!normalizeDim(getDim(), getType().getRank()))
    return emitOpError("expected 'dim' to be a dimension of the result ")
           << getType() << ", found " << getDim();
  return success();
}

LogicalResult GatherOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  auto index = cast<RankedTensorType>(adaptor.getIndex().getType());
  FailureOr<int64_t> dim =
      staticDim(location, getOperationName(), input, adaptor.getDim());
  if (failed(dim))
    return failure();
  bool fits = index.getRank() == input.getRank();
  for (int64_t i = 0; fits && i < input.getRank(); ++i)
    fits = i == *dim || index.getDimSize(i) == input.getDimSize(i);
  if (!fits)
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected index of the input's shape but for "
                             "dimension ",
                             *dim, ", found input ", input, " and index ",
                             index);
  types.push_back(
      RankedTensorType::get(index.getShape(), input.getElementType()));
  return success();
}

Value GatherOp::gradient(OpOperand &operand, Value resultGradient,
                         OpBuilder &builder) {
  if (operand.getOperandNumber() != 0)
    return {};
  int64_t dim = *normalizeDim(getDim(), getType().getRank());
  return ScatterAddOp::create(builder, getLoc(), getIndex(), resultGradient,
                              dim, getInput().getType().getDimSize(dim));
}

LogicalResult ScatterAddOp::inferReturnTypes(MLIRContext *,
                                             std::optional<Location> location,
                                             Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  auto index = cast<RankedTensorType>(adaptor.getIndex().getType());
  auto source = cast<RankedTensorType>(adaptor.getSource().getType());
  FailureOr<int64_t> dim =
      anyDim(location, getOperationName(), source, adaptor.getDim());
  if (failed(dim))
    return failure();
  if (index.getShape() != source.getShape())
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected index and source of one shape, "
                             "found ",
                             index, " and ", source);
  if (adaptor.getSize() < 0)
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected size >= 0, found ",
                             adaptor.getSize());
  types.push_back(withSize(source, *dim, adaptor.getSize()));
  return success();
}

Value ScatterAddOp::gradient(OpOperand &operand, Value resultGradient,
                             OpBuilder &builder) {
  if (operand.getOperandNumber() != 1)
    return {};
  return GatherOp::create(builder, getLoc(), resultGradient, getIndex(),
                          getDim());
}
