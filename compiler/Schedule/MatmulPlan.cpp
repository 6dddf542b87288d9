// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulPlan.h"

#include "compiler/Schedule/MatmulCost.h"
#include "compiler/Schedule/SplitOperand.h"

#include "llvm/Support/MathExtras.h"

#include <numeric>
#include <optional>

using llvm::alignTo;
using llvm::divideCeil;

namespace nadir {
namespace {

constexpr int64_t scratchAlignment = 64;
/// What a packed block of the right operand takes at most: it is read again for
/// each tile of rows, and should stay in a second-level cache meanwhile.
constexpr int64_t rhsBlockBytes = 1 << 20;
/// What it takes where that is a matter of choice.
constexpr int64_t nearBlockBytes = 640 * 1024;
/// What a packed block of the left operand takes beside it.
constexpr int64_t lhsBlockBytes = 384 * 1024;
/// What a left operand that is packed once takes at most.
constexpr int64_t mostSharedBytes = 20 << 20;
/// Sums that wait for the epilogue stay in a first-level cache.
constexpr int64_t mostPanelColumns = 128;
/// Rows of sums that wait for the next block of k.
constexpr int64_t mostSumRows = 1024;

/// Rows of a tile whose rows are `vectors` wide. Beside the sums, registers
/// hold a row of the right operand, the broadcast element, and what the
/// scheduler loads ahead; with fewer to spare it spills sums in the innermost
/// loop, which costs half of the speed.
int64_t mostTileRows(int64_t vectors, const TargetInfo &target) {
  int64_t registers = target.vectorRegisters;
  int64_t reserve = registers >= 32 ? 3 : 2;
  // A product that isn't fused takes a register of its own.
  reserve += target.hasFma ? 0 : 1;
  int64_t rows = (registers - vectors - reserve) / vectors;
  return std::clamp<int64_t>(rows, 1, 16);
}

/// The height of the tiles that cover `rows`: equal ones waste less than full
/// ones and a remainder.
int64_t evenTileRows(int64_t rows, int64_t most) {
  int64_t tiles = std::max<int64_t>(divideCeil(rows, most), 1);
  return std::max<int64_t>(divideCeil(rows, tiles), 1);
}

/// Steps of k that are written out: more of them only cost code where there are
/// few.
int64_t unrolledSteps(const MatmulProblem &problem) {
  constexpr int64_t manySteps = 128;
  return problem.k.size < manySteps ? 2 : 4;
}

void setTile(MatmulPlan &plan, const MatmulProblem &problem,
             const TargetInfo &target, int64_t tileVectors) {
  plan.tileVectors = tileVectors;
  // How many columns follow the batch is not known.
  if (!problem.n.isDynamic())
    plan.restVectors = divideCeil(problem.n.size, plan.lanes) % tileVectors;
  plan.tileRows =
      evenTileRows(problem.m.size, mostTileRows(tileVectors, target));
  plan.smallTileRows = std::min<int64_t>(4, plan.tileRows);
}

/// A right operand with contiguous k must be packed, as vectors run along n.
/// Otherwise packing pays as soon as the operand's rows no longer stay in the
/// near caches and its pages in the TLB, and more than one tile of rows reads
/// it.
bool packsRhs(const MatmulPlan &plan, const MatmulProblem &problem,
              const TargetInfo &target) {
  bool large = problem.bytes(problem.n.size * problem.k.size) >= (1 << 20);
  bool partial =
      problem.n.isDynamic() ||
      (problem.n.size < plan.tileColumns() && problem.n.size % plan.lanes != 0);
  return problem.rhs.outer != 1 || (partial && !target.hasMaskedMemory) ||
         (large && problem.m.size > plan.tileRows);
}

/// Whole vectors are copied from within the operand, so it must have some rows.
bool canPackLhs(const MatmulPlan &plan, const MatmulProblem &problem) {
  return problem.lhs.k != 1 && problem.lhs.outer == 1 &&
         !problem.m.isDynamic() && problem.m.size >= plan.packedLhsWidth();
}

/// The size of equal blocks of whole tiles, each not above `most` if it has
/// more than one tile.
int64_t evenBlock(int64_t size, int64_t tile, int64_t most) {
  int64_t tiles = std::max<int64_t>(divideCeil(size, tile), 1);
  int64_t blocks = divideCeil(tiles, std::max<int64_t>(most / tile, 1));
  return tile * divideCeil(tiles, blocks);
}

void cutIntoBlocksOfK(MatmulPlan &plan, const MatmulProblem &problem,
                      int64_t most) {
  plan.kBlocks = divideCeil(problem.k.size, most);
  plan.kBlock = alignTo(divideCeil(problem.k.size, plan.kBlocks), plan.kUnroll);
  plan.kBlocks = divideCeil(problem.k.size, plan.kBlock);
}

/// Whether the right operand is read once, from memory, and tile by tile it
/// would be in short pieces that are far from each other. Tiles must not
/// overlap: each adds to the sums of the block before.
bool readsFarRowsOnce(const MatmulPlan &plan, const MatmulProblem &problem) {
  constexpr int64_t farStep = 1024, farBytes = 1 << 20;
  return !plan.packRhs && plan.taskRows <= plan.tileRows &&
         problem.rhs.outer == 1 && !problem.n.isDynamic() &&
         problem.n.size % plan.lanes == 0 &&
         problem.n.size > 2 * plan.tileColumns() &&
         problem.bytes(problem.rhs.k) >= farStep &&
         problem.bytes(problem.n.size * problem.k.size) >= farBytes;
}

/// k is done in one go as long as enough columns of it fit into a block; an
/// operand that isn't packed is small or read only once. Few rows don't
/// make up for packing from short pieces of rows, each in a page of its own,
/// and a packed left operand is packed again for each block of columns: both
/// want wide blocks.
void chooseBlocksOfK(MatmulPlan &plan, const MatmulProblem &problem,
                     const MatmulChoice &choice) {
  constexpr int64_t manyRows = 2048, rowsAtOnce = 32;
  plan.kBlock = problem.k.size;
  if (readsFarRowsOnce(plan, problem))
    return cutIntoBlocksOfK(plan, problem, rowsAtOnce);
  int64_t columns = plan.packLhs ? 512 : problem.m.size >= manyRows ? 128 : 256;
  if (choice.columns != 0)
    columns = choice.columns;
  int64_t most =
      rhsBlockBytes / problem.bytes(std::min(columns, plan.taskColumns));
  if (plan.packRhs && problem.k.size > most)
    cutIntoBlocksOfK(plan, problem, most / 2);
}

/// Blocks are steps of loops, also of those over no rows or columns at all.
void chooseBlocks(MatmulPlan &plan, const MatmulProblem &problem,
                  const MatmulChoice &choice) {
  chooseBlocksOfK(plan, problem, choice);
  int64_t ofK = std::max<int64_t>(problem.bytes(plan.kBlock), 1);
  // Columns that only one tile of rows reads need not stay anywhere.
  int64_t mostColumns = !plan.packRhs                   ? plan.taskColumns
                        : plan.taskRows > plan.tileRows ? nearBlockBytes / ofK
                                                        : plan.tileColumns();
  plan.columnBlock =
      evenBlock(plan.taskColumns, plan.tileColumns(), mostColumns);
  plan.panelColumns =
      evenBlock(plan.columnBlock, plan.tileColumns(), mostPanelColumns);
  plan.sumRows = evenBlock(plan.taskRows, plan.tileRows, mostSumRows);
  plan.rowBlock =
      evenBlock(plan.taskRows, plan.tileRows,
                plan.packLhs && !plan.shareLhs
                    ? std::max(lhsBlockBytes / ofK, 4 * plan.tileRows)
                    : plan.taskRows);
}

void choosePackedLayout(MatmulPlan &plan) {
  // One step more lets strips begin in different sets of the cache.
  plan.packedRhsStrip = (plan.kBlock + 1) * plan.lanes;
  // Room for what packing writes before the first step and after the last one.
  plan.packedLhsTile = alignTo(
      plan.kBlock * plan.tileRows + 2 * plan.packedLhsWidth(), plan.lanes);
}

void layoutScratch(MatmulPlan &plan, const MatmulProblem &problem) {
  auto reserve = [&](int64_t elements) {
    int64_t offset = plan.scratchBytes;
    plan.scratchBytes += alignTo(problem.bytes(elements), scratchAlignment);
    return offset;
  };
  plan.sumScratch = reserve(plan.sumElements());
  if (plan.packRhs)
    plan.rhsScratch = reserve(plan.packedRhsElements());
  if (plan.packLhs && !plan.shareLhs)
    plan.lhsScratch = reserve(plan.rowTiles() * plan.packedLhsTile);
}

/// Tiles that one task does if `tiles` of them have `flops` together. Each task
/// has scratch memory of its own, so there are only so many.
int64_t tilesPerTask(int64_t tiles, double flops) {
  constexpr double most = 128;
  tiles = std::max<int64_t>(tiles, 1);
  auto tasks = std::clamp<int64_t>(
      int64_t(std::min(flops / matmulTaskFlops, most)), 1, tiles);
  return divideCeil(tiles, tasks);
}

void cutBatch(MatmulPlan &plan, const MatmulProblem &problem) {
  const MatmulExtent &batch = problem.batch;
  plan.cut = MatmulCut::Batch;
  int64_t perUnit = batch.isDynamic() ? batch.perRow : 1;
  int64_t units = divideCeil(batch.size, perUnit);
  plan.tasks = {batch.isDynamic() ? TaskCut::rowsExtent : batch.size,
                tilesPerTask(units, problem.flops())};
}

/// Whether tasks that read the same rows may share a copy of them. Columns are
/// better packed by each task: a block of them stays in its second-level cache.
bool canShareLhs(const MatmulPlan &plan, const MatmulProblem &problem,
                 bool mayShare) {
  return mayShare && plan.packLhs && problem.batch.size == 1 &&
         !problem.batch.isDynamic() &&
         problem.bytes(problem.m.size * problem.k.size) <= mostSharedBytes;
}

void cutRows(MatmulPlan &plan, const MatmulProblem &problem, int64_t rows) {
  plan.cut = MatmulCut::Rows;
  plan.tasks = {problem.m.size, rows};
  if (!problem.m.isDynamic())
    return;
  // Whether rows are split is decided for whole tiles of them, and must not
  // depend on where tasks begin.
  int64_t step = plan.splits
                     ? plan.tileRows / std::gcd(plan.tileRows, problem.m.perRow)
                     : 1;
  plan.tasks = {TaskCut::rowsExtent,
                int64_t(alignTo(divideCeil(rows, problem.m.perRow), step))};
}

/// Cuts into about as many rows and columns of tasks as are wanted. A number of
/// columns that follows the batch is not cut.
void cut(MatmulPlan &plan, const MatmulProblem &problem, bool mayShare,
         int64_t rowTasks, int64_t columnTasks) {
  // A batch whose capacity is not known has no rows.
  auto tiles = [](int64_t size, int64_t tile) {
    return std::max<int64_t>(divideCeil(size, tile), 1);
  };
  int64_t rowTiles = tiles(problem.m.size, plan.tileRows);
  int64_t columnTiles = tiles(problem.n.size, plan.tileColumns());
  bool isBatch = problem.batch.size > 1 || problem.batch.isDynamic();
  if (isBatch || problem.sumsColumns)
    rowTasks = 1;
  if (isBatch || problem.n.isDynamic())
    columnTasks = 1;
  plan.taskRows = plan.tileRows * divideCeil(rowTiles, rowTasks);
  plan.taskColumns = plan.tileColumns() * divideCeil(columnTiles, columnTasks);
  if (isBatch)
    return cutBatch(plan, problem);
  rowTasks = divideCeil(problem.m.size, plan.taskRows);
  columnTasks = divideCeil(problem.n.size, plan.taskColumns);
  plan.shareLhs = columnTasks > 1 && canShareLhs(plan, problem, mayShare);
  if (columnTasks > 1 && rowTasks > 1) {
    plan.cut = MatmulCut::Blocks;
    plan.columnTasks = columnTasks;
    plan.tasks = {rowTasks * columnTasks, 1};
  } else if (rowTasks > 1) {
    cutRows(plan, problem, plan.taskRows);
  } else if (columnTasks > 1) {
    plan.cut = MatmulCut::Columns;
    plan.tasks = {problem.n.size, plan.taskColumns};
  }
}

/// A way to do the product.
struct Candidate {
  int64_t tileVectors, rowTasks, columnTasks;
  bool packLhs;
};

bool canSplit(const MatmulProblem &problem, const TargetInfo &target) {
  return target.splitProducts != SplitProducts::Never &&
         problem.elementType.isF32() && !problem.n.isDynamic();
}

/// What a block of a split right operand takes at most: two tiles of the left
/// one and results pass by it in a second-level cache.
constexpr int64_t splitRhsBytes = 800 * 1024;

/// Steps of k after which sums wait in memory. They follow from the shape
/// alone: within a block small products are added up before large ones, so that
/// rounding depends on it. The left operand is split again for each block of
/// columns, which should be wider if it has to be turned.
void cutSplitIntoBlocksOfK(MatmulPlan &plan, const MatmulProblem &problem) {
  constexpr int64_t few = 160, many = 320, manyTurned = 512;
  plan.kBlock = std::max<int64_t>(problem.k.size, 1);
  bool isLong = problem.k.size * few * splitStepBytes > 2 * splitRhsBytes;
  bool isTurned = splitIsTurned(/*isLeft=*/true, problem.lhs.k == 1);
  int64_t columns = isTurned ? manyTurned : isLong ? many : few;
  columns = std::clamp<int64_t>(problem.n.size, 1, columns);
  int64_t most = splitRhsBytes / (columns * splitStepBytes);
  if (problem.k.size > most)
    cutIntoBlocksOfK(plan, problem, most);
}

/// Rows are split while the unit is busy, if they need not be turned: as many
/// beside each tile as are needed to be ready in time, if that isn't more than
/// the processor does meanwhile.
int64_t chooseRowsAhead(const MatmulPlan &plan, const MatmulProblem &problem) {
  constexpr int64_t most = 8;
  int64_t tiles = divideCeil(plan.columnBlock, plan.tileColumns());
  if (splitIsTurned(/*isLeft=*/true, problem.lhs.k == 1) || tiles < 2 ||
      plan.taskRows <= plan.tileRows)
    return 0;
  return std::min<int64_t>(llvm::PowerOf2Ceil(divideCeil(plan.tileRows, tiles)),
                           most);
}

/// Blocks of both operands stay in a second-level cache, and the right one is
/// read for each tile of rows.
void chooseSplitBlocks(MatmulPlan &plan, const MatmulProblem &problem) {
  constexpr int64_t mostLhsBytes = 160 * 1024, farBytes = 4 << 20;
  cutSplitIntoBlocksOfK(plan, problem);
  int64_t ofK = alignTo(plan.kBlock, splitSteps) * splitStepBytes;
  plan.columnBlock =
      evenBlock(plan.taskColumns, plan.tileColumns(), splitRhsBytes / ofK);
  // Results that no cache holds are better read and written in long pieces.
  bool isFar = problem.bytes(problem.m.size * problem.n.size) >= farBytes;
  plan.panelColumns = evenBlock(plan.columnBlock, plan.tileColumns(),
                                isFar ? 1024 : mostPanelColumns);
  plan.sumRows = evenBlock(plan.taskRows, plan.tileRows, mostSumRows);
  plan.rowsAhead = chooseRowsAhead(plan, problem);
  plan.rowBlock =
      evenBlock(plan.taskRows, plan.tileRows,
                plan.rowsAhead ? plan.taskRows : mostLhsBytes / ofK);
  plan.packedRhsStrip = splitStripPairs(plan.kBlock);
  plan.packedLhsTile = plan.tileRows / splitRows * plan.packedRhsStrip;
}

MatmulPlan makeSplitPlan(const MatmulProblem &problem, int64_t rowTasks,
                         int64_t columnTasks) {
  MatmulPlan plan;
  plan.splits = plan.packLhs = plan.packRhs = true;
  plan.lanes = splitRows;
  plan.tileRows = 2 * splitRows;
  int64_t vectors = divideCeil(problem.n.size, plan.lanes);
  plan.tileVectors = std::min<int64_t>(vectors, 2);
  plan.restVectors = vectors % plan.tileVectors;
  plan.kUnroll = splitSteps;
  cut(plan, problem, /*mayShare=*/false, rowTasks, columnTasks);
  chooseSplitBlocks(plan, problem);
  return plan;
}

MatmulPlan makePlan(const MatmulProblem &problem, const TargetInfo &target,
                    const MatmulChoice &choice, bool mayShare,
                    const Candidate &candidate) {
  MatmulPlan plan;
  plan.lanes = target.lanes(problem.elementType);
  plan.useFma = target.hasFma;
  plan.useMasks = target.hasMaskedMemory;
  plan.kUnroll = unrolledSteps(problem);
  setTile(plan, problem, target, candidate.tileVectors);
  plan.packedLhsLanes =
      std::min<int64_t>(plan.lanes, llvm::PowerOf2Ceil(plan.tileRows));
  plan.packLhs = candidate.packLhs && canPackLhs(plan, problem);
  plan.packRhs = packsRhs(plan, problem, target);
  cut(plan, problem, mayShare, candidate.rowTasks, candidate.columnTasks);
  chooseBlocks(plan, problem, choice);
  choosePackedLayout(plan);
  return plan;
}

/// The cheapest of some plans.
class BestPlan {
public:
  BestPlan(const MatmulProblem &problem, const TargetInfo &target)
      : problem(problem), target(target) {}

