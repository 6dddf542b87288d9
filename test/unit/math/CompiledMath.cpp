// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "CompiledMath.h"

#include "compiler/Lowering/ExpandMath.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/TargetSelect.h"

#include <cstdlib>
#include <iostream>
#include <sstream>

using namespace mlir;

namespace nadir::test {
namespace {

/// Test programs that can't be compiled end the process: there is nothing left
/// to test.
[[noreturn]] void giveUp(const std::string &message) {
  std::cerr << message << "\n";
  std::abort();
}

/// A function that applies the op to a whole block, `lanes` at a time.
std::string loopText(const std::string &function, const std::string &op,
                     int operands, const std::string &type,
                     const std::string &element, int lanes) {
  std::string block = "memref<" + std::to_string(kBlock) + "x" + element + ">";
  auto load = [&](const std::string &from) {
    std::string kind = type == element ? "memref.load" : "vector.load";
    std::string suffix = type == element ? "" : ", " + type;
    return kind + " %" + from + "[%i] : " + block + suffix + "\n";
  };
  std::string text =
      "func.func @" + function + "(%x: " + block + ", %y: " + block +
      ", %out: " + block + ") {\n" + "%low = arith.constant 0 : index\n" +
      "%high = arith.constant " + std::to_string(kBlock) +
      " : index\n%step = arith.constant " + std::to_string(lanes) +
      " : index\n" + "scf.for %i = %low to %high step %step {\n";
  text += "%a = " + load("x");
  if (operands == 2)
    text += "%b = " + load("y");
  std::string value = operands == 2 ? "%a, %b" : "%a", name;
  std::istringstream chain(op);
  for (int step = 0; chain >> name; ++step) {
    std::string result = "%r" + std::to_string(step);
    text += result + " = " + name + " " + value + " : " + type + "\n";
    value = result;
  }
  text += type == element ? "memref.store" : "vector.store";
  text += " " + value + ", %out[%i] : " + block +
          (type == element ? "" : ", " + type);
  return text + "\n}\nreturn\n}\n";
}

void lowerToLLVM(ModuleOp module) {
  PassManager manager(module.getContext());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(createSCFToControlFlowPass());
  manager.addPass(createConvertVectorToLLVMPass());
  manager.addPass(createConvertMathToLLVMPass());
  manager.addPass(createConvertControlFlowToLLVMPass());
  manager.addPass(createFinalizeMemRefToLLVMConversionPass());
  ConvertFuncToLLVMPassOptions barePointers;
  barePointers.useBarePtrCallConv = true;
  manager.addPass(createConvertFuncToLLVMPass(barePointers));
  manager.addPass(createArithToLLVMConversionPass());
  manager.addPass(createConvertIndexToLLVMPass());
  manager.addPass(createReconcileUnrealizedCastsPass());
  if (failed(manager.run(module)))
    giveUp("the module can't be lowered to LLVM");
}

} // namespace

std::unique_ptr<MLIRContext> makeMathContext() {
  DialectRegistry registry;
  registry
      .insert<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect,
              LLVM::LLVMDialect, math::MathDialect, memref::MemRefDialect,
              scf::SCFDialect, vector::VectorDialect>();
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  return std::make_unique<MLIRContext>(registry,
                                       MLIRContext::Threading::DISABLED);
}

OwningOpRef<ModuleOp> expandMath(MLIRContext &context, const std::string &text,
                                 MathTarget target) {
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return module;
  PassManager manager(&context);
  manager.addPass(createExpandMathPass(target));
  if (failed(manager.run(*module)))
    return {};
  return module;
}

CompiledMath::CompiledMath(const std::string &op, int operands,
                           const std::string &vectorType, MathTarget target) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  std::string element =
      vectorType.find("f64") == std::string::npos ? "f32" : "f64";
  int lanes = std::stoi(vectorType.substr(vectorType.find('<') + 1));

  std::unique_ptr<MLIRContext> context = makeMathContext();
  OwningOpRef<ModuleOp> module = expandMath(
      *context,
      loopText("vector_loop", op, operands, vectorType, element, lanes) +
          loopText("scalar_loop", op, operands, element, element, 1),
      target);
  if (!module)
    giveUp("nadir-expand-math fails on " + op);
  lowerToLLVM(*module);
  llvm::Expected<std::unique_ptr<ExecutionEngine>> made =
      ExecutionEngine::create(*module);
  if (!made)
    giveUp(llvm::toString(made.takeError()));
  engine = std::move(*made);
  auto lookUp = [&](llvm::StringRef name) {
    llvm::Expected<void *> address = engine->lookup(name);
    if (!address)
      giveUp(llvm::toString(address.takeError()));
    return *address;
  };
  vector = lookUp("vector_loop");
  scalar = lookUp("scalar_loop");
}

CompiledMath::~CompiledMath() = default;

} // namespace nadir::test
