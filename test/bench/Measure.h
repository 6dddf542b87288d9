// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Measures one case in processes of its own, so that its peak memory is its own
// and its compilation starts from nothing.

#ifndef NADIR_TEST_BENCH_MEASURE_H
#define NADIR_TEST_BENCH_MEASURE_H

#include "test/bench/Case.h"

#include <nlohmann/json.hpp>

namespace nadir::bench {

struct Settings {
  int threads = 1;
  std::string cpu = "native";
  /// Whether products may use a matrix unit for bf16 (CompileOptions).
  bool splitProducts = true;
  /// How far updates are fused (CompileOptions).
  std::string updates = "backward";
  /// Measure schedules of products (CompileOptions).
  bool autotune = false;
  /// Seconds to measure each case at least, and for a slow one at most.
  double minimumTime = 1.0;
  double maximumTime = 3.0;
  /// Keep another process busy on the last CPU meanwhile.
  bool underLoad = false;
};

using Json = nlohmann::ordered_json;

/// What was found out about a case, one JSON object; with a member "error" if
/// the case can't be compiled or run.
Json measure(const Case &test, const Settings &settings);

} // namespace nadir::bench

#endif // NADIR_TEST_BENCH_MEASURE_H
