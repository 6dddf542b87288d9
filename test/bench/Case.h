// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is measured: a graph, the data that it is given and which entry runs.
// Groups and names are those of the measurements of other frameworks that
// results are compared with, so don't rename them.

#ifndef NADIR_TEST_BENCH_CASE_H
#define NADIR_TEST_BENCH_CASE_H

#include "nadir/nadir.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace nadir::bench {

/// What the elements of an input are drawn from.
enum class Fill {
  normal,
  /// Normal with a standard deviation of 0.02, as weights have.
  small,
  /// [0, 1)
  uniform,
  /// [0.1, 1.1)
  positive,
  /// 0, 1, .. 4
  counts,
  /// 0 or 1
  binary,
  /// -1 or 1
  signs,
  /// Integers below `classes`.
  labels,
  /// Rows of eight such integers, and -1 behind them.
  labelLists,
  /// The integer `classes`.
  fixed,
  /// Rows that sum to 1, and the logarithms of such rows.
  probabilities,
  logProbabilities,
};

struct Data {
  Fill fill;
  Sizes shape;
  int64_t classes = 0;

  DType dtype() const {
    bool isInteger =
        fill == Fill::labels || fill == Fill::labelLists || fill == Fill::fixed;
    return isInteger ? i64 : f32;
  }
};

/// The memory traffic of an optimizer's update: arrays read and written beside
/// the gradient, which is only read.
struct Streams {
  int updated = 0;
  int64_t elements = 0;
};

struct Case {
  using Build = std::function<void(Graph &, const std::vector<Tensor> &inputs)>;

  std::string group;
  std::string name;
  std::vector<Data> inputs;
  Build build;
  /// "predict" or "train_step".
  std::string entry = "predict";
  /// Another entry, which does a part of the work that is not to count: its
  /// time is subtracted.
  std::string without = "";
  /// Rows of a step, where inputs have `batch`.
  int64_t rows = 0;
  /// Sets of inputs that steps take in turn, as in training.
  int sets = 1;
  /// Arithmetic of the products of one step; 0 where memory is the limit.
  double flops = 0;
  /// The least bytes that a step reads and writes; if 0, every input and
  /// result once.
  double bytes = 0;
  Streams streams = {};
};

/// All cases of each group, in the order in which they run.
std::vector<Case> lossCases();
std::vector<Case> matmulCases();
std::vector<Case> optimizerCases();
std::vector<Case> stepCases();

} // namespace nadir::bench

#endif // NADIR_TEST_BENCH_CASE_H
