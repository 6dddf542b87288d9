// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Schedules that rise as well as fall. Each gives a rate from the epoch alone.
#include "runtime/LrScheduler.h"

#include "runtime/Error.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace nadir {

using std::numbers::pi;

//===----------------------------------------------------------------------===//
// Warm restarts
//===----------------------------------------------------------------------===//

CosineAnnealingWarmRestarts::CosineAnnealingWarmRestarts(LearningRates &rates,
                                                         const Options &options)
    : LrScheduler(rates, "CosineAnnealingWarmRestarts", options.last_epoch),
      options(options), sinceRestart(static_cast<double>(options.last_epoch)),
      period(static_cast<double>(options.T_0)) {
  require(options.T_0 >= 1, "T_0 >= 1");
  require(options.T_mult >= 1, "T_mult >= 1");
  initialStep();
}

void CosineAnnealingWarmRestarts::step() {
  if (epoch < 0)
    return step(0.0);
  sinceRestart += 1.0;
  if (sinceRestart >= period) {
    sinceRestart = std::fmod(sinceRestart, period);
    period *= static_cast<double>(options.T_mult);
  }
  LrScheduler::step();
}

void CosineAnnealingWarmRestarts::step(double newEpoch) {
  require(newEpoch >= 0.0, fmt::format("an epoch >= 0, found {}", newEpoch));
  auto first = static_cast<double>(options.T_0);
  auto factor = static_cast<double>(options.T_mult);
  period = first;
  sinceRestart = newEpoch;
  if (newEpoch >= first && options.T_mult == 1) {
    sinceRestart = std::fmod(newEpoch, first);
  } else if (newEpoch >= first) {
    // The restarts so far, from the sum of a geometric series.
    double restarts = std::floor(
        std::log(newEpoch / first * (factor - 1.0) + 1.0) / std::log(factor));
    sinceRestart =
        newEpoch - first * (std::pow(factor, restarts) - 1.0) / (factor - 1.0);
    period = first * std::pow(factor, restarts);
  }
  LrScheduler::stepTo(static_cast<int64_t>(std::floor(newEpoch)));
}

double CosineAnnealingWarmRestarts::rate(size_t group) const {
  return options.eta_min + (baseRates[group] - options.eta_min) *
                               (1.0 + std::cos(pi * sinceRestart / period)) /
                               2.0;
}

ScheduleState CosineAnnealingWarmRestarts::state() const {
  ScheduleState state = LrScheduler::state();
  state.T_cur = sinceRestart;
  state.T_i = period;
  return state;
}

void CosineAnnealingWarmRestarts::restore(const ScheduleState &state) {
  LrScheduler::restore(state);
  sinceRestart = state.T_cur;
  period = state.T_i;
}

//===----------------------------------------------------------------------===//
// Triangles
//===----------------------------------------------------------------------===//

/// The rates that a cycle starts from take the place of the given ones.
static LearningRates &startAt(LearningRates &rates,
                              std::vector<double> &current,
                              const PerGroup &base) {
  for (size_t group = 0; group < rates.size(); ++group)
    current[group] = base[group];
  return rates;
}

CyclicLR::CyclicLR(LearningRates &given, Options arguments)
    : LrScheduler((arguments.base_lr.check("CyclicLR", "base_lr", given.size()),
                   arguments.last_epoch == -1
                       ? startAt(given, given.current, arguments.base_lr)
                       : given),
                  "CyclicLR", arguments.last_epoch),
      options(std::move(arguments)) {
  options.max_lr.check(name, "max_lr", rates.size());
  require(options.step_size_up >= 1, "step_size_up >= 1");
  require(options.step_size_down.value_or(1) >= 0, "step_size_down >= 0");
  require(
      options.scale_fn || options.mode == "triangular" ||
          options.mode == "triangular2" || options.mode == "exp_range",
      fmt::format("the mode triangular, triangular2 or exp_range, found '{}'",
                  options.mode));
  require(options.scale_mode == "cycle" || options.scale_mode == "iterations",
          fmt::format("the scale_mode cycle or iterations, found '{}'",
                      options.scale_mode));
  if (options.cycle_momentum)
    requireMomenta(options.base_momentum, options.max_momentum);
  for (size_t group = 0; group < rates.size(); ++group)
    baseRates[group] = options.base_lr[group];
  initialStep();
}

