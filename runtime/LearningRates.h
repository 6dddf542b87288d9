// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Learning rates and momenta of a program's parameter groups while schedules
// change them: what optimizer.param_groups[i]["lr"], ["initial_lr"] and
// ["momentum"] (or ["betas"][0]) are in PyTorch. A step takes them as they are,
// so that a schedule never recompiles anything.
#ifndef NADIR_RUNTIME_LEARNINGRATES_H
#define NADIR_RUNTIME_LEARNINGRATES_H

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace nadir {

class Program;

class LearningRates {
public:
  /// Those that the program declares, and, of optimizers with runtime_momentum,
  /// the momenta.
  explicit LearningRates(const Program &program);
  /// Of a program without parameter groups.
  explicit LearningRates(double rate) : LearningRates(std::vector{rate}) {}
  /// The default group's first: Program::learningRates().
  explicit LearningRates(std::vector<double> rates)
      : current(std::move(rates)) {}

  /// Those of a run that goes on, with the rates that it began with, for
  /// schedules that are told their last_epoch.
  LearningRates(std::vector<double> rates, std::vector<double> initial)
      : current(std::move(rates)), initial(std::move(initial)) {}

  /// Lets schedules set momenta: one for each group, NaN where it is compiled
  /// in. Throws Error if there are not as many as rates.
  void setMomenta(std::vector<double> values);
  /// For Program::Call::momenta; empty if all are compiled in.
  std::span<const double> momenta() const { return currentMomenta; }

  size_t size() const { return current.size(); }
  double operator[](size_t group) const { return current[group]; }
  /// For Program::Call::learningRates.
  std::span<const double> values() const { return current; }

private:
  friend class LrScheduler;
  friend class CyclicLR;
  friend class OneCycleLR;
  friend class ReduceLROnPlateau;
  friend class SequentialLR;

  std::vector<double> current;
  /// Those that the first schedule found.
  std::optional<std::vector<double>> initial;
  std::vector<double> currentMomenta;
};

} // namespace nadir

#endif // NADIR_RUNTIME_LEARNINGRATES_H
