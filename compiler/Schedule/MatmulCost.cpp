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

/// Whether the elements do not stay in a near cache.
bool areFar(const MatmulProblem &problem, int64_t elements) {
  constexpr int64_t farBytes = 1 << 20;
  return elements * problem.elementType.getIntOrFloatBitWidth() / 8 > farBytes;
}

/// Every task packs its own columns; what isn't packed is read again from a
/// farther cache.
double rhsCost(const MatmulPlan &plan, const MatmulProblem &problem,
               int64_t rowTasks) {
  constexpr double read = 0.05, transposed = 1.7, near = 0.5, far = 1.3;
  double elements = double(problem.n.size) * rowTasks;
  if (!plan.packRhs)
    return elements * read;
  if (problem.rhs.outer != 1)
    return elements * transposed;
  return elements *
         (areFar(problem, problem.n.size * problem.k.size) ? far : near);
}

/// Whether few of the steps of k that a row of the left operand has can be in a
/// second-level cache together: one whose lines repeat their places every
/// 128 KiB and that has 16 of each. Half of it is for the rest.
bool stepsCollide(const MatmulProblem &problem) {
  constexpr int64_t wayBytes = 128 * 1024, ways = 16;
  int64_t stride =
      problem.lhs.k * problem.elementType.getIntOrFloatBitWidth() / 8;
  int64_t apart = std::max(std::gcd(stride, wayBytes), cacheLineBytes);
  return problem.k.size >= ways / 2 * (wayBytes / apart);
}

/// Rows are read, and packed unless that was done before, for each block of
/// columns. They cost most where each step of k is in another line and these
/// lines push each other out of the cache.
double lhsCost(const MatmulPlan &plan, const MatmulProblem &problem,
               int64_t columnTasks) {
  constexpr double copied = 1.6, shared = 2.5, sharedRead = 0.1;
  double passes =
      double(columnTasks) * divideCeil(plan.taskColumns, plan.columnBlock);
  double rows = problem.m.size;
  if (plan.shareLhs)
    return rows * (shared + sharedRead * passes);
  if (plan.packLhs)
    return rows * copied * passes;
  bool isFar = areFar(problem, problem.m.size * problem.k.size);
  double read = problem.lhs.k == 1      ? (isFar ? 0.13 : 0.03)
                : stepsCollide(problem) ? 3.0
                                        : (isFar ? 0.3 : 0.13);
  return rows * read * passes;
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
  int64_t rowTasks = divideCeil(problem.m.size, plan.taskRows);
  int64_t columnTasks = divideCeil(problem.n.size, plan.taskColumns);
  double cost = tilingCost(plan, problem) + sumsCost(plan, problem) +
                rhsCost(plan, problem, rowTasks) +
                lhsCost(plan, problem, columnTasks);
  if (!target.threads || plan.cut == MatmulCut::Batch)
    return cost;
  // Where tasks have unequal shares, threads wait for the largest, more or less
  // as there are more or fewer threads.
  double covered =
      double(rowTasks * plan.taskRows) * (columnTasks * plan.taskColumns);
  double all = double(problem.m.size) * problem.n.size;
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
