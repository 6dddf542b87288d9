// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Losses alone: value and gradient with respect to the first input. A new loss
// is one line; its case is named after it and the shape of its first input.
// `linear_cross_entropy` is the case lm_head.
#include "test/bench/Case.h"

namespace nadir::bench {

namespace {

using Inputs = std::vector<Tensor>;
using Loss = std::function<Tensor(const Inputs &)>;

Case lossCase(std::string name, std::vector<Data> inputs, Loss loss) {
  Case result;
  result.group = "loss";
  for (const char *separator = "_"; int64_t size : inputs.front().shape) {
    name += separator + std::to_string(size);
    separator = "x";
  }
  result.name = std::move(name);
  result.inputs = std::move(inputs);
  result.build = [loss = std::move(loss)](Graph &graph, const Inputs &tensors) {
    Tensor value = loss(tensors);
    graph.output("value", value);
    graph.output("gradient", graph.gradient(value, {tensors[0]})[0]);
  };
  return result;
}

/// Inputs of one shape.
std::vector<Data> alike(const Sizes &shape, const std::vector<Fill> &fills) {
  std::vector<Data> inputs;
  for (Fill fill : fills)
    inputs.push_back({fill, shape});
  return inputs;
}

/// Logits and one label for each row.
std::vector<Data> labelled(int64_t rows, int64_t classes,
                           Fill logits = Fill::normal) {
  return {{logits, {rows, classes}}, {Fill::labels, {rows}, classes}};
}

/// Written out from primitives, with no library loss in it.
Tensor composedEntropy(const Inputs &t) {
  Tensor logProbability =
      t[0] - log(sum(exp(t[0]), {.dim = {1}, .keepdim = true}));
  return -mean(gather(logProbability, unsqueeze(t[1], 1), 1));
}

/// A distance of the user's.
Tensor meanDistance(const Tensor &x, const Tensor &y) {
  return mean(abs(x - y), {.dim = {-1}});
}

using Rows = std::vector<Case>;

void addClassLosses(Rows &rows) {
  for (auto [n, c] :
       {std::pair<int64_t, int64_t>{128, 10}, {8192, 1000}, {8192, 32000}}) {
    rows.push_back(lossCase("cross_entropy", labelled(n, c),
                            [](auto &t) { return cross_entropy(t[0], t[1]); }));
    rows.push_back(lossCase("log_softmax_nll", labelled(n, c), [](auto &t) {
      return nll_loss(log_softmax(t[0], 1), t[1]);
    }));
  }
  constexpr int64_t n = 8192, c = 1000;
  rows.push_back(
      lossCase("composed_log_exp_sum_nll", labelled(n, c), composedEntropy));
  rows.push_back(
      lossCase("cross_entropy_label_smoothing", labelled(n, c), [](auto &t) {
        return cross_entropy(t[0], t[1], {.label_smoothing = 0.1});
      }));
  rows.push_back(lossCase(
      "cross_entropy_weight",
      {{Fill::normal, {n, c}}, {Fill::labels, {n}, c}, {Fill::positive, {c}}},
      [](auto &t) { return cross_entropy(t[0], t[1], {.weight = t[2]}); }));
  rows.push_back(lossCase("cross_entropy_probabilities",
                          alike({n, c}, {Fill::normal, Fill::probabilities}),
                          [](auto &t) { return cross_entropy(t[0], t[1]); }));
  rows.push_back(lossCase("nll", labelled(n, c, Fill::logProbabilities),
                          [](auto &t) { return nll_loss(t[0], t[1]); }));
  rows.push_back(lossCase("softmax_focal", labelled(n, c), [](auto &t) {
    return softmax_focal_loss(t[0], t[1], {.reduction = "mean"});
  }));
}

void addMargins(Rows &rows) {
  constexpr int64_t n = 1024, c = 1024;
  for (int64_t p : {1, 2})
    rows.push_back(lossCase(
        p == 1 ? "multi_margin" : "multi_margin_p2", labelled(n, c),
        [p](auto &t) { return multi_margin_loss(t[0], t[1], {.p = p}); }));
  rows.push_back(
      lossCase("multilabel_margin",
               {{Fill::normal, {n, c}}, {Fill::labelLists, {n, c}, c}},
               [](auto &t) { return multilabel_margin_loss(t[0], t[1]); }));
}

void addLogits(Rows &rows) {
  for (int64_t n : {10, 1024}) {
    int64_t c = n == 10 ? 64 : 1024;
    std::vector<Data> inputs = alike({n, c}, {Fill::normal, Fill::binary});
    inputs.push_back({Fill::positive, {c}});
    rows.push_back(lossCase("bce_with_logits_pos_weight", inputs, [](auto &t) {
      return binary_cross_entropy_with_logits(t[0], t[1], {.pos_weight = t[2]});
    }));
  }
  std::vector<Data> inputs = alike({1024, 1024}, {Fill::normal, Fill::binary});
  rows.push_back(lossCase("bce_with_logits", inputs, [](auto &t) {
    return binary_cross_entropy_with_logits(t[0], t[1]);
  }));
  rows.push_back(lossCase("multilabel_soft_margin", inputs, [](auto &t) {
    return multilabel_soft_margin_loss(t[0], t[1]);
  }));
  rows.push_back(lossCase("sigmoid_focal", inputs, [](auto &t) {
    return sigmoid_focal_loss(t[0], t[1], {.reduction = "mean"});
  }));
}

struct PointwiseLoss {
  const char *name;
  std::vector<Fill> fills;
  Loss loss;
};

/// Losses of inputs of one shape.
std::vector<PointwiseLoss> pointwise() {
  constexpr Fill normal = Fill::normal, signs = Fill::signs;
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
       {normal, signs},
       [](auto &t) { return soft_margin_loss(t[0], t[1]); }},
      {"hinge_embedding",
       {normal, signs},
       [](auto &t) { return hinge_embedding_loss(t[0], t[1]); }},
      {"margin_ranking",
       {normal, normal, signs},
       [](auto &t) { return margin_ranking_loss(t[0], t[1], t[2]); }},
  };
}

