// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Averages of parameters as torch.optim.swa_utils.AveragedModel keeps them.

#include "test/unit/training/TrainingGraphs.h"

using namespace nadir::test;

namespace {

/// SGD with rate 1: the parameter falls by the gradient.
void stepBy(Training &training, double gradient, int64_t step = 1) {
  training.step({gradient, gradient, gradient},
                {gradient, gradient, gradient, gradient}, {.step = step});
}

TEST(Averages, ExponentialAsPyTorchs) {
  for (double decay : {0.25, 0.9, 1.0})
    for (Backend backend : backends) {
      Training training(
          chosenGradients(
              R"("sgd" {lr = 1.0} {average = {kind = "ema", decay = )" +
              std::to_string(decay) + "}}"),
          backend);
      // Before the first step the average is the model itself.
      EXPECT_EQ(training.values("b.ema"), (std::vector<double>(4, 1)));
      double value = 1, average = 0;
      for (int64_t step = 1; step <= 6; ++step) {
        stepBy(training, 0.5 * static_cast<double>(step), step);
        value -= 0.5 * static_cast<double>(step);
        average = step == 1 ? value : decay * average + (1 - decay) * value;
        EXPECT_TRUE(
            isNear(training.values("a.ema"), std::vector<double>(3, average)));
        EXPECT_TRUE(
            isNear(training.values("b.ema"), std::vector<double>(4, average)));
        EXPECT_EQ(training.values("ema.n_averaged")[0], step);
      }
    }
}

TEST(Averages, EqualFromAStepOnEveryFewSteps) {
  for (Backend backend : backends) {
    Training training(
        chosenGradients(
            R"("sgd" {lr = 1.0} {average = {kind = "swa", start = 3, every = 2}})"),
        backend);
    double value = 1, sum = 0;
    int count = 0;
    for (int64_t step = 1; step <= 9; ++step) {
      stepBy(training, static_cast<double>(step), step);
      value -= static_cast<double>(step);
      if (step >= 3 && (step - 3) % 2 == 0) {
        sum += value;
        ++count;
      }
      double expected = count == 0 ? 1 : sum / count;
      EXPECT_TRUE(
          isNear(training.values("a.swa"), std::vector<double>(3, expected)));
      EXPECT_EQ(training.values("swa.n_averaged")[0], count);
    }
  }
}

TEST(Averages, SwapWithTheParameters) {
  for (Backend backend : backends) {
    Training training(
        chosenGradients(R"("sgd" {lr = 1.0} {average = {kind = "swa"}})"),
        backend);
    stepBy(training, 1);
    stepBy(training, 1);
    std::vector<double> parameter = training.values("a");
    std::vector<double> average = training.values("a.swa");
    EXPECT_NE(parameter, average);
    training.run("swap_averages");
    EXPECT_EQ(training.values("a"), average);
    EXPECT_EQ(training.values("a.swa"), parameter);
    training.run("swap_averages");
    EXPECT_EQ(training.values("a"), parameter);
    EXPECT_EQ(training.values("a.swa"), average);
  }
}

TEST(Averages, EvaluateIfToldSo) {
  for (bool evaluate : {false, true})
    for (Backend backend : backends) {
      Training training(
          linearModel(
              std::string(
                  R"("sgd" {lr = 0.5} {average = {kind = "ema", decay = 0.5, evaluate = )") +
              (evaluate ? "true}}" : "false}}")),
          backend);
      Values inputs;
      inputs["x"] = randomReals(DType::F64, {5, 3}, 1);
      inputs["t"] = randomReals(DType::F64, {5, 2}, 2);
      for (int64_t step = 1; step <= 3; ++step)
        training.run("train_step", inputs, {.step = step});
      Values measured = training.run("eval_step", inputs);
      Tensor y = training.run("predict", inputs)["y"];
      training.run("swap_averages");
      Values swapped = training.run("eval_step", inputs);
      Tensor swappedY = training.run("predict", inputs)["y"];
      EXPECT_NE(measured["loss"].number(0), swapped["loss"].number(0));
      EXPECT_FALSE(isClose(y, swappedY, exactly));
      // What evaluates are the averages, or the parameters.
      std::string suffix = evaluate ? ".ema" : "";
      std::vector<double> bias = training.values("layer.bias" + suffix);
      std::vector<double> weight = training.values("layer.weight" + suffix);
      const auto &x = inputs["x"].values<double>();
      double expected = bias[0];
      for (int i = 0; i < 3; ++i)
        expected += x[i] * weight[i];
      EXPECT_NEAR(swappedY.number(0), expected, 1e-12);
    }
}

} // namespace
