// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Learning-rate schedules against their closed forms and against PyTorch's over
// 100 steps, saved and restored in the middle.

#include "runtime/Error.h"
#include "test/unit/golden/GoldenCases.h"
#include "test/unit/golden/ScheduleCases.h"

#include <gtest/gtest.h>

#include <fstream>

using namespace nadir;
using namespace nadir::test;
using nlohmann::json;

namespace {

json read(const char *name) {
  std::ifstream stream(goldenFile(name));
  return json::parse(stream);
}

const json &document() {
  static const json content = read("schedules.json");
  return content;
}

/// Those of PyTorch, with momenta.
const json &torchDocument() {
  static const json content = read("schedules_torch.json");
  return content;
}

class GoldenScheduleTest : public testing::TestWithParam<size_t> {};

TEST_P(GoldenScheduleTest, AgreesWithItsClosedForm) {
  const json &test = document().at("cases")[GetParam()];
  std::vector<double> bases = document().at("bases");
  auto rates = std::make_unique<LearningRates>(bases);
  Made made = makeSchedule(test, *rates);
  for (size_t step = 0; step < test["rates"].size(); ++step) {
    for (size_t group = 0; group < bases.size(); ++group) {
      double expected = test["rates"][step][group];
      EXPECT_NEAR((*rates)[group], expected, 1e-12 * expected)
          << "step " << step << ", group " << group;
    }
    if (step == 41) {
      // Another process goes on from here.
      ScheduleState state = made.schedule->state();
      made = Made();
      rates = std::make_unique<LearningRates>(bases);
      made = makeSchedule(test, *rates);
      made.schedule->restore(state);
    }
    if (step + 1 == test["rates"].size())
      break;
    if (auto *plateau = dynamic_cast<ReduceLROnPlateau *>(made.schedule.get()))
      plateau->step(test["metrics"][step].get<double>());
    else
      made.schedule->step();
  }
}

INSTANTIATE_TEST_SUITE_P(
    , GoldenScheduleTest, testing::Range(size_t(0), document()["cases"].size()),
    [](const testing::TestParamInfo<size_t> &info) {
      return document()["cases"][info.param]["schedule"].get<std::string>() +
             std::to_string(info.param);
    });

class TorchScheduleTest : public testing::TestWithParam<size_t> {
protected:
  static std::unique_ptr<LearningRates> makeRates() {
    std::vector<double> bases = torchDocument().at("bases");
    auto rates = std::make_unique<LearningRates>(bases);
    rates->setMomenta(
        std::vector<double>(bases.size(), torchDocument()["momentum"]));
    return rates;
  }
};

TEST_P(TorchScheduleTest, AgreesAtEachStep) {
  const json &test = torchDocument().at("cases")[GetParam()];
  auto rates = makeRates();
  Made made = makeSchedule(test, *rates);
  for (size_t step = 0; step < test["rates"].size(); ++step) {
    if (step > 0)
      made.schedule->step();
    for (size_t group = 0; group < rates->size(); ++group) {
      double rate = test["rates"][step][group];
      double momentum = test["momenta"][step][group];
      EXPECT_NEAR((*rates)[group], rate, 1e-13 * rate + 1e-300)
          << "step " << step << ", group " << group;
      EXPECT_NEAR(rates->momenta()[group], momentum, 1e-13 * momentum)
          << "step " << step << ", group " << group;
    }
    if (step != 41)
      continue;
    ScheduleState state = made.schedule->state();
    made = Made();
    rates = makeRates();
    made = makeSchedule(test, *rates);
    made.schedule->restore(state);
  }
}

INSTANTIATE_TEST_SUITE_P(
    , TorchScheduleTest,
    testing::Range(size_t(0), torchDocument()["cases"].size()),
    [](const testing::TestParamInfo<size_t> &info) {
      const json &test = torchDocument()["cases"][info.param];
      return test["schedule"].get<std::string>() + std::to_string(info.param);
    });

TEST(GoldenScheduleCoverage, HasEverySchedule) {
  std::set<std::string> names;
  for (const json &test : document()["cases"])
    names.insert(test["schedule"]);
  EXPECT_EQ(names.size(), 14u);
}

} // namespace
