// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Losses alone: value and gradient with respect to the first input. A new loss
// is one line in `pointwise` or `byRows`.
#include "test/bench/Case.h"

namespace nadir::bench {

namespace {

using Inputs = std::vector<Tensor>;
using Loss = std::function<Tensor(const Inputs &)>;

struct PointwiseLoss {
  const char *name;
  std::vector<Fill> fills;
  Loss loss;
};

/// Losses of inputs of one shape.
std::vector<PointwiseLoss> pointwise() {
  constexpr Fill normal = Fill::normal;
  return {
      {"mse", {normal, normal}, [](auto &t) { return mse_loss(t[0], t[1]); }},
      {"l1", {normal, normal}, [](auto &t) { return l1_loss(t[0], t[1]); }},
      {"bce",
       {Fill::uniform, Fill::binary},
       [](auto &t) { return binary_cross_entropy(t[0], t[1]); }},
      {"smooth_l1",
       {normal, normal},
       [](auto &t) { return smooth_l1_loss(t[0], t[1]); }},
      {"huber",
       {normal, normal},
       [](auto &t) { return huber_loss(t[0], t[1]); }},
      {"kl_div",
       {Fill::logProbabilities, Fill::probabilities},
       [](auto &t) { return kl_div(t[0], t[1], {.reduction = "batchmean"}); }},
      {"poisson_nll",
       {normal, Fill::counts},
       [](auto &t) { return poisson_nll_loss(t[0], t[1]); }},
      {"gaussian_nll",
       {normal, normal, Fill::positive},
       [](auto &t) { return gaussian_nll_loss(t[0], t[1], t[2]); }},
      {"soft_margin",
       {normal, Fill::signs},
       [](auto &t) { return soft_margin_loss(t[0], t[1]); }},
      {"hinge_embedding",
       {normal, Fill::signs},
       [](auto &t) { return hinge_embedding_loss(t[0], t[1]); }},
      {"multilabel_soft_margin",
       {normal, Fill::binary},
       [](auto &t) { return multilabel_soft_margin_loss(t[0], t[1]); }},
  };
}

struct RowLoss {
  const char *name;
  Loss loss;
};

/// Losses of logits [N, C] and labels [N].
std::vector<RowLoss> byRows() {
  return {
      {"cross_entropy", [](auto &t) { return cross_entropy(t[0], t[1]); }},
      {"log_softmax_nll",
       [](auto &t) { return nll_loss(log_softmax(t[0], 1), t[1]); }},
  };
}

/// Written out from primitives, with no library loss in it.
Tensor composedEntropy(const Inputs &t) {
  Tensor logProbability =
      t[0] - log(sum(exp(t[0]), {.dim = {1}, .keepdim = true}));
  return -mean(gather(logProbability, unsqueeze(t[1], 1), 1));
}

Tensor entropyWithPosWeight(const Inputs &t) {
  return binary_cross_entropy_with_logits(t[0], t[1], {.pos_weight = t[2]});
}

Case lossCase(std::string name, std::vector<Data> inputs, Loss loss) {
  Case result;
  result.group = "loss";
  result.name = std::move(name);
  result.inputs = std::move(inputs);
  result.build = [loss = std::move(loss)](Graph &graph, const Inputs &tensors) {
    Tensor value = loss(tensors);
    graph.output("value", value);
    graph.output("gradient", graph.gradient(value, {tensors[0]})[0]);
  };
  return result;
}

std::string sized(std::string name, int64_t rows, int64_t columns) {
  return name + "_" + std::to_string(rows) + "x" + std::to_string(columns);
}

} // namespace

std::vector<Case> lossCases() {
  std::vector<Case> cases;
  for (auto [rows, columns] :
       {std::pair<int64_t, int64_t>{128, 10}, {8192, 1000}, {8192, 32000}})
    for (const RowLoss &row : byRows())
      cases.push_back(lossCase(
          sized(row.name, rows, columns),
          {{Fill::normal, {rows, columns}}, {Fill::labels, {rows}, columns}},
          row.loss));
  cases.push_back(
      lossCase("composed_log_exp_sum_nll_8192x1000",
               {{Fill::normal, {8192, 1000}}, {Fill::labels, {8192}, 1000}},
               composedEntropy));
  for (auto [rows, columns] :
       {std::pair<int64_t, int64_t>{10, 64}, {1024, 1024}})
    cases.push_back(lossCase(sized("bce_with_logits_pos_weight", rows, columns),
                             {{Fill::normal, {rows, columns}},
                              {Fill::binary, {rows, columns}},
                              {Fill::positive, {columns}}},
                             entropyWithPosWeight));
  for (const PointwiseLoss &loss : pointwise()) {
    std::vector<Data> inputs;
    for (Fill fill : loss.fills)
      inputs.push_back({fill, {1024, 1024}});
    cases.push_back(lossCase(sized(loss.name, 1024, 1024), inputs, loss.loss));
  }
  return cases;
}

} // namespace nadir::bench
