// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Builder/Graph.h"
#include "compiler/Builder/GraphState.h"
#include "compiler/Builder/TrainingAttributes.h"
#include "compiler/ParseProgram.h"
#include "compiler/Stabilize/Stabilize.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include <cstdio>
#include <fstream>

using namespace nadir;
using namespace nadir::detail;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Sizes Tensor::shape() const {
  if (!defined())
    throw Error("expected a tensor with a shape, found a null one");
  return Access::type(*this).getShape().vec();
}

DType Tensor::dtype() const {
  if (!defined())
    throw Error("expected a tensor with an element type, found a null one");
  mlir::Type element = Access::type(*this).getElementType();
  for (DType dtype : {f32, f64, i64, i32})
    if (graph->elementType(dtype) == element)
      return dtype;
  return i1;
}

int64_t Tensor::rank() const { return static_cast<int64_t>(shape().size()); }

std::string Tensor::str() const {
  if (!defined())
    return "a null tensor";
  std::string text;
  llvm::raw_string_ostream(text) << Access::type(*this);
  return text;
}

//===----------------------------------------------------------------------===//
// Graphs
//===----------------------------------------------------------------------===//

namespace {

mlir::Attribute initializerAttr(const Initializer &init, const Sizes &shape,
                                GraphState &state, std::source_location where) {
  mlir::Builder builder(&state.context);
  mlir::FloatAttr first = builder.getF64FloatAttr(init.first);
  mlir::FloatAttr second = builder.getF64FloatAttr(init.second);
  Diagnostics diagnostics(state.context);
  auto emitError = [&] { return mlir::emitError(state.location(where)); };
  mlir::Attribute result;
  switch (init.kind) {
  case Initializer::Kind::constant:
    result = ConstantInitAttr::getChecked(emitError, &state.context, first);
    break;
  case Initializer::Kind::uniform:
    result =
        UniformInitAttr::getChecked(emitError, &state.context, first, second);
    break;
  case Initializer::Kind::normal:
    result =
        NormalInitAttr::getChecked(emitError, &state.context, first, second);
    break;
  case Initializer::Kind::kaimingUniform: {
    int64_t fanIn = 1;
    for (int64_t size : llvm::ArrayRef(shape).drop_front(!shape.empty()))
      fanIn *= size;
    result = KaimingUniformInitAttr::getChecked(
        emitError, &state.context, init.fan_in.value_or(fanIn), first);
    break;
  }
  }
  if (!result)
    diagnostics.raise(where, "expected an initializer of nadir::init");
  return result;
}

} // namespace

Graph::Graph(std::string_view name, const GraphOptions &options,
             std::source_location where)
    : state(std::make_shared<GraphState>()) {
  mlir::Location location = state->location(where);
  mlir::OpBuilder builder(&state->context);
  state->module = mlir::ModuleOp::create(location);
  builder.setInsertionPointToEnd(state->module->getBody());
  mlir::IntegerAttr batch;
  if (options.batch)
    batch = builder.getI64IntegerAttr(*options.batch);
  state->graph =
      GraphOp::create(builder, location, builder.getStringAttr(name), batch);
  state->graph.getBody().emplaceBlock();
  Diagnostics diagnostics(state->context);
  if (failed(mlir::verify(state->graph)))
    diagnostics.raise(where, "expected a name and a batch of graphs");
}

Graph Graph::parse(std::string_view text, std::string_view name,
                   std::source_location where) {
  auto state = std::make_shared<GraphState>();
  Diagnostics diagnostics(state->context);
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, name),
                             llvm::SMLoc());
  state->module = parseProgram(sources, state->context);
  if (!state->module)
    diagnostics.raise(where, "can't parse '" + Twine(name) + "'");
  // Text may hold functions; a graph under construction is one whole.
  if (failed(inlineFunctions(*state->module)))
    diagnostics.raise(where,
                      "can't inline the functions of '" + Twine(name) + "'");
  auto graphs = state->module->getOps<GraphOp>();
  if (!llvm::hasSingleElement(state->module->getBody()->getOperations()) ||
      !llvm::hasSingleElement(graphs))
    fail(where, "expected one nadir.graph, and functions, but nothing else in "
                "'" +
                    Twine(name) + "'");
  state->adopt(*graphs.begin());
  return Graph(std::move(state));
}

Graph Graph::load(const std::filesystem::path &path,
                  std::source_location where) {
  auto file = llvm::MemoryBuffer::getFile(path.string(), /*IsText=*/true);
  if (!file)
    fail(where,
         "can't read '" + path.string() + "': " + file.getError().message());
  return parse((*file)->getBuffer(), path.string(), where);
}

std::string Graph::name() const { return state->name().str(); }

