// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Left operands that are packed once for all tasks of a product. A kernel
//   func.func private @k(%rows: index, %x: tensor<..>, %w: tensor<..>)
// whose plan says so gets the attribute `nadir.packed_lhs` and the copy as its
// last argument. A kernel that is called just before it makes the copy:
//   func.func private @k_lhs(%rows: index, %x: tensor<..>) -> tensor<Nxf32>
//       attributes {nadir.kernel = "pack", nadir.packs = @k}
// Its body stands for any contents: what it computes is defined by the plan of
// @k, which must still have its body when @k_lhs is scheduled.
#ifndef NADIR_COMPILER_SCHEDULE_MATMULSHARE_H
#define NADIR_COMPILER_SCHEDULE_MATMULSHARE_H

#include "compiler/Schedule/MatmulPlan.h"

namespace nadir {

inline constexpr llvm::StringLiteral packedLhsName = "nadir.packed_lhs";

/// If that pays, gives a product the kernel that packs its left operand, which
/// is then called before each call of it. Returns that kernel, or null. The
/// product's MatmulChoice must be valid.
mlir::func::FuncOp shareLhs(mlir::func::FuncOp kernel,
                            const TargetInfo &target);

/// Whether `plan` shares the last argument of `kernel`.
bool hasSharedLhs(mlir::func::FuncOp kernel, const MatmulProblem &problem,
                  const MatmulPlan &plan);

/// Fills `scheduled`, made by createScheduledFunction, with the schedule of a
/// kernel that packs, and sets its cut into tasks. Tells the reason if `pack`
/// isn't one.
llvm::LogicalResult emitPackKernel(mlir::func::FuncOp pack,
                                   mlir::func::FuncOp scheduled,
                                   const TargetInfo &target,
                                   std::string &reason);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_MATMULSHARE_H
