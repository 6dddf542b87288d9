// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the index arithmetic and loops of matmul kernels. Constants are made
// once, at the top of the function, and arithmetic on constants is folded while
// it is written: a kernel has hundreds of addresses, and every operation that
// is not built need not be cleaned up by later passes.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULBUILDER_H
#define NADIR_COMPILER_SCHEDULE_MATMULBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/DenseMap.h"

namespace nadir {

class MatmulBuilder : public mlir::ImplicitLocOpBuilder {
public:
  /// Writes at the end of `function`'s entry block, which must be empty.
  explicit MatmulBuilder(mlir::func::FuncOp function);

  mlir::Value index(int64_t value);
  mlir::Value add(mlir::Value lhs, mlir::Value rhs);
  mlir::Value add(mlir::Value lhs, int64_t rhs) { return add(lhs, index(rhs)); }
  mlir::Value sub(mlir::Value lhs, mlir::Value rhs);
  mlir::Value mul(mlir::Value lhs, mlir::Value rhs);
  mlir::Value mul(mlir::Value lhs, int64_t rhs) { return mul(lhs, index(rhs)); }
  mlir::Value min(mlir::Value lhs, mlir::Value rhs);
  mlir::Value max(mlir::Value lhs, mlir::Value rhs);
  /// `value` rounded down to a multiple of `step`, for values >= 0.
  mlir::Value roundDown(mlir::Value value, int64_t step);
  /// `value` / `divisor` and the rest, for values >= 0.
  std::pair<mlir::Value, mlir::Value> divide(mlir::Value value,
                                             int64_t divisor);
  mlir::Value ceilDivide(mlir::Value value, int64_t divisor) {
    return divide(add(value, divisor - 1), divisor).first;
  }
  mlir::Value atLeast(mlir::Value lhs, mlir::Value rhs);

  using Body = llvm::function_ref<void(mlir::Value)>;
  using CarryingBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
      mlir::Value, mlir::ValueRange)>;

  /// for (i = from; i < to; i += step) body(i). No loop is written for a range
  /// that is known to have one step or none.
  void loop(mlir::Value from, mlir::Value to, int64_t step, Body body);
  /// The same with values carried from step to step; returns the last ones.
  llvm::SmallVector<mlir::Value> loop(mlir::Value from, mlir::Value to,
                                      int64_t step, mlir::ValueRange initial,
                                      CarryingBody body);
  /// Writes only the taken side when the condition is a constant.
  void branch(mlir::Value condition, llvm::function_ref<void()> then,
              llvm::function_ref<void()> otherwise = {});

  /// Calls the function `name`, which the kernels of a module share, with
  /// `values`: if there is none yet, `body` writes it, and finds its arguments
  /// in their places. What it does must follow from its name. Buffers must have
  /// one dimension, and their sizes are not passed.
  void call(llvm::StringRef name, llvm::ArrayRef<mlir::Value *> values,
            llvm::function_ref<void(MatmulBuilder &)> body);

  /// All elements of a contiguous memref as one dimension.
  mlir::Value flatten(mlir::Value memref);
  /// A part of a buffer of bytes, from `offset` on, as `count` elements.
  mlir::Value view(mlir::Value bytes, int64_t offset, int64_t count,
                   mlir::Type elementType);

private:
  std::optional<int64_t> steps(mlir::Value from, mlir::Value to, int64_t step);
  mlir::Value withoutSize(mlir::Value buffer);

  mlir::Block *entry;
  llvm::DenseMap<int64_t, mlir::Value> constants;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULBUILDER_H
