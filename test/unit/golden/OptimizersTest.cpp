// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Optimizers against PyTorch and against NumPy: the parameter after each of 12
// steps with given gradients, on the oracle and compiled with updates fused to
// each degree; and 1,000 steps down a least squares problem.

#include "test/unit/common/TensorTesting.h"
#include "test/unit/golden/GoldenCases.h"

#include <gtest/gtest.h>
#include <iostream>

#include <cmath>
#include <fstream>

using namespace nadir;
using namespace nadir::test;
using nlohmann::json;

namespace {

constexpr Tolerance golden = {1e-5, 1e-6};
/// Of parameters and states that are f64 throughout.
constexpr Tolerance goldenDouble = {1e-10, 1e-12};

constexpr const char *caseFiles[] = {"optimizers", "optimizers_more",
                                     "optimizers_cycled"};

/// One of the files of optimizer cases, with its tensors.
struct CaseFile {
  json text;
  Safetensors tensors;

  explicit CaseFile(const std::string &name)
      : tensors(goldenFile(name + ".safetensors")) {
    std::ifstream stream(goldenFile(name + ".json"));
    text = json::parse(stream);
  }
};

const CaseFile &caseFile(const std::string &name) {
  static const std::map<std::string, CaseFile> files = [] {
    std::map<std::string, CaseFile> all;
    for (const char *name : caseFiles)
      all.emplace(name, name);
    return all;
  }();
  return files.at(name);
}

/// A case by file and number.
using CaseName = std::pair<std::string, size_t>;

const json &caseOf(const CaseName &name, const char *list = "cases") {
  return caseFile(name.first).text.at(list).at(name.second);
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

/// A graph whose parameter's gradient is the input "grad"; that of a matrix is
/// the product with an identity that is an input, too, and so computed by the
/// kernel that may update the parameter.
std::string graphFor(const json &test, const Tensor &parameter) {
  GraphText graph;
  std::string type = typeText(parameter.shape(), parameter.dtype());
  GraphText::Value value = graph.parameter("param", type);
  GraphText::Value grad = graph.input("grad", type);
  if (parameter.rank() == 2) {
    int64_t rows = parameter.size(0);
    GraphText::Value identity =
        graph.input("identity", typeText({rows, rows}, parameter.dtype()));
    value = graph.op("matmul", {identity, value}, type);
  }
  GraphText::Value loss = parameter.rank() == 0
                              ? graph.op("mul", {value, grad}, type)
                              : graph.weightedSum(value, grad);
  graph.minimize(loss, lowerCase(test.at("optimizer")),
                 attributesText(test.at("args")));
  return graph.str();
}

Tensor identityLike(const Tensor &parameter) {
  int64_t rows = parameter.size(0);
  Tensor result(parameter.dtype(), {rows, rows});
  for (int64_t i = 0; i < rows; ++i)
    result.values<double>()[i * (rows + 1)] = 1.0;
  return result;
}

class GoldenOptimizerTest : public testing::TestWithParam<CaseName> {
protected:
  const json &test = caseOf(GetParam());
  const Safetensors &tensors = caseFile(GetParam().first).tensors;
  std::string id = test.at("id");
  Tensor parameter = tensors.tensor(id + "/param");
  Tensor gradients = tensors.tensor(id + "/grads");
  Tensor trajectory = tensors.tensor(id + "/trajectory");

  void SetUp() override { SCOPED_TRACE(text); }

  Values inputs(int64_t step) const {
    Values values;
    values["grad"] = rowOf(gradients, step);
    if (parameter.rank() == 2)
      values["identity"] = identityLike(parameter);
    return values;
  }

  CallSettings settings(int64_t step) const {
    CallSettings result = {.step = step + 1};
    if (test.contains("rates"))
      result.learningRate = test.at("rates").at(step).get<double>();
    if (test.contains("momenta"))
      result.momenta = {test.at("momenta").at(step).get<double>()};
    return result;
  }

  /// States of f32 are rounded in compiled code but not on the oracle.
  Tolerance tolerance(bool compiled) const {
    bool isDouble = parameter.dtype() == DType::F64 &&
                    (compiled || !test.at("args").contains("state_dtype"));
    return isDouble ? goldenDouble : golden;
  }

  void start(TestGraph &graph) {
    ASSERT_TRUE(graph.isValid()) << graph.diagnostics();
    ASSERT_TRUE(graph.isCompiled()) << graph.diagnostics();
    // States start as init makes them, on both.
    ASSERT_EQ(graph.runReference("init", {}).error, "");
    ASSERT_EQ(graph.runCompiled("init", {}).error, "");
    graph.setParameter("param", parameter);
  }

  /// The states after the last step, where the file has them.
  void expectStates(TestGraph &graph) {
    for (const char *name :
         {"momentum_buffer", "exp_avg", "exp_avg_sq", "max_exp_avg_sq",
          "exp_inf", "mu_product", "sum", "square_avg", "acc_delta", "grad_avg",
          "eta", "mu", "ax", "prev", "step_size", "row_var", "col_var",
          "variance"}) {
      std::string key = id + "/state." + name;
      if (!tensors.contains(key))
        continue;
      SCOPED_TRACE(name);
      std::string state = std::string("param.") + name;
      Tensor expected = tensors.tensor(key);
      EXPECT_TRUE(isClose(graph.referenceValue(state), expected,
                          tolerance(false), true));
      EXPECT_TRUE(
          isClose(graph.compiledValue(state), expected, tolerance(true), true));
    }
  }

  std::string text = graphFor(test, parameter);
};

TEST_P(GoldenOptimizerTest, AgreesAtEachDegreeOfFusion) {
  TestGraph graph(text, UpdateFusion::Backward), loop(text, UpdateFusion::Loop),
      none(text, UpdateFusion::None);
  for (TestGraph *form : {&graph, &loop, &none})
    start(*form);
  for (int64_t step = 0; step < gradients.size(0); ++step) {
    SCOPED_TRACE("step " + std::to_string(step + 1));
    for (TestGraph *form : {&graph, &loop, &none})
      ASSERT_EQ(
          form->runCompiled("train_step", inputs(step), settings(step)).error,
          "");
    ASSERT_EQ(
        graph.runReference("train_step", inputs(step), settings(step)).error,
        "");
    Tensor expected = rowOf(trajectory, step);
    EXPECT_TRUE(isClose(graph.referenceValue("param"), expected,
                        tolerance(false), true));
    for (TestGraph *form : {&graph, &none})
      EXPECT_TRUE(isClose(form->compiledValue("param"), expected,
                          tolerance(true), true));
    EXPECT_TRUE(isClose(graph.compiledValue("param"),
                        loop.compiledValue("param"), exactly));
  }
  expectStates(graph);
}

std::vector<CaseName> allCases() {
  std::vector<CaseName> cases;
  for (const char *file : caseFiles)
    for (size_t i = 0; i < caseFile(file).text.at("cases").size(); ++i)
      cases.push_back({file, i});
  return cases;
}

INSTANTIATE_TEST_SUITE_P(
    , GoldenOptimizerTest, testing::ValuesIn(allCases()),
    [](const testing::TestParamInfo<CaseName> &info) {
      return caseOf(info.param).at("id").get<std::string>();
    });

/// Least squares by gradients that the program itself computes, with the rate
/// of each step as an argument.
class GoldenDescentTest : public testing::TestWithParam<CaseName> {};

std::string descentGraph(const json &test, const Tensor &x, const Tensor &y,
                         const Tensor &start) {
  GraphText graph;
  auto typeOf = [](const Tensor &tensor) {
    return typeText(tensor.shape(), tensor.dtype());
  };
  GraphText::Value product = graph.op(
      "matmul",
      {graph.input("x", typeOf(x)), graph.parameter("w", typeOf(start))},
      typeOf(y));
  GraphText::Value loss = graph.op(
      "mse_loss", {product, graph.input("y", typeOf(y))}, "tensor<f64>");
  graph.minimize(loss, lowerCase(test.at("optimizer")),
                 attributesText(test.at("args")));
  return graph.str();
}

TEST_P(GoldenDescentTest, AgreesWithNumPyFor1000Steps) {
  const json &test = caseOf(GetParam(), "descents");
  const CaseFile &file = caseFile(GetParam().first);
  std::string id = test.at("id");
  Values inputs;
  inputs["x"] = file.tensors.tensor("descent/x");
  inputs["y"] = file.tensors.tensor("descent/y");
  Tensor start = file.tensors.tensor("descent/start");
  Tensor weights = file.tensors.tensor(id + "/weights");
  Tensor losses = file.tensors.tensor(id + "/losses");
  std::string text = descentGraph(test, inputs["x"], inputs["y"], start);
  SCOPED_TRACE(text);
  TestGraph graph(text);
  ASSERT_TRUE(graph.isCompiled()) << graph.diagnostics();
  ASSERT_EQ(graph.runCompiled("init", {}).error, "");
  graph.setParameter("w", start);
  std::vector<int64_t> marks = file.text.at("marks");
  double rate = test.at("args").at("lr"), last = INFINITY;
  size_t passed = 0;
  for (int64_t step = 1; step <= marks.back(); ++step) {
    CallSettings settings = {
        .learningRate = rate / (1.0 + static_cast<double>(step) / 100.0),
        .step = step};
    ASSERT_EQ(graph.runCompiled("train_step", inputs, settings).error, "");
    if (step != marks[passed])
      continue;
    RunResult result = graph.runCompiled("eval_step", inputs);
    double loss = result.results.at("loss").values<double>()[0];
    EXPECT_NEAR(loss, losses.values<double>()[passed], 1e-9) << step;
    // False for NaN, too.
    EXPECT_TRUE(loss < last) << loss << " after " << last;
    EXPECT_TRUE(
        isClose(graph.compiledValue("w"), rowOf(weights, passed), {1e-9, 1e-9}))
        << "step " << step;
    last = loss;
    ++passed;
  }
  EXPECT_EQ(passed, marks.size());
}

std::vector<CaseName> allDescents() {
  std::vector<CaseName> cases;
  const json &descents = caseFile("optimizers_more").text.at("descents");
  for (size_t i = 0; i < descents.size(); ++i)
    cases.push_back({"optimizers_more", i});
  return cases;
}

INSTANTIATE_TEST_SUITE_P(
    , GoldenDescentTest, testing::ValuesIn(allDescents()),
    [](const testing::TestParamInfo<CaseName> &info) {
      return caseOf(info.param, "descents").at("id").get<std::string>();
    });

TEST(GoldenCoverage, EveryOptimizerIsTested) {
  auto [cases, descents] = std::pair(allCases(), allDescents());
  std::cout << cases.size() << " cases and " << descents.size()
            << " descents are read\n";
  EXPECT_GE(cases.size(), 26u + 45u + 15u);
  std::set<std::string> tested, walked;
  for (const CaseName &name : cases)
    tested.insert(lowerCase(caseOf(name).at("optimizer")));
  for (const CaseName &name : descents)
    walked.insert(lowerCase(caseOf(name, "descents").at("optimizer")));
  EXPECT_EQ(tested, walked);
  EXPECT_EQ(tested, optimizerOperations());
}

} // namespace
