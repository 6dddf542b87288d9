// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names that become part of names of C.

#ifndef NADIR_DIALECT_IDENTIFIER_H
#define NADIR_DIALECT_IDENTIFIER_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace nadir {

/// Whether `name` is an identifier of C, so that functions there can begin with
/// it.
inline bool isIdentifier(llvm::StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

} // namespace nadir

#endif // NADIR_DIALECT_IDENTIFIER_H
