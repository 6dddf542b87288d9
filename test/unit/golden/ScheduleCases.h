// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Schedules as the files of reference values describe them.

#ifndef NADIR_TEST_UNIT_GOLDEN_SCHEDULECASES_H
#define NADIR_TEST_UNIT_GOLDEN_SCHEDULECASES_H

#include "runtime/LrScheduler.h"

#include <nlohmann/json.hpp>

#include <memory>

namespace nadir::test {

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

/// The schedule `{schedule, args}`, or the combination `{schedule, of,
/// milestones}` of such. Momenta cycle where `rates` has some.
Made makeSchedule(const nlohmann::json &test, LearningRates &rates);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_GOLDEN_SCHEDULECASES_H
