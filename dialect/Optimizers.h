// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the definitions of optimizers have in common: reading settings before an
// operation exists, and writing an update over the operation's operands.

#ifndef NADIR_DIALECT_OPTIMIZERS_H
#define NADIR_DIALECT_OPTIMIZERS_H

#include "dialect/Formula.h"
#include <string>

namespace nadir {

/// A tensor that an optimizer keeps for a parameter, of its type.
struct OptimizerState {
  std::string name;
  double initialValue = 0.0;
};

inline llvm::SmallVector<OptimizerState>
states(std::initializer_list<OptimizerState> list) {
  return list;
}

/// An optimizer's settings as attributes, with the defaults where absent.
class Settings {
public:
  explicit Settings(mlir::DictionaryAttr attributes) : attributes(attributes) {}

  double real(llvm::StringRef name, double defaultValue) const;
  bool flag(llvm::StringRef name) const;

private:
  mlir::DictionaryAttr attributes;
};

/// Reads the operands of an optimizer operation as expressions.
class OptimizerUpdate {
public:
  OptimizerUpdate(mlir::Operation *op, mlir::OpBuilder &builder);

  Expr param() const { return f(op->getOperand(0)); }
  Expr grad() const { return f(op->getOperand(1)); }
  /// f64 scalars: PyTorch computes these in double precision, too.
  Expr lr() const { return f(op->getOperand(2)); }
  Expr step() const;
  Expr state(llvm::StringRef name) const;
  /// A scalar brought to the parameter's element type.
  Expr scalar(Expr value) const;

  /// The results, the states in the order of getStates().
  llvm::SmallVector<mlir::Value> finish(Expr param,
                                        llvm::ArrayRef<Expr> states) const;

private:
  mlir::Operation *op;
  FormulaBuilder f;
  llvm::SmallVector<OptimizerState> declared;
};

/// A finite number that meets a condition.
bool isSetting(mlir::FloatAttr value,
               llvm::function_ref<bool(double)> condition);

/// Operands and results fit the states that the settings ask for.
llvm::LogicalResult verifyOptimizer(mlir::Operation *op);

} // namespace nadir

#endif // NADIR_DIALECT_OPTIMIZERS_H
