// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulOperands.h"

#include "compiler/Schedule/MatmulPack.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using llvm::divideCeil;

namespace nadir {

void MatmulOperands::prepare(ValueRange inputs, Value scratch, Value rowCount,
                             Value columnCount) {
  this->rowCount = rowCount;
  this->columnCount = columnCount;
  lhs = b.flatten(inputs[problem.lhsInput]);
  rhs = b.flatten(inputs[problem.rhsInput]);
  if (plan.packRhs)
    packedRhs = b.view(scratch, plan.rhsScratch, plan.packedRhsElements(),
                       problem.elementType);
  // A shared copy is the last argument.
  if (plan.shareLhs)
    packedLhs = inputs.back();
  else if (plan.packLhs)
    packedLhs =
        b.view(scratch, plan.lhsScratch, plan.rowTiles() * plan.packedLhsTile,
               problem.elementType);
}

/// The tile of the packed left operand.
Value MatmulOperands::packedTile(const MatmulBlock &block,
                                 const MatmulRows &rows) {
  if (!plan.shareLhs)
    return rows.number;
  Value blockOfK = b.divide(block.k.from, plan.kBlock).first;
  return b.add(b.divide(rows.from, plan.tileRows).first,
               b.mul(blockOfK, divideCeil(problem.m.size, plan.tileRows)));
}

void MatmulOperands::setRhs(MatmulMicrokernel &kernel, const MatmulBlock &block,
                            Value column, Value start) {
  if (plan.packRhs) {
    Value strip = b.divide(b.sub(column, block.columns.from), plan.lanes).first;
    kernel.rhs = packedRhs;
    kernel.rhsOffset = b.mul(strip, plan.packedRhsStrip);
    kernel.rhsKStride = b.index(plan.lanes);
    kernel.rhsVectorStride = b.index(plan.packedRhsStrip);
    return;
  }
  kernel.rhs = rhs;
  kernel.rhsOffset = rhsOffset(block, start);
  kernel.rhsKStride = b.index(problem.rhs.k);
  kernel.rhsVectorStride = b.index(plan.lanes);
  if (!isPartialTile())
    return;
  auto maskType = VectorType::get({plan.lanes}, b.getI1Type());
  for (int64_t v = 0; v < kernel.vectors; ++v) {
    Value left = b.sub(b.sub(columnCount, start), b.index(v * plan.lanes));
    kernel.rhsMasks.push_back(vector::CreateMaskOp::create(b, maskType, left));
  }
}

void MatmulOperands::setLhs(MatmulMicrokernel &kernel, const MatmulBlock &block,
                            const MatmulRows &rows) {
  if (plan.packLhs) {
    kernel.lhs = packedLhs;
    kernel.lhsRowStride = b.index(1);
    kernel.lhsKStride = b.index(plan.tileRows);
    kernel.lhsOffset = b.add(b.mul(packedTile(block, rows), plan.packedLhsTile),
                             plan.packedLhsWidth());
    return;
  }
  kernel.lhs = lhs;
  kernel.lhsRowStride = b.index(problem.lhs.outer);
  kernel.lhsKStride = b.index(problem.lhs.k);
  kernel.lhsOffset = b.add(block.lhsOffset, b.mul(block.k.from, problem.lhs.k));
  if (!rows.isSmall)
    kernel.lhsOffset =
        b.add(kernel.lhsOffset, b.mul(rows.start, problem.lhs.outer));
  for (int64_t r = 0; rows.isSmall && r < kernel.rows; ++r) {
    Value row = b.min(b.add(rows.start, r), b.sub(rowCount, b.index(1)));
    kernel.lhsRowOffsets.push_back(b.mul(row, problem.lhs.outer));
  }
}

void MatmulOperands::packLhs(const MatmulBlock &block) {
  if (!plan.packLhs || plan.shareLhs)
    return;
  MatmulTiles tiles = lhsTiles(problem, plan);
  tiles.from = lhs;
  tiles.fromOffset = b.add(block.lhsOffset, b.mul(block.k.from, problem.lhs.k));
  tiles.to = packedLhs;
  tiles.toOffset = b.index(0);
  tiles.firstRow = block.rows.from;
  tiles.endRow = block.rows.to;
  tiles.length = b.sub(block.k.to, block.k.from);
  packMatmulTiles(b, tiles);
}

Value MatmulOperands::rhsOffset(const MatmulBlock &block, Value column) {
  return b.add(b.add(block.rhsOffset, b.mul(column, problem.rhs.outer)),
               b.mul(block.k.from, problem.rhs.k));
}

void MatmulOperands::packRhs(const MatmulBlock &block) {
  if (!plan.packRhs)
    return;
  MatmulPackage package;
  package.vectorType = VectorType::get({plan.lanes}, problem.elementType);
  package.kStride = problem.rhs.k;
  package.columnStride = problem.rhs.outer;
  package.stripStride = plan.packedRhsStrip;
  package.from = rhs;
  package.fromOffset = rhsOffset(block, block.columns.from);
  package.to = packedRhs;
  package.columns = b.sub(block.columns.to, block.columns.from);
  package.fillsStrips =
      !problem.n.isDynamic() && problem.n.size % plan.lanes == 0;
  // Narrower tiles end with the last column unless that follows the batch.
  package.tileStrips = problem.n.isDynamic() ? plan.tileVectors : 1;
  package.length = b.sub(block.k.to, block.k.from);
  packMatmulPanel(b, package);
}

/// Whether a tile may have more columns than the whole result.
bool MatmulOperands::isPartialTile() const {
  return problem.n.isDynamic() || problem.n.size < plan.tileColumns();
}

} // namespace nadir
