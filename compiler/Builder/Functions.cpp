// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Builder/Functions.h"
#include "compiler/Builder/GraphState.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace nadir;
using namespace nadir::detail;
using llvm::Twine;

#include "compiler/Builder/Operations.cpp.inc"

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

std::shared_ptr<GraphState> Call::findGraph() const {
  std::shared_ptr<GraphState> graph;
  for (const Argument &argument : arguments) {
    const auto *tensor = std::get_if<Tensor>(&argument.operand.argument);
    if (!tensor)
      continue;
    std::string what =
        (Twine("'") + argument.name + "' of '" + operation + "'").str();
    if (!graph)
      graph = requireDefined(*tensor, what, where);
    requireValue(*graph, *tensor, what, where);
  }
  if (!graph)
    fail(where,
         Twine("expected a tensor among the operands of '") + operation + "'");
  return graph;
}

/// Numbers stand beside a tensor as one of the last two operands.
mlir::Type Call::numberType(GraphState &graph) const {
  size_t first = arguments.size() < 2 ? 0 : arguments.size() - 2;
  for (size_t i = first; i < arguments.size(); ++i)
    if (auto *tensor = std::get_if<Tensor>(&arguments[i].operand.argument))
      return Access::type(*tensor).getElementType();
  return graph.elementType(f32);
}

