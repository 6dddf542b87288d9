// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The stabilize room: rewrites formulas whose value or gradient overflows or
// cancels into forms that do not, whether the user wrote them or a library did,
// before differentiation fixes the gradient's form. Users' functions are
// inlined first, so that their formulas get the same treatment.

#ifndef NADIR_COMPILER_STABILIZE_STABILIZE_H
#define NADIR_COMPILER_STABILIZE_STABILIZE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace nadir {

/// `nadir-stabilize`: after it, no loss operation is left, and a logarithm of a
/// softmax or sigmoid only where the value in between is used in other ways.
std::unique_ptr<mlir::Pass> createStabilizePass();

/// `nadir-mark-variables`: after it, every value that a gradient is by, other
/// than an input or parameter, is the result of a `nadir.variable`, which no
/// simplification merges with another value.
std::unique_ptr<mlir::Pass> createMarkVariablesPass();

/// `nadir-inline-functions`: after it, no function and no call is left. What it
/// copies keeps its line, and the line of the call.
std::unique_ptr<mlir::Pass> createInlineFunctionsPass();
/// The same as a function. Fails, and says so, if a function calls itself.
llvm::LogicalResult inlineFunctions(mlir::ModuleOp module);

void registerStabilizePasses();

} // namespace nadir

#endif // NADIR_COMPILER_STABILIZE_STABILIZE_H
