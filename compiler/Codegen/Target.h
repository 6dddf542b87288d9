// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The processors that code can be generated for, by the names that users give
// them, and what the rest of the compiler has to know about each.
#ifndef NADIR_COMPILER_CODEGEN_TARGET_H
#define NADIR_COMPILER_CODEGEN_TARGET_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>

namespace llvm {
class TargetMachine;
}

namespace nadir {

struct CodegenOptions {
  /// "native" for the machine that compiles; a level of x86-64 ("x86-64-v2",
  /// "x86-64-v3", "x86-64-v4"); "aarch64"; or any processor that LLVM knows for
  /// the machine's own architecture.
  std::string cpu = "native";
  /// Effort of LLVM's code generator, 0 to 3. No IR optimizer runs at any.
  int optLevel = 2;
  /// Let kernels be split over the threads of the caller's executor, of which
  /// there will be so many, or 0 if that is not known. Changes how products are
  /// cut, and no bit.
  bool threads = true;
  int poolThreads = 0;
  /// Do large products of f32 on a matrix unit for bf16, if the processor has
  /// one: in three parts that keep all bits. Other bits come out than from
  /// multiply-adds, with errors that are no larger.
  bool splitProducts = true;
};

/// A processor in LLVM's terms.
struct CpuTarget {
  std::string triple;
  std::string cpu;
  std::string features;
  /// Width of the widest vector registers.
  int64_t vectorBits = 128;
  int64_t vectorRegisters = 16;
  bool hasFma = false;
  /// Scales vectors of f32 by powers of two in one instruction.
  bool hasScalef = false;
  /// Its instructions for the floating-point mode and the order of stores.
  bool isX86 = false;
  /// Multiplies tiles of bf16, if the operating system is Linux and lets it.
  bool hasAmx = false;
  /// Masked loads and stores of all element types are cheap.
  bool hasMaskedMemory = false;
};

llvm::Expected<CpuTarget> findTarget(llvm::StringRef cpu);
/// The processor that `options` name, with what they allow of it.
llvm::Expected<CpuTarget> findTarget(const CodegenOptions &options);

/// Fails if this machine is of another architecture than `cpu`, or lacks
/// instructions that code for it may have: to run that code would end the
/// process.
llvm::Error checkRunsHere(llvm::StringRef cpu);

/// Makes a code generator for position-independent code. `target` comes from
/// findTarget.
std::unique_ptr<llvm::TargetMachine>
createTargetMachine(const CpuTarget &target, int optLevel);

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_TARGET_H
