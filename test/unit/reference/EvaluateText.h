// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Evaluates functions written as text on the oracle.

#ifndef NADIR_TEST_UNIT_REFERENCE_EVALUATETEXT_H
#define NADIR_TEST_UNIT_REFERENCE_EVALUATETEXT_H

#include "test/unit/common/TensorTesting.h"

#include <optional>
#include <string>

namespace nadir::test {

/// The results of a function, or why there are none.
struct Evaluation {
  llvm::SmallVector<Tensor> results;
  std::string error;
};

/// `text` is a module with one function. Locations are of "model.mlir".
Evaluation evaluateFunction(const std::string &text,
                            llvm::ArrayRef<Tensor> arguments,
                            std::optional<int64_t> rows = std::nullopt);

/// Evaluates one operation: `syntax` is all before its type, with operands %0,
/// %1, ...; `resultType` is as in the IR. Types of arguments are the tensors'.
Evaluation evaluateOp(const std::string &syntax,
                      llvm::ArrayRef<Tensor> operands,
                      const std::string &resultType);

/// The single result of such an operation; a failure and a zero if it has none.
Tensor resultOf(const std::string &syntax, llvm::ArrayRef<Tensor> operands,
                const std::string &resultType);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_REFERENCE_EVALUATETEXT_H
