// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The function `train_step` under construction, and the stages that stand
// between its gradients and its new parameters. Each stage is a few operations
// on scalars and some elementwise ones on every gradient or parameter, so that
// fusion can bring those to where the tensor is read anyway.

#ifndef NADIR_COMPILER_AUTODIFF_TRAINSTEP_H
#define NADIR_COMPILER_AUTODIFF_TRAINSTEP_H

#include "compiler/Autodiff/Entry.h"
#include "dialect/Training.h"

namespace nadir {

/// A tensor in the state block, and its first value.
struct StateSlot {
  mlir::StringAttr name;
  mlir::RankedTensorType type;
  double initialValue = 0.0;
  /// The parameter whose first value it has instead; null for none.
  mlir::StringAttr copyOf = {};
};

/// One parameter on its way through a step.
struct TrainedParameter {
  ParameterOp parameter;
  /// Its number in TrainingPlan::groups.
  unsigned group;
  mlir::Value value;
  /// Null if the loss doesn't depend on it.
  mlir::Value gradient;
};

/// What the stages share. Conditions are rank-0 tensors of i1; a null one
/// stands for "always".
class TrainStep {
public:
  TrainStep(Entry &entry, const TrainingPlan &plan, MinimizeOp minimize,
            llvm::SmallVectorImpl<StateSlot> &states)
      : entry(entry), plan(plan), minimize(minimize), states(states) {}

  Entry &entry;
  const TrainingPlan &plan;
  MinimizeOp minimize;
  llvm::SmallVector<TrainedParameter> trained;
  /// Whether this call completes a step of the optimizer.
  Expr isComplete;
  /// Whether every gradient is finite.
  Expr isFinite;
  /// Whether parameters and optimizer states get new values.
  Expr isApplied;

  Expr operator()(mlir::Value value) { return f()(value); }
  Expr constant(mlir::Type element, double value) {
    return f().scalar(element, value);
  }
  FormulaBuilder f() {
    return FormulaBuilder(entry.builder, minimize.getLoc());
  }
  mlir::RankedTensorType scalarType(mlir::Type element) const {
    return mlir::RankedTensorType::get({}, element);
  }

  /// Number of the optimizer's step, from 1 (i64): the call's, if every call
  /// makes one.
  Expr number() { return counted ? counted : (*this)(entry.scalar("step")); }

  /// Declares a state; the result is its value before the step.
  Expr addState(const llvm::Twine &name, mlir::RankedTensorType type,
                double initialValue = 0.0, mlir::StringAttr copyOf = {});
  /// The value of a state after the step.
  void setState(const llvm::Twine &name, mlir::Value value);

private:
  friend void countStep(TrainStep &step);

  llvm::SmallVectorImpl<StateSlot> &states;
  Expr counted;
};

/// The conjunction of two conditions.
Expr both(Expr lhs, Expr rhs);
/// `lhs` where the condition holds, else `rhs`.
Expr choose(Expr condition, Expr lhs, Expr rhs);

/// Times the scale that gradients are to be computed with.
mlir::Value scaleLoss(TrainStep &step, mlir::Value loss);

/// Adds each gradient to those of the calls before; makes `isComplete`.
void accumulateGradients(TrainStep &step);

/// Divides gradients by the scale and looks for what is not finite; makes
/// `isFinite` and the results that tell.
void unscaleGradients(TrainStep &step);

/// Makes `isApplied`, and counts the steps that are applied.
void countStep(TrainStep &step);

/// Limits the gradients by norm, by value or by both.
void clipGradients(TrainStep &step);

/// The optimizer's operation for one parameter, with a state for each that it
/// declares; the result is the parameter's new value, null after a mistake
/// that was reported.
mlir::Value updateParameter(TrainStep &step, const TrainedParameter &trained);

/// Averages of the parameters' values after each step.
class Averages {
public:
  /// Decides whether and how much this step contributes.
  explicit Averages(TrainStep &step);
  void add(const TrainedParameter &trained, mlir::Value newValue);
  /// "w.ema" for "w".
  static std::string name(const AverageSettings &settings,
                          llvm::StringRef parameter) {
    return (parameter + "." + settings.kind).str();
  }

private:
  TrainStep &step;
  Expr isDue;
  Expr isFirst;
  /// 1 / (number of values so far), by the averages' element type. All scalars
  /// are computed in front of the updates, so that nothing separates those from
  /// the averages.
  llvm::DenseMap<mlir::Type, Expr> shares;
};

} // namespace nadir

#endif // NADIR_COMPILER_AUTODIFF_TRAINSTEP_H
