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
  /// What is special about the values; mostly nothing.
  std::string note;
  /// The call must be refused; the rest is empty then.
  bool isRefused = false;
  Tensor output;
  std::optional<Tensor> cotangent;
  std::vector<std::pair<std::string, Tensor>> gradients;

  /// Inputs whose first dimension may be made the batch; empty if none.
  std::vector<std::string> rowInputs() const;
  /// The batch that graphs with rows are compiled for: more than the rows of
  /// the call, so that a partial batch is tested.
  int64_t capacity() const { return 40; }
  /// The graph, with results "output" and "grad_<input>".
  std::string graph(bool hasRows) const;
  Values values() const;
  /// The same case with f64 in place of f32.
  GoldenCase inDouble() const;
  /// Values with this many rows: the case's own rows, over and over.
  Values valuesOfRows(int64_t rows) const;
  /// What stands between the mnemonic and the colon, with these names for the
  /// inputs.
  std::string syntax(llvm::ArrayRef<std::string> names) const;

private:
  GraphText::Value call(GraphText &graph,
                        llvm::ArrayRef<GraphText::Value> operands,
                        bool hasRows) const;
};

/// All cases of test/golden/<name>.json, by operation.
const std::map<std::string, std::vector<GoldenCase>> &
goldenCases(const std::string &name);

/// Of the calls that are not refused, one for each set of operands and
/// settings, whatever the reduction.
std::vector<const GoldenCase *> distinctCases(const std::string &file,
                                              const std::string &op);

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
