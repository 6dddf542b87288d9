// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulSplit.h"

#include "compiler/Schedule/PlainTile.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {

/// Elements between steps of k from which on no hardware looks ahead for them.
static constexpr int64_t farStride = 512;

void MatmulSplit::begin(ValueRange inputs, Value scratch, Value sums,
                        Value rowCount, Value columnCount) {
  this->sums = sums;
  this->rowCount = rowCount;
  this->columnCount = columnCount;
  lhs = b.flatten(inputs[problem.lhsInput]);
  rhs = b.flatten(inputs[problem.rhsInput]);
  splitLhs = b.view(scratch, plan.lhsScratch,
                    plan.rowTiles() * plan.packedLhsTile, b.getI32Type());
  splitRhs = b.view(scratch, plan.rhsScratch, plan.packedRhsElements(),
                    b.getI32Type());
  if (plan.kBlocks > 1)
    blockSums = memref::AllocaOp::create(
        b,
        MemRefType::get({plan.tileRows * blockSumStride()},
                        problem.elementType),
        b.getI64IntegerAttr(cacheLineBytes));
  if (plan.rowsAhead != 0)
    leftBehind =
        memref::AllocaOp::create(b, MemRefType::get({1}, b.getIndexType()));
  ready = beginTiles(b);
}

void MatmulSplit::end() { endTiles(b, ready); }

/// Products of parts and their sums are finite up to 2^50. What the unit takes
/// for zero, products of parts below 2^-126 and such parts, is less than half a
/// unit in the last place of products of two numbers of 2^-50.
Value MatmulSplit::isInRange(Value largest) {
  constexpr int32_t bias = 127, mantissaBits = 23, range = 50;
  auto constant = [&](int32_t value) {
    return arith::ConstantOp::create(b, b.getI32IntegerAttr(value));
  };
  constexpr int32_t least = (bias - range) << mantissaBits;
  constexpr int32_t most = (bias + range) << mantissaBits;
  Value above = arith::SubIOp::create(b, largest, constant(least));
  Value isInside = arith::CmpIOp::create(b, arith::CmpIPredicate::ule, above,
                                         constant(most - least));
  Value isZero =
      arith::CmpIOp::create(b, arith::CmpIPredicate::eq, largest, constant(0));
  return arith::OrIOp::create(b, isInside, isZero);
}

/// What packing either operand takes from the problem.
SplitOperand MatmulSplit::describeOperand(bool isLeft, Value batchOffset,
                                          const MatmulRange &outer,
                                          const MatmulRange &k) {
  const MatmulStrides &strides = isLeft ? problem.lhs : problem.rhs;
  SplitOperand operand;
  operand.isLeft = isLeft;
  operand.from = isLeft ? lhs : rhs;
  operand.fromOffset =
      b.add(b.add(batchOffset, b.mul(outer.from, strides.outer)),
            b.mul(k.from, strides.k));
  operand.kIsContiguous = strides.k == 1;
  operand.stride = b.index(operand.kIsContiguous ? strides.outer : strides.k);
  operand.isFar = strides.k >= farStride;
  operand.outer = b.sub(outer.to, outer.from);
  operand.length = b.sub(k.to, k.from);
  operand.fillsSteps =
      !problem.k.isDynamic() && problem.k.size % splitSteps == 0;
  operand.toOffset = b.index(0);
  return operand;
}

void MatmulSplit::packRhs(const MatmulBlock &block) {
  SplitOperand operand = describeOperand(/*isLeft=*/false, block.rhsOffset,
                                         block.columns, block.k);
  operand.fillsStrips = problem.n.size % splitRows == 0;
  operand.to = splitRhs;
  operand.stripPairs = b.index(plan.packedRhsStrip);
  b.branch(ready, [&] { splitOperand(b, operand); });
}

/// The rows of a block from `firstRow` on.
SplitOperand MatmulSplit::describeLhs(const MatmulBlock &block,
                                      Value firstRow) {
  SplitOperand operand = describeOperand(/*isLeft=*/true, block.lhsOffset,
                                         {firstRow, block.rows.to}, block.k);
  operand.fillsStrips =
      !problem.m.isDynamic() && problem.m.size % plan.tileRows == 0;
  operand.to = splitLhs;
  operand.stripPairs = b.index(plan.packedLhsTile / splitTileStrips);
  return operand;
}

