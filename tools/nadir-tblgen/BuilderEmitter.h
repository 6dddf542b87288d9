// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes builder definitions as C++.

#ifndef NADIR_TOOLS_TBLGEN_BUILDEREMITTER_H
#define NADIR_TOOLS_TBLGEN_BUILDEREMITTER_H

#include "tools/nadir-tblgen/BuilderDefinition.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace nadir {

/// The documented declarations, for a header that has declared Tensor.
void emitDeclarations(const std::vector<BuilderDefinition> &definitions,
                      llvm::raw_ostream &os);
/// The definitions, which collect their arguments in a detail::Call.
void emitDefinitions(const std::vector<BuilderDefinition> &definitions,
                     llvm::raw_ostream &os);
/// For tests: statements that return the call of the function that `function`
/// names. `arguments.get<T>(name)` gives what must be there,
/// `arguments.read(name, value)` replaces the default of what may.
void emitCalls(const std::vector<BuilderDefinition> &definitions,
               llvm::raw_ostream &os);

} // namespace nadir

#endif // NADIR_TOOLS_TBLGEN_BUILDEREMITTER_H
