// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the schedule room reads out of a program before it plans memory: the
// layout of the parameter and state blocks, the arguments and results of each
// entry point with their roles, and its sequence of kernel calls. An entry is
// a tensor function that does nothing but call kernels.
#ifndef NADIR_COMPILER_SCHEDULE_ENTRYMODEL_H
#define NADIR_COMPILER_SCHEDULE_ENTRYMODEL_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace nadir {

/// Alignment in bytes of every buffer and block; NADIR_ALIGNMENT in C.
inline constexpr uint64_t bufferAlignment = 64;

inline uint64_t alignBuffer(uint64_t bytes) {
  return (bytes + bufferAlignment - 1) / bufferAlignment * bufferAlignment;
}

/// Bytes of one element in memory; i1 takes a byte, other widths must be whole
/// bytes (0 otherwise).
uint64_t elementBytes(mlir::Type elementType);

/// Bytes of a tensor with as many rows as the capacity.
uint64_t tensorBytes(mlir::ShapedType type, int64_t capacity);

/// One tensor of the parameter or state block.
struct BlockSlot {
  std::string name;
  mlir::RankedTensorType type;
  uint64_t offset;
  uint64_t bytes;
};

/// A block of tensors at fixed offsets, in the order of the module's list.
struct BlockLayout {
  llvm::SmallVector<BlockSlot> slots;
  llvm::StringMap<unsigned> indexByName;
  uint64_t bytes = 0;
};

/// What all entries of a program share.
struct ProgramLayout {
  std::string name;
  /// Largest number of rows; 0 if no shape depends on it.
  int64_t capacity = 0;
  double learningRate = 0;
  /// Names of the parameter groups that have learning rates of their own.
  llvm::SmallVector<std::string> groups;
  /// The declared momenta of the default group and of `groups`; NaN where it is
  /// compiled in.
  llvm::SmallVector<double> momenta;
  BlockLayout parameters;
  BlockLayout states;

  static llvm::FailureOr<ProgramLayout> get(mlir::ModuleOp module);
};

enum class EntryRole {
  Rows,
  Input,
  Parameter,
  State,
  LearningRate,
  Momentum,
  Step,
  Seed,
  Result
};

/// An argument or a result of an entry.
struct EntrySlot {
  EntryRole role;
  std::string name;
  /// Null for the number of rows.
  mlir::RankedTensorType type;
  /// Place among the inputs or results, or in the parameter or state block; of
  /// a learning rate or momentum, 0 for the default one and 1 + its group's
  /// number.
  unsigned index = 0;
};

/// One call of a kernel.
struct EntryStep {
  mlir::func::CallOp call;
  /// The scheduled kernel; null for a check, whose loop the entry pass makes.
  mlir::func::FuncOp kernel;
  /// The attribute `nadir.check` of a check kernel.
  mlir::DictionaryAttr check;

  /// The tensors that the kernel reads: everything after the rows.
  mlir::OperandRange inputs() { return call.getOperands().drop_front(); }
};

struct EntryModel {
  mlir::func::FuncOp function;
  std::string name;
  llvm::SmallVector<EntrySlot> arguments;
  llvm::SmallVector<EntrySlot> results;
  llvm::SmallVector<EntryStep> steps;

  static llvm::FailureOr<EntryModel> get(mlir::func::FuncOp function,
                                         const ProgramLayout &layout,
                                         mlir::SymbolTable &symbols);

  /// The value whose memory `value` shares: reshapes and checks pass their
  /// operand on.
  mlir::Value root(mlir::Value value) const {
    auto it = roots.find(value);
    return it == roots.end() ? value : it->second;
  }
  llvm::DenseMap<mlir::Value, mlir::Value> roots;
};

/// The public tensor functions of a module, in order: its entries.
llvm::SmallVector<mlir::func::FuncOp> findEntries(mlir::ModuleOp module);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_ENTRYMODEL_H
