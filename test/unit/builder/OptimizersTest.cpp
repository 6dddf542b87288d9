// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Optimizers as the builder's structures: what `minimize` makes of defaults and
// of every setting, through text and back, and a step of each.

#include "nadir/nadir.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace {

struct Settings {
  const char *name;
  nadir::Optimizer defaults;
  /// The operation with its default learning rate.
  const char *defaultText;
  nadir::Optimizer changed;
  const char *changedText;
};

const Settings everyOptimizer[] =
    {
        {"SGD", nadir::SGD{}, R"("sgd" {lr = 1.000000e-03 : f64})",
         nadir::SGD{.lr = 0.5,
                    .momentum = 0.5,
                    .weight_decay = 0.25,
                    .nesterov = true,
                    .maximize = true},
         R"("sgd" {lr = 5.000000e-01 : f64, maximize = true, momentum = 5.000000e-01 : f64, nesterov = true, weight_decay = 2.500000e-01 : f64})"},
        {"Adam", nadir::Adam{}, R"("adam" {lr = 1.000000e-03 : f64})",
         nadir::Adam{.lr = 0.5,
                     .betas = {0.5, 0.75},
                     .eps = 0.5,
                     .weight_decay = 0.25,
                     .amsgrad = true,
                     .maximize = true,
                     .decoupled_weight_decay = true,
                     .state_dtype = "f64"},
         R"("adam" {amsgrad = true, betas = array<f64: 5.000000e-01, 7.500000e-01>, decoupled_weight_decay = true, eps = 5.000000e-01 : f64, lr = 5.000000e-01 : f64, maximize = true, state_dtype = "f64", weight_decay = 2.500000e-01 : f64})"},
        {"AdamW", nadir::AdamW{}, R"("adamw" {lr = 1.000000e-03 : f64})",
         nadir::AdamW{.lr = 0.5,
                      .betas = {0.5, 0.75},
                      .eps = 0.5,
                      .weight_decay = 0.25,
                      .amsgrad = true,
                      .maximize = true},
         R"("adamw" {amsgrad = true, betas = array<f64: 5.000000e-01, 7.500000e-01>, eps = 5.000000e-01 : f64, lr = 5.000000e-01 : f64, maximize = true, weight_decay = 2.500000e-01 : f64})"},
        {"Adamax", nadir::Adamax{}, R"("adamax" {lr = 2.000000e-03 : f64})",
         nadir::Adamax{.lr = 0.5,
                       .betas = {0.5, 0.75},
                       .eps = 0.5,
                       .weight_decay = 0.25,
                       .maximize = true},
         R"("adamax" {betas = array<f64: 5.000000e-01, 7.500000e-01>, eps = 5.000000e-01 : f64, lr = 5.000000e-01 : f64, maximize = true, weight_decay = 2.500000e-01 : f64})"},
        {"NAdam", nadir::NAdam{}, R"("nadam" {lr = 2.000000e-03 : f64})",
         nadir::NAdam{.lr = 0.5,
                      .betas = {0.5, 0.75},
                      .eps = 0.5,
                      .weight_decay = 0.25,
                      .momentum_decay = 0.125,
                      .decoupled_weight_decay = true,
                      .maximize = true},
         R"("nadam" {betas = array<f64: 5.000000e-01, 7.500000e-01>, decoupled_weight_decay = true, eps = 5.000000e-01 : f64, lr = 5.000000e-01 : f64, maximize = true, momentum_decay = 1.250000e-01 : f64, weight_decay = 2.500000e-01 : f64})"},
        {"RAdam", nadir::RAdam{}, R"("radam" {lr = 1.000000e-03 : f64})",
         nadir::RAdam{.lr = 0.5,
                      .betas = {0.5, 0.75},
                      .eps = 0.5,
                      .weight_decay = 0.25,
                      .decoupled_weight_decay = true,
                      .maximize = true},
         R"("radam" {betas = array<f64: 5.000000e-01, 7.500000e-01>, decoupled_weight_decay = true, eps = 5.000000e-01 : f64, lr = 5.000000e-01 : f64, maximize = true, weight_decay = 2.500000e-01 : f64})"},
        {"Adagrad", nadir::Adagrad{}, R"("adagrad" {lr = 1.000000e-02 : f64})",
         nadir::Adagrad{.lr = 0.5,
                        .lr_decay = 0.5,
                        .weight_decay = 0.25,
                        .initial_accumulator_value = 0.125,
                        .eps = 0.5,
                        .maximize = true},
         R"("adagrad" {eps = 5.000000e-01 : f64, initial_accumulator_value = 1.250000e-01 : f64, lr = 5.000000e-01 : f64, lr_decay = 5.000000e-01 : f64, maximize = true, weight_decay = 2.500000e-01 : f64})"},
        {"Adadelta", nadir::Adadelta{},
         R"("adadelta" {lr = 1.000000e+00 : f64})",
         nadir::Adadelta{.lr = 0.5,
                         .rho = 0.5,
                         .eps = 0.5,
                         .weight_decay = 0.25,
                         .maximize = true},
         R"("adadelta" {eps = 5.000000e-01 : f64, lr = 5.000000e-01 : f64, maximize = true, rho = 5.000000e-01 : f64, weight_decay = 2.500000e-01 : f64})"},
        {"RMSprop", nadir::RMSprop{}, R"("rmsprop" {lr = 1.000000e-02 : f64})",
         nadir::RMSprop{.lr = 0.5,
                        .alpha = 0.5,
                        .eps = 0.5,
                        .weight_decay = 0.25,
                        .momentum = 0.75,
                        .centered = true,
                        .maximize = true},
         R"("rmsprop" {alpha = 5.000000e-01 : f64, centered = true, eps = 5.000000e-01 : f64, lr = 5.000000e-01 : f64, maximize = true, momentum = 7.500000e-01 : f64, weight_decay = 2.500000e-01 : f64})"},
        {"ASGD", nadir::ASGD{}, R"("asgd" {lr = 1.000000e-02 : f64})",
         nadir::ASGD{.lr = 0.5,
                     .lambd = 0.125,
                     .alpha = 0.25,
                     .t0 = 2.0,
                     .weight_decay = 0.125,
                     .maximize = true},
         R"("asgd" {alpha = 2.500000e-01 : f64, lambd = 1.250000e-01 : f64, lr = 5.000000e-01 : f64, maximize = true, t0 = 2.000000e+00 : f64, weight_decay = 1.250000e-01 : f64})"},
        {"Rprop", nadir::Rprop{}, R"("rprop" {lr = 1.000000e-02 : f64})",
         nadir::Rprop{.lr = 0.5,
                      .etas = {0.25, 1.5},
                      .step_sizes = {0.125, 2.0},
                      .maximize = true},
         R"("rprop" {etas = array<f64: 2.500000e-01, 1.500000e+00>, lr = 5.000000e-01 : f64, maximize = true, step_sizes = array<f64: 1.250000e-01, 2.000000e+00>})"},
        {"Adafactor", nadir::Adafactor{},
         R"("adafactor" {lr = 1.000000e-02 : f64})",
         nadir::Adafactor{.lr = 0.5, .beta2_decay = -0.5, .eps = {NAN, 0.5}, .d = 2.0, .weight_decay = 0.25, .maximize = true}, R"("adafactor" {beta2_decay = -5.000000e-01 : f64, d = 2.000000e+00 : f64, eps = array<f64: 0x7FF8000000000000, 5.000000e-01>, lr = 5.000000e-01 : f64, maximize = true, weight_decay = 2.500000e-01 : f64})"},
        {"Muon", nadir::Muon{}, R"("muon" {lr = 1.000000e-03 : f64})",
         nadir::Muon{.lr = 0.5,
                     .weight_decay = 0.25,
                     .momentum = 0.5,
                     .nesterov = false,
                     .ns_coefficients = {2.0, -1.5, 0.5},
                     .eps = 0.5,
                     .ns_steps = 2,
                     .adjust_lr_fn = "match_rms_adamw"},
         R"("muon" {adjust_lr_fn = "match_rms_adamw", eps = 5.000000e-01 : f64, lr = 5.000000e-01 : f64, momentum = 5.000000e-01 : f64, nesterov = false, ns_coefficients = array<f64: 2.000000e+00, -1.500000e+00, 5.000000e-01>, ns_steps = 2 : i64, weight_decay = 2.500000e-01 : f64})"},
        {"Lion", nadir::Lion{}, R"("lion" {lr = 1.000000e-04 : f64})",
         nadir::Lion{.lr = 0.5,
                     .betas = {0.5, 0.75},
                     .weight_decay = 0.25,
                     .maximize = true},
         R"("lion" {betas = array<f64: 5.000000e-01, 7.500000e-01>, lr = 5.000000e-01 : f64, maximize = true, weight_decay = 2.500000e-01 : f64})"},
        {"LAMB", nadir::LAMB{}, R"("lamb" {lr = 1.000000e-03 : f64})",
         nadir::LAMB{.lr = 0.5,
                     .betas = {0.5, 0.75},
                     .eps = 0.5,
                     .weight_decay = 0.25,
                     .maximize = true},
         R"("lamb" {betas = array<f64: 5.000000e-01, 7.500000e-01>, eps = 5.000000e-01 : f64, lr = 5.000000e-01 : f64, maximize = true, weight_decay = 2.500000e-01 : f64})"},
};

