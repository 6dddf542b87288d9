// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Updates alone: parameters whose gradients are inputs. The loss is the sum of
// their products; the time that its value takes, which is what "eval_step"
// does, doesn't count. A new optimizer is one line in `optimizers`.
#include "test/bench/Case.h"

namespace nadir::bench {

namespace {

struct Updated {
  const char *name;
  Optimizer optimizer;
  /// Tensors of the parameter's size that are read and written: itself and the
  /// optimizer's states.
  int updated;
};

std::vector<Updated> optimizers() {
  return {
      {"sgd", SGD{.lr = 1e-3}, 1},
      {"sgd_momentum", SGD{.lr = 1e-3, .momentum = 0.9}, 2},
      {"rmsprop", RMSprop{.lr = 1e-3}, 2},
      {"adagrad", Adagrad{.lr = 1e-3}, 2},
      {"adam", Adam{.lr = 1e-3}, 3},
      {"adamw", AdamW{.lr = 1e-3, .weight_decay = 0.01}, 3},
      {"nadam", NAdam{.lr = 1e-3}, 3},
      {"radam", RAdam{.lr = 1e-3}, 3},
      {"adamax", Adamax{.lr = 1e-3}, 3},
      {"adadelta", Adadelta{.lr = 1e-3}, 3},
      {"asgd", ASGD{.lr = 1e-3}, 2},
      {"rprop", Rprop{.lr = 1e-3}, 3},
      {"lion", Lion{.lr = 1e-4}, 2},
  };
}

Case updateCase(const Updated &entry, const std::string &set, int64_t count,
                int64_t size) {
  Case result;
  result.group = "optim";
  result.name = std::string(entry.name) + "_" + set;
  result.entry = "train_step";
  result.without = "eval_step";
  result.inputs.assign(static_cast<size_t>(count), {Fill::normal, {size}});
  result.build = [=](Graph &graph, const std::vector<Tensor> &gradients) {
    Tensor loss;
    for (size_t i = 0; i < gradients.size(); ++i) {
      Tensor parameter = graph.parameter("parameter" + std::to_string(i),
                                         {size}, init::normal(0.0, 1.0));
      Tensor term = sum(parameter * gradients[i]);
      loss = loss.defined() ? loss + term : term;
    }
    graph.minimize(loss, entry.optimizer);
  };
  result.streams = {entry.updated, count * size};
  result.bytes = 4.0 * static_cast<double>((2 * entry.updated + 1) * count) *
                 static_cast<double>(size);
  return result;
}

} // namespace

std::vector<Case> optimizerCases() {
  std::vector<Case> cases;
  for (const Updated &entry : optimizers())
    cases.push_back(updateCase(entry, "1x64M", 1, int64_t{64} << 20));
  for (const Updated &entry : optimizers())
    cases.push_back(updateCase(entry, "200x64K", 200, int64_t{64} << 10));
  return cases;
}

} // namespace nadir::bench
