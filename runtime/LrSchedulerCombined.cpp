// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The schedule that listens to a metric, and those that are made of others.
#include "runtime/LrScheduler.h"

#include "runtime/Error.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace nadir {

//===----------------------------------------------------------------------===//
// Plateaus
//===----------------------------------------------------------------------===//

ReduceLROnPlateau::ReduceLROnPlateau(LearningRates &given, Options arguments)
    : LrScheduler(given, "ReduceLROnPlateau", -1),
      options(std::move(arguments)) {
  require(options.mode == "min" || options.mode == "max",
          fmt::format("the mode min or max, found '{}'", options.mode));
  require(options.threshold_mode == "rel" || options.threshold_mode == "abs",
          fmt::format("the threshold_mode rel or abs, found '{}'",
                      options.threshold_mode));
  require(options.factor < 1.0, "a factor < 1");
  options.min_lr.check(name, "min_lr", rates.size());
  constexpr double infinity = std::numeric_limits<double>::infinity();
  best = options.mode == "min" ? infinity : -infinity;
  epoch = 0;
}

bool ReduceLROnPlateau::isBetter(double metric) const {
  bool isMin = options.mode == "min";
  if (options.threshold_mode == "abs")
    return isMin ? metric < best - options.threshold
                 : metric > best + options.threshold;
  return isMin ? metric < best * (1.0 - options.threshold)
               : metric > best * (options.threshold + 1.0);
}

void ReduceLROnPlateau::step(double metric) {
  ++epoch;
  if (isBetter(metric)) {
    best = metric;
    badEpochs = 0;
  } else {
    ++badEpochs;
  }
  if (cooldown > 0) {
    --cooldown;
    badEpochs = 0;
  }
  if (badEpochs <= options.patience)
    return;
  for (size_t group = 0; group < rates.size(); ++group)
    rates.current[group] = rate(group);
  cooldown = options.cooldown;
  badEpochs = 0;
}

void ReduceLROnPlateau::step() { fail("step needs the metric"); }

/// The reduced rate.
double ReduceLROnPlateau::rate(size_t group) const {
  double reduced =
      std::max(current(group) * options.factor, options.min_lr[group]);
  return current(group) - reduced > options.eps ? reduced : current(group);
}

ScheduleState ReduceLROnPlateau::state() const {
  ScheduleState state = LrScheduler::state();
  state.best = best;
  state.num_bad_epochs = badEpochs;
  state.cooldown_counter = cooldown;
  return state;
}

void ReduceLROnPlateau::restore(const ScheduleState &state) {
  LrScheduler::restore(state);
  best = state.best;
  badEpochs = state.num_bad_epochs;
  cooldown = state.cooldown_counter;
}

//===----------------------------------------------------------------------===//
// Combinations
//===----------------------------------------------------------------------===//

/// What ChainedScheduler and SequentialLR ask of their parts.
template <class Fail>
static void checkParts(const std::vector<LrScheduler *> &schedulers,
                       const auto &isOfRates, const auto &needsMetric,
                       const Fail &fail) {
  if (schedulers.empty())
    fail("expected at least one schedule");
  for (const LrScheduler *scheduler : schedulers) {
    if (!scheduler)
      fail("expected schedules, found a null pointer");
    if (needsMetric(*scheduler))
      fail("can't be made of ReduceLROnPlateau, which needs a metric");
    if (!isOfRates(*scheduler))
      fail("expected schedules of the same learning rates");
  }
}

static void saveParts(const std::vector<LrScheduler *> &schedulers,
                      ScheduleState &state) {
  for (const LrScheduler *scheduler : schedulers)
    state.schedules.push_back(scheduler->state());
}

static bool restoreParts(const std::vector<LrScheduler *> &schedulers,
                         const ScheduleState &state) {
  if (state.schedules.size() != schedulers.size())
    return false;
  for (size_t i = 0; i < schedulers.size(); ++i)
    schedulers[i]->restore(state.schedules[i]);
  return true;
}

ChainedScheduler::ChainedScheduler(LearningRates &given,
                                   std::vector<LrScheduler *> parts)
    : LrScheduler(given, "ChainedScheduler", -1), schedulers(std::move(parts)) {
  checkParts(
      schedulers,
      [&](const LrScheduler &part) { return &part.rates == &rates; },
      [](const LrScheduler &part) { return part.needsMetric(); },
      [&](const char *text) { fail(text); });
  epoch = 0;
}

void ChainedScheduler::step() {
  ++epoch;
  for (LrScheduler *scheduler : schedulers)
    scheduler->step();
}

void ChainedScheduler::undo() {
  for (LrScheduler *scheduler : schedulers)
    scheduler->undo();
}

ScheduleState ChainedScheduler::state() const {
  ScheduleState state = LrScheduler::state();
  saveParts(schedulers, state);
  return state;
}

void ChainedScheduler::restore(const ScheduleState &state) {
  LrScheduler::restore(state);
  if (!restoreParts(schedulers, state))
    fail("expected the state of as many schedules");
}

SequentialLR::SequentialLR(LearningRates &given,
                           std::vector<LrScheduler *> parts,
                           std::vector<int64_t> ends, int64_t last_epoch)
    : LrScheduler(given, "SequentialLR", last_epoch),
      schedulers(std::move(parts)), milestones(std::move(ends)) {
  checkParts(
      schedulers,
      [&](const LrScheduler &part) { return &part.rates == &rates; },
      [](const LrScheduler &part) { return part.needsMetric(); },
      [&](const char *text) { fail(text); });
  require(milestones.size() + 1 == schedulers.size(),
          fmt::format("a milestone between every two of {} schedules, found {}",
                      schedulers.size(), milestones.size()));
  require(std::ranges::is_sorted(milestones), "milestones that ascend");
  LrScheduler *first =
      schedulers[std::ranges::upper_bound(milestones, 0) - milestones.begin()];
  for (const LrScheduler *scheduler : schedulers)
    require(!scheduler->isCombined() || scheduler == first,
            "no ChainedScheduler or SequentialLR but at the start, where no "
            "epoch has to be gone to");
  epoch = last_epoch + 1;
  rates.current = *rates.initial;
  undo();
  first->initialStep();
}

/// The parts made their first step when they were made.
void SequentialLR::undo() {
  for (LrScheduler *scheduler : schedulers)
    scheduler->undo();
}

void SequentialLR::step() {
  ++epoch;
  auto next = std::ranges::upper_bound(milestones, epoch);
  LrScheduler &scheduler = *schedulers[next - milestones.begin()];
  if (next != milestones.begin() && next[-1] == epoch)
    scheduler.stepTo(0);
  else
    scheduler.step();
}

ScheduleState SequentialLR::state() const {
  ScheduleState state = LrScheduler::state();
  saveParts(schedulers, state);
  return state;
}

void SequentialLR::restore(const ScheduleState &state) {
  LrScheduler::restore(state);
  if (!restoreParts(schedulers, state))
    fail("expected the state of as many schedules");
}

} // namespace nadir
