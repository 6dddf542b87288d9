// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function of a program under construction: `train_step` and its like.
// Arguments appear when first asked for and go when nothing used them.

#ifndef NADIR_COMPILER_AUTODIFF_ENTRY_H
#define NADIR_COMPILER_AUTODIFF_ENTRY_H

#include "dialect/Nadir.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

namespace nadir {

/// The operations that values of a graph depend on. MLIR's slices recurse, and
/// chains of operations may be longer than the stack.
llvm::DenseSet<mlir::Operation *>
operationsBehind(llvm::ArrayRef<mlir::Value> values);

class Entry {
public:
  /// Adds a function of this name in front of the graph.
  Entry(GraphOp graph, llvm::StringRef name);

  /// The argument of a role and name, which is added if it isn't there yet.
  mlir::Value argument(llvm::StringRef role, llvm::StringRef name,
                       mlir::Type type);
  /// The argument "step" or "seed" (i64).
  mlir::Value scalar(llvm::StringRef role);
  /// The learning rate (f64) of a parameter group; an empty name is the
  /// default one's.
  mlir::Value learningRate(llvm::StringRef group);
  /// The momentum (f64), of a group whose optimizer reads it at run time.
  mlir::Value momentum(llvm::StringRef group);

  /// From here on the graph's parameter `name` is read from a state.
  void readFromState(llvm::StringRef name, llvm::StringRef state) {
    substitutes[name] = state.str();
  }

  /// Clones what `values` of the graph depend on.
  void cloneFor(llvm::ArrayRef<mlir::Value> values);
  /// What a value of the graph has become.
  mlir::Value lookup(mlir::Value value) const { return mapping.lookup(value); }

  void addResult(llvm::StringRef role, llvm::StringRef name, mlir::Value value);
  /// Ends the function, without what its results don't need.
  void finish();

  mlir::OpBuilder builder;

private:
  mlir::DictionaryAttr attributes(llvm::StringRef role, llvm::StringRef name);
  void clone(mlir::Operation *op);

  GraphOp graph;
  mlir::Location location;
  mlir::func::FuncOp function;
  mlir::IRMapping mapping;
  llvm::StringMap<mlir::Value> arguments;
  llvm::StringMap<std::string> substitutes;
  llvm::SmallVector<mlir::Value> results;
  llvm::SmallVector<mlir::DictionaryAttr> resultAttributes;
};

} // namespace nadir

#endif // NADIR_COMPILER_AUTODIFF_ENTRY_H
