// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes one group a kernel.

#ifndef NADIR_COMPILER_LOWERING_OUTLINEGROUP_H
#define NADIR_COMPILER_LOWERING_OUTLINEGROUP_H

#include "dialect/Nadir.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nadir {

/// Creates the kernel `name` at `builder` and replaces the group by a call of
/// it. Values from outside that the group reads become arguments behind `rows`,
/// unless they are constants with one value everywhere.
llvm::LogicalResult outlineGroup(GroupOp group, llvm::StringRef name,
                                 mlir::Value rows, mlir::OpBuilder &builder);

} // namespace nadir

#endif // NADIR_COMPILER_LOWERING_OUTLINEGROUP_H
