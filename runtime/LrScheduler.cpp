// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "runtime/LrScheduler.h"

#include "runtime/Error.h"
#include "runtime/Program.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace nadir {

using std::numbers::pi;

void PerGroup::check(std::string_view schedule, std::string_view name,
                     size_t groups) const {
  if (values.size() != 1 && values.size() != groups)
    throw Error(fmt::format("{}: expected {} to be one number or one for each "
                            "of {} groups, found {}",
                            schedule, name, groups, values.size()));
}

//===----------------------------------------------------------------------===//
// What schedules have in common
//===----------------------------------------------------------------------===//

LrScheduler::LrScheduler(LearningRates &rates, std::string_view name,
                         int64_t last_epoch)
    : rates(rates), name(name), epoch(last_epoch) {
  if (last_epoch == -1 && !rates.initial)
    rates.initial = rates.current;
  if (!rates.initial)
    fail("expected last_epoch = -1 for the first schedule of these rates");
  require(last_epoch >= -1, "last_epoch >= -1");
  baseRates = *rates.initial;
}

LearningRates::LearningRates(const Program &program)
    : LearningRates(program.learningRates()) {
  std::vector<double> declared = program.momenta();
  bool isAnySet = !std::ranges::all_of(
      declared, [](double momentum) { return std::isnan(momentum); });
  if (isAnySet)
    setMomenta(std::move(declared));
}

void LearningRates::setMomenta(std::vector<double> values) {
  if (values.size() != size())
    throw Error(fmt::format("expected a momentum for each of {} groups, found "
                            "{}",
                            size(), values.size()));
  currentMomenta = std::move(values);
}

void LrScheduler::fail(const std::string &text) const {
  throw Error(fmt::format("{}: {}", name, text));
}

template <class Formula> void LrScheduler::setRates(Formula formula) {
  std::vector<double> values;
  for (size_t group = 0; group < rates.size(); ++group)
    values.push_back(formula(group));
  rates.current = values;
  for (size_t group = 0; group < rates.currentMomenta.size(); ++group)
    if (double &now = rates.currentMomenta[group]; !std::isnan(now))
      now = momentum(group).value_or(now);
}

void LrScheduler::requireMomenta(const PerGroup &base,
                                 const PerGroup &max) const {
  require(!rates.currentMomenta.empty(),
          "cycle_momentum = false, or the LearningRates of a program whose "
          "optimizer has runtime_momentum: otherwise the momentum is compiled "
          "in");
  base.check(name, "base_momentum", rates.size());
  max.check(name, "max_momentum", rates.size());
}

void LrScheduler::step() {
  ++epoch;
  setRates([&](size_t group) { return rate(group); });
}

void LrScheduler::stepTo(int64_t newEpoch) {
  epoch = newEpoch;
  setRates([&](size_t group) { return closedForm(group); });
}

void LrScheduler::initialStep() {
  isInitial = true;
  step();
  isInitial = false;
}

ScheduleState LrScheduler::state() const {
  ScheduleState state;
  state.last_epoch = epoch;
  state.rates = rates.current;
  state.initial_rates = *rates.initial;
  state.momenta = rates.currentMomenta;
  return state;
}

void LrScheduler::restore(const ScheduleState &state) {
  if (state.rates.size() != rates.size() ||
      state.initial_rates.size() != rates.size() ||
      state.momenta.size() != rates.currentMomenta.size())
    fail(fmt::format("expected the state of a schedule for {} groups and {} "
                     "momenta, found one for {} and {}",
                     rates.size(), rates.currentMomenta.size(),
                     state.rates.size(), state.momenta.size()));
  epoch = state.last_epoch;
  rates.current = state.rates;
  rates.initial = state.initial_rates;
  rates.currentMomenta = state.momenta;
}

//===----------------------------------------------------------------------===//
// Schedules that multiply
//===----------------------------------------------------------------------===//

LambdaLR::LambdaLR(LearningRates &rates, Options given)
    : LrScheduler(rates, "LambdaLR", given.last_epoch),
      options(std::move(given)) {
  size_t count = options.lr_lambda.size();
  require(count == 1 || count == rates.size(),
          fmt::format("one lr_lambda or one for each of {} groups, found {}",
                      rates.size(), count));
  for (const auto &function : options.lr_lambda)
    require(static_cast<bool>(function), "an lr_lambda that can be called");
  initialStep();
}

double LambdaLR::rate(size_t group) const {
  const auto &function =
      options.lr_lambda[options.lr_lambda.size() == 1 ? 0 : group];
  return baseRates[group] * function(epoch);
}

StepLR::StepLR(LearningRates &rates, const Options &options)
    : LrScheduler(rates, "StepLR", options.last_epoch), options(options) {
  require(options.step_size != 0, "a step_size other than 0");
  initialStep();
}

double StepLR::rate(size_t group) const {
  if (epoch == 0 || epoch % options.step_size != 0)
    return current(group);
  return current(group) * options.gamma;
}

double StepLR::closedForm(size_t group) const {
  return baseRates[group] *
         std::pow(options.gamma,
                  std::floor(static_cast<double>(epoch) /
                             static_cast<double>(options.step_size)));
}

