// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Formulas over tensors, written as arithmetic. An `Expr` is a value of the
// dialect together with the place where the next operation goes; operators and
// functions create operations. Losses, optimizers, gradients and rewrites are
// all written with it, so that the code reads like the formula it implements.

#ifndef NADIR_DIALECT_FORMULA_H
#define NADIR_DIALECT_FORMULA_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/APFloat.h"
#include <optional>
#include <string>

namespace nadir {

class Expr {
public:
  Expr() = default;
  Expr(mlir::Value value, mlir::OpBuilder &builder, mlir::Location location)
      : tensor(value), builder(&builder), location(location) {}

  explicit operator bool() const { return static_cast<bool>(tensor); }
  operator mlir::Value() const { return tensor; }
  mlir::Value value() const { return tensor; }
  mlir::RankedTensorType type() const {
    return llvm::cast<mlir::RankedTensorType>(tensor.getType());
  }
  mlir::Type elementType() const { return type().getElementType(); }
  int64_t rank() const { return type().getRank(); }

  /// Another value at the same place.
  Expr with(mlir::Value value) const { return {value, *builder, *location}; }
  /// A rank-0 constant of this element type.
  Expr constant(double value) const;

  mlir::OpBuilder &getBuilder() const { return *builder; }
  mlir::Location getLoc() const { return *location; }

private:
  mlir::Value tensor;
  mlir::OpBuilder *builder = nullptr;
  std::optional<mlir::Location> location;
};

/// Makes the first expressions of a formula: `f(value)`.
class FormulaBuilder {
public:
  FormulaBuilder(mlir::OpBuilder &builder, mlir::Location location)
      : builder(builder), location(location) {}

