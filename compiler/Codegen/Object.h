// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a scheduled program to a relocatable object in memory, which is written
// to a file, kept in the cache or linked in process: one way for all.
#ifndef NADIR_COMPILER_CODEGEN_OBJECT_H
#define NADIR_COMPILER_CODEGEN_OBJECT_H

#include "compiler/Codegen/Target.h"
#include "mlir/IR/BuiltinOps.h"

namespace nadir {

/// Allows `context` to be translated to LLVM IR. Before any module is made.
void registerCodegenDialects(mlir::DialectRegistry &registry);

/// Lowers `module` from the schedule room's form in place, and generates code.
llvm::FailureOr<std::string> emitObject(mlir::ModuleOp module,
                                        const CpuTarget &target, int optLevel);

/// Generates code for a module that is all llvm dialect.
llvm::FailureOr<std::string>
translateToObject(mlir::ModuleOp module, const CpuTarget &target, int optLevel);

/// True for the functions of the C library that generated code may call: they
/// compute, and neither allocate nor do input or output.
bool isAllowedSymbol(llvm::StringRef name);

/// Fails with the names of symbols that an object needs and nobody may give it.
llvm::Error checkSymbols(llvm::StringRef object);

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_OBJECT_H
