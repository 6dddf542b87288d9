// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What may be written in an operation's braces.

#ifndef NADIR_DIALECT_ATTRIBUTENAMES_H
#define NADIR_DIALECT_ATTRIBUTENAMES_H

#include "mlir/IR/Operation.h"

namespace nadir {

/// Fails if `op` has an attribute that isn't one of its kind's, as a misspelt
/// one, which would say nothing. Those of dialects ("nadir.x") may stand
/// anywhere.
llvm::LogicalResult verifyAttributeNames(mlir::Operation *op);

} // namespace nadir

#endif // NADIR_DIALECT_ATTRIBUTENAMES_H