MultiStepLR::MultiStepLR(LearningRates &rates, Options given)
    : LrScheduler(rates, "MultiStepLR", given.last_epoch),
      options(std::move(given)) {
  std::ranges::sort(options.milestones);
  initialStep();
}

double MultiStepLR::rate(size_t group) const {
  auto times = std::ranges::count(options.milestones, epoch);
  if (times == 0)
    return current(group);
  return current(group) * std::pow(options.gamma, static_cast<double>(times));
}

double MultiStepLR::closedForm(size_t group) const {
  auto passed = std::ranges::upper_bound(options.milestones, epoch) -
                options.milestones.begin();
  return baseRates[group] *
         std::pow(options.gamma, static_cast<double>(passed));
}

ConstantLR::ConstantLR(LearningRates &rates, const Options &options)
    : LrScheduler(rates, "ConstantLR", options.last_epoch), options(options) {
  require(options.factor >= 0.0 && options.factor <= 1.0, "a factor in [0, 1]");
  initialStep();
}

double ConstantLR::rate(size_t group) const {
  if (epoch == 0)
    return current(group) * options.factor;
  if (epoch != options.total_iters)
    return current(group);
  require(options.factor != 0.0,
          fmt::format("a factor other than 0, which epoch {} divides by",
                      options.total_iters));
  return current(group) * (1.0 / options.factor);
}

double ConstantLR::closedForm(size_t group) const {
  return baseRates[group] *
         (epoch >= options.total_iters ? 1.0 : options.factor);
}

LinearLR::LinearLR(LearningRates &rates, const Options &options)
    : LrScheduler(rates, "LinearLR", options.last_epoch), options(options) {
  require(options.start_factor > 0.0 && options.start_factor <= 1.0,
          "a start_factor in (0, 1]");
  require(options.end_factor >= 0.0 && options.end_factor <= 1.0,
          "an end_factor in [0, 1]");
  initialStep();
}

double LinearLR::rate(size_t group) const {
  if (epoch == 0)
    return current(group) * options.start_factor;
  if (isInitial || epoch > options.total_iters)
    return current(group);
  double rise = options.end_factor - options.start_factor;
  double before =
      static_cast<double>(options.total_iters) * options.start_factor +
      static_cast<double>(epoch - 1) * rise;
  return current(group) * (1.0 + rise / before);
}

double LinearLR::closedForm(size_t group) const {
  double share =
      options.total_iters == 0
          ? 1.0
          : static_cast<double>(std::min(options.total_iters, epoch)) /
                static_cast<double>(options.total_iters);
  return baseRates[group] *
         (options.start_factor +
          (options.end_factor - options.start_factor) * share);
}

ExponentialLR::ExponentialLR(LearningRates &rates, const Options &options)
    : LrScheduler(rates, "ExponentialLR", options.last_epoch),
      options(options) {
  initialStep();
}

double ExponentialLR::rate(size_t group) const {
  return isInitial ? current(group) : current(group) * options.gamma;
}

double ExponentialLR::closedForm(size_t group) const {
  return baseRates[group] * std::pow(options.gamma, static_cast<double>(epoch));
}

PolynomialLR::PolynomialLR(LearningRates &rates, const Options &options)
    : LrScheduler(rates, "PolynomialLR", options.last_epoch), options(options) {
  initialStep();
}

double PolynomialLR::rate(size_t group) const {
  if (isInitial || epoch > options.total_iters)
    return current(group);
  auto total = static_cast<double>(options.total_iters);
  double now = 1.0 - static_cast<double>(epoch) / total;
  double before = 1.0 - static_cast<double>(epoch - 1) / total;
  return current(group) * std::pow(now / before, options.power);
}

double PolynomialLR::closedForm(size_t group) const {
  if (options.total_iters == 0)
    return 0.0;
  double share = static_cast<double>(std::min(options.total_iters, epoch)) /
                 static_cast<double>(options.total_iters);
  return baseRates[group] * std::pow(1.0 - share, options.power);
}

CosineAnnealingLR::CosineAnnealingLR(LearningRates &rates,
                                     const Options &options)
    : LrScheduler(rates, "CosineAnnealingLR", options.last_epoch),
      options(options) {
  require(options.T_max != 0, "a T_max other than 0");
  initialStep();
}

double CosineAnnealingLR::cosine(int64_t at) const {
  return std::cos(pi * static_cast<double>(at) /
                  static_cast<double>(options.T_max));
}

double CosineAnnealingLR::rate(size_t group) const {
  if (isInitial)
    return current(group);
  // From the bottom the recursion below doesn't get up again.
  if ((epoch - 1 - options.T_max) % (2 * options.T_max) == 0)
    return current(group) +
           (baseRates[group] - options.eta_min) * (1.0 - cosine(1)) / 2.0;
  return (1.0 + cosine(epoch)) / (1.0 + cosine(epoch - 1)) *
             (current(group) - options.eta_min) +
         options.eta_min;
}

double CosineAnnealingLR::closedForm(size_t group) const {
  return options.eta_min +
         (baseRates[group] - options.eta_min) * (1.0 + cosine(epoch)) / 2.0;
}

} // namespace nadir
