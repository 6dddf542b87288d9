// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel by itself, as a program that can be run and timed.
#ifndef NADIR_COMPILER_TUNING_TRIAL_H
#define NADIR_COMPILER_TUNING_TRIAL_H

#include "compiler/Codegen/Jit.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace nadir {

/// The name of the program, and of its entry, that calls the kernel.
inline constexpr llvm::StringLiteral trialName = "trial";

/// A program of a copy of `kernel` and an entry that calls it with the entry's
/// own inputs and results. `capacity` is the largest number of rows.
mlir::OwningOpRef<mlir::ModuleOp> makeTrial(mlir::func::FuncOp kernel,
                                            int64_t capacity);

/// Runs trials of one kernel, all on the same memory.
class TrialRunner {
public:
  /// Seconds of the quickest of some runs of `program`, or failure if it
  /// doesn't run.
  llvm::FailureOr<double> measure(const JitProgram &program);

private:
  struct Free {
    void operator()(void *memory) const { std::free(memory); }
  };
  using Memory = std::unique_ptr<void, Free>;

  bool prepare(const nadir_program &table, const nadir_entry_info &entry);
  void *take(uint64_t bytes);

  std::vector<Memory> memory;
  std::vector<const void *> inputs;
  std::vector<void *> results;
};

} // namespace nadir

#endif // NADIR_COMPILER_TUNING_TRIAL_H
