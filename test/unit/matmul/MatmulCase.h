// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Matmul kernels as a test or a benchmark chooses them, and their text.
#ifndef NADIR_TEST_UNIT_MATMUL_MATMULCASE_H
#define NADIR_TEST_UNIT_MATMUL_MATMULCASE_H

#include "compiler/Schedule/MatmulChoice.h"

#include <cstdint>
#include <string>

namespace nadir::test {

/// What follows the contraction.
enum class Epilogue {
  None,
  /// relu(x + bias[n])
  BiasRelu,
  /// The same, and x as a second result.
  BiasReluAndSum,
  /// x where mask[m, n] > 0, else 0
  Mask,
  /// x * scale[m], and whether it is positive
  RowScaleAndSign,
  /// The same as for Mask, and its sums over m. There is no batch then.
  MaskAndColumnSums
};

struct MatmulCase {
  /// Sizes of the buffers; batch 0 stands for no batch.
  int64_t batch = 0, m = 1, n = 1, k = 1;
  bool transposeLhs = false, transposeRhs = false;
  bool lhsHasBatch = true, rhsHasBatch = true;
  /// Which size follows the number of rows: one of "bmnk", or 0.
  char dynamic = 0;
  bool isDouble = false;
  Epilogue epilogue = Epilogue::None;

  std::string name() const;
  /// The kernel as a module.
  std::string text(const MatmulChoice &choice = {}) const;
};

/// A product without a batch or an epilogue. Of `form`, bit 0 transposes the
/// right operand and bit 1 the left one.
MatmulCase makeCase(int64_t m, int64_t n, int64_t k, int form = 0);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_MATMUL_MATMULCASE_H
