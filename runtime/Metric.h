// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Named numbers of a training run, and their averages over batches that may
// differ in size.
#ifndef NADIR_RUNTIME_METRIC_H
#define NADIR_RUNTIME_METRIC_H

#include <cstdint>
#include <deque>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nadir {

/// A name and its value; whoever keeps one copies the name.
struct Metric {
  std::string_view name;
  double value;
};

/// The mean of each metric over rows: a last partial batch counts for the rows
/// it has.
class MetricAverage {
public:
  /// `prefix` is put before every name, for example "val_".
  explicit MetricAverage(std::string prefix = "") : prefix(std::move(prefix)) {}

  /// Adds the mean over `rows` rows.
  void add(std::string_view name, double value, int64_t rows) {
    Sum &sum = find(name);
    sum.value += value * static_cast<double>(rows);
    sum.rows += rows;
  }

  /// The mean so far; NaN if nothing was added. `name` has no prefix.
  double value(std::string_view name) const {
    for (const Sum &sum : sums)
      if (std::string_view(sum.name).substr(prefix.size()) == name)
        return sum.mean();
    return std::numeric_limits<double>::quiet_NaN();
  }

  /// All means, prefixed, in the order of their first addition. The names stay
  /// valid as long as this object.
  std::vector<Metric> metrics() const {
    std::vector<Metric> result;
    for (const Sum &sum : sums)
      if (sum.rows > 0)
        result.push_back({sum.name, sum.mean()});
    return result;
  }

  /// Starts anew, for the next epoch.
  void reset() {
    for (Sum &sum : sums)
      sum.value = 0, sum.rows = 0;
  }

private:
  struct Sum {
    std::string name;
    double value = 0;
    int64_t rows = 0;
    double mean() const {
      return rows > 0 ? value / static_cast<double>(rows)
                      : std::numeric_limits<double>::quiet_NaN();
    }
  };

  Sum &find(std::string_view name) {
    for (Sum &sum : sums)
      if (std::string_view(sum.name).substr(prefix.size()) == name)
        return sum;
    return sums.emplace_back(Sum{prefix + std::string(name)});
  }

  std::string prefix;
  /// A deque, so that names stay where they are.
  std::deque<Sum> sums;
};

} // namespace nadir

#endif // NADIR_RUNTIME_METRIC_H
