// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Learning-rate schedules of torch.optim.lr_scheduler, with its names,
// arguments, defaults and formulas, the recursive ones included: schedules that
// share their LearningRates multiply, as chained ones do in PyTorch.
//
//   nadir::LearningRates rates(program);
//   nadir::StepLR schedule(rates, {.step_size = 30, .gamma = 0.1});
//   for (...) {
//     program.run("train_step", inputs, {.learningRates = rates.values(),
//                                        .momenta = rates.momenta(), ...});
//     schedule.step();
//   }
//
// A schedule counts the calls of `step`: one a step of the optimizer, or one an
// epoch. Wrong arguments throw Error. The formulas are those of
// https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
#ifndef NADIR_RUNTIME_LRSCHEDULER_H
#define NADIR_RUNTIME_LRSCHEDULER_H

#include "runtime/LearningRates.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace nadir {

/// All that changes in a schedule, for saving it; named as in state_dict.
/// Members that a schedule doesn't have stay as they are here.
struct ScheduleState {
  int64_t last_epoch = 0;
  /// CosineAnnealingWarmRestarts.
  double T_cur = 0.0;
  double T_i = 0.0;
  /// ReduceLROnPlateau.
  double best = 0.0;
  int64_t num_bad_epochs = 0;
  int64_t cooldown_counter = 0;
  /// The groups' rates, and those that the first schedule found.
  std::vector<double> rates = {};
  std::vector<double> initial_rates = {};
  std::vector<double> momenta = {};
  /// Of ChainedScheduler and SequentialLR.
  std::vector<ScheduleState> schedules = {};
};

/// One number for all groups, or one for each.
class PerGroup {
public:
  PerGroup(double value) : values{value} {}
  PerGroup(std::initializer_list<double> values) : values(values) {}
  PerGroup(std::vector<double> values) : values(std::move(values)) {}

  double operator[](size_t group) const {
    return values.size() == 1 ? values.front() : values[group];
  }
  /// Throws Error if there are neither one nor `groups` of them.
  void check(std::string_view schedule, std::string_view name,
             size_t groups) const;

private:
  std::vector<double> values;
};

/// What schedules have in common. `rates` must outlive a schedule.
class LrScheduler {
public:
  virtual ~LrScheduler() = default;
  LrScheduler(const LrScheduler &) = delete;
  LrScheduler &operator=(const LrScheduler &) = delete;

  /// Sets the rates of the next step.
  virtual void step();
  /// Number of calls of `step`.
  int64_t last_epoch() const { return epoch; }
  /// The rates of the next step.
  std::span<const double> get_last_lr() const { return rates.values(); }

  virtual ScheduleState state() const;
  /// Goes on where a schedule with the same arguments was saved.
  virtual void restore(const ScheduleState &state);

protected:
  LrScheduler(LearningRates &rates, std::string_view name, int64_t last_epoch);

  /// The rate of a group at `epoch`, possibly from its current one.
  virtual double rate(size_t group) const = 0;
  /// The same from its first one alone; what `rate` says if that is so anyway.
  virtual double closedForm(size_t group) const { return rate(group); }
  /// Every schedule's constructor ends with this: the rates at epoch 0.
  virtual void initialStep();
  /// The momentum of a group at `epoch`; nothing if the schedule leaves it.
  virtual std::optional<double> momentum(size_t group) const {
    static_cast<void>(group);
    return std::nullopt;
  }
  /// Starts over at an epoch, for SequentialLR.
  virtual void stepTo(int64_t newEpoch);
  /// Takes one step back from the count alone.
  virtual void undo() { --epoch; }
  /// Whether `step` says all that the schedule needs to know.
  virtual bool needsMetric() const { return false; }
  virtual bool isCombined() const { return false; }

  [[noreturn]] void fail(const std::string &text) const;
  void require(bool condition, std::string_view expected) const {
    if (!condition)
      fail("expected " + std::string(expected));
  }
  double current(size_t group) const { return rates.current[group]; }
  /// For schedules that set momenta.
  void requireMomenta(const PerGroup &base, const PerGroup &max) const;

  LearningRates &rates;
  std::string_view name;
  std::vector<double> baseRates;
  int64_t epoch;
  bool isInitial = false;

private:
  friend class SequentialLR;
  friend class ChainedScheduler;
  template <class Formula> void setRates(Formula formula);
};

/// initial rate * lr_lambda(epoch).
class LambdaLR final : public LrScheduler {
public:
  struct Options {
    /// One for all groups or one for each.
    std::vector<std::function<double(int64_t)>> lr_lambda;
    int64_t last_epoch = -1;
  };
  LambdaLR(LearningRates &rates, Options options);

private:
  double rate(size_t group) const override;
  Options options;
};

