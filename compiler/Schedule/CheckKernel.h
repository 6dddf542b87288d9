// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops that look for values that a program must not work on: indices out of
// range, and real numbers outside what a loss accepts. A check runs before
// anything is updated and stops the entry at the first bad element.
#ifndef NADIR_COMPILER_SCHEDULE_CHECKKERNEL_H
#define NADIR_COMPILER_SCHEDULE_CHECKKERNEL_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinTypes.h"

namespace nadir {

/// The accepted values of a check: [minimum, maximum], `ignore` and NaN.
struct CheckRange {
  double minimum = 0;
  double maximum = 0;
  std::optional<int64_t> ignore;
  /// Whether NaN is accepted, too.
  bool allowsNan = false;

  /// Reads the attribute `nadir.check`.
  static llvm::FailureOr<CheckRange> get(mlir::Operation *op,
                                         mlir::DictionaryAttr check);
};

/// Adds a private function
///   func.func private @name(%rows: index, %x: memref<..>) -> (i64, i64, f64)
/// that returns the row-major position of the first bad element among the
/// valid rows of `type`, or -1, with the element as an integer or as a real.
mlir::func::FuncOp createCheckKernel(mlir::OpBuilder &builder,
                                     mlir::Location loc, llvm::StringRef name,
                                     mlir::RankedTensorType type,
                                     int64_t capacity, const CheckRange &range);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_CHECKKERNEL_H
