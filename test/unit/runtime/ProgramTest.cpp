// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The wrapper around a compiled program, with a hand-written one in its place.
#include "runtime/Program.h"

#include "TestFiles.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace nadir {
namespace {

constexpr int64_t inputShape[] = {-1, 3};
constexpr int64_t labelShape[] = {-1};
constexpr int64_t weightShape[] = {3};
constexpr nadir_tensor_info parameters[] = {
    {"weight", NADIR_F32, 1, weightShape, 0, 12},
    {"bias", NADIR_F64, 0, nullptr, 64, 8}};
constexpr nadir_tensor_info states[] = {
    {"weight.momentum", NADIR_F32, 1, weightShape, 0, 12}};
constexpr nadir_tensor_info inputs[] = {
    {"x", NADIR_F32, 2, inputShape, 0, 48},
    {"label", NADIR_I64, 1, labelShape, 0, 32}};
constexpr nadir_tensor_info results[] = {
    {"loss", NADIR_F32, 0, nullptr, 0, 4},
    {"y", NADIR_F64, 2, inputShape, 0, 96}};
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr nadir_check_info checks[] = {
    {"label", "mlp.cpp:12:3", 0, 9, NADIR_INDEX_OUT_OF_RANGE, 0},
    {"probability", "loss.cpp:7:1", 0, 1, NADIR_VALUE_OUT_OF_RANGE, 0},
    {"x", "", 0, infinity, NADIR_VALUE_OUT_OF_RANGE, 0}};

/// What the next call returns, and what the last one was given.
int32_t nextStatus = NADIR_OK;
nadir_error nextError = {};
nadir_call lastCall;

int32_t runStep(nadir_call *call) {
  lastCall = *call;
  const auto *x = static_cast<const float *>(call->inputs[0]);
  float sum = 0;
  for (int64_t i = 0; i < call->rows * 3; ++i) {
    sum += x[i];
    static_cast<double *>(call->results[1])[i] = x[i] * 2;
  }
  static_cast<float *>(call->parameters)[0] = sum;
  *static_cast<float *>(call->results[0]) = sum;
  call->error = nextError;
  return nextStatus;
}

int32_t runInit(nadir_call *call) {
  static_cast<float *>(call->parameters)[1] = static_cast<float>(call->seed);
  return NADIR_OK;
}

constexpr nadir_entry_info entries[] = {
    {"init", runInit, nullptr, nullptr, 0, 0},
    {"train_step", runStep, inputs, results, 2, 2}};

nadir_program makeProgram() {
  nadir_program program = {};
  program.abi_version = NADIR_ABI_VERSION;
  program.parameter_count = 2;
  program.state_count = 1;
  program.entry_count = 2;
  program.check_count = 3;
  program.name = "test";
  program.capacity = 4;
  program.learning_rate = 0.25;
  program.parameter_bytes = 72;
  program.state_bytes = 12;
  program.arena_bytes = 256;
  program.parameters = parameters;
  program.states = states;
  program.entries = entries;
  program.checks = checks;
  return program;
}

class ProgramTest : public ::testing::Test {
protected:
  void SetUp() override {
    nextStatus = NADIR_OK;
    nextError = {};
  }

  std::string errorOfStep(int32_t status, const nadir_error &error) {
    nextStatus = status;
    nextError = error;
    return test::errorOf([&] {
      program.run("train_step", {{"x", x}, {"label", label}}, {.rows = 2});
    });
  }

  nadir_program table = makeProgram();
  Program program{&table};
  std::vector<float> x = {1, 2, 3, 4, 5, 6};
  std::vector<int64_t> label = {0, 1};
};

TEST_F(ProgramTest, runs) {
  program.run("init", {}, {.seed = 7});
  EXPECT_EQ(program.parameter<float>("weight")[1], 7.0f);
  float loss = 0;
  program.run("train_step", {{"label", label}, {"x", x}}, {{"loss", &loss}},
              {.rows = 2, .step = 5});
  EXPECT_EQ(loss, 21.0f);
  EXPECT_EQ(lastCall.rows, 2);
  EXPECT_EQ(lastCall.step, 5);
  EXPECT_EQ(lastCall.learning_rate, 0.25);
  EXPECT_EQ(lastCall.executor, nullptr);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(lastCall.arena) % NADIR_ALIGNMENT, 0u);
  auto y = program.result<double>("train_step", "y");
  ASSERT_EQ(y.size(), 6u);
  EXPECT_EQ(y[5], 12.0);
  program.run("train_step", {{"x", x}, {"label", label}}, {.rows = 1});
  EXPECT_EQ(program.scalar("train_step", "loss"), 6.0);
  EXPECT_EQ(program.result<double>("train_step", "y").size(), 3u);
}

