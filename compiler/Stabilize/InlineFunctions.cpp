// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Stabilize/Stabilize.h"
#include "dialect/Nadir.h"
#include "dialect/Random.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace nadir;

namespace {

/// Numbers of the random streams of a graph: copies of a function's body must
/// not draw the same numbers.
class Streams {
public:
  explicit Streams(GraphOp graph) {
    graph.walk([&](Operation *op) {
      if (auto stream = op->getAttrOfType<IntegerAttr>("stream"))
        next = std::max(next, stream.getInt() + 1);
    });
  }

  LogicalResult renumber(Operation *op) {
    if (!isa<RandomUniformOp, RandomNormalOp>(op))
      return success();
    if (next > largestStream)
      return op->emitOpError("expected the graph's streams to leave numbers up "
                             "to ")
             << largestStream
             << " for copies of functions, found that one taken";
    op->setAttr("stream", Builder(op->getContext()).getI64IntegerAttr(next++));
    return success();
  }

private:
  int64_t next = 0;
};

class Inliner {
public:
  explicit Inliner(GraphOp graph)
      : graph(graph), streams(graph), symbols(graph->getParentOp()) {}

  LogicalResult run() {
    for (CallOp call : llvm::to_vector(graph.getOps<CallOp>()))
      if (failed(inlineCall(call)))
        return failure();
    return success();
  }

private:
  LogicalResult inlineCall(CallOp call) {
    auto function = symbols.lookup<FunctionOp>(call.getCallee());
    if (!active.insert(function))
      return (call.emitOpError("expected functions that don't call themselves, "
                               "found a cycle through ")
              << call.getCalleeAttr())
                 .attachNote(function.getLoc())
             << "the function is declared here";
    IRMapping mapping;
    mapping.map(function.getArguments(), call.getOperands());
    std::optional<int64_t> rows = rowsOf(function, call);
    OpBuilder builder(call);
    SmallVector<CallOp> nested;
    Block &body = function.getBody().front();
    for (Operation &op : body.without_terminator()) {
      Operation *copy = builder.clone(op, mapping);
      copy->setLoc(CallSiteLoc::get(op.getLoc(), call.getLoc()));
      setRows(copy, rows);
      if (failed(streams.renumber(copy)))
        return failure();
      if (auto inner = dyn_cast<CallOp>(copy))
        nested.push_back(inner);
    }
    SmallVector<Value> results;
    for (Value value : body.getTerminator()->getOperands())
      results.push_back(mapping.lookup(value));
    call.replaceAllUsesWith(results);
    call.erase();
    for (CallOp inner : nested)
      if (failed(inlineCall(inner)))
        return failure();
    active.remove(function);
    return success();
  }

  /// The fixed number of rows that the caller's tensors have, if it is one.
  static std::optional<int64_t> rowsOf(FunctionOp function, CallOp call) {
    for (auto [declared, actual] :
         llvm::zip(function.getArgumentTypes(), call.getOperandTypes()))
      if (auto dim = rowsDim(cast<RankedTensorType>(declared)))
        if (int64_t size = cast<RankedTensorType>(actual).getDimSize(*dim);
            !ShapedType::isDynamic(size))
          return size;
    return std::nullopt;
  }

  static void setRows(Operation *op, std::optional<int64_t> rows) {
    if (!rows)
      return;
    for (Value result : op->getResults()) {
      auto type = cast<RankedTensorType>(result.getType());
      Shape shape(type.getShape());
      llvm::replace(shape, ShapedType::kDynamic, *rows);
      result.setType(RankedTensorType::get(shape, type.getElementType()));
    }
  }

  GraphOp graph;
  Streams streams;
  SymbolTable symbols;
  /// The functions whose calls are being inlined, outermost first.
  llvm::SetVector<Operation *> active;
};

struct InlineFunctionsPass
    : PassWrapper<InlineFunctionsPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(InlineFunctionsPass)

  StringRef getArgument() const override { return "nadir-inline-functions"; }
  StringRef getDescription() const override {
    return "Put the bodies of functions where graphs call them";
  }

  void runOnOperation() override {
    if (failed(inlineFunctions(getOperation())))
      signalPassFailure();
  }
};

} // namespace

LogicalResult nadir::inlineFunctions(ModuleOp module) {
  for (GraphOp graph : module.getOps<GraphOp>())
    if (failed(Inliner(graph).run()))
      return failure();
  for (FunctionOp function :
       llvm::make_early_inc_range(module.getOps<FunctionOp>()))
    function.erase();
  return success();
}

std::unique_ptr<Pass> nadir::createInlineFunctionsPass() {
  return std::make_unique<InlineFunctionsPass>();
}
