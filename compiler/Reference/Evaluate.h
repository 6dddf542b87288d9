// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle: evaluates graphs and the functions made from them one operation
// after the other, in double precision, by plain loops. Every compiled program
// is compared with it. Its readers are people: nothing here is fast, and none
// of the compiler's arithmetic is shared with it. Operations that are neither
// in its table nor groups are evaluated through their formulas.

#ifndef NADIR_COMPILER_REFERENCE_EVALUATE_H
#define NADIR_COMPILER_REFERENCE_EVALUATE_H

#include "compiler/Reference/Tensor.h"
#include "dialect/Nadir.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <optional>

namespace nadir::reference {

/// The results of a function of operations of the dialect. The number of rows
/// comes from the arguments; `rows` gives it where none of them has it. Errors
/// are texts: arguments that don't fit, and data that the program refuses, in
/// the words in which a compiled program refuses them.
llvm::Expected<llvm::SmallVector<Tensor>>
evaluate(mlir::func::FuncOp function, llvm::ArrayRef<Tensor> arguments,
         std::optional<int64_t> rows = std::nullopt);

/// What a graph computes from inputs and parameters, by name: its outputs, its
/// metrics and "loss". Gradients must have been derived before.
llvm::Expected<llvm::StringMap<Tensor>>
evaluate(GraphOp graph, const llvm::StringMap<Tensor> &values,
         std::optional<int64_t> rows = std::nullopt);

} // namespace nadir::reference

#endif // NADIR_COMPILER_REFERENCE_EVALUATE_H
