// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ctc_loss and linear_cross_entropy against values that were worked out from
// their definitions (make_sequences.py), on the oracle and compiled, with sizes
// known and with the batch as a run-time number.

#include "test/unit/common/TensorTesting.h"
#include "test/unit/golden/GoldenCases.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <fstream>
#include <gtest/gtest.h>

using namespace nadir::test;
using nlohmann::json;

namespace {

/// The values are float64 from float32 inputs.
constexpr Tolerance golden = {1e-5, 1e-6};

/// In the order of the operations' arguments.
constexpr const char *positional[] = {
    "log_probs", "targets",       "input_lengths", "target_lengths",
    "input",     "linear_weight", "target"};
constexpr const char *keywords[] = {"linear_bias", "weight"};

struct SequenceCase {
  json entry;
  std::vector<std::pair<std::string, Tensor>> inputs;
  Tensor output, cotangent;
  std::vector<std::pair<std::string, Tensor>> gradients;

  bool isCtc() const { return entry.at("op") == "ctc_loss"; }
};

const std::vector<SequenceCase> &allCases() {
  static const std::vector<SequenceCase> cases = [] {
    Safetensors tensors(goldenFile("sequences.safetensors"));
    std::ifstream stream(goldenFile("sequences.json"));
    std::vector<SequenceCase> result;
    const json document = json::parse(stream);
    for (const json &entry : document.at("cases")) {
      SequenceCase next{entry, {}, {}, {}, {}};
      auto read = [&](const char *name) {
        if (entry.at("inputs").contains(name))
          next.inputs.emplace_back(name, tensors.tensor(entry["inputs"][name]));
      };
      llvm::for_each(positional, read);
      llvm::for_each(keywords, read);
      next.output = tensors.tensor(entry.at("output"));
      next.cotangent = tensors.tensor(entry.at("cotangent"));
      for (const auto &[name, tensor] : entry.at("grads").items())
        next.gradients.emplace_back(name, tensors.tensor(tensor));
      result.push_back(next);
    }
    return result;
  }();
  return cases;
}

/// [T, N, ..] as [N, T, ..].
Tensor withBatchFirst(const Tensor &tensor) {
  llvm::SmallVector<int64_t> shape(tensor.shape());
  std::swap(shape[0], shape[1]);
  Tensor result(tensor.dtype(), shape);
  tensor.forEachIndex([&](const nadir::reference::Index &index) {
    nadir::reference::Index place(index);
    std::swap(place[0], place[1]);
    result.at<double>(place) = tensor.at<double>(index);
  });
  return result;
}

/// A case with floats of one type, and either the batch or the size of it.
class SequenceProgram {
public:
  SequenceProgram(const SequenceCase &test, DType dtype, bool hasRows)
      : test(test), dtype(dtype), hasRows(hasRows) {
    for (const auto &[name, tensor] : test.inputs)
      addInput(name, tensor);
    GraphText::Value result = addCall();
    graph.output("output", result);
    GraphText::Value loss =
        graph.weightedSum(result, graph.input("cotangent", result.type));
    values["cotangent"] = converted(test.cotangent);
    for (auto [expected, gradient] :
         llvm::zip(test.gradients, graph.gradient(loss, differentiated)))
      graph.output("grad_" + expected.first, gradient);
  }

  static bool mayHaveRows(const SequenceCase &test) {
    return test.inputs[0].second.rank() == (test.isCtc() ? 3 : 2);
  }

  /// More than the rows of the call, so that a partial batch is tested.
  std::string text() const {
    return graph.str(hasRows ? std::optional<int64_t>(11) : std::nullopt);
  }

  void check(bool isCompiled) {
    SCOPED_TRACE(text());
    TestGraph program(text());
    ASSERT_TRUE(program.isValid()) << program.diagnostics();
    RunResult run = isCompiled ? program.runCompiled("predict", values)
                               : program.runReference("predict", values);
    ASSERT_EQ(run.error, "");
    EXPECT_TRUE(
        isClose(run.results["output"], test.output, golden, /*anyType=*/true))
        << "output";
    for (const auto &[name, expected] : test.gradients)
      EXPECT_TRUE(isClose(run.results["grad_" + name],
                          isSwapped(name) ? withBatchFirst(expected) : expected,
                          golden, /*anyType=*/true))
          << "gradient by " << name;
  }

private:
  bool isSwapped(const std::string &name) const {
    return hasRows && name == "log_probs";
  }

  Tensor converted(const Tensor &tensor) const {
    return tensor.isStoredAs<double>()
               ? Tensor::ofReals(dtype, tensor.shape(), tensor.values<double>())
               : tensor;
  }

  void addInput(const std::string &name, const Tensor &tensor) {
    bool isJoined = test.isCtc() && name == "targets" && tensor.rank() == 1;
    bool isOfBatch = !isJoined && !llvm::is_contained(keywords, name) &&
                     name != "linear_weight";
    Tensor given = converted(isSwapped(name) ? withBatchFirst(tensor) : tensor);
    values[name] = given;
    GraphText::Value value = graph.input(
        name, typeText(given.shape(), given.dtype(), hasRows && isOfBatch));
    if (llvm::any_of(test.gradients,
                     [&](const auto &entry) { return entry.first == name; }))
      byName[name] = value;
    if (isSwapped(name))
      value = graph.op("transpose", {value},
                       "tensor<" + std::to_string(given.size(1)) + "x?x" +
                           std::to_string(given.size(2)) + "x" +
                           nameOf(dtype).str() + ">",
                       "{permutation = array<i64: 1, 0, 2>}");
    operands.push_back(value);
    bool isKeyword = llvm::is_contained(keywords, name);
    syntax += isKeyword ? " " + name + "(" + value.name + ")"
                        : (syntax.empty() ? "" : ", ") + value.name;
  }

  GraphText::Value addCall() {
    for (const auto &[name, expected] : test.gradients)
      differentiated.push_back(byName.lookup(name));
    return graph.written(test.entry.at("op").get<std::string>(),
                         syntax + " " + attributesText(test.entry.at("args")),
                         operands,
                         typeText(test.output.shape(), dtype,
                                  hasRows && test.output.rank() > 0));
  }

  const SequenceCase &test;
  DType dtype;
  bool hasRows;
  GraphText graph;
  Values values;
  std::string syntax;
  llvm::SmallVector<GraphText::Value> operands, differentiated;
  llvm::StringMap<GraphText::Value> byName;
};

class SequencesTest : public testing::TestWithParam<size_t> {};

TEST_P(SequencesTest, AgreesOnTheOracle) {
  const SequenceCase &test = allCases()[GetParam()];
  SequenceProgram(test, DType::F64, false).check(/*isCompiled=*/false);
  if (SequenceProgram::mayHaveRows(test))
    SequenceProgram(test, DType::F32, true).check(/*isCompiled=*/false);
}

TEST_P(SequencesTest, AgreesCompiled) {
  const SequenceCase &test = allCases()[GetParam()];
  SequenceProgram(test, DType::F32, false).check(/*isCompiled=*/true);
  if (SequenceProgram::mayHaveRows(test))
    SequenceProgram(test, DType::F64, true).check(/*isCompiled=*/true);
}

INSTANTIATE_TEST_SUITE_P(
    All, SequencesTest, testing::Range<size_t>(0, allCases().size()),
    [](const testing::TestParamInfo<size_t> &info) {
      return allCases()[info.param].entry.at("id").get<std::string>();
    });

} // namespace
