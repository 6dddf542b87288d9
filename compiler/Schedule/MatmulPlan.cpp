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

int64_t bytes(const MatmulProblem &problem, int64_t elements) {
  return elements * problem.elementType.getIntOrFloatBitWidth() / 8;
}

/// Registers left for the tile and a row of the right operand: one holds the
/// broadcast element, one is a reserve for the scheduler, and the product needs
/// one of its own where it isn't fused.
int64_t usableRegisters(const TargetInfo &target) {
  int64_t registers = target.vectorBits >= 512 ? 32 : 16;
  return registers - (target.hasFma ? 2 : 3);
}

/// Two vectors a row balance loads and multiply-adds best; three where they fit
/// the columns better, more where there are too few rows to hide latencies.
void chooseTile(MatmulPlan &plan, const MatmulProblem &problem,
                const TargetInfo &target) {
  int64_t usable = usableRegisters(target);
  int64_t vectors = divideCeil(problem.n.size, plan.lanes);
  int64_t chosen = std::min<int64_t>(2, vectors);
  if (usable > 16 && alignTo(vectors, 3) * 20 < alignTo(vectors, 2) * 19)
    chosen = 3;
  if (problem.m.size * chosen < sumsInFlight)
    chosen = std::min({vectors, usable / (problem.m.size + 1),
                       int64_t(divideCeil(sumsInFlight, problem.m.size))});
  plan.tileVectors = std::max<int64_t>(chosen, 1);
  int64_t maxRows =
      std::min<int64_t>((usable - plan.tileVectors) / plan.tileVectors, 16);
  // Tiles of equal height waste less than full ones and a remainder.
  int64_t tiles = divideCeil(problem.m.size, maxRows);
  plan.tileRows = divideCeil(problem.m.size, tiles);
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
  plan.packLhs =
      bytes(problem, problem.m.size * k) >= (1 << 22) && problem.n.size >= 128;
  // Columns are packed as full vectors from within the operand.
  if (problem.lhs.k != 1 &&
      (problem.m.isDynamic() || problem.lhs.outer != 1 ||
       problem.m.size < int64_t(alignTo(plan.tileRows, plan.lanes))))
    plan.packLhs = false;
}

void chooseBlocks(MatmulPlan &plan, const MatmulProblem &problem) {
  int64_t most = bytes(problem, 1) == 8 ? 512 : 1024;
  plan.kBlocks = std::max<int64_t>(divideCeil(problem.k.size, most), 1);
  plan.kBlock = problem.k.size;
  if (plan.kBlocks > 1) {
    plan.kBlock =
        alignTo(divideCeil(problem.k.size, plan.kBlocks), plan.kUnroll);
    plan.kBlocks = divideCeil(problem.k.size, plan.kBlock);
  }
  plan.rowBlock = alignTo(problem.m.size, plan.tileRows);
  plan.columnBlock = alignTo(problem.n.size, plan.tileColumns());
  if (plan.kBlocks > 1 || plan.packLhs)
    plan.rowBlock =
        std::min<int64_t>(plan.rowBlock, 168 / plan.tileRows * plan.tileRows);
  if (plan.kBlocks > 1)
    plan.columnBlock =
        std::min<int64_t>(plan.columnBlock, alignTo(256, plan.tileColumns()));
}

void choosePackedLayout(MatmulPlan &plan, const MatmulProblem &problem) {
  if (problem.lhs.k != 1) {
    plan.packedLhsStride = alignTo(plan.tileRows, plan.lanes);
    plan.packedLhsTile = plan.packedLhsStride * plan.kBlock;
    return;
  }
  // An odd number of cache lines, lest all rows fall into the same cache set.
  int64_t line = scratchAlignment / bytes(problem, 1);
  plan.packedLhsStride = (divideCeil(plan.kBlock, line) | 1) * line;
  plan.packedLhsTile = plan.packedLhsStride * plan.tileRows;
}

void layoutScratch(MatmulPlan &plan, const MatmulProblem &problem) {
  auto reserve = [&](int64_t elements) {
    int64_t offset = plan.scratchBytes;
    plan.scratchBytes += alignTo(bytes(problem, elements), scratchAlignment);
    return offset;
  };
  plan.tileScratch = reserve(plan.tileScratchElements());
  if (plan.packRhs)
    plan.rhsScratch = reserve(plan.kBlock * plan.tileColumns());
  if (plan.packLhs)
    plan.lhsScratch = reserve(plan.rowTiles() * plan.packedLhsTile);
}

/// Tiles that one task does if `tiles` of them have `flops` together.
int64_t tilesPerTask(int64_t tiles, double flops) {
  auto tasks = std::clamp<int64_t>(int64_t(flops / taskFlops), 1, tiles);
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

void cutColumns(MatmulPlan &plan, const MatmulProblem &problem,
                int64_t leastColumns) {
  int64_t step = plan.tileColumns();
  int64_t columns =
      step * tilesPerTask(divideCeil(problem.n.size, step), problem.flops());
  columns = std::max<int64_t>(columns, alignTo(leastColumns, step));
  plan.cut = MatmulCut::Columns;
  plan.tasks = {problem.n.size, columns};
}

/// Every task packs for itself, so what is packed is rather cut than shared;
/// otherwise the loop with more tiles gives the more even tasks.
void chooseCut(MatmulPlan &plan, const MatmulProblem &problem) {
  if (problem.batch.size > 1 || problem.batch.isDynamic())
    return cutBatch(plan, problem);
  if (problem.flops() < 2 * taskFlops)
    return;
  constexpr int64_t sharing = 128;
  int64_t rowTiles = divideCeil(problem.m.size, plan.tileRows);
  int64_t columnTiles = divideCeil(problem.n.size, plan.tileColumns());
  bool byColumns = plan.packRhs ? columnTiles >= 4 || problem.m.size < 256
                                : columnTiles > rowTiles;
  // A number of columns that follows the batch is not cut.
  if (byColumns && columnTiles > 1 && !problem.n.isDynamic())
    cutColumns(plan, problem, plan.packLhs ? sharing : 0);
  else if (rowTiles > 1)
    cutRows(plan, problem, plan.packRhs ? sharing : 0);
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
  choosePackedLayout(plan, problem);
  chooseCut(plan, problem);
  layoutScratch(plan, problem);
  return plan;
}

} // namespace nadir
