// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whole graphs: the text they give, where their operations come from, and the
// way through a file and back.

#include "nadir/nadir.h"

#include <gtest/gtest.h>

#include <fstream>
#include <unistd.h>

using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStdout;

namespace {

nadir::Graph makeClassifier() {
  nadir::Graph graph("classifier", {.batch = 128});
  auto image = graph.input("image", nadir::f32, {nadir::batch, 28, 28});
  auto label = graph.input("label", nadir::i64, {nadir::batch});
  auto hidden = relu(linear(flatten(image), 64, {.name = "first"}));
  auto logits = linear(relu(linear(hidden, 32)), 10, {.bias = false});
  graph.output("logits", logits);
  graph.metric("accuracy", accuracy(logits, label));
  graph.minimize(cross_entropy(logits, label, {.label_smoothing = 0.1}),
                 nadir::Adam{.lr = 2e-3, .betas = {0.8, 0.999}});
  return graph;
}

bool contains(const std::string &text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Graph, WritesEveryElement) {
  std::string text = makeClassifier().str();
  for (const char *line : {
           "nadir.graph @classifier attributes {batch = 128 : i64} {",
           "nadir.input \"image\" : tensor<?x28x28xf32>",
           "nadir.input \"label\" : tensor<?xi64>",
           "nadir.parameter \"first.weight\" {init = "
           "#nadir.kaiming_uniform<784, 2.23606",
           "nadir.parameter \"first.bias\" {init = "
           "#nadir.uniform<-0.0357142857142857",
           "nadir.parameter \"linear2.weight\"",
           "nadir.parameter \"linear2.bias\"",
           "nadir.parameter \"linear3.weight\"",
           "nadir.output \"logits\", ",
           "nadir.metric \"accuracy\", ",
           "{label_smoothing = 1.000000e-01 : f64}",
           "with \"adam\" {betas = array<f64: 8.000000e-01, "
           "0.99899999999999999>, "
           "lr = 2.000000e-03 : f64} : tensor<f32>",
       })
    EXPECT_TRUE(contains(text, line)) << line << "\nnot in\n" << text;
  EXPECT_FALSE(contains(text, "linear3.bias"));
  EXPECT_FALSE(contains(text, "loc("));
}

TEST(Graph, RecordsTheCallersLine) {
  nadir::Graph graph("lines");
  int line = __LINE__ + 1;
  auto x = graph.input("x", nadir::f32, {4});
  auto y = 2.0 * x;
  graph.output("y", exp(y) + 1);
  std::string text = graph.str({.locations = true});
  auto lineOf = [&](std::string_view part) {
    size_t at = text.find(part);
    return at == std::string::npos ? std::string()
                                   : text.substr(at, text.find('\n', at) - at);
  };
  auto place = [&](int offset) {
    return "GraphTest.cpp\":" + std::to_string(line + offset) + ":";
  };
  EXPECT_TRUE(contains(lineOf("nadir.input"), place(0))) << text;
  EXPECT_TRUE(contains(lineOf("nadir.mul"), place(1))) << text;
  EXPECT_TRUE(contains(lineOf("nadir.exp"), place(2))) << text;
  EXPECT_TRUE(contains(lineOf("nadir.add"), place(2))) << text;
  EXPECT_TRUE(contains(lineOf("nadir.output"), place(2))) << text;
}

TEST(Graph, GoesThroughTextAndBack) {
  nadir::Graph graph = makeClassifier();
  std::string path = testing::TempDir() + "builder" +
                     std::to_string(::getpid()) + "_round_trip.mlir";
  graph.save(path);
  nadir::Graph loaded = nadir::Graph::load(path);
  EXPECT_EQ(loaded.name(), "classifier");
  EXPECT_EQ(loaded.str(), graph.str());
  std::filesystem::remove(path);
  EXPECT_TRUE(
      contains(loaded.str({.locations = true}), "_round_trip.mlir\":2:"));
}

TEST(Graph, KeepsLocationsInText) {
  nadir::Graph graph = makeClassifier();
  std::string text = graph.str({.locations = true});
  EXPECT_EQ(nadir::Graph::parse(text).str({.locations = true}), text);
}

TEST(Graph, CanBeContinuedAfterLoading) {
  nadir::Graph loaded = nadir::Graph::parse(R"(
    nadir.graph @model {
      %x = nadir.input "x" : tensor<?x3xf32>
      %w = nadir.parameter "linear1.weight"
        {init = #nadir.constant<1.0>} : tensor<2x3xf32>
      %noise = nadir.random_normal {stream = 4 : i64} : tensor<3xf32>
      %y = nadir.add %x, %noise
        : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
      nadir.output "y", %y : tensor<?x3xf32>
    })");
  auto x = loaded.find("x");
  EXPECT_EQ(x.shape(), (nadir::Sizes{nadir::batch, 3}));
  loaded.output("z", linear(x, 5) + loaded.random_uniform({5}));
  EXPECT_EQ(loaded.find("linear2.weight").shape(), (nadir::Sizes{5, 3}));
  EXPECT_TRUE(contains(loaded.str(), "stream = 5"));
  EXPECT_THROW(loaded.output("y", x), nadir::Error);
}

TEST(Graph, PrintsItsText) {
  nadir::Graph graph = makeClassifier();
  CaptureStdout();
  graph.print();
  EXPECT_EQ(GetCapturedStdout(), graph.str());
}

TEST(Graph, DifferentiatesWithRespectToValues) {
  nadir::Graph graph("gradients");
  auto x = graph.input("x", nadir::f32, {nadir::batch, 3});
  auto w = graph.parameter("w", {3}, nadir::init::normal(0.0, 0.1));
  auto penalty = sum(square(x * w));
  std::vector<nadir::Tensor> gradients = graph.gradient(penalty, {x, w});
  ASSERT_EQ(gradients.size(), 2u);
  EXPECT_EQ(gradients[0].shape(), x.shape());
  EXPECT_EQ(gradients[1].shape(), w.shape());
  EXPECT_TRUE(contains(graph.str(), "nadir.gradient %"));
  graph.minimize(penalty + mean(square(gradients[0])), nadir::SGD{});
  EXPECT_TRUE(contains(graph.str(), "with \"sgd\" {lr = 1.000000e-03 : f64}"));
}

TEST(Graph, KnowsEveryInitializer) {
  nadir::Graph graph("initializers");
  graph.parameter("zeros", {2}, nadir::init::zeros());
  graph.parameter("ones", {2}, nadir::init::ones());
  graph.parameter("uniform", {2}, nadir::init::uniform(-1.0, 2.0));
  graph.parameter("normal", {2}, nadir::init::normal(), {.dtype = nadir::f64});
  graph.parameter("kaiming", {2, 3, 4}, nadir::init::kaiming_uniform());
  graph.parameter("given", {2, 3},
                  nadir::init::kaiming_uniform({.a = 1.0, .fan_in = 9}));
  std::string text = graph.str();
  for (const char *part :
       {"#nadir.constant<0.0", "#nadir.constant<1.0", "#nadir.uniform<-1.0",
        "#nadir.normal<0.0", "tensor<2xf64>", "#nadir.kaiming_uniform<12, 0.0",
        "#nadir.kaiming_uniform<9, 1.0"})
    EXPECT_TRUE(contains(text, part)) << part << "\nnot in\n" << text;
}

TEST(Graph, SurvivesMoves) {
  nadir::Graph graph("moved");
  nadir::Tensor x = graph.input("x", nadir::f32, {2});
  nadir::Graph other = std::move(graph);
  nadir::Tensor y = std::move(x);
  graph.output("y", x + y);
  EXPECT_EQ(other.str(), graph.str());
}

TEST(Graph, OutlivesItsHandle) {
  nadir::Tensor x;
  {
    nadir::Graph graph("short");
    x = graph.input("x", nadir::f64, {2, 2});
  }
  EXPECT_EQ((x + 1).str(), "tensor<2x2xf64>");
}

} // namespace
