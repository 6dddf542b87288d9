// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "test/unit/matmul/MatmulHarness.h"

#include "compiler/Schedule/KernelSignature.h"
#include "compiler/Schedule/MatmulKernel.h"
#include "compiler/Schedule/MatmulShare.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

#include <cstdlib>
#include <ctime>

using namespace mlir;

namespace nadir::test {
namespace {

/// Processor time: other processes don't count.
double milliseconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec * 1e-6;
}

} // namespace

using Memory = std::unique_ptr<void, decltype(&std::free)>;

static Memory allocate(int64_t bytes) {
  return {std::aligned_alloc(64, (bytes + 63) / 64 * 64), &std::free};
}

struct CompiledKernel::Code {
  static constexpr size_t mostBuffers = 9;
  using Function = void (*)(int64_t, int64_t, void *, void *, void *, void *,
                            void *, void *, void *, void *, void *);
  static void run(Function function, TaskCut cut, int64_t rows,
                  std::vector<void *> buffers, bool backwards);

  std::unique_ptr<llvm::orc::LLJIT> jit;
  size_t inputCount = 0;
  TaskCut cut, packCut;
  Function function = nullptr;
  /// The kernel that packs the left operand and its result, if there is one.
  Function pack = nullptr;
  Memory packed{nullptr, &std::free};
  Memory scratch{nullptr, &std::free};
  int64_t scratchBytes = 0;
};

static int64_t countTasks(TaskCut cut, int64_t rows) {
  int64_t count = cut.extent == TaskCut::rowsExtent ? rows : cut.extent;
  return (count + cut.grain - 1) / cut.grain;
}

void CompiledKernel::Code::run(Function function, TaskCut cut, int64_t rows,
                               std::vector<void *> buffers, bool backwards) {
  buffers.resize(mostBuffers);
  int64_t count = countTasks(cut, rows);
  for (int64_t i = 0; i < count; ++i)
    function(rows, backwards ? count - 1 - i : i, buffers[0], buffers[1],
             buffers[2], buffers[3], buffers[4], buffers[5], buffers[6],
             buffers[7], buffers[8]);
}

/// Schedules the kernel that packs for `kernel`, if there is one.
static LogicalResult schedulePack(func::FuncOp kernel, const TargetInfo &target,
                                  CompiledKernel::Code &code) {
  func::FuncOp pack = shareLhs(kernel, target);
  if (!pack)
    return success();
  func::FuncOp scheduled = createScheduledFunction(pack);
  std::string reason;
  if (failed(emitPackKernel(pack, scheduled, target, reason))) {
    llvm::errs() << "not packed: " << reason << "\n";
    return failure();
  }
  scheduled.setPublic();
  code.packCut = getTaskCut(scheduled);
  auto type = cast<RankedTensorType>(pack.getResultTypes()[0]);
  code.packed =
      allocate(type.getNumElements() * type.getElementTypeBitWidth() / 8);
  pack.erase();
  return success();
}

CompiledKernel::CompiledKernel() = default;
CompiledKernel::~CompiledKernel() = default;

static void addLowering(PassManager &pm) {
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createSCFToControlFlowPass());
  ConvertVectorToLLVMPassOptions vector;
  vector.reassociateFPReductions = true;
  pm.addPass(createConvertVectorToLLVMPass(vector));
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  ConvertFuncToLLVMPassOptions func;
  func.useBarePtrCallConv = true;
  pm.addPass(createConvertFuncToLLVMPass(func));
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createUBToLLVMConversionPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
}

static llvm::SmallVector<char> emitCode(llvm::Module &module,
                                        llvm::TargetMachine &machine,
                                        llvm::CodeGenFileType kind) {
  llvm::SmallVector<char> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  machine.addPassesToEmitFile(passes, stream, nullptr, kind);
  passes.run(module);
  return bytes;
}

static std::unique_ptr<llvm::TargetMachine> hostMachine() {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  llvm::InitializeNativeTargetAsmParser();
  auto builder = cantFail(llvm::orc::JITTargetMachineBuilder::detectHost());
  builder.setCodeGenOptLevel(llvm::CodeGenOptLevel::Default);
  return cantFail(builder.createTargetMachine());
}

