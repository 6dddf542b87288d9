// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of what operations mean: one function for each, by the operation's
// name. The functions are grouped in files as the dialect's definitions are;
// those files open the namespace, so that a function may bear the name of the
// formula's function that builds the operation.

#ifndef NADIR_COMPILER_REFERENCE_MEANINGS_H
#define NADIR_COMPILER_REFERENCE_MEANINGS_H

#include "compiler/Reference/Scope.h"

#include "mlir/IR/Operation.h"

#include <functional>

namespace nadir::reference {

/// The only result of an operation, or why there is none.
using Outcome = llvm::Expected<Tensor>;

class Meanings {
public:
  using Function = std::function<Outcome(mlir::Operation *, const Scope &)>;

  /// `meaning(op, scope)` computes the result of operations of class Op.
  template <class Op, class Meaning> void add(Meaning meaning) {
    functions[Op::getOperationName()] =
        [meaning](mlir::Operation *op, const Scope &scope) -> Outcome {
      return meaning(llvm::cast<Op>(op), scope);
    };
  }

  /// Null if the operation is not in the table.
  const Function *find(mlir::Operation *op) const {
    auto entry = functions.find(op->getName().getStringRef());
    return entry == functions.end() ? nullptr : &entry->second;
  }

private:
  llvm::StringMap<Function> functions;
};

void addArithmetic(Meanings &meanings);
void addElementaryFunctions(Meanings &meanings);
void addReductions(Meanings &meanings);
void addShapeOperations(Meanings &meanings);
void addProducts(Meanings &meanings);
void addRandomNumbers(Meanings &meanings);
void addChecks(Meanings &meanings);
void addFusedLosses(Meanings &meanings);
void addCtc(Meanings &meanings);
void addRows(Meanings &meanings);
void addCounting(Meanings &meanings);

} // namespace nadir::reference

#endif // NADIR_COMPILER_REFERENCE_MEANINGS_H
