// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files that are there whole or not at all.
#ifndef NADIR_COMPILER_CODEGEN_OUTPUTFILE_H
#define NADIR_COMPILER_CODEGEN_OUTPUTFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace nadir {

/// Writes `bytes` to a file beside `path` and renames it when all is written,
/// so that a full disk or a crash leaves what was there before. The new file
/// has the permissions of the old one; a symbolic link stays one, what it
/// points to is replaced. "-" is standard output; a device or a pipe is written
/// to directly.
llvm::Error writeOutputFile(llvm::StringRef path, llvm::StringRef bytes);

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_OUTPUTFILE_H