/// Where a packed tile of rows begins. If they are packed ahead, two of them
/// take turns.
Value MatmulSplit::lhsPlace(Value number) {
  if (plan.rowsAhead != 0)
    number = b.divide(number, plan.rowTiles()).second;
  return b.mul(number, plan.packedLhsTile);
}

void MatmulSplit::packLhs(const MatmulBlock &block) {
  if (plan.rowsAhead != 0)
    return;
  SplitOperand operand = describeLhs(block, block.rows.from);
  b.branch(ready, [&] { splitOperand(b, operand); });
}

void MatmulSplit::beginRows(const MatmulBlock &block, const MatmulRows &rows) {
  if (plan.rowsAhead == 0)
    return;
  ahead = describeLhs(block, b.add(rows.from, plan.tileRows));
  ahead.toOffset = lhsPlace(b.add(rows.number, 1));
  isAhead = arith::AndIOp::create(b, ready, b.atLeast(ahead.outer, b.index(1)));
  // Nothing is done beside the tile before the first one.
  Value left = arith::SelectOp::create(b, b.atLeast(rows.number, b.index(0)),
                                       b.index(plan.tileRows), b.index(0));
  memref::StoreOp::create(b, left, leftBehind, b.index(0));
  b.branch(isAhead, [&] {
    for (int64_t strip = 0; strip < splitTileStrips; ++strip)
      beginStrip(b, ahead, b.index(strip));
  });
}

void MatmulSplit::endRows(const MatmulBlock &block) {
  if (plan.rowsAhead == 0)
    return;
  b.branch(isAhead, [&] {
    // Tiles may be too few to have all rows split beside them.
    Value tiles = b.ceilDivide(b.sub(block.columns.to, block.columns.from),
                               plan.tileColumns());
    Value left = memref::LoadOp::create(b, leftBehind, b.index(0));
    left = b.min(left, b.mul(tiles, plan.rowsAhead));
    Value rows = b.index(plan.tileRows);
    b.branch(b.atLeast(b.sub(rows, left), b.index(1)),
             [&] { splitSomeRows(b, ahead, left, rows); });
    for (int64_t strip = 0; strip < splitTileStrips; ++strip)
      endStrip(b, ahead, b.index(strip));
  });
}

/// Whether the strips that begin at `offset` are in range.
Value MatmulSplit::areInRange(Value packed, Value offset, int64_t stripPairs,
                              int64_t strips) {
  Value largest;
  for (int64_t strip = 0; strip < strips; ++strip) {
    Value at = b.add(offset, (strip + 1) * stripPairs - splitLargestPairs);
    Value next = memref::LoadOp::create(b, packed, at);
    largest = largest ? arith::MaxUIOp::create(b, largest, next) : next;
  }
  return isInRange(largest);
}

void MatmulSplit::emitTile(const MatmulBlock &block, const MatmulRows &rows,
                           Value column, int64_t vectors, Value sumsOffset) {
  TileProduct product = describeTile(block, rows, column, vectors, sumsOffset);
  Value lhsInRange = areInRange(splitLhs, product.lhsOffset,
                                product.lhsStripStride, product.lhsStrips);
  Value rhsInRange = areInRange(splitRhs, product.rhsOffset,
                                product.rhsStripStride, product.rhsStrips);
  Value isSplit = arith::AndIOp::create(
      b, ready, arith::AndIOp::create(b, lhsInRange, rhsInRange));
  // The first row of the next tile that is to be split beside this one.
  Value first;
  if (plan.rowsAhead != 0) {
    Value number =
        b.divide(b.sub(column, block.columns.from), plan.tileColumns()).first;
    first = b.min(b.mul(number, plan.rowsAhead), b.index(plan.tileRows));
    product.beside = splitBeside(first);
  }
  b.branch(
      isSplit,
      [&] {
        multiplyTiles(b, product);
        b.branch(isLaterBlock(block), [&] { addToSums(vectors, sumsOffset); });
      },
      [&] {
        emitPlainTile(block, rows, column, sumsOffset);
        if (!first)
          return;
        Value left = memref::LoadOp::create(b, leftBehind, b.index(0));
        memref::StoreOp::create(b, b.min(left, first), leftBehind, b.index(0));
      });
}