Tensor Graph::input(std::string_view name, DType dtype, const Sizes &shape,
                    std::source_location where) {
  state->requireFreeSource(name, where);
  mlir::Type type = state->tensorType(shape, dtype, where);
  auto op = state->create<InputOp>(where, type, name);
  state->sources[name] = op.getResult();
  return Access::tensor(state, op.getResult());
}

Tensor Graph::parameter(std::string_view name, const Sizes &shape,
                        const Initializer &init,
                        const ParameterOptions &options,
                        std::source_location where) {
  state->requireFreeSource(name, where);
  mlir::RankedTensorType type = state->tensorType(shape, options.dtype, where);
  if (!type.hasStaticShape())
    fail(where, "expected a parameter of static shape, found " +
                    state->typeText(type));
  mlir::Attribute attr = initializerAttr(init, shape, *state, where);
  auto op = state->create<ParameterOp>(
      where, type, name, llvm::cast<InitializerAttrInterface>(attr),
      !options.requires_grad);
  state->sources[name] = op.getResult();
  return Access::tensor(state, op.getResult());
}

Tensor Graph::find(std::string_view name, std::source_location where) const {
  auto found = state->sources.find(name);
  if (found != state->sources.end())
    return Access::tensor(state, found->second);
  std::string names;
  for (mlir::Operation &op : state->graph.getBody().front())
    if (llvm::isa<InputOp, ParameterOp>(op))
      names += (Twine(names.empty() ? "" : ", ") +
                op.getAttrOfType<mlir::StringAttr>("name").getValue())
                   .str();
  fail(where, "graph '" + state->name() + "' has no input or parameter '" +
                  Twine(name) + "', only: " + names);
}

//===----------------------------------------------------------------------===//
// Values made from nothing
//===----------------------------------------------------------------------===//

namespace {

template <typename T>
Tensor denseConstant(const std::shared_ptr<GraphState> &state,
                     std::span<const T> values, const Sizes &shape, DType dtype,
                     std::source_location where) {
  mlir::RankedTensorType type = state->tensorType(shape, dtype, where);
  if (!type.hasStaticShape() ||
      type.getNumElements() != static_cast<int64_t>(values.size()))
    fail(where, "expected as many values as " + state->typeText(type) +
                    " has elements, found " + Twine(values.size()));
  auto dense = mlir::DenseElementsAttr::get(
      type, llvm::ArrayRef<T>(values.data(), values.size()));
  auto op = state->create<ConstantOp>(where, type, dense);
  return Access::tensor(state, op.getResult());
}

} // namespace

Tensor Graph::constant(Number value, DType dtype, std::source_location where) {
  mlir::Type element = state->tensorType({}, dtype, where).getElementType();
  return Access::tensor(state, state->number(value, element, where));
}

Tensor Graph::constant(std::span<const float> values, const Sizes &shape,
                       std::source_location where) {
  return denseConstant(state, values, shape, f32, where);
}
Tensor Graph::constant(std::span<const double> values, const Sizes &shape,
                       std::source_location where) {
  return denseConstant(state, values, shape, f64, where);
}
Tensor Graph::constant(std::span<const int64_t> values, const Sizes &shape,
                       std::source_location where) {
  return denseConstant(state, values, shape, i64, where);
}
Tensor Graph::constant(std::span<const int32_t> values, const Sizes &shape,
                       std::source_location where) {
  return denseConstant(state, values, shape, i32, where);
}

Tensor Graph::full(const Sizes &shape, Number value, DType dtype,
                   std::source_location where) {
  mlir::Type type = state->tensorType(shape, dtype, where);
  Tensor scalar = constant(value, dtype, where);
  if (shape.empty())
    return scalar;
  auto op = state->create<BroadcastOp>(where, type, Access::value(scalar));
  return Access::tensor(state, op.getResult());
}

Tensor Graph::iota(const Sizes &shape, int64_t dim, DType dtype,
                   std::source_location where) {
  mlir::Type type = state->tensorType(shape, dtype, where);
  auto op = state->create<IotaOp>(where, type, dim);
  return Access::tensor(state, op.getResult());
}

namespace {

/// Each call draws from a stream of its own.
template <typename Op>
Tensor random(const std::shared_ptr<GraphState> &state, const Sizes &shape,
              DType dtype, double first, double second,
              std::source_location where) {
  mlir::Builder builder(&state->context);
  mlir::Type type = state->tensorType(shape, dtype, where);
  auto op = state->create<Op>(where, type, mlir::Value(), mlir::Value(),
                              builder.getF64FloatAttr(first),
                              builder.getF64FloatAttr(second),
                              builder.getI64IntegerAttr(state->streams));
  ++state->streams;
  return Access::tensor(state, op.getResult());
}

} // namespace

