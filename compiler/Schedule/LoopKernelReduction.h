// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How partial results of a reduction are combined: the accumulators of vector
// lanes with each other, those of several loops, and all with the initial
// value. The order is fixed by the shape, so that results are always the same
// bits.

#ifndef NADIR_COMPILER_SCHEDULE_LOOPKERNELREDUCTION_H
#define NADIR_COMPILER_SCHEDULE_LOOPKERNELREDUCTION_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace nadir {

class LoopKernelReduction {
public:
  /// Recognises a generic that folds its elements into each accumulator with
  /// one associative operation, or into a pair of the largest value and its
  /// index. Fails, with a reason, on others.
  static llvm::FailureOr<LoopKernelReduction> match(mlir::linalg::GenericOp op,
                                                    std::string &reason);

  mlir::linalg::GenericOp op() { return generic; }
  unsigned size() { return generic.getNumDpsInits(); }

  /// What accumulators start from, as vectors of `lanes` or scalars for 1.
  llvm::SmallVector<mlir::Value> start(mlir::OpBuilder &builder, int64_t lanes);

  llvm::SmallVector<mlir::Value>
  combine(mlir::OpBuilder &builder, mlir::ValueRange lhs, mlir::ValueRange rhs);

  /// Combines lanes until `lanes` are left; 1 makes scalars.
  llvm::SmallVector<mlir::Value> narrow(mlir::OpBuilder &builder,
                                        mlir::ValueRange accumulators,
                                        int64_t lanes);

private:
  explicit LoopKernelReduction(mlir::linalg::GenericOp op) : generic(op) {}
  llvm::LogicalResult matchFold(std::string &reason);
  llvm::LogicalResult matchArgMax(std::string &reason);
  bool comparesForLargest();
  /// Whether the pair `candidate` beats the pair `best`.
  mlir::Value isBetter(mlir::OpBuilder &builder, mlir::ValueRange candidate,
                       mlir::ValueRange best);

  mlir::linalg::GenericOp generic;
  /// By accumulator; empty for pairs.
  llvm::SmallVector<mlir::Operation *, 2> combiners;
  llvm::SmallVector<mlir::TypedAttr, 2> starts;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_LOOPKERNELREDUCTION_H
