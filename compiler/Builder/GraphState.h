// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a graph under construction holds, and how it is changed: operations are
// created through it, verified at once, and removed again if they are not
// valid. For the builder's own sources and for what compiles a graph.

#ifndef NADIR_BUILDER_GRAPHSTATE_H
#define NADIR_BUILDER_GRAPHSTATE_H

#include "compiler/Builder/Graph.h"
#include "dialect/Nadir.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringSet.h"

namespace nadir::detail {

/// "file:line:column: error: text", the form of every message of the builder.
[[noreturn]] void fail(std::source_location where, const llvm::Twine &text);

/// Collects what the compiler reports instead of printing it.
class Diagnostics {
public:
  explicit Diagnostics(mlir::MLIRContext &context);

  /// Everything reported, one line each, without a newline at the end.
  const std::string &text() const { return collected; }
  /// Throws Error with the text; `otherwise` if nothing was reported.
  [[noreturn]] void raise(std::source_location where,
                          const llvm::Twine &otherwise) const;

private:
  std::string collected;
  mlir::ScopedDiagnosticHandler handler;
};

struct GraphState {
  GraphState();

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  GraphOp graph;
  /// Names taken by inputs and parameters, and by what is returned.
  llvm::StringMap<mlir::Value> sources;
  llvm::StringSet<> results;
  /// Layers with parameters of their own so far, and random streams.
  int64_t layers = 0;
  int64_t streams = 0;

  llvm::StringRef name() const {
    return const_cast<GraphOp &>(graph).getSymName();
  }
  mlir::Location location(std::source_location where);
  mlir::Type elementType(DType dtype);

  /// A tensor type. Throws Error for sizes that are not positive, too large, or
  /// the batch twice.
  mlir::RankedTensorType tensorType(const Sizes &shape, DType dtype,
                                    std::source_location where);
  /// "tensor<2x3xf32>".
  static std::string typeText(mlir::Type type);
  /// A scalar constant. Throws Error if the type can't hold the number.
  mlir::Value number(Number value, mlir::Type element,
                     std::source_location where);
  /// The same of a number with a fraction.
  mlir::Value scalar(double value, mlir::Type element,
                     std::source_location where);
  /// The same of an integer, all of whose digits an integer type keeps.
  mlir::Value integer(int64_t value, mlir::Type element,
                      std::source_location where);
  mlir::Attribute attribute(const Attributes::Value &value);

  /// Adds an operation at the end of the graph. Without result types they are
  /// inferred. Throws Error, with the graph as before, if it is not valid.
  mlir::Operation *create(mlir::OperationState &operation,
                          std::source_location where);
  /// The same for an operation's class.
  template <typename Op, typename... Args>
  Op create(std::source_location where, Args &&...arguments) {
    mlir::OpBuilder builder(&context);
    mlir::OperationState operation(location(where), Op::getOperationName());
    Op::build(builder, operation, std::forward<Args>(arguments)...);
    return llvm::cast<Op>(create(operation, where));
  }

  /// Throws Error if an input or parameter has that name, or it is empty.
  void requireFreeSource(llvm::StringRef name, std::source_location where);
  /// The same for outputs and metrics.
  void requireFreeResult(llvm::StringRef name, std::source_location where);

  /// Reads the names and counts of a graph that was parsed.
  void adopt(GraphOp parsed);
};

/// Between tensors and the compiler's values.
struct Access {
  static Tensor tensor(std::shared_ptr<GraphState> graph, mlir::Value value) {
    Tensor result;
    result.graph = std::move(graph);
    result.value = value.getAsOpaquePointer();
    return result;
  }
  static const std::shared_ptr<GraphState> &state(const Tensor &tensor) {
    return tensor.graph;
  }
  static const std::shared_ptr<GraphState> &state(const Graph &graph) {
    return graph.state;
  }
  static mlir::Value value(const Tensor &tensor) {
    return mlir::Value::getFromOpaquePointer(tensor.value);
  }
  static mlir::RankedTensorType type(const Tensor &tensor) {
    return llvm::cast<mlir::RankedTensorType>(value(tensor).getType());
  }
  static const std::string &pattern(const ParameterPattern &pattern) {
    return pattern.pattern;
  }
  static const Tensor &parameter(const ParameterPattern &pattern) {
    return pattern.parameter;
  }
  static Graph graph(std::shared_ptr<GraphState> state) {
    return Graph(std::move(state));
  }
};

/// The tensor's graph. Throws Error if the tensor is null; `what` names it.
const std::shared_ptr<GraphState> &requireDefined(const Tensor &tensor,
                                                  const llvm::Twine &what,
                                                  std::source_location where);
/// The tensor's value. Throws Error if it is null or of another graph.
mlir::Value requireValue(const GraphState &graph, const Tensor &tensor,
                         const llvm::Twine &what, std::source_location where);

} // namespace nadir::detail

#endif // NADIR_BUILDER_GRAPHSTATE_H
