// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Tuning/TuneProducts.h"

#include "compiler/Schedule/MatmulChoice.h"
#include "compiler/Tuning/Trial.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace nadir {
namespace {

/// Smaller products last a few microseconds whatever their tiles.
constexpr double leastFlops = 1.0e6;
/// Measured times differ by this much without a reason.
constexpr double noise = 0.97;

/// What is tried, the cost model's own choice first.
constexpr MatmulChoice candidates[] = {{},     {2, 0},   {3, 0},
                                       {4, 0}, {0, 128}, {0, 512}};

double flopsOf(func::FuncOp kernel, int64_t capacity) {
  double flops = 0;
  for (auto op : kernel.getOps<linalg::GenericOp>()) {
    if (op.getNumReductionLoops() == 0)
      continue;
    double steps = 2;
    for (int64_t range : op.getStaticLoopRanges())
      steps *=
          static_cast<double>(ShapedType::isDynamic(range) ? capacity : range);
    flops += steps;
  }
  return flops;
}

class Tuner {
public:
  Tuner(ModuleOp module, const CpuTarget &target, const CodegenOptions &options,
        const ObjectCache &choices, CompileLowered compile)
      : target(target), options(options), choices(choices), compile(compile) {
    if (auto rows = module->getAttrOfType<IntegerAttr>("nadir.capacity"))
      capacity = rows.getInt();
  }

  LogicalResult tune(func::FuncOp kernel);
  bool isLarge(func::FuncOp kernel) const {
    return flopsOf(kernel, capacity) >= leastFlops;
  }

private:
  FailureOr<MatmulChoice> measureAll(ModuleOp trial);

  const CpuTarget &target;
  const CodegenOptions &options;
  const ObjectCache &choices;
  CompileLowered compile;
  int64_t capacity = 1;
};

LogicalResult Tuner::tune(func::FuncOp kernel) {
  OwningOpRef<ModuleOp> trial = makeTrial(kernel, capacity);
  // Kernels that differ by their names only are one.
  auto copy = *trial->getOps<func::FuncOp>().begin();
  copy.setSymName("kernel");
  trial->walk([](func::CallOp call) { call.setCallee("kernel"); });
  std::string text;
  llvm::raw_string_ostream stream(text);
  trial->print(stream);
  CacheKey key = makeCacheKey(text, target, options, "matmul choice");
  std::optional<MatmulChoice> choice;
  if (std::optional<std::string> known = choices.load(key))
    choice = parseMatmulChoice(*known);
  if (!choice) {
    FailureOr<MatmulChoice> measured = measureAll(*trial);
    if (failed(measured))
      return emitError(kernel.getLoc(),
                       "can't measure a product on this machine");
    choice = *measured;
    choices.store(key, printMatmulChoice(*choice));
  }
  setMatmulChoice(kernel, *choice);
  return success();
}

FailureOr<MatmulChoice> Tuner::measureAll(ModuleOp trial) {
  TrialRunner runner;
  MatmulChoice best;
  double bestSeconds = 0;
  llvm::StringSet<> tried;
  for (const MatmulChoice &candidate : candidates) {
    OwningOpRef<ModuleOp> copy = trial.clone();
    setMatmulChoice(*copy->getOps<func::FuncOp>().begin(), candidate);
    FailureOr<std::string> object = compile(*copy);
    if (failed(object))
      return failure();
    if (!tried.insert(*object).second)
      continue;
    auto program = JitProgram::link(*object, trialName);
    if (!program) {
      llvm::consumeError(program.takeError());
      return failure();
    }
    FailureOr<double> seconds = runner.measure(**program);
    if (failed(seconds))
      return failure();
    if (bestSeconds == 0 || *seconds < noise * bestSeconds) {
      best = candidate;
      bestSeconds = *seconds;
    }
  }
  return best;
}

} // namespace

LogicalResult tuneProducts(ModuleOp module, const CpuTarget &target,
                           const CodegenOptions &options,
                           const ObjectCache &choices, CompileLowered compile,
                           const TuningProgress &progress) {
  if (llvm::Error error = checkRunsHere(options.cpu))
    return emitError(module.getLoc(), "can't measure schedules: ")
           << llvm::toString(std::move(error));
  Tuner tuner(module, target, options, choices, compile);
  SmallVector<func::FuncOp> kernels;
  for (auto kernel : module.getOps<func::FuncOp>()) {
    auto kind = kernel->getAttrOfType<StringAttr>("nadir.kernel");
    if (kind && kind.getValue() == "matmul" && tuner.isLarge(kernel))
      kernels.push_back(kernel);
  }
  for (auto [done, kernel] : llvm::enumerate(kernels)) {
    if (progress)
      progress(done, kernels.size());
    if (failed(tuner.tune(kernel)))
      return failure();
  }
  if (progress)
    progress(kernels.size(), kernels.size());
  return success();
}

} // namespace nadir
