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
    : problem(problem), plan(plan), domain(domain),
      body(kernel, arguments, domain), outputs(arguments.outputs) {
  Operation *terminator = kernel.getBody().front().getTerminator();
  for (Value result : terminator->getOperands()) {
    auto op = result.getDefiningOp<linalg::GenericOp>();
    columnSums.push_back(op && isColumnSum(op) ? op : nullptr);
  }
  linalg::GenericOp contraction = problem.contraction;
  ArrayRef<Coordinate> loops = domain.loops(contraction);
  AffineMap result = contraction.getIndexingMapsArray().back();
  for (AffineExpr dim : result.getResults())
    axes.push_back(loops[cast<AffineDimExpr>(dim).getPosition()].axis);
  if (problem.isTransposed)
    std::swap(axes[0], axes[1]);

  // Smaller ones are in the caches.
  constexpr int64_t farBytes = 4 << 20;
  auto type = cast<MemRefType>(arguments.outputs[0].getType());
  int64_t elementBytes = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  if (problem.isTransposed || type.getRank() != 2 ||
      type.getNumElements() * elementBytes < farBytes)
    return;
  for (auto [number, input] : llvm::enumerate(arguments.inputs))
    if (input.getType() == type && number != problem.lhsInput &&
        number != problem.rhsInput)
      farOperands.push_back(input);
}

void MatmulEpilogue::fetch(MatmulBuilder &b, Value k, Value row, Value column,
                           int64_t rows) {
  auto type = cast<MemRefType>(farOperands[0].getType());
  int64_t line = cacheLineBytes * 8 / type.getElementTypeBitWidth();
  int64_t lines = llvm::divideCeil(plan.tileColumns(), line);
  int64_t turns = std::max<int64_t>(plan.kBlock / plan.kUnroll, 1);
  int64_t atOnce = llvm::divideCeil(rows * lines, turns);
  Value first = b.mul(b.divide(k, plan.kUnroll).first, atOnce);
  for (int64_t i = 0; i < atOnce; ++i) {
    auto [ofRow, ofLine] = b.divide(b.add(first, i), lines);
    Value at = b.add(row, b.min(ofRow, b.index(rows - 1)));
    Value from = b.add(column, b.mul(ofLine, line));
    for (Value operand : farOperands)
      memref::PrefetchOp::create(b, operand, ValueRange{at, from},
                                 /*isWrite=*/true, /*localityHint=*/3,
                                 /*isDataCache=*/true);
  }
}

void MatmulEpilogue::begin(MatmulBuilder &b, Value from, Value to) {
  for (auto [i, op] : llvm::enumerate(columnSums)) {
    if (!op)
      continue;
    Value buffer = b.flatten(outputs[i]);
    Value zero =
        arith::ConstantOp::create(b, b.getZeroAttr(problem.elementType));
    b.loop(from, to, 1, [&](Value column) {
      memref::StoreOp::create(b, zero, buffer, column);
    });
  }
  // What is invariant in the whole kernel must stay before the first loop, even
  // if it turns out to be needed only later: an operation marks the place.
  OpBuilder::InsertionGuard guard(b);
  auto mark = arith::ConstantIndexOp::create(b, 0);
  b.setInsertionPoint(mark);
  body.enter(b);
}

LogicalResult MatmulEpilogue::emit(MatmulBuilder &b, const MatmulSums &sums) {
  bool wholeVectors =
      !problem.n.isDynamic() && problem.n.size % plan.lanes == 0;
  Value width = b.sub(sums.toColumn, sums.fromColumn);
  Value rest = b.index(0), end = sums.toColumn;
  if (!wholeVectors) {
    Value full = b.roundDown(width, plan.lanes);
    rest = b.sub(width, full);
    end = b.add(sums.fromColumn, full);
  }
  body.enter(b);
  auto rows = scf::ForOp::create(b, sums.fromRow, sums.toRow, b.index(1));
  body.enterLoop(rows);
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(rows.getBody()->getTerminator());
    Value row = rows.getInductionVar();
    setRow(b, sums.batch, row);
    Value at =
        b.add(sums.offset, b.mul(b.sub(row, sums.startRow), sums.rowStride));
    at = b.sub(at, sums.startColumn);
    if (problem.n.size >= plan.lanes)
      emitColumns(b, sums.buffer, at, sums.fromColumn, end, plan.lanes);
    if (!wholeVectors)
      emitRest(b, sums.buffer, at, end, rest);
  }
  body.leave();
  body.leave();
  return success(stored);
}

void MatmulEpilogue::emitColumns(MatmulBuilder &b, Value sums, Value at,
                                 Value from, Value to, int64_t lanes) {
  auto columns = scf::ForOp::create(b, from, to, b.index(lanes));
  body.enterLoop(columns);
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(columns.getBody()->getTerminator());
    Value column = columns.getInductionVar();
    if (lanes > 1)
      body.setLanes(axes.back(), column, lanes);
    else if (axes.back() != Coordinate::noAxis)
      body.setIndex(axes.back(), column);
    emitElements(b, sums, b.add(at, column), lanes);
  }
  body.leave();
}

void MatmulEpilogue::emitRest(MatmulBuilder &b, Value sums, Value at,
                              Value from, Value rest) {
  if (!plan.useMasks || axes.back() == Coordinate::noAxis)
    return emitColumns(b, sums, at, from, b.add(from, rest), 1);
  auto some = scf::IfOp::create(b, b.atLeast(rest, b.index(1)));
  body.enter(some, some.thenBlock());
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPoint(some.thenBlock()->getTerminator());
    // Only the last columns of all can be a part of a vector.
    if (!problem.n.isDynamic())
      rest = b.index(problem.n.size % plan.lanes);
    auto type = VectorType::get({plan.lanes}, b.getI1Type());
    Value mask = vector::CreateMaskOp::create(b, type, rest);
    body.setLanes(axes.back(), from, plan.lanes, mask);
    emitElements(b, sums, b.add(at, from), plan.lanes, mask);
  }
  body.leave();
}

void MatmulEpilogue::emitElements(MatmulBuilder &b, Value sums, Value at,
                                  int64_t lanes, Value mask) {
  auto type = VectorType::get({lanes}, problem.elementType);
  Value sum;
  if (mask) {
    // Beyond the last column may be anything, and so slow to compute with.
    Value zeros = arith::ConstantOp::create(b, b.getZeroAttr(type));
    sum = vector::MaskedLoadOp::create(b, type, sums, at, mask, zeros);
  } else if (lanes > 1) {
    sum = vector::LoadOp::create(b, type, sums, at);
  } else {
    sum = memref::LoadOp::create(b, sums, at);
  }
  body.bind(problem.contraction->getResult(0), sum);
  for (auto [i, op] : llvm::enumerate(columnSums)) {
    if (!op) {
      stored &= succeeded(body.store(i));
      continue;
    }
    Value element = body.evaluate(op.getInputs()[0], domain.loops(op));
    stored &= element && succeeded(body.addToElement(i, element));
  }
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
