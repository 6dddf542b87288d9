// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulPlan.h"

#include "llvm/Support/MathExtras.h"

using llvm::alignTo;
using llvm::divideCeil;

namespace nadir {
namespace {

/// A task that lasts 10 us costs 5 % for its dispatch.
constexpr double taskFlops = 1.0e6;
/// Independent sums that hide the latency of a multiply-add: 4 cycles on two
/// units.
constexpr int64_t sumsInFlight = 8;
constexpr int64_t scratchAlignment = 64;
/// What a block of the left operand takes at most: it is read again for each
/// tile of columns, and should stay in a second-level cache meanwhile.
constexpr int64_t lhsBlockBytes = 768 * 1024;
/// Columns of a task that has such a block of rows to itself.
constexpr int64_t mostTaskColumns = 512;
/// Rows at multiples of this many bytes share a set of a first-level cache.
constexpr int64_t setDistance = 4096;
/// Rows that such a set holds beside the right operand.
constexpr int64_t rowsOfSet = 8;

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

/// Two vectors a row balance loads and multiply-adds best; three where they fit
/// the columns better, more where there are too few rows to hide latencies.
void chooseTile(MatmulPlan &plan, const MatmulProblem &problem,
                const TargetInfo &target) {
  int64_t vectors = divideCeil(problem.n.size, plan.lanes);
  int64_t chosen = std::min<int64_t>(2, vectors);
  if (mostTileRows(3, target) >= 8 &&
      alignTo(vectors, 3) * 20 < alignTo(vectors, 2) * 19)
    chosen = 3;
  while (problem.m.size * chosen < sumsInFlight && chosen < vectors &&
         mostTileRows(chosen + 1, target) >= problem.m.size)
    ++chosen;
  plan.tileVectors = std::max<int64_t>(chosen, 1);
  int64_t maxRows = mostTileRows(plan.tileVectors, target);
  if (problem.lhs.k == 1 &&
      bytes(problem, problem.lhs.outer) % setDistance == 0)
    maxRows = std::min(maxRows, rowsOfSet);
  // Tiles of equal height waste less than full ones and a remainder.
  int64_t tiles = std::max<int64_t>(divideCeil(problem.m.size, maxRows), 1);
  plan.tileRows = std::max<int64_t>(divideCeil(problem.m.size, tiles), 1);
  plan.smallTileRows = std::min<int64_t>(4, plan.tileRows);
}

/// A right operand with contiguous k must be packed, as vectors run along n.
/// Otherwise packing pays as soon as the operand's rows no longer stay in the
/// near caches and its pages in the TLB, and there are enough rows to share it.
void choosePacking(MatmulPlan &plan, const MatmulProblem &problem,
                   const TargetInfo &target) {
  int64_t k = problem.k.size;
  bool largeRhs = bytes(problem, problem.n.size * k) >= (1 << 20);
  bool partial =
      problem.n.isDynamic() ||
      (problem.n.size < plan.tileColumns() && problem.n.size % plan.lanes != 0);
  plan.packRhs = problem.rhs.outer != 1 ||
                 (partial && !target.hasMaskedMemory) ||
                 (largeRhs && problem.m.size >= 96);
  // Far steps of k cost a page and a cache set each; that makes up for the
  // copy if there are enough columns. Whole vectors are copied from within the
  // operand, so it must have some rows.
  bool farSteps =
      problem.lhs.k != 1 && bytes(problem, problem.lhs.k) >= 2048 && k >= 256;
  int64_t packedRows = alignTo(plan.tileRows, plan.lanes);
  plan.packLhs = farSteps && problem.n.size >= 128 && problem.lhs.outer == 1 &&
                 !problem.m.isDynamic() && problem.m.size >= packedRows;
}

/// The rows of equal blocks of whole tiles, at most `most` rows each.
int64_t evenBlock(int64_t rows, int64_t tileRows, int64_t most) {
  int64_t tiles = std::max<int64_t>(divideCeil(rows, tileRows), 1);
  int64_t blocks = divideCeil(tiles, std::max<int64_t>(most / tileRows, 1));
  return tileRows * divideCeil(tiles, blocks);
}

/// A block of rows times a block of k takes up to a third of a second-level
/// cache, as do the sums of a block of rows and columns.
void chooseBlocks(MatmulPlan &plan, const MatmulProblem &problem) {
  int64_t most = bytes(problem, 1) == 8 ? 512 : 1024;
  plan.kBlocks = std::max<int64_t>(divideCeil(problem.k.size, most), 1);
  plan.kBlock = problem.k.size;
  if (plan.kBlocks > 1) {
    plan.kBlock =
        alignTo(divideCeil(problem.k.size, plan.kBlocks), plan.kUnroll);
    plan.kBlocks = divideCeil(problem.k.size, plan.kBlock);
  }
  // Blocks are steps of loops, also of those over no rows or columns at all.
  plan.rowBlock = alignTo(std::max<int64_t>(problem.m.size, 1), plan.tileRows);
  plan.columnBlock =
      alignTo(std::max<int64_t>(problem.n.size, 1), plan.tileColumns());
  int64_t lhsRows =
      lhsBlockBytes / std::max<int64_t>(bytes(problem, plan.kBlock), 1);
  if (plan.kBlocks > 1 || plan.packLhs)
    plan.rowBlock = evenBlock(problem.m.size, plan.tileRows, 168);
  else if (problem.m.size > lhsRows)
    plan.rowBlock = evenBlock(problem.m.size, plan.tileRows, lhsRows);
  if (plan.kBlocks > 1)
    plan.columnBlock =
        std::min<int64_t>(plan.columnBlock, alignTo(256, plan.tileColumns()));
}

void choosePackedLayout(MatmulPlan &plan) {
  plan.packedRhsStrip = plan.kBlock * plan.lanes;
  plan.packedLhsStride = alignTo(plan.tileRows, plan.lanes);
  // One step more is room for packing, and lets tiles begin in different sets
  // of the cache.
  plan.packedLhsTile = plan.packedLhsStride * (plan.kBlock + 1);
}

void layoutScratch(MatmulPlan &plan, const MatmulProblem &problem) {
  auto reserve = [&](int64_t elements) {
    int64_t offset = plan.scratchBytes;
    plan.scratchBytes += alignTo(bytes(problem, elements), scratchAlignment);
    return offset;
  };
  plan.tileScratch = reserve(plan.tileScratchElements());
  if (plan.packRhs)
    plan.rhsScratch = reserve(plan.tileVectors * plan.packedRhsStrip);
  if (plan.packLhs)
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

void cutRows(MatmulPlan &plan, const MatmulProblem &problem,
             int64_t leastRows) {
  const MatmulExtent &m = problem.m;
  int64_t tiles = divideCeil(m.size, plan.tileRows);
  int64_t rows = plan.tileRows * tilesPerTask(tiles, problem.flops());
  rows = std::max<int64_t>(rows, alignTo(leastRows, plan.tileRows));
  plan.cut = MatmulCut::Rows;
  plan.tasks = {m.size, rows};
  if (m.isDynamic())
    plan.tasks = {TaskCut::rowsExtent, int64_t(divideCeil(rows, m.perRow))};
}

void cutColumns(MatmulPlan &plan, const MatmulProblem &problem) {
  int64_t step = plan.tileColumns();
  int64_t columns =
      step * tilesPerTask(divideCeil(problem.n.size, step), problem.flops());
  plan.cut = MatmulCut::Columns;
  plan.tasks = {problem.n.size, columns};
}

/// Tasks of a row block each, and of a part of the columns.
void cutBlocks(MatmulPlan &plan, const MatmulProblem &problem) {
  plan.cut = MatmulCut::Blocks;
  plan.taskColumns =
      evenBlock(problem.n.size, plan.tileColumns(), mostTaskColumns);
  plan.columnTasks = divideCeil(problem.n.size, plan.taskColumns);
  plan.tasks = {
      plan.columnTasks * int64_t(divideCeil(problem.m.size, plan.rowBlock)), 1};
}

/// Every task packs for itself, so what is packed is rather cut than shared;
/// otherwise the loop with more tiles gives the more even tasks.
void chooseCut(MatmulPlan &plan, const MatmulProblem &problem) {
  if (problem.batch.size > 1 || problem.batch.isDynamic())
    return cutBatch(plan, problem);
  if (problem.flops() < 2 * taskFlops)
    return;
  if (!plan.packLhs && plan.rowBlock < problem.m.size && !problem.n.isDynamic())
    return cutBlocks(plan, problem);
  constexpr int64_t sharing = 128;
  int64_t rowTiles = divideCeil(problem.m.size, plan.tileRows);
  int64_t columnTiles = divideCeil(problem.n.size, plan.tileColumns());
  bool byColumns = plan.packRhs ? columnTiles >= 4 || problem.m.size < 256
                                : columnTiles > rowTiles;
  // A number of columns that follows the batch is not cut.
  if (byColumns && columnTiles > 1 && !plan.packLhs && !problem.n.isDynamic())
    cutColumns(plan, problem);
  else if (rowTiles > 1)
    cutRows(plan, problem,
            plan.packLhs   ? plan.rowBlock
            : plan.packRhs ? sharing
                           : 0);
}

} // namespace

MatmulPlan planMatmul(const MatmulProblem &problem, const TargetInfo &target) {
  MatmulPlan plan;
  plan.lanes = target.lanes(problem.elementType);
  plan.useFma = target.hasFma;
  plan.useMasks = target.hasMaskedMemory;
  chooseTile(plan, problem, target);
  choosePacking(plan, problem, target);
  chooseBlocks(plan, problem);
  choosePackedLayout(plan);
  chooseCut(plan, problem);
  layoutScratch(plan, problem);
  return plan;
}

} // namespace nadir
