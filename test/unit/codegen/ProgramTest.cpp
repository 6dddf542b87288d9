// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs test/codegen/Inputs/momentum.mlir in process.
#include "test/unit/codegen/Momentum.h"

#include <atomic>
#include <limits>
#include <thread>
#include <vector>

using namespace nadir;
using namespace nadir::test;

namespace {

/// What a training step should do, from the values before it.
struct Expected {
  explicit Expected(Momentum &m) {
    for (int64_t i = 0; i < m.call.rows; ++i)
      for (int j = 0; j < 20; ++j) {
        scores[i] += m.image[i * 20 + j] * m.weight()[j];
        gradient[j] += float(m.label[i]) * m.image[i * 20 + j];
      }
    for (int j = 0; j < 20; ++j) {
      velocity[j] = 0.9f * m.velocity()[j] + gradient[j];
      weight[j] = m.weight()[j] - 0.5f * velocity[j];
    }
  }
  float scores[8] = {}, gradient[20] = {}, velocity[20], weight[20];
};

void expectStep(Momentum &m, const Expected &expected) {
  for (int64_t i = 0; i < m.call.rows; ++i)
    EXPECT_FLOAT_EQ(m.scores[i], expected.scores[i]) << i;
  for (int j = 0; j < 20; ++j) {
    EXPECT_FLOAT_EQ(m.gradient[j], expected.gradient[j]) << j;
    EXPECT_FLOAT_EQ(m.velocity()[j], expected.velocity[j]) << j;
    EXPECT_FLOAT_EQ(m.weight()[j], expected.weight[j]) << j;
  }
}

TEST(Program, TrainsInPlace) {
  Momentum m;
  Expected expected(m);
  EXPECT_EQ(m.run("train_step"), NADIR_OK);
  expectStep(m, expected);
}

TEST(Program, RunsWithFewerRows) {
  for (int64_t rows : {0, 1, 3, 7}) {
    Momentum m;
    m.call.rows = rows;
    std::fill_n(m.scores, 8, -77.0f);
    Expected expected(m);
    EXPECT_EQ(m.run("train_step"), NADIR_OK);
    expectStep(m, expected);
    for (int64_t i = rows; i < 8; ++i)
      EXPECT_EQ(m.scores[i], -77.0f) << "row " << i << " of " << rows;
  }
}

TEST(Program, TakesNoMemoryForNoRows) {
  Momentum m;
  m.call.rows = 0;
  m.inputs[0] = m.inputs[1] = m.results[0] = nullptr;
  EXPECT_EQ(m.run("train_step"), NADIR_OK);
}

TEST(Program, CopiesWhatNoKernelWrites) {
  Momentum m;
  float again[8] = {}, weight[20] = {};
  uint8_t flags[2] = {7, 7};
  m.results[1] = again;
  m.results[2] = weight;
  m.results[3] = flags;
  Expected expected(m);
  EXPECT_EQ(m.run("predict"), NADIR_OK);
  for (int i = 0; i < 8; ++i) {
    EXPECT_FLOAT_EQ(m.scores[i], expected.scores[i]);
    EXPECT_EQ(m.scores[i], again[i]);
  }
  for (int j = 0; j < 20; ++j)
    EXPECT_EQ(weight[j], m.weight()[j]);
  EXPECT_EQ(flags[0], 1);
  EXPECT_EQ(flags[1], 0);
}

//===----------------------------------------------------------------------===//
// Failures
//===----------------------------------------------------------------------===//

/// Runs a step that must fail, and leave parameters and state alone.
void expectFailure(Momentum &m, int32_t status) {
  std::string parameters = m.parameters->copy(), state = m.state->copy();
  EXPECT_EQ(m.run("train_step"), status);
  EXPECT_EQ(parameters, m.parameters->copy());
  EXPECT_EQ(state, m.state->copy());
}

TEST(Program, ReportsTheFirstBadIndex) {
  for (int64_t bad : {int64_t(10), int64_t(-1), int64_t(1) << 40}) {
    Momentum m;
    m.label[7] = 99;
    m.label[5] = bad;
    expectFailure(m, NADIR_INDEX_OUT_OF_RANGE);
    EXPECT_EQ(m.call.error.check, 0);
    EXPECT_EQ(m.call.error.position, 5);
    EXPECT_EQ(m.call.error.integer_value, bad);
    const nadir_check_info &check =
        m.jit->program()->checks[m.call.error.check];
    EXPECT_STREQ(check.tensor, "label");
    EXPECT_STREQ(check.location, "model.cpp:7:3");
    EXPECT_EQ(check.minimum, 0);
    EXPECT_EQ(check.maximum, 9);
    EXPECT_EQ(check.status, NADIR_INDEX_OUT_OF_RANGE);
  }
}

TEST(Program, IgnoresTheIgnoredIndexAndRowsBehindTheLast) {
  Momentum m;
  m.label[2] = -100;
  m.label[6] = 1234;
  m.call.rows = 6;
  Expected expected(m);
  EXPECT_EQ(m.run("train_step"), NADIR_OK);
  expectStep(m, expected);
}

TEST(Program, RefusesRowsOutsideTheCapacity) {
  for (int64_t rows :
       {int64_t(-1), int64_t(9), std::numeric_limits<int64_t>::min()}) {
    Momentum m;
    m.call.rows = rows;
    expectFailure(m, NADIR_INVALID_ARGUMENT);
    EXPECT_EQ(m.call.error.argument, NADIR_ARGUMENT_ROWS);
    EXPECT_EQ(m.call.error.integer_value, rows);
    EXPECT_EQ(m.call.error.check, -1);
  }
}

TEST(Program, RefusesMissingTensors) {
  Momentum m;
  m.inputs[1] = nullptr;
  expectFailure(m, NADIR_INVALID_ARGUMENT);
  EXPECT_EQ(m.call.error.argument, NADIR_ARGUMENT_INPUT);
  EXPECT_EQ(m.call.error.position, 1);

  m.inputs[1] = m.label;
  m.results[0] = nullptr;
  expectFailure(m, NADIR_INVALID_ARGUMENT);
  EXPECT_EQ(m.call.error.argument, NADIR_ARGUMENT_RESULT);
  EXPECT_EQ(m.call.error.position, 0);

  m.call.results = nullptr;
  expectFailure(m, NADIR_INVALID_ARGUMENT);
  EXPECT_EQ(m.call.error.position, -1);
}

TEST(Program, RefusesMissingOrMisalignedBlocks) {
  Momentum m;
  m.call.state = nullptr;
  expectFailure(m, NADIR_INVALID_ARGUMENT);
  EXPECT_EQ(m.call.error.argument, NADIR_ARGUMENT_STATE);
  m.call.state = m.state->data();
  m.call.parameters = m.parameters->data() + 16;
  expectFailure(m, NADIR_INVALID_ARGUMENT);
  EXPECT_EQ(m.call.error.argument, NADIR_ARGUMENT_PARAMETERS);
  EXPECT_EQ(m.call.error.position, -1);
}

TEST(Program, RefusesOtherVersionsUnread) {
  Momentum m;
  m.call.abi_version = NADIR_ABI_VERSION + 1;
  m.call.error.position = 4711;
  expectFailure(m, NADIR_VERSION_MISMATCH);
  EXPECT_EQ(m.call.error.position, 4711);
  EXPECT_EQ(m.jit->entry("train_step")->run(nullptr), NADIR_INVALID_ARGUMENT);
}

//===----------------------------------------------------------------------===//
// Threads
//===----------------------------------------------------------------------===//

/// Runs tasks on three threads, the last first.
struct Threads {
  static void parallelFor(void *self, void (*task)(void *, int64_t),
                          void *argument, int64_t count) {
    auto *threads = static_cast<Threads *>(self);
    ++threads->calls;
    std::atomic<int64_t> next = count;
    auto work = [&] {
      for (int64_t i; (i = --next) >= 0;)
        task(argument, i);
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < 3; ++i)
      workers.emplace_back(work);
    for (std::thread &worker : workers)
      worker.join();
  }
  int calls = 0;
};

TEST(Program, GivesTheSameBitsOnThreads) {
  Momentum alone;
  EXPECT_EQ(alone.run("train_step"), NADIR_OK);
  for (bool compiledForThreads : {true, false}) {
    Momentum m(compiledForThreads);
    Threads threads;
    nadir_executor executor = {&threads, Threads::parallelFor};
    m.call.executor = &executor;
    EXPECT_EQ(m.run("train_step"), NADIR_OK);
    EXPECT_EQ(threads.calls, compiledForThreads ? 2 : 0);
    EXPECT_EQ(alone.parameters->copy(), m.parameters->copy());
    EXPECT_EQ(alone.state->copy(), m.state->copy());
    EXPECT_EQ(0, std::memcmp(alone.scores, m.scores, sizeof(m.scores)));
  }
}

TEST(Program, RunsOneTaskWithoutTheExecutor) {
  Momentum m;
  Threads threads;
  nadir_executor executor = {&threads, Threads::parallelFor};
  m.call.executor = &executor;
  m.call.rows = 2;
  EXPECT_EQ(m.run("train_step"), NADIR_OK);
  // The gradient is cut along its columns, the scores along their rows.
  EXPECT_EQ(threads.calls, 1);
}

} // namespace
