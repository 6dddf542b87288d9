// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulCost.h"

#include "compiler/Schedule/SplitOperand.h"

#include <algorithm>
#include <numeric>
#include <utility>

using llvm::divideCeil;

namespace nadir {
namespace {

/// Independent sums that hide the latency of a multiply-add: 4 cycles on two
/// units, and some more as they are never ready in perfect turn.
constexpr int64_t sumsInFlight = 11;

/// What a step of k costs a tile. Sustained multiplying is limited by power, of
/// which a load takes about a quarter of what a multiply-add does; few sums
/// wait for each other instead.
double stepCost(int64_t rows, int64_t vectors) {
  constexpr double load = 0.28;
  return std::max(rows * vectors + load * (rows + vectors),
                  double(sumsInFlight));
}

/// What a step of k costs all tiles.
double tilingCost(const MatmulPlan &plan, const MatmulProblem &problem) {
  int64_t vectors = divideCeil(problem.n.size, plan.lanes);
  double perRow =
      vectors / plan.tileVectors * stepCost(plan.tileRows, plan.tileVectors);
  if (int64_t rest = vectors % plan.tileVectors)
    perRow += stepCost(plan.tileRows, rest);
  return divideCeil(problem.m.size, plan.tileRows) * perRow;
}

/// Sums that wait for the next block of k are stored and loaded again.
double sumsCost(const MatmulPlan &plan, const MatmulProblem &problem) {
  constexpr double moved = 8;
  if (plan.kBlocks == 1)
    return 0;
  return moved * problem.m.size * divideCeil(problem.n.size, plan.lanes) /
         plan.kBlock;
}

/// Whether an operand doesn't stay in a near cache.
bool isFar(int64_t size) {
  constexpr int64_t nearBytes = 1 << 20;
  return size > nearBytes;
}

/// Whether few of the left operand's steps of k can be in a second-level cache
/// together: one where lines meet the same set every 128 KiB, and that holds 16
/// of them. Half of it is for others.
bool stepsCollide(const MatmulProblem &problem) {
  constexpr int64_t wayBytes = 128 * 1024, ways = 16;
  int64_t apart = std::max(std::gcd(problem.bytes(problem.lhs.k), wayBytes),
                           cacheLineBytes);
  return problem.k.size >= ways / 2 * (wayBytes / apart);
}

/// Every task packs its own columns, or each tile of rows reads them; where
/// rows are far apart, no hardware looks ahead for them.
double rhsCost(const MatmulPlan &plan, const MatmulProblem &problem,
               int64_t rowTasks) {
  constexpr double transposed = 0.8, near = 0.5, far = 1.3, read = 0.05;
  constexpr double fromNext = 0.02, fromApart = 0.1;
  constexpr int64_t nearestBytes = 48 * 1024, farStep = 1024;
  double columns = problem.n.size;
  int64_t size = problem.bytes(problem.n.size * problem.k.size);
  if (plan.packRhs)
    return columns * rowTasks *
           (problem.rhs.outer != 1 ? transposed
            : isFar(size)          ? far
                                   : near);
  bool isApart = size > nearestBytes && problem.bytes(problem.rhs.k) > farStep;
  int64_t rowTiles = divideCeil(problem.m.size, plan.tileRows);
  return columns *
         (read * rowTasks + (isApart ? fromApart : fromNext) * rowTiles);
}

/// Rows are read, and packed unless that was done before, for each block of
/// columns. They cost most where each step of k is in another line and these
/// lines push each other out of the cache, or are in many pages and read for
/// many tiles.
double lhsCost(const MatmulPlan &plan, const MatmulProblem &problem,
               int64_t columnTasks) {
  constexpr double copied = 1.6, shared = 2.5, sharedRead = 0.1, lost = 3.0;
  constexpr int64_t farStep = 2048, manyColumns = 512, manySteps = 64;
  double passes =
      double(columnTasks) * divideCeil(plan.taskColumns, plan.columnBlock);
  double rows = problem.m.size;
  if (plan.shareLhs)
    return rows * (shared + sharedRead * passes);
  if (plan.packLhs)
    return rows * copied * passes;
  bool far = isFar(problem.bytes(problem.m.size * problem.k.size));
  if (problem.lhs.k == 1)
    return rows * passes * (far ? 0.13 : 0.03);
  bool isApart = problem.bytes(problem.lhs.k) >= farStep &&
                 problem.n.size >= manyColumns && problem.k.size >= manySteps;
  if (isApart || stepsCollide(problem))
    return rows * passes * lost;
  return rows * passes * (far ? 0.6 : 0.13);
}

/// What splitting an element of an operand costs. Turning it takes longer, and
/// so does what comes from far away; rows that are split while the unit is busy
/// cost little.
double lhsSplitCost(const MatmulPlan &plan, const MatmulProblem &problem) {
  constexpr double near = 0.75, ahead = 0.33, farAway = 0.2;
  constexpr double turned = 1.3, turnedFarAway = 0.7;
  bool far = isFar(problem.bytes(problem.m.size * problem.k.size));
  if (splitIsTurned(/*isLeft=*/true, problem.lhs.k == 1))
    return turned + (far ? turnedFarAway : 0);
  // Rows of the first tile, and those that tiles are too few for, are split
  // before.
  int64_t rows = plan.kBlocks > 1 ? plan.sumRows : plan.taskRows;
  int64_t tiles = divideCeil(plan.columnBlock, plan.tileColumns());
  double hidden =
      std::min(1.0, double(plan.rowsAhead * tiles) / plan.tileRows) *
      (1 - double(plan.tileRows) / rows);
  return ahead * hidden + near * (1 - hidden) + (far ? farAway : 0);
}

double rhsSplitCost(const MatmulProblem &problem) {
  constexpr double near = 0.9, turned = 1.5, farAway = 0.5;
  bool isTurned = splitIsTurned(/*isLeft=*/false, problem.rhs.k == 1);
  bool far = isFar(problem.bytes(problem.n.size * problem.k.size));
  return (isTurned ? turned : near) + (far ? farAway : 0);
}

/// Where a row of results goes on in another task, one processor prefetches
/// what another one writes. Multiply-adds of many steps hide that; after the
/// matrix unit, an update costs most, as it waits to read what it writes.
double borderCost(const MatmulPlan &plan, const MatmulProblem &problem,
                  int64_t columnTasks) {
  constexpr double afterUnit = 330, updateAfterUnit = 1200, others = 500;
  constexpr double manySteps = 512;
  double steps = std::max<int64_t>(problem.k.size, 1);
  double border = plan.splits
                      ? afterUnit + updateAfterUnit * (problem.results - 1)
                      : others * std::max(0.0, 1 - steps / manySteps);
  return border * problem.m.size * (columnTasks - 1) / steps;
}

/// The matrix unit does a square of 16 x 16 sums in the time of so many
/// multiply-adds of a vector, but whole steps and tiles only; each element of
/// an operand is split once for each block of the other one; sums go through
/// memory; and each task has to ask for the unit.
double splitCost(const MatmulPlan &plan, const MatmulProblem &problem,
                 int64_t rowTasks, int64_t columnTasks) {
  constexpr double square = 9.4, sum = 0.45, begin = 2700;
  double rows = problem.m.size, columns = problem.n.size;
  double squares = divideCeil(problem.m.size, plan.tileRows) *
                   (plan.tileRows / splitRows) *
                   divideCeil(problem.n.size, splitRows);
  double lhsPasses =
      columnTasks * divideCeil(plan.taskColumns, plan.columnBlock);
  double rhsPasses =
      rowTasks *
      (plan.kBlocks > 1 ? divideCeil(plan.taskRows, plan.sumRows) : 1);
  double perStep = squares * square +
                   rows * lhsPasses * lhsSplitCost(plan, problem) +
                   columns * rhsPasses * rhsSplitCost(problem);
  double once =
      sum * rows * columns * plan.kBlocks + begin * rowTasks * columnTasks;
  double steps = std::max<int64_t>(problem.k.size, 1);
  return (perStep * llvm::alignTo(problem.k.size, splitSteps) + once) / steps;
}

/// What a step of k costs each task: tiles of rows times vectors.
llvm::SmallVector<int64_t, 16> taskCosts(const MatmulPlan &plan, int64_t rows,
                                         int64_t columns) {
  llvm::SmallVector<int64_t, 16> costs;
  for (int64_t row = 0; row < rows; row += plan.taskRows)
    for (int64_t column = 0; column < columns; column += plan.taskColumns)
      costs.push_back(
          divideCeil(std::min(plan.taskRows, rows - row), plan.tileRows) *
          divideCeil(std::min(plan.taskColumns, columns - column), plan.lanes));
  return costs;
}

/// When the last of the tasks ends: each thread begins with its part of them,
/// and then takes the last ones of others, as the thread pool does.
int64_t lastEnd(llvm::ArrayRef<int64_t> costs, int64_t threads) {
  struct Thread {
    int64_t begin, end, time = 0;
  };
  llvm::SmallVector<Thread, 8> all;
  int64_t tasks = costs.size();
  // Others would have nothing to do.
  threads = std::min(threads, tasks);
  for (int64_t i = 0; i < threads; ++i)
    all.push_back({int64_t(divideCeil(tasks * i, threads)),
                   int64_t(divideCeil(tasks * (i + 1), threads))});
  for (int64_t done = 0; done < tasks; ++done) {
    auto *next = std::ranges::min_element(all, {}, &Thread::time);
    Thread *from = next;
    while (from->begin == from->end)
      from = from + 1 == all.end() ? all.begin() : from + 1;
    next->time += costs[from == next ? from->begin++ : --from->end];
  }
  return std::ranges::max(all, {}, &Thread::time).time;
}

/// The time that threads wait for the last task, as a part of the whole. If
/// nobody says how many there are, there are most often two.
double idleShare(llvm::ArrayRef<int64_t> costs, int64_t poolThreads) {
  constexpr std::pair<int64_t, double> shares[] = {
      {2, 0.8}, {4, 0.15}, {8, 0.05}};
  double whole = std::accumulate(costs.begin(), costs.end(), int64_t{0});
  auto idleOf = [&](int64_t threads) {
    return lastEnd(costs, threads) * threads / whole - 1;
  };
  if (poolThreads != 0)
    return idleOf(poolThreads);
  double idle = 0;
  for (auto [threads, share] : shares)
    idle += share * idleOf(threads);
  return idle;
}

} // namespace

double planCost(const MatmulPlan &plan, const MatmulProblem &problem,
                const TargetInfo &target) {
  // Nothing is known of a batch without a capacity: not even one row.
  int64_t rows = std::max<int64_t>(problem.m.size, 1);
  int64_t columns = std::max<int64_t>(problem.n.size, 1);
  int64_t rowTasks = divideCeil(rows, plan.taskRows);
  int64_t columnTasks = divideCeil(columns, plan.taskColumns);
  double cost =
      sumsCost(plan, problem) + borderCost(plan, problem, columnTasks);
  if (plan.splits)
    cost += splitCost(plan, problem, rowTasks, columnTasks);
  else
    cost += tilingCost(plan, problem) + rhsCost(plan, problem, rowTasks) +
            lhsCost(plan, problem, columnTasks);
  if (!target.threads || plan.cut == MatmulCut::Batch)
    return cost;
  return cost *
         (1 + idleShare(taskCosts(plan, rows, columns), target.poolThreads));
}

int64_t mostTasks(const MatmulProblem &problem) {
  double size = problem.flops() / matmulTaskFlops;
  if (size < 2)
    return 1;
  double tasks = std::max(
      {std::clamp(size / 6, 2.0, 4.0), std::min(size / 8, 8.0), size / 256});
  return int64_t(std::min(tasks, 16.0));
}

} // namespace nadir
