// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The gradient of every loss by every operand against central differences, in
// double precision, at the inputs of the golden cases: also where PyTorch's
// file has no gradient (weights, variances, targets).

#include "test/unit/common/GradientCheck.h"
#include "test/unit/golden/GoldenCases.h"

#include <cmath>

using namespace nadir::test;

namespace {

/// Counts, signs and classes: a loss need not be smooth there.
bool isLabel(const std::string &name, const Tensor &tensor) {
  if (!name.starts_with("target"))
    return false;
  for (int64_t i = 0; i < tensor.count(); ++i)
    if (tensor.number(i) != std::floor(tensor.number(i)))
      return false;
  return true;
}

GradientCase gradientCase(const GoldenCase &golden) {
  GradientCase test;
  // Probabilities near 0 and 1 ask for small steps.
  test.step = 1e-6;
  test.tolerance = {1e-5, 1e-7};
  std::vector<std::string> names;
  for (const auto &[name, tensor] : golden.inputs) {
    names.push_back("$" + std::to_string(names.size()));
    if (isLabel(name, tensor))
      test.constants.push_back(name);
    test.inputs.emplace_back(name, tensor);
  }
  test.mnemonic = golden.op;
  test.syntax = golden.syntax(names);
  test.resultShape.assign(golden.output.shape().begin(),
                          golden.output.shape().end());
  return test;
}

using File = std::pair<std::string, std::string>;

class GoldenGradientTest : public testing::TestWithParam<File> {};

TEST_P(GoldenGradientTest, AgreesWithDifferences) {
  for (const GoldenCase *golden :
       distinctCases(GetParam().first, GetParam().second)) {
    // Cases with a note are about corners, where differences mean nothing.
    if (!golden->note.empty() || golden->gradients.empty())
      continue;
    SCOPED_TRACE(golden->id);
    EXPECT_TRUE(checkGradients(gradientCase(golden->inDouble())));
  }
}

std::vector<File> lossFiles() {
  std::vector<File> files;
  for (const char *file : {"losses", "losses_more"})
    for (const std::string &op : goldenOperations(file))
      files.emplace_back(file, op);
  return files;
}

INSTANTIATE_TEST_SUITE_P(, GoldenGradientTest, testing::ValuesIn(lossFiles()),
                         [](const testing::TestParamInfo<File> &info) {
                           return info.param.first + "_" + info.param.second;
                         });

} // namespace
