// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text that a command line names, for MLIR's parser.
#ifndef NADIR_TOOLS_PROGRAM_TEXT_H
#define NADIR_TOOLS_PROGRAM_TEXT_H

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

#include <string>

namespace nadir {

/// Adds a program's text to `sources`; - is standard input.
inline llvm::Error readProgramText(const std::string &path,
                                   llvm::SourceMgr &sources) {
  auto text = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (!text)
    return llvm::createStringError("can't read '" + path +
                                   "': " + text.getError().message());
  sources.AddNewSourceBuffer(std::move(*text), llvm::SMLoc());
  return llvm::Error::success();
}

} // namespace nadir

#endif // NADIR_TOOLS_PROGRAM_TEXT_H
