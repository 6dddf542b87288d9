// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The static memory plan of an entry point: in which order its kernels run,
// which block each tensor lives in and at which offset, what is updated in
// place and what is copied. Nothing is allocated at run time; the caller hands
// in an arena that is as large as the largest plan of the program.
#ifndef NADIR_COMPILER_SCHEDULE_BUFFERPLAN_H
#define NADIR_COMPILER_SCHEDULE_BUFFERPLAN_H

#include "compiler/Schedule/EntryModel.h"
#include "llvm/ADT/MapVector.h"

namespace nadir {

/// Where a tensor lives.
struct BufferLocation {
  enum class Block {
    Parameters,
    State,
    Arena,
    Input,
    Result,
    LearningRate,
    Momentum,
    Step,
    Seed,
    Constant
  };
  Block block = Block::Arena;
  /// Which input, result, learning rate or momentum.
  unsigned index = 0;
  /// Bytes from the start of the block.
  uint64_t offset = 0;
  /// The value of a constant.
  mlir::DenseElementsAttr constant;
};

/// A tensor in the arena. Uses are places in the order of execution; -1 is
/// before the first kernel, the number of steps is after the last.
struct ArenaBuffer {
  std::string name;
  uint64_t bytes = 0;
  uint64_t offset = 0;
  int firstUse = 0;
  int lastUse = 0;
};

/// A kernel call in the order of execution.
struct PlannedStep {
  EntryStep step;
  /// What the step calls, as the program knows it: the kernel on tensors, whose
  /// attributes tell its kind. `step.kernel` is its schedule.
  mlir::func::FuncOp callee;
  /// Pairs of an input and a result of the kernel that share memory.
  llvm::SmallVector<std::pair<unsigned, unsigned>> inPlace;
  /// Place of the kernel's scratch memory in the arena, and the part of it
  /// that belongs to one task.
  uint64_t scratchOffset = 0;
  uint64_t scratchBytesPerTask = 0;
};

struct PlannedCopy {
  BufferLocation from;
  BufferLocation to;
  mlir::RankedTensorType type;
};

struct EntryPlan {
  EntryModel model;
  llvm::SmallVector<PlannedStep> steps;
  /// Of all tensors that are memory of their own (EntryModel::root).
  llvm::DenseMap<mlir::Value, BufferLocation> locations;
  /// Of old values that a kernel is about to overwrite, before the first
  /// kernel; and of results that could not be written in place, after the last.
  llvm::SmallVector<PlannedCopy> copiesBefore;
  llvm::SmallVector<PlannedCopy> copiesAfter;
  llvm::SmallVector<ArenaBuffer> buffers;
  uint64_t arenaBytes = 0;
  /// Most bytes that are live at once: no plan for this order is smaller.
  uint64_t liveBytes = 0;

  BufferLocation location(mlir::Value value) const {
    return locations.lookup(model.root(value));
  }
};

/// Orders the steps of an entry: checks as soon as their input is there, a
/// kernel that writes parameters or state only after all checks and, if
/// possible, after all readers of the values it overwrites, those that write
/// little at the end, together; else as written, or, if that needs far less
/// memory, each step when its result is wanted.
llvm::SmallVector<EntryStep> orderSteps(const EntryModel &model,
                                        int64_t capacity);

/// True if `kernel` may write result number `result` over its input number
/// `input`: each element is read before the same iteration overwrites it.
bool canRunInPlace(mlir::func::FuncOp kernel, unsigned input,
                   unsigned inputCount, unsigned result);

/// Tasks into which a kernel is cut when it runs with `rows` rows.
int64_t countTasks(mlir::func::FuncOp kernel, int64_t rows);

/// `symbols` are those of the module: a program of many kernels is not searched
/// for each step.
llvm::FailureOr<EntryPlan> planBuffers(EntryModel model,
                                       const ProgramLayout &layout,
                                       const mlir::SymbolTable &symbols);

/// Gives buffers offsets so that those that are live at the same time don't
/// overlap, each in the tightest gap; of several orders of placing them, takes
/// the one that needs least. Returns the size of the arena.
uint64_t placeBuffers(llvm::MutableArrayRef<ArenaBuffer> buffers);

/// The largest sum of the sizes of buffers that are live at one time.
uint64_t countLiveBytes(llvm::ArrayRef<ArenaBuffer> buffers);

/// Tables of the arena buffers of all entries.
std::string printMemoryReport(const ProgramLayout &layout,
                              llvm::ArrayRef<EntryPlan> plans);

/// Plans every entry of a module.
llvm::FailureOr<std::vector<EntryPlan>>
planProgram(mlir::ModuleOp module, const ProgramLayout &layout);

/// The memory reports of all entries of a program whose kernels are scheduled.
llvm::FailureOr<std::string> memoryReport(mlir::ModuleOp module);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_BUFFERPLAN_H
