// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Pipelines.h"
#include "compiler/Autodiff/Differentiate.h"
#include "compiler/Codegen/Object.h"
#include "compiler/Codegen/TargetPipeline.h"
#include "compiler/Fusion/Fusion.h"
#include "compiler/Lowering/ExpandMath.h"
#include "compiler/Lowering/LowerGroups.h"
#include "compiler/Lowering/Register.h"
#include "compiler/Schedule/EntryPasses.h"
#include "compiler/Schedule/ScheduleKernels.h"
#include "compiler/Stabilize/Stabilize.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace nadir;

namespace {

struct RoomName {
  Room room;
  StringLiteral name;
};

constexpr RoomName names[] = {
    {Room::Graph, "graph"},
    {Room::Stabilize, "stabilize"},
    {Room::Differentiate, "differentiate"},
    {Room::Fuse, "fuse"},
    {Room::Lower, "lower"},
    {Room::Schedule, "schedule"},
    {Room::Target, "target"},
    {Room::Emit, "emit"},
};

/// Options of the schedule room on nadir-opt's command line.
struct ScheduleRoomOptions : PassPipelineOptions<ScheduleRoomOptions> {
  Option<std::string> cpu{*this, "cpu",
                          llvm::cl::desc("Processor to schedule for"),
                          llvm::cl::init("native")};
  Option<bool> threads{*this, "threads",
                       llvm::cl::desc("Split kernels over an executor"),
                       llvm::cl::init(true)};
  Option<bool> splitProducts{
      *this, "split-products",
      llvm::cl::desc("Do large products on a matrix unit for bf16"),
      llvm::cl::init(true)};
};

/// Options of the fuse room.
struct FuseRoomOptions : PassPipelineOptions<FuseRoomOptions> {
  Option<UpdateFusion> updates{
      *this, "updates", llvm::cl::desc("How far updates are fused"),
      llvm::cl::init(UpdateFusion::Backward), UpdateFusionValues()};
};

void addScheduleRoom(OpPassManager &passes,
                     const ScheduleRoomOptions &options) {
  CodegenOptions codegen;
  codegen.cpu = options.cpu;
  codegen.splitProducts = options.splitProducts;
  llvm::Expected<CpuTarget> target = findTarget(codegen);
  if (target)
    return addSchedulePasses(passes, *target, options.threads);
  llvm::report_fatal_error(target.takeError(), /*gen_crash_diag=*/false);
}

void addCleanup(OpPassManager &passes) {
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
}

} // namespace

StringRef nadir::roomName(Room room) {
  return names[static_cast<size_t>(room)].name;
}

std::string nadir::roomNames() {
  return llvm::join(
      llvm::map_range(names, [](const RoomName &entry) { return entry.name; }),
      ", ");
}

std::optional<Room> nadir::parseRoom(StringRef name) {
  for (const RoomName &entry : names)
    if (entry.name == name)
      return entry.room;
  return std::nullopt;
}

void nadir::addStabilizePasses(OpPassManager &passes) {
  passes.addPass(createMarkVariablesPass());
  passes.addPass(createInlineFunctionsPass());
  passes.addPass(createStabilizePass());
  addCleanup(passes);
}

void nadir::addDifferentiatePasses(OpPassManager &passes) {
  passes.addPass(createExpandGradientsPass());
  passes.addPass(createBuildEntriesPass());
  addCleanup(passes);
}

void nadir::addFusePasses(OpPassManager &passes, UpdateFusion updates) {
  passes.addPass(createDecomposePass());
  addCleanup(passes);
  passes.addPass(createFuseUpdatesPass(updates));
  addCleanup(passes);
  passes.addNestedPass<func::FuncOp>(createFuseGroupsPass());
  if (updates != UpdateFusion::None)
    passes.addNestedPass<func::FuncOp>(
        createUpdateInBackwardPass(updates == UpdateFusion::Loop));
}

void nadir::addLowerPasses(OpPassManager &passes) {
  passes.addPass(createLowerGroupsPass());
  // Kernels are many, and cleaned up on all threads.
  addCleanup(passes.nest<func::FuncOp>());
}

