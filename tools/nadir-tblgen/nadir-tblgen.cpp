// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes the builder's functions and the tables of losses and optimizers from
// the dialect's definitions, so that the .td file stays the only one that names
// an operation.

#include "tools/nadir-tblgen/BuilderEmitter.h"
#include "tools/nadir-tblgen/LossTable.h"
#include "tools/nadir-tblgen/OptimizerTable.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/TableGen/Main.h"
#include "llvm/TableGen/Record.h"

namespace {
enum class Action { declarations, definitions, calls, losses, optimizers };
} // namespace

int main(int argc, char **argv) {
  llvm::cl::opt<Action> action(
      llvm::cl::desc("What to write:"), llvm::cl::Required,
      llvm::cl::values(
          clEnumValN(Action::declarations, "gen-builder-decls",
                     "Functions, option and optimizer structures of a header"),
          clEnumValN(Action::definitions, "gen-builder-defs",
                     "The functions' definitions"),
          clEnumValN(Action::calls, "gen-builder-calls",
                     "Calls of the functions by name"),
          clEnumValN(Action::losses, "gen-loss-table",
                     "The losses as a table of Markdown"),
          clEnumValN(Action::optimizers, "gen-optimizer-table",
                     "The optimizers as a table of Markdown")));
  llvm::cl::ParseCommandLineOptions(argc, argv, "Nadir's generator\n");
  return llvm::TableGenMain(
      argv[0], [&](llvm::raw_ostream &os, const llvm::RecordKeeper &records) {
        if (action == Action::losses) {
          nadir::emitLossTable(records, os);
          return false;
        }
        if (action == Action::optimizers) {
          nadir::emitOptimizerTable(records, os);
          return false;
        }
        std::vector<nadir::BuilderDefinition> definitions =
            nadir::collectBuilderDefinitions(records);
        if (action == Action::declarations)
          nadir::emitDeclarations(definitions, os);
        else if (action == Action::definitions)
          nadir::emitDefinitions(definitions, os);
        else
          nadir::emitCalls(definitions, os);
        return false;
      });
}
