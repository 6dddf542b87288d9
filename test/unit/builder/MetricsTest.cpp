// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Metrics of compiled programs as a training loop uses them, and losses and
// metrics of the user's own, from C++ and from text.

#include "nadir/nadir.h"

#include <gtest/gtest.h>

#include <functional>

using nadir::batch;
using nadir::f32;
using nadir::i64;
using nadir::Program;
using nadir::Tensor;

namespace {

std::string messageOf(const std::function<void()> &call) {
  try {
    call();
  } catch (const nadir::Error &error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string &text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Scores times a weight that training changes, with a metric of the library
/// whose mean over batches is not its value, and one that is none.
nadir::Graph makeScorer(int64_t maxSamples = 16) {
  nadir::Graph graph("scorer", {.batch = 4});
  Tensor score = graph.input("score", f32, {batch});
  Tensor answer = graph.input("answer", i64, {batch});
  Tensor scaled = score * graph.parameter("w", {1}, nadir::init::ones());
  graph.metric("auroc", auroc(scaled, answer,
                              {.task = "binary", .max_samples = maxSamples}));
  graph.metric("largest", max(scaled));
  graph.metric("score", scaled);
  graph.minimize(mean(square(scaled - cast(answer, f32))),
                 nadir::SGD{.lr = 0.0});
  return graph;
}

struct Rows {
  std::vector<float> score;
  std::vector<int64_t> answer;
};
const Rows rows[] = {{{0.9f, 0.1f, 0.8f, 0.3f}, {1, 0, 0, 1}},
                     {{0.7f, 0.2f}, {1, 0}}};

void step(Program &program, const char *entry, const Rows &batch) {
  program.run(entry, {{"score", batch.score}, {"answer", batch.answer}},
              {.rows = static_cast<int64_t>(batch.score.size())});
}

TEST(Metrics, AccumulateOverBatches) {
  Program program = nadir::compile(makeScorer(), {.cache = false});
  program.run("init", {}, {});
  step(program, "eval_step", rows[0]);
  EXPECT_DOUBLE_EQ(program.scalar("eval_step", "auroc"), 0.75);
  step(program, "eval_step", rows[1]);
  EXPECT_DOUBLE_EQ(program.scalar("eval_step", "auroc"), 1.0);
  program.run("compute_metrics", {}, {});
  // Of nine pairs 0.8 is above 0.7 and 0.3 wrongly.
  EXPECT_FLOAT_EQ(program.scalar("compute_metrics", "auroc"), 7.0f / 9.0f);
  // Means weighted by rows: 0.9 of four and 0.7 of two, and all six scores.
  EXPECT_FLOAT_EQ(program.scalar("compute_metrics", "largest"), 5.0f / 6.0f);
  EXPECT_FLOAT_EQ(program.scalar("compute_metrics", "score"), 0.5f);

  program.run("reset_metrics", {}, {});
  step(program, "eval_step", rows[0]);
  program.run("compute_metrics", {}, {});
  EXPECT_DOUBLE_EQ(program.scalar("compute_metrics", "auroc"), 0.75);
  EXPECT_FLOAT_EQ(program.scalar("compute_metrics", "loss"),
                  program.scalar("eval_step", "loss"));
}

TEST(Metrics, TrainingLeavesThemAlone) {
  Program program = nadir::compile(makeScorer(), {.cache = false});
  program.run("init", {}, {});
  step(program, "eval_step", rows[0]);
  step(program, "train_step", rows[1]);
  EXPECT_DOUBLE_EQ(program.scalar("train_step", "auroc"), 1.0);
  program.run("compute_metrics", {}, {});
  EXPECT_DOUBLE_EQ(program.scalar("compute_metrics", "auroc"), 0.75);
}

TEST(Metrics, RefuseMoreSamplesThanTheyHold) {
  Program program = nadir::compile(makeScorer(5), {.cache = false});
  program.run("init", {}, {});
  step(program, "eval_step", rows[0]);
  std::string message = messageOf([&] { step(program, "eval_step", rows[1]); });
  EXPECT_TRUE(contains(message, "auroc max_samples")) << message;
  EXPECT_TRUE(contains(message, "is 5, expected 0 to 4")) << message;
  EXPECT_TRUE(contains(message, "MetricsTest.cpp:")) << message;
  // The refused batch has left nothing.
  program.run("compute_metrics", {}, {});
  EXPECT_DOUBLE_EQ(program.scalar("compute_metrics", "auroc"), 0.75);
  EXPECT_FLOAT_EQ(program.scalar("compute_metrics", "largest"), 0.9f);
}

//===----------------------------------------------------------------------===//
// Losses and metrics of one's own
//===----------------------------------------------------------------------===//

Tensor myLoss(const Tensor &pred, const Tensor &target) {
  return mean(square(pred - target));
}
Tensor bias(const Tensor &pred, const Tensor &target) {
  return abs(mean(target - pred));
}

using Loss = std::function<Tensor(const Tensor &, const Tensor &)>;

nadir::Graph makeRegression(const Loss &loss) {
  nadir::Graph graph("regression", {.batch = 8});
  Tensor x = graph.input("x", f32, {batch, 4});
  Tensor target = graph.input("target", f32, {batch, 3});
  Tensor w = graph.parameter("w", {3, 4}, nadir::init::constant(0.5));
  Tensor pred = linear(x, w);
  graph.metric("bias", bias(pred, target));
  graph.minimize(loss(pred, target), nadir::SGD{.lr = 0.1});
  return graph;
}

/// The parameter after three steps, and the metric.
std::vector<float> train(const nadir::Graph &graph) {
  Program program = nadir::compile(graph, {.cache = false});
  program.run("init", {}, {});
  std::vector<float> x(5 * 4), target(5 * 3);
  for (size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<float>(i % 7) * 0.25f;
  for (size_t i = 0; i < target.size(); ++i)
    target[i] = static_cast<float>(i % 4) - 1.0f;
  for (int64_t number = 1; number <= 3; ++number)
    program.run("train_step", {{"x", x}, {"target", target}},
                {.rows = 5, .step = number});
  auto w = program.parameter<float>("w");
  std::vector<float> values(w.begin(), w.end());
  values.push_back(static_cast<float>(program.scalar("train_step", "bias")));
  return values;
}

TEST(OwnLoss, IsTheLibrarysToTheBit) {
  auto library = [](const Tensor &pred, const Tensor &target) {
    return mse_loss(pred, target);
  };
  EXPECT_EQ(train(makeRegression(myLoss)), train(makeRegression(library)));
}

TEST(OwnLoss, HasAGradient) {
  nadir::Graph graph = makeRegression(bias);
  Tensor x = graph.find("x"), target = graph.find("target");
  Tensor pred = linear(x, graph.find("w"));
  graph.output("gradient", graph.gradient(bias(pred, target), {pred})[0]);
  Program program = nadir::compile(graph, {.cache = false});
  std::vector<float> zeros(2 * 4), targets = {1, 2, 3, 4, 5, 6};
  program.run("predict", {{"x", zeros}, {"target", targets}}, {.rows = 2});
  // The mean of target - pred is positive: more pred makes less of it.
  for (float value : program.result<float>("predict", "gradient"))
    EXPECT_FLOAT_EQ(value, -1.0f / 6.0f);
}

constexpr const char *regressionText = R"(
nadir.function @my_loss(%pred: tensor<?x3xf32>, %target: tensor<?x3xf32>) -> tensor<f32> {
  %0 = nadir.sub %pred, %target : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = nadir.square %0 : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %2 = nadir.mean %1 : (tensor<?x3xf32>) -> tensor<f32>
  nadir.return %2 : tensor<f32>
}
nadir.function @bias(%pred: tensor<?x3xf32>, %target: tensor<?x3xf32>) -> tensor<f32> {
  %0 = nadir.sub %target, %pred : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = nadir.mean %0 : (tensor<?x3xf32>) -> tensor<f32>
  %2 = nadir.abs %1 : (tensor<f32>) -> tensor<f32>
  nadir.return %2 : tensor<f32>
}
nadir.graph @regression attributes {batch = 8 : i64} {
  %x = nadir.input "x" : tensor<?x4xf32>
  %target = nadir.input "target" : tensor<?x3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<0.5>} : tensor<3x4xf32>
  %pred = nadir.linear %x, %w : (tensor<?x4xf32>, tensor<3x4xf32>) -> tensor<?x3xf32>
  %bias = nadir.call @bias(%pred, %target) : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  nadir.metric "bias", %bias : tensor<f32>
  %loss = nadir.call @my_loss(%pred, %target) : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {lr = 0.1} : tensor<f32>
}
)";

TEST(OwnLoss, TextIsWhatCppBuilds) {
  nadir::Graph text = nadir::Graph::parse(regressionText);
  EXPECT_FALSE(contains(text.str(), "nadir.call")) << text.str();
  EXPECT_EQ(text.str(), makeRegression(myLoss).str());
  EXPECT_EQ(train(text), train(makeRegression(myLoss)));
}

TEST(OwnLoss, MistakesInTextNameTheFunctionsLine) {
  std::string message = messageOf([] {
    nadir::Graph::parse("nadir.function @f(%x: tensor<f32>) -> tensor<f32> {\n"
                        "  %0 = nadir.call @f(%x) : (tensor<f32>) -> "
                        "tensor<f32>\n"
                        "  nadir.return %0 : tensor<f32>\n}\n"
                        "nadir.graph @g {\n"
                        "  %x = nadir.input \"x\" : tensor<f32>\n"
                        "  %0 = nadir.call @f(%x) : (tensor<f32>) -> "
                        "tensor<f32>\n}\n",
                        "own.mlir");
  });
  EXPECT_TRUE(contains(message, "own.mlir:2:8: error:")) << message;
  EXPECT_TRUE(contains(message, "don't call themselves")) << message;
}

} // namespace
