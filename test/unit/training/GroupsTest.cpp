// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameter groups: each has its own optimizer, settings and, at run time,
// learning rate; frozen parameters are left alone.

#include "test/unit/training/TrainingGraphs.h"

#include <cmath>

using namespace nadir::test;

namespace {

TEST(Groups, TakeTheirOwnLearningRates) {
  std::string text = chosenGradients(
      R"("sgd" {lr = 0.5} {groups = [{params = ["b"], lr = 0.25}]})");
  for (Backend backend : backends) {
    Training training(text, backend);
    training.step({1, 2, 3}, {1, 2, 3, 4});
    EXPECT_EQ(training.values("a"), (std::vector<double>{0.5, 0, -0.5}));
    EXPECT_EQ(training.values("b"), (std::vector<double>{0.75, 0.5, 0.25, 0}));
    // No recompilation: both rates are the call's.
    training.step({1, 1, 1}, {1, 1, 1, 1}, {.learningRates = {0.125, 2.0}});
    EXPECT_EQ(training.values("a"),
              (std::vector<double>{0.375, -0.125, -0.625}));
    EXPECT_EQ(training.values("b"),
              (std::vector<double>{-1.25, -1.5, -1.75, -2}));
    // The default group's alone leaves the others at what they declared.
    training.step({1, 1, 1}, {1, 1, 1, 1}, {.learningRate = 1.0});
    EXPECT_EQ(training.values("a"),
              (std::vector<double>{-0.625, -1.125, -1.625}));
    EXPECT_EQ(training.values("b"),
              (std::vector<double>{-1.5, -1.75, -2, -2.25}));
  }
}

TEST(Groups, TakeSettingsFromTheGraphUnlessTheyNameAnOptimizer) {
  // "a" decays as the graph says, "b" doesn't; both keep the momentum.
  std::string text = chosenGradients(
      R"("sgd" {lr = 1.0, momentum = 0.5, weight_decay = 0.5}
         {groups = [{params = ["b"], weight_decay = 0.0}]})");
  for (Backend backend : backends) {
    Training training(text, backend);
    training.step({1, 0, 0}, {1, 0, 0, 0});
    training.step({0, 0, 0}, {0, 0, 0, 0}, {.step = 2});
    EXPECT_EQ(training.values("a"),
              (std::vector<double>{1 - 1.5 - (0.75 - 0.25), 0.5 - 0.5, 0}));
    EXPECT_EQ(training.values("b"), (std::vector<double>{-0.5, 1, 1, 1}));
  }
  // Another optimizer starts from its own defaults.
  text = chosenGradients(
      R"("sgd" {lr = 1.0, momentum = 0.5, weight_decay = 0.5}
         {groups = [{params = ["b"], optimizer = "adagrad"}]})");
  for (Backend backend : backends) {
    Training training(text, backend);
    training.step({1, 1, 1}, {4, 4, 4, 4});
    EXPECT_TRUE(isNear(training.values("b"), {0.99, 0.99, 0.99, 0.99}));
    EXPECT_EQ(training.values("b.sum"), (std::vector<double>(4, 16)));
    EXPECT_EQ(training.values("a"), (std::vector<double>(3, -0.5)));
  }
}

TEST(Groups, NeedNoMomentumWithNesterov) {
  // As torch.optim.SGD, which checks only what it is made with.
  std::string text = chosenGradients(
      R"("sgd" {lr = 1.0, momentum = 0.5, nesterov = true}
         {groups = [{params = ["a"], momentum = 0.0},
                    {params = ["b"], dampening = 0.5}]})");
  for (Backend backend : backends) {
    Training training(text, backend);
    training.step({1, 1, 1}, {1, 1, 1, 1});
    EXPECT_EQ(training.values("a"), (std::vector<double>(3, 0.0)));
    EXPECT_EQ(training.values("b"), (std::vector<double>(4, -0.5)));
    training.step({1, 1, 1}, {1, 1, 1, 1}, {.step = 2});
    EXPECT_EQ(training.values("a"), (std::vector<double>(3, -1.0)));
    EXPECT_EQ(training.values("b"), (std::vector<double>(4, -2.0)));
  }
}

TEST(Groups, StartFromTheOptimizersAccumulator) {
  // As torch.optim.Adagrad, which makes its states before it knows of groups.
  std::string text = chosenGradients(
      R"("adagrad" {initial_accumulator_value = 0.25}
         {groups = [{params = ["b"], initial_accumulator_value = 0.5}]})");
  for (Backend backend : backends) {
    Training training(text, backend);
    EXPECT_EQ(training.values("a.sum"), (std::vector<double>(3, 0.25)));
    EXPECT_EQ(training.values("b.sum"), (std::vector<double>(4, 0.25)));
  }
  text = chosenGradients(
      R"("adagrad" {}
         {groups = [{params = ["a"], initial_accumulator_value = 0.5},
                    {params = ["b"], optimizer = "adagrad",
                     initial_accumulator_value = 0.75}]})");
  for (Backend backend : backends) {
    Training training(text, backend);
    EXPECT_EQ(training.values("a.sum"), (std::vector<double>(3, 0.0)));
    EXPECT_EQ(training.values("b.sum"), (std::vector<double>(4, 0.75)));
  }
}

TEST(Groups, DampNotTheFirstStepWithAMomentum) {
  std::string text = chosenGradients(
      R"("sgd" {lr = 0.5, dampening = 0.25, runtime_momentum = true})");
  for (Backend backend : backends) {
    Training training(text, backend);
    const double found[] = {0.5, 0.0, -0.625, -1.125, -1.8125};
    const double buffers[] = {0.0, 1.0, 1.25, 1.25, 1.375};
    const double momenta[] = {0.0, 0.5, 0.5, 0.0, 0.5};
    for (int i = 0; i < 5; ++i) {
      training.step({1, 1, 1}, {1, 1, 1, 1},
                    {.step = i + 1, .momenta = {momenta[i]}});
      EXPECT_EQ(training.values("a"), std::vector<double>(3, found[i])) << i;
      EXPECT_EQ(training.values("a.momentum_buffer"),
                std::vector<double>(3, buffers[i]));
      EXPECT_EQ(training.values("a.has_momentum_buffer"),
                std::vector<double>{i == 0 ? 0.0 : 1.0});
    }
  }
}

TEST(Groups, TakeMomentaAtRunTime) {
  // One with a momentum, one with betas, one with neither.
  std::string text = chosenGradients(
      R"("sgd" {lr = 1.0, momentum = 0.5, runtime_momentum = true}
         {groups = [{params = ["b"], momentum = 0.25}]})");
  for (Backend backend : backends) {
    Training training(text, backend);
    training.step({1, 2, 0}, {1, 2, 3, 4});
    // Those that were declared, ..
    training.step({0, 0, 0}, {0, 0, 0, 0}, {.step = 2});
    EXPECT_EQ(training.values("a"), (std::vector<double>{-0.5, -2, 1}));
    EXPECT_EQ(training.values("b"),
              (std::vector<double>{-0.25, -1.5, -2.75, -4}));
    // .. those of the call, ..
    training.step({0, 0, 0}, {0, 0, 0, 0}, {.step = 3, .momenta = {1.0, 2.0}});
    EXPECT_EQ(training.values("a"), (std::vector<double>{-1, -3, 1}));
    EXPECT_EQ(training.values("b"),
              (std::vector<double>{-0.75, -2.5, -4.25, -6}));
    // .. and none, which leaves the buffer as it is.
    training.step({1, 1, 1}, {0, 0, 0, 0}, {.step = 4, .momenta = {0.0, 0.0}});
    EXPECT_EQ(training.values("a"), (std::vector<double>{-2, -4, 0}));
    EXPECT_EQ(training.values("a.momentum_buffer"),
              (std::vector<double>{0.5, 1, 0}));
    EXPECT_EQ(training.values("b"),
              (std::vector<double>{-0.75, -2.5, -4.25, -6}));
  }
}

TEST(Groups, ReadOnlyTheMomentaThatAreNotCompiledIn) {
  std::string text = chosenGradients(
      R"("adagrad" {lr = 1.0}
         {groups = [{params = ["b"], optimizer = "adam", lr = 2.0,
                     betas = array<f64: 0.5, 0.5>, eps = 0.0,
                     runtime_momentum = true}]})");
  for (Backend backend : backends) {
    Training training(text, backend);
    training.step({2, 2, 2}, {2, 2, 2, 2}, {.momenta = {NAN, 0.75}});
    EXPECT_EQ(training.values("a.sum"), (std::vector<double>(3, 4)));
    EXPECT_EQ(training.values("b.exp_avg"), (std::vector<double>(4, 0.5)));
    EXPECT_TRUE(isNear(training.values("b"), {-1, -1, -1, -1}));
  }
}

TEST(Groups, LeaveFrozenParametersAlone) {
  for (
      const char *with :
      {R"("adam" {} {frozen = ["a"]})",
       R"("adam" {} {frozen = ["[ac]"], groups = [{params = ["a"], lr = 1.0}]})"})
    for (Backend backend : backends) {
      Training training(chosenGradients(with), backend);
      training.step({1, 1, 1}, {1, 1, 1, 1});
      EXPECT_EQ(training.values("a"), (std::vector<double>(3, 1)));
      EXPECT_NE(training.values("b"), (std::vector<double>(4, 1)));
      EXPECT_EQ(training.names(),
                (std::vector<std::string>{"a", "b", "b.exp_avg", "b.exp_avg_sq",
                                          "loss.sum", "loss.rows"}));
    }
}

} // namespace
