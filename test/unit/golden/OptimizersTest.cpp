// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Optimizers against PyTorch: the parameter after each of 12 steps with given
// gradients.

#include "test/unit/common/TensorTesting.h"
#include "test/unit/golden/GoldenCases.h"

#include <gtest/gtest.h>
#include <iostream>

#include <fstream>

using namespace nadir::test;
using nlohmann::json;

namespace {

constexpr Tolerance golden = {1e-5, 1e-6};

const json &optimizerCases() {
  static const json cases = [] {
    std::ifstream stream(goldenFile("optimizers.json"));
    return json::parse(stream).at("cases");
  }();
  return cases;
}

std::string lowerCase(std::string name) {
  for (char &letter : name)
    letter = static_cast<char>(std::tolower(letter));
  return name;
}

/// Row `step` of a tensor [steps, ...].
Tensor rowOf(const Tensor &tensor, int64_t step) {
  Tensor row(tensor.dtype(), tensor.shape().drop_front());
  auto from = tensor.values<double>().begin() + step * row.count();
  std::copy(from, from + row.count(), row.values<double>().begin());
  return row;
}

/// A graph whose parameter's gradient is the input "grad".
std::string graphFor(const json &test, const Tensor &parameter) {
  GraphText graph;
  std::string type = typeText(parameter.shape(), parameter.dtype());
  GraphText::Value value = graph.parameter("param", type);
  GraphText::Value loss = graph.weightedSum(value, graph.input("grad", type));
  graph.minimize(loss, lowerCase(test.at("optimizer")),
                 attributesText(test.at("args")));
  return graph.str();
}

class GoldenOptimizerTest : public testing::TestWithParam<size_t> {};

TEST_P(GoldenOptimizerTest, AgreesWithPyTorch) {
  const json &test = optimizerCases()[GetParam()];
  std::string id = test.at("id");
  Safetensors tensors(goldenFile("optimizers.safetensors"));
  Tensor gradients = tensors.tensor(id + "/grads");
  Tensor trajectory = tensors.tensor(id + "/trajectory");
  Tensor parameter = tensors.tensor(id + "/param");
  std::string text = graphFor(test, parameter);
  SCOPED_TRACE(text);
  TestGraph graph(text);
  ASSERT_TRUE(graph.isValid()) << graph.diagnostics();
  ASSERT_TRUE(graph.isCompiled()) << graph.diagnostics();
  // States start as init makes them, on both.
  ASSERT_EQ(graph.runReference("init", {}).error, "");
  ASSERT_EQ(graph.runCompiled("init", {}).error, "");
  graph.setParameter("param", parameter);
  for (int64_t step = 0; step < gradients.size(0); ++step) {
    Values inputs;
    inputs["grad"] = rowOf(gradients, step);
    CallSettings settings = {.step = step + 1};
    ASSERT_EQ(graph.runReference("train_step", inputs, settings).error, "");
    ASSERT_EQ(graph.runCompiled("train_step", inputs, settings).error, "");
    Tensor expected = rowOf(trajectory, step);
    EXPECT_TRUE(isClose(graph.referenceValue("param"), expected, golden, true))
        << "oracle, step " << step + 1;
    EXPECT_TRUE(isClose(graph.compiledValue("param"), expected, golden, true))
        << "compiled, step " << step + 1;
  }
}

/// The cases of those optimizers that the dialect has.
std::vector<size_t> knownCases() {
  std::vector<size_t> known;
  for (size_t i = 0; i < optimizerCases().size(); ++i)
    if (hasOperation(lowerCase(optimizerCases()[i].at("optimizer"))))
      known.push_back(i);
  return known;
}

TEST(GoldenCoverage, CountsTheOptimizerCasesThatAreRead) {
  std::cout << knownCases().size() << " of " << optimizerCases().size()
            << " cases are read\n";
  EXPECT_GE(knownCases().size(), 13u);
}

INSTANTIATE_TEST_SUITE_P(
    , GoldenOptimizerTest, testing::ValuesIn(knownCases()),
    [](const testing::TestParamInfo<size_t> &info) {
      return optimizerCases()[info.param].at("id").get<std::string>();
    });

} // namespace