  void consider(const MatmulPlan &plan) {
    double cost = planCost(plan, problem, target);
    if (best && cost >= least)
      return;
    best = plan;
    least = cost;
  }

  std::optional<MatmulPlan> best;
  double least = 0;

private:
  const MatmulProblem &problem;
  const TargetInfo &target;
};

BestPlan findPlan(const MatmulProblem &problem, const TargetInfo &target,
                  const MatmulChoice &choice, bool mayShare) {
  int64_t vectors =
      divideCeil(problem.n.size, target.lanes(problem.elementType));
  int64_t widest = std::clamp<int64_t>(
      vectors, 1, choice.vectors ? choice.vectors : MatmulChoice::mostVectors);
  int64_t narrowest = choice.vectors ? widest : 1;
  int64_t most = mostTasks(problem);
  BestPlan plan(problem, target);
  for (int64_t count = widest; count >= narrowest; --count)
    for (int64_t rows = 1; rows <= most; ++rows)
      for (int64_t columns = 1; rows * columns <= most; ++columns)
        for (bool packLhs : {false, true})
          plan.consider(makePlan(problem, target, choice, mayShare,
                                 {count, rows, columns, packLhs}));
  return plan;
}

BestPlan findSplitPlan(const MatmulProblem &problem, const TargetInfo &target) {
  int64_t most = mostTasks(problem);
  BestPlan plan(problem, target);
  for (int64_t rows = 1; rows <= most; ++rows)
    for (int64_t columns = 1; rows * columns <= most; ++columns)
      plan.consider(makeSplitPlan(problem, rows, columns));
  return plan;
}

/// Whether the matrix unit is faster by a margin: it gains less where several
/// threads take turns, as each has to split what it reads, most of all for few
/// rows; and within a step it gains less than alone if the left operand need
/// not be turned: 128 x 784 by 64 columns, a fifth faster alone, makes a step
/// slower. Neither the number of threads, nor what the product is fused with,
/// nor a choice that was measured may change what numbers come out.
bool isBetterSplit(MatmulProblem problem, TargetInfo target) {
  if (!canSplit(problem, target))
    return false;
  if (target.splitProducts == SplitProducts::Always)
    return true;
  target.threads = false;
  problem.sumsColumns = false;
  problem.results = 1;
  constexpr int64_t few = 128;
  bool isTurned = splitIsTurned(/*isLeft=*/true, problem.lhs.k == 1);
  double margin = !isTurned ? 1.35 : problem.m.size < few ? 1.4 : 1.2;
  return margin * findSplitPlan(problem, target).least <
         findPlan(problem, target, {}, /*mayShare=*/false).least;
}

} // namespace

MatmulPlan planMatmul(const MatmulProblem &problem, const TargetInfo &target,
                      const MatmulChoice &choice, bool mayShare) {
  MatmulPlan plan = isBetterSplit(problem, target)
                        ? *findSplitPlan(problem, target).best
                        : *findPlan(problem, target, choice, mayShare).best;
  layoutScratch(plan, problem);
  return plan;
}

} // namespace nadir