/// Times gamma every step_size epochs.
class StepLR final : public LrScheduler {
public:
  struct Options {
    int64_t step_size;
    double gamma = 0.1;
    int64_t last_epoch = -1;
  };
  StepLR(LearningRates &rates, const Options &options);

private:
  double rate(size_t group) const override;
  double closedForm(size_t group) const override;
  Options options;
};

/// Times gamma at each milestone; one that stands twice counts twice.
class MultiStepLR final : public LrScheduler {
public:
  struct Options {
    std::vector<int64_t> milestones;
    double gamma = 0.1;
    int64_t last_epoch = -1;
  };
  MultiStepLR(LearningRates &rates, Options options);

private:
  double rate(size_t group) const override;
  double closedForm(size_t group) const override;
  Options options;
};

/// Times factor, in [0, 1], until total_iters epochs have passed; the step to
/// that epoch divides by factor and throws if it is 0.
class ConstantLR final : public LrScheduler {
public:
  struct Options {
    double factor = 1.0 / 3;
    int64_t total_iters = 5;
    int64_t last_epoch = -1;
  };
  ConstantLR(LearningRates &rates, const Options &options);

private:
  double rate(size_t group) const override;
  double closedForm(size_t group) const override;
  Options options;
};

/// The factor goes from start_factor, in (0, 1], to end_factor, in [0, 1], in
/// total_iters epochs.
class LinearLR final : public LrScheduler {
public:
  struct Options {
    double start_factor = 1.0 / 3;
    double end_factor = 1.0;
    int64_t total_iters = 5;
    int64_t last_epoch = -1;
  };
  LinearLR(LearningRates &rates, const Options &options);

private:
  double rate(size_t group) const override;
  double closedForm(size_t group) const override;
  Options options;
};

/// Times gamma every epoch.
class ExponentialLR final : public LrScheduler {
public:
  struct Options {
    double gamma;
    int64_t last_epoch = -1;
  };
  ExponentialLR(LearningRates &rates, const Options &options);

private:
  double rate(size_t group) const override;
  double closedForm(size_t group) const override;
  Options options;
};

/// initial rate * (1 - min(epoch, total_iters) / total_iters)^power.
class PolynomialLR final : public LrScheduler {
public:
  struct Options {
    int64_t total_iters = 5;
    double power = 1.0;
    int64_t last_epoch = -1;
  };
  PolynomialLR(LearningRates &rates, const Options &options);

private:
  double rate(size_t group) const override;
  double closedForm(size_t group) const override;
  Options options;
};

/// eta_min + (initial rate - eta_min) * (1 + cos(pi * epoch / T_max)) / 2;
/// after T_max the cosine goes on, upwards first.
class CosineAnnealingLR final : public LrScheduler {
public:
  struct Options {
    int64_t T_max;
    double eta_min = 0.0;
    int64_t last_epoch = -1;
  };
  CosineAnnealingLR(LearningRates &rates, const Options &options);

private:
  double rate(size_t group) const override;
  double closedForm(size_t group) const override;
  double cosine(int64_t at) const;
  Options options;
};

/// Half a cosine from the initial rate to eta_min, over and over; the period is
/// T_0 epochs at first and T_mult times longer each time.
class CosineAnnealingWarmRestarts final : public LrScheduler {
public:
  struct Options {
    int64_t T_0;
    int64_t T_mult = 1;
    double eta_min = 0.0;
    int64_t last_epoch = -1;
  };
  CosineAnnealingWarmRestarts(LearningRates &rates, const Options &options);

  void step() override;
  /// Goes to an epoch, which may be a fraction: epoch + batch / batches.
  void step(double newEpoch);
  ScheduleState state() const override;
  void restore(const ScheduleState &state) override;

private:
  double rate(size_t group) const override;
  void stepTo(int64_t newEpoch) override {
    step(static_cast<double>(newEpoch));
  }
  Options options;
  double sinceRestart;
  double period;
};

/// Between base_lr and max_lr and back in a triangle. With cycle_momentum the
/// momentum goes the other way, from max_momentum to base_momentum and back:
/// the program's optimizer must have runtime_momentum.
class CyclicLR final : public LrScheduler {
public:
  struct Options {
    PerGroup base_lr;
    PerGroup max_lr;
    int64_t step_size_up = 2000;
    /// step_size_up if not given.
    std::optional<int64_t> step_size_down = std::nullopt;
    /// "triangular", "triangular2" (half the height each cycle) or "exp_range"
    /// (the height times gamma^epoch). Means nothing with a scale_fn.
    std::string mode = "triangular";
    double gamma = 1.0;
    /// The height's factor, of the cycle's number (from 1) or the epoch.
    std::function<double(double)> scale_fn = nullptr;
    /// What scale_fn is given: "cycle" or "iterations".
    std::string scale_mode = "cycle";
    bool cycle_momentum = true;
    PerGroup base_momentum = 0.8;
    PerGroup max_momentum = 0.9;
    int64_t last_epoch = -1;
  };
  CyclicLR(LearningRates &rates, Options options);

private:
  double rate(size_t group) const override;
  std::optional<double> momentum(size_t group) const override;
  /// The distance between two numbers times where in its cycle, and in which
  /// cycle, the epoch is.
  double height(double distance) const;
  Options options;
};

