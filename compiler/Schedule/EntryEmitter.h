// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns a planned entry point into a function on nadir_call: it validates the
// call, runs the checks, then the kernels, and copies what could not be written
// in place. Everything that may fail comes before anything is updated.
#ifndef NADIR_COMPILER_SCHEDULE_ENTRYEMITTER_H
#define NADIR_COMPILER_SCHEDULE_ENTRYEMITTER_H

#include "compiler/Schedule/BufferPlan.h"
#include "compiler/Schedule/EntryCall.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/SetVector.h"

namespace nadir {

/// What the entries of one program have in common.
class EntryProgram {
public:
  EntryProgram(mlir::ModuleOp module, const ProgramLayout &layout);

  /// Fills call->error and returns a status:
  ///   (call, status, check, argument, position, integer, real) -> i32.
  mlir::LLVM::LLVMFuncOp failFunction();

  /// Calls task(call, i) for each i in [0, count), through the executor if
  /// there is one and `threads` is set: (call, task, count).
  mlir::LLVM::LLVMFuncOp runTasksFunction();

  /// A constant in memory that holds `value`.
  mlir::LLVM::GlobalOp constant(mlir::Location loc,
                                mlir::DenseElementsAttr value);

  /// The number of a check in the program's table.
  int32_t checkNumber(mlir::DictionaryAttr check) {
    checks.insert(check);
    return llvm::find(checks, check) - checks.begin();
  }

  /// A private function with an entry block.
  mlir::LLVM::LLVMFuncOp createFunction(llvm::StringRef name, mlir::Type result,
                                        mlir::ArrayRef<mlir::Type> arguments);

  mlir::ModuleOp module;
  const ProgramLayout &layout;
  mlir::SymbolTable symbols;
  bool threads = true;
  llvm::SetVector<mlir::DictionaryAttr> checks;

private:
  void emitTaskLoop(mlir::OpBuilder &builder, mlir::LLVM::LLVMFuncOp function,
                    mlir::Block *from);

  mlir::LLVM::LLVMFuncOp fail, runTasks;
  llvm::DenseMap<mlir::Attribute, mlir::LLVM::GlobalOp> constants;
};

/// Lets the results of a kernel that are planned in place use the memory of
/// their inputs: the result argument goes. A kernel that others call too
/// (`calls` counts them) is copied first. Marks all buffers as not aliased.
void foldInPlace(EntryProgram &program, PlannedStep &planned,
                 llvm::DenseMap<mlir::Operation *, unsigned> &calls);

/// Adds the function `<program>_<entry>`.
llvm::FailureOr<mlir::LLVM::LLVMFuncOp> emitEntry(EntryProgram &program,
                                                  const EntryPlan &plan);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_ENTRYEMITTER_H
