// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulEpilogue.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {

MatmulEpilogue::MatmulEpilogue(func::FuncOp kernel,
                               const MatmulProblem &problem,
                               const MatmulPlan &plan, const LoopDomain &domain,
                               const ScheduledArguments &arguments)
    : problem(problem), plan(plan), body(kernel, arguments, domain),
      resultCount(kernel.getNumResults()) {
  linalg::GenericOp contraction = problem.contraction;
  ArrayRef<Coordinate> loops = domain.loops(contraction);
  AffineMap result = contraction.getIndexingMapsArray().back();
  for (AffineExpr dim : result.getResults())
    axes.push_back(loops[cast<AffineDimExpr>(dim).getPosition()].axis);

  // Smaller ones are in the caches.
  constexpr int64_t farBytes = 4 << 20;
  auto type = cast<MemRefType>(arguments.outputs[0].getType());
  int64_t elementBytes = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  if (type.getRank() != 2 || type.getNumElements() * elementBytes < farBytes)
    return;
  for (auto [number, input] : llvm::enumerate(arguments.inputs))
    if (input.getType() == type && number != problem.lhsInput &&
        number != problem.rhsInput)
      farOperands.push_back(input);
}

void MatmulEpilogue::fetch(MatmulBuilder &b, Value row, Value column,
                           int64_t rows) {
  constexpr int64_t lineBytes = 64;
  for (Value operand : farOperands) {
    auto type = cast<MemRefType>(operand.getType());
    int64_t line = lineBytes * 8 / type.getElementTypeBitWidth();
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t c = 0; c < plan.tileColumns(); c += line)
        memref::PrefetchOp::create(b, operand,
                                   ValueRange{b.add(row, r), b.add(column, c)},
                                   /*isWrite=*/true, /*localityHint=*/3,
                                   /*isDataCache=*/true);
  }
}

void MatmulEpilogue::begin(MatmulBuilder &b) {
  // What is invariant in the whole kernel must stay before the first loop, even
  // if it turns out to be needed only later: an operation marks the place.
  OpBuilder::InsertionGuard guard(b);
  auto mark = arith::ConstantIndexOp::create(b, 0);
  b.setInsertionPoint(mark);
  body.enter(b);
}

LogicalResult MatmulEpilogue::emit(MatmulBuilder &b, const MatmulSums &sums) {
  bool alwaysFull =
      !problem.n.isDynamic() && problem.n.size % plan.tileColumns() == 0;
  if (!alwaysFull)
    emitVectors(b, sums);
  for (int64_t v = 0; alwaysFull && v < plan.tileVectors; ++v)
    emitRows(b, sums, b.add(sums.fromColumn, v * plan.lanes), plan.lanes);
  return success(stored);
}

void MatmulEpilogue::emitVectors(MatmulBuilder &b, const MatmulSums &sums) {
  Value width = b.sub(sums.toColumn, sums.fromColumn);
  Value full = b.roundDown(width, plan.lanes);
  Value end = b.add(sums.fromColumn, full);
  b.loop(sums.fromColumn, end, plan.lanes,
         [&](Value column) { emitRows(b, sums, column, plan.lanes); });
  if (problem.n.isDynamic() || problem.n.size % plan.lanes != 0)
    emitRest(b, sums, end, b.sub(width, full));
}

void MatmulEpilogue::emitRest(MatmulBuilder &b, const MatmulSums &sums,
                              Value from, Value rest) {
  if (!plan.useMasks || axes.back() == Coordinate::noAxis)
    return b.loop(from, b.add(from, rest), 1,
                  [&](Value column) { emitRows(b, sums, column, 1); });
  b.branch(b.atLeast(rest, b.index(1)), [&] {
    // Only the last columns of all can be a part of a vector.
    if (!problem.n.isDynamic())
      rest = b.index(problem.n.size % plan.lanes);
    auto type = VectorType::get({plan.lanes}, b.getI1Type());
    Value mask = vector::CreateMaskOp::create(b, type, rest);
    emitRows(b, sums, from, plan.lanes, mask);
  });
}

void MatmulEpilogue::emitRows(MatmulBuilder &b, const MatmulSums &sums,
                              Value column, int64_t lanes, Value mask) {
  int columnAxis = axes.back();
  body.enter(b);
  if (lanes > 1)
    body.setLanes(columnAxis, column, lanes, mask);
  else if (columnAxis != Coordinate::noAxis)
    body.setIndex(columnAxis, column);

  Value at = b.add(sums.offset, b.sub(column, sums.startColumn));
  auto rows = scf::ForOp::create(b, sums.fromRow, sums.toRow, b.index(1));
  body.enterLoop(rows);
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(rows.getBody()->getTerminator());
    Value row = rows.getInductionVar();
    setRow(b, sums.batch, row);
    Value from =
        b.add(at, b.mul(b.sub(row, sums.startRow), plan.tileColumns()));
    auto type = VectorType::get({lanes}, problem.elementType);
    Value sum = lanes > 1
                    ? vector::LoadOp::create(b, type, sums.buffer, from)
                    : memref::LoadOp::create(b, sums.buffer, from).getResult();
    body.bind(problem.contraction->getResult(0), sum);
    for (unsigned i = 0; i < resultCount; ++i)
      stored &= succeeded(body.store(i));
  }
  body.leave();
  body.leave();
}

void MatmulEpilogue::setRow(MatmulBuilder &b, Value batch, Value row) {
  SmallVector<int64_t> sizes(problem.leadingSizes);
  Value index = batch;
  size_t rowDim = axes.size() - 2;
  if (problem.leadingInM) {
    std::tie(index, row) = b.divide(row, problem.innerRows);
  }
  if (axes[rowDim] != Coordinate::noAxis)
    body.setIndex(axes[rowDim], row);
  for (size_t dim = rowDim; dim-- > 0;) {
    Value rest;
    // The outermost index needs no division: it may count rows of the batch.
    if (dim == 0)
      rest = index;
    else
      std::tie(index, rest) = b.divide(index, sizes[dim]);
    if (axes[dim] != Coordinate::noAxis)
      body.setIndex(axes[dim], rest);
  }
}

} // namespace nadir
