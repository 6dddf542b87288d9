// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clipping and accumulation, against what they are defined to be.

#include "test/unit/training/TrainingGraphs.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace nadir::test;

namespace {

const std::vector<double> gradientA = {3, -4, 0.5};
const std::vector<double> gradientB = {-1, 2, 0, 6};
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> allGradients() {
  std::vector<double> all = gradientA;
  all.insert(all.end(), gradientB.begin(), gradientB.end());
  return all;
}

double normOf(const std::vector<double> &values, double p) {
  double result = 0;
  for (double value : values)
    result = std::isinf(p) ? std::max(result, std::abs(value))
                           : result + std::pow(std::abs(value), p);
  return std::isinf(p) ? result : std::pow(result, 1 / p);
}

std::vector<double> moved(const std::vector<double> &gradient, double factor) {
  std::vector<double> result;
  for (double value : gradient)
    result.push_back(1 - factor * value);
  return result;
}

TEST(ClipGradNorm, ScalesByTheNormOfAllGradients) {
  const std::pair<double, const char *> norms[] = {
      {1, "1.0"}, {2, "2.0"}, {3, "3.0"}, {0.5, "0.5"}, {infinity, "\"inf\""}};
  for (auto [p, written] : norms)
    for (Backend backend : backends) {
      std::string text = chosenGradients(
          std::string(
              R"("sgd" {lr = 1.0} {clip_grad_norm = {max_norm = 2.0, norm_type = )") +
          written + "}}");
      Training training(text, backend);
      double norm = normOf(allGradients(), p);
      double factor = std::min(2 / (norm + 1e-6), 1.0);
      Values results = training.step(gradientA, gradientB);
      EXPECT_NEAR(results["grad_norm"].number(0), norm, 1e-12 * norm) << p;
      EXPECT_TRUE(isNear(training.values("a"), moved(gradientA, factor)));
      EXPECT_TRUE(isNear(training.values("b"), moved(gradientB, factor)));
    }
}

TEST(ClipGradNorm, GoesTogetherWithClippedValues) {
  constexpr double limit = 0.75, largest = 2.0;
  auto clamped = [=](std::vector<double> values) {
    for (double &value : values)
      value = std::clamp(value, -limit, limit);
    return values;
  };
  auto scaled = [](std::vector<double> values, double factor) {
    for (double &value : values)
      value *= factor;
    return values;
  };
  const std::string both =
      R"("sgd" {lr = 1.0} {clip_grad_norm = {max_norm = 2.0}, clip_grad_value = 0.75)";
  for (Backend backend : backends) {
    Training normFirst(chosenGradients(both + "}"), backend);
    Values results = normFirst.step(gradientA, gradientB);
    double norm = normOf(allGradients(), 2);
    EXPECT_NEAR(results["grad_norm"].number(0), norm, 1e-12 * norm);
    double factor = largest / (norm + 1e-6);
    EXPECT_TRUE(isNear(normFirst.values("b"),
                       moved(clamped(scaled(gradientB, factor)), 1)));

    Training valueFirst(chosenGradients(both + ", clip_value_first}"), backend);
    results = valueFirst.step(gradientA, gradientB);
    norm = normOf(clamped(allGradients()), 2);
    EXPECT_NEAR(results["grad_norm"].number(0), norm, 1e-12 * norm);
    factor = std::min(largest / (norm + 1e-6), 1.0);
    EXPECT_TRUE(
        isNear(valueFirst.values("a"), moved(clamped(gradientA), factor)));
  }
}

TEST(ClipGradNorm, LeavesSmallGradientsAsTheyAre) {
  for (Backend backend : backends) {
    Training training(
        chosenGradients(
            R"("sgd" {lr = 1.0} {clip_grad_norm = {max_norm = 100.0}})"),
        backend);
    Values results = training.step({0, 0, 0}, {0, 0, 0, 0});
    EXPECT_EQ(results["grad_norm"].number(0), 0);
    training.step(gradientA, gradientB);
    EXPECT_EQ(training.values("a"), moved(gradientA, 1));
    EXPECT_EQ(training.values("b"), moved(gradientB, 1));
  }
}

TEST(ClipGradNorm, FailsTheStepThatIsNotFinite) {
  for (double bad : {infinity, -infinity, std::nan("")})
    for (Backend backend : backends) {
      Training training(
          chosenGradients(
              R"("adam" {} {clip_grad_norm = {max_norm = 1.0, error_if_nonfinite = true}})"),
          backend);
      training.step(gradientA, gradientB);
      std::vector<std::vector<double>> before;
      for (const std::string &name : training.names())
        before.push_back(training.values(name));
      std::string error = training.errorOfStep({1, bad, 1}, gradientB);
      EXPECT_NE(error.find("grad_norm"), std::string::npos) << error;
      for (size_t i = 0; i < before.size(); ++i)
        EXPECT_EQ(training.values(training.names()[i]), before[i]);
    }
}

TEST(ClipGradValue, ClampsEachElement) {
  for (Backend backend : backends) {
    Training training(
        chosenGradients(R"("sgd" {lr = 1.0} {clip_grad_value = 2.5})"),
        backend);
    training.step(gradientA, gradientB);
    EXPECT_EQ(training.values("a"), moved({2.5, -2.5, 0.5}, 1));
    EXPECT_EQ(training.values("b"), moved({-1, 2, 0, 2.5}, 1));
  }
}

/// Rows [first, first + count) of a tensor.
Tensor rowsOf(const Tensor &tensor, int64_t first, int64_t count) {
  nadir::reference::Sizes shape(tensor.shape().begin(), tensor.shape().end());
  int64_t width = tensor.count() / shape[0];
  shape[0] = count;
  Tensor rows(tensor.dtype(), shape);
  for (int64_t i = 0; i < count * width; ++i)
    rows.values<double>()[i] = tensor.values<double>()[first * width + i];
  return rows;
}

TEST(Accumulate, MakesOneBigBatchOfMicroBatches) {
  for (Backend backend : backends)
    for (const char *optimizer :
         {R"("sgd" {lr = 0.1, momentum = 0.9})", R"("adam" {lr = 0.01})"}) {
      Training whole(linearModel(optimizer), backend);
      Training parts(
          linearModel(std::string(optimizer) + " {accumulate = {steps = 4}}"),
          backend);
      int64_t call = 0;
      for (int64_t step = 1; step <= 5; ++step) {
        Tensor x = randomReals(DType::F64, {12, 3}, step);
        Tensor t = randomReals(DType::F64, {12, 2}, 100 + step);
        Values inputs;
        inputs["x"] = x;
        inputs["t"] = t;
        whole.run("train_step", inputs, {.step = step});
        for (int64_t part = 0; part < 4; ++part) {
          std::vector<double> before = parts.values("layer.weight");
          inputs["x"] = rowsOf(x, part * 3, 3);
          inputs["t"] = rowsOf(t, part * 3, 3);
          parts.run("train_step", inputs, {.step = ++call});
          EXPECT_EQ(parts.values("layer.weight") == before, part < 3);
          EXPECT_EQ(parts.values("accumulate.count")[0], (part + 1) % 4);
        }
        EXPECT_TRUE(isNear(parts.values("layer.weight"),
                           whole.values("layer.weight"), 1e-11));
        EXPECT_TRUE(isNear(parts.values("layer.bias"),
                           whole.values("layer.bias"), 1e-11));
        EXPECT_EQ(parts.values("optimizer.step")[0], step);
      }
    }
}

TEST(Accumulate, AddsUpIfToldSo) {
  for (Backend backend : backends) {
    Training training(
        chosenGradients(
            R"("sgd" {lr = 1.0} {accumulate = {steps = 2, reduction = "sum"}})"),
        backend);
    training.step({1, 2, 3}, {1, 1, 1, 1});
    EXPECT_EQ(training.values("a.grad"), (std::vector<double>{1, 2, 3}));
    training.step({4, 5, 6}, {2, 2, 2, 2});
    EXPECT_EQ(training.values("a"), (std::vector<double>{-4, -6, -8}));
    EXPECT_EQ(training.values("b"), (std::vector<double>(4, -2)));
    EXPECT_EQ(training.values("a.grad"), (std::vector<double>{0, 0, 0}));
  }
}

TEST(Accumulate, JudgesOnlyCompleteGradients) {
  for (Backend backend : backends) {
    Training training(
        chosenGradients(
            R"("sgd" {lr = 1.0} {accumulate = {steps = 2}, clip_grad_norm = {max_norm = 1.0, error_if_nonfinite = true}})"),
        backend);
    training.step({infinity, 2, 3}, {1, 1, 1, 1});
    EXPECT_EQ(training.values("a"), (std::vector<double>(3, 1)));
    std::string error = training.errorOfStep({1, 1, 1}, {1, 1, 1, 1});
    EXPECT_NE(error.find("grad_norm"), std::string::npos) << error;
    EXPECT_EQ(training.values("a"), (std::vector<double>(3, 1)));
  }
}

} // namespace
