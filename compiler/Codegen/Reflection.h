// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The constant tables through which a compiled program describes itself.
#ifndef NADIR_COMPILER_CODEGEN_REFLECTION_H
#define NADIR_COMPILER_CODEGEN_REFLECTION_H

#include "compiler/Codegen/ProgramInfo.h"

namespace llvm {
class Module;
}

namespace nadir {

/// Name of the symbol that holds a program's nadir_program.
std::string programSymbol(llvm::StringRef program);

/// Adds the symbol and its tables to a module that holds the entries.
void addReflection(llvm::Module &module, const ProgramInfo &info);

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_REFLECTION_H
