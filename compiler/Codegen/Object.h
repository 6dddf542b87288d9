// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a scheduled program to a relocatable object in memory, which is written
// to a file, kept in the cache or linked in process. For the last two it may be
// several objects in an archive, as they are generated side by side.
#ifndef NADIR_COMPILER_CODEGEN_OBJECT_H
#define NADIR_COMPILER_CODEGEN_OBJECT_H

#include "compiler/Codegen/SplitModule.h"
#include "compiler/Codegen/Target.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace nadir {

/// Allows `context` to be translated to LLVM IR. Before any module is made.
void registerCodegenDialects(mlir::DialectRegistry &registry);

/// Lowers `module` from the schedule room's form in place, and generates code.
llvm::FailureOr<std::string> emitObject(mlir::ModuleOp module,
                                        const CpuTarget &target, int optLevel);

/// Generates code for a module that is all llvm dialect.
llvm::FailureOr<std::string>
translateToObject(mlir::ModuleOp module, const CpuTarget &target, int optLevel);

/// The same on the threads of the module's context, and for JitProgram::link
/// only: of a program of at least twice `moduleSize` operations this is an
/// archive of several objects, whatever the number of threads. `module` loses
/// functions.
llvm::FailureOr<std::string>
translateToObjects(mlir::ModuleOp module, const CpuTarget &target, int optLevel,
                   size_t moduleSize = defaultModuleSize);

/// The objects in what the functions above return, which is not copied.
llvm::Expected<llvm::SmallVector<llvm::MemoryBufferRef>>
listObjects(llvm::StringRef objects);

/// True for the functions of the C library that generated code may call: they
/// compute, and neither allocate nor do input or output.
bool isAllowedSymbol(llvm::StringRef name);

/// Fails with the names of symbols that an object, or some in an archive, need
/// and nobody may give them.
llvm::Error checkSymbols(llvm::StringRef objects);

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_OBJECT_H
