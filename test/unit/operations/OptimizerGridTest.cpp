// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each optimizer over parameters of ragged shapes at once: compiled code agrees
// with the oracle, and a step that fails changes nothing.

#include "test/unit/common/GraphText.h"
#include "test/unit/common/TensorTesting.h"
#include "test/unit/common/TestGraph.h"

#include <gtest/gtest.h>

using namespace nadir::test;
using nadir::reference::DType;
using nadir::reference::Sizes;

namespace {

struct Optimizer {
  const char *name;
  const char *settings;
  std::vector<const char *> states;
  /// Of matrices only.
  bool matrices = false;
};

void PrintTo(const Optimizer &optimizer, std::ostream *stream) {
  *stream << optimizer.name;
}

const Optimizer optimizers[] = {
    {"sgd", "{lr = 0.1, momentum = 0.9, dampening = 0.1}", {"momentum_buffer"}},
    {"adam",
     "{lr = 0.01, amsgrad = true}",
     {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"}},
    {"adamw", "{lr = 0.01}", {"exp_avg", "exp_avg_sq"}},
    {"adamax", "{lr = 0.01}", {"exp_avg", "exp_inf"}},
    {"nadam", "{lr = 0.01}", {"mu_product", "exp_avg", "exp_avg_sq"}},
    {"radam",
     "{lr = 0.01, betas = array<f64: 0.9, 0.99>}",
     {"exp_avg", "exp_avg_sq"}},
    {"rmsprop",
     "{lr = 0.01, eps = 0.1, centered = true, momentum = 0.5}",
     {"square_avg", "grad_avg", "momentum_buffer"}},
    {"adagrad", "{lr = 0.1}", {"sum"}},
    {"adadelta", "{lr = 1.0}", {"square_avg", "acc_delta"}},
    {"asgd", "{lr = 0.1, t0 = 1.0}", {"eta", "mu", "ax"}},
    {"rprop", "{lr = 0.1}", {"prev", "step_size"}},
    {"lion", "{lr = 0.01}", {"exp_avg"}},
    {"lamb", "{lr = 0.01, weight_decay = 0.1}", {"exp_avg", "exp_avg_sq"}},
    {"adafactor", "{lr = 0.1}", {"row_var", "col_var", "variance"}},
    {"muon", "{lr = 0.1}", {"momentum_buffer"}, true},
};

const Sizes shapes[] = {{},       {1},       {17},      {1000},
                        {1, 1},   {1, 33},   {31, 1},   {13, 7},
                        {16, 48}, {129, 65}, {2, 3, 17}};

class OptimizerGrid
    : public testing::TestWithParam<std::tuple<Optimizer, DType>> {
protected:
  Optimizer optimizer = std::get<0>(GetParam());
  DType dtype = std::get<1>(GetParam());

  std::vector<Sizes> trained() const {
    std::vector<Sizes> result;
    for (const Sizes &shape : shapes)
      if (!optimizer.matrices || shape.size() == 2)
        result.push_back(shape);
    return result;
  }

  /// Parameters p0, p1, .. with the inputs g0, g1, .. as their gradients. The
  /// input "index" must be a row of a table of three.
  std::string text() const {
    GraphText graph;
    std::string scalar = typeText({}, dtype), loss;
    GraphText::Value index = graph.input("index", "tensor<1xi64>");
    GraphText::Value table = graph.input("table", typeText({3}, dtype));
    GraphText::Value total = graph.op(
        "sum",
        {graph.op("gather", {table, index}, typeText({1}, dtype), "{dim = 0}")},
        scalar);
    for (auto [i, shape] : llvm::enumerate(trained())) {
      std::string type = typeText(shape, dtype);
      GraphText::Value part =
          graph.op("mul",
                   {graph.parameter("p" + std::to_string(i), type,
                                    "#nadir.uniform<-1.0, 1.0>"),
                    graph.input("g" + std::to_string(i), type)},
                   type);
      if (!shape.empty())
        part = graph.op("sum", {part}, scalar);
      total = graph.op("add", {total, part}, scalar);
    }
    graph.minimize(total, optimizer.name, optimizer.settings);
    return graph.str();
  }

  Values inputs(int64_t step, int64_t index = 1) const {
    Values values;
    values["index"] = integers({1}, {index});
    values["table"] = reals(dtype, {3}, {1, 2, 3});
    for (auto [i, shape] : llvm::enumerate(trained()))
      values["g" + std::to_string(i)] =
          randomReals(dtype, shape, 100 * step + i);
    return values;
  }

  std::vector<std::string> kept() const {
    std::vector<std::string> names;
    for (auto [i, shape] : llvm::enumerate(trained())) {
      std::string parameter = "p" + std::to_string(i);
      names.push_back(parameter);
      for (std::string state : optimizer.states)
        if (optimizer.name != std::string("adafactor") ||
            (state == "variance") == (shape.size() < 2))
          names.push_back(parameter + "." + state);
    }
    return names;
  }
};

/// One program does both, since most of the time goes into compiling it.
TEST_P(OptimizerGrid, AgreesWithTheOracleAndAFailingStepChangesNothing) {
  SCOPED_TRACE(text());
  TestGraph graph(text());
  ASSERT_TRUE(graph.isCompiled()) << graph.diagnostics();
  ASSERT_EQ(graph.runCompiled("init", {}, {.seed = 3}).error, "");
  ASSERT_EQ(graph.runReference("init", {}, {.seed = 3}).error, "");
  for (int64_t step = 1; step <= 3; ++step) {
    CallSettings settings = {.step = step, .threads = static_cast<int>(step)};
    ASSERT_EQ(graph.runCompiled("train_step", inputs(step), settings).error,
              "");
    ASSERT_EQ(graph.runReference("train_step", inputs(step), settings).error,
              "");
  }
  // In f32, products of products and sums of a thousand squares round.
  Tolerance tolerance =
      dtype == DType::F32 ? Tolerance{1e-4, 1e-5} : Tolerance{1e-10, 1e-12};
  llvm::StringMap<Tensor> before;
  for (const std::string &name : kept()) {
    before[name] = graph.compiledValue(name);
    EXPECT_TRUE(isClose(before[name], graph.referenceValue(name), tolerance))
        << name;
  }
  EXPECT_NE(graph.runCompiled("train_step", inputs(4, /*index=*/3), {.step = 4})
                .error,
            "");
  for (const std::string &name : kept())
    EXPECT_TRUE(isClose(graph.compiledValue(name), before[name], exactly))
        << name;
  EXPECT_EQ(graph.runCompiled("train_step", inputs(4), {.step = 4}).error, "");
  std::string last = "p" + std::to_string(trained().size() - 1);
  EXPECT_FALSE(isClose(graph.compiledValue(last), before[last], exactly));
}

INSTANTIATE_TEST_SUITE_P(
    , OptimizerGrid,
    testing::Combine(testing::ValuesIn(optimizers),
                     testing::Values(DType::F32, DType::F64)),
    [](const testing::TestParamInfo<std::tuple<Optimizer, DType>> &info) {
      return std::string(std::get<0>(info.param).name) +
             (std::get<1>(info.param) == DType::F32 ? "_f32" : "_f64");
    });

} // namespace
