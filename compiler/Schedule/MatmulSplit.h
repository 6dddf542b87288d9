// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a product of f32 is done with a matrix unit for bf16: each task splits
// what it reads of the operands in three parts (SplitOperand.h), the unit
// multiplies them tile by tile (AmxTiles.h), and meanwhile rows of the left
// operand's next tile are split if they need not be turned. The result is at
// least as exact as that of multiply-adds in f32. Where it would not be, the
// tile is done with those: if an operand's largest magnitude is so large that
// products of parts could overflow, or so small that what the unit flushes to
// zero would matter; if there are infinities or NaNs, which have no parts; and
// if the processor or the operating system turn out to have no matrix unit for
// us. Only the rows and columns of that very tile count: how a product is cut
// into blocks and tasks must not show in its bits. What remains: a row below
// 2^-107 in a tile with larger ones loses its last bits, as its low parts are
// flushed to zero.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULSPLIT_H
#define NADIR_COMPILER_SCHEDULE_MATMULSPLIT_H

#include "compiler/Schedule/AmxTiles.h"
#include "compiler/Schedule/MatmulOperands.h"
#include "compiler/Schedule/SplitOperand.h"

namespace nadir {

class MatmulSplit {
public:
  MatmulSplit(MatmulBuilder &builder, const MatmulProblem &problem,
              const MatmulPlan &plan)
      : b(builder), problem(problem), plan(plan) {}

  /// `inputs` are the kernel's, `scratch` is the task's memory, `sums` are
  /// those of the tiles, and the counts are those of all rows and columns.
  void begin(mlir::ValueRange inputs, mlir::Value scratch, mlir::Value sums,
             mlir::Value rowCount, mlir::Value columnCount);
  void packLhs(const MatmulBlock &block);
  /// To be called before and after all tiles of these rows: the next ones are
  /// packed beside them, if that is the plan. It begins with a tile of none
  /// before the first one.
  void beginRows(const MatmulBlock &block, const MatmulRows &rows);
  void endRows(const MatmulBlock &block);
  void packRhs(const MatmulBlock &block);
  /// Leaves the sums of the tile of `rows` that begins with `column` at
  /// `sumsOffset`; added to what is there, if this isn't the first block of k.
  void emitTile(const MatmulBlock &block, const MatmulRows &rows,
                mlir::Value column, int64_t vectors, mlir::Value sumsOffset);
  /// To be called before the function returns.
  void end();

private:
  SplitOperand describeOperand(bool isLeft, mlir::Value batchOffset,
                               const MatmulRange &outer, const MatmulRange &k);
  SplitOperand describeLhs(const MatmulBlock &block, mlir::Value firstRow);
  mlir::Value lhsPlace(mlir::Value number);
  std::function<void(mlir::Value, int64_t)> splitBeside(mlir::Value first);
  mlir::Value isInRange(mlir::Value largest);
  mlir::Value areInRange(mlir::Value packed, mlir::Value offset,
                         int64_t stripPairs, int64_t strips);
  TileProduct describeTile(const MatmulBlock &block, const MatmulRows &rows,
                           mlir::Value column, int64_t vectors,
                           mlir::Value sumsOffset);
  /// Whether sums of other blocks of k are there already.
  mlir::Value isLaterBlock(const MatmulBlock &block) {
    return b.atLeast(block.k.from, b.index(1));
  }
  int64_t blockSumStride() const { return plan.tileColumns() + plan.lanes; }
  void addToSums(int64_t vectors, mlir::Value sumsOffset);
  void emitPlainTile(const MatmulBlock &block, const MatmulRows &rows,
                     mlir::Value column, mlir::Value sumsOffset);

  MatmulBuilder &b;
  const MatmulProblem &problem;
  const MatmulPlan &plan;
  mlir::Value lhs, rhs, splitLhs, splitRhs, sums, rowCount, columnCount;
  /// Those of a tile and one of several blocks of k.
  mlir::Value blockSums;
  /// Whether there is a matrix unit.
  mlir::Value ready;
  /// The rows that are packed beside the present ones, whether there are any,
  /// and in memory, the first one that was left behind.
  SplitOperand ahead;
  mlir::Value isAhead, leftBehind;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULSPLIT_H
