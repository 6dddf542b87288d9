// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the elements of a reduction are gathered in accumulators, and how partial
// results are combined: those of vector lanes with each other, those of several
// loops, and all with the initial value. The order is fixed by the shape, so
// that results are always the same bits.

#ifndef NADIR_COMPILER_SCHEDULE_LOOPKERNELREDUCTION_H
#define NADIR_COMPILER_SCHEDULE_LOOPKERNELREDUCTION_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace nadir {

class LoopKernelReduction {
public:
  using Values = llvm::SmallVector<mlir::Value, 4>;

  /// Recognises a generic that folds an element into each result with one
  /// associative operation, or that looks for the largest value and its index.
  /// Fails, with a reason, on others.
  static llvm::FailureOr<LoopKernelReduction> match(mlir::linalg::GenericOp op,
                                                    std::string &reason);

  /// Whether `op` looks for the largest value and its index. Of equal values
  /// the first one visited counts, so each accumulator must visit its elements
  /// in the order of their indices.
  static bool isArgMax(mlir::linalg::GenericOp op);

  mlir::linalg::GenericOp op() { return generic; }

  /// What accumulators start from, as vectors of `lanes` or scalars for 1.
  Values start(mlir::OpBuilder &builder, int64_t lanes);

  /// Element types of the accumulators, and their number.
  llvm::SmallVector<mlir::Type, 4> types();
  unsigned size() { return types().size(); }

  /// The scalars of the body that are folded; empty if the body itself is to be
  /// evaluated on the accumulators.
  Values folded();

  /// Accumulators after elements of `folded` have been folded in, where `mask`
  /// (which may be null) is true.
  Values fold(mlir::OpBuilder &builder, mlir::ValueRange accumulators,
              mlir::ValueRange elements, mlir::Value mask);

  Values combine(mlir::OpBuilder &builder, mlir::ValueRange lhs,
                 mlir::ValueRange rhs);

  /// Combines lanes until `lanes` are left; 1 makes scalars.
  Values narrow(mlir::OpBuilder &builder, mlir::ValueRange accumulators,
                int64_t lanes);

  /// The reduction's results.
  Values finish(mlir::OpBuilder &builder, mlir::ValueRange accumulators);

private:
  /// How one result is folded.
  struct Fold {
    mlir::Operation *combiner;
    mlir::Value element;
    /// A maximum or minimum, which is NaN if an element is. It is kept apart
    /// whether there was one: the instruction for it is not a maximum's.
    bool tracksNaN;
  };

  explicit LoopKernelReduction(mlir::linalg::GenericOp op) : generic(op) {}
  llvm::LogicalResult matchFolds(std::string &reason);
  llvm::LogicalResult matchArgMax(std::string &reason);
  mlir::Value combineFold(mlir::OpBuilder &builder, const Fold &fold,
                          mlir::Value lhs, mlir::Value rhs);
  /// Whether the pair `candidate` beats the pair `best`.
  mlir::Value isBetter(mlir::OpBuilder &builder, mlir::ValueRange candidate,
                       mlir::ValueRange best);

  mlir::linalg::GenericOp generic;
  /// By result; empty for an index of the largest value.
  llvm::SmallVector<Fold, 2> folds;
  llvm::SmallVector<mlir::TypedAttr, 2> starts;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_LOOPKERNELREDUCTION_H
