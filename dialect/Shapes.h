// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shape rules shared by the operations: broadcasting, reduction, dimension
// numbers, and the one symbolic size, the number of rows (`?`).

#ifndef NADIR_DIALECT_SHAPES_H
#define NADIR_DIALECT_SHAPES_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/IR/ValueRange.h"
#include <optional>

namespace nadir {

using Shape = llvm::SmallVector<int64_t>;
using OptionalLoc = std::optional<mlir::Location>;

/// Wraps a negative dimension number; nullopt if it is out of range.
std::optional<int64_t> normalizeDim(int64_t dim, int64_t rank);
/// The same for a list, where an empty list means all dimensions. The result is
/// sorted; nullopt if a number is out of range or appears twice.
std::optional<llvm::SmallVector<int64_t>>
normalizeDims(llvm::ArrayRef<int64_t> dims, int64_t rank);
/// As above for numbers that were verified.
llvm::SmallVector<int64_t> resolveDims(llvm::ArrayRef<int64_t> dims,
                                       int64_t rank);

/// NumPy's rule; nullopt if the shapes don't fit.
std::optional<Shape> broadcastShapes(llvm::ArrayRef<int64_t> lhs,
                                     llvm::ArrayRef<int64_t> rhs);

/// Broadcast of two operands of one element type. A null `element` keeps it.
llvm::LogicalResult inferBroadcast(OptionalLoc location, llvm::StringRef op,
                                   mlir::Type lhs, mlir::Type rhs,
                                   mlir::Type element,
                                   llvm::SmallVectorImpl<mlir::Type> &types);

llvm::LogicalResult inferReduction(OptionalLoc location, llvm::StringRef op,
                                   mlir::Type input,
                                   llvm::ArrayRef<int64_t> dims, bool keepdim,
                                   llvm::SmallVectorImpl<mlir::Type> &types);

/// Whether a reduction meets no element, however many rows there are.
bool reducesNothing(mlir::RankedTensorType input, llvm::ArrayRef<int64_t> dims);
/// The same as inferReduction for those that have no value over nothing.
llvm::LogicalResult inferExtreme(OptionalLoc location, llvm::StringRef op,
                                 mlir::Type input, llvm::ArrayRef<int64_t> dims,
                                 bool keepdim,
                                 llvm::SmallVectorImpl<mlir::Type> &types);

/// Losses of element pairs: `broadcast` allows input and target to differ.
/// Further operands are weights.
llvm::LogicalResult
inferPointwiseLoss(OptionalLoc location, llvm::StringRef op,
                   mlir::TypeRange operands, bool broadcast,
                   llvm::StringRef reduction,
                   llvm::SmallVectorImpl<mlir::Type> &types);

/// Losses over classes, dimension 1 of the input (0 if it has rank 1).
llvm::LogicalResult inferClassLoss(OptionalLoc location, llvm::StringRef op,
                                   mlir::TypeRange operands,
                                   bool probabilityTargets,
                                   llvm::StringRef reduction,
                                   llvm::SmallVectorImpl<mlir::Type> &types);

/// Checks that at most one dimension is dynamic.
bool hasValidRows(mlir::ShapedType type);

/// More elements than any memory holds, yet few enough that products and sums
/// of a few sizes never overflow.
constexpr int64_t maxElements = int64_t(1) << 40;

/// What the operand and result constraints of every operation ask for beyond
/// the element type: valid rows, at most maxElements elements under `rows`
/// rows, no encoding.
bool isValidTensor(mlir::RankedTensorType type, int64_t rows = 1);

/// Reports a result of the operation that has more than maxElements elements
/// under `rows` rows: constraints leave the number of rows open.
llvm::LogicalResult verifySizes(mlir::Operation *op, int64_t rows);

/// Position of the dimension that is the number of rows, or nullopt.
std::optional<int64_t> rowsDim(mlir::ShapedType type);

} // namespace nadir

#endif // NADIR_DIALECT_SHAPES_H