double CyclicLR::height(double distance) const {
  auto up = static_cast<double>(options.step_size_up);
  auto iterations = static_cast<double>(epoch);
  double total = up + static_cast<double>(options.step_size_down.value_or(
                          options.step_size_up));
  double position = iterations / total;
  double cycle = std::floor(1.0 + position);
  double x = 1.0 + position - cycle, ratio = up / total;
  double share = x <= ratio ? x / ratio : (x - 1.0) / (ratio - 1.0);
  double full = distance * share;
  if (options.scale_fn)
    return full *
           options.scale_fn(options.scale_mode == "cycle" ? cycle : iterations);
  if (options.mode == "triangular2")
    return full * (1.0 / std::pow(2.0, cycle - 1.0));
  return options.mode == "exp_range"
             ? full * std::pow(options.gamma, iterations)
             : full;
}

double CyclicLR::rate(size_t group) const {
  double base = baseRates[group];
  return base + height(options.max_lr[group] - base);
}

std::optional<double> CyclicLR::momentum(size_t group) const {
  if (!options.cycle_momentum)
    return std::nullopt;
  double max = options.max_momentum[group];
  return max - height(max - options.base_momentum[group]);
}

//===----------------------------------------------------------------------===//
// One cycle
//===----------------------------------------------------------------------===//

OneCycleLR::OneCycleLR(LearningRates &given, Options arguments)
    : LrScheduler(given, "OneCycleLR", arguments.last_epoch),
      options(std::move(arguments)) {
  options.max_lr.check(name, "max_lr", rates.size());
  require(options.pct_start >= 0.0 && options.pct_start <= 1.0,
          fmt::format("pct_start in [0, 1], found {}", options.pct_start));
  require(options.anneal_strategy == "cos" ||
              options.anneal_strategy == "linear",
          fmt::format("the anneal_strategy cos or linear, found '{}'",
                      options.anneal_strategy));
  require(options.div_factor != 0.0 && options.final_div_factor != 0.0,
          "div_factor and final_div_factor other than 0");
  if (options.cycle_momentum)
    requireMomenta(options.base_momentum, options.max_momentum);
  setTotalSteps();
  setPhases();
  if (options.last_epoch == -1)
    for (size_t group = 0; group < rates.size(); ++group)
      (*rates.initial)[group] = level(Level::Initial, group);
  baseRates = *rates.initial;
  initialStep();
}

void OneCycleLR::setTotalSteps() {
  if (options.total_steps) {
    require(*options.total_steps >= 1, "total_steps >= 1");
    totalSteps = *options.total_steps;
    return;
  }
  require(options.epochs && options.steps_per_epoch,
          "total_steps, or epochs and steps_per_epoch");
  require(*options.epochs >= 1, "epochs >= 1");
  require(*options.steps_per_epoch >= 1, "steps_per_epoch >= 1");
  totalSteps = *options.epochs * *options.steps_per_epoch;
}

void OneCycleLR::setPhases() {
  auto total = static_cast<double>(totalSteps);
  double rise = options.pct_start * total;
  phases.push_back({rise - 1.0, Level::Initial, Level::Max});
  if (options.three_phase) {
    phases.push_back({2.0 * rise - 2.0, Level::Max, Level::Initial});
    phases.push_back({total - 1.0, Level::Initial, Level::Min});
  } else {
    phases.push_back({total - 1.0, Level::Max, Level::Min});
  }
}

double OneCycleLR::level(Level level, size_t group) const {
  double max = options.max_lr[group];
  if (level == Level::Max)
    return max;
  double initial = max / options.div_factor;
  return level == Level::Initial ? initial : initial / options.final_div_factor;
}

double OneCycleLR::anneal(double from, double to, double share) const {
  if (options.anneal_strategy == "linear")
    return (to - from) * share + from;
  return to + (from - to) / 2.0 * (std::cos(pi * share) + 1.0);
}

void OneCycleLR::step() {
  if (epoch + 1 > totalSteps)
    fail(fmt::format("step {} is behind the last one, there are {}", epoch + 1,
                     totalSteps));
  LrScheduler::step();
}

std::pair<const OneCycleLR::Phase *, double> OneCycleLR::place() const {
  auto at = static_cast<double>(epoch);
  double start = 0.0;
  const Phase *phase = &phases.front();
  for (; at > phase->end && phase != &phases.back(); ++phase)
    start = phase->end;
  require(phase->end != start,
          fmt::format("phases of more than one step, found one from {} to {}",
                      start, phase->end));
  return {phase, (at - start) / (phase->end - start)};
}

double OneCycleLR::rate(size_t group) const {
  auto [phase, share] = place();
  return anneal(level(phase->from, group), level(phase->to, group), share);
}

double OneCycleLR::momentumLevel(Level level, size_t group) const {
  return level == Level::Max ? options.base_momentum[group]
                             : options.max_momentum[group];
}

std::optional<double> OneCycleLR::momentum(size_t group) const {
  if (!options.cycle_momentum)
    return std::nullopt;
  auto [phase, share] = place();
  return anneal(momentumLevel(phase->from, group),
                momentumLevel(phase->to, group), share);
}

} // namespace nadir
