// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the definitions of optimizers have in common: reading settings before an
// operation exists, and writing an update over the operation's operands.

#ifndef NADIR_DIALECT_OPTIMIZERS_H
#define NADIR_DIALECT_OPTIMIZERS_H

#include "dialect/Formula.h"
#include "mlir/IR/BuiltinAttributes.h"
#include <string>

namespace nadir {

/// A tensor that an optimizer keeps for a parameter.
struct OptimizerState {
  std::string name;
  mlir::RankedTensorType type;
  double initialValue = 0.0;
};

/// An optimizer's settings as attributes, with the defaults where absent.
class Settings {
public:
  explicit Settings(mlir::DictionaryAttr attributes) : attributes(attributes) {}

  double real(llvm::StringRef name, double defaultValue) const;
  bool flag(llvm::StringRef name) const;
  /// Empty if absent.
  llvm::StringRef text(llvm::StringRef name) const;

private:
  mlir::DictionaryAttr attributes;
};

/// The momentum, or first of the betas: compiled in, or a number of the call.
/// Arithmetic with it is written the same way for both and rounds alike.
class Momentum {
public:
  explicit Momentum(double number) : number(number) {}
  /// An f64 scalar.
  explicit Momentum(Expr value) : value(value) {}

  /// Known to be 0.
  bool isNone() const { return !value && number == 0.0; }
  /// `otherwise` where a number of the call is 0, as PyTorch then takes no
  /// momentum.
  Expr orWithout(Expr result, Expr otherwise) const;

  friend Expr operator*(Expr lhs, const Momentum &rhs);
  friend Momentum operator-(double lhs, const Momentum &rhs);
  friend Expr power(const Momentum &base, Expr exponent);

private:
  double number = 0.0;
  Expr value;
};

/// Lists the states that an optimizer keeps for a parameter. Their element type
/// is `state_dtype`, or the parameter's.
class OptimizerStates {
public:
  OptimizerStates(const Settings &settings, mlir::RankedTensorType parameter);

  /// A state of the parameter's shape.
  OptimizerStates &add(llvm::StringRef name, double initialValue = 0.0);
  OptimizerStates &addScalar(llvm::StringRef name, double initialValue = 0.0);
  /// A state of the parameter's shape but for one element along `dim`, which
  /// counts from the end if it is negative.
  OptimizerStates &addReduced(llvm::StringRef name, int64_t dim);

  llvm::SmallVector<OptimizerState> take() { return std::move(list); }

private:
  OptimizerStates &addShaped(llvm::StringRef name,
                             llvm::ArrayRef<int64_t> shape,
                             double initialValue);

  mlir::RankedTensorType parameter;
  mlir::Type elementType;
  llvm::SmallVector<OptimizerState> list;
};

/// Reads the operands of an optimizer operation as expressions. The arithmetic
/// is that of the wider of the parameter's and the states' element types, as
/// PyTorch promotes them; what it gives is rounded to those when stored.
class OptimizerUpdate {
public:
  OptimizerUpdate(mlir::Operation *op, mlir::OpBuilder &builder);

  Expr param() const { return wide(op->getOperand(0)); }
  Expr grad() const { return wide(op->getOperand(1)); }
  /// f64 scalars: PyTorch computes these in double precision, too.
  Expr lr() const { return f(op->getOperand(2)); }
  Expr step() const;
  Expr state(llvm::StringRef name) const { return wide(stateOperand(name)); }
  /// A state that is one number, as an f64 scalar.
  Expr scalarState(llvm::StringRef name) const;
  /// The call's, if the operation says so, else the one that is compiled in.
  Momentum momentum(double compiled) const;
  /// Weight decay: of the parameter itself, in proportion to the learning rate,
  /// if decoupled, else as a part of the gradient.
  void decay(Expr &param, Expr &grad, double weight,
             bool decoupled = false) const;
  /// A scalar brought to the element type of the arithmetic.
  Expr scalar(Expr value) const { return cast(value, computeType); }

  /// The results, the states in the order of getStates().
  llvm::SmallVector<mlir::Value> finish(Expr param,
                                        llvm::ArrayRef<Expr> states) const;

private:
  Expr wide(mlir::Value value) const { return cast(f(value), computeType); }
  mlir::Value stateOperand(llvm::StringRef name) const;

  mlir::Operation *op;
  FormulaBuilder f;
  llvm::SmallVector<OptimizerState> declared;
  mlir::Type computeType;
};

/// -1, 0 or 1; NaN stays NaN.
Expr signOf(Expr input);
/// The Euclidean norm over all elements, as an f64 scalar.
Expr wideNorm(Expr input);
/// Means along one dimension, which stays at size 1.
Expr mean(Expr input, int64_t dim);
Expr meanSquare(Expr input, int64_t dim);
/// The distance from 1 to the next number of a type.
double machineEpsilon(mlir::Type elementType);
/// A matrix with nearly the same singular vectors and singular values near 1,
/// by `steps` of the iteration x = a x + (b x x^T + c (x x^T)^2) x, after
/// division by the norm or by `eps`, if that is larger.
Expr orthogonalize(Expr matrix, llvm::ArrayRef<double> coefficients, double eps,
                   int64_t steps);

/// A finite number that meets a condition.
bool isSetting(mlir::FloatAttr value,
               llvm::function_ref<bool(double)> condition);
bool areSettings(mlir::DenseF64ArrayAttr values,
                 llvm::function_ref<bool(llvm::ArrayRef<double>)> condition);
/// Two such numbers >= 0, or NaN for the first.
bool isAdafactorEps(mlir::DenseF64ArrayAttr values);

/// Whether an optimizer's operation has its momentum as an operand.
bool hasRuntimeMomentum(mlir::Operation *op);

/// The settings go together, the parameter is one that the optimizer updates,
/// and operands and results fit the states that the settings ask for.
llvm::LogicalResult verifyOptimizer(mlir::Operation *op);

} // namespace nadir

#endif // NADIR_DIALECT_OPTIMIZERS_H
