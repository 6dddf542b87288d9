// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles one math op into functions over blocks of numbers, by way of
// nadir-expand-math and MLIR's own conversions, and runs them here.

#ifndef NADIR_TEST_UNIT_MATH_COMPILEDMATH_H
#define NADIR_TEST_UNIT_MATH_COMPILEDMATH_H

#include "compiler/Lowering/VectorMath.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <memory>
#include <string>

namespace mlir {
class ExecutionEngine;
}

namespace nadir::test {

/// Numbers a call of a compiled function takes.
constexpr int kBlock = 4096;

/// A context with the dialects that compiled math needs.
std::unique_ptr<mlir::MLIRContext> makeMathContext();

/// Parses a module and runs nadir-expand-math on it; null after an error.
mlir::OwningOpRef<mlir::ModuleOp> expandMath(mlir::MLIRContext &context,
                                             const std::string &text,
                                             MathTarget target);

/// `op` (such as "math.exp", or several of one operand, innermost first, as in
/// "arith.negf math.exp") of one or two operands, compiled twice: for
/// vectors of the given type ("vector<16xf32>") and for its scalar.
class CompiledMath {
public:
  CompiledMath(const std::string &op, int operands,
               const std::string &vectorType, MathTarget target);
  ~CompiledMath();

  /// Computes kBlock results; y is read only by ops of two operands.
  template <typename T> void runVector(const T *x, const T *y, T *out) const {
    reinterpret_cast<void (*)(const T *, const T *, T *)>(vector)(x, y, out);
  }
  template <typename T> void runScalar(const T *x, const T *y, T *out) const {
    reinterpret_cast<void (*)(const T *, const T *, T *)>(scalar)(x, y, out);
  }

private:
  std::unique_ptr<mlir::ExecutionEngine> engine;
  void *vector = nullptr;
  void *scalar = nullptr;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_MATH_COMPILEDMATH_H