/// Splits rows of the next tile from `first` on, if there are any: tiles that
/// come too late find none left.
std::function<void(Value, int64_t)> MatmulSplit::splitBeside(Value first) {
  SmallVector<Value> ends = {first};
  for (int64_t piece = 1; piece <= tilePieces; ++piece) {
    int64_t rows = llvm::divideCeil(piece * plan.rowsAhead, tilePieces);
    Value end = b.min(b.add(first, rows), b.index(plan.tileRows));
    ends.push_back(arith::SelectOp::create(b, isAhead, end, first));
  }
  return [this, ends](Value step, int64_t piece) {
    b.loop(ends[piece], ends[piece + 1], 1,
           [&](Value row) { splitRow(b, ahead, row, step); });
  };
}

TileProduct MatmulSplit::describeTile(const MatmulBlock &block,
                                      const MatmulRows &rows, Value column,
                                      int64_t vectors, Value sumsOffset) {
  TileProduct product;
  product.lhsStrips = splitTileStrips;
  product.rhsStrips = vectors;
  product.lhs = splitLhs;
  product.lhsOffset = lhsPlace(rows.number);
  product.lhsStripStride = plan.packedLhsTile / product.lhsStrips;
  product.rhs = splitRhs;
  Value strip = b.divide(b.sub(column, block.columns.from), splitRows).first;
  product.rhsOffset = b.mul(strip, plan.packedRhsStrip);
  product.rhsStripStride = plan.packedRhsStrip;
  product.steps = b.ceilDivide(b.sub(block.k.to, block.k.from), splitSteps);
  product.sums = tileAddress(b, sums, sumsOffset);
  product.sumStride = b.index(plan.sumStride());
  if (plan.kBlocks == 1)
    return product;
  Value isLater = isLaterBlock(block);
  product.sums = arith::SelectOp::create(
      b, isLater, tileAddress(b, blockSums, b.index(0)), product.sums);
  product.sumStride = arith::SelectOp::create(
      b, isLater, b.index(blockSumStride()), product.sumStride);
  return product;
}

/// Adds the sums of a block of k to those of the blocks before. The unit could
/// go on from these, but what is small would then meet what is large.
void MatmulSplit::addToSums(int64_t vectors, Value sumsOffset) {
  auto type = VectorType::get({plan.lanes}, problem.elementType);
  b.loop(b.index(0), b.index(plan.tileRows), 1, [&](Value row) {
    for (int64_t vector = 0; vector < vectors; ++vector) {
      int64_t column = vector * plan.lanes;
      Value from = b.add(b.mul(row, blockSumStride()), column);
      Value to = b.add(sumsOffset, b.add(b.mul(row, plan.sumStride()), column));
      Value sum = arith::AddFOp::create(
          b, vector::LoadOp::create(b, type, sums, to),
          vector::LoadOp::create(b, type, blockSums, from));
      vector::StoreOp::create(b, sum, sums, to);
    }
  });
}

/// Operands are read as they lie: rows and columns beyond the last ones are
/// that row, and zeros.
void MatmulSplit::emitPlainTile(const MatmulBlock &block,
                                const MatmulRows &rows, Value column,
                                Value sumsOffset) {
  PlainTile tile;
  tile.isGathered = problem.rhs.outer != 1;
  tile.lhs = lhs;
  tile.lhsOffset =
      b.add(b.add(block.lhsOffset, b.mul(rows.from, problem.lhs.outer)),
            b.mul(block.k.from, problem.lhs.k));
  tile.lhsRowStride = b.index(problem.lhs.outer);
  tile.lhsKStride = b.index(problem.lhs.k);
  tile.rows = b.min(b.index(plan.tileRows), b.sub(rowCount, rows.from));
  tile.rhs = rhs;
  tile.rhsOffset =
      b.add(b.add(block.rhsOffset, b.mul(column, problem.rhs.outer)),
            b.mul(block.k.from, problem.rhs.k));
  tile.rhsKStride = b.index(problem.rhs.k);
  tile.rhsColumnStride = b.index(problem.rhs.outer);
  tile.columns = b.sub(columnCount, column);
  tile.length = b.sub(block.k.to, block.k.from);
  tile.addsUp = isLaterBlock(block);
  tile.sums = sums;
  tile.sumsOffset = sumsOffset;
  tile.sumStride = b.index(plan.sumStride());
  multiplyPlainTile(b, tile);
}

} // namespace nadir