TEST_F(ProgramTest, listsItsTables) {
  EXPECT_EQ(program.name(), "test");
  EXPECT_EQ(program.parameters().size(), 2u);
  EXPECT_TRUE(program.hasEntry("init"));
  EXPECT_FALSE(program.hasEntry("predict"));
  EXPECT_EQ(program.entry("train_step").input_count, 2u);
  EXPECT_EQ(program.parameter<float>("weight").size(), 3u);
  EXPECT_EQ(program.parameter<double>("bias").size(), 1u);
  EXPECT_EQ(program.state<float>("weight.momentum")[2], 0.0f);
  EXPECT_EQ(program.parameterData("bias"),
            program.parameterBytes().data() + 64);
}

TEST_F(ProgramTest, namesUnknownNames) {
  EXPECT_ERROR(program.run("predict", {}, {}),
               "program 'test' has no entry 'predict', it has: init, "
               "train_step");
  EXPECT_ERROR(program.parameter<float>("w"),
               "program 'test' has no parameter 'w', it has: weight, bias");
  EXPECT_ERROR(program.state<float>("w"), "it has: weight.momentum");
  EXPECT_ERROR(program.parameter<double>("weight"),
               "'weight' of program 'test' is f32, asked for as f64");
  EXPECT_ERROR(program.run("train_step", {{"x", x}}, {.rows = 2}),
               "train_step of program 'test' needs input 'label', given: x");
  float loss;
  EXPECT_ERROR(program.run("train_step", {{"x", x}, {"label", label}},
                           {{"los", &loss}}, {.rows = 2}),
               "has no result 'los', it has: loss, y");
}

TEST_F(ProgramTest, refusesWrongArguments) {
  auto run = [&](Program::Input input, int64_t rows) {
    program.run("train_step", {input, {"label", label}}, {.rows = rows});
  };
  EXPECT_ERROR(run({"x", x}, 5), "rows is 5, expected 0 to 4");
  EXPECT_ERROR(run({"x", x}, -1), "rows is -1, expected 0 to 4");
  EXPECT_ERROR(run({"x", x}, 3),
               "input 'x' of train_step: expected at least 9 elements for 3 "
               "rows, found 6");
  float few[5] = {};
  EXPECT_ERROR(run({"x", few}, 2), "expected at least 6 elements for 2 rows, "
                                   "found 5");
  double y[5] = {};
  EXPECT_ERROR(program.run("train_step", {{"x", x}, {"label", label}},
                           {{"y", y}}, {.rows = 2}),
               "result 'y' of train_step: expected at least 6 elements for 2 "
               "rows, found 5");
  std::vector<double> wide(12);
  EXPECT_ERROR(run({"x", wide}, 2), "expected f32, found f64");
  EXPECT_ERROR(run({"x", static_cast<const float *>(nullptr)}, 2),
               "expected memory, found a null pointer");
  EXPECT_EQ(test::errorOf([&] { run({"x", nullptr}, 0); }), "(no error)")
      << "an empty batch needs no memory";
}

TEST_F(ProgramTest, refusesRatesThatAreNoNumbers) {
  auto run = [&](const Program::Call &call) {
    program.run("train_step", {{"x", x}, {"label", label}}, call);
  };
  EXPECT_ERROR(run({.rows = 2, .learningRate = std::nan("")}),
               "the learning rate is nan, expected a finite number");
  double rates[] = {infinity};
  EXPECT_ERROR(run({.rows = 2, .learningRates = rates}),
               "the learning rate is inf, expected a finite number");
}

