// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes what the definitions say of losses as a table of Markdown.

#ifndef NADIR_TOOLS_TBLGEN_LOSSTABLE_H
#define NADIR_TOOLS_TBLGEN_LOSSTABLE_H

namespace llvm {
class raw_ostream;
class RecordKeeper;
} // namespace llvm

namespace nadir {

/// A row for each operation with a field `formulaText`: arguments with
/// defaults, that formula, its `meanDivisor`, and the labelled rules of its
/// description.
void emitLossTable(const llvm::RecordKeeper &records, llvm::raw_ostream &os);

} // namespace nadir

#endif // NADIR_TOOLS_TBLGEN_LOSSTABLE_H
