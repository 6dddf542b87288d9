// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/Object.h"

#include "compiler/Codegen/ProgramInfo.h"
#include "compiler/Codegen/Reflection.h"
#include "compiler/Codegen/TargetPipeline.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;

namespace nadir {

#ifdef NDEBUG
static constexpr bool verifiesCode = false;
#else
static constexpr bool verifiesCode = true;
#endif

void registerCodegenDialects(DialectRegistry &registry) {
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
}

/// Only entries are seen from outside; and nothing in a program unwinds, so no
/// tables for it are needed.
static void finishFunctions(llvm::Module &module, const ProgramInfo &info) {
  for (llvm::Function &function : module) {
    function.setDoesNotThrow();
    if (!function.isDeclaration())
      function.setLinkage(llvm::GlobalValue::InternalLinkage);
  }
  for (const EntryInfo &entry : info.entries)
    module.getFunction(entry.symbol)
        ->setLinkage(llvm::GlobalValue::ExternalLinkage);
}

FailureOr<std::string>
translateToObject(ModuleOp module, const CpuTarget &target, int optLevel) {
  FailureOr<ProgramInfo> info = ProgramInfo::get(module);
  if (failed(info) || failed(verifyTargetForm(module)))
    return failure();
  std::unique_ptr<llvm::TargetMachine> machine =
      createTargetMachine(target, optLevel);
  if (!machine)
    return module.emitError("no code generator for '") << target.triple << "'",
           failure();
  llvm::LLVMContext context;
  for (const EntryInfo &entry : info->entries)
    if (!module.lookupSymbol<LLVM::LLVMFuncOp>(entry.symbol))
      return module.emitError("expected a function '") << entry.symbol << "'",
             failure();
  auto code = translateModuleToLLVMIR(module, context, info->name,
                                      /*disableVerification=*/!verifiesCode);
  if (!code)
    return module.emitError("translation to LLVM IR failed"), failure();
  code->setTargetTriple(machine->getTargetTriple());
  code->setDataLayout(machine->createDataLayout());
  addReflection(*code, *info);
  finishFunctions(*code, *info);

  SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, /*DwoOut=*/nullptr,
                                   llvm::CodeGenFileType::ObjectFile,
                                   /*DisableVerify=*/!verifiesCode))
    return module.emitError("the target can't emit objects"), failure();
  passes.run(*code);
  std::string bytes(object.begin(), object.end());
  if (llvm::Error error = checkSymbols(bytes))
    return module.emitError(llvm::toString(std::move(error))), failure();
  return bytes;
}

FailureOr<std::string> emitObject(ModuleOp module, const CpuTarget &target,
                                  int optLevel) {
  PassManager passes(module.getContext());
  passes.enableVerifier(verifiesCode);
  TargetPipelineOptions options;
  options.hasFma = target.hasFma;
  options.hasScalef = target.hasScalef;
  buildTargetPipeline(passes, options);
  if (failed(passes.run(module)))
    return failure();
  return translateToObject(module, target, optLevel);
}

bool isAllowedSymbol(StringRef name) {
  static const llvm::StringSet<> allowed = [] {
    llvm::StringSet<> names;
    for (StringRef memory : {"memcpy", "memmove", "memset", "memcmp", "bcmp"})
      names.insert(memory);
    // Each in double and in single precision.
    for (StringRef math :
         {"acos",   "acosh", "asin",      "asinh",  "atan",   "atan2",
          "atanh",  "cbrt",  "ceil",      "cos",    "cosh",   "copysign",
          "erf",    "erfc",  "exp",       "exp2",   "expm1",  "fabs",
          "floor",  "fma",   "fmax",      "fmin",   "fmod",   "ldexp",
          "lgamma", "log",   "log10",     "log1p",  "log2",   "pow",
          "rint",   "round", "roundeven", "sin",    "sincos", "sinh",
          "sqrt",   "tan",   "tanh",      "tgamma", "trunc",  "nearbyint"}) {
      names.insert(math);
      names.insert((math + "f").str());
    }
    return names;
  }();
  return allowed.contains(name);
}

llvm::Error checkSymbols(StringRef object) {
  auto file = llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(object, "object"));
  if (!file)
    return file.takeError();
  std::vector<std::string> missing;
  for (const llvm::object::SymbolRef &symbol : (*file)->symbols()) {
    auto flags = symbol.getFlags();
    auto name = symbol.getName();
    if (!flags || !name)
      return llvm::joinErrors(flags.takeError(), name.takeError());
    if ((*flags & llvm::object::SymbolRef::SF_Undefined) && !name->empty() &&
        !isAllowedSymbol(*name))
      missing.push_back(name->str());
  }
  if (missing.empty())
    return llvm::Error::success();
  return llvm::createStringError("unresolved symbols: " +
                                 llvm::join(missing, ", "));
}

} // namespace nadir
