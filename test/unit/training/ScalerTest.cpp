// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loss scaling and skipped steps as torch.amp.GradScaler makes them.

#include "test/unit/training/TrainingGraphs.h"

#include <cmath>
#include <limits>
#include <set>

using namespace nadir::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// All that a program keeps, but for what a skipped step is to change.
std::vector<std::vector<double>> snapshot(Training &training) {
  static const std::set<std::string> changes = {
      "grad_scaler.scale", "grad_scaler._growth_tracker", "accumulate.count"};
  std::vector<std::vector<double>> values;
  for (const std::string &name : training.names())
    if (!changes.count(name))
      values.push_back(training.values(name));
  return values;
}

TEST(GradScaler, GrowsAndShrinksAsPyTorchs) {
  std::string text = chosenGradients(
      R"("sgd" {lr = 1.0} {grad_scaler = {init_scale = 8.0, growth_interval = 3}})");
  struct Step {
    double gradient, scale, tracker;
    bool isSkipped;
  };
  const Step steps[] = {{1, 8, 1, false},        {1, 8, 2, false},
                        {1, 16, 0, false},       {1, 16, 1, false},
                        {infinity, 8, 0, true},  {std::nan(""), 4, 0, true},
                        {1, 4, 1, false},        {1, 4, 2, false},
                        {-infinity, 2, 0, true}, {1, 2, 1, false}};
  for (Backend backend : backends) {
    Training training(text, backend);
    double expected = 1, scale = 8;
    for (const Step &step : steps) {
      auto before = snapshot(training);
      Values results = training.step({step.gradient, 1, 1}, {1, 1, 1, 1});
      EXPECT_EQ(results["step_skipped"].number(0), step.isSkipped);
      EXPECT_EQ(results["loss_scale"].number(0), scale);
      scale = step.scale;
      EXPECT_EQ(training.values("grad_scaler.scale")[0], step.scale);
      EXPECT_EQ(training.values("grad_scaler._growth_tracker")[0],
                step.tracker);
      if (step.isSkipped)
        EXPECT_EQ(snapshot(training), before);
      else
        expected -= 1;
      EXPECT_EQ(training.values("a"), (std::vector<double>(3, expected)));
    }
    EXPECT_EQ(training.values("optimizer.step")[0], 7);
  }
}

TEST(GradScaler, KeepsAScaleThatWouldOverflow) {
  std::string text = chosenGradients(
      R"("sgd" {lr = 1.0} {grad_scaler = {init_scale = 1.0e+30, growth_factor = 1.0e+10, growth_interval = 1}})");
  Training training(text, Backend::Compiled);
  training.step({1, 1, 1}, {1, 1, 1, 1});
  EXPECT_EQ(training.values("grad_scaler.scale")[0],
            static_cast<double>(1.0e+30f));
  EXPECT_EQ(training.values("grad_scaler._growth_tracker")[0], 0);
}

TEST(GradScaler, HasPyTorchsDefaults) {
  for (Backend backend : backends) {
    Training training(chosenGradients(R"("sgd" {lr = 1.0} {grad_scaler = {}})"),
                      backend);
    EXPECT_EQ(training.values("grad_scaler.scale")[0], 65536);
    for (int step = 0; step < 2000; ++step)
      training.step({0, 0, 0}, {0, 0, 0, 0});
    EXPECT_EQ(training.values("grad_scaler.scale")[0], 131072);
    training.step({infinity, 0, 0}, {0, 0, 0, 0});
    EXPECT_EQ(training.values("grad_scaler.scale")[0], 65536);
  }
}

TEST(GradScaler, ShrinksUntilTheScaledLossFits) {
  // 1e34 * 65536 overflows f32, 1e34 * 32768 doesn't.
  Training training(
      chosenGradients(R"("sgd" {lr = 1.0e-34} {grad_scaler = {}})", DType::F32),
      Backend::Compiled);
  Values results = training.step({1e34, 0, 0}, {0, 0, 0, 0});
  EXPECT_EQ(results["step_skipped"].number(0), 1);
  EXPECT_EQ(training.values("a"), (std::vector<double>(3, 1)));
  results = training.step({1e34, 0, 0}, {0, 0, 0, 0});
  EXPECT_EQ(results["step_skipped"].number(0), 0);
  EXPECT_NEAR(training.values("a")[0], 0, 1e-6);
}

TEST(GradScaler, ChangesNoBitOfWhatASkippedStepLeaves) {
  const char *around[] = {
      "{grad_scaler = {}}", "{skip_nonfinite}",
      R"({grad_scaler = {}, clip_grad_norm = {max_norm = 1.0}, average = {kind = "ema", decay = 0.9}})",
      R"({skip_nonfinite, average = {kind = "swa"}, groups = [{params = ["b"], optimizer = "rmsprop", momentum = 0.5, centered = true}]})"};
  for (const char *attributes : around)
    for (const char *optimizer :
         {R"("adam" {amsgrad = true})", R"("sgd" {momentum = 0.9})"})
      for (DType dtype : {DType::F32, DType::F64})
        for (Backend backend : backends) {
          Training training(
              chosenGradients(std::string(optimizer) + attributes, dtype),
              backend);
          for (double step : {1, 2, 3})
            training.step({step, 0.5, -1}, {1, -step, 2, 0.25});
          auto before = snapshot(training);
          for (double bad : {infinity, -infinity, std::nan("")}) {
            Values results = training.step({1, 1, 1}, {1, 1, bad, 1});
            EXPECT_EQ(results["step_skipped"].number(0), 1);
            EXPECT_EQ(snapshot(training), before)
                << optimizer << attributes << bad;
          }
          training.step({1, 1, 1}, {1, 1, 1, 1});
          EXPECT_NE(snapshot(training), before);
        }
}

TEST(GradScaler, WaitsForTheLastMicroBatch) {
  std::string text = chosenGradients(
      R"("sgd" {lr = 1.0} {accumulate = {steps = 2}, grad_scaler = {init_scale = 8.0}})");
  for (Backend backend : backends) {
    Training training(text, backend);
    Values results = training.step({infinity, 1, 1}, {1, 1, 1, 1});
    EXPECT_EQ(results["step_skipped"].number(0), 0);
    EXPECT_EQ(training.values("grad_scaler.scale")[0], 8);
    results = training.step({1, 1, 1}, {1, 1, 1, 1});
    EXPECT_EQ(results["step_skipped"].number(0), 1);
    EXPECT_EQ(training.values("grad_scaler.scale")[0], 4);
    EXPECT_EQ(training.values("a"), (std::vector<double>(3, 1)));
    EXPECT_EQ(training.values("a.grad"), (std::vector<double>(3, 0)));
    training.step({1, 1, 1}, {1, 1, 1, 1});
    training.step({3, 1, 1}, {1, 1, 1, 1});
    EXPECT_EQ(training.values("a"), (std::vector<double>{-1, 0, 0}));
  }
}

} // namespace
