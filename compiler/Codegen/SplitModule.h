// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's code generator works on one module at a time. A large program becomes
// several modules, for which code is generated side by side. Where they are cut
// depends on the program alone.
#ifndef NADIR_COMPILER_CODEGEN_SPLITMODULE_H
#define NADIR_COMPILER_CODEGEN_SPLITMODULE_H

#include "compiler/Codegen/ProgramInfo.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace nadir {

/// Operations that are worth a module of their own: setting a code generator up
/// for it costs a twentieth of running it.
inline constexpr size_t defaultModuleSize = 3000;

/// Moves functions of `module`, which is all llvm dialect, to modules that are
/// as large as what stays, at least `moduleSize`; to none if it is small.
/// Entries and data stay. Functions that may be called from another module are
/// hidden symbols from then on.
llvm::SmallVector<mlir::OwningOpRef<mlir::ModuleOp>>
splitModule(mlir::ModuleOp module, const ProgramInfo &info, size_t moduleSize);

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_SPLITMODULE_H
