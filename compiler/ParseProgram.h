// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a program's text to its module. MLIR's parser calls itself for every
// bracket within another one, and would overflow the stack on a damaged or
// hostile file.

#ifndef NADIR_COMPILER_PARSEPROGRAM_H
#define NADIR_COMPILER_PARSEPROGRAM_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace llvm {
class SourceMgr;
} // namespace llvm

namespace nadir {

/// Brackets that may stand within each other; programs have less than ten.
constexpr int64_t deepestBrackets = 256;

/// Parses the main file of `sources`. Null after an error, which the context's
/// diagnostics have.
mlir::OwningOpRef<mlir::ModuleOp> parseProgram(llvm::SourceMgr &sources,
                                               mlir::MLIRContext &context);

} // namespace nadir

#endif // NADIR_COMPILER_PARSEPROGRAM_H
