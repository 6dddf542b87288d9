// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The log of a training run, in the layout of Lightning's CSVLogger, so that
// its users' notebooks read it: <root>/<name>/version_<n>/metrics.csv with the
// columns epoch, step and every metric in alphabetical order, one row each time
// something is logged, cells empty where a row lacks a metric.
#ifndef NADIR_RUNTIME_CSVLOGGER_H
#define NADIR_RUNTIME_CSVLOGGER_H

#include "runtime/Metric.h"

#include <filesystem>
#include <initializer_list>

namespace nadir {

class CsvLogger {
public:
  struct Options {
    std::filesystem::path root = "logs";
    /// Steps between two rows of `logStep`.
    int64_t everySteps = 50;
    /// Rows kept in memory before they are written.
    int64_t flushRows = 100;
  };

  /// Creates the folder version_<n>, n one more than the highest there is.
  /// Throws Error when `name` is no folder name, an option is not positive, or
  /// the folder cannot be created.
  CsvLogger(std::string_view name, const Options &options);
  explicit CsvLogger(std::string_view name) : CsvLogger(name, Options()) {}

  /// Closes; an error is then only printed, as a destructor must not throw.
  ~CsvLogger();
  CsvLogger(const CsvLogger &) = delete;
  CsvLogger &operator=(const CsvLogger &) = delete;

  int64_t version() const { return number; }
  const std::filesystem::path &folder() const { return directory; }
  std::filesystem::path file() const { return directory / "metrics.csv"; }

  /// Whether `logStep` keeps this step: `step` counts all steps of the run
  /// from 0, and as in Lightning every 50th is kept: 49, 99, ...
  bool wantsStep(int64_t step) const {
    return (step + 1) % options.everySteps == 0;
  }

  /// A row of the metrics of one step, if `wantsStep`. Throws Error as `flush`.
  void logStep(int64_t epoch, int64_t step, std::span<const Metric> metrics);
  void logStep(int64_t epoch, int64_t step,
               std::initializer_list<Metric> metrics) {
    logStep(epoch, step, std::span(metrics.begin(), metrics.size()));
  }

  /// A row of an epoch's metrics, always kept and written at once; `step` is
  /// the last of the epoch. Throws Error as `flush`.
  void logEpoch(int64_t epoch, int64_t step, std::span<const Metric> metrics);
  void logEpoch(int64_t epoch, int64_t step,
                std::initializer_list<Metric> metrics) {
    logEpoch(epoch, step, std::span(metrics.begin(), metrics.size()));
  }

  /// Writes the rows kept in memory; after a new metric the whole file again,
  /// under its new header. Throws Error when they cannot be written (a full
  /// disk); the file then holds the rows written before.
  void flush();

  /// Flushes; nothing may be logged after. Throws Error as `flush`.
  void close();

private:
  struct Row {
    int64_t epoch;
    int64_t step;
    /// Number of the metric and its value.
    std::vector<std::pair<size_t, double>> values;
  };

  void createFolder(std::string_view name);
  void addRow(int64_t epoch, int64_t step, std::span<const Metric> metrics);
  size_t numberOf(std::string_view metric);
  std::string header() const;
  std::string format(const Row &row) const;

  Options options;
  std::filesystem::path directory;
  int64_t number = 0;
  bool closed = false;
  /// The last attempt to write was not successful.
  bool failed = false;
  /// Metrics in the order of their first appearance, and that of columns.
  std::vector<std::string> names;
  std::vector<size_t> columns;
  /// All rows of the run: a new column needs them again.
  std::vector<Row> rows;
  size_t writtenRows = 0;
  size_t writtenColumns = 0;
};

} // namespace nadir

#endif // NADIR_RUNTIME_CSVLOGGER_H
