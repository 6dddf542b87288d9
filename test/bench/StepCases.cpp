// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Training steps of whole networks, the head of a language model, steps so
// small that only their fixed cost is left, and series over one size each.
#include "test/bench/Case.h"

namespace nadir::bench {

namespace {

using Inputs = std::vector<Tensor>;

Tensor classifier(const Tensor &image, const std::vector<int64_t> &sizes) {
  Tensor hidden = image;
  for (size_t i = 1; i < sizes.size(); ++i) {
    hidden = linear(hidden, sizes[i]);
    if (i + 1 < sizes.size())
      hidden = relu(hidden);
  }
  return hidden;
}

/// Products of a step: forward, gradients of weights, and gradients of inputs
/// but for the first layer.
double productFlops(int64_t rows, const std::vector<int64_t> &sizes) {
  double flops = 0;
  for (size_t i = 1; i < sizes.size(); ++i)
    flops += 2.0 * static_cast<double>(rows * sizes[i - 1] * sizes[i]) *
             (i == 1 ? 2 : 3);
  return flops;
}

Case trainingCase(std::string group, std::string name, int64_t rows,
                  const std::vector<int64_t> &sizes, bool squaredError) {
  Case result;
  result.group = std::move(group);
  result.name = std::move(name);
  result.entry = "train_step";
  result.rows = rows;
  result.sets = 32;
  result.inputs = {{Fill::uniform, {batch, sizes.front()}},
                   {Fill::labels, {batch}, sizes.back()}};
  result.build = [=](Graph &graph, const Inputs &tensors) {
    Tensor logits = classifier(tensors[0], sizes);
    Tensor loss;
    if (squaredError)
      loss = mse_loss(softmax(logits, 1),
                      one_hot(tensors[1], sizes.back(), {.dtype = f32}));
    else
      loss = cross_entropy(logits, tensors[1]);
    graph.minimize(loss, Adam{.lr = 1e-3});
  };
  result.flops = productFlops(rows, sizes);
  return result;
}

/// Loss of a vocabulary's logits, and both gradients.
Case languageHead() {
  constexpr int64_t rows = 2048, width = 512, words = 32000;
  Case result;
  result.group = "lm_head";
  result.name = "lm_head_n2048_d512_v32000";
  result.inputs = {{Fill::normal, {rows, width}},
                   {Fill::small, {words, width}},
                   {Fill::labels, {rows}, words}};
  result.build = [](Graph &graph, const Inputs &tensors) {
    Tensor loss = linear_cross_entropy(tensors[0], tensors[1], tensors[2]);
    graph.output("value", loss);
    std::vector<Tensor> gradients =
        graph.gradient(loss, {tensors[0], tensors[1]});
    graph.output("hidden_gradient", gradients[0]);
    graph.output("weight_gradient", gradients[1]);
  };
  result.flops = 6.0 * rows * width * words;
  return result;
}

/// A step with hardly any work.
Case overheadCase() {
  Case result;
  result.group = "overhead";
  result.name = "step_overhead";
  result.entry = "train_step";
  result.rows = 1;
  result.inputs = {{Fill::normal, {batch, 1}}, {Fill::normal, {batch, 1}}};
  result.build = [](Graph &graph, const Inputs &tensors) {
    Tensor prediction = linear(tensors[0], 1);
    graph.minimize(mse_loss(prediction, tensors[1]), SGD{.lr = 1e-3});
  };
  return result;
}

} // namespace

std::vector<Case> stepCases() {
  const std::vector<int64_t> small = {784, 64, 32, 10};
  std::vector<Case> cases = {
      trainingCase("mlp", "mnist_mlp_b128_softmax_mse_adam", 128, small, true),
      trainingCase("mlp", "mnist_mlp_ce_b128_adam", 128, small, false),
      trainingCase("mlp", "mnist_mlp512_ce_b1024_adam", 1024,
                   {784, 512, 512, 10}, false),
      trainingCase("mlp", "mlp2048_ce_b128_adam", 128, {784, 2048, 2048, 10},
                   false),
      languageHead(),
      overheadCase(),
  };
  for (int64_t rows : {32, 128, 512})
    cases.push_back(trainingCase("scale", "scale_batch_" + std::to_string(rows),
                                 rows, {256, 256, 256, 10}, false));
  for (int64_t width : {128, 256, 512})
    cases.push_back(trainingCase("scale",
                                 "scale_width_" + std::to_string(width), 128,
                                 {width, width, width, 10}, false));
  for (size_t depth : {2, 4, 8}) {
    std::vector<int64_t> sizes(depth, 256);
    sizes.push_back(10);
    cases.push_back(trainingCase(
        "scale", "scale_depth_" + std::to_string(depth), 128, sizes, false));
  }
  return cases;
}

} // namespace nadir::bench
