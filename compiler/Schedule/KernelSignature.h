// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The calling convention of scheduled kernels, shared by all that make or call
// them. A kernel on tensors
//   func.func private @k(%rows: index, %x: tensor<?x4xf32>) -> tensor<?xf32>
// is scheduled as
//   func.func private @k_tasks(%rows: index, %task: index,
//       %x: memref<128x4xf32>, %out: memref<128xf32>)
//       attributes {nadir.task_extent = -1, nadir.task_grain = 64}
// with 128 the batch capacity: buffers are dense, have static shapes, and only
// the first `rows` entries of a `?` dimension are meaningful. Booleans are
// bytes of 0 or 1 in memory. @k stays as a declaration that names its schedule
// in `nadir.scheduled`, so that calls of it still verify.

#ifndef NADIR_COMPILER_SCHEDULE_KERNELSIGNATURE_H
#define NADIR_COMPILER_SCHEDULE_KERNELSIGNATURE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinTypes.h"

#include <utility>

namespace nadir {

/// Number of rows that the buffers of `op`'s module hold; 0 if no shape depends
/// on the batch.
int64_t batchCapacity(mlir::Operation *op);

/// `type` with capacity for its `?` dimensions. Sizes of 0 become 1: bare
/// pointers to empty memrefs can't be lowered.
llvm::SmallVector<int64_t> bufferShape(mlir::RankedTensorType type,
                                       int64_t capacity);

/// How an element is stored: i1 as i8, everything else as it is.
mlir::Type storageType(mlir::Type elementType);

/// The buffer that holds a tensor of type `type`.
mlir::MemRefType bufferType(mlir::RankedTensorType type, int64_t capacity);

/// Whether `kernel` writes parameters or state in place: its results may then
/// share their buffers with its arguments.
bool updatesInPlace(mlir::func::FuncOp kernel);

/// Declares, behind `kernel`, the empty function with an entry block that is to
/// hold its schedule; it is not split into tasks yet. Buffers get
/// `llvm.noalias`, unless the kernel updates in place.
mlir::func::FuncOp createScheduledFunction(mlir::func::FuncOp kernel);

/// Erases the body of `kernel` and makes it name `scheduled`.
void replaceBySchedule(mlir::func::FuncOp kernel, mlir::func::FuncOp scheduled);

/// The function that holds the schedule of `kernel`, or null.
mlir::func::FuncOp lookupScheduled(mlir::func::FuncOp kernel);

/// Arguments of a scheduled function by meaning.
struct ScheduledArguments {
  mlir::Value rows;
  mlir::Value task;
  mlir::ValueRange inputs;
  mlir::ValueRange outputs;
};

/// `scheduled` is the schedule of `kernel`, which tells inputs from outputs.
ScheduledArguments scheduledArguments(mlir::func::FuncOp scheduled,
                                      mlir::func::FuncOp kernel);

/// Gives `scheduled` one more argument behind all others: memory of its own for
/// each task, `bytes` bytes that are aligned like buffers and hold nothing.
mlir::Value addScratch(mlir::func::FuncOp scheduled, int64_t bytes);

/// The cut of a kernel: task t does the iterations [t * grain,
/// min((t + 1) * grain, extent)) of its parallel dimension.
struct TaskCut {
  /// Stands for the number of rows as an extent.
  static constexpr int64_t rowsExtent = -1;

  int64_t extent = 1;
  int64_t grain = 1;
};

void setTaskCut(mlir::func::FuncOp scheduled, TaskCut cut);
TaskCut getTaskCut(mlir::func::FuncOp scheduled);

/// Emits the first iteration of this task and the one behind its last.
std::pair<mlir::Value, mlir::Value>
emitTaskRange(mlir::OpBuilder &builder, mlir::Location loc,
              const ScheduledArguments &args, TaskCut cut);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_KERNELSIGNATURE_H
