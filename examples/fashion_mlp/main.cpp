// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Trains a small network on Fashion-MNIST, or on any images in MNIST's format:
// 784-64-32-10, Adam, with the library's cross-entropy or a loss of our own,
// and a metric of our own. Everything below `model` is plain C++.

#include "nadir/nadir.h"
#include "runtime/CsvLogger.h"
#include "runtime/DataLoader.h"
#include "runtime/Evaluate.h"
#include "runtime/Progress.h"
#include "runtime/ThreadPool.h"
#include "tools/CommandLine.h"
#include "tools/Validators.h"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <limits>
#include <map>

namespace {

constexpr int64_t classes = 10;

struct Arguments {
  std::string data = nadir::defaultDataSetFolder;
  std::string loss = "cross_entropy";
  int64_t epochs = 3;
  int64_t batchSize = 128;
  double learningRate = 1e-3;
  uint64_t seed = 0;
  int threads = 1;
  std::string logDir = "logs";
  std::string saveGraph;
  bool noCache = false;
};

//===----------------------------------------------------------------------===//
// The model
//===----------------------------------------------------------------------===//

/// A loss of our own: the squared distance of the softmax from the label's
/// one-hot vector, written from primitives.
nadir::Tensor softmaxMse(const nadir::Tensor &logits,
                         const nadir::Tensor &label) {
  auto target = one_hot(label, classes, {.dtype = nadir::f32});
  return mean(square(softmax(logits, 1) - target));
}

/// A metric of our own: how much probability the wrong classes get.
nadir::Tensor wrongProbability(const nadir::Tensor &logits,
                               const nadir::Tensor &label) {
  auto target = one_hot(label, classes, {.dtype = nadir::f32});
  return 1.0 - mean(sum(softmax(logits, 1) * target, {.dim = {1}}));
}

/// Images of `size` (its first number is that of images) to ten classes.
nadir::Graph model(const std::vector<int64_t> &size,
                   const Arguments &arguments) {
  nadir::Graph graph("fashion_mlp", {.batch = arguments.batchSize});
  nadir::Sizes shape = size;
  shape[0] = nadir::batch;
  auto image = graph.input("image", nadir::f32, shape);
  auto label = graph.input("label", nadir::i64, {nadir::batch});
  auto hidden = relu(linear(flatten(image), 64));
  auto logits = linear(relu(linear(hidden, 32)), classes);
  graph.output("logits", logits);
  graph.metric("accuracy", accuracy(logits, label));
  graph.metric("error", wrongProbability(logits, label));
  auto loss = arguments.loss == "softmax_mse" ? softmaxMse(logits, label)
                                              : cross_entropy(logits, label);
  graph.minimize(loss, nadir::Adam{.lr = arguments.learningRate});
  return graph;
}

//===----------------------------------------------------------------------===//
// Training
//===----------------------------------------------------------------------===//

/// Adds what a training step returned to the averages. Parameters change from
/// step to step, so these are means of values that differ for that reason, too.
void addResults(nadir::Program &program, int64_t rows,
                nadir::MetricAverage &average) {
  for (const char *name : {"loss", "accuracy", "error"})
    average.add(name, program.scalar("train_step", name), rows);
}

/// Trains and returns the accuracy over the test images.
double train(nadir::Program &program, const nadir::DataSet &data,
             const Arguments &arguments) {
  auto fields = [](const nadir::LabelledImages &set) {
    return std::vector{nadir::Field::scaled("image", set.images),
                       nadir::Field::integers("label", set.labels)};
  };
  nadir::DataLoader training(
      fields(data.train),
      {.batch = arguments.batchSize, .shuffle = true, .seed = arguments.seed});
  nadir::DataLoader test(fields(data.test), {.batch = arguments.batchSize});
  nadir::ThreadPool pool(arguments.threads);
  nadir::Program::Call call;
  call.step = 0;
  call.seed = arguments.seed;
  call.executor = pool.threads() > 1 ? pool.executor() : nullptr;
  program.run("init", {}, call);

  nadir::CsvLogger logger("fashion_mlp", {.root = arguments.logDir});
  nadir::Progress progress(
      {.epochs = arguments.epochs, .steps = training.batches()});
  double accuracy = 0.0;
  for (int64_t epoch = 0; epoch < arguments.epochs; ++epoch) {
    nadir::MetricAverage average;
    progress.beginEpoch(epoch);
    for (const nadir::Batch &batch : training.epoch(epoch)) {
      ++call.step;
      call.rows = batch.rows();
      program.run("train_step", batch.inputs(), call);
      addResults(program, batch.rows(), average);
      double loss = program.scalar("train_step", "loss");
      progress.update(batch.index() + 1, {{"loss", loss}});
      if (logger.wantsStep(call.step - 1))
        logger.logStep(epoch, call.step - 1, {{"loss_step", loss}});
    }
    nadir::MetricAverage validation = nadir::evaluate(program, test, call);
    std::vector<nadir::Metric> metrics = average.metrics();
    for (const nadir::Metric &metric : validation.metrics())
      metrics.push_back(metric);
    progress.endEpoch(metrics);
    logger.logEpoch(epoch, call.step - 1, metrics);
    accuracy = validation.value("accuracy");
  }
  logger.close();
  std::printf("log: %s\n", logger.file().c_str());
  return accuracy;
}

//===----------------------------------------------------------------------===//
// The command line
//===----------------------------------------------------------------------===//

void declareArguments(CLI::App &app, Arguments &arguments) {
  app.add_option("--data", arguments.data,
                 "Folder with the four files of MNIST's format")
      ->check(nadir::notEmpty())
      ->capture_default_str();
  app.add_option("--loss", arguments.loss,
                 "The library's, or mean squared error of the softmax")
      ->check(CLI::IsMember({"cross_entropy", "softmax_mse"}))
      ->capture_default_str();
  app.add_option("--epochs", arguments.epochs, "Passes over the images")
      ->check(nadir::wholeNumber(1, 1000000))
      ->capture_default_str();
  app.add_option("--batch-size", arguments.batchSize, "Images in a step")
      ->check(nadir::wholeNumber(1, 60000))
      ->capture_default_str();
  app.add_option("--lr", arguments.learningRate, "Adam's learning rate")
      ->check(nadir::nonNegativeNumber())
      ->capture_default_str();
  app.add_option("--seed", arguments.seed,
                 "Of the first weights and the order of images")
      ->check(nadir::wholeNumber(0, std::numeric_limits<uint64_t>::max()))
      ->capture_default_str();
  app.add_option("--threads", arguments.threads,
                 "Threads of a step; 0 is one for each CPU")
      ->check(nadir::wholeNumber(0, 1024))
      ->capture_default_str();
  app.add_option("--log-dir", arguments.logDir,
                 "Folder for fashion_mlp/version_<n>/metrics.csv")
      ->check(nadir::notEmpty())
      ->capture_default_str();
  app.add_option("--save-graph", arguments.saveGraph,
                 "Write the graph as text to a file and stop")
      ->check(nadir::notEmpty());
  app.add_flag("--no-cache", arguments.noCache,
               "Compile even if the program was compiled before");
}

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

void run(const Arguments &arguments) {
  auto start = std::chrono::steady_clock::now();
  if (!arguments.saveGraph.empty())
    return model({1, 28, 28}, arguments).save(arguments.saveGraph);
  nadir::DataSet data = nadir::readDataSet(arguments.data);
  nadir::Graph graph = model(data.train.images.shape(), arguments);
  auto compileStart = std::chrono::steady_clock::now();
  nadir::Program program = nadir::compile(graph, {.cache = !arguments.noCache});
  double compileSeconds = secondsSince(compileStart);
  double accuracy = train(program, data, arguments);
  std::printf("validation accuracy %.4f after %lld epochs in %.2f s, of which "
              "compiling %.2f s\n",
              accuracy, static_cast<long long>(arguments.epochs),
              secondsSince(start), compileSeconds);
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("Trains a 784-64-32-10 network on Fashion-MNIST.",
               "fashion_mlp");
  Arguments arguments;
  declareArguments(app, arguments);
  if (std::optional<int> status = nadir::parseCommandLine(app, argc, argv))
    return *status;
  try {
    run(arguments);
  } catch (const nadir::Error &error) {
    std::fprintf(stderr, "fashion_mlp: %s\n", error.what());
    return 1;
  }
  return nadir::finishOutput(app, 0);
}
