// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls of PyTorch functions with their results and gradients (losses.json and
// layers.json), as graphs.

#ifndef NADIR_TEST_UNIT_GOLDEN_GOLDENCASES_H
#define NADIR_TEST_UNIT_GOLDEN_GOLDENCASES_H

#include "test/unit/common/GraphText.h"
#include "test/unit/common/TestGraph.h"
#include "test/unit/golden/Safetensors.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace nadir::test {

struct GoldenCase {
  std::string id, op;
  nlohmann::json arguments;
  /// In the order of PyTorch's arguments.
  std::vector<std::pair<std::string, Tensor>> inputs;
  /// The call must be refused; the rest is empty then.
  bool isRefused = false;
  Tensor output;
  std::optional<Tensor> cotangent;
  std::vector<std::pair<std::string, Tensor>> gradients;

  /// Inputs whose first dimension may be made the batch; empty if none.
  std::vector<std::string> rowInputs() const;
  /// The graph, with results "output" and "grad_<input>".
  std::string graph(bool hasRows) const;
  Values values() const;

private:
  GraphText::Value call(GraphText &graph,
                        llvm::ArrayRef<GraphText::Value> operands,
                        bool hasRows) const;
};

/// All cases of test/golden/<name>.json, by operation.
const std::map<std::string, std::vector<GoldenCase>> &
goldenCases(const std::string &name);

std::vector<std::string> goldenOperations(const std::string &name);

/// JSON values as attributes of the IR: numbers with a point are f64, others
/// i64, lists of numbers arrays.
std::string attributeText(const nlohmann::json &value);
/// "{name = value, ...}"
std::string attributesText(const nlohmann::json &object);

/// Whether the dialect has an operation "nadir.<name>".
bool hasOperation(const std::string &name);
/// The dialect's optimizers, without "nadir.".
std::set<std::string> optimizerOperations();

/// Path of a file in test/golden.
std::string goldenFile(const std::string &name);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_GOLDEN_GOLDENCASES_H