  /// A null value gives a null expression (an absent optional operand).
  Expr operator()(mlir::Value value) const {
    return value ? Expr(value, builder, location) : Expr();
  }
  /// A tensor with the same value everywhere: a constant, or one for each row.
  Expr splat(mlir::RankedTensorType type, double value) const;
  Expr scalar(mlir::Type elementType, double value) const;

private:
  mlir::OpBuilder &builder;
  mlir::Location location;
};

/// The name that the user gave a value, if it is an input or a parameter.
std::string nameOf(mlir::Value value, llvm::StringRef otherwise);

/// A dense constant of any element type with one value.
mlir::DenseElementsAttr splatAttr(mlir::RankedTensorType type, double value);

/// The value that any element is at least (at most) as large as.
mlir::TypedAttr extremeAttr(mlir::Type type, bool smallest);

// Arithmetic, broadcast as NumPy does. Numbers take the tensor's element type.
Expr operator+(Expr lhs, Expr rhs);
Expr operator-(Expr lhs, Expr rhs);
Expr operator*(Expr lhs, Expr rhs);
Expr operator/(Expr lhs, Expr rhs);
Expr operator+(Expr lhs, double rhs);
Expr operator-(Expr lhs, double rhs);
Expr operator*(Expr lhs, double rhs);
Expr operator/(Expr lhs, double rhs);
Expr operator-(double lhs, Expr rhs);
Expr operator/(double lhs, Expr rhs);
Expr operator-(Expr input);

Expr pow(Expr lhs, Expr rhs);
/// base^exponent for a fixed base.
Expr power(double base, Expr exponent);
Expr maximum(Expr lhs, Expr rhs);
Expr maximum(Expr lhs, double rhs);
Expr minimum(Expr lhs, Expr rhs);
Expr minimum(Expr lhs, double rhs);
Expr eq(Expr lhs, Expr rhs);
Expr eq(Expr lhs, double rhs);
Expr ne(Expr lhs, Expr rhs);
Expr ne(Expr lhs, double rhs);
Expr lt(Expr lhs, Expr rhs);
Expr lt(Expr lhs, double rhs);
Expr gt(Expr lhs, Expr rhs);
Expr gt(Expr lhs, double rhs);
Expr le(Expr lhs, double rhs);
Expr ge(Expr lhs, double rhs);
Expr logicalAnd(Expr lhs, Expr rhs);
Expr select(Expr condition, Expr lhs, Expr rhs);
Expr cast(Expr input, mlir::Type elementType);

Expr exp(Expr input);
Expr log(Expr input);
Expr log1p(Expr input);
Expr expm1(Expr input);
Expr sqrt(Expr input);
Expr tanh(Expr input);
Expr erfc(Expr input);
Expr sin(Expr input);
Expr cos(Expr input);
Expr abs(Expr input);
Expr sign(Expr input);
Expr square(Expr input);
Expr sigmoid(Expr input);
Expr logsigmoid(Expr input);
Expr softmax(Expr input, int64_t dim);
Expr logSoftmax(Expr input, int64_t dim);

/// Zeros (ones) of the input's type.
Expr zerosLike(Expr input);
Expr onesLike(Expr input);

Expr sum(Expr input, llvm::ArrayRef<int64_t> dims, bool keepdim);
/// Over nothing, the type's lowest (for min, highest) value.
Expr max(Expr input, llvm::ArrayRef<int64_t> dims, bool keepdim);
Expr min(Expr input, llvm::ArrayRef<int64_t> dims, bool keepdim);
/// Largest element along dims with keepdim, or 0 where it is infinite: a shift
/// that keeps exp(x - shift) from overflow without turning inf - inf into NaN.
Expr finiteMax(Expr input, llvm::ArrayRef<int64_t> dims);
/// Number of elements along dims (all, if empty), as a rank-0 float.
Expr elementCount(Expr input, llvm::ArrayRef<int64_t> dims);

/// The same elements under another shape; the input itself if it has it.
Expr reshapeTo(Expr input, mlir::RankedTensorType type);
Expr broadcastTo(Expr input, mlir::RankedTensorType type);
/// Inserts a dimension of size 1.
Expr unsqueeze(Expr input, int64_t dim);
/// Adds up the elements that broadcasting made of one: the gradient of a
/// broadcast from `type`. A null expression stays null.
Expr sumTo(Expr input, mlir::Type type);
/// Brings a value reduced over dims of `full` back to rank by size-1 dims.
Expr restoreDims(Expr reduced, mlir::RankedTensorType full,
                 llvm::ArrayRef<int64_t> dims);
/// Whether an integer tensor, along a new dimension `dim`, is the number of the
/// position there.
Expr isPosition(Expr index, int64_t dim, int64_t classes);
/// One-hot encoding of an integer tensor along a new dimension `dim`, of the
/// given element type. Indices outside [0, classes) give zeros.
Expr oneHot(Expr index, int64_t dim, int64_t classes, mlir::Type elementType);
/// PyTorch's gather and scatter_add into zeros of `size` along `dim`.
Expr gather(Expr input, Expr index, int64_t dim);
Expr scatterAdd(Expr index, Expr source, int64_t dim, int64_t size);
Expr iotaLike(mlir::RankedTensorType type, int64_t dim, Expr place);

Expr matmul(Expr lhs, Expr rhs, bool transposeLhs, bool transposeRhs);
/// Fails the step if an index is outside [0, limit) and is not `ignoreIndex`.
Expr checkIndex(Expr index, int64_t limit, std::optional<int64_t> ignoreIndex,
                llvm::StringRef name);
/// Where an index is not `ignoreIndex`, any number of 64 bits.
Expr isCounted(Expr index, int64_t ignoreIndex);
/// Fails the step if an element is outside [min, max]; NaN is, if not allowed.
Expr checkRange(Expr input, double min, double max, llvm::StringRef name,
                bool allowNan = false);

// Formulas and gradients that need more than one expression.
Expr sigmoidFormula(Expr input);
Expr gelu(Expr input, llvm::StringRef approximate);
Expr geluGradient(Expr grad, Expr input, llvm::StringRef approximate);
Expr clamp(Expr input, std::optional<llvm::APFloat> min,
           std::optional<llvm::APFloat> max);
Expr clampGradient(Expr grad, Expr input, std::optional<llvm::APFloat> min,
                   std::optional<llvm::APFloat> max);
Expr clampedEntropy(Expr input, Expr target);
/// The clamp operation, whose derivative at a bound is 0: max(input, min), or
/// the input limited to [min, max].
Expr clampMin(Expr input, double min);
Expr clampTo(Expr input, double min, double max);
/// max(input, min); the input always has the gradient.
Expr clampValue(Expr input, double min);

} // namespace nadir

#endif // NADIR_DIALECT_FORMULA_H
