// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/TargetPipeline.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace nadir {
namespace {

/// What converts operations, made once for all functions. Types of 64 bit
/// targets are the same on all of them.
struct BodyConversion {
  explicit BodyConversion(MLIRContext *context)
      : types(context), target(*context) {
    RewritePatternSet all(context);
    arith::populateArithToLLVMConversionPatterns(types, all);
    cf::populateControlFlowToLLVMConversionPatterns(types, all);
    populateMathToLLVMConversionPatterns(types, all,
                                         /*approximateLog1p=*/false);
    populateFinalizeMemRefToLLVMConversionPatterns(types, all);
    ub::populateUBToLLVMConversionPatterns(types, all);
    patterns = FrozenRewritePatternSet(std::move(all));
    target.addLegalDialect<func::FuncDialect>();
  }

  LLVMTypeConverter types;
  LLVMConversionTarget target;
  FrozenRewritePatternSet patterns;
};

struct ConvertBodiesPass
    : public PassWrapper<ConvertBodiesPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ConvertBodiesPass)

  StringRef getArgument() const final { return "nadir-convert-bodies"; }
  StringRef getDescription() const final {
    return "Convert what functions do to the llvm dialect, but not what they "
           "take and call";
  }
  void getDependentDialects(DialectRegistry &registry) const final {
    registry.insert<LLVM::LLVMDialect>();
  }
  LogicalResult initialize(MLIRContext *context) final {
    conversion = std::make_shared<BodyConversion>(context);
    return success();
  }
  void runOnOperation() final {
    if (failed(applyPartialConversion(getOperation(), conversion->target,
                                      conversion->patterns)))
      signalPassFailure();
  }

  std::shared_ptr<const BodyConversion> conversion;
};

} // namespace

std::unique_ptr<Pass> createConvertBodiesPass() {
  return std::make_unique<ConvertBodiesPass>();
}

} // namespace nadir
