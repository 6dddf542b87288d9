// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes what the definitions say of optimizers as a table of Markdown.

#ifndef NADIR_TOOLS_TBLGEN_OPTIMIZERTABLE_H
#define NADIR_TOOLS_TBLGEN_OPTIMIZERTABLE_H

namespace llvm {
class raw_ostream;
class RecordKeeper;
} // namespace llvm

namespace nadir {

/// A row for each optimizer: its name in the builder and in the textual form,
/// settings with defaults, update, states, and whether the update is one loop.
void emitOptimizerTable(const llvm::RecordKeeper &records,
                        llvm::raw_ostream &os);

} // namespace nadir

#endif // NADIR_TOOLS_TBLGEN_OPTIMIZERTABLE_H
