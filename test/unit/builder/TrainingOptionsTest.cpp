// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `Graph::minimize` is told beside the optimizer: the text it gives, what
// is refused, and a training loop with a schedule for each group.

#include "nadir/nadir.h"
#include "runtime/LrScheduler.h"

#include <cmath>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

using nadir::Adam;
using nadir::f32;
using nadir::SGD;
using nadir::Tensor;

namespace {

struct Model {
  nadir::Graph graph{"model", {.batch = 4}};
  Tensor x = graph.input("x", f32, {nadir::batch, 3});
  Tensor y = linear(x, 2, {.name = "first"});
  Tensor z = linear(y, 1, {.name = "se*ond"});
  Tensor loss = mean(square(z));

  std::string minimizeLine(const nadir::MinimizeOptions &options) {
    graph.minimize(loss, SGD{.lr = 0.5}, options);
    std::string text = graph.str();
    size_t start = text.find("nadir.minimize");
    return text.substr(start, text.find('\n', start) - start);
  }
};

void expectIn(const std::string &text,
              std::initializer_list<const char *> parts) {
  for (const char *part : parts)
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nnot in\n"
                                                  << text;
}

TEST(TrainingOptions, BecomeAttributes) {
  Model model;
  std::string line = model.minimizeLine(
      {.groups = {{.params = {"*.bias"},
                   .optimizer = Adam{.lr = 0.25, .weight_decay = 0.5},
                   .name = "bias"},
                  {.params = {model.graph.find("se*ond.weight"), "first.w*"},
                   .lr = 0.125,
                   .weight_decay = 0.0}},
       .frozen = {"first.bias"},
       .accumulate = nadir::Accumulate{.steps = 4},
       .grad_scaler = nadir::GradScaler{.growth_interval = 100},
       .skip_nonfinite = true,
       .clip_grad_norm =
           nadir::ClipGradNorm{.max_norm = 1.0,
                               .norm_type =
                                   std::numeric_limits<double>::infinity()},
       .average = nadir::Average{.kind = "swa", .start = 10, .every = 5}});
  expectIn(line, {"with \"sgd\" {lr = 5.000000e-01 : f64} {",
                  "groups = [{lr = 2.500000e-01 : f64, name = \"bias\", "
                  "optimizer = \"adam\", params = [\"*.bias\"], weight_decay = "
                  "5.000000e-01 : f64}",
                  "{lr = 1.250000e-01 : f64, params = "
                  "[\"se\\\\*ond.weight\", \"first.w*\"], weight_decay = "
                  "0.000000e+00 : f64}]",
                  "frozen = [\"first.bias\"]",
                  "accumulate = {reduction = \"mean\", steps = 4 : i64}",
                  "grad_scaler = {", "growth_interval = 100 : i64",
                  "init_scale = 6.553600e+04 : f64", "skip_nonfinite",
                  "max_norm = 1.000000e+00 : f64, norm_type = \"inf\"",
                  "average = {evaluate = false, every = 5 : i64, kind = "
                  "\"swa\", start = 10 : i64}"});
  // The text is read again.
  std::string text = model.graph.str();
  EXPECT_EQ(nadir::Graph::parse(text).str(), text);
}

TEST(TrainingOptions, AreNotWrittenUnlessGiven) {
  Model model;
  EXPECT_EQ(model.minimizeLine({}).find("} {"), std::string::npos);
}

/// The message of the Error that minimize throws.
std::string refusal(Model &model, const nadir::MinimizeOptions &options) {
  try {
    model.graph.minimize(model.loss, SGD{}, options);
  } catch (const nadir::Error &error) {
    return error.what();
  }
  return "no error";
}

TEST(TrainingOptions, AreCheckedAtOnce) {
  Model model;
  nadir::Graph other("other");
  expectIn(refusal(model, {.groups = {{.params = {"third.*"}}}}),
           {"TrainingOptionsTest.cpp:",
            "in group 'group1': 'third.*' matches no parameter, there are: "
            "first.weight, first.bias, se*ond.weight, se*ond.bias"});
  expectIn(refusal(model, {.groups = {{.params = {"*.bias"}, .name = "a"},
                                      {.params = {"first.*"}, .name = "b"}}}),
           {"found 'first.bias' in 'a' and 'b'"});
  expectIn(refusal(model, {.groups = {{.params = {model.y}}}}),
           {"TrainingOptionsTest.cpp:", "tensor<?x2xf32>, which is no "});
  expectIn(refusal(model, {.frozen = {other.parameter("w", {2},
                                                      nadir::init::zeros())}}),
           {"expected a parameter of graph 'model'"});
  expectIn(refusal(model, {.groups = {{.params = {}}}}),
           {"group 1 to be {params = [patterns], ...}"});
  expectIn(
      refusal(model, {.clip_grad_norm = nadir::ClipGradNorm{.max_norm = 1.0,
                                                            .norm_type = 0.0}}),
      {"'norm_type'"});
  expectIn(refusal(model, {.average = nadir::Average{.kind = "mean"}}),
           {"\"ema\" or \"swa\""});
  model.graph.metric("grad_norm", model.loss);
  expectIn(
      refusal(model, {.clip_grad_norm = nadir::ClipGradNorm{.max_norm = 1.0}}),
      {"no other result 'grad_norm'"});
  // Nothing of it was left behind.
  EXPECT_EQ(refusal(model, {}), "no error");
}

TEST(TrainingOptions, FreezeParameters) {
  nadir::Graph graph("frozen");
  auto w =
      graph.parameter("w", {2}, nadir::init::ones(), {.requires_grad = false});
  try {
    graph.minimize(sum(w), SGD{});
    FAIL();
  } catch (const nadir::Error &error) {
    expectIn(error.what(), {"depends on a parameter"});
  }
  auto v = graph.parameter("v", {2}, nadir::init::ones());
  graph.minimize(sum(w * v), SGD{.lr = 0.5});
  auto program = compile(graph, {.cache = false});
  program.run("init", {}, {});
  program.run("train_step", {}, {});
  EXPECT_EQ(program.parameter<float>("w")[0], 1.0f);
  EXPECT_EQ(program.parameter<float>("v")[0], 0.5f);
}

TEST(TrainingOptions, TakeScheduledRatesInEachGroup) {
  nadir::Graph graph("scheduled");
  auto a = graph.parameter("a", {1}, nadir::init::zeros());
  auto b = graph.parameter("b", {1}, nadir::init::zeros());
  graph.minimize(sum(a) + sum(b), SGD{.lr = 1.0},
                 {.groups = {{.params = {b}, .lr = 4.0, .name = "b"}}});
  auto program = compile(graph, {.cache = false});
  ASSERT_EQ(program.groups().size(), 1u);
  EXPECT_STREQ(program.groups()[0].name, "b");
  EXPECT_EQ(program.learningRates(), (std::vector<double>{1.0, 4.0}));
  program.run("init", {}, {});
  nadir::LearningRates rates(program.learningRates());
  nadir::ExponentialLR schedule(rates, {.gamma = 0.5});
  for (int64_t step = 1; step <= 3; ++step) {
    program.run("train_step", {},
                {.learningRates = rates.values(), .step = step});
    schedule.step();
  }
  EXPECT_EQ(program.parameter<float>("a")[0], -1.75f);
  EXPECT_EQ(program.parameter<float>("b")[0], -7.0f);

  auto message = [&](const nadir::Program::Call &call) -> std::string {
    try {
      program.run("train_step", {}, call);
    } catch (const nadir::Error &error) {
      return error.what();
    }
    return "no error";
  };
  std::vector<double> one = {1.0};
  expectIn(message({.learningRates = one}),
           {"expected 2 learning rates for program 'scheduled'", "those of: b",
            "found 1"});
  expectIn(message({.learningRate = 1.0, .learningRates = rates.values()}),
           {"learningRate and learningRates"});
}

TEST(TrainingOptions, CycleMomenta) {
  nadir::Graph graph("cycled");
  auto a = graph.parameter("a", {1}, nadir::init::zeros());
  auto b = graph.parameter("b", {1}, nadir::init::zeros());
  graph.minimize(sum(a) + sum(b),
                 SGD{.lr = 1.0, .momentum = 0.25, .runtime_momentum = true},
                 {.groups = {{.params = {b}, .optimizer = SGD{.lr = 1.0}}}});
  auto program = compile(graph, {.cache = false});
  program.run("init", {}, {});
  EXPECT_EQ(program.momenta()[0], 0.25);
  EXPECT_TRUE(std::isnan(program.momenta()[1]));
  nadir::LearningRates rates(program);
  nadir::CyclicLR schedule(rates, {.base_lr = 1.0,
                                   .max_lr = 2.0,
                                   .step_size_up = 1,
                                   .base_momentum = 0.5,
                                   .max_momentum = 1.0});
  for (int64_t step = 1; step <= 3; ++step) {
    program.run("train_step", {},
                {.learningRates = rates.values(),
                 .momenta = rates.momenta(),
                 .step = step});
    schedule.step();
  }
  // Rates 1, 2, 1; momenta 1, 0.5, 1; buffers 1, 1.5, 2.5.
  EXPECT_EQ(program.parameter<float>("a")[0], -(1.0f + 3.0f + 2.5f));
  EXPECT_EQ(program.parameter<float>("b")[0], -4.0f);
  EXPECT_TRUE(std::isnan(rates.momenta()[1]));
  std::vector<double> one = {0.5};
  try {
    program.run("train_step", {}, {.momenta = one});
    FAIL();
  } catch (const nadir::Error &error) {
    expectIn(error.what(), {"expected 2 momenta for program 'cycled'",
                            "those of: group1", "found 1"});
  }
}

TEST(TrainingOptions, RefuseWhatAnOptimizerRefuses) {
  nadir::Graph model("model");
  auto w = model.parameter("w", {3}, nadir::init::ones());
  auto refusalOf = [&](const nadir::Optimizer &optimizer) -> std::string {
    try {
      model.minimize(sum(w), optimizer);
    } catch (const nadir::Error &error) {
      return error.what();
    }
    return "no error";
  };
  // At the call, and not when the graph is compiled.
  expectIn(refusalOf(SGD{.nesterov = true}),
           {"TrainingOptionsTest.cpp:", "a momentum and no dampening"});
  expectIn(refusalOf(nadir::Muon{}),
           {"TrainingOptionsTest.cpp:", "'muon' can't train 'w'",
            "expected a matrix"});
}

} // namespace