Tensor Call::result(const std::pair<Sizes, DType> *type) {
  std::shared_ptr<GraphState> graph = findGraph();
  mlir::OperationState state(graph->location(where), operation);
  if (type)
    state.addTypes(graph->tensorType(type->first, type->second, where));
  llvm::SmallVector<mlir::Operation *> constants;
  llvm::scope_exit undo([&] {
    for (mlir::Operation *constant : llvm::reverse(constants))
      constant->erase();
  });
  for (const Argument &argument : arguments) {
    if (auto *tensor = std::get_if<Tensor>(&argument.operand.argument)) {
      state.operands.push_back(Access::value(*tensor));
      continue;
    }
    mlir::Type element = numberType(*graph);
    auto *integer = std::get_if<int64_t>(&argument.operand.argument);
    mlir::Value constant =
        integer ? graph->integer(*integer, element, where)
                : graph->scalar(std::get<double>(argument.operand.argument),
                                element, where);
    constants.push_back(constant.getDefiningOp());
    state.operands.push_back(constant);
  }
  for (const auto &[name, value] : attributes.values)
    state.addAttribute(name, graph->attribute(value));
  std::optional<mlir::RegisteredOperationName> name =
      state.name.getRegisteredInfo();
  if (name->hasTrait<mlir::OpTrait::AttrSizedOperandSegments>())
    state.addAttribute("operandSegmentSizes",
                       mlir::DenseI32ArrayAttr::get(&graph->context, segments));
  mlir::Operation *op = graph->create(state, where);
  undo.release();
  return Access::tensor(std::move(graph), op->getResult(0));
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

Tensor nadir::operator-(const Operand &operand) {
  const auto *tensor = std::get_if<Tensor>(&operand.argument);
  if (tensor && tensor->defined() && tensor->dtype() != f32 &&
      tensor->dtype() != f64)
    return sub(0, operand, operand.where());
  Call call("nadir.neg", operand.where());
  call.operand("input", operand);
  return call.result();
}

Tensor nadir::operator!(const Operand &operand) {
  Call call("nadir.logical_not", operand.where());
  call.operand("input", operand);
  return call.result();
}

Tensor nadir::where(const Tensor &condition, const Operand &lhs,
                    const Operand &rhs, std::source_location location) {
  return select(condition, lhs, rhs, location);
}

//===----------------------------------------------------------------------===//
// Types and shapes
//===----------------------------------------------------------------------===//

namespace {

/// Wraps a negative dimension number. Throws Error if it is out of range.
int64_t requireDim(int64_t dim, int64_t rank, const Tensor &input,
                   const char *function, std::source_location where) {
  std::optional<int64_t> normalized = normalizeDim(dim, rank);
  if (!normalized)
    fail(where, Twine(function) + " expected a dimension in [" + Twine(-rank) +
                    ", " + Twine(rank) + ") for input " + input.str() +
                    ", found " + Twine(dim));
  return *normalized;
}

/// Product of the sizes that are neither the batch nor -1; 0 if it overflows.
int64_t staticElements(const Sizes &shape) {
  int64_t elements = 1;
  for (int64_t size : shape)
    if (size != batch && size != -1 &&
        llvm::MulOverflow(elements, size, elements))
      return 0;
  return elements;
}

/// Replaces a size of -1 by what is left of the input's elements. What doesn't
/// divide is left for the operation's verifier, which shows both shapes.
Sizes inferSize(const Tensor &input, Sizes shape, std::source_location where) {
  auto unknown = llvm::find(shape, -1);
  if (unknown == shape.end())
    return shape;
  if (std::count(shape.begin(), shape.end(), -1) > 1)
    fail(where, "reshape expected at most one size -1");
  Sizes from = input.shape();
  int64_t known = staticElements(shape), elements = staticElements(from);
  if (llvm::is_contained(from, batch) && !llvm::is_contained(shape, batch))
    *unknown = batch;
  else if (known > 0 && elements % known == 0)
    *unknown = elements / known;
  else
    fail(where, "reshape expected sizes that divide the elements of input " +
                    input.str() + ", found a product of " + Twine(known));
  return shape;
}

} // namespace

Tensor nadir::cast(const Tensor &input, DType dtype,
                   std::source_location where) {
  requireDefined(input, "'input' of cast", where);
  Call call("nadir.cast", where);
  call.operand("input", input);
  return call.result(input.shape(), dtype);
}

Tensor nadir::stop_gradient(const Tensor &input, std::source_location where) {
  Call call("nadir.stop_gradient", where);
  call.operand("input", input);
  return call.result();
}

Tensor nadir::reshape(const Tensor &input, const Sizes &shape,
                      std::source_location where) {
  requireDefined(input, "'input' of reshape", where);
  Call call("nadir.reshape", where);
  call.operand("input", input);
  return call.result(inferSize(input, shape, where), input.dtype());
}

Tensor nadir::expand(const Tensor &input, const Sizes &shape,
                     std::source_location where) {
  requireDefined(input, "'input' of expand", where);
  Sizes from = input.shape(), to = shape;
  if (to.size() < from.size())
    fail(where, "expand expected " + Twine(from.size()) +
                    " sizes or more for input " + input.str() + ", found " +
                    Twine(to.size()));
  size_t added = to.size() - from.size();
  for (size_t i = 0; i < from.size(); ++i)
    if (to[added + i] == -1)
      to[added + i] = from[i];
  Call call("nadir.broadcast", where);
  call.operand("input", input);
  return call.result(to, input.dtype());
}

Tensor nadir::unsqueeze(const Tensor &input, int64_t dim,
                        std::source_location where) {
  requireDefined(input, "'input' of unsqueeze", where);
  Sizes shape = input.shape();
  dim = requireDim(dim, input.rank() + 1, input, "unsqueeze", where);
  shape.insert(shape.begin() + dim, 1);
  return reshape(input, shape, where);
}

Tensor nadir::squeeze(const Tensor &input, int64_t dim,
                      std::source_location where) {
  requireDefined(input, "'input' of squeeze", where);
  Sizes shape = input.shape();
  dim = requireDim(dim, input.rank(), input, "squeeze", where);
  if (shape[dim] != 1)
    fail(where, "squeeze expected a dimension of size 1, found dimension " +
                    Twine(dim) + " of " + input.str());
  shape.erase(shape.begin() + dim);
  return reshape(input, shape, where);
}

Tensor nadir::permute(const Tensor &input, const Sizes &dims,
                      std::source_location where) {
  requireDefined(input, "'input' of permute", where);
  Sizes wrapped = dims;
  for (int64_t &dim : wrapped)
    dim = requireDim(dim, input.rank(), input, "permute", where);
  return transpose(input, wrapped, where);
}

Tensor nadir::transpose(const Tensor &input, int64_t dim0, int64_t dim1,
                        std::source_location where) {
  requireDefined(input, "'input' of transpose", where);
  Sizes dims(input.rank());
  for (size_t i = 0; i < dims.size(); ++i)
    dims[i] = static_cast<int64_t>(i);
  std::swap(dims[requireDim(dim0, input.rank(), input, "transpose", where)],
            dims[requireDim(dim1, input.rank(), input, "transpose", where)]);
  return transpose(input, dims, where);
}

Tensor nadir::one_hot(const Tensor &input, int64_t num_classes,
                      const OneHotOptions &options,
                      std::source_location where) {
  requireDefined(input, "'input' of one_hot", where);
  Sizes shape = input.shape();
  shape.push_back(num_classes);
  Call call("nadir.one_hot", where);
  call.operand("input", input);
  call.attribute("num_classes", num_classes);
  return call.result(shape, options.dtype);
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

namespace {

/// "linear" and the layer's number, or the next one that is not taken.
std::string layerName(const GraphState &graph) {
  for (int64_t number = graph.layers + 1;; ++number) {
    std::string name = "linear" + std::to_string(number);
    if (!graph.sources.contains(name + ".weight") &&
        !graph.sources.contains(name + ".bias"))
      return name;
  }
}

} // namespace

Tensor nadir::linear(const Tensor &input, int64_t out_features,
                     const LinearLayer &layer, std::source_location where) {
  GraphState &state = *requireDefined(input, "'input' of linear", where);
  mlir::RankedTensorType type = Access::type(input);
  if (type.getRank() < 2 ||
      !llvm::isa<mlir::FloatType>(type.getElementType()) ||
      mlir::ShapedType::isDynamic(type.getShape().back()))
    fail(where, "linear expected input [.., in_features] of f32 or f64 and "
                "rank 2 or more, found " +
                    input.str());
  if (out_features < 1)
    fail(where,
         "linear expected out_features >= 1, found " + Twine(out_features));
  std::string name = layer.name.empty() ? layerName(state) : layer.name;
  state.requireFreeSource(name + ".weight", where);
  state.requireFreeSource(name + ".bias", where);
  ++state.layers;

  int64_t inFeatures = type.getShape().back();
  double bound = 1.0 / std::sqrt(static_cast<double>(inFeatures));
  Graph graph = Access::graph(Access::state(input));
  ParameterOptions options = {.dtype = input.dtype()};
  Tensor weight = graph.parameter(name + ".weight", {out_features, inFeatures},
                                  init::kaiming_uniform({.a = std::sqrt(5.0)}),
                                  options, where);
  Tensor bias;
  if (layer.bias)
    bias = graph.parameter(name + ".bias", {out_features},
                           init::uniform(-bound, bound), options, where);
  return linear(input, weight, {.bias = bias}, where);
}

Tensor nadir::triplet_margin_with_distance_loss(
    const Tensor &anchor, const Tensor &positive, const Tensor &negative,
    const TripletDistanceOptions &options, std::source_location where) {
  requireDefined(anchor, "'anchor'", where);
  requireDefined(positive, "'positive'", where);
  requireDefined(negative, "'negative'", where);
  if (anchor.rank() != positive.rank() || anchor.rank() != negative.rank())
    fail(where, "expected anchor, positive and negative of one rank, found " +
                    Twine(anchor.str()) + ", " + positive.str() + " and " +
                    negative.str());
  auto distance = [&](const Tensor &lhs, const Tensor &rhs) {
    return options.distance_function ? options.distance_function(lhs, rhs)
                                     : pairwise_distance(lhs, rhs, {}, where);
  };
  Tensor swap = options.swap ? distance(positive, negative) : Tensor();
  return triplet_margin_with_distance_loss(
      distance(anchor, positive), distance(anchor, negative),
      TripletMarginWithDistanceLossOptions{.swap_distance = swap,
                                           .margin = options.margin,
                                           .reduction = options.reduction},
      where);
}