/// One rise to max_lr and one fall far below the start (Smith and Topin). With
/// cycle_momentum the momentum falls to base_momentum while the rate rises, and
/// rises to max_momentum while it falls: the program's optimizer must have
/// runtime_momentum.
class OneCycleLR final : public LrScheduler {
public:
  struct Options {
    PerGroup max_lr;
    /// Or epochs and steps_per_epoch.
    std::optional<int64_t> total_steps = std::nullopt;
    std::optional<int64_t> epochs = std::nullopt;
    std::optional<int64_t> steps_per_epoch = std::nullopt;
    /// Share of the steps that the rise takes.
    double pct_start = 0.3;
    /// "cos" or "linear".
    std::string anneal_strategy = "cos";
    bool cycle_momentum = true;
    PerGroup base_momentum = 0.85;
    PerGroup max_momentum = 0.95;
    /// The first rate is max_lr / div_factor,
    double div_factor = 25.0;
    /// and the last one the first / final_div_factor.
    double final_div_factor = 1e4;
    /// A fall as long as the rise, and then the end.
    bool three_phase = false;
    int64_t last_epoch = -1;
  };
  OneCycleLR(LearningRates &rates, Options options);

  void step() override;

private:
  /// Which of a group's three rates.
  enum class Level { Initial, Max, Min };
  struct Phase {
    double end;
    Level from;
    Level to;
  };
  double rate(size_t group) const override;
  std::optional<double> momentum(size_t group) const override;
  double level(Level level, size_t group) const;
  double momentumLevel(Level level, size_t group) const;
  double anneal(double from, double to, double share) const;
  /// The phase that `epoch` lies in, and how much of it has passed.
  std::pair<const Phase *, double> place() const;
  void setTotalSteps();
  void setPhases();
  Options options;
  int64_t totalSteps = 0;
  std::vector<Phase> phases;
};

/// Times factor when a metric has not improved for more than `patience` epochs.
class ReduceLROnPlateau final : public LrScheduler {
public:
  struct Options {
    /// "min" or "max": which way is better.
    std::string mode = "min";
    double factor = 0.1;
    int64_t patience = 10;
    /// How much better counts: relative ("rel") or absolute ("abs").
    double threshold = 1e-4;
    std::string threshold_mode = "rel";
    /// Epochs after a reduction in which nothing counts as bad.
    int64_t cooldown = 0;
    PerGroup min_lr = 0.0;
    /// Smaller reductions are not made.
    double eps = 1e-8;
  };
  ReduceLROnPlateau(LearningRates &rates, Options options);

  void step(double metric);
  /// Throws Error: a metric is needed.
  void step() override;
  ScheduleState state() const override;
  void restore(const ScheduleState &state) override;

private:
  double rate(size_t group) const override;
  bool needsMetric() const override { return true; }
  bool isBetter(double metric) const;
  Options options;
  double best;
  int64_t badEpochs = 0;
  int64_t cooldown = 0;
};

/// Schedules that step together on the same rates, which multiplies them.
class ChainedScheduler final : public LrScheduler {
public:
  /// The schedules must outlive this one, and be of `rates`.
  ChainedScheduler(LearningRates &rates, std::vector<LrScheduler *> schedulers);

  void step() override;
  ScheduleState state() const override;
  void restore(const ScheduleState &state) override;

private:
  double rate(size_t group) const override { return current(group); }
  void initialStep() override { step(); }
  void undo() override;
  bool isCombined() const override { return true; }
  std::vector<LrScheduler *> schedulers;
};

/// One schedule after another: each milestone is the epoch at which the next
/// begins, with the rates that the first schedule found. As in PyTorch, the one
/// that begins at epoch 0 may be a ChainedScheduler or a SequentialLR, the
/// later ones can't be: they have no value for an epoch; and what such a
/// combination is made of makes its first step as any other.
class SequentialLR final : public LrScheduler {
public:
  /// The schedules must outlive this one, and be of `rates`.
  SequentialLR(LearningRates &rates, std::vector<LrScheduler *> schedulers,
               std::vector<int64_t> milestones, int64_t last_epoch = -1);

  void step() override;
  ScheduleState state() const override;
  void restore(const ScheduleState &state) override;

private:
  double rate(size_t group) const override { return current(group); }
  void initialStep() override { step(); }
  void undo() override;
  bool isCombined() const override { return true; }
  std::vector<LrScheduler *> schedulers;
  std::vector<int64_t> milestones;
};

} // namespace nadir

#endif // NADIR_RUNTIME_LRSCHEDULER_H
