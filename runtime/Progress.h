// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The progress of training: on a terminal one line that is redrawn, elsewhere
// (a pipe, a file) one plain line at the end of each epoch.
#ifndef NADIR_RUNTIME_PROGRESS_H
#define NADIR_RUNTIME_PROGRESS_H

#include "runtime/Metric.h"

#include <chrono>
#include <cstdio>
#include <initializer_list>
#include <optional>

namespace nadir {

/// What a line shows.
struct ProgressView {
  /// Counted from 0; shown from 1.
  int64_t epoch = 0;
  int64_t epochs = 0;
  /// Steps done in this epoch, and in all of it; 0 if that is unknown.
  int64_t step = 0;
  int64_t steps = 0;
  double seconds = 0;
  std::span<const Metric> metrics;
};

/// The line for a terminal of `width` columns, at most width - 1 long: what
/// does not fit is left out, the bar first, then rate and remaining time, then
/// the last metrics.
std::string progressLine(const ProgressView &view, int64_t width);

/// The line that an epoch leaves behind, with its duration.
std::string epochLine(const ProgressView &view);

class Progress {
public:
  struct Options {
    /// 0 if unknown.
    int64_t epochs = 0;
    /// Steps in an epoch; 0 if unknown.
    int64_t steps = 0;
    std::FILE *file = stdout;
    /// Whether to redraw; found out if not given (a terminal that is not dumb).
    std::optional<bool> redraw = std::nullopt;
    /// At most this often.
    std::chrono::milliseconds interval = std::chrono::milliseconds(100);
  };

  explicit Progress(const Options &options);
  /// Leaves the cursor on a line of its own.
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  /// Starts the clock of an epoch, counted from 0.
  void beginEpoch(int64_t epoch);

  /// After each step: `step` are done in this epoch. Cheap when it is not yet
  /// time to redraw, and off a terminal. Nothing is thrown or reported when the
  /// line cannot be written: it is no result of the run.
  void update(int64_t step, std::span<const Metric> metrics);
  void update(int64_t step, std::initializer_list<Metric> metrics) {
    update(step, std::span(metrics.begin(), metrics.size()));
  }

  /// Prints the epoch's line, usually with the averages and the validation's
  /// metrics. The duration is the one up to the last update.
  void endEpoch(std::span<const Metric> metrics);
  void endEpoch(std::initializer_list<Metric> metrics) {
    endEpoch(std::span(metrics.begin(), metrics.size()));
  }

  /// Removes the redrawn line, before something else is printed.
  void clear();

private:
  using Clock = std::chrono::steady_clock;

  void draw(std::span<const Metric> metrics);
  int64_t columns() const;

  Options options;
  ProgressView view;
  Clock::time_point epochStart;
  Clock::time_point lastUpdate;
  Clock::time_point nextDraw;
  bool lineOpen = false;
};

} // namespace nadir

#endif // NADIR_RUNTIME_PROGRESS_H
