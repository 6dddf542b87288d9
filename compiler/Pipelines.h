// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The way through the compiler, room by room. Each room has a function that
// adds its passes, and can be the last one to run; what may not leave it is
// refused there.

#ifndef NADIR_COMPILER_PIPELINES_H
#define NADIR_COMPILER_PIPELINES_H

#include "compiler/Codegen/Target.h"
#include "compiler/Fusion/Fusion.h"
#include "compiler/Tuning/TuneProducts.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include <optional>

namespace nadir {

/// In the order in which data flows.
enum class Room {
  Graph,
  Stabilize,
  Differentiate,
  Fuse,
  Lower,
  Schedule,
  Target,
  Emit,
};

/// The name used on command lines, such as "stabilize".
llvm::StringRef roomName(Room room);
/// The names of all rooms, separated by commas, for messages.
std::string roomNames();
std::optional<Room> parseRoom(llvm::StringRef name);

struct PipelineOptions {
  /// Largest number of rows; overrides the graph's own `batch`.
  std::optional<int64_t> batch;
  /// The last room to run.
  Room stopAfter = Room::Emit;
  /// How far the updates of parameters are fused.
  UpdateFusion updates = UpdateFusion::Backward;
  /// Measure schedules of large products on this machine and take the quickest
  /// (tuneProducts). Choices are kept in `tuningFolder`, unless it is empty.
  bool autotune = false;
  std::string tuningFolder = ObjectCache::defaultFolder();
  /// Called before each measurement with the number of those done and of all.
  TuningProgress tuningProgress;
  CodegenOptions codegen;
};

/// Makes every dialect and interface known that the rooms use.
void registerDialects(mlir::DialectRegistry &registry);
/// Registers every pass of the project and one pipeline a room, for nadir-opt.
void registerPasses();

void addStabilizePasses(mlir::OpPassManager &passes);
void addDifferentiatePasses(mlir::OpPassManager &passes);
void addFusePasses(mlir::OpPassManager &passes,
                   UpdateFusion updates = UpdateFusion::Backward);
void addLowerPasses(mlir::OpPassManager &passes);
void addSchedulePasses(mlir::OpPassManager &passes, const CpuTarget &target,
                       bool threads, int poolThreads = 0);

/// Turns a module with one graph into functions of differentiated operations,
/// `init`, `train_step`, `eval_step` and `predict`. Errors go to the context's
/// diagnostic handler.
llvm::LogicalResult runFrontEnd(mlir::ModuleOp module,
                                const PipelineOptions &options);

/// The last part of runPipeline: the rooms behind `Lower`, on a module as that
/// leaves it.
llvm::LogicalResult runFromSchedule(mlir::ModuleOp module,
                                    const PipelineOptions &options);

/// Runs all rooms up to `options.stopAfter`, or to the one before `Emit`.
llvm::LogicalResult runPipeline(mlir::ModuleOp module,
                                const PipelineOptions &options);

/// Compiles a module with one graph to what JitProgram::link takes, on the
/// threads of the module's context.
llvm::FailureOr<std::string> compileToObjects(mlir::ModuleOp module,
                                              const PipelineOptions &options);

} // namespace nadir

#endif // NADIR_COMPILER_PIPELINES_H