std::unique_ptr<CompiledKernel>
CompiledKernel::compile(const std::string &text, const TargetInfo &target,
                        std::string *assembly, std::string *scheduledText) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<
      func::FuncDialect, linalg::LinalgDialect, tensor::TensorDialect,
      arith::ArithDialect, scf::SCFDialect, vector::VectorDialect,
      memref::MemRefDialect, math::MathDialect, LLVM::LLVMDialect>();
  registerBuiltinDialectTranslation(context);
  registerLLVMDialectTranslation(context);
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return nullptr;
  std::unique_ptr<CompiledKernel> result(new CompiledKernel());
  result->code = std::make_unique<Code>();
  Code &code = *result->code;
  double start = milliseconds();
  auto kernel = module->lookupSymbol<func::FuncOp>("kernel");
  code.inputCount = kernel.getNumArguments() - 1;
  if (failed(schedulePack(kernel, target, code)))
    return nullptr;
  func::FuncOp scheduled = createScheduledFunction(kernel);
  std::string reason;
  if (failed(emitMatmulKernel(kernel, scheduled, target, reason))) {
    llvm::errs() << "not scheduled: " << reason << "\n";
    return nullptr;
  }
  code.cut = getTaskCut(scheduled);
  unsigned last = scheduled.getNumArguments() - 1;
  if (auto bytes = scheduled.getArgAttrOfType<IntegerAttr>(
          last, "nadir.scratch_per_task")) {
    code.scratchBytes = bytes.getInt();
    code.scratch = allocate(code.scratchBytes);
  }
  kernel.erase();
  scheduled.setPublic();
  scheduled.setName("kernel_tasks");
  result->compileTimes.schedule = milliseconds() - start;
  if (scheduledText)
    llvm::raw_string_ostream(*scheduledText) << *module;

  start = milliseconds();
  PassManager pm(&context);
  addLowering(pm);
  if (failed(pm.run(*module)))
    return nullptr;
  auto llvmContext = std::make_unique<llvm::LLVMContext>();
  auto llvmModule = translateModuleToLLVMIR(*module, *llvmContext);
  if (!llvmModule)
    return nullptr;
  result->compileTimes.lower = milliseconds() - start;

  auto machine = hostMachine();
  llvmModule->setDataLayout(machine->createDataLayout());
  llvmModule->setTargetTriple(machine->getTargetTriple());
  if (assembly) {
    auto copy = translateModuleToLLVMIR(*module, *llvmContext);
    copy->setDataLayout(machine->createDataLayout());
    copy->setTargetTriple(machine->getTargetTriple());
    auto bytes = emitCode(*copy, *machine, llvm::CodeGenFileType::AssemblyFile);
    assembly->assign(bytes.begin(), bytes.end());
  }
  start = milliseconds();
  auto object =
      emitCode(*llvmModule, *machine, llvm::CodeGenFileType::ObjectFile);
  result->compileTimes.codegen = milliseconds() - start;

  code.jit = cantFail(llvm::orc::LLJITBuilder().create());
  cantFail(code.jit->addObjectFile(
      std::make_unique<llvm::SmallVectorMemoryBuffer>(std::move(object))));
  auto find = [&](llvm::StringRef name) {
    return cantFail(code.jit->lookup(name)).toPtr<Code::Function>();
  };
  code.function = find("kernel_tasks");
  if (code.packed)
    code.pack = find("kernel_lhs_tasks");
  return result;
}

static void fillWithTraps(void *memory, int64_t bytes, bool isDouble) {
  constexpr uint64_t ofDouble = 0x7ff4000000000000,
                     ofFloats = 0x7fa000007fa00000;
  // Memory that nobody reads is written all the same.
  auto *words = static_cast<volatile uint64_t *>(memory);
  for (int64_t i = 0; i < bytes / 8; ++i)
    words[i] = isDouble ? ofDouble : ofFloats;
}

[[gnu::noinline]] static void poisonStack(bool isDouble) {
  uint64_t words[32 * 1024];
  fillWithTraps(words, sizeof(words), isDouble);
}

void CompiledKernel::poisonScratch(bool isDouble) {
  fillWithTraps(code->scratch.get(), code->scratchBytes, isDouble);
  poisonStack(isDouble);
}

int64_t CompiledKernel::taskCount(int64_t rows) const {
  return countTasks(code->cut, rows);
}

bool CompiledKernel::sharesLhs() const { return code->pack; }

void CompiledKernel::run(int64_t rows, std::vector<void *> buffers,
                         bool backwards) {
  if (code->pack) {
    void *packed = code->packed.get();
    Code::run(code->pack, code->packCut, rows, {buffers[0], packed}, backwards);
    buffers.insert(buffers.begin() + code->inputCount, packed);
  }
  if (code->scratch)
    buffers.push_back(code->scratch.get());
  Code::run(code->function, code->cut, rows, std::move(buffers), backwards);
}

} // namespace nadir::test
