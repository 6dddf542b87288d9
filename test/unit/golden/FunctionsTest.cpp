// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Losses and layers against PyTorch: outputs and gradients on the oracle and
// compiled, with sizes known and with the batch as a run-time number, from text
// and from the builder.

#include "runtime/Error.h"
#include "test/unit/common/TensorTesting.h"
#include "test/unit/golden/BuilderCalls.h"
#include "test/unit/golden/GoldenCases.h"

#include <gtest/gtest.h>

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
         (contains(" is ") && contains(", expected "));
}

/// In double precision, of PyTorch's values and of the central differences in
/// the file by NumPy.
constexpr Tolerance goldenDouble = {1e-10, 1e-12};
constexpr Tolerance differences = {1e-7, 1e-8};

void checkCase(const GoldenCase &test, Backend backend, bool hasRows,
               Tolerance tolerance = golden) {
  std::string text = test.graph(hasRows);
  SCOPED_TRACE(test.id + (hasRows ? " with rows" : "") + "\n" + text);
  TestGraph graph(text);
  RunResult run = runCase(graph, test, backend);
  if (test.isRefused) {
    EXPECT_TRUE(isRefusal(run.error, test.op)) << run.error;
    return;
  }
  ASSERT_EQ(run.error, "");
  EXPECT_TRUE(isClose(run.results["output"], test.output, tolerance,
                      /*anyType=*/true))
      << "output";
  for (const auto &[name, expected] : test.gradients)
    EXPECT_TRUE(isClose(run.results["grad_" + name], expected, tolerance,
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

TEST_P(GoldenFunctionTest, AgreesInDoublePrecision) {
  const auto &[file, op, backend] = GetParam();
  for (const GoldenCase *test : distinctCases(file, op))
    checkCase(test->inDouble(), backend, !test->rowInputs().empty(),
              file == "losses_more" ? differences : goldenDouble);
}

/// Ragged numbers of rows, for which there are no values by PyTorch: the
/// compiled code against the oracle.
void checkRows(const GoldenCase &test) {
  TestGraph graph(test.graph(/*hasRows=*/true));
  for (int64_t rows : {1, 2, 37}) {
    SCOPED_TRACE(test.id + ", " + std::to_string(rows) + " rows");
    Values values = test.valuesOfRows(rows);
    RunResult expected = graph.runReference("predict", values);
    RunResult compiled = graph.runCompiled("predict", values);
    ASSERT_EQ(expected.error + compiled.error, "");
    for (const auto &result : expected.results)
      EXPECT_TRUE(isClose(compiled.results[result.first()], result.second,
                          golden, /*anyType=*/true))
          << result.first().str();
  }
}

class GoldenRowsTest : public testing::TestWithParam<OperationParam> {};

TEST_P(GoldenRowsTest, AgreesWithTheOracle) {
  // Cases with a note are about corners, where rounding may decide.
  for (const GoldenCase *test : distinctCases(GetParam().file, GetParam().op))
    if (test->note.empty() && !test->rowInputs().empty() &&
        test->inputs[0].second.count() > 0)
      checkRows(*test);
}

/// The builder's function gives the graph that the text gives, which the tests
/// above compute with; what it refuses, it refuses.
void checkBuilder(const GoldenCase &test, bool hasRows) {
  SCOPED_TRACE(test.id + (hasRows ? " with rows" : ""));
  try {
    std::string built = builtGraph(test, hasRows);
    if (!test.isRefused) {
      EXPECT_EQ(built, canonicalText(test.graph(hasRows)));
      return;
    }
    // Only the values are at fault.
    TestGraph graph(built);
    for (Backend backend : {Backend::Reference, Backend::Compiled}) {
      std::string error = runCase(graph, test, backend).error;
      EXPECT_TRUE(isRefusal(error, test.op)) << error;
    }
  } catch (const nadir::Error &error) {
    EXPECT_TRUE(test.isRefused && isRefusal(error.what(), test.op))
        << error.what();
  }
}

class GoldenBuilderTest : public testing::TestWithParam<OperationParam> {};

TEST_P(GoldenBuilderTest, GivesTheGraphOfTheText) {
  for (const GoldenCase &test :
       goldenCases(GetParam().file).at(GetParam().op)) {
    // The builder refuses sizes of 0, which the batch may have.
    if (test.inputs[0].second.count() > 0)
      checkBuilder(test, /*hasRows=*/false);
    if (!test.rowInputs().empty() && !test.isRefused)
      checkBuilder(test, /*hasRows=*/true);
  }
}

constexpr const char *files[] = {"losses", "losses_more", "layers"};

std::vector<OperationParam> allOperations(Backend backend) {
  std::vector<OperationParam> params;
  for (const char *file : files)
    for (const std::string &op : goldenOperations(file))
      if (hasOperation(op))
        params.push_back({file, op, backend});
  return params;
}

/// An operation that vanishes must not take its cases with it unnoticed.
TEST(GoldenCoverage, ReadsEveryLossAndMostLayers) {
  for (const char *file : files)
    for (const std::string &op : goldenOperations(file))
      EXPECT_TRUE(hasOperation(op) || std::string(file) == "layers")
          << "no operation for " << goldenCases(file).at(op).size()
          << " cases of " << op;
  EXPECT_GE(allOperations(Backend::Reference).size(), 46u);
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

INSTANTIATE_TEST_SUITE_P(, GoldenRowsTest,
                         testing::ValuesIn(allOperations(Backend::Compiled)),
                         paramName);
INSTANTIATE_TEST_SUITE_P(, GoldenBuilderTest,
                         testing::ValuesIn(allOperations(Backend::Reference)),
                         paramName);

} // namespace
