// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulCost.h"

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
  constexpr double transposed = 1.7, near = 0.5, far = 1.3, read = 0.05;
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

/// The time that threads wait for the last of equal tasks, as a part of the
/// whole. Most often there are two.
double idleShare(int64_t tasks) {
  constexpr std::pair<int64_t, double> shares[] = {
      {2, 0.8}, {4, 0.15}, {8, 0.05}};
  double idle = 0;
  for (auto [threads, share] : shares) {
    double turns = divideCeil(tasks, threads);
    idle += share * (turns * threads / tasks - 1);
  }
  return idle;
}

} // namespace

double planCost(const MatmulPlan &plan, const MatmulProblem &problem,
                const TargetInfo &target) {
  constexpr double waiting = 0.5;
  // Nothing is known of a batch without a capacity: not even one row.
  int64_t rows = std::max<int64_t>(problem.m.size, 1);
  int64_t columns = std::max<int64_t>(problem.n.size, 1);
  int64_t rowTasks = divideCeil(rows, plan.taskRows);
  int64_t columnTasks = divideCeil(columns, plan.taskColumns);
  double cost = tilingCost(plan, problem) + sumsCost(plan, problem) +
                rhsCost(plan, problem, rowTasks) +
                lhsCost(plan, problem, columnTasks);
  if (!target.threads || plan.cut == MatmulCut::Batch)
    return cost;
  // Where tasks have unequal shares, threads wait for the largest, more or less
  // as there are more or fewer threads.
  double covered =
      double(rowTasks * plan.taskRows) * (columnTasks * plan.taskColumns);
  double all = double(rows) * columns;
  cost *= 1 + waiting * std::max(covered / all - 1, 0.0);
  return cost * (1 + idleShare(rowTasks * columnTasks));
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
