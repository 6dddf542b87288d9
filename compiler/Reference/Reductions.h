// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reductions of the oracle's tensors that several operations are defined with.
// The reduced dimensions stay, with size 1; an empty list means all of them.

#ifndef NADIR_COMPILER_REFERENCE_REDUCTIONS_H
#define NADIR_COMPILER_REFERENCE_REDUCTIONS_H

#include "compiler/Reference/Scope.h"

namespace nadir::reference {

Tensor sumOf(const Tensor &input, llvm::ArrayRef<int64_t> dims);
/// NaN if an element is.
Tensor maxOf(const Tensor &input, llvm::ArrayRef<int64_t> dims);

Tensor softmaxOf(const Tensor &input, int64_t dim);
Tensor logSoftmaxOf(const Tensor &input, int64_t dim);

/// The same elements in the shape of `value`.
Tensor withShapeOf(mlir::Value value, const Scope &scope, Tensor tensor);

} // namespace nadir::reference

#endif // NADIR_COMPILER_REFERENCE_REDUCTIONS_H
