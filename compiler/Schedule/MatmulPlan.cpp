// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulPlan.h"

#include "llvm/Support/MathExtras.h"

#include <limits>

using llvm::alignTo;
using llvm::divideCeil;

namespace nadir {
namespace {

/// A task that lasts 10 us costs 5 % for its dispatch.
constexpr double taskFlops = 1.0e6;
/// Independent sums that hide the latency of a multiply-add: 4 cycles on two
/// units, and some more as they are never ready in perfect turn.
constexpr int64_t sumsInFlight = 11;
constexpr int64_t scratchAlignment = 64;
/// What a packed block of the right operand takes at most: it is read again for
/// each tile of rows, and should stay in a second-level cache meanwhile.
constexpr int64_t rhsBlockBytes = 1 << 20;
/// What a packed block of the left operand takes beside it.
constexpr int64_t lhsBlockBytes = 384 * 1024;
/// What a left operand that is packed once takes at most.
constexpr int64_t mostSharedBytes = 20 << 20;
/// Sums that wait for the epilogue stay in a first-level cache.
constexpr int64_t mostPanelColumns = 128;
/// Rows of sums that wait for the next block of k.
constexpr int64_t mostSumRows = 1024;

int64_t bytes(const MatmulProblem &problem, int64_t elements) {
  return elements * problem.elementType.getIntOrFloatBitWidth() / 8;
}

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

/// What a step of k costs a tile, in multiply-adds. Sustained multiplying is
/// limited by power, of which a load takes about a quarter of what a multiply-
/// add does; few sums wait for each other instead.
double stepCost(int64_t rows, int64_t vectors) {
  constexpr double load = 0.28;
  return std::max(rows * vectors + load * (rows + vectors),
                  double(sumsInFlight));
}

/// What a step of k costs all tiles if there are `tileVectors` in a row.
double tilingCost(int64_t rows, int64_t vectors, int64_t tileRows,
                  int64_t tileVectors) {
  double perRow = vectors / tileVectors * stepCost(tileRows, tileVectors);
  if (int64_t rest = vectors % tileVectors)
    perRow += stepCost(tileRows, rest);
  return divideCeil(rows, tileRows) * perRow;
}

/// The height of the tiles that cover `rows`: equal ones waste less than full
/// ones and a remainder.
int64_t evenTileRows(int64_t rows, int64_t most) {
  int64_t tiles = std::max<int64_t>(divideCeil(rows, most), 1);
  return std::max<int64_t>(divideCeil(rows, tiles), 1);
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
void choosePacking(MatmulPlan &plan, const MatmulProblem &problem,
                   const TargetInfo &target) {
  int64_t k = problem.k.size;
  bool largeRhs = bytes(problem, problem.n.size * k) >= (1 << 20);
  bool partial =
      problem.n.isDynamic() ||
      (problem.n.size < plan.tileColumns() && problem.n.size % plan.lanes != 0);
  plan.packRhs = problem.rhs.outer != 1 ||
                 (partial && !target.hasMaskedMemory) ||
                 (largeRhs && problem.m.size > plan.tileRows);
  // Far steps of k cost a page and a cache set each; that makes up for the
  // copy if there are enough columns. Whole vectors are copied from within the
  // operand, so it must have some rows.
  bool farSteps =
      problem.lhs.k != 1 && bytes(problem, problem.lhs.k) >= 2048 && k >= 64;
  plan.packedLhsLanes =
      std::min<int64_t>(plan.lanes, llvm::PowerOf2Ceil(plan.tileRows));
  plan.packLhs = farSteps && problem.n.size >= 128 && problem.lhs.outer == 1 &&
                 !problem.m.isDynamic() &&
                 problem.m.size >= plan.packedLhsWidth();
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
         bytes(problem, problem.rhs.k) >= farStep &&
         bytes(problem, problem.n.size * problem.k.size) >= farBytes;
}

/// k is done in one go as long as enough columns of it fit into a block; an
/// operand that isn't packed is small or read only once. Few rows don't make up
/// for packing from short pieces of rows, each in a page of its own, and a
/// packed left operand is packed again for each block of columns: both want
/// wide blocks.
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
      rhsBlockBytes / bytes(problem, std::min(columns, plan.taskColumns));
  if (plan.packRhs && problem.k.size > most)
    cutIntoBlocksOfK(plan, problem, most / 2);
}

/// Blocks are steps of loops, also of those over no rows or columns at all.
void chooseBlocks(MatmulPlan &plan, const MatmulProblem &problem,
                  const MatmulChoice &choice) {
  chooseBlocksOfK(plan, problem, choice);
  int64_t ofK = std::max<int64_t>(bytes(problem, plan.kBlock), 1);
  // Columns that only one tile of rows reads need not stay anywhere.
  int64_t mostColumns = !plan.packRhs                   ? plan.taskColumns
                        : plan.taskRows > plan.tileRows ? rhsBlockBytes / ofK
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
    plan.scratchBytes += alignTo(bytes(problem, elements), scratchAlignment);
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
  constexpr double mostTasks = 128;
  tiles = std::max<int64_t>(tiles, 1);
  auto tasks = std::clamp<int64_t>(
      int64_t(std::min(flops / taskFlops, mostTasks)), 1, tiles);
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
         bytes(problem, problem.m.size * problem.k.size) <= mostSharedBytes;
}

/// Tasks are many enough to be shared evenly, and so few that what each of them
/// packs anew costs little.
int64_t wantedTasks(const MatmulPlan &plan, const MatmulProblem &problem,
                    bool mayShare) {
  constexpr double mostTasks = 16;
  double flops = problem.flops();
  if (flops < 2 * taskFlops)
    return 1;
  double tasks = std::clamp(flops / (6 * taskFlops), 2.0, 4.0);
  if (plan.packLhs && !canShareLhs(plan, problem, mayShare))
    tasks = std::max(tasks, flops / (2000 * taskFlops));
  else
    tasks = std::max({tasks, std::min(flops / (8 * taskFlops), 8.0),
                      flops / (256 * taskFlops)});
  return int64_t(std::clamp(tasks, 1.0, mostTasks));
}

/// What a cut into `rows` by `columns` tasks adds for each step of k, in units
/// of an element that is packed: every task packs its own rows and columns, and
/// reads what isn't packed, or was packed before, from a farther cache.
double cutCost(const MatmulPlan &plan, const MatmulProblem &problem,
               int64_t rows, int64_t columns, bool mayShare) {
  constexpr double farRead = 0.1;
  double rhsTimes = rows * (plan.packRhs ? 1 : farRead);
  double lhsTimes = columns * (plan.packLhs ? 1 : farRead);
  if (columns > 1 && canShareLhs(plan, problem, mayShare))
    lhsTimes = 1 + farRead * columns;
  return problem.n.size * rhsTimes + problem.m.size * lhsTimes;
}

void cutRows(MatmulPlan &plan, const MatmulProblem &problem, int64_t rows) {
  plan.cut = MatmulCut::Rows;
  plan.tasks = {problem.m.size, rows};
  if (problem.m.isDynamic())
    plan.tasks = {TaskCut::rowsExtent,
                  int64_t(divideCeil(rows, problem.m.perRow))};
}

/// A number of columns that follows the batch is not cut.
void chooseCut(MatmulPlan &plan, const MatmulProblem &problem, bool mayShare) {
  int64_t rowTiles = divideCeil(problem.m.size, plan.tileRows);
  int64_t columnTiles = divideCeil(problem.n.size, plan.tileColumns());
  plan.taskRows = plan.tileRows * rowTiles;
  plan.taskColumns = plan.tileColumns() * columnTiles;
  if (problem.batch.size > 1 || problem.batch.isDynamic())
    return cutBatch(plan, problem);
  int64_t mostColumnTasks = problem.n.isDynamic() ? 1 : columnTiles;
  int64_t wanted = std::min(wantedTasks(plan, problem, mayShare),
                            rowTiles * mostColumnTasks);
  int64_t rowTasks = 1, columnTasks = 1;
  double best = std::numeric_limits<double>::infinity();
  for (int64_t columns = 1; columns <= std::min(wanted, mostColumnTasks);
       ++columns) {
    int64_t rows = std::min<int64_t>(divideCeil(wanted, columns), rowTiles);
    // Fewer tasks than wanted only if there can't be more.
    double cost = cutCost(plan, problem, rows, columns, mayShare) * wanted /
                  std::min(rows * columns, wanted);
    if (cost < best)
      std::tie(best, rowTasks, columnTasks) = std::tuple(cost, rows, columns);
  }
  plan.taskRows = plan.tileRows * divideCeil(rowTiles, rowTasks);
  plan.taskColumns = plan.tileColumns() * divideCeil(columnTiles, columnTasks);
  plan.shareLhs = columnTasks > 1 && canShareLhs(plan, problem, mayShare);
  if (columnTasks > 1 && rowTasks > 1) {
    plan.cut = MatmulCut::Blocks;
    plan.columnTasks = divideCeil(problem.n.size, plan.taskColumns);
    plan.tasks = {plan.columnTasks *
                      int64_t(divideCeil(problem.m.size, plan.taskRows)),
                  1};
  } else if (rowTasks > 1) {
    cutRows(plan, problem, plan.taskRows);
  } else if (columnTasks > 1) {
    plan.cut = MatmulCut::Columns;
    plan.tasks = {problem.n.size, plan.taskColumns};
  }
}

MatmulPlan planTiles(const MatmulProblem &problem, const TargetInfo &target,
                     const MatmulChoice &choice, bool mayShare,
                     int64_t tileVectors) {
  MatmulPlan plan;
  plan.lanes = target.lanes(problem.elementType);
  plan.useFma = target.hasFma;
  plan.useMasks = target.hasMaskedMemory;
  setTile(plan, problem, target, tileVectors);
  choosePacking(plan, problem, target);
  chooseCut(plan, problem, mayShare);
  chooseBlocks(plan, problem, choice);
  choosePackedLayout(plan);
  layoutScratch(plan, problem);
  return plan;
}

/// What a step of k costs all tasks, in multiply-adds of a vector. Where tasks
/// have unequal shares, threads wait for the largest, more or less as there are
/// more or fewer threads.
double planCost(const MatmulPlan &plan, const MatmulProblem &problem) {
  constexpr double copied = 0.5, transposed = 1.7, waiting = 0.5;
  double rowTasks = divideCeil(problem.m.size, plan.taskRows);
  double columnTasks = divideCeil(problem.n.size, plan.taskColumns);
  double cost =
      tilingCost(problem.m.size, divideCeil(problem.n.size, plan.lanes),
                 plan.tileRows, plan.tileVectors);
  if (plan.packRhs)
    cost += problem.n.size * rowTasks *
            (problem.rhs.outer == 1 ? copied : transposed);
  if (plan.packLhs)
    cost += problem.m.size * (plan.shareLhs ? 1 : columnTasks) * copied;
  double covered = rowTasks * plan.taskRows * columnTasks * plan.taskColumns;
  double all = double(problem.m.size) * problem.n.size;
  return cost * (1 + waiting * std::max(covered / all - 1, 0.0));
}

} // namespace

MatmulPlan planMatmul(const MatmulProblem &problem, const TargetInfo &target,
                      const MatmulChoice &choice, bool mayShare) {
  int64_t vectors =
      divideCeil(problem.n.size, target.lanes(problem.elementType));
  int64_t most = std::clamp<int64_t>(
      vectors, 1, choice.vectors ? choice.vectors : MatmulChoice::mostVectors);
  MatmulPlan best = planTiles(problem, target, choice, mayShare, most);
  for (int64_t count = most - 1; choice.vectors == 0 && count > 0; --count) {
    MatmulPlan plan = planTiles(problem, target, choice, mayShare, count);
    if (planCost(plan, problem) < planCost(best, problem))
      best = plan;
  }
  return best;
}

} // namespace nadir
