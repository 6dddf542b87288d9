// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/Object.h"

#include "compiler/Codegen/ProgramInfo.h"
#include "compiler/Codegen/Reflection.h"
#include "compiler/Codegen/TargetPipeline.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Threading.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <set>

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

/// Only entries are seen from outside, and what another part of the program may
/// call; and nothing in a program unwinds, so no tables for it are needed.
static void finishFunctions(llvm::Module &module, const ProgramInfo &info) {
  llvm::StringSet<> entries;
  for (const EntryInfo &entry : info.entries)
    entries.insert(entry.symbol);
  for (llvm::Function &function : module) {
    function.setDoesNotThrow();
    if (!function.isDeclaration() && !function.hasHiddenVisibility() &&
        !entries.contains(function.getName()))
      function.setLinkage(llvm::GlobalValue::InternalLinkage);
  }
}

/// Generates code for a program or, without tables, for a part of one.
static FailureOr<std::string> generateCode(ModuleOp module,
                                           const ProgramInfo &info,
                                           const CpuTarget &target,
                                           int optLevel, bool withTables) {
  std::unique_ptr<llvm::TargetMachine> machine =
      createTargetMachine(target, optLevel);
  if (!machine)
    return module.emitError("no code generator for '") << target.triple << "'",
           failure();
  llvm::LLVMContext context;
  auto code = translateModuleToLLVMIR(module, context, info.name,
                                      /*disableVerification=*/!verifiesCode);
  if (!code)
    return module.emitError("translation to LLVM IR failed"), failure();
  code->setTargetTriple(machine->getTargetTriple());
  code->setDataLayout(machine->createDataLayout());
  if (withTables)
    addReflection(*code, info);
  finishFunctions(*code, info);

  SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, /*DwoOut=*/nullptr,
                                   llvm::CodeGenFileType::ObjectFile,
                                   /*DisableVerify=*/!verifiesCode))
    return module.emitError("the target can't emit objects"), failure();
  passes.run(*code);
  return std::string(object.begin(), object.end());
}

/// What a program must be for code to be generated for it.
static FailureOr<ProgramInfo> checkProgram(ModuleOp module) {
  FailureOr<ProgramInfo> info = ProgramInfo::get(module);
  if (failed(info) || failed(verifyTargetForm(module)))
    return failure();
  for (const EntryInfo &entry : info->entries)
    if (!module.lookupSymbol<LLVM::LLVMFuncOp>(entry.symbol))
      return module.emitError("expected a function '") << entry.symbol << "'",
             failure();
  return info;
}

static FailureOr<std::string> checkedSymbols(ModuleOp module,
                                             std::string objects) {
  if (llvm::Error error = checkSymbols(objects))
    return module.emitError(llvm::toString(std::move(error))), failure();
  return objects;
}

FailureOr<std::string>
translateToObject(ModuleOp module, const CpuTarget &target, int optLevel) {
  FailureOr<ProgramInfo> info = checkProgram(module);
  if (failed(info))
    return failure();
  FailureOr<std::string> object =
      generateCode(module, *info, target, optLevel, /*withTables=*/true);
  if (failed(object))
    return failure();
  return checkedSymbols(module, std::move(*object));
}

/// An archive without a table of symbols: all of it is linked.
static std::string joinObjects(ArrayRef<std::string> objects) {
  std::vector<llvm::NewArchiveMember> members;
  SmallVector<std::string> names;
  for (size_t i = 0; i < objects.size(); ++i)
    names.push_back(std::to_string(i) + ".o");
  for (auto [object, name] : llvm::zip(objects, names))
    members.emplace_back(llvm::MemoryBufferRef(object, name));
  std::unique_ptr<llvm::MemoryBuffer> archive =
      llvm::cantFail(llvm::writeArchiveToBuffer(
          members, llvm::SymtabWritingMode::NoSymtab,
          llvm::object::Archive::K_GNU, /*Deterministic=*/true,
          /*Thin=*/false));
  return archive->getBuffer().str();
}

FailureOr<std::string> translateToObjects(ModuleOp module,
                                          const CpuTarget &target, int optLevel,
                                          size_t moduleSize) {
  FailureOr<ProgramInfo> info = checkProgram(module);
  if (failed(info))
    return failure();
  SmallVector<OwningOpRef<ModuleOp>> others =
      splitModule(module, *info, moduleSize);
  SmallVector<std::string> objects(1 + others.size());
  auto generate = [&](size_t i) -> LogicalResult {
    ModuleOp part = i == 0 ? module : *others[i - 1];
    FailureOr<std::string> object =
        generateCode(part, *info, target, optLevel, /*withTables=*/i == 0);
    if (succeeded(object))
      objects[i] = std::move(*object);
    return object;
  };
  if (failed(failableParallelForEachN(module.getContext(), 0, objects.size(),
                                      generate)))
    return failure();
  return checkedSymbols(module, others.empty() ? std::move(objects.front())
                                               : joinObjects(objects));
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

llvm::Expected<SmallVector<llvm::MemoryBufferRef>>
listObjects(llvm::StringRef objects) {
  llvm::MemoryBufferRef all(objects, "object");
  if (llvm::identify_magic(objects) != llvm::file_magic::archive)
    return SmallVector<llvm::MemoryBufferRef>{all};
  auto archive = llvm::object::Archive::create(all);
  if (!archive)
    return archive.takeError();
  SmallVector<llvm::MemoryBufferRef> found;
  llvm::Error error = llvm::Error::success();
  for (const llvm::object::Archive::Child &child :
       (*archive)->children(error)) {
    auto member = child.getMemoryBufferRef();
    if (!member)
      return llvm::joinErrors(std::move(error), member.takeError());
    found.push_back(*member);
  }
  if (error)
    return std::move(error);
  return found;
}

namespace {
/// The names that objects give each other.
struct Symbols {
  llvm::StringSet<> defined;
  std::set<std::string> needed;

  llvm::Error add(llvm::MemoryBufferRef object);
};
} // namespace

llvm::Error Symbols::add(llvm::MemoryBufferRef object) {
  auto file = llvm::object::ObjectFile::createObjectFile(object);
  if (!file)
    return file.takeError();
  for (const llvm::object::SymbolRef &symbol : (*file)->symbols()) {
    auto flags = symbol.getFlags();
    auto name = symbol.getName();
    if (!flags || !name)
      return llvm::joinErrors(flags.takeError(), name.takeError());
    if (!(*flags & llvm::object::SymbolRef::SF_Undefined))
      defined.insert(*name);
    else if (!name->empty())
      needed.insert(name->str());
  }
  return llvm::Error::success();
}

llvm::Error checkSymbols(StringRef objects) {
  auto files = listObjects(objects);
  if (!files)
    return files.takeError();
  Symbols symbols;
  for (llvm::MemoryBufferRef file : *files)
    if (llvm::Error error = symbols.add(file))
      return error;
  std::erase_if(symbols.needed, [&](const std::string &name) {
    return symbols.defined.contains(name) || isAllowedSymbol(name);
  });
  if (symbols.needed.empty())
    return llvm::Error::success();
  return llvm::createStringError("unresolved symbols: " +
                                 llvm::join(symbols.needed, ", "));
}

} // namespace nadir
