// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Learning-rate schedules against their closed forms over 100 steps, saved and
// restored in the middle.

#include "runtime/Error.h"
#include "runtime/LrScheduler.h"
#include "test/unit/golden/GoldenCases.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>

using namespace nadir;
using nadir::test::goldenFile;
using nlohmann::json;

namespace {

const json &document() {
  static const json content = [] {
    std::ifstream stream(goldenFile("schedules.json"));
    return json::parse(stream);
  }();
  return content;
}

/// A schedule with what it is made of.
struct Made {
  std::vector<std::unique_ptr<LrScheduler>> parts;
  std::unique_ptr<LrScheduler> schedule;

  template <class Schedule, class... Arguments>
  LrScheduler *part(Arguments &&...arguments) {
    parts.push_back(
        std::make_unique<Schedule>(std::forward<Arguments>(arguments)...));
    return parts.back().get();
  }
  template <class Schedule, class... Arguments>
  Made &&whole(Arguments &&...arguments) {
    schedule =
        std::make_unique<Schedule>(std::forward<Arguments>(arguments)...);
    return std::move(*this);
  }
};

std::optional<int64_t> optional(const json &args, const char *name) {
  return args.contains(name) ? std::optional(args[name].get<int64_t>())
                             : std::nullopt;
}

Made makeCombined(const std::string &of, LearningRates &rates) {
  Made made;
  if (of == "warm-up and cosine") {
    auto *first = made.part<LinearLR>(
        rates, LinearLR::Options{.start_factor = 0.1, .total_iters = 10});
    auto *second = made.part<CosineAnnealingLR>(
        rates, CosineAnnealingLR::Options{.T_max = 90});
    return made.whole<SequentialLR>(rates, std::vector{first, second},
                                    std::vector<int64_t>{10});
  }
  auto *constant = made.part<ConstantLR>(
      rates, ConstantLR::Options{
                 .factor = 0.1, .total_iters = of == "three parts" ? 100 : 20});
  auto *exponential = made.part<ExponentialLR>(
      rates, ExponentialLR::Options{.gamma = of == "three parts" ? 0.9 : 0.95});
  if (of == "three parts") {
    auto *third = made.part<CosineAnnealingWarmRestarts>(
        rates, CosineAnnealingWarmRestarts::Options{.T_0 = 8});
    return made.whole<SequentialLR>(rates,
                                    std::vector{constant, exponential, third},
                                    std::vector<int64_t>{15, 50});
  }
  auto *step =
      made.part<StepLR>(rates, StepLR::Options{.step_size = 25, .gamma = 0.5});
  return made.whole<ChainedScheduler>(rates,
                                      std::vector{constant, exponential, step});
}

Made makeDecay(const std::string &name, const json &args,
               LearningRates &rates) {
  if (name == "LambdaLR")
    return Made().whole<LambdaLR>(
        rates, LambdaLR::Options{.lr_lambda = {[](int64_t epoch) {
                                   return std::pow(0.95,
                                                   static_cast<double>(epoch));
                                 }}});
  if (name == "StepLR")
    return Made().whole<StepLR>(
        rates, StepLR::Options{.step_size = args["step_size"],
                               .gamma = args.value("gamma", 0.1)});
  if (name == "MultiStepLR")
    return Made().whole<MultiStepLR>(
        rates, MultiStepLR::Options{.milestones = args["milestones"],
                                    .gamma = args["gamma"]});
  if (name == "ConstantLR")
    return Made().whole<ConstantLR>(
        rates, ConstantLR::Options{.factor = args["factor"],
                                   .total_iters =
                                       args.value("total_iters", int64_t(5))});
  if (name == "LinearLR")
    return Made().whole<LinearLR>(
        rates,
        LinearLR::Options{.start_factor = args.value("start_factor", 1.0 / 3),
                          .end_factor = args.value("end_factor", 1.0),
                          .total_iters = args["total_iters"]});
  if (name == "ExponentialLR")
    return Made().whole<ExponentialLR>(
        rates, ExponentialLR::Options{.gamma = args["gamma"]});
  return Made().whole<PolynomialLR>(
      rates, PolynomialLR::Options{.total_iters = args["total_iters"],
                                   .power = args["power"]});
}

Made makeCycle(const std::string &name, const json &args,
               LearningRates &rates) {
  if (name == "CosineAnnealingLR")
    return Made().whole<CosineAnnealingLR>(
        rates,
        CosineAnnealingLR::Options{.T_max = args["T_max"],
                                   .eta_min = args.value("eta_min", 0.0)});
  if (name == "CosineAnnealingWarmRestarts")
    return Made().whole<CosineAnnealingWarmRestarts>(
        rates, CosineAnnealingWarmRestarts::Options{
                   .T_0 = args["T_0"],
                   .T_mult = args.value("T_mult", int64_t(1)),
                   .eta_min = args.value("eta_min", 0.0)});
  if (name == "CyclicLR")
    return Made().whole<CyclicLR>(
        rates,
        CyclicLR::Options{.base_lr = args["base_lr"].get<double>(),
                          .max_lr = args["max_lr"].get<double>(),
                          .step_size_up = args["step_size_up"],
                          .step_size_down = optional(args, "step_size_down"),
                          .mode = args.value("mode", "triangular"),
                          .gamma = args.value("gamma", 1.0),
                          .cycle_momentum = false});
  if (name == "OneCycleLR")
    return Made().whole<OneCycleLR>(
        rates, OneCycleLR::Options{
                   .max_lr = args["max_lr"].get<double>(),
                   .total_steps = args["total_steps"].get<int64_t>(),
                   .pct_start = args.value("pct_start", 0.3),
                   .anneal_strategy = args.value("anneal_strategy", "cos"),
                   .cycle_momentum = false,
                   .div_factor = args.value("div_factor", 25.0),
                   .final_div_factor = args.value("final_div_factor", 1e4),
                   .three_phase = args.value("three_phase", false)});
  return Made().whole<ReduceLROnPlateau>(
      rates, ReduceLROnPlateau::Options{
                 .mode = args.value("mode", "min"),
                 .factor = args.value("factor", 0.1),
                 .patience = args.value("patience", int64_t(10)),
                 .threshold = args.value("threshold", 1e-4),
                 .threshold_mode = args.value("threshold_mode", "rel"),
                 .cooldown = args.value("cooldown", int64_t(0)),
                 .min_lr = args.value("min_lr", 0.0),
                 .eps = args.value("eps", 1e-8)});
}

Made make(const json &test, LearningRates &rates) {
  std::string name = test.at("schedule");
  const json &args = test.at("args");
  if (args.contains("of"))
    return makeCombined(args["of"], rates);
  for (const char *decay : {"LambdaLR", "StepLR", "MultiStepLR", "ConstantLR",
                            "LinearLR", "ExponentialLR", "PolynomialLR"})
    if (name == decay)
      return makeDecay(name, args, rates);
  return makeCycle(name, args, rates);
}

class GoldenScheduleTest : public testing::TestWithParam<size_t> {};

TEST_P(GoldenScheduleTest, AgreesWithItsClosedForm) {
  const json &test = document().at("cases")[GetParam()];
  std::vector<double> bases = document().at("bases");
  auto rates = std::make_unique<LearningRates>(bases);
  Made made = make(test, *rates);
  for (size_t step = 0; step < test["rates"].size(); ++step) {
    for (size_t group = 0; group < bases.size(); ++group) {
      double expected = test["rates"][step][group];
      EXPECT_NEAR((*rates)[group], expected, 1e-12 * expected)
          << "step " << step << ", group " << group;
    }
    if (step == 41) {
      // Another process goes on from here.
      ScheduleState state = made.schedule->state();
      made = Made();
      rates = std::make_unique<LearningRates>(bases);
      made = make(test, *rates);
      made.schedule->restore(state);
    }
    if (step + 1 == test["rates"].size())
      break;
    if (auto *plateau = dynamic_cast<ReduceLROnPlateau *>(made.schedule.get()))
      plateau->step(test["metrics"][step].get<double>());
    else
      made.schedule->step();
  }
}

INSTANTIATE_TEST_SUITE_P(
    , GoldenScheduleTest, testing::Range(size_t(0), document()["cases"].size()),
    [](const testing::TestParamInfo<size_t> &info) {
      return document()["cases"][info.param]["schedule"].get<std::string>() +
             std::to_string(info.param);
    });

TEST(GoldenScheduleCoverage, HasEverySchedule) {
  std::set<std::string> names;
  for (const json &test : document()["cases"])
    names.insert(test["schedule"]);
  EXPECT_EQ(names.size(), 14u);
}

} // namespace
