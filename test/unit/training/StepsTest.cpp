// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All that may stand around an optimizer, alone and together, on the CPU
// against the oracle over several steps with partial batches and one step that
// is not finite; with updates as part of what surrounds them and by themselves.

#include "test/unit/training/TrainingGraphs.h"

#include <limits>

using namespace nadir::test;

namespace {

constexpr std::pair<const char *, DType> optimizers[] = {
    {R"("adam" {lr = 0.02, weight_decay = 0.01})", DType::F32},
    {R"("sgd" {lr = 0.05, momentum = 0.9, nesterov = true})", DType::F64}};

const char *const around[] = {
    "{}",
    R"({groups = [{params = ["*.bias"], lr = 0.1, weight_decay = 0.0}]})",
    R"({frozen = ["*.weight"]})",
    "{clip_grad_norm = {max_norm = 0.5}}",
    R"({clip_grad_norm = {max_norm = 0.5, norm_type = "inf"}})",
    "{clip_grad_norm = {max_norm = 0.5, norm_type = 3.0}}",
    "{clip_grad_value = 0.125}",
    "{accumulate = {steps = 3}}",
    R"({accumulate = {steps = 2, reduction = "sum"}, clip_grad_value = 0.5})",
    "{grad_scaler = {growth_interval = 2}}",
    "{skip_nonfinite}",
    R"({average = {kind = "ema", decay = 0.75, start = 2, every = 2}})",
    R"({average = {kind = "swa", evaluate = true}})",
    R"({accumulate = {steps = 2}, grad_scaler = {growth_interval = 2},
        clip_grad_norm = {max_norm = 1.0}, average = {kind = "ema"},
        groups = [{params = ["*.bias"], name = "bias", optimizer = "rmsprop"}]})"};

struct Case {
  const char *optimizer;
  const char *around;
  DType dtype;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (auto [optimizer, dtype] : optimizers)
    for (const char *attributes : around)
      all.push_back({optimizer, attributes, dtype});
  return all;
}

/// How GoogleTest names the case.
void PrintTo(const Case &test, std::ostream *os) {
  auto [optimizer, attributes, dtype] = test;
  *os << optimizer << ' ' << attributes
      << (dtype == DType::F32 ? " f32" : " f64");
}

class StepsTest : public testing::TestWithParam<Case> {};

TEST_P(StepsTest, AgreeWithTheOracle) {
  auto [optimizer, attributes, dtype] = GetParam();
  std::string text =
      linearModel(std::string(optimizer) + " " + attributes, dtype);
  SCOPED_TRACE(text);
  Training oracle(text, Backend::Oracle), compiled(text, Backend::Compiled),
      unfused(text, Backend::Compiled, nadir::UpdateFusion::None);
  // Ten steps of f32: rounding, and Adam's division by small roots.
  Tolerance tolerance =
      dtype == DType::F32 ? Tolerance{1e-4, 1e-5} : Tolerance{1e-11, 1e-12};
  const int64_t rows[] = {12, 1, 7, 12, 5, 3, 12, 11, 2, 12};
  bool canSkip = text.find("skip") != std::string::npos ||
                 text.find("scaler") != std::string::npos;
  for (int64_t step = 1; step <= 10; ++step) {
    int64_t count = rows[step - 1];
    Values inputs;
    inputs["x"] = randomReals(dtype, {count, 3}, step);
    inputs["t"] = randomReals(dtype, {count, 2}, 100 + step);
    if (step == 6 && canSkip)
      inputs["x"].values<double>()[1] = std::numeric_limits<double>::infinity();
    Values expected = oracle.run("train_step", inputs, {.step = step});
    for (Training *training : {&compiled, &unfused}) {
      Values found = training->run("train_step", inputs, {.step = step});
      for (const auto &entry : expected)
        EXPECT_TRUE(isClose(found[entry.first()], entry.second, tolerance))
            << entry.first().str() << ", step " << step;
      for (const std::string &name : oracle.names())
        EXPECT_TRUE(
            isClose(training->value(name), oracle.value(name), tolerance))
            << name << ", step " << step;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, StepsTest, testing::ValuesIn(cases()));

} // namespace
