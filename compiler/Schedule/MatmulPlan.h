// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a matmul kernel computes, read from its contraction, and how it is going
// to be computed: tile sizes, blocks, which operand is packed, scratch memory,
// and the cut into tasks. All choices follow from shapes and the target, never
// from the number of threads; only whether there can be several at all matters.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULPLAN_H
#define NADIR_COMPILER_SCHEDULE_MATMULPLAN_H

#include "compiler/Schedule/KernelSignature.h"
#include "compiler/Schedule/MatmulChoice.h"
#include "compiler/Schedule/TargetInfo.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/Support/MathExtras.h"

namespace nadir {

/// A loop of the contraction.
struct MatmulExtent {
  /// Number of steps, with as many rows as the capacity.
  int64_t size = 1;
  /// If not 0: only rows * perRow steps are done.
  int64_t perRow = 0;

  bool isDynamic() const { return perRow != 0; }
};

/// Distances in elements between neighbours along each loop.
struct MatmulStrides {
  int64_t batch = 0;
  /// Along m for the left operand, along n for the right one.
  int64_t outer = 0;
  int64_t k = 0;
};

/// result[b, m, n] = sum over k of lhs[b, m, k] * rhs[b, k, n]
struct MatmulProblem {
  mlir::linalg::GenericOp contraction;
  mlir::Type elementType;
  MatmulExtent batch, m, n, k;
  /// Positions of the operands among the kernel's tensors.
  unsigned lhsInput = 0, rhsInput = 0;
  MatmulStrides lhs, rhs;
  /// Sizes of the result's leading dimensions and of the one before the last.
  llvm::SmallVector<int64_t> leadingSizes;
  int64_t innerRows = 1;
  /// The leading dimensions are not `batch` but part of m: the right operand is
  /// the same for all of them, and the left one has their rows one after the
  /// other.
  bool leadingInM = false;
  /// Rows and columns have changed places: m counts the result's columns.
  bool isTransposed = false;
  /// The kernel also adds up columns of its results: each task has all rows.
  bool sumsColumns = false;
  /// How many results of the product's size the kernel has: those of an update
  /// are a parameter and its states.
  int64_t results = 1;

  int64_t bytes(int64_t elements) const {
    return elements * elementType.getIntOrFloatBitWidth() / 8;
  }
  double flops() const { return 2.0 * batch.size * m.size * n.size * k.size; }
};

/// Whether `op` adds up the columns of a matrix, as for the gradient of a bias.
bool isColumnSum(mlir::linalg::GenericOp op);

/// `inputs` are the types of the buffers of the kernel's tensor arguments.
/// Tells the reason if `kernel` is not a matmul.
llvm::FailureOr<MatmulProblem> analyzeMatmul(mlir::func::FuncOp kernel,
                                             mlir::TypeRange inputs,
                                             std::string &reason);

/// The same with the buffers that the kernel's arguments will have.
llvm::FailureOr<MatmulProblem> analyzeMatmul(mlir::func::FuncOp kernel,
                                             std::string &reason);

/// Which loop the tasks share. Blocks: each has some rows and some columns.
enum class MatmulCut { None, Batch, Rows, Columns, Blocks };

struct MatmulPlan {
  int64_t lanes = 1;
  bool useFma = true;
  bool useMasks = true;

  /// The register tile has `tileRows` rows of `tileVectors` vectors.
  int64_t tileRows = 1;
  int64_t tileVectors = 1;
  /// Vectors of the narrower tiles that end with the last column; 0 if there
  /// are none.
  int64_t restVectors = 0;
  /// Rows of the tile that is used where there are fewer than `tileRows` rows,
  /// which can only happen where m follows the batch.
  int64_t smallTileRows = 4;
  int64_t kUnroll = 4;

  /// Steps of k that are done at a time; all of them if there is one block, and
  /// then a tile's result is ready as soon as it leaves the registers.
  int64_t kBlock = 1;
  int64_t kBlocks = 1;
  /// Columns of the right operand that are packed at a time and meet all rows.
  int64_t columnBlock = 1;
  /// Columns of a block whose sums the epilogue takes at a time.
  int64_t panelColumns = 1;
  /// Rows whose partial results are held at a time, if there are blocks of k.
  int64_t sumRows = 1;
  /// Rows of the left operand that are packed at a time. Blocks are multiples
  /// of the tile, or everything.
  int64_t rowBlock = 1;

  /// Operands are split into bf16 for a matrix unit (MatmulSplit.h): both are
  /// packed so, as pairs of 32 bits, and tiles are multiples of 16.
  bool splits = false;
  /// How many rows of the next tile are split while the unit does a tile; 0 if
  /// a whole block of the left operand is split before.
  int64_t rowsAhead = 0;
  bool packLhs = false;
  bool packRhs = false;
  /// Whether the left operand is packed once, by a kernel of its own, instead
  /// of by each task that reads it.
  bool shareLhs = false;
  /// Elements of a packed vector of columns of the right operand.
  int64_t packedRhsStrip = 0;
  /// Elements between packed tiles of the left operand.
  int64_t packedLhsTile = 0;
  /// Lanes of the vectors that copy a step of k of such a tile.
  int64_t packedLhsLanes = 1;

  /// Byte offsets in the kernel's scratch memory and its size.
  int64_t lhsScratch = 0, rhsScratch = 0, sumScratch = 0, scratchBytes = 0;

  MatmulCut cut = MatmulCut::None;
  /// In steps of the loop that is cut; those of an extent that follows the
  /// batch count rows.
  TaskCut tasks;
  /// Of a cut into blocks: rows and columns of a task, and tasks beside each
  /// other.
  int64_t taskRows = 0, taskColumns = 0;
  int64_t columnTasks = 1;

  int64_t tileColumns() const { return tileVectors * lanes; }
  /// Elements that are copied for a step of k of a packed tile.
  int64_t packedLhsWidth() const {
    return llvm::alignTo(tileRows, packedLhsLanes);
  }
  /// Tiles of the left operand that are packed at a time.
  int64_t rowTiles() const { return rowsAhead ? 2 : rowBlock / tileRows; }
  int64_t packedRhsElements() const {
    return columnBlock / lanes * packedRhsStrip;
  }
  /// Elements of a left operand that is packed once: all tiles in order, for
  /// one block of k after the other.
  int64_t sharedLhsElements(const MatmulProblem &problem) const {
    return kBlocks * llvm::divideCeil(problem.m.size, tileRows) * packedLhsTile;
  }
  /// Distance between rows of sums: rows begin in different sets of the cache.
  /// A tile that was moved up to end with the last column may begin before the
  /// columns whose sums are kept.
  int64_t sumLead() const { return packRhs ? 0 : tileColumns(); }
  int64_t sumStride() const {
    return sumLead() + (kBlocks > 1 ? columnBlock : panelColumns) + lanes;
  }
  /// Small tiles together may have a few rows more than the block, and vectors
  /// may be read from the last place.
  int64_t sumElements() const {
    int64_t rows = kBlocks > 1 ? sumRows + smallTileRows : tileRows;
    return rows * sumStride() + lanes;
  }
};

/// Tasks share a packed left operand only if they `mayShare` it.
MatmulPlan planMatmul(const MatmulProblem &problem, const TargetInfo &target,
                      const MatmulChoice &choice = {}, bool mayShare = false);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULPLAN_H
