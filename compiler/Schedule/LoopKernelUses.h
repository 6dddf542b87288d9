// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What it takes to evaluate values of a kernel, found without emitting
// anything: which elements of which buffers are read, which reductions must be
// complete, which tensors are computed on the way, and about how much work that
// is.

#ifndef NADIR_COMPILER_SCHEDULE_LOOPKERNELUSES_H
#define NADIR_COMPILER_SCHEDULE_LOOPKERNELUSES_H

#include "compiler/Schedule/LoopKernelAccess.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallBitVector.h"

#include <set>

namespace nadir {

struct InputAccess {
  /// Number of the tensor argument, not counting the rows.
  unsigned input;
  LinearAccess access;
  mlir::Type elementType;
};

/// Work on each element, of the operations whose loops run over the same number
/// of axes.
struct ElementWork {
  /// A simple operation or a load costs 1.
  int64_t cost = 0;
  /// Some operation is a function of many instructions.
  bool hasFunctions = false;
  /// Bits of the narrowest and widest numbers, booleans aside; 0 if there are
  /// none.
  int64_t narrowestBits = 0, widestBits = 0;

  void add(mlir::Type type, int64_t amount);
};

class LoopKernelUses {
public:
  /// Values in `kept` are read from memory instead of being computed.
  LoopKernelUses(mlir::func::FuncOp kernel, const LoopDomain &domain,
                 const llvm::SmallPtrSetImpl<mlir::Value> *kept = nullptr);

  /// Adds the uses of a result of the kernel, and of all that a reduction needs
  /// to run.
  void addResult(unsigned number);
  void addReduction(mlir::linalg::GenericOp reduction);

  llvm::SmallVector<InputAccess> loads;
  /// Axes whose index itself is used in computations.
  llvm::SmallBitVector indexedAxes;
  /// Reductions that are read.
  llvm::SmallSetVector<mlir::Operation *, 4> reductions;
  /// Results of pointwise generics that are computed.
  llvm::SmallSetVector<mlir::OpResult, 8> computed;
  /// By number of axes.
  llvm::SmallVector<ElementWork> work;

private:
  void visit(mlir::Value tensor, llvm::ArrayRef<Coordinate> coordinates);
  void visitBody(mlir::Value scalar, llvm::ArrayRef<Coordinate> loops);
  void visitExtract(mlir::tensor::ExtractOp extract,
                    llvm::ArrayRef<Coordinate> loops);
  void visitLoop(mlir::scf::ForOp loop, llvm::ArrayRef<Coordinate> loops);
  void addLoad(mlir::Value argument, mlir::Type elementType,
               LinearAccess access);

  mlir::func::FuncOp kernel;
  const LoopDomain &domain;
  const llvm::SmallPtrSetImpl<mlir::Value> *kept;
  int64_t capacity;
  std::set<ElementKey> visited;
};

/// Number of axes among `coordinates`.
unsigned countAxes(llvm::ArrayRef<Coordinate> coordinates);

/// Cost of one operation on numbers, where a simple one costs 1.
int64_t operationCost(mlir::Operation *op);

/// An operation from this cost on is a function of many instructions.
inline constexpr int64_t functionCost = 16;

/// Whether the body of `generic` calls such a function.
bool computesFunction(mlir::linalg::GenericOp generic);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_LOOPKERNELUSES_H
