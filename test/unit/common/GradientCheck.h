// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares the gradients that the compiler derives with central differences, in
// double precision on the oracle.

#ifndef NADIR_TEST_UNIT_COMMON_GRADIENTCHECK_H
#define NADIR_TEST_UNIT_COMMON_GRADIENTCHECK_H

#include "test/unit/common/TensorTesting.h"
#include "test/unit/common/TestGraph.h"

#include <functional>
#include <string>
#include <vector>

namespace nadir::test {

struct GradientCase {
  /// Inputs by name, in the order of the operands. All f64 ones are
  /// differentiated unless `constants` names them.
  std::vector<std::pair<std::string, Tensor>> inputs;
  std::vector<std::string> constants;
  /// Inputs whose first dimension is the batch.
  std::vector<std::string> withRows;

  /// `nadir.<mnemonic> <inputs> <attributes>`, or with `syntax` in place of
  /// the last two: "$0" there is the first input.
  std::string mnemonic;
  std::string attributes;
  std::string syntax;

  llvm::SmallVector<int64_t> resultShape;
  bool resultHasRows = false;

  /// An h with little rounding and little curvature error for values near 1:
  /// the difference is accurate to about 1e-10.
  double step = 1e-5;
  Tolerance tolerance = {1e-6, 1e-8};
};

/// Fails if a derived gradient differs from the difference quotient, if the
/// graph is refused, and if every gradient is zero (it would check nothing).
testing::AssertionResult checkGradients(const GradientCase &gradientCase);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_COMMON_GRADIENTCHECK_H
