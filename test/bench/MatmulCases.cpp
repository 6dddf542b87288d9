// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Products alone, of every size and transpose: mm_m<M>_k<K>_n<N> multiplies
// [M, K] by [K, N]; _nt and _tn have the second or the first one transposed.
#include "test/bench/Case.h"

namespace nadir::bench {

namespace {

struct Size {
  int64_t m, k, n;
};

constexpr Size sizes[] = {
    {128, 128, 128},    {256, 256, 256}, {512, 512, 512},  {1024, 1024, 1024},
    {2048, 2048, 2048}, {128, 784, 64},  {1024, 784, 512}, {512, 768, 3072},
};

/// Matrices of few rows or columns.
constexpr Size skinny[] = {
    {1, 1024, 1024}, {8, 1024, 1024}, {1024, 1024, 8},
    {1024, 8, 1024}, {128, 32, 10},   {10, 128, 32},
};

Case matmulCase(const Size &size, bool transposeLhs, bool transposeRhs) {
  Case result;
  result.group = "matmul";
  result.name = "mm_m" + std::to_string(size.m) + "_k" +
                std::to_string(size.k) + "_n" + std::to_string(size.n);
  if (transposeLhs || transposeRhs)
    result.name += transposeLhs ? "_tn" : "_nt";
  auto shape = [](int64_t rows, int64_t columns, bool transposed) {
    return transposed ? Sizes{columns, rows} : Sizes{rows, columns};
  };
  result.inputs = {{Fill::normal, shape(size.m, size.k, transposeLhs)},
                   {Fill::normal, shape(size.k, size.n, transposeRhs)}};
  result.build = [=](Graph &graph, const std::vector<Tensor> &tensors) {
    graph.output("product", matmul(tensors[0], tensors[1],
                                   {.transpose_lhs = transposeLhs,
                                    .transpose_rhs = transposeRhs}));
  };
  result.flops = 2.0 * static_cast<double>(size.m * size.k * size.n);
  return result;
}

} // namespace

std::vector<Case> matmulCases() {
  std::vector<Case> cases;
  auto add = [&](const Size &size) {
    cases.push_back(matmulCase(size, false, false));
    cases.push_back(matmulCase(size, false, true));
    cases.push_back(matmulCase(size, true, false));
  };
  for (const Size &size : sizes)
    add(size);
  for (const Size &size : skinny)
    add(size);
  return cases;
}

} // namespace nadir::bench
