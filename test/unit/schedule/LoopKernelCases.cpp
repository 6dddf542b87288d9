// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LoopKernelCases.h"

#include "LoopKernelTexts.h"

namespace nadir::test {

static constexpr const char *maps = R"(
#v0 = affine_map<() -> ()>
#v1 = affine_map<(i) -> (i)>
#v2 = affine_map<(i, j) -> (i, j)>
#v3 = affine_map<(i, j, k) -> (i, j, k)>
#s1 = affine_map<(i) -> ()>
#s2 = affine_map<(i, j) -> ()>
#i2 = affine_map<(i, j) -> (i)>
#j2 = affine_map<(i, j) -> (j)>
#t2 = affine_map<(i, j) -> (j, i)>
#i02 = affine_map<(i, j) -> (i, 0)>
#ik3 = affine_map<(i, j, k) -> (i, k)>
#j3 = affine_map<(i, j, k) -> (j)>
#t3 = affine_map<(i, j, k) -> (j, i, k)>
)";

const std::vector<LoopKernelCase> &loopKernelCases() {
  static const std::vector<int64_t> ragged = {1, 2, 7, 15, 16, 17, 64, 67};
  static const std::vector<LoopKernelCase> cases = {
      {"Pointwise", pointwiseText, ragged},
      {"Bias", biasText, {1, 10, 16, 33}},
      {"CrossEntropy", crossEntropyText, {1, 2, 10, 16, 17, 67, 200}, 0},
      {"SoftmaxKeepDim", softmaxKeepDimText, {1, 10, 33, 129}},
      {"ColumnSum", columnSumText, {1, 10, 15, 16, 64, 67, 100, 300}},
      {"ReluGradAndBias", reluGradAndBiasText, {3, 16, 70}},
      {"MiddleSum", middleSumText, {1, 5, 16, 37}},
      {"OuterAndInnerSum", outerAndInnerSumText, {1, 5, 16, 130}},
      {"Mean", meanText, ragged},
      {"Adam", adamText, {1, 10, 64, 99}},
      {"Transpose", transposeText, {1, 5, 16, 33}},
      {"TransposeInner", transposeInnerText, {4, 16, 33}},
      {"Slice", sliceText, {4, 16, 35}},
      {"Embedding", embeddingText, {1, 7, 16, 33}, 20},
      {"OneHot", oneHotText, {2, 10, 17}, 0},
      {"ArgMax", argMaxText, {1, 2, 10, 16, 67, 100}},
      {"ArgMaxColumns", argMaxColumnsText, {1, 10, 33}},
      {"Random", randomText, {1, 10, 16, 50}},
      {"Booleans", booleansText, {1, 10, 64, 67}},
      {"Scalars", scalarsText, {1}},
      {"Pairs", pairsText, {1}},
      {"Division", divisionText, {3, 16, 21}},
      {"SharedFill", sharedFillText, {1, 10, 33}},
      {"Empty", emptyText, {1, 5}},
      {"TwoShapes", twoShapesText, {1, 8, 19}},
  };
  return cases;
}

void PrintTo(const LoopKernelCase &kernel, std::ostream *os) {
  *os << kernel.name;
}

std::string instantiate(const LoopKernelCase &kernel, int64_t size,
                        int64_t capacity) {
  std::string text =
      std::string(maps) +
      "module attributes {nadir.capacity = " + std::to_string(capacity) +
      " : i64} {\n" + kernel.text + "}\n";
  std::string number = std::to_string(size);
  for (size_t at = 0; (at = text.find("$C", at)) != std::string::npos;)
    text.replace(at, 2, number);
  return text;
}

} // namespace nadir::test