TEST_F(ProgramTest, changesNothingWhenItRefuses) {
  auto run = [&](const Program::Call &call) {
    program.run("train_step", {{"x", x}, {"label", label}}, call);
  };
  auto expectOldResults = [&] {
    auto y = program.result<double>("train_step", "y");
    ASSERT_EQ(y.size(), 3u);
    EXPECT_EQ(y[2], 6.0);
    EXPECT_EQ(program.scalar("train_step", "loss"), 6.0);
    EXPECT_EQ(program.parameter<float>("weight")[0], 6.0f);
  };
  run({.rows = 1});
  double rates[] = {1, 2};
  const Program::Call calls[] = {{.rows = 5},
                                 {.rows = -1},
                                 {.rows = 3},
                                 {.rows = 2, .learningRate = std::nan("")},
                                 {.rows = 2, .learningRates = rates},
                                 {.rows = 2, .momenta = rates}};
  for (const Program::Call &call : calls) {
    EXPECT_NE(test::errorOf([&] { run(call); }), "(no error)");
    expectOldResults();
  }
  EXPECT_ERROR(program.run("train_step", {{"x", x}}, {.rows = 2}),
               "needs input 'label'");
  expectOldResults();
  errorOfStep(NADIR_INDEX_OUT_OF_RANGE, {0, 0, 17, 12, 0});
  EXPECT_EQ(program.result<double>("train_step", "y").size(), 3u);
}

TEST_F(ProgramTest, refusesUnusablePrograms) {
  EXPECT_ERROR(Program(static_cast<const nadir_program *>(nullptr)),
               "the program is null");
  table.abi_version = 99;
  EXPECT_ERROR(Program(&table), "compiled for ABI version 99");
  table = makeProgram();
  table.arena_bytes = uint64_t{1} << 62;
  EXPECT_ERROR(Program(&table), "not enough memory for the arena of program "
                                "'test' (4611686018427387904 bytes)");
}

TEST_F(ProgramTest, wordsFailedChecks) {
  EXPECT_EQ(errorOfStep(NADIR_INDEX_OUT_OF_RANGE, {0, 0, 17, 12, 0}),
            "label[17] is 12, expected 0 to 9 (mlp.cpp:12:3)");
  EXPECT_EQ(errorOfStep(NADIR_VALUE_OUT_OF_RANGE, {1, 0, 5, 0, std::nan("")}),
            "probability[5] is nan, expected 0 to 1 (loss.cpp:7:1)");
  EXPECT_EQ(errorOfStep(NADIR_VALUE_OUT_OF_RANGE, {2, 0, 5, 0, -0.5}),
            "x[1, 2] is -0.5, expected at least 0");
  EXPECT_NE(errorOfStep(NADIR_INDEX_OUT_OF_RANGE, {77, 0, 5, 3, 0})
                .find("element 5 of an input is 3, which is out of range"),
            std::string::npos);
}

TEST_F(ProgramTest, wordsOtherStatuses) {
  std::string where = "train_step of program 'test'";
  EXPECT_EQ(errorOfStep(NADIR_VERSION_MISMATCH, {-1, 0, 0, 0, 0}),
            where + " refuses ABI version 3: compile it again");
  EXPECT_EQ(
      errorOfStep(NADIR_INVALID_ARGUMENT, {-1, NADIR_ARGUMENT_ROWS, 0, 9, 0}),
      where + ": rows is 9, expected 0 to 4");
  EXPECT_EQ(
      errorOfStep(NADIR_INVALID_ARGUMENT, {-1, NADIR_ARGUMENT_INPUT, 1, 0, 0}),
      where + ": input 'label' is null");
  EXPECT_EQ(errorOfStep(NADIR_INVALID_ARGUMENT,
                        {-1, NADIR_ARGUMENT_RESULT, 99, 0, 0}),
            where + ": result 99 is null");
  EXPECT_EQ(
      errorOfStep(NADIR_INVALID_ARGUMENT, {-1, NADIR_ARGUMENT_STATE, -1, 0, 0}),
      where + ": the state block is null or not aligned to 64 bytes");
  EXPECT_EQ(
      errorOfStep(NADIR_INVALID_ARGUMENT, {-1, NADIR_ARGUMENT_STEP, -1, 0, 0}),
      where + ": step is 0, expected at least 1: steps count from 1");
  EXPECT_EQ(errorOfStep(77, {-1, 0, 0, 0, 0}),
            where + " returned unknown status 77");
}

} // namespace
} // namespace nadir
