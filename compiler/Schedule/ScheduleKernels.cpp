// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/ScheduleKernels.h"

#include "compiler/Schedule/FlushDenormals.h"
#include "compiler/Schedule/KernelSignature.h"
#include "compiler/Schedule/LoopKernel.h"
#include "compiler/Schedule/MatmulChoice.h"
#include "compiler/Schedule/MatmulKernel.h"
#include "compiler/Schedule/MatmulPlan.h"
#include "compiler/Schedule/MatmulShare.h"
#include "compiler/Schedule/Sequential.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace nadir {

static StringRef kernelKind(func::FuncOp kernel) {
  return kernel->getAttrOfType<StringAttr>("nadir.kernel").getValue();
}

using EmitSchedule = LogicalResult (*)(func::FuncOp kernel,
                                       func::FuncOp scheduled,
                                       const TargetInfo &target,
                                       std::string &reason);

/// Whether `kernel` is a product with a vector, and steps of k are neighbours
/// in the matrix, which is read only once then. As sums along k it needs no
/// copy of the matrix with others for neighbours: to make that takes longer
/// than to add up.
static bool isVectorOfSums(func::FuncOp kernel) {
  constexpr int64_t manySteps = 32;
  std::string reason;
  FailureOr<MatmulProblem> problem = analyzeMatmul(kernel, reason);
  if (failed(problem) || problem->k.size < manySteps)
    return false;
  return (problem->m.size == 1 && problem->rhs.outer != 1) ||
         (problem->n.size == 1 && problem->lhs.k == 1);
}

/// The schedules for the kind of `kernel`, to be tried in this order.
static SmallVector<EmitSchedule> fastSchedules(func::FuncOp kernel) {
  StringRef kind = kernelKind(kernel);
  if (kind == "loop")
    return {emitLoopKernel};
  if (kind != "matmul")
    return {};
  if (isVectorOfSums(kernel))
    return {emitLoopKernel, emitMatmulKernel};
  return {emitMatmulKernel};
}

/// What a kernel that packs writes is not told by its body: there is only one
/// way to schedule it.
static LogicalResult schedulePackKernel(func::FuncOp kernel,
                                        const TargetInfo &target) {
  func::FuncOp scheduled = createScheduledFunction(kernel);
  std::string reason;
  if (failed(emitPackKernel(kernel, scheduled, target, reason))) {
    scheduled.erase();
    return kernel.emitOpError("cannot pack: ") << reason;
  }
  replaceBySchedule(kernel, scheduled);
  return success();
}

LogicalResult scheduleKernel(func::FuncOp kernel, const TargetInfo &target) {
  if (failed(getMatmulChoice(kernel)))
    return failure();
  if (kernelKind(kernel) == "pack")
    return schedulePackKernel(kernel, target);
  func::FuncOp scheduled;
  std::string reason;
  for (EmitSchedule emit : fastSchedules(kernel)) {
    scheduled = createScheduledFunction(kernel);
    if (succeeded(emit(kernel, scheduled, target, reason)))
      break;
    scheduled.erase();
    scheduled = nullptr;
  }
  if (!scheduled) {
    if (!reason.empty())
      emitRemark(kernel.getLoc()) << "kernel '" << kernel.getName()
                                  << "' is not vectorised: " << reason;
    scheduled = createScheduledFunction(kernel);
    if (failed(emitSequentialKernel(kernel, scheduled))) {
      scheduled.erase();
      return kernel.emitOpError("cannot be scheduled");
    }
  }
  if (updatesInPlace(kernel) && target.hasMxcsr)
    flushDenormals(scheduled);
  replaceBySchedule(kernel, scheduled);
  return success();
}

/// A kernel that packs for a product is scheduled while that has its body.
static LogicalResult scheduleWithPacks(func::FuncOp kernel,
                                       const TargetInfo &target) {
  if (kernelKind(kernel) == "matmul") {
    if (failed(getMatmulChoice(kernel)))
      return failure();
    func::FuncOp pack = shareLhs(kernel, target);
    if (pack && failed(scheduleKernel(pack, target)))
      return failure();
  }
  return scheduleKernel(kernel, target);
}

