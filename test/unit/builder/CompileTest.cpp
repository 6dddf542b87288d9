// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiling in process: what runs is what the graph says, with the same bits as
// the object that nadirc makes of the same text, however many threads there
// are, and mistakes name the user's line.

#include "nadir/nadir.h"
#include "runtime/ThreadPool.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <unistd.h>

extern "C" const nadir_program fashion_mlp_program;

namespace {

using nadir::batch;
using nadir::f32;
using nadir::i64;
using nadir::Program;

/// Twenty batches that are easy to learn.
struct Images {
  std::vector<float> image = std::vector<float>(128 * 784);
  std::vector<int64_t> label = std::vector<int64_t>(128);

  void fill(int64_t step) {
    for (int64_t row = 0; row < 128; ++row) {
      label[row] = (row * 7 + step) % 10;
      for (int64_t i = 0; i < 784; ++i)
        image[row * 784 + i] =
            static_cast<float>((i * 31 + row * 17 + step) % 64) / 128.0f +
            (i / 79 == label[row] ? 0.5f : 0.0f);
    }
  }
  std::vector<Program::Input> inputs() const {
    return {{"image", image}, {"label", label}};
  }
};

/// The parameters after some steps, the last one with a partial batch.
std::vector<std::byte> train(Program program,
                             const nadir_executor *executor = nullptr) {
  Images images;
  program.run("init", {}, {.seed = 3});
  float first = 0.0f, last = 0.0f;
  for (int64_t step = 1; step <= 20; ++step) {
    images.fill(step);
    program.run(
        "train_step", images.inputs(),
        {.rows = step < 20 ? 128 : 7, .step = step, .executor = executor});
    last = static_cast<float>(program.scalar("train_step", "loss"));
    if (step == 1)
      first = last;
  }
  EXPECT_NEAR(first, 2.3, 0.2);
  EXPECT_LT(last, 0.75f * first);
  auto bytes = program.parameterBytes();
  return {bytes.begin(), bytes.end()};
}

Program compileTwin() {
  return compile(nadir::Graph::load(NADIR_TWIN), {.cache = false});
}

TEST(Compile, GivesTheBitsOfTheObject) {
  EXPECT_EQ(train(compileTwin()), train(Program(&fashion_mlp_program)));
}

TEST(Compile, GivesTheSameBitsOnTwoThreads) {
  nadir::ThreadPool pool(2);
  EXPECT_EQ(train(compileTwin()), train(compileTwin(), pool.executor()));
  EXPECT_EQ(train(compileTwin()),
            train(compile(nadir::Graph::load(NADIR_TWIN),
                          {.threads = false, .cache = false}),
                  pool.executor()));
}

TEST(Compile, ComputesWhatTheGraphSays) {
  nadir::Graph graph("values");
  auto x = graph.input("x", f32, {batch, 3});
  auto w = graph.parameter("w", {3}, nadir::init::constant(2.0));
  auto total = sum(square(x * w));
  graph.output("total", total);
  graph.output("gradient", graph.gradient(total, {w})[0]);
  graph.output("largest", argmax(x, {.dim = 1}));
  Program program = compile(graph, {.batch = 4, .cache = false});
  program.run("init", {}, {});
  std::vector<float> values = {1, 2, 3, 6, 5, 4};
  program.run("predict", {{"x", values}}, {.rows = 2});
  EXPECT_EQ(program.scalar("predict", "total"),
            4.0 * (1 + 4 + 9 + 36 + 25 + 16));
  auto gradient = program.result<float>("predict", "gradient");
  EXPECT_EQ(std::vector(gradient.begin(), gradient.end()),
            (std::vector<float>{4.0f * 37, 4.0f * 29, 4.0f * 25}));
  auto largest = program.result<int64_t>("predict", "largest");
  EXPECT_EQ(std::vector(largest.begin(), largest.end()),
            (std::vector<int64_t>{2, 0}));
}

TEST(Compile, RandomNumbersDependOnSeedAndStep) {
  nadir::Graph graph("noise");
  auto w = graph.parameter("w", {64}, nadir::init::normal());
  auto noise = graph.random_uniform({64});
  graph.metric("noise", noise);
  graph.minimize(mean(square(w * noise)), nadir::SGD{});
  Program program = compile(graph, {.cache = false});
  auto draw = [&](uint64_t seed, int64_t step) {
    program.run("train_step", {}, {.step = step, .seed = seed});
    auto values = program.result<float>("train_step", "noise");
    return std::vector(values.begin(), values.end());
  };
  program.run("init", {}, {});
  EXPECT_EQ(draw(1, 1), draw(1, 1));
  EXPECT_NE(draw(1, 1), draw(1, 2));
  EXPECT_NE(draw(1, 1), draw(2, 1));
}

Program compileOneParameter(const nadir::Optimizer &optimizer) {
  nadir::Graph graph("steps");
  auto w = graph.parameter("w", {3}, nadir::init::ones());
  graph.minimize(sum(square(w)), optimizer);
  Program program = compile(graph, {.cache = false});
  program.run("init", {}, {});
  return program;
}

TEST(Compile, CountsStepsFromOne) {
  Program program = compileOneParameter(nadir::Adam{});
  for (int64_t step : {int64_t{0}, std::numeric_limits<int64_t>::min()}) {
    try {
      program.run("train_step", {}, {.step = step});
      FAIL() << "no error for step " << step;
    } catch (const nadir::Error &error) {
      EXPECT_EQ(error.what(), "train_step of program 'steps': step is " +
                                  std::to_string(step) +
                                  ", expected at least 1: steps count from 1");
    }
    EXPECT_EQ(program.parameter<float>("w")[0], 1.0f);
  }
  program.run("eval_step", {}, {.step = 0});
  program.run("train_step", {}, {.step = 1});
  EXPECT_LT(program.parameter<float>("w")[0], 1.0f);
}

TEST(Compile, AsksForNoStepThatIsNotUsed) {
  Program program = compileOneParameter(nadir::SGD{});
  program.run("train_step", {}, {.step = 0});
  EXPECT_LT(program.parameter<float>("w")[0], 1.0f);
}

TEST(Compile, KeepsObjectsInTheCache) {
  std::filesystem::path folder =
      testing::TempDir() + "nadir_builder_cache" + std::to_string(::getpid());
  std::filesystem::remove_all(folder);
  auto files = [&] {
    return std::distance(std::filesystem::directory_iterator(folder), {});
  };
  nadir::Graph graph = nadir::Graph::load(NADIR_TWIN);
  auto first = train(compile(graph, {.cache_folder = folder.string()}));
  EXPECT_EQ(files(), 1);
  EXPECT_EQ(train(compile(graph, {.cache_folder = folder.string()})), first);
  EXPECT_EQ(files(), 1);
  compile(graph, {.batch = 64, .cache_folder = folder.string()});
  EXPECT_EQ(files(), 2);
  std::filesystem::remove_all(folder);
}

/// The message of the Error that a call throws.
std::string messageOf(const std::function<void()> &call) {
  try {
    call();
  } catch (const nadir::Error &error) {
    return error.what();
  }
  return "no error";
}

TEST(Compile, NamesTheLineOfMistakes) {
  nadir::Graph graph("mistakes");
  auto logits = graph.input("logits", f32, {batch, 10});
  auto label = graph.input("label", i64, {batch});
  auto w = graph.parameter("w", {10}, nadir::init::ones());
  int line = __LINE__ + 1;
  auto loss = cross_entropy(logits * w, label);
  graph.minimize(loss, nadir::Adam{});

  std::string message = messageOf([&] { compile(graph); });
  EXPECT_NE(message.find("batch"), std::string::npos) << message;
  message =
      messageOf([&] { compile(graph, {.batch = 4, .pool_threads = -1}); });
  EXPECT_NE(message.find("pool_threads: expected a number of threads, or 0 for "
                         "one per CPU, found -1"),
            std::string::npos)
      << message;
  message = messageOf([&] { compile(graph, {.batch = 4, .cpu = "z80"}); });
  EXPECT_NE(message.find("CompileTest.cpp:"), std::string::npos) << message;
  EXPECT_NE(message.find("z80"), std::string::npos) << message;

  message = messageOf(
      [&] { compile(graph, {.batch = 4, .cpu = "bdver4", .cache = false}); });
  EXPECT_NE(message.find("doesn't run on this machine"), std::string::npos)
      << message;

  Program program = compile(graph, {.batch = 4, .cache = false});
  program.run("init", {}, {});
  std::vector<float> values(40);
  std::vector<int64_t> labels = {0, 1, 10, 3};
  message = messageOf([&] {
    program.run("train_step", {{"logits", values}, {"label", labels}}, {});
  });
  std::string place = "CompileTest.cpp:" + std::to_string(line) + ":";
  EXPECT_NE(message.find(place), std::string::npos) << message;
  EXPECT_NE(message.find("10"), std::string::npos) << message;
}

} // namespace
