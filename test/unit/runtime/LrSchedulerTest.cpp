// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Learning-rate schedules: what their tables of values in test/golden don't
// show. Groups, combinations, fractions of epochs, and what is refused.
#include "runtime/LrScheduler.h"

#include "TestFiles.h"

#include <cmath>

namespace nadir {
namespace {

using test::errorOf;

constexpr double tolerance = 1e-15;

std::vector<double> valuesOf(const LearningRates &rates) {
  return {rates.values().begin(), rates.values().end()};
}

TEST(LrScheduler, KeepsGroupsApart) {
  LearningRates rates({0.1, 0.2});
  LambdaLR schedule(rates,
                    {.lr_lambda = {[](int64_t) { return 2.0; },
                                   [](int64_t epoch) { return 1.0 + epoch; }}});
  EXPECT_EQ(valuesOf(rates), (std::vector<double>{0.2, 0.2}));
  schedule.step();
  EXPECT_EQ(valuesOf(rates), (std::vector<double>{0.2, 0.4}));
  EXPECT_EQ(schedule.last_epoch(), 1);
  EXPECT_EQ(schedule.get_last_lr()[1], 0.4);
}

TEST(LrScheduler, TakesNumbersForEachGroup) {
  LearningRates rates({0.5, 0.5});
  CyclicLR schedule(rates, {.base_lr = {0.1, 0.2},
                            .max_lr = {1.1, 2.2},
                            .step_size_up = 2,
                            .cycle_momentum = false});
  EXPECT_EQ(valuesOf(rates), (std::vector<double>{0.1, 0.2}));
  schedule.step();
  schedule.step();
  EXPECT_NEAR(rates[0], 1.1, tolerance);
  EXPECT_NEAR(rates[1], 2.2, tolerance);
}

TEST(LrScheduler, ScalesCyclesByAFunction) {
  for (const char *mode : {"cycle", "iterations"}) {
    LearningRates rates(0.5);
    CyclicLR schedule(rates, {.base_lr = 0.0,
                              .max_lr = 1.0,
                              .step_size_up = 2,
                              .mode = "my own",
                              .scale_fn = [](double x) { return x / 10; },
                              .scale_mode = mode,
                              .cycle_momentum = false});
    for (int i = 0; i < 6; ++i)
      schedule.step();
    // The sixth step is the top of the second cycle.
    EXPECT_NEAR(rates[0], std::string(mode) == "cycle" ? 0.2 : 0.6, tolerance);
  }
}

TEST(LrScheduler, MultipliesSchedulesThatShareRates) {
  // Without a ChainedScheduler, too.
  LearningRates rates(1.0);
  StepLR halves(rates, {.step_size = 2, .gamma = 0.5});
  ExponentialLR thirds(rates, {.gamma = 1.0 / 3});
  for (int i = 0; i < 4; ++i) {
    halves.step();
    thirds.step();
  }
  EXPECT_NEAR(rates[0], 0.25 / 81, tolerance);
}

TEST(LrScheduler, StartsAChainInASequence) {
  LearningRates rates(1.0);
  ConstantLR constant(rates, {.factor = 0.5, .total_iters = 2});
  ExponentialLR decay(rates, {.gamma = 0.5});
  StepLR steps(rates, {.step_size = 1, .gamma = 0.1});
  ChainedScheduler chain(rates, {&constant, &decay});
  SequentialLR sequence(rates, {&chain, &steps}, {3});
  // Within a combination the first step decays, too.
  const double expected[] = {0.25, 0.125, 0.125, 1.0, 0.1, 0.01};
  for (int i = 0; i < 6; ++i) {
    EXPECT_NEAR(rates[0], expected[i], tolerance) << i;
    if (i == 1) {
      ScheduleState state = sequence.state();
      sequence.step();
      sequence.restore(state);
      EXPECT_NEAR(rates[0], expected[i], tolerance);
    }
    sequence.step();
  }
}

TEST(LrScheduler, GoesToFractionsOfEpochs) {
  LearningRates rates(1.0);
  CosineAnnealingWarmRestarts schedule(rates, {.T_0 = 4, .T_mult = 2});
  auto expected = [](double at, double period) {
    return (1 + std::cos(std::acos(-1.0) * at / period)) / 2;
  };
  const std::tuple<double, double, double> cases[] = {
      {0.5, 0.5, 4}, {3.25, 3.25, 4}, {4.0, 0, 8}, {11.5, 7.5, 8}, {13, 1, 16}};
  for (auto [epoch, at, period] : cases) {
    schedule.step(epoch);
    EXPECT_NEAR(rates[0], expected(at, period), tolerance) << epoch;
    EXPECT_EQ(schedule.last_epoch(), static_cast<int64_t>(epoch));
  }
  schedule.step();
  EXPECT_NEAR(rates[0], expected(2, 16), tolerance);
  EXPECT_ERROR(schedule.step(-1.0), "epoch >= 0");
}

TEST(LrScheduler, GoesOnFromAnEpoch) {
  // The rates are those of the last step; the first one changes none of them.
  LearningRates rates({0.5}, {1.0});
  CosineAnnealingLR schedule(rates, {.T_max = 10, .last_epoch = 4});
  EXPECT_EQ(schedule.last_epoch(), 5);
  EXPECT_EQ(rates[0], 0.5);
  for (int i = 0; i < 5; ++i)
    schedule.step();
  EXPECT_NEAR(rates[0], 0.0, tolerance);
}

TEST(LrScheduler, ListensToTheMetricAlone) {
  LearningRates rates(1.0);
  ReduceLROnPlateau schedule(rates, {.patience = 0});
  schedule.step(1.0);
  EXPECT_EQ(rates[0], 1.0);
  // NaN is no improvement.
  schedule.step(std::nan(""));
  EXPECT_EQ(rates[0], 0.1);
  EXPECT_ERROR(schedule.step(), "step needs the metric");
}

TEST(LrScheduler, EndsOneCycleWithItsLastStep) {
  LearningRates rates(1.0);
  OneCycleLR schedule(rates, {.max_lr = 1.0,
                              .epochs = 2,
                              .steps_per_epoch = 5,
                              .cycle_momentum = false});
  EXPECT_NEAR(rates[0], 1.0 / 25, tolerance);
  for (int i = 0; i < 9; ++i)
    schedule.step();
  EXPECT_NEAR(rates[0], 1.0 / 25 / 1e4, tolerance);
  // As in PyTorch, whose check allows one step more.
  schedule.step();
  EXPECT_ERROR(schedule.step(), "step 11 is behind the last one, there are 10");
}

/// The rates of a schedule of one rate, first 1, from its start on.
template <class Schedule, class Options>
std::vector<double> ratesOf(const Options &options, int steps) {
  LearningRates rates(1.0);
  Schedule schedule(rates, options);
  std::vector<double> found = {rates[0]};
  for (int i = 0; i < steps; ++i) {
    schedule.step();
    found.push_back(rates[0]);
  }
  return found;
}

TEST(LrScheduler, TakesUnusualArgumentsAsPyTorchDoes) {
  using Rates = std::vector<double>;
  EXPECT_EQ((ratesOf<ConstantLR, ConstantLR::Options>(
                {.factor = 0.5, .total_iters = -1}, 2)),
            (Rates{0.5, 0.5, 0.5}));
  EXPECT_EQ((ratesOf<ConstantLR, ConstantLR::Options>(
                {.factor = 0.0, .total_iters = 0}, 2)),
            (Rates{0, 0, 0}));
  EXPECT_EQ((ratesOf<LinearLR, LinearLR::Options>(
                {.start_factor = 0.5, .total_iters = -1}, 2)),
            (Rates{0.5, 0.5, 0.5}));
  EXPECT_EQ(
      (ratesOf<PolynomialLR, PolynomialLR::Options>({.total_iters = -1}, 2)),
      (Rates{1, 1, 1}));
  EXPECT_EQ(
      (ratesOf<StepLR, StepLR::Options>({.step_size = -2, .gamma = 0.5}, 4)),
      (Rates{1, 1, 0.5, 0.5, 0.25}));
  EXPECT_EQ((ratesOf<CyclicLR, CyclicLR::Options>({.base_lr = 1,
                                                   .max_lr = 2,
                                                   .step_size_up = 4,
                                                   .step_size_down = 0,
                                                   .cycle_momentum = false},
                                                  5)),
            (Rates{1, 1.25, 1.5, 1.75, 1, 1.25}));
  auto forth =
      ratesOf<CosineAnnealingLR, CosineAnnealingLR::Options>({.T_max = 4}, 8);
  EXPECT_EQ((ratesOf<CosineAnnealingLR, CosineAnnealingLR::Options>(
                {.T_max = -4}, 8)),
            forth);
  auto cycle =
      ratesOf<OneCycleLR, OneCycleLR::Options>({.max_lr = 1,
                                                .total_steps = 10,
                                                .cycle_momentum = false,
                                                .div_factor = -4},
                                               2);
  EXPECT_NEAR(cycle[0], -0.25, tolerance);
  EXPECT_NEAR(cycle[1], 0.375, tolerance);
  EXPECT_NEAR(cycle[2], 1.0, tolerance);
}

TEST(LrScheduler, RefusesToDivideByAFactorOf0) {
  LearningRates rates(1.0);
  ConstantLR schedule(rates, {.factor = 0.0, .total_iters = 2});
  schedule.step();
  EXPECT_EQ(rates[0], 0.0);
  EXPECT_ERROR(schedule.step(),
               "ConstantLR: expected a factor other than 0, which epoch 2 "
               "divides by");
}

TEST(LrScheduler, RefusesWrongArguments) {
  LearningRates rates({0.1, 0.2});
  LearningRates others(0.1);
  EXPECT_ERROR(StepLR(rates, {.step_size = 0}), "StepLR: expected a step_size");
  EXPECT_ERROR(LambdaLR(rates, {}), "one for each of 2 groups, found 0");
  EXPECT_ERROR(LambdaLR(rates, {.lr_lambda = {nullptr}}), "can be called");
  EXPECT_ERROR(ConstantLR(rates, {.factor = 1.5}), "a factor in [0, 1]");
  EXPECT_ERROR(ConstantLR(rates, {.factor = -0.5}), "a factor in [0, 1]");
  EXPECT_ERROR(LinearLR(rates, {.start_factor = 0.0}), "start_factor");
  EXPECT_ERROR(LinearLR(rates, {.end_factor = 1.5}), "end_factor");
  EXPECT_ERROR(CosineAnnealingLR(rates, {.T_max = 0}), "a T_max other than 0");
  EXPECT_ERROR(CosineAnnealingWarmRestarts(rates, {.T_0 = 0}), "T_0 >= 1");
  EXPECT_ERROR(CosineAnnealingWarmRestarts(rates, {.T_0 = 1, .T_mult = 0}),
               "T_mult >= 1");
  EXPECT_ERROR(StepLR(others, {.step_size = 1, .last_epoch = 3}),
               "last_epoch = -1 for the first schedule");
  EXPECT_ERROR(StepLR(rates, {.step_size = 1, .last_epoch = -2}),
               "last_epoch >= -1");
  EXPECT_ERROR(ReduceLROnPlateau(rates, {.mode = "low"}), "found 'low'");
  EXPECT_ERROR(ReduceLROnPlateau(rates, {.threshold_mode = "x"}), "found 'x'");
  EXPECT_ERROR(ReduceLROnPlateau(rates, {.factor = 1.0}), "a factor < 1");
  EXPECT_ERROR(ReduceLROnPlateau(rates, {.min_lr = {1.0, 2.0, 3.0}}),
               "min_lr to be one number or one for each of 2 groups, found 3");
}

TEST(LrScheduler, RefusesWrongCycles) {
  LearningRates rates(0.1);
  EXPECT_ERROR(CyclicLR(rates, {.base_lr = {1, 2}, .max_lr = 1}), "base_lr");
  EXPECT_ERROR(CyclicLR(rates, {.base_lr = 1, .max_lr = {1, 2}}), "max_lr");
  EXPECT_ERROR(CyclicLR(rates, {.base_lr = 1, .max_lr = 2}),
               "CyclicLR: expected cycle_momentum = false");
  EXPECT_ERROR(CyclicLR(rates, {.base_lr = 1, .max_lr = 2, .step_size_up = 0}),
               "step_size_up");
  EXPECT_ERROR(
      CyclicLR(rates, {.base_lr = 1, .max_lr = 2, .step_size_down = -1}),
      "step_size_down");
  EXPECT_ERROR(CyclicLR(rates, {.base_lr = 1, .max_lr = 2, .mode = "x"}),
               "found 'x'");
  EXPECT_ERROR(CyclicLR(rates, {.base_lr = 1, .max_lr = 2, .scale_mode = "x"}),
               "found 'x'");
  EXPECT_ERROR(OneCycleLR(rates, {.max_lr = 1, .total_steps = 10}),
               "OneCycleLR: expected cycle_momentum = false");
  EXPECT_ERROR(rates.setMomenta({0.5, 0.5}),
               "a momentum for each of 1 groups, found 2");
  LearningRates both(0.1);
  both.setMomenta({0.5});
  EXPECT_ERROR(
      CyclicLR(both, {.base_lr = 1, .max_lr = 2, .base_momentum = {0.1, 0.2}}),
      "base_momentum to be one number or one for each of 1 groups");
  EXPECT_ERROR(
      OneCycleLR(both,
                 {.max_lr = 1, .total_steps = 10, .max_momentum = {0.1, 0.2}}),
      "max_momentum to be one number or one for each of 1 groups");
  auto refused = [&](OneCycleLR::Options options) {
    options.cycle_momentum = false;
    return errorOf([&] { OneCycleLR schedule(rates, options); });
  };
  EXPECT_NE(refused({.max_lr = {1, 2}}).find("max_lr"), std::string::npos);
  EXPECT_NE(refused({.max_lr = 1}).find("total_steps, or epochs"),
            std::string::npos);
  EXPECT_NE(refused({.max_lr = 1, .total_steps = 0}).find("total_steps >= 1"),
            std::string::npos);
  EXPECT_NE(refused({.max_lr = 1, .epochs = 0, .steps_per_epoch = 1})
                .find("epochs >= 1"),
            std::string::npos);
  EXPECT_NE(refused({.max_lr = 1, .epochs = 1, .steps_per_epoch = 0})
                .find("steps_per_epoch >= 1"),
            std::string::npos);
  EXPECT_NE(refused({.max_lr = 1, .total_steps = 9, .pct_start = 1.5})
                .find("pct_start"),
            std::string::npos);
  EXPECT_NE(refused({.max_lr = 1, .total_steps = 9, .anneal_strategy = "x"})
                .find("found 'x'"),
            std::string::npos);
  EXPECT_NE(refused({.max_lr = 1, .total_steps = 9, .div_factor = 0})
                .find("div_factor"),
            std::string::npos);
  // The rise would be from step 0 to step 0.
  EXPECT_NE(refused({.max_lr = 1, .total_steps = 4, .pct_start = 0.25})
                .find("phases of more than one step"),
            std::string::npos);
}

TEST(LrScheduler, RefusesWrongCombinations) {
  LearningRates rates(0.1), others(0.1);
  StepLR first(rates, {.step_size = 1}), second(rates, {.step_size = 1});
  StepLR foreign(others, {.step_size = 1});
  ReduceLROnPlateau plateau(rates, {});
  EXPECT_ERROR(ChainedScheduler(rates, {}), "at least one schedule");
  EXPECT_ERROR(ChainedScheduler(rates, {&first, nullptr}), "null pointer");
  EXPECT_ERROR(ChainedScheduler(rates, {&first, &plateau}), "needs a metric");
  EXPECT_ERROR(ChainedScheduler(rates, {&first, &foreign}), "same learning");
  EXPECT_ERROR(SequentialLR(rates, {&first, &second}, {}),
               "a milestone between every two of 2 schedules, found 0");
  EXPECT_ERROR(SequentialLR(rates, {&first, &second, &first}, {5, 3}),
               "milestones that ascend");
  ChainedScheduler chain(rates, {&first, &second});
  EXPECT_ERROR(SequentialLR(rates, {&first, &chain}, {5}),
               "no ChainedScheduler or SequentialLR but at the start");
  SequentialLR sequence(rates, {&chain, &second}, {3});
  EXPECT_ERROR(SequentialLR(rates, {&first, &sequence}, {5}),
               "no ChainedScheduler or SequentialLR but at the start");
  ScheduleState state = chain.state();
  state.schedules.pop_back();
  EXPECT_ERROR(chain.restore(state), "the state of as many schedules");
  state.rates.clear();
  EXPECT_ERROR(first.restore(state),
               "for 1 groups and 0 momenta, found one for 0 and 0");
}

} // namespace
} // namespace nadir
