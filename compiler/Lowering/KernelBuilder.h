// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the body of one kernel: structured operations on tensors that stand
// for the operations of a group. It knows what each value of the group is in
// the kernel: a tensor, or one number everywhere, which never becomes a tensor
// unless it has to.

#ifndef NADIR_COMPILER_LOWERING_KERNELBUILDER_H
#define NADIR_COMPILER_LOWERING_KERNELBUILDER_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include <optional>

namespace nadir {

/// Builds one element of the result from those of the operands.
using ElementBody = llvm::function_ref<mlir::Value(mlir::ImplicitLocOpBuilder &,
                                                   mlir::ValueRange)>;
/// The same for several results; the operands are inputs, then accumulators.
using ElementsBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::ImplicitLocOpBuilder &, mlir::ValueRange)>;

class KernelBuilder {
public:
  /// A tensor, and its dimensions as loops or the constant 0.
  struct Operand {
    mlir::Value tensor;
    mlir::AffineMap map;
  };

  /// Appends to the entry block of `kernel`, whose first argument is the number
  /// of rows.
  KernelBuilder(mlir::func::FuncOp kernel, llvm::StringRef kind);

  mlir::ImplicitLocOpBuilder &builder() { return b; }
  mlir::Value rows() const { return rowCount; }
  /// May its body hold loops and reshapes?
  bool isSequential() const { return sequential; }

  /// Says what `value` of the group is in the kernel.
  void map(mlir::Value value, mlir::Value tensor) { tensors[value] = tensor; }
  void mapSplat(mlir::Value value, mlir::TypedAttr element) {
    splats[value] = element;
  }
  /// The tensor that `value` is in the kernel, made if it is a splat.
  mlir::Value lookup(mlir::Value value);
  /// The number that `value` is everywhere.
  std::optional<mlir::TypedAttr> splat(mlir::Value value) const;

  mlir::Value empty(mlir::RankedTensorType type);
  mlir::Value filled(mlir::RankedTensorType type, mlir::TypedAttr element);
  /// The size of a dimension, for index arithmetic.
  mlir::Value size(mlir::ImplicitLocOpBuilder &b, mlir::RankedTensorType type,
                   int64_t dim);
  llvm::SmallVector<mlir::OpFoldResult> sizes(mlir::RankedTensorType type);

  /// One structured operation; the element types of `inits` are the results'.
  mlir::ResultRange generic(llvm::ArrayRef<Operand> inputs,
                            llvm::ArrayRef<Operand> inits,
                            llvm::ArrayRef<mlir::utils::IteratorType> iterators,
                            ElementsBody body);

  /// Computes `type` element by element from values of the group, which are
  /// broadcast to it as NumPy does.
  mlir::Value pointwise(mlir::RankedTensorType type, mlir::ValueRange operands,
                        ElementBody body);
  /// The same from tensors that are read as their maps say.
  mlir::Value parallel(mlir::RankedTensorType type,
                       llvm::ArrayRef<Operand> inputs, ElementBody body);

  /// Inside a body: an element of a value of the group.
  mlir::Value elementAt(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                        mlir::ValueRange indices);
  /// Inside a body that runs over `type`: the index along each dimension, and
  /// the element's position in row-major order.
  llvm::SmallVector<mlir::Value> indices(mlir::ImplicitLocOpBuilder &b,
                                         mlir::RankedTensorType type);
  mlir::Value position(mlir::ImplicitLocOpBuilder &b,
                       mlir::RankedTensorType type);

private:
  mlir::ImplicitLocOpBuilder b;
  mlir::Value rowCount;
  bool sequential;
  llvm::DenseMap<mlir::Value, mlir::Value> tensors;
  llvm::DenseMap<mlir::Value, mlir::TypedAttr> splats;
};

/// The map with which `from` is read in loops over `to`.
mlir::AffineMap broadcastMap(mlir::RankedTensorType from,
                             mlir::RankedTensorType to);

mlir::RankedTensorType tensorType(mlir::Value value);

/// The only result's type.
mlir::RankedTensorType resultType(mlir::Operation *op);

/// A scalar constant of an integer, index or float type.
mlir::Value constantOf(mlir::ImplicitLocOpBuilder &b, mlir::Type type,
                       double value);
/// Limits an index to [0, size).
mlir::Value clampIndex(mlir::ImplicitLocOpBuilder &b, mlir::Value index,
                       int64_t size);

} // namespace nadir

#endif // NADIR_COMPILER_LOWERING_KERNELBUILDER_H
