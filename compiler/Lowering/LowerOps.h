// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The meaning of each core operation on tensors, by family as the dialect is.
// Each function returns the tensor that its operation's result is in the
// kernel, or null if the operation is of another family or not for this kernel.

#ifndef NADIR_COMPILER_LOWERING_LOWEROPS_H
#define NADIR_COMPILER_LOWERING_LOWEROPS_H

#include "compiler/Lowering/KernelBuilder.h"
#include <optional>

namespace nadir {

/// Lowers an operation of any family; an error names one that has no lowering.
llvm::LogicalResult lowerOp(KernelBuilder &kernel, mlir::Operation *op);

mlir::Value lowerArithmetic(KernelBuilder &kernel, mlir::Operation *op);
mlir::Value lowerUnary(KernelBuilder &kernel, mlir::Operation *op);
mlir::Value lowerReduction(KernelBuilder &kernel, mlir::Operation *op);
mlir::Value lowerShape(KernelBuilder &kernel, mlir::Operation *op);
mlir::Value lowerIndexed(KernelBuilder &kernel, mlir::Operation *op);
mlir::Value lowerCounting(KernelBuilder &kernel, mlir::Operation *op);
mlir::Value lowerLinear(KernelBuilder &kernel, mlir::Operation *op);
mlir::Value lowerRandom(KernelBuilder &kernel, mlir::Operation *op);
mlir::Value lowerCtc(KernelBuilder &kernel, mlir::Operation *op);
mlir::Value lowerRows(KernelBuilder &kernel, mlir::Operation *op);
mlir::Value lowerLabelPairs(KernelBuilder &kernel, mlir::Operation *op);

/// Zeros of `type` to which each element of `source` is added at the place that
/// the element of `index` beside it gives: in dimension `dim`, at its own place
/// in the others, or, without `dim`, in the only one. Indices out of range add
/// nothing.
mlir::Value addAtIndices(KernelBuilder &kernel, mlir::Value index,
                         mlir::Value source, mlir::RankedTensorType type,
                         std::optional<int64_t> dim);

/// Whether two shapes differ in dimensions of size 1 only.
bool differInUnitDims(mlir::RankedTensorType from, mlir::RankedTensorType to);

/// The same elements as another view of `input`; `rows` is the size of `?`.
mlir::Value reshapeTensor(mlir::ImplicitLocOpBuilder &b, mlir::Value input,
                          mlir::RankedTensorType type, mlir::Value rows);

} // namespace nadir

#endif // NADIR_COMPILER_LOWERING_LOWEROPS_H