void nadir::addSchedulePasses(OpPassManager &passes, const CpuTarget &target,
                              bool threads, int poolThreads) {
  TargetInfo info;
  info.vectorBits = target.vectorBits;
  info.vectorRegisters = target.vectorRegisters;
  info.hasFma = target.hasFma;
  info.hasMaskedMemory = target.hasMaskedMemory;
  info.hasMxcsr = target.isX86;
  if (target.hasAmx)
    info.splitProducts = SplitProducts::WhereFaster;
  info.threads = threads;
  info.poolThreads = poolThreads;
  passes.addPass(createScheduleKernelsPass(info));
  passes.addPass(createScheduleEntriesPass(threads, target.isX86));
}

void nadir::registerDialects(DialectRegistry &registry) {
  registry.insert<NadirDialect, affine::AffineDialect, arith::ArithDialect,
                  cf::ControlFlowDialect, DLTIDialect, func::FuncDialect,
                  LLVM::LLVMDialect, linalg::LinalgDialect, math::MathDialect,
                  memref::MemRefDialect, scf::SCFDialect, tensor::TensorDialect,
                  ub::UBDialect, vector::VectorDialect>();
  registerCodegenDialects(registry);
}

void nadir::registerPasses() {
  registerTransformsPasses();
  registerStabilizePasses();
  registerAutodiffPasses();
  registerFusionPasses();
  registerLoweringPasses();
  registerScheduleKernelsPass();
  registerEntryPasses();
  registerCodegenPasses();
  registerPass([] { return createExpandMathPass(); });
  PassPipelineRegistration<>("nadir-stabilize-room",
                             "All passes of the stabilize room",
                             addStabilizePasses);
  PassPipelineRegistration<>("nadir-differentiate-room",
                             "All passes of the differentiate room",
                             addDifferentiatePasses);
  PassPipelineRegistration<FuseRoomOptions>(
      "nadir-fuse-room", "All passes of the fuse room",
      [](OpPassManager &passes, const FuseRoomOptions &options) {
        addFusePasses(passes, options.updates);
      });
  PassPipelineRegistration<>("nadir-lower-room", "All passes of the lower room",
                             addLowerPasses);
  PassPipelineRegistration<ScheduleRoomOptions>(
      "nadir-schedule-room", "All passes of the schedule room",
      addScheduleRoom);
}

