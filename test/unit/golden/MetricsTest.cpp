// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Metrics against scikit-learn (metrics.json): of one batch, and accumulated
// over batches that end with a partial one, on the oracle and compiled. All
// metrics of the same predictions stand in one graph.

#include "test/unit/common/TensorTesting.h"
#include "test/unit/golden/GoldenCases.h"

#include <fstream>
#include <gtest/gtest.h>

using namespace nadir::test;
using nlohmann::json;

namespace {

/// Inputs are float32; sums and quotients are float64, the value is rounded to
/// f32 again. Probabilities of logits are computed in f32.
constexpr Tolerance golden = {1e-5, 2e-6};

struct Call {
  std::string id, op, attributes, type;
  Tensor expected;
  /// Each row has a value; batches accumulate to their mean.
  bool isSamplewise = false;
};

/// Calls with the same preds and target.
struct Group {
  std::string name;
  Tensor preds, target;
  std::vector<Call> calls;
};

Tensor readTensor(const json &entry) {
  std::vector<int64_t> shape = entry.at("shape");
  if (entry.at("dtype") == "i64")
    return integers(shape, entry.at("values").get<std::vector<int64_t>>());
  std::vector<double> values;
  for (const json &value : entry.at("values"))
    values.push_back(value.is_null() ? std::nan("") : value.get<double>());
  return Tensor::ofReals(DType::F32, shape, values);
}

Call readCall(const json &entry) {
  Call call = {entry.at("id"), entry.at("op"), "", "",
               readTensor(entry.at("expected"))};
  json arguments = entry.at("args");
  bool isCurve = call.op == "auroc" || call.op == "average_precision";
  // Room for the rows of a test, and not much more.
  if (isCurve && !arguments.contains("thresholds"))
    arguments["max_samples"] = 48;
  call.attributes = attributesText(arguments);
  call.isSamplewise = arguments.value("multidim_average", "") == "samplewise";
  call.type =
      typeText(call.expected.shape(), call.expected.dtype(), call.isSamplewise);
  return call;
}

std::vector<Group> readGroups() {
  std::ifstream stream(goldenFile("metrics.json"));
  const json document = json::parse(stream);
  std::map<std::string, Group> groups;
  for (const json &entry : document.at("cases")) {
    std::string preds = entry.at("preds"), target = entry.at("target");
    Group &group = groups[preds + "_" + target];
    if (group.calls.empty())
      group = {preds + "_" + target,
               readTensor(document.at("tensors").at(preds)),
               readTensor(document.at("tensors").at(target)),
               {}};
    group.calls.push_back(readCall(entry));
  }
  std::vector<Group> result;
  for (auto &[name, group] : groups)
    result.push_back(std::move(group));
  return result;
}

const std::vector<Group> &allGroups() {
  static const std::vector<Group> groups = readGroups();
  return groups;
}

/// `dtype` is that of floating preds and targets.
std::string graphText(const Group &group, DType dtype) {
  auto typed = [&](const Tensor &tensor) {
    DType element = tensor.dtype() == DType::F32 ? dtype : tensor.dtype();
    return typeText(tensor.shape(), element, /*hasRows=*/true);
  };
  GraphText graph;
  GraphText::Value preds = graph.input("preds", typed(group.preds));
  GraphText::Value target = graph.input("target", typed(group.target));
  for (const Call &call : group.calls) {
    std::string type = call.type;
    if (bool isReal = call.expected.dtype() == DType::F32;
        isReal && group.preds.dtype() == DType::F32)
      type = typeText(call.expected.shape(), dtype, call.isSamplewise);
    graph.metric(call.id,
                 graph.op(call.op, {preds, target}, type, call.attributes));
  }
  return graph.str(group.preds.size(0) + 2);
}

/// Rows [first, last) of a tensor, its reals as `dtype`.
Tensor rowsOf(const Tensor &tensor, int64_t first, int64_t last, DType dtype) {
  std::vector<int64_t> shape(tensor.shape().begin(), tensor.shape().end());
  int64_t perRow = shape[0] ? tensor.count() / shape[0] : 0;
  shape[0] = last - first;
  auto cut = [&](const auto &values) {
    return std::vector(values.begin() + first * perRow,
                       values.begin() + last * perRow);
  };
  if (tensor.dtype() == DType::F32)
    return reals(dtype, shape, cut(tensor.values<double>()));
  return integers(shape, cut(tensor.values<int64_t>()));
}

Tensor meanOfRows(const Tensor &tensor) {
  std::vector<int64_t> shape(tensor.shape().begin() + 1, tensor.shape().end());
  auto rows = static_cast<size_t>(tensor.size(0));
  const std::vector<double> &values = tensor.values<double>();
  std::vector<double> means(values.size() / rows);
  for (size_t i = 0; i < values.size(); ++i)
    means[i % means.size()] += values[i] / static_cast<double>(rows);
  return Tensor::ofReals(tensor.dtype(), shape, means);
}

struct MetricParam {
  DType dtype;
  bool isCompiled;
};

class MetricsTest : public testing::TestWithParam<MetricParam> {
protected:
  RunResult run(TestGraph &graph, const std::string &entry,
                const Values &inputs, int64_t rows) {
    return GetParam().isCompiled
               ? graph.runCompiled(entry, inputs, {.rows = rows})
               : graph.runReference(entry, inputs, {.rows = rows});
  }

