// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Multi-label logistic regression: ten independent yes-or-no questions about an
// image, each "is it of this class?". One answer in ten is yes, so yes counts
// nine times (`pos_weight`). Trains on Fashion-MNIST or any data set in MNIST's
// format.

#include "nadir/nadir.h"
#include "runtime/DataLoader.h"
#include "runtime/Evaluate.h"
#include "runtime/Metric.h"
#include "tools/CommandLine.h"
#include "tools/Validators.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <limits>

namespace {

constexpr int64_t classes = 10;
constexpr int64_t batchSize = 128;

struct Arguments {
  std::string data = nadir::defaultDataSetFolder;
  std::string saveGraph;
  int64_t epochs = 2;
  uint64_t seed = 0;
};

nadir::Graph model() {
  nadir::Graph graph("logistic", {.batch = batchSize});
  auto image = graph.input("image", nadir::f32, {nadir::batch, 28, 28});
  auto answer = graph.input("answer", nadir::f32, {nadir::batch, classes});
  auto logits = linear(flatten(image), classes);
  auto probability = sigmoid(logits);
  graph.output("probability", probability);

  // Ten yes-or-no questions an image, counted together.
  auto wanted = cast(answer, nadir::i64);
  graph.metric("recall", recall(probability, wanted, {.task = "multilabel"}));
  graph.metric("precision",
               precision(probability, wanted, {.task = "multilabel"}));

  auto positiveWeight = graph.full({classes}, 9.0);
  auto loss = binary_cross_entropy_with_logits(logits, answer,
                                               {.pos_weight = positiveWeight});
  graph.minimize(loss, nadir::Adam{.lr = 1e-3});
  return graph;
}

std::vector<nadir::Field> fields(const nadir::LabelledImages &set) {
  return {nadir::Field::scaled("image", set.images),
          nadir::Field::oneHot("answer", set.labels, classes)};
}

void printMetrics(const nadir::MetricAverage &average) {
  for (const nadir::Metric &metric : average.metrics())
    std::printf("  %s %.4f", std::string(metric.name).c_str(), metric.value);
}

/// Trains on every batch of an epoch; `call.step` counts on.
nadir::MetricAverage train(nadir::Program &program, nadir::DataLoader &loader,
                           int64_t epoch, nadir::Program::Call &call) {
  nadir::MetricAverage average;
  for (const nadir::Batch &batch : loader.epoch(epoch)) {
    ++call.step;
    call.rows = batch.rows();
    program.run("train_step", batch.inputs(), call);
    for (const char *name : {"loss", "recall", "precision"})
      average.add(name, program.scalar("train_step", name), batch.rows());
  }
  return average;
}

void run(const Arguments &arguments) {
  nadir::Graph graph = model();
  if (!arguments.saveGraph.empty())
    return graph.save(arguments.saveGraph);
  nadir::DataSet data = nadir::readDataSet(arguments.data);
  nadir::Program program = nadir::compile(graph);
  nadir::DataLoader training(
      fields(data.train),
      {.batch = batchSize, .shuffle = true, .seed = arguments.seed});
  nadir::DataLoader test(fields(data.test), {.batch = batchSize});

  nadir::Program::Call call = {.step = 0, .seed = arguments.seed};
  program.run("init", {}, call);
  for (int64_t epoch = 0; epoch < arguments.epochs; ++epoch) {
    std::printf("epoch %lld", static_cast<long long>(epoch + 1));
    printMetrics(train(program, training, epoch, call));
    printMetrics(nadir::evaluate(program, test, call));
    std::printf("\n");
  }
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("Trains ten logistic regressions on Fashion-MNIST.", "logistic");
  Arguments arguments;
  app.add_option("--data", arguments.data,
                 "Folder with the four files of MNIST's format")
      ->check(nadir::notEmpty())
      ->capture_default_str();
  app.add_option("--epochs", arguments.epochs, "Passes over the images")
      ->check(nadir::wholeNumber(1, 1000000))
      ->capture_default_str();
  app.add_option("--seed", arguments.seed,
                 "Of the first weights and the order of images")
      ->check(nadir::wholeNumber(0, std::numeric_limits<uint64_t>::max()))
      ->capture_default_str();
  app.add_option("--save-graph", arguments.saveGraph,
                 "Write the graph as text to a file and stop")
      ->check(nadir::notEmpty());
  if (std::optional<int> status = nadir::parseCommandLine(app, argc, argv))
    return *status;
  try {
    run(arguments);
  } catch (const nadir::Error &error) {
    std::fprintf(stderr, "logistic: %s\n", error.what());
    return 1;
  }
  return nadir::finishOutput(app, 0);
}