namespace {

/// Fails if an operation of the module isn't what may leave a room.
LogicalResult refuse(ModuleOp module, Room room,
                     llvm::function_ref<bool(Operation *)> isLeftOver) {
  WalkResult result = module.walk([&](Operation *op) {
    if (!isLeftOver(op))
      return WalkResult::advance();
    op->emitError("'") << op->getName() << "' may not leave the "
                       << roomName(room) << " room";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

LogicalResult runRoom(ModuleOp module,
                      llvm::function_ref<void(OpPassManager &)> addPasses) {
  PassManager passes(module.getContext());
#ifdef NDEBUG
  // Passes are verified by their tests; a user waits for every compilation.
  passes.enableVerifier(false);
#endif
  addPasses(passes);
  return passes.run(module);
}

bool hasRows(ModuleOp module) {
  return module
      .walk([](Operation *op) {
        for (Type type : op->getResultTypes())
          if (auto tensor = dyn_cast<RankedTensorType>(type))
            if (!tensor.hasStaticShape())
              return WalkResult::interrupt();
        return WalkResult::advance();
      })
      .wasInterrupted();
}

/// A graph was verified with its own batch only, functions with none.
LogicalResult verifyAllSizes(ModuleOp module, int64_t rows) {
  return failure(module
                     .walk([&](Operation *op) {
                       return WalkResult(verifySizes(op, rows));
                     })
                     .wasInterrupted());
}

/// The number of rows that memory is planned for must come from somewhere.
LogicalResult setCapacity(ModuleOp module, const PipelineOptions &options) {
  GraphOp graph;
  for (GraphOp candidate : module.getOps<GraphOp>())
    graph = candidate;
  if (!graph)
    return module.emitError("expected a nadir.graph in the module");
  if (options.batch && *options.batch < 1)
    return graph.emitError("expected a batch of at least 1, found ")
           << *options.batch;
  // More could not be addressed anyway, and sizes are products of this.
  constexpr int64_t largest = int64_t(1) << 31;
  if (options.batch)
    graph.setBatch(*options.batch);
  if (graph.getBatch() && *graph.getBatch() > largest)
    return graph.emitError("expected a batch of at most ")
           << largest << ", found " << *graph.getBatch();
  if (graph.getBatch())
    return verifyAllSizes(module, *graph.getBatch());
  if (hasRows(module))
    return graph.emitError("expected the largest batch, as 'batch' of the "
                           "graph or as an option, since shapes depend on it");
  return success();
}

/// What kernels leave in memory, gradients for one, may be larger than anything
/// that was written down.
LogicalResult verifyKernelSizes(ModuleOp module) {
  auto capacity = module->getAttrOfType<IntegerAttr>("nadir.capacity");
  int64_t rows = capacity ? capacity.getInt() : 1;
  for (auto function : module.getOps<func::FuncOp>())
    for (Operation &op : function.getBody().front())
      if (failed(verifySizes(&op, rows)))
        return failure();
  return success();
}

LogicalResult runSchedule(ModuleOp module, const CpuTarget &target,
                          const CodegenOptions &codegen) {
  if (failed(runRoom(module, [&](OpPassManager &passes) {
        addSchedulePasses(passes, target, codegen.threads, codegen.poolThreads);
      })))
    return failure();
  return refuse(module, Room::Schedule, [](Operation *op) {
    return llvm::any_of(op->getResultTypes(), llvm::IsaPred<TensorType>);
  });
}

LogicalResult runTarget(ModuleOp module, const CpuTarget &target) {
  return runRoom(module, [&](OpPassManager &passes) {
    TargetPipelineOptions options;
    options.hasFma = target.hasFma;
    options.hasScalef = target.hasScalef;
    buildTargetPipeline(passes, options);
  });
}

LogicalResult tune(ModuleOp module, const CpuTarget &target,
                   const PipelineOptions &options) {
  const CodegenOptions &codegen = options.codegen;
  auto compile = [&](ModuleOp trial) -> FailureOr<std::string> {
    if (failed(runSchedule(trial, target, codegen)) ||
        failed(runTarget(trial, target)))
      return failure();
    return translateToObject(trial, target, codegen.optLevel);
  };
  return tuneProducts(module, target, codegen,
                      ObjectCache(options.tuningFolder), compile,
                      options.tuningProgress);
}

} // namespace

LogicalResult nadir::runFrontEnd(ModuleOp module,
                                 const PipelineOptions &options) {
  if (failed(setCapacity(module, options)))
    return failure();
  if (options.stopAfter == Room::Graph)
    return success();
  if (failed(runRoom(module, addStabilizePasses)))
    return failure();
  if (options.stopAfter == Room::Stabilize)
    return success();
  if (failed(runRoom(module, addDifferentiatePasses)))
    return failure();
  return refuse(module, Room::Differentiate,
                [](Operation *op) { return isa<GradientOp, MinimizeOp>(op); });
}

LogicalResult nadir::runFromSchedule(ModuleOp module,
                                     const PipelineOptions &options) {
  if (options.stopAfter <= Room::Lower)
    return success();
  llvm::Expected<CpuTarget> target = findTarget(options.codegen);
  if (!target)
    return module.emitError(llvm::toString(target.takeError()));
  if (options.autotune && failed(tune(module, *target, options)))
    return failure();
  if (failed(runSchedule(module, *target, options.codegen)))
    return failure();
  if (options.stopAfter == Room::Schedule)
    return success();
  return runTarget(module, *target);
}

LogicalResult nadir::runPipeline(ModuleOp module,
                                 const PipelineOptions &options) {
  if (failed(runFrontEnd(module, options)))
    return failure();
  if (options.stopAfter <= Room::Differentiate)
    return success();
  if (failed(runRoom(module,
                     [&](OpPassManager &passes) {
                       addFusePasses(passes, options.updates);
                     })) ||
      failed(verifyKernelSizes(module)))
    return failure();
  if (options.stopAfter == Room::Fuse)
    return success();
  if (failed(runRoom(module, addLowerPasses)) ||
      failed(refuse(module, Room::Lower, [](Operation *op) {
        return isa_and_present<NadirDialect>(op->getDialect());
      })))
    return failure();
  return runFromSchedule(module, options);
}

llvm::FailureOr<std::string>
nadir::compileToObjects(ModuleOp module, const PipelineOptions &options) {
  PipelineOptions all = options;
  all.stopAfter = Room::Target;
  if (failed(runPipeline(module, all)))
    return failure();
  llvm::Expected<CpuTarget> target = findTarget(options.codegen);
  if (!target)
    return module.emitError(llvm::toString(target.takeError()));
  return translateToObjects(module, *target, options.codegen.optLevel);
}
