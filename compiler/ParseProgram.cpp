// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/ParseProgram.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

/// Where what stands at `at` ends that holds no brackets: a string, a comment
/// or a character.
static size_t skipPlain(StringRef text, size_t at) {
  if (text[at] == '"') {
    for (++at; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at)
      at += text[at] == '\\';
    return std::min(at + 1, text.size());
  }
  if (text.substr(at).starts_with("//"))
    return std::min(text.find('\n', at), text.size());
  return at + (text.substr(at).starts_with("->") ? 2 : 1);
}

/// The place of the first bracket that is too deep, if there is one.
static std::optional<size_t> findTooDeep(StringRef text) {
  int64_t depth = 0;
  for (size_t at = 0; at < text.size(); at = skipPlain(text, at)) {
    if (StringRef("([{<").contains(text[at]) &&
        ++depth > nadir::deepestBrackets)
      return at;
    // Those that were never opened are the parser's to report.
    if (StringRef(")]}>").contains(text[at]))
      depth = std::max<int64_t>(depth - 1, 0);
  }
  return std::nullopt;
}

OwningOpRef<ModuleOp> nadir::parseProgram(llvm::SourceMgr &sources,
                                          MLIRContext &context) {
  unsigned main = sources.getMainFileID();
  const llvm::MemoryBuffer *file = sources.getMemoryBuffer(main);
  if (std::optional<size_t> place = findTooDeep(file->getBuffer())) {
    auto [line, column] = sources.getLineAndColumn(
        llvm::SMLoc::getFromPointer(file->getBufferStart() + *place), main);
    emitError(FileLineColLoc::get(&context, file->getBufferIdentifier(), line,
                                  column))
        << "expected at most " << deepestBrackets
        << " brackets within each other";
    return nullptr;
  }
  return parseSourceFile<ModuleOp>(sources, &context);
}
