// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Linear.cpp.inc"

namespace {

/// Rows and columns of an operand after the optional transposition.
std::pair<int64_t, int64_t> matrixShape(RankedTensorType type, bool transpose) {
  int64_t rows = type.getDimSize(type.getRank() - 2);
  int64_t columns = type.getDimSize(type.getRank() - 1);
  return transpose ? std::pair(columns, rows) : std::pair(rows, columns);
}

} // namespace

LogicalResult MatmulOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  auto lhs = cast<RankedTensorType>(adaptor.getLhs().getType());
  auto rhs = cast<RankedTensorType>(adaptor.getRhs().getType());
  auto error = [&](auto &&...text) {
    return emitOptionalError(location, "'", getOperationName(), "' op ",
                             text..., ", found ", lhs, " and ", rhs);
  };
  if (lhs.getElementType() != rhs.getElementType())
    return error("expected operands of one element type");
  if (lhs.getRank() < 2 || rhs.getRank() < 2)
    return error("expected operands of rank 2 or more");
  auto [m, k] = matrixShape(lhs, adaptor.getTransposeLhs());
  auto [k2, n] = matrixShape(rhs, adaptor.getTransposeRhs());
  if (k != k2)
    return error("expected equal inner sizes, ", k, " and ", k2);
  ArrayRef<int64_t> lhsBatch = lhs.getShape().drop_back(2);
  ArrayRef<int64_t> rhsBatch = rhs.getShape().drop_back(2);
  if (!lhsBatch.empty() && !rhsBatch.empty() && lhsBatch != rhsBatch)
    return error("expected equal leading dimensions");
  Shape shape(lhsBatch.empty() ? rhsBatch : lhsBatch);
  shape.append({m, n});
  auto result = RankedTensorType::get(shape, lhs.getElementType());
  if (!hasValidRows(result))
    return error("would have more than one batch dimension: ", result);
  types.push_back(result);
  return success();
}

Value MatmulOp::gradient(OpOperand &operand, Value resultGradient,
                         OpBuilder &builder) {
  FormulaBuilder f(builder, getLoc());
  Expr grad = f(resultGradient), lhs = f(getLhs()), rhs = f(getRhs());
  bool tl = getTransposeLhs(), tr = getTransposeRhs();
  bool isLhs = operand.getOperandNumber() == 0;
  Expr shared = isLhs ? lhs : rhs, other = isLhs ? rhs : lhs;
  // A rank-2 operand serves all leading dimensions of the other. Those can't be
  // joined to the rows where one of them is the batch: add up their products.
  if (shared.rank() == 2 && other.rank() > 2)
    return sharedGradient(isLhs, grad, lhs, rhs);
  if (isLhs)
    return tl ? matmul(rhs, grad, tr, true) : matmul(grad, rhs, false, !tr);
  return tr ? matmul(grad, lhs, true, tl) : matmul(lhs, grad, !tl, false);
}

Value MatmulOp::sharedGradient(bool isLhs, Expr grad, Expr lhs, Expr rhs) {
  bool tl = getTransposeLhs(), tr = getTransposeRhs();
  Expr perBatch;
  if (isLhs)
    perBatch = tl ? matmul(rhs, grad, tr, true) : matmul(grad, rhs, false, !tr);
  else
    perBatch = tr ? matmul(grad, lhs, true, tl) : matmul(lhs, grad, !tl, false);
  SmallVector<int64_t> dims;
  for (int64_t i = 0; i < perBatch.rank() - 2; ++i)
    dims.push_back(i);
  return sum(perBatch, dims, /*keepdim=*/false);
}

LogicalResult LinearOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  auto weight = cast<RankedTensorType>(adaptor.getWeight().getType());
  auto error = [&](auto &&...text) {
    return emitOptionalError(location, "'", getOperationName(), "' op ",
                             text...);
  };
  if (input.getRank() == 0)
    return error("expected input [.., in_features], found ", input);
  if (weight.getRank() != 2 || !weight.hasStaticShape() ||
      weight.getDimSize(1) != input.getShape().back() ||
      weight.getElementType() != input.getElementType())
    return error("expected weight [out_features, ", input.getShape().back(),
                 "] of the input's element type for input ", input, ", found ",
                 weight);
  if (Value bias = adaptor.getBias()) {
    auto expected =
        RankedTensorType::get({weight.getDimSize(0)}, weight.getElementType());
    if (bias.getType() != expected)
      return error("expected bias ", expected, ", found ", bias.getType());
  }
  Shape shape(input.getShape());
  shape.back() = weight.getDimSize(0);
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}
