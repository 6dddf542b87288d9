// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Autodiff/ReverseMode.h"
#include "dialect/Nadir.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace nadir;

namespace {

bool isDifferentiableType(Type type) {
  return isa<FloatType>(getElementTypeOrSelf(type));
}

/// Values that an operation reads, those of its regions included.
SmallVector<Value> readValues(Operation *op) {
  SmallVector<Value> values;
  op->walk([&](Operation *inner) {
    llvm::append_range(values, inner->getOperands());
  });
  return values;
}

class ReverseMode {
public:
  ReverseMode(OpBuilder &builder, Location location)
      : builder(builder), location(location) {}

  FailureOr<SmallVector<Value>> run(Value loss, ValueRange values) {
    findActive(loss, values);
    if (active.contains(loss))
      seed(loss);
    // Path is in program order: when an operation is visited from the end, all
    // of its users have contributed to its gradient.
    for (Operation *op : llvm::reverse(path))
      visit(op);
    if (hasFailed)
      return failure();
    SmallVector<Value> results;
    for (Value value : values)
      results.push_back(gradients.lookup(value));
    return results;
  }

private:
  /// Marks what depends on `values`, and collects in program order those of its
  /// operations that the loss depends on.
  void findActive(Value loss, ValueRange values) {
    active.insert_range(values);
    Operation *last = loss.getDefiningOp();
    if (!last)
      return;
    SmallVector<Operation *> dependent;
    for (Operation &op : *last->getBlock()) {
      if (llvm::any_of(readValues(&op),
                       [&](Value value) { return isActive(value); })) {
        active.insert_range(op.getResults());
        dependent.push_back(&op);
      }
      if (&op == last)
        break;
    }
    DenseSet<Value> needed = {loss};
    for (Operation *op : llvm::reverse(dependent)) {
      if (llvm::none_of(op->getResults(),
                        [&](Value value) { return needed.contains(value); }))
        continue;
      needed.insert_range(readValues(op));
      path.push_back(op);
    }
    std::reverse(path.begin(), path.end());
  }

  void seed(Value loss) {
    auto type = cast<RankedTensorType>(loss.getType());
    gradients[loss] = FormulaBuilder(builder, location).splat(type, 1.0);
  }

  bool isActive(Value value) const {
    return active.contains(value) && isDifferentiableType(value.getType());
  }

  void visit(Operation *op) {
    // Nothing arrives behind a stop_gradient, or a derivative that is zero.
    if (llvm::none_of(op->getResults(),
                      [&](Value value) { return gradients.contains(value); }))
      return;
    auto differentiable = dyn_cast<DifferentiableOpInterface>(op);
    if (!differentiable)
      return refuse(op);
    Value grad = gradients.lookup(op->getResult(0));
    for (OpOperand &operand : op->getOpOperands())
      if (isActive(operand.get()))
        if (Value contribution =
                differentiable.gradient(operand, grad, builder))
          accumulate(operand.get(), contribution, op->getLoc());
  }

  /// The walk goes on behind an operation without gradient, so that one run
  /// reports all of them. What it builds from here on is never used.
  void refuse(Operation *op) {
    op->emitOpError("has no gradient, but the loss depends through it on a "
                    "value to be differentiated");
    hasFailed = true;
    for (Value value : readValues(op))
      if (isActive(value))
        gradients[value] =
            isa<RankedTensorType>(value.getType())
                ? zerosLike(FormulaBuilder(builder, location)(value)).value()
                : value;
  }

  void accumulate(Value value, Value contribution, Location where) {
    Value &gradient = gradients[value];
    FormulaBuilder f(builder, where);
    gradient =
        gradient ? (f(gradient) + f(contribution)).value() : contribution;
  }

  OpBuilder &builder;
  Location location;
  DenseSet<Value> active;
  SmallVector<Operation *> path;
  DenseMap<Value, Value> gradients;
  bool hasFailed = false;
};

} // namespace

FailureOr<SmallVector<Value>> nadir::buildGradients(OpBuilder &builder,
                                                    Location location,
                                                    Value loss,
                                                    ValueRange values) {
  return ReverseMode(builder, location).run(loss, values);
}
