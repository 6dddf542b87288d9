// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/TargetPipeline.h"

#include "compiler/Lowering/ExpandMath.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Conversion/VectorToSCF/VectorToSCF.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace nadir {

/// Memory accesses become linear, loops become branches, and vectors lose all
/// but one dimension.
static void addKernelPasses(OpPassManager &kernels) {
  kernels.addPass(createCSEPass());
  kernels.addPass(createConvertVectorToSCFPass(
      VectorTransferToSCFOptions().enableFullUnroll()));
  kernels.addPass(memref::createExpandStridedMetadataPass());
  kernels.addPass(createLowerAffinePass());
  kernels.addPass(createSCFToControlFlowPass());
  ConvertVectorToLLVMPassOptions vectors;
  vectors.reassociateFPReductions = true;
  kernels.addPass(createConvertVectorToLLVMPass(vectors));
  kernels.addPass(createConvertBodiesPass());
}

void buildTargetPipeline(OpPassManager &passes,
                         const TargetPipelineOptions &options) {
  passes.addPass(createMergeKernelsPass());
  passes.addPass(createExpandMathPass({options.hasFma, options.hasScalef}));
  addKernelPasses(passes.nest<func::FuncOp>());
  // These are entries.
  passes.addNestedPass<LLVM::LLVMFuncOp>(createConvertBodiesPass());
  ConvertFuncToLLVMPassOptions functions;
  functions.useBarePtrCallConv = true;
  passes.addPass(createConvertFuncToLLVMPass(functions));
  OpPassManager &code = passes.nest<LLVM::LLVMFuncOp>();
  code.addPass(createResolvePointersPass());
  code.addPass(createReconcileUnrealizedCastsPass());
  // Blocks are left to the code generator.
  GreedyRewriteConfig folding;
  folding.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
  code.addPass(createCanonicalizerPass(folding));
  code.addPass(createCSEPass());
}

LogicalResult verifyTargetForm(ModuleOp module) {
  WalkResult result = module.walk([&](Operation *op) {
    if (op == module || isa_and_present<LLVM::LLVMDialect>(op->getDialect()))
      return WalkResult::advance();
    op->emitOpError("is left over and has no translation to the target");
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

namespace {
struct ResolvePointersPass
    : public PassWrapper<ResolvePointersPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ResolvePointersPass)

  StringRef getArgument() const final { return "nadir-resolve-pointers"; }
  StringRef getDescription() const final {
    return "Forward pointers through memrefs that were made from them";
  }
  void runOnOperation() final;
};
} // namespace

/// The pointer behind a memref descriptor that was cast from one.
static Value findPointer(Value descriptor) {
  auto toDescriptor = descriptor.getDefiningOp<UnrealizedConversionCastOp>();
  auto toMemRef = toDescriptor && toDescriptor.getNumOperands() == 1
                      ? toDescriptor.getOperand(0)
                            .getDefiningOp<UnrealizedConversionCastOp>()
                      : UnrealizedConversionCastOp();
  if (!toMemRef || toMemRef.getNumOperands() != 1 ||
      !isa<LLVM::LLVMPointerType>(toMemRef.getOperand(0).getType()))
    return {};
  return toMemRef.getOperand(0);
}

void ResolvePointersPass::runOnOperation() {
  getOperation()->walk([](LLVM::ExtractValueOp extract) {
    ArrayRef<int64_t> position = extract.getPosition();
    // Members 0 and 1 are the allocated and the aligned pointer.
    if (position.size() != 1 || position[0] > 1)
      return;
    if (Value pointer = findPointer(extract.getContainer())) {
      extract.replaceAllUsesWith(pointer);
      extract.erase();
    }
  });
}

std::unique_ptr<Pass> createResolvePointersPass() {
  return std::make_unique<ResolvePointersPass>();
}

void registerCodegenPasses() {
  registerPass([] { return createMergeKernelsPass(); });
  registerPass([] { return createConvertBodiesPass(); });
  registerPass([] { return createResolvePointersPass(); });
  PassPipelineRegistration<TargetPipelineOptions>(
      "nadir-target", "Lower scheduled programs to the llvm dialect",
      buildTargetPipeline);
}

} // namespace nadir
