// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C header of a compiled program: the sizes of its memory, a structure with
// a typed pointer for each input and result, and a function for each entry. It
// stands alone: it holds the C interface and includes only the C library.
#ifndef NADIR_COMPILER_CODEGEN_CHEADER_H
#define NADIR_COMPILER_CODEGEN_CHEADER_H

#include "compiler/Codegen/ProgramInfo.h"

namespace nadir {

/// The text of the header, plain C99 that is also C++.
std::string writeCHeader(const ProgramInfo &info);

/// `name` as an identifier of C and C++: what can't be in one becomes `_`, and
/// keywords get one at the end.
std::string cIdentifier(llvm::StringRef name);

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_CHEADER_H
