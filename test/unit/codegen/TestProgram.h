// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles programs with kernels written by hand, and calls them.
#ifndef NADIR_TEST_UNIT_CODEGEN_TESTPROGRAM_H
#define NADIR_TEST_UNIT_CODEGEN_TESTPROGRAM_H

#include "compiler/Codegen/Jit.h"
#include "compiler/Codegen/Object.h"
#include "compiler/Codegen/TargetPipeline.h"
#include "compiler/Schedule/EntryPasses.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace nadir::test {

inline mlir::MLIRContext &context() {
  static mlir::MLIRContext *context = [] {
    mlir::DialectRegistry registry;
    registry.insert<mlir::arith::ArithDialect, mlir::func::FuncDialect,
                    mlir::LLVM::LLVMDialect, mlir::memref::MemRefDialect,
                    mlir::scf::SCFDialect, mlir::tensor::TensorDialect,
                    mlir::vector::VectorDialect>();
    registerCodegenDialects(registry);
    auto *result = new mlir::MLIRContext(registry);
    result->loadAllAvailableDialects();
    return result;
  }();
  return *context;
}

inline mlir::OwningOpRef<mlir::ModuleOp> parseFile(const std::string &name) {
  return mlir::parseSourceFile<mlir::ModuleOp>(
      std::string(NADIR_TEST_DIR) + "/" + name, &context());
}

/// Runs the entry pass; the program is then as the schedule room leaves it.
inline llvm::LogicalResult scheduleEntries(mlir::ModuleOp module,
                                           bool threads = true) {
  mlir::PassManager passes(module.getContext());
  passes.addPass(createScheduleEntriesPass(threads));
  return passes.run(module);
}

/// The object of a program, or an empty string.
inline std::string compile(mlir::ModuleOp module,
                           const std::string &cpu = "native",
                           bool threads = true) {
  auto target = findTarget(cpu);
  if (!target) {
    ADD_FAILURE() << llvm::toString(target.takeError());
    return {};
  }
  if (failed(scheduleEntries(module, threads)))
    return {};
  auto object = emitObject(module, *target, 1);
  return failed(object) ? std::string() : *object;
}

inline std::unique_ptr<JitProgram> link(llvm::StringRef object,
                                        llvm::StringRef name) {
  auto program = JitProgram::link(object, name);
  if (program)
    return std::move(*program);
  ADD_FAILURE() << llvm::toString(program.takeError());
  return nullptr;
}

/// Memory at the alignment that blocks need.
class Block {
public:
  explicit Block(size_t bytes)
      : memory(static_cast<char *>(std::aligned_alloc(
                   NADIR_ALIGNMENT, (bytes + NADIR_ALIGNMENT) /
                                        NADIR_ALIGNMENT * NADIR_ALIGNMENT)),
               std::free),
        bytes(bytes) {
    std::fill_n(memory.get(), bytes, 0);
  }
  char *data() { return memory.get(); }
  float *floats(size_t offset = 0) {
    return reinterpret_cast<float *>(memory.get() + offset);
  }
  std::string copy() const { return {memory.get(), bytes}; }

private:
  std::unique_ptr<char, void (*)(void *)> memory;
  size_t bytes;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_CODEGEN_TESTPROGRAM_H