nadir::Graph graphFor(const nadir::Optimizer &optimizer) {
  nadir::Graph graph("trained");
  nadir::Tensor weight =
      graph.parameter("weight", {3, 2}, nadir::init::uniform(1.0, 2.0));
  graph.minimize(mean(weight * weight), optimizer);
  return graph;
}

class BuiltOptimizer : public testing::TestWithParam<Settings> {};

TEST_P(BuiltOptimizer, WritesWhatDiffersFromTheDefaults) {
  EXPECT_NE(graphFor(GetParam().defaults).str().find(GetParam().defaultText),
            std::string::npos)
      << graphFor(GetParam().defaults).str();
  EXPECT_NE(graphFor(GetParam().changed).str().find(GetParam().changedText),
            std::string::npos)
      << graphFor(GetParam().changed).str();
}

TEST_P(BuiltOptimizer, SurvivesTheText) {
  for (const nadir::Optimizer &optimizer :
       {GetParam().defaults, GetParam().changed}) {
    std::string text = graphFor(optimizer).str();
    EXPECT_EQ(nadir::Graph::parse(text).str(), text);
  }
}

/// The squares of all weights become smaller, or larger with `maximize`.
TEST_P(BuiltOptimizer, TakesAStep) {
  for (const nadir::Optimizer &optimizer :
       {GetParam().defaults, GetParam().changed}) {
    nadir::Program program =
        compile(graphFor(optimizer), {.threads = false, .cache = false});
    program.run("init", {}, {.seed = 5});
    program.run("eval_step", {}, {.step = 1});
    double before = program.scalar("eval_step", "loss");
    program.run("train_step", {}, {.learningRate = 0.01, .step = 1});
    program.run("eval_step", {}, {.step = 1});
    double after = program.scalar("eval_step", "loss");
    bool maximizes = false;
    for (const auto &[name, value] : optimizer.settings.values)
      maximizes |= name == "maximize" && std::get<bool>(value);
    EXPECT_TRUE(maximizes ? after > before : after < before)
        << before << " to " << after;
  }
}

INSTANTIATE_TEST_SUITE_P(, BuiltOptimizer, testing::ValuesIn(everyOptimizer),
                         [](const testing::TestParamInfo<Settings> &info) {
                           return std::string(info.param.name);
                         });

} // namespace
