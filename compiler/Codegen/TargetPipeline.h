// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From scheduled kernels and entries to the llvm dialect.
#ifndef NADIR_COMPILER_CODEGEN_TARGETPIPELINE_H
#define NADIR_COMPILER_CODEGEN_TARGETPIPELINE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace nadir {

/// `nadir-merge-kernels`: of private functions that differ in their names only,
/// keeps the first.
std::unique_ptr<mlir::Pass> createMergeKernelsPass();

/// `nadir-convert-bodies`: to the llvm dialect, all operations of a function
/// but vectors, at once: each pass of its own would look at all of them again.
std::unique_ptr<mlir::Pass> createConvertBodiesPass();

/// `nadir-resolve-pointers`: replaces pointers that were turned into memrefs
/// and back, which is how entries hand buffers to kernels, by themselves.
std::unique_ptr<mlir::Pass> createResolvePointersPass();

struct TargetPipelineOptions
    : public mlir::PassPipelineOptions<TargetPipelineOptions> {
  Option<bool> hasFma{*this, "fma",
                      llvm::cl::desc("The target has a fused multiply-add"),
                      llvm::cl::init(true)};
  Option<bool> hasScalef{*this, "scalef",
                         llvm::cl::desc("The target has AVX-512's scalef"),
                         llvm::cl::init(false)};
};

/// Appends the passes that leave nothing but the llvm dialect.
void buildTargetPipeline(mlir::OpPassManager &passes,
                         const TargetPipelineOptions &options);

/// Refuses what is not in the target's dialects, with the user's location.
llvm::LogicalResult verifyTargetForm(mlir::ModuleOp module);

/// Registers the passes above and `nadir-target`, their pipeline.
void registerCodegenPasses();

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_TARGETPIPELINE_H
