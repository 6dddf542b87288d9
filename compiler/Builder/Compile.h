// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a graph to a program in this process.

#ifndef NADIR_BUILDER_COMPILE_H
#define NADIR_BUILDER_COMPILE_H

#include "compiler/Builder/Graph.h"
#include "runtime/Program.h"

namespace nadir {

struct CompileOptions {
  /// The largest number of rows that steps are called with; the graph's own
  /// `batch` if not given.
  std::optional<int64_t> batch = std::nullopt;
  /// "native", a level such as "x86-64-v3", or a processor that LLVM knows for
  /// this machine's architecture.
  std::string cpu = "native";
  /// Whether kernels may be split over the executor that a call is given. Does
  /// not change a result's bits.
  bool threads = true;
  /// How many threads that executor is going to have; 0 means one for each CPU
  /// that this process may use. Products are cut to suit them; any number works
  /// and gives the same bits.
  int pool_threads = 0;
  /// Do large products of f32 on a matrix unit for bf16 (AMX), if the processor
  /// has one, in three parts that keep all bits. Changes a result's bits:
  /// errors are no larger than those of multiply-adds in f32, which is what
  /// PyTorch promises for float32_matmul_precision "highest".
  bool split_products = true;
  /// How far the updates of parameters are fused: "backward" (in the product
  /// that computes the gradient, where that is legal), "loop" (one loop a
  /// parameter) or "none" (one an operation). Does not change a result's bits.
  std::string updates = "backward";
  /// Measure several schedules of each large product on this machine and take
  /// the quickest, which takes seconds the first time. Choices are kept beside
  /// cached objects. Does not change a result's bits.
  bool autotune = false;
  /// Keep the object on disk, and take it from there the next time.
  bool cache = true;
  /// $XDG_CACHE_HOME/nadir or ~/.cache/nadir if empty.
  std::string cache_folder = "";
};

/// Compiles a graph, on up to eight threads that end with it. The program
/// doesn't need the graph any more; its memory is zeroed, so run "init" before
/// the first "train_step". Throws Error, which names the line of the operation
/// at fault.
Program compile(const Graph &graph, const CompileOptions &options = {},
                std::source_location where = std::source_location::current());

} // namespace nadir

#endif // NADIR_BUILDER_COMPILE_H
