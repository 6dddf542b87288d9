// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs any of Nadir's passes, and those of MLIR that its pipelines use, over a
// module in textual form.

#include "compiler/Pipelines.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/ErrorHandling.h"

#include <cstdio>

/// LLVM's streams report what they couldn't write when they are destroyed, as
/// if that were a mistake of the program's.
static void reportFatalError(void *, const char *reason, bool) {
  std::fprintf(stderr, "nadir-opt: error: %s\n", reason);
}

int main(int argc, char **argv) {
  llvm::install_fatal_error_handler(reportFatalError);
  mlir::DialectRegistry registry;
  nadir::registerDialects(registry);
  nadir::registerPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "Nadir's optimizer driver\n", registry));
}
