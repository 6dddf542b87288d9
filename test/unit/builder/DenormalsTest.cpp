// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// States that decay towards zero reach it, on x86, instead of becoming denormal
// numbers, which take a hundred times as long; and the caller's floating-point
// mode is as it was.

#include "nadir/nadir.h"
#include "runtime/ThreadPool.h"

#include <gtest/gtest.h>

#include <cfenv>
#include <limits>

namespace {

using nadir::f32;
using nadir::Program;

constexpr int64_t size = 1 << 20;

#if defined(__x86_64__)
unsigned floatingPointMode() { return __builtin_ia32_stmxcsr(); }
#else
unsigned floatingPointMode() { return std::fegetround(); }
#endif

/// Momentum SGD whose gradient is an input; split over threads.
Program momentum() {
  nadir::Graph graph("decay");
  auto gradient = graph.input("gradient", f32, {size});
  auto weight = graph.parameter("weight", {size}, nadir::init::ones());
  graph.minimize(sum(weight * gradient),
                 nadir::SGD{.lr = 0.5, .momentum = 0.5});
  return compile(graph, {.cache = false});
}

TEST(Denormals, StatesDecayToZero) {
#if !defined(__x86_64__)
  GTEST_SKIP() << "only x86's mode is changed";
#endif
  Program program = momentum();
  nadir::ThreadPool pool(2);
  std::vector<float> gradient(size, 0.0f);
  program.run("init", {}, {});
  std::span<float> state = program.state<float>("weight.momentum_buffer");
  constexpr float least = std::numeric_limits<float>::min();
  std::ranges::fill(state, 2 * least);
  unsigned mode = floatingPointMode();
  for (int64_t step = 2; step <= 4; ++step) {
    program.run("train_step", {{"gradient", gradient}},
                {.step = step, .executor = pool.executor()});
    EXPECT_EQ(floatingPointMode() & 0x8040, mode & 0x8040);
    // A normal number, and then what would be a denormal one.
    EXPECT_EQ(state.front(), step == 2 ? least : 0.0f);
    EXPECT_EQ(state.back(), state.front());
  }
}

} // namespace
