// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The 784-64-32-10 network on Fashion-MNIST against PyTorch: losses of a
// hundred steps compiled, of the first few on the oracle.

#include "runtime/Error.h"
#include "runtime/Idx.h"
#include "test/unit/common/TensorTesting.h"
#include "test/unit/golden/GoldenCases.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

using namespace nadir;
using namespace nadir::test;
using nlohmann::json;

namespace {

constexpr int64_t batch = 128;

const char *const network = R"(
nadir.graph @fashion_mlp attributes {batch = 128 : i64} {
  %image = nadir.input "image" : tensor<?x784xf32>
  %label = nadir.input "label" : tensor<?xi64>
  %w1 = nadir.parameter "linear1.weight" {init = #nadir.constant<0.0>} : tensor<64x784xf32>
  %b1 = nadir.parameter "linear1.bias" {init = #nadir.constant<0.0>} : tensor<64xf32>
  %w2 = nadir.parameter "linear2.weight" {init = #nadir.constant<0.0>} : tensor<32x64xf32>
  %b2 = nadir.parameter "linear2.bias" {init = #nadir.constant<0.0>} : tensor<32xf32>
  %w3 = nadir.parameter "linear3.weight" {init = #nadir.constant<0.0>} : tensor<10x32xf32>
  %b3 = nadir.parameter "linear3.bias" {init = #nadir.constant<0.0>} : tensor<10xf32>
  %0 = nadir.linear %image, %w1, %b1 : (tensor<?x784xf32>, tensor<64x784xf32>, tensor<64xf32>) -> tensor<?x64xf32>
  %1 = nadir.relu %0 : (tensor<?x64xf32>) -> tensor<?x64xf32>
  %2 = nadir.linear %1, %w2, %b2 : (tensor<?x64xf32>, tensor<32x64xf32>, tensor<32xf32>) -> tensor<?x32xf32>
  %3 = nadir.relu %2 : (tensor<?x32xf32>) -> tensor<?x32xf32>
  %logits = nadir.linear %3, %w3, %b3 : (tensor<?x32xf32>, tensor<10x32xf32>, tensor<10xf32>) -> tensor<?x10xf32>
)";

const std::map<std::string, std::string> losses = {{"softmax_mse", R"(
  %hot = nadir.one_hot %label {num_classes = 10 : i64} : (tensor<?xi64>) -> tensor<?x10xf32>
  %p = nadir.softmax %logits {dim = 1 : i64} : (tensor<?x10xf32>) -> tensor<?x10xf32>
  %loss = nadir.mse_loss %p, %hot : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<f32>
)"},
                                                   {"cross_entropy", R"(
  %loss = nadir.cross_entropy %logits, %label : (tensor<?x10xf32>, tensor<?xi64>) -> tensor<f32>
)"},
                                                   {"bce_with_logits", R"(
  %hot = nadir.one_hot %label {num_classes = 10 : i64} : (tensor<?xi64>) -> tensor<?x10xf32>
  %nine = nadir.constant dense<9.0> : tensor<10xf32>
  %loss = nadir.binary_cross_entropy_with_logits %logits, %hot pos_weight(%nine) : (tensor<?x10xf32>, tensor<?x10xf32>, tensor<10xf32>) -> tensor<f32>
)"}};

const std::map<std::string, std::string> optimizers = {
    {"adam", R"("adam" {lr = 1.0e-3 : f64})"},
    {"sgd_momentum", R"("sgd" {lr = 0.05 : f64, momentum = 0.9 : f64})"},
    {"rmsprop", R"("rmsprop" {lr = 1.0e-3 : f64})"}};

const json &runs() {
  static const json list = [] {
    std::ifstream stream(goldenFile("mlp_trajectory.json"));
    return json::parse(stream).at("runs");
  }();
  return list;
}

std::string graphFor(const json &run) {
  return network + losses.at(run.at("loss")) + "  nadir.minimize %loss with " +
         optimizers.at(run.at("optimizer")) + " : tensor<f32>\n}\n";
}

/// Batch `step`: images 128 step to 128 step + 127, scaled to [0, 1].
Values batchOf(const Array &images, const Array &labels, int64_t step) {
  Values inputs;
  Tensor image(DType::F32, {batch, 784}), label(DType::I64, {batch});
  auto pixels = images.values<uint8_t>().subspan(step * batch * 784);
  for (size_t i = 0; i < image.values<double>().size(); ++i)
    image.values<double>()[i] = static_cast<float>(pixels[i]) / 255.0f;
  for (int64_t i = 0; i < batch; ++i)
    label.values<int64_t>()[i] = labels.integerAt(step * batch + i);
  inputs["image"] = image;
  inputs["label"] = label;
  return inputs;
}

class GoldenTrajectoryTest : public testing::TestWithParam<size_t> {
protected:
  void SetUp() override {
    try {
      DataSetFiles files = findDataSet();
      images = readIdx(files.trainImages);
      labels = readIdx(files.trainLabels);
    } catch (const Error &error) {
      FAIL() << error.what();
    }
  }

  const json &golden() { return runs()[GetParam()]; }

  void setWeights(TestGraph &graph) {
    for (const char *layer : {"linear1", "linear2", "linear3"})
      for (const char *kind : {".weight", ".bias"}) {
        std::string name = std::string(layer) + kind;
        graph.setParameter(name, tensors.tensor("init/" + name));
      }
  }

  Array images, labels;
  Safetensors tensors{goldenFile("mlp_trajectory.safetensors")};
};

TEST_P(GoldenTrajectoryTest, FirstStepsOnTheOracle) {
  TestGraph graph(graphFor(golden()));
  ASSERT_TRUE(graph.isValid()) << graph.diagnostics();
  ASSERT_EQ(graph.runReference("init", {}).error, "");
  setWeights(graph);
  for (int64_t step = 0; step < 3; ++step) {
    RunResult run = graph.runReference(
        "train_step", batchOf(images, labels, step), {.step = step + 1});
    ASSERT_EQ(run.error, "");
    double expected = golden().at("losses")[step];
    EXPECT_NEAR(run.results["loss"].number(0), expected, 1e-6 * expected)
        << "step " << step + 1;
  }
}

TEST_P(GoldenTrajectoryTest, HundredStepsCompiled) {
  TestGraph graph(graphFor(golden()));
  ASSERT_TRUE(graph.isCompiled()) << graph.diagnostics();
  ASSERT_EQ(graph.runCompiled("init", {}).error, "");
  setWeights(graph);
  for (int64_t step = 0; step < 100; ++step) {
    RunResult run = graph.runCompiled(
        "train_step", batchOf(images, labels, step), {.step = step + 1});
    ASSERT_EQ(run.error, "");
    double expected = golden().at("losses")[step];
    // Rounding errors of f32 grow with the steps.
    double tolerance = step == 0 ? 1e-5 : 1e-3;
    EXPECT_NEAR(run.results["loss"].number(0), expected, tolerance * expected)
        << "step " << step + 1;
  }
  for (const char *name : {"linear1.bias", "linear2.bias", "linear3.bias"}) {
    std::string id = golden().at("id");
    EXPECT_TRUE(isClose(graph.compiledValue(name),
                        tensors.tensor(id + "/" + name), {1e-3, 1e-4}))
        << name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    , GoldenTrajectoryTest, testing::Range<size_t>(0, runs().size()),
    [](const testing::TestParamInfo<size_t> &info) {
      return runs()[info.param].at("id").get<std::string>();
    });

} // namespace
