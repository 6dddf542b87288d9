// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Nadir.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Reductions.cpp.inc"

namespace {

/// Spreads a reduction's gradient over the elements that were reduced.
Expr spread(Expr grad, RankedTensorType full, ArrayRef<int64_t> dims) {
  return broadcastTo(restoreDims(grad, full, dims), full);
}

/// Shares the gradient of an extreme value among the elements equal to it.
template <typename Op>
Value extremeGradient(Op op, Value resultGradient, OpBuilder &builder) {
  FormulaBuilder f(builder, op.getLoc());
  Expr input = f(op.getInput());
  auto full = input.type();
  Expr extreme = restoreDims(f(op.getResult()), full, op.getDim());
  Expr ties = cast(eq(input, extreme), input.elementType());
  Expr grad = restoreDims(f(resultGradient), full, op.getDim());
  return ties * (grad / sum(ties, op.getDim(), /*keepdim=*/true));
}

} // namespace

Value SumOp::gradient(OpOperand &, Value resultGradient, OpBuilder &builder) {
  return spread(FormulaBuilder(builder, getLoc())(resultGradient),
                getInput().getType(), getDim());
}

Value MeanOp::gradient(OpOperand &, Value resultGradient, OpBuilder &builder) {
  FormulaBuilder f(builder, getLoc());
  return spread(f(resultGradient) / elementCount(f(getInput()), getDim()),
                getInput().getType(), getDim());
}

Value MaxOp::gradient(OpOperand &, Value resultGradient, OpBuilder &builder) {
  return extremeGradient(*this, resultGradient, builder);
}

Value MinOp::gradient(OpOperand &, Value resultGradient, OpBuilder &builder) {
  return extremeGradient(*this, resultGradient, builder);
}

Value LogsumexpOp::gradient(OpOperand &, Value resultGradient,
                            OpBuilder &builder) {
  FormulaBuilder f(builder, getLoc());
  Expr input = f(getInput());
  Expr result = restoreDims(f(getResult()), input.type(), getDim());
  Expr grad = restoreDims(f(resultGradient), input.type(), getDim());
  return exp(input - result) * grad;
}

LogicalResult ArgmaxOp::inferReturnTypes(MLIRContext *context,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  SmallVector<int64_t> dims;
  if (std::optional<int64_t> dim = adaptor.getDim())
    dims.push_back(*dim);
  if (failed(inferExtreme(location, getOperationName(),
                          adaptor.getInput().getType(), dims,
                          adaptor.getKeepdim(), types)))
    return failure();
  auto reduced = cast<RankedTensorType>(types.pop_back_val());
  types.push_back(
      RankedTensorType::get(reduced.getShape(), IntegerType::get(context, 64)));
  return success();
}

namespace {

template <typename Op> LogicalResult verifyDim(Op op) {
  RankedTensorType type = op.getInput().getType();
  if (!normalizeDim(op.getDim(), type.getRank()))
    return op.emitOpError("expected 'dim' in [")
           << -type.getRank() << ", " << type.getRank() << ") for input "
           << type << ", found " << op.getDim();
  return success();
}

} // namespace

LogicalResult SoftmaxOp::verify() { return verifyDim(*this); }
LogicalResult LogSoftmaxOp::verify() { return verifyDim(*this); }

LogicalResult ElementCountOp::inferReturnTypes(MLIRContext *context,
                                               std::optional<Location> location,
                                               Adaptor adaptor,
                                               SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  SmallVector<Type> reduced;
  if (failed(inferReduction(location, getOperationName(), input,
                            adaptor.getDim(), false, reduced)))
    return failure();
  Type element = input.getElementType();
  if (!isa<FloatType>(element))
    element = Float32Type::get(context);
  types.push_back(RankedTensorType::get({}, element));
  return success();
}

Value ElementCountOp::gradient(OpOperand &, Value, OpBuilder &) { return {}; }

OpFoldResult ElementCountOp::fold(FoldAdaptor) {
  auto input = getInput().getType();
  double count = 1.0;
  for (int64_t dim : resolveDims(getDim(), input.getRank())) {
    if (input.isDynamicDim(dim))
      return {};
    count *= static_cast<double>(input.getDimSize(dim));
  }
  return splatAttr(getType(), count);
}
