// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// linear_cross_entropy: gradients against central differences, and chunks,
// compiled, against the whole logits on the oracle.

#include "test/unit/common/GradientCheck.h"
#include "test/unit/common/GraphText.h"

using namespace nadir::test;

namespace {

struct Head {
  int64_t rows, depth, classes, chunk;
  bool hasBias = false, hasWeight = false, hasShares = false, hasRows = false;
  std::string settings = {};
};

void PrintTo(const Head &head, std::ostream *stream) {
  *stream << head.rows << "x" << head.depth << " by " << head.classes << " in "
          << head.chunk << (head.hasBias ? ", bias" : "")
          << (head.hasWeight ? ", weight" : "")
          << (head.hasShares ? ", shares" : "")
          << (head.hasRows ? ", batch" : "") << " " << head.settings;
}

/// The operands in the order of the call, and the text that calls with them.
struct Call {
  std::vector<std::pair<std::string, Tensor>> inputs;
  std::vector<std::string> withRows;
  std::string syntax;
};

Call callOf(const Head &head, DType dtype, const std::string &chunks) {
  auto [rows, depth, classes, chunk, hasBias, hasWeight, hasShares, hasRows,
        settings] = head;
  Call call;
  Tensor target = hasShares ? randomReals(dtype, {rows, classes}, 3, 0, 1)
                            : randomIntegers(DType::I64, {rows}, 3, 0, classes);
  call.inputs = {{"x", randomReals(dtype, {rows, depth}, 1)},
                 {"w", randomReals(dtype, {classes, depth}, 2, -1, 1)},
                 {"y", target}};
  call.syntax = "$0, $1, $2";
  if (hasBias) {
    call.inputs.emplace_back("b", randomReals(dtype, {classes}, 4, -1, 1));
    call.syntax += " linear_bias($3)";
  }
  if (hasWeight) {
    call.syntax += " weight($" + std::to_string(call.inputs.size()) + ")";
    call.inputs.emplace_back("c", randomReals(dtype, {classes}, 5, 0.5, 2));
  }
  if (hasRows)
    call.withRows = {"x", "y"};
  call.syntax +=
      " {" + settings + (settings.empty() ? "" : ", ") + chunks + "}";
  return call;
}

std::string inRows(const Head &head) {
  return "chunking_method = \"rows\", batch_chunk_size = " +
         std::to_string(head.chunk) + " : i64";
}

class LinearCrossEntropyGradientTest : public testing::TestWithParam<Head> {};

TEST_P(LinearCrossEntropyGradientTest, AgreesWithDifferences) {
  const Head &head = GetParam();
  for (const std::string &chunks :
       {inRows(head), std::string("chunking_method = \"none\"")}) {
    Call call = callOf(head, DType::F64, chunks);
    GradientCase test;
    test.inputs = call.inputs;
    test.withRows = call.withRows;
    test.constants = {"c"};
    if (head.hasShares)
      test.constants.push_back("y");
    test.mnemonic = "linear_cross_entropy";
    test.syntax = call.syntax;
    if (head.settings.find("none") != std::string::npos) {
      test.resultShape = {head.rows};
      test.resultHasRows = head.hasRows;
    }
    EXPECT_TRUE(checkGradients(test));
  }
}

/// Which gradients a program computes.
enum class Wanted { Nothing, Input, Weight, Both, Squared };

std::string graphOf(const Head &head, DType dtype, const std::string &chunks,
                    Wanted wanted) {
  Call call = callOf(head, dtype, chunks);
  GraphText graph;
  llvm::SmallVector<GraphText::Value> operands;
  std::string syntax = call.syntax;
  for (const auto &[name, tensor] : call.inputs) {
    bool hasRows = llvm::is_contained(call.withRows, name);
    operands.push_back(
        graph.input(name, typeText(tensor.shape(), tensor.dtype(), hasRows)));
    std::string mark = "$" + std::to_string(operands.size() - 1);
    syntax.replace(syntax.find(mark), mark.size(), operands.back().name);
  }
  bool keepsRows = head.settings.find("none") != std::string::npos;
  GraphText::Value loss =
      graph.written("linear_cross_entropy", syntax, operands,
                    keepsRows ? typeText({head.rows}, dtype, head.hasRows)
                              : typeText({}, dtype));
  graph.output("loss", loss);
  if (keepsRows)
    loss = graph.op("sum", {loss}, typeText({}, dtype));
  if (wanted == Wanted::Squared)
    loss = graph.op("square", {loss}, typeText({}, dtype));
  bool isBoth = wanted == Wanted::Both || wanted == Wanted::Squared;
  if (wanted == Wanted::Input || isBoth)
    graph.output("gx", graph.gradient(loss, {operands[0]})[0]);
  if (wanted == Wanted::Weight || isBoth)
    graph.output("gw", graph.gradient(loss, {operands[1]})[0]);
  if (isBoth && head.hasBias)
    graph.output("gb", graph.gradient(loss, {operands[3]})[0]);
  return graph.str(head.hasRows ? std::optional<int64_t>(head.rows + 3)
                                : std::nullopt);
}

void check(const Head &head, DType dtype, Wanted wanted) {
  std::string text = graphOf(head, dtype, inRows(head), wanted);
  SCOPED_TRACE(text);
  TestGraph whole(graphOf(head, dtype, "chunking_method = \"none\"", wanted));
  TestGraph chunked(text);
  ASSERT_TRUE(whole.isValid()) << whole.diagnostics();
  ASSERT_TRUE(chunked.isValid()) << chunked.diagnostics();
  Values values;
  for (const auto &[name, tensor] : callOf(head, dtype, "").inputs)
    values[name] = tensor;
  RunResult expected = whole.runReference("predict", values);
  ASSERT_EQ(expected.error, "");
  RunResult one = chunked.runCompiled("predict", values);
  ASSERT_EQ(one.error, "");
  RunResult two = chunked.runCompiled("predict", values, {.threads = 2});
  // Sums over classes and rows in f32.
  Tolerance tolerance =
      dtype == DType::F64 ? Tolerance{1e-11, 1e-12} : Tolerance{1e-4, 1e-5};
  for (const auto &[name, tensor] : expected.results) {
    EXPECT_TRUE(isClose(one.results[name], tensor, tolerance)) << name.str();
    EXPECT_TRUE(isClose(two.results[name], one.results[name], exactly))
        << name.str() << " of two threads";
  }
}

class LinearCrossEntropyTest : public testing::TestWithParam<Head> {};

TEST_P(LinearCrossEntropyTest, ChunksAgreeWithTheWhole) {
  check(GetParam(), DType::F32, Wanted::Both);
  check(GetParam(), DType::F64, Wanted::Both);
}

std::vector<Head> smallHeads() {
  return {
      {1, 1, 2, 1},
      {5, 3, 4, 2, true},
      {7, 5, 17, 3, true, true, false, false, "label_smoothing = 0.1 : f64"},
      {6, 4, 5, 4, true, false, true},
      {6, 4, 5, 4, false, true, true, true, "reduction = \"sum\""},
      {9, 2, 3, 4, true, true, false, true, "ignore_index = 1 : i64"},
      {8, 3, 6, 4, false, false, false, true, "reduction = \"none\""}};
}

std::vector<Head> largeHeads() {
  return {
      {33, 40, 100, 16, true, false, false, false, "ignore_index = 3 : i64"},
      {37, 31, 257, 16, true, true, false, true, "label_smoothing = 0.2 : f64"},
      {50, 65, 130, 17, false, false, true, true}};
}

INSTANTIATE_TEST_SUITE_P(Small, LinearCrossEntropyGradientTest,
                         testing::ValuesIn(smallHeads()));
INSTANTIATE_TEST_SUITE_P(Small, LinearCrossEntropyTest,
                         testing::ValuesIn(smallHeads()));
INSTANTIATE_TEST_SUITE_P(Large, LinearCrossEntropyTest,
                         testing::ValuesIn(largeHeads()));

Head usual() { return {21, 19, 33, 8, true}; }

TEST(LinearCrossEntropyPartsTest, ComputesNoGradient) {
  check(usual(), DType::F32, Wanted::Nothing);
}

TEST(LinearCrossEntropyPartsTest, ComputesTheInputsGradient) {
  check(usual(), DType::F32, Wanted::Input);
}

TEST(LinearCrossEntropyPartsTest, ComputesTheWeightsGradient) {
  check(usual(), DType::F32, Wanted::Weight);
}

/// linear_cross_entropy_c9: what arrives at the loss depends on it.
TEST(LinearCrossEntropyPartsTest, TakesAGradientOfTheLoss) {
  check(usual(), DType::F64, Wanted::Squared);
}

/// A step of fewer rows than the capacity, down to none.
TEST(LinearCrossEntropyPartsTest, TakesAnyNumberOfRows) {
  Head head = usual();
  head.hasRows = true;
  head.settings = "reduction = \"sum\"";
  TestGraph graph(graphOf(head, DType::F64, inRows(head), Wanted::Both));
  TestGraph whole(
      graphOf(head, DType::F64, "chunking_method = \"none\"", Wanted::Both));
  for (int64_t rows : {0, 1, 8, 9, 21}) {
    head.rows = rows;
    Values values;
    for (const auto &[name, tensor] : callOf(head, DType::F64, "").inputs)
      values[name] = tensor;
    RunResult expected = whole.runReference("predict", values, {.rows = rows});
    RunResult run = graph.runCompiled("predict", values, {.rows = rows});
    ASSERT_EQ(expected.error, "");
    ASSERT_EQ(run.error, "");
    for (const auto &[name, tensor] : expected.results)
      EXPECT_TRUE(isClose(run.results[name], tensor, {1e-11, 1e-12}))
          << name.str() << " of " << rows << " rows";
  }
}

} // namespace