Tensor Graph::random_uniform(const Sizes &shape, const UniformOptions &options,
                             std::source_location where) {
  return random<RandomUniformOp>(state, shape, options.dtype, options.low,
                                 options.high, where);
}

Tensor Graph::random_normal(const Sizes &shape, const NormalOptions &options,
                            std::source_location where) {
  return random<RandomNormalOp>(state, shape, options.dtype, options.mean,
                                options.std, where);
}

//===----------------------------------------------------------------------===//
// What leaves a graph
//===----------------------------------------------------------------------===//

void Graph::output(std::string_view name, const Tensor &value,
                   std::source_location where) {
  state->requireFreeResult(name, where);
  mlir::Value tensor =
      requireValue(*state, value, "output '" + Twine(name) + "'", where);
  state->create<OutputOp>(where, name, tensor);
  state->results.insert(name);
}

void Graph::metric(std::string_view name, const Tensor &value,
                   std::source_location where) {
  state->requireFreeResult(name, where);
  mlir::Value tensor =
      requireValue(*state, value, "metric '" + Twine(name) + "'", where);
  state->create<MetricOp>(where, name, tensor);
  state->results.insert(name);
}

namespace {

/// All values that a value was made from, itself included.
llvm::SmallPtrSet<mlir::Value, 16> sourcesOf(mlir::Value value) {
  llvm::SmallPtrSet<mlir::Value, 16> seen = {value};
  llvm::SmallVector<mlir::Value> open = {value};
  while (!open.empty())
    for (mlir::Value operand :
         open.pop_back_val().getDefiningOp()->getOperands())
      if (seen.insert(operand).second)
        open.push_back(operand);
  return seen;
}

} // namespace

void Graph::minimize(const Tensor &loss, const Optimizer &optimizer,
                     const MinimizeOptions &options,
                     std::source_location where) {
  if (state->results.contains("loss"))
    fail(where, "expected one minimized loss in graph '" + state->name() +
                    "', and no other result 'loss'");
  mlir::Value value = requireValue(*state, loss, "the loss", where);
  bool isTrained = llvm::any_of(sourcesOf(value), [](mlir::Value source) {
    auto parameter = source.getDefiningOp<ParameterOp>();
    return parameter && !parameter.getFrozen();
  });
  if (!isTrained)
    fail(where, "expected a loss that depends on a parameter");
  mlir::OperationState operation(state->location(where),
                                 MinimizeOp::getOperationName());
  operation.addOperands(value);
  operation.addAttributes(
      minimizeAttributes(*state, optimizer, options, where).getAttrs());
  auto op = llvm::cast<MinimizeOp>(state->create(operation, where));
  for (llvm::StringRef name : op.getResultNames()) {
    if (!state->results.contains(name))
      continue;
    std::string taken = name.str();
    op.erase();
    fail(where, "expected no other result '" + Twine(taken) +
                    "', which is what training returns");
  }
  for (llvm::StringRef name : op.getResultNames())
    state->results.insert(name);
}

std::vector<Tensor> Graph::gradient(const Tensor &scalar,
                                    const std::vector<Tensor> &values,
                                    std::source_location where) {
  mlir::Value loss =
      requireValue(*state, scalar, "the scalar to differentiate", where);
  if (values.empty())
    fail(where, "expected values to differentiate with respect to");
  llvm::SmallPtrSet<mlir::Value, 16> sources = sourcesOf(loss);
  llvm::SmallVector<mlir::Value> wanted;
  llvm::SmallVector<mlir::Type> types;
  for (auto [i, tensor] : llvm::enumerate(values)) {
    std::string what = "value " + std::to_string(i);
    wanted.push_back(requireValue(*state, tensor, what, where));
    types.push_back(wanted.back().getType());
    if (!sources.contains(wanted.back()))
      fail(where, "expected values that the scalar was made from, found " +
                      what + ", " + tensor.str());
  }
  auto op = state->create<GradientOp>(where, types, loss, wanted);
  std::vector<Tensor> results;
  for (mlir::Value result : op.getResults())
    results.push_back(Access::tensor(state, result));
  return results;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

std::string Graph::str(const TextOptions &options) const {
  mlir::OpPrintingFlags flags;
  flags.enableDebugInfo(options.locations);
  std::string text;
  llvm::raw_string_ostream stream(text);
  state->graph->print(stream, flags.useLocalScope());
  text += '\n';
  return text;
}

void Graph::print(const TextOptions &options) const {
  std::fputs(str(options).c_str(), stdout);
}

void Graph::save(const std::filesystem::path &path, const TextOptions &options,
                 std::source_location where) const {
  std::ofstream file(path, std::ios::binary);
  file << str(options);
  file.close();
  if (!file)
    fail(where, "can't write '" + path.string() +
                    "': " + std::generic_category().message(errno));
}