  RunResult evaluate(TestGraph &graph, const Group &group, int64_t first,
                     int64_t last) {
    Values inputs;
    inputs["preds"] = rowsOf(group.preds, first, last, GetParam().dtype);
    inputs["target"] = rowsOf(group.target, first, last, GetParam().dtype);
    return run(graph, "eval_step", inputs, last - first);
  }

  void expectValues(const Group &group, RunResult run, bool isAccumulated) {
    ASSERT_EQ(run.error, "");
    for (const Call &call : group.calls) {
      Tensor expected = isAccumulated && call.isSamplewise
                            ? meanOfRows(call.expected)
                            : call.expected;
      EXPECT_TRUE(isClose(run.results[call.id], expected, golden,
                          /*anyType=*/true))
          << call.op << " " << call.attributes;
    }
  }

  /// Values of the whole set, from sums over `cuts`.
  void checkBatches(TestGraph &graph, const Group &group,
                    std::vector<int64_t> cuts) {
    ASSERT_EQ(run(graph, "reset_metrics", {}, 0).error, "");
    for (size_t i = 0; i + 1 < cuts.size(); ++i)
      ASSERT_EQ(evaluate(graph, group, cuts[i], cuts[i + 1]).error, "");
    expectValues(group, run(graph, "compute_metrics", {}, 0),
                 /*isAccumulated=*/true);
  }
};

TEST_P(MetricsTest, AgreesWithScikitLearn) {
  for (const Group &group : allGroups()) {
    TestGraph graph(graphText(group, GetParam().dtype));
    SCOPED_TRACE(group.name);
    ASSERT_TRUE(graph.isValid()) << graph.diagnostics();
    int64_t rows = group.preds.size(0);
    {
      SCOPED_TRACE("one batch");
      expectValues(group, evaluate(graph, group, 0, rows), false);
      expectValues(group, run(graph, "compute_metrics", {}, 0), true);
    }
    SCOPED_TRACE("batches");
    checkBatches(graph, group, {0, 17, 17, 34, rows});
  }
}

TEST(MetricsCoverage, CountsTheCases) {
  size_t calls = 0;
  for (const Group &group : allGroups())
    calls += group.calls.size();
  EXPECT_GE(calls, 472u);
}

INSTANTIATE_TEST_SUITE_P(
    All, MetricsTest,
    testing::Values(MetricParam{DType::F32, false},
                    MetricParam{DType::F64, false},
                    MetricParam{DType::F32, true},
                    MetricParam{DType::F64, true}),
    [](const testing::TestParamInfo<MetricParam> &info) {
      return std::string(info.param.dtype == DType::F32 ? "F32" : "F64") +
             (info.param.isCompiled ? "Compiled" : "Reference");
    });

} // namespace
