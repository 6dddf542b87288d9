// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Links a program's objects into the running process.
#ifndef NADIR_COMPILER_CODEGEN_JIT_H
#define NADIR_COMPILER_CODEGEN_JIT_H

#include "runtime/Abi.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"

#include <memory>

namespace nadir {

/// A program in executable memory. Its tables and entries live as long as this
/// does.
class JitProgram {
public:
  /// Links an object, or an archive of several (translateToObjects), with the
  /// program called `name` for this machine. They may use nothing of the
  /// process but what isAllowedSymbol allows.
  static llvm::Expected<std::unique_ptr<JitProgram>>
  link(llvm::StringRef objects, llvm::StringRef name);

  ~JitProgram();

  const nadir_program *program() const { return table; }
  /// The entry called `name`, or null.
  const nadir_entry_info *entry(llvm::StringRef name) const;

private:
  JitProgram();
  llvm::Error load(llvm::ArrayRef<llvm::MemoryBufferRef> objects,
                   llvm::StringRef name);

  struct Session;
  std::unique_ptr<Session> session;
  const nadir_program *table = nullptr;
};

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_JIT_H
