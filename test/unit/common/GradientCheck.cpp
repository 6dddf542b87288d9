// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/common/GradientCheck.h"
#include "test/unit/common/GraphText.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace nadir::test;
using nadir::reference::DType;

namespace {

/// Puts the operands' names in place of "$0", "$1", ...
std::string substitute(std::string syntax,
                       llvm::ArrayRef<GraphText::Value> operands) {
  for (auto [i, operand] : llvm::enumerate(operands)) {
    std::string mark = "$" + std::to_string(i);
    for (size_t at; (at = syntax.find(mark)) != std::string::npos;)
      syntax.replace(at, mark.size(), operand.name);
  }
  return syntax;
}

bool isDifferentiated(const GradientCase &test, const std::string &name,
                      const Tensor &tensor) {
  return tensor.dtype() == DType::F64 &&
         !llvm::is_contained(test.constants, name);
}

/// The graph: "loss" = sum(op(inputs) * cotangent), and "grad_x" for each x.
std::string graphOf(const GradientCase &test) {
  GraphText graph;
  llvm::SmallVector<GraphText::Value> operands, differentiated;
  std::vector<std::string> names;
  for (const auto &[name, tensor] : test.inputs) {
    GraphText::Value value =
        graph.input(name, typeText(tensor.shape(), tensor.dtype(),
                                   llvm::is_contained(test.withRows, name)));
    operands.push_back(value);
    if (!isDifferentiated(test, name, tensor))
      continue;
    differentiated.push_back(value);
    names.push_back(name);
  }
  std::string type = typeText(test.resultShape, DType::F64, test.resultHasRows);
  GraphText::Value result =
      test.syntax.empty()
          ? graph.op(test.mnemonic, operands, type, test.attributes)
          : graph.written(test.mnemonic, substitute(test.syntax, operands),
                          operands, type);
  GraphText::Value loss =
      graph.weightedSum(result, graph.input("cotangent", type));
  graph.output("loss", loss);
  for (auto [name, gradient] :
       llvm::zip(names, graph.gradient(loss, differentiated)))
    graph.output("grad_" + name, gradient);
  // Any capacity that holds the rows of the cases.
  return graph.str(test.withRows.empty() ? std::nullopt
                                         : std::optional<int64_t>(8));
}

/// The difference quotients by every element of one input.
Tensor differences(TestGraph &graph, Values inputs, const std::string &name,
                   double step) {
  Tensor result = inputs[name];
  for (int64_t i = 0; i < result.count(); ++i) {
    auto lossAt = [&](double offset) {
      Values moved = inputs;
      moved[name].values<double>()[i] += offset;
      RunResult run = graph.runReference("predict", moved);
      EXPECT_EQ(run.error, "");
      return run.succeeded() ? run.results["loss"].number(0) : NAN;
    };
    result.values<double>()[i] = (lossAt(step) - lossAt(-step)) / (2 * step);
  }
  return result;
}

} // namespace

testing::AssertionResult nadir::test::checkGradients(const GradientCase &test) {
  std::string text = graphOf(test);
  TestGraph graph(text);
  if (!graph.isValid())
    return testing::AssertionFailure() << graph.diagnostics() << text;
  Values inputs;
  for (const auto &[name, tensor] : test.inputs)
    inputs[name] = tensor;
  inputs["cotangent"] =
      randomReals(DType::F64, test.resultShape, /*seed=*/99, 0.5, 1.5);
  RunResult run = graph.runReference("predict", inputs);
  if (!run.succeeded())
    return testing::AssertionFailure() << run.error << "\n" << text;
  bool allZero = true;
  for (const auto &[name, tensor] : test.inputs) {
    if (!isDifferentiated(test, name, tensor))
      continue;
    const Tensor &derived = run.results["grad_" + name];
    Tensor expected = differences(graph, inputs, name, test.step);
    if (auto result = isClose(derived, expected, test.tolerance); !result)
      return result << ", gradient by '" << name << "' of\n" << text;
    for (int64_t i = 0; i < derived.count(); ++i)
      allZero &= derived.number(i) == 0.0;
  }
  if (allZero)
    return testing::AssertionFailure()
           << "every gradient is zero, which checks nothing:\n"
           << text;
  return testing::AssertionSuccess();
}