namespace {
struct ScheduleKernelsPass
    : PassWrapper<ScheduleKernelsPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ScheduleKernelsPass)

  ScheduleKernelsPass() = default;
  ScheduleKernelsPass(const ScheduleKernelsPass &other) : PassWrapper(other) {}
  explicit ScheduleKernelsPass(const TargetInfo &target) {
    vectorBits = target.vectorBits;
    vectorRegisters = target.vectorRegisters;
    hasFma = target.hasFma;
    hasMaskedMemory = target.hasMaskedMemory;
    hasMxcsr = target.hasMxcsr;
    splitProducts = target.splitProducts;
    threads = target.threads;
    poolThreads = target.poolThreads;
  }

  StringRef getArgument() const override { return "nadir-schedule-kernels"; }
  StringRef getDescription() const override {
    return "Turn kernels on tensors into loops over vectors on buffers";
  }

  void getDependentDialects(DialectRegistry &registry) const override {
    registerSequentialDialects(registry);
    registry
        .insert<LLVM::LLVMDialect, math::MathDialect, vector::VectorDialect>();
  }

  void runOnOperation() override {
    if (poolThreads < 0) {
      getOperation().emitError("pool-threads: expected 0 or a number of "
                               "threads, found ")
          << poolThreads.getValue();
      return signalPassFailure();
    }
    TargetInfo target;
    target.vectorBits = vectorBits;
    target.vectorRegisters = vectorRegisters;
    target.hasFma = hasFma;
    target.hasMaskedMemory = hasMaskedMemory;
    target.hasMxcsr = hasMxcsr;
    target.splitProducts = splitProducts;
    target.threads = threads;
    target.poolThreads = poolThreads;
    // Kernels are collected first: scheduling one adds a function.
    SmallVector<func::FuncOp> kernels;
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      auto kind = function->getAttrOfType<StringAttr>("nadir.kernel");
      if (kind && kind != "check" && !function.isDeclaration())
        kernels.push_back(function);
    }
    for (func::FuncOp kernel : kernels)
      if (failed(scheduleWithPacks(kernel, target)))
        return signalPassFailure();
  }

  Option<int64_t> vectorBits{
      *this, "vector-bits",
      llvm::cl::desc("Width of the target's vector registers"),
      llvm::cl::init(TargetInfo().vectorBits)};
  Option<int64_t> vectorRegisters{
      *this, "vector-registers",
      llvm::cl::desc("Number of the target's vector registers"),
      llvm::cl::init(TargetInfo().vectorRegisters)};
  Option<bool> hasFma{*this, "fma",
                      llvm::cl::desc("The target fuses multiply and add"),
                      llvm::cl::init(TargetInfo().hasFma)};
  Option<bool> hasMaskedMemory{
      *this, "masked-memory",
      llvm::cl::desc("The target loads and stores under masks"),
      llvm::cl::init(TargetInfo().hasMaskedMemory)};
  Option<bool> hasMxcsr{
      *this, "mxcsr",
      llvm::cl::desc("The target has x86's control register for denormals"),
      llvm::cl::init(TargetInfo().hasMxcsr)};
  Option<SplitProducts> splitProducts{
      *this, "split-products",
      llvm::cl::desc("Use AMX for products of f32 that are split into bf16"),
      llvm::cl::init(TargetInfo().splitProducts),
      llvm::cl::values(
          clEnumValN(SplitProducts::Never, "never", "never"),
          clEnumValN(SplitProducts::WhereFaster, "where-faster",
                     "where that is expected to be faster"),
          clEnumValN(SplitProducts::Always, "always", "wherever it can be"))};
  Option<bool> threads{*this, "threads",
                       llvm::cl::desc("Tasks may run on several threads"),
                       llvm::cl::init(TargetInfo().threads)};
  Option<int64_t> poolThreads{
      *this, "pool-threads",
      llvm::cl::desc("How many threads share tasks; 0 if that is not known"),
      llvm::cl::init(TargetInfo().poolThreads)};
};
} // namespace

std::unique_ptr<Pass> createScheduleKernelsPass(const TargetInfo &target) {
  return std::make_unique<ScheduleKernelsPass>(target);
}

void registerScheduleKernelsPass() { PassRegistration<ScheduleKernelsPass>(); }

} // namespace nadir
