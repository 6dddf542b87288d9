// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/golden/ScheduleCases.h"

#include <algorithm>
#include <cmath>
#include <iterator>

using namespace nadir;
using namespace nadir::test;
using nlohmann::json;

namespace {

using Milestones = std::vector<int64_t>;

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
                                    Milestones{10});
  }
  auto *constant = made.part<ConstantLR>(
      rates, ConstantLR::Options{
                 .factor = 0.1, .total_iters = of == "three parts" ? 100 : 20});
  auto *exponential = made.part<ExponentialLR>(
      rates, ExponentialLR::Options{.gamma = of == "three parts" ? 0.9 : 0.95});
  if (of == "three parts") {
    auto *third = made.part<CosineAnnealingWarmRestarts>(
        rates, CosineAnnealingWarmRestarts::Options{.T_0 = 8});
    return made.whole<SequentialLR>(
        rates, std::vector{constant, exponential, third}, Milestones{15, 50});
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

PerGroup perGroup(const json &args, const char *name, double otherwise) {
  if (!args.contains(name))
    return otherwise;
  if (args[name].is_number())
    return args[name].get<double>();
  return args[name].get<std::vector<double>>();
}

Made makeCycle(const std::string &name, const json &args,
               LearningRates &rates) {
  bool cycles = !rates.momenta().empty();
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
        rates, CyclicLR::Options{
                   .base_lr = args["base_lr"].get<double>(),
                   .max_lr = args["max_lr"].get<double>(),
                   .step_size_up = args["step_size_up"],
                   .step_size_down = optional(args, "step_size_down"),
                   .mode = args.value("mode", "triangular"),
                   .gamma = args.value("gamma", 1.0),
                   .cycle_momentum = args.value("cycle_momentum", cycles),
                   .base_momentum = perGroup(args, "base_momentum", 0.8),
                   .max_momentum = perGroup(args, "max_momentum", 0.9)});
  if (name == "OneCycleLR")
    return Made().whole<OneCycleLR>(
        rates, OneCycleLR::Options{
                   .max_lr = args["max_lr"].get<double>(),
                   .total_steps = args["total_steps"].get<int64_t>(),
                   .pct_start = args.value("pct_start", 0.3),
                   .anneal_strategy = args.value("anneal_strategy", "cos"),
                   .cycle_momentum = args.value("cycle_momentum", cycles),
                   .base_momentum = perGroup(args, "base_momentum", 0.85),
                   .max_momentum = perGroup(args, "max_momentum", 0.95),
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

/// What a list of cases is made into, kept by `made`.
std::vector<LrScheduler *> makeParts(const json &cases, LearningRates &rates,
                                     Made &made) {
  std::vector<LrScheduler *> parts;
  for (const json &part : cases) {
    Made one = makeSchedule(part, rates);
    std::ranges::move(one.parts, std::back_inserter(made.parts));
    made.parts.push_back(std::move(one.schedule));
    parts.push_back(made.parts.back().get());
  }
  return parts;
}

} // namespace

Made nadir::test::makeSchedule(const json &test, LearningRates &rates) {
  std::string name = test.at("schedule");
  if (test.contains("of")) {
    Made made;
    std::vector<LrScheduler *> parts = makeParts(test["of"], rates, made);
    if (name == "ChainedScheduler")
      return made.whole<ChainedScheduler>(rates, parts);
    return made.whole<SequentialLR>(rates, parts,
                                    test["milestones"].get<Milestones>());
  }
  const json &args = test.at("args");
  if (args.contains("of"))
    return makeCombined(args["of"], rates);
  for (const char *decay : {"LambdaLR", "StepLR", "MultiStepLR", "ConstantLR",
                            "LinearLR", "ExponentialLR", "PolynomialLR"})
    if (name == decay)
      return makeDecay(name, args, rates);
  return makeCycle(name, args, rates);
}