void addVectorLosses(Rows &rows) {
  constexpr Fill normal = Fill::normal;
  const Sizes shape = {1024, 1024};
  std::vector<Data> inputs = alike(shape, {normal, normal});
  inputs.push_back({Fill::signs, {shape[0]}});
  rows.push_back(lossCase("cosine_embedding", inputs, [](auto &t) {
    return cosine_embedding_loss(t[0], t[1], t[2]);
  }));
  inputs = alike(shape, {normal, normal, normal});
  for (bool swap : {false, true})
    rows.push_back(lossCase(swap ? "triplet_margin_swap" : "triplet_margin",
                            inputs, [swap](auto &t) {
                              return triplet_margin_loss(t[0], t[1], t[2],
                                                         {.swap = swap});
                            }));
  rows.push_back(lossCase("triplet_margin_p1", inputs, [](auto &t) {
    return triplet_margin_loss(t[0], t[1], t[2], {.p = 1.0});
  }));
  rows.push_back(lossCase("triplet_margin_with_distance", inputs, [](auto &t) {
    return triplet_margin_with_distance_loss(meanDistance(t[0], t[1]),
                                             meanDistance(t[0], t[2]));
  }));
}

void addSequenceLosses(Rows &rows) {
  constexpr int64_t times = 128, sequences = 32, classes = 64, labels = 24;
  rows.push_back(lossCase(
      "ctc",
      {{Fill::logProbabilities, {times, sequences, classes}},
       {Fill::labels, {sequences, labels}, classes - 1},
       {Fill::fixed, {sequences}, times},
       {Fill::fixed, {sequences}, labels}},
      [](auto &t) {
        return ctc_loss(t[0], t[1], t[2], t[3], {.blank = classes - 1});
      }));
}

} // namespace

std::vector<Case> lossCases() {
  Rows rows;
  addClassLosses(rows);
  addLogits(rows);
  for (const PointwiseLoss &loss : pointwise())
    rows.push_back(
        lossCase(loss.name, alike({1024, 1024}, loss.fills), loss.loss));
  addMargins(rows);
  addVectorLosses(rows);
  addSequenceLosses(rows);
  return rows;
}

} // namespace nadir::bench
