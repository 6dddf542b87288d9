// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Losses and layers against PyTorch: outputs and gradients on the oracle and
// compiled, with sizes known and with the batch as a run-time number.

#include "test/unit/common/TensorTesting.h"
#include "test/unit/golden/GoldenCases.h"

#include <gtest/gtest.h>
#include <iostream>

using namespace nadir::test;

namespace {

/// PyTorch's values are float64 from float32 inputs; the oracle's differ by the
/// constants that a graph holds in f32.
constexpr Tolerance golden = {1e-5, 1e-6};

enum class Backend { Reference, Compiled };

RunResult runCase(TestGraph &graph, const GoldenCase &test, Backend backend) {
  if (!graph.isValid())
    return {{}, graph.diagnostics()};
  return backend == Backend::Reference
             ? graph.runReference("predict", test.values())
             : graph.runCompiled("predict", test.values());
}

/// Whether the operation's verifier or a check of its data spoke, and not a
/// parser that could not read the test's text.
bool isRefusal(const std::string &error, const std::string &op) {
  auto contains = [&](const std::string &text) {
    return error.find(text) != std::string::npos;
  };
  return contains("'nadir." + op + "' op expected") ||
         (contains("] is ") && contains(", expected "));
}

void checkCase(const GoldenCase &test, Backend backend, bool hasRows) {
  std::string text = test.graph(hasRows);
  SCOPED_TRACE(test.id + (hasRows ? " with rows" : "") + "\n" + text);
  TestGraph graph(text);
  RunResult run = runCase(graph, test, backend);
  if (test.isRefused) {
    EXPECT_TRUE(isRefusal(run.error, test.op)) << run.error;
    return;
  }
  ASSERT_EQ(run.error, "");
  EXPECT_TRUE(isClose(run.results["output"], test.output, golden,
                      /*anyType=*/true))
      << "output";
  for (const auto &[name, expected] : test.gradients)
    EXPECT_TRUE(isClose(run.results["grad_" + name], expected, golden,
                        /*anyType=*/true))
        << "gradient by " << name;
}

struct OperationParam {
  std::string file, op;
  Backend backend;
};

void PrintTo(const OperationParam &param, std::ostream *stream) {
  *stream << param.file << " " << param.op;
}

class GoldenFunctionTest : public testing::TestWithParam<OperationParam> {};

TEST_P(GoldenFunctionTest, AgreesWithPyTorch) {
  const auto &[file, op, backend] = GetParam();
  const std::vector<GoldenCase> &cases = goldenCases(file).at(op);
  for (const GoldenCase &test : cases) {
    checkCase(test, backend, /*hasRows=*/false);
    if (!test.rowInputs().empty() && !test.isRefused)
      checkCase(test, backend, /*hasRows=*/true);
  }
}

std::vector<OperationParam> allOperations(Backend backend) {
  std::vector<OperationParam> params;
  for (const char *file : {"losses", "layers"})
    for (const std::string &op : goldenOperations(file))
      if (hasOperation(op))
        params.push_back({file, op, backend});
  return params;
}

/// The reference values hold more than the dialect has; say how much of them
/// the tests above read, so that an operation that vanishes is noticed.
TEST(GoldenCoverage, CountsTheCasesThatAreRead) {
  size_t read = 0, all = 0;
  for (const char *file : {"losses", "layers"})
    for (const std::string &op : goldenOperations(file)) {
      size_t cases = goldenCases(file).at(op).size();
      all += cases;
      read += hasOperation(op) ? cases : 0;
      if (!hasOperation(op))
        std::cout << "no operation for " << cases << " cases of " << op << "\n";
    }
  std::cout << read << " of " << all << " cases are read\n";
  EXPECT_GE(read, 180u);
}

std::string paramName(const testing::TestParamInfo<OperationParam> &info) {
  return info.param.file + "_" + info.param.op;
}

INSTANTIATE_TEST_SUITE_P(Reference, GoldenFunctionTest,
                         testing::ValuesIn(allOperations(Backend::Reference)),
                         paramName);
INSTANTIATE_TEST_SUITE_P(Compiled, GoldenFunctionTest,
                         testing::ValuesIn(allOperations(Backend::Compiled)),
                         paramName);

} // namespace
