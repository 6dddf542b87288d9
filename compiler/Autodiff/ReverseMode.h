// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reverse-mode differentiation of straight-line graphs.

#ifndef NADIR_COMPILER_AUTODIFF_REVERSEMODE_H
#define NADIR_COMPILER_AUTODIFF_REVERSEMODE_H

#include "mlir/IR/Builders.h"

namespace nadir {

/// Appends to `builder` the gradients of the scalar `loss` with respect to each
/// of `values`, of their types, in the block that holds them. Only operations
/// between the values and the loss are visited. A value that the loss does not
/// depend on has a null gradient. Operations in between that have no gradient
/// are all reported, each at its own location, and the result is a failure.
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
buildGradients(mlir::OpBuilder &builder, mlir::Location location,
               mlir::Value loss, mlir::ValueRange values);

} // namespace nadir

#endif // NADIR_COMPILER_AUTODIFF_REVERSEMODE_H
