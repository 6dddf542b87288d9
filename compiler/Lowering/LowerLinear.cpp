// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nadir {
namespace {

/// The map of an operand over the loops [batch.., m, n, k]: its leading
/// dimensions are the last batch loops, its others `row` and `column`.
AffineMap operandMap(MLIRContext *context, int64_t rank, int64_t loops,
                     int64_t row, int64_t column) {
  SmallVector<AffineExpr> results;
  for (int64_t i = 0; i < rank - 2; ++i)
    results.push_back(getAffineDimExpr(i, context));
  results.push_back(getAffineDimExpr(row, context));
  results.push_back(getAffineDimExpr(column, context));
  return AffineMap::get(loops, 0, results, context);
}

} // namespace

Value lowerLinear(KernelBuilder &kernel, Operation *op) {
  auto matmul = dyn_cast<MatmulOp>(op);
  if (!matmul)
    return {};
  ImplicitLocOpBuilder &b = kernel.builder();
  RankedTensorType type = matmul.getType();
  int64_t rank = type.getRank(), loops = rank + 1;
  int64_t m = rank - 2, n = rank - 1, k = rank;
  auto input = [&](Value operand, int64_t row, int64_t column,
                   bool transposed) -> KernelBuilder::Operand {
    if (transposed)
      std::swap(row, column);
    return {kernel.lookup(operand),
            operandMap(b.getContext(), tensorType(operand).getRank(), loops,
                       row, column)};
  };
  KernelBuilder::Operand lhs =
      input(matmul.getLhs(), m, k, matmul.getTransposeLhs());
  KernelBuilder::Operand rhs =
      input(matmul.getRhs(), k, n, matmul.getTransposeRhs());
  KernelBuilder::Operand init{kernel.filled(type, cast<TypedAttr>(b.getZeroAttr(
                                                      type.getElementType()))),
                              operandMap(b.getContext(), rank, loops, m, n)};
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  iterators.push_back(utils::IteratorType::reduction);
  return kernel.generic(
      {lhs, rhs}, init, iterators,
      [](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
        Value product = arith::MulFOp::create(b, args[0], args[1]);
        return {arith::AddFOp::create(b, args[2], product)};
      })[0];
}

} // namespace nadir
