// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A choice between schedules of a matmul kernel that all give the same bits. It
// stands on the kernel as an attribute, for example
//   nadir.matmul = {vectors = 3 : i64, columns = 512 : i64}
// and what it leaves out is the cost model's to choose.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULCHOICE_H
#define NADIR_COMPILER_SCHEDULE_MATMULCHOICE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nadir {

inline constexpr llvm::StringLiteral matmulChoiceName = "nadir.matmul";

struct MatmulChoice {
  static constexpr int64_t mostVectors = 4, mostColumns = 4096;

  /// Vectors in a row of the register tile, 1 to 4; 0 leaves it to the model.
  int64_t vectors = 0;
  /// Columns of the right operand that make a packed block wide enough: k is
  /// cut until as many fit. 1 to 4096; 0 leaves it to the model.
  int64_t columns = 0;

  bool operator==(const MatmulChoice &) const = default;
};

void setMatmulChoice(mlir::func::FuncOp kernel, const MatmulChoice &choice);

/// The kernel's choice; fails with an error if the attribute is not one.
llvm::FailureOr<MatmulChoice> getMatmulChoice(mlir::func::FuncOp kernel);

/// As a text for files, and back.
std::string printMatmulChoice(const MatmulChoice &choice);
std::optional<MatmulChoice> parseMatmulChoice(llvm::StringRef text);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULCHOICE_H
