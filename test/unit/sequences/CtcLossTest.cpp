// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ctc_loss of logits: the derived gradient against central differences, and
// generated code against the oracle over ragged sizes.

#include "test/unit/common/GraphText.h"
#include "test/unit/common/TensorTesting.h"
#include "test/unit/common/TestGraph.h"

#include <cmath>

using namespace nadir::test;

namespace {

struct Sizes {
  int64_t times, sequences, classes, labels;
  bool isJoined = false;
};

void PrintTo(const Sizes &sizes, std::ostream *stream) {
  *stream << "T " << sizes.times << ", N " << sizes.sequences << ", C "
          << sizes.classes << ", S " << sizes.labels
          << (sizes.isJoined ? ", one after the other" : "");
}

/// loss = ctc_loss(log_softmax(x), ..) and its gradient, with x [N, T, C].
std::string graphOf(const Sizes &sizes, DType dtype, bool hasRows,
                    const std::string &settings) {
  auto [times, sequences, classes, labels, isJoined] = sizes;
  std::string element = nameOf(dtype).str();
  std::string count = hasRows ? "?" : std::to_string(sequences);
  std::string turned = "tensor<" + std::to_string(times) + "x" + count + "x" +
                       std::to_string(classes) + "x" + element + ">";
  GraphText graph;
  auto x =
      graph.input("x", typeText({sequences, times, classes}, dtype, hasRows));
  auto targets = graph.input(
      "targets", isJoined ? typeText({sequences * labels}, DType::I64)
                          : typeText({sequences, labels}, DType::I64, hasRows));
  auto inputs =
      graph.input("inputs", typeText({sequences}, DType::I64, hasRows));
  auto lengths =
      graph.input("lengths", typeText({sequences}, DType::I64, hasRows));
  auto transposed =
      graph.op("transpose", {x}, turned, "{permutation = array<i64: 1, 0, 2>}");
  auto logProbs =
      graph.op("log_softmax", {transposed}, turned, "{dim = 2 : i64}");
  auto loss = graph.op("ctc_loss", {logProbs, targets, inputs, lengths},
                       "tensor<" + element + ">", settings);
  graph.output("loss", loss);
  graph.output("grad", graph.gradient(loss, {x})[0]);
  return graph.str(hasRows ? std::optional<int64_t>(sequences + 2)
                           : std::nullopt);
}

/// Inputs with lengths from nothing to all, if `areRagged`.
Values inputsOf(const Sizes &sizes, DType dtype, bool areRagged) {
  auto [times, sequences, classes, labels, isJoined] = sizes;
  Values values;
  values["x"] = randomReals(dtype, {sequences, times, classes}, 1, -3, 3);
  llvm::SmallVector<int64_t> shape{sequences, labels};
  if (isJoined)
    shape = {sequences * labels};
  values["targets"] = randomIntegers(DType::I64, shape, 2, 0, classes);
  values["inputs"] = randomIntegers(DType::I64, {sequences}, 3,
                                    areRagged ? 0 : times, times + 1);
  values["lengths"] = randomIntegers(DType::I64, {sequences}, 4,
                                     areRagged ? 0 : labels, labels + 1);
  return values;
}

TEST(CtcLossGradientTest, AgreesWithDifferences) {
  Sizes sizes{6, 3, 4, 2};
  for (const char *settings : {"", "{blank = 3 : i64, reduction = \"sum\"}"}) {
    TestGraph graph(graphOf(sizes, DType::F64, /*hasRows=*/true, settings));
    ASSERT_TRUE(graph.isValid()) << graph.diagnostics();
    Values inputs = inputsOf(sizes, DType::F64, /*areRagged=*/false);
    inputs["inputs"] = integers({3}, {6, 5, 4});
    inputs["lengths"] = integers({3}, {2, 1, 0});
    RunResult run = graph.runReference("predict", inputs);
    ASSERT_EQ(run.error, "");
    double largest = 0;
    for (int64_t i = 0; i < inputs["x"].count(); ++i) {
      auto lossAt = [&](double offset) {
        Values moved = inputs;
        moved["x"].values<double>()[i] += offset;
        return graph.runReference("predict", moved).results["loss"].number(0);
      };
      double derived = run.results["grad"].number(i);
      largest = std::max(largest, std::abs(derived));
      // The difference is accurate to about 1e-10.
      EXPECT_NEAR(derived, (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5, 1e-8) << i;
    }
    EXPECT_GT(largest, 0.1);
  }
}

class CtcLossGridTest : public testing::TestWithParam<Sizes> {};

/// Rounding of logarithms as large as T log C goes into the exponentials of
/// the gradient as it is.
Tolerance tolerance(DType dtype) {
  return dtype == DType::F64 ? Tolerance{1e-10, 1e-11} : Tolerance{2e-4, 2e-5};
}

void checkGrid(const Sizes &sizes, DType dtype, bool hasRows,
               const std::string &settings) {
  std::string text = graphOf(sizes, dtype, hasRows, settings);
  SCOPED_TRACE(text);
  TestGraph graph(text);
  ASSERT_TRUE(graph.isValid()) << graph.diagnostics();
  Values inputs = inputsOf(sizes, dtype, /*areRagged=*/true);
  RunResult expected = graph.runReference("predict", inputs);
  ASSERT_EQ(expected.error, "");
  RunResult one = graph.runCompiled("predict", inputs);
  ASSERT_EQ(one.error, "");
  RunResult two = graph.runCompiled("predict", inputs, {.threads = 2});
  for (const char *name : {"loss", "grad"}) {
    EXPECT_TRUE(
        isClose(one.results[name], expected.results[name], tolerance(dtype)))
        << name;
    EXPECT_TRUE(isClose(two.results[name], one.results[name], exactly))
        << name << " of two threads";
  }
}

TEST_P(CtcLossGridTest, AgreesWithTheOracle) {
  const Sizes &sizes = GetParam();
  checkGrid(sizes, DType::F32, false, "{zero_infinity = true}");
  checkGrid(sizes, DType::F64, !sizes.isJoined,
            "{zero_infinity = true, reduction = \"sum\", blank = 1 : i64}");
}

TEST_P(CtcLossGridTest, TakesNoRows) {
  Sizes sizes = GetParam();
  if (sizes.isJoined)
    sizes = {sizes.times, sizes.sequences, sizes.classes, sizes.labels};
  TestGraph graph(graphOf(sizes, DType::F32, true, "{reduction = \"sum\"}"));
  ASSERT_TRUE(graph.isValid()) << graph.diagnostics();
  sizes.sequences = 0;
  Values inputs = inputsOf(sizes, DType::F32, /*areRagged=*/false);
  RunResult run = graph.runCompiled("predict", inputs, {.rows = 0});
  ASSERT_EQ(run.error, "");
  EXPECT_EQ(run.results["loss"].number(0), 0.0);
}

INSTANTIATE_TEST_SUITE_P(
    Ragged, CtcLossGridTest,
    testing::Values(Sizes{1, 1, 2, 1}, Sizes{1, 3, 5, 0}, Sizes{2, 17, 3, 2},
                    Sizes{7, 5, 2, 3}, Sizes{33, 4, 40, 13}, Sizes{9, 35, 6, 4},
                    Sizes{12, 6, 5, 3, true}, Sizes{5, 1, 3, 2, true}));

} // namespace
