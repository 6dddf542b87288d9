// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Autodiff/Entry.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace nadir;

namespace {

/// Numbers drawn in a step depend on the program's seed and the step's number.
template <typename Op> void keyRandom(Entry &entry, Op op) {
  if (!op.getSeed())
    op.getSeedMutable().assign(entry.scalar("seed"));
  if (!op.getStep())
    op.getStepMutable().assign(entry.scalar("step"));
}

} // namespace

llvm::DenseSet<Operation *> nadir::operationsBehind(ArrayRef<Value> values) {
  llvm::DenseSet<Operation *> found;
  SmallVector<Value> pending(values);
  while (!pending.empty()) {
    Operation *op = pending.pop_back_val().getDefiningOp();
    if (op && found.insert(op).second)
      llvm::append_range(pending, op->getOperands());
  }
  return found;
}

Entry::Entry(GraphOp graph, StringRef name)
    : builder(graph.getContext()), graph(graph), location(graph.getLoc()) {
  builder.setInsertionPoint(graph);
  function = func::FuncOp::create(builder, location, name,
                                  builder.getFunctionType({}, {}));
  builder.setInsertionPointToStart(function.addEntryBlock());
}

Value Entry::argument(StringRef role, StringRef name, Type type) {
  auto [known, isNew] =
      arguments.try_emplace((role + ":" + name).str(), nullptr);
  if (!isNew)
    return known->second;
  (void)function.insertArgument(function.getNumArguments(), type,
                                attributes(role, name), location);
  return known->second = function.getArguments().back();
}

Value Entry::scalar(StringRef role) {
  return argument(role, "", RankedTensorType::get({}, builder.getI64Type()));
}

Value Entry::learningRate(StringRef group) {
  return argument("learning_rate", group,
                  RankedTensorType::get({}, builder.getF64Type()));
}

Value Entry::momentum(StringRef group) {
  return argument("momentum", group,
                  RankedTensorType::get({}, builder.getF64Type()));
}

void Entry::cloneFor(ArrayRef<Value> values) {
  llvm::DenseSet<Operation *> needed = operationsBehind(values);
  for (Operation &op : graph.getBody().front())
    if (needed.contains(&op))
      clone(&op);
}

void Entry::addResult(StringRef role, StringRef name, Value value) {
  results.push_back(value);
  resultAttributes.push_back(attributes(role, name));
}

void Entry::finish() {
  func::ReturnOp::create(builder, location, results);
  SmallVector<Type> resultTypes(ValueRange(results).getTypes());
  function.setType(builder.getFunctionType(
      function.getBody().front().getArgumentTypes(), resultTypes));
  function.setAllResultAttrs(resultAttributes);
  IRRewriter rewriter(builder.getContext());
  (void)runRegionDCE(rewriter, function->getRegions());
  llvm::BitVector unused(function.getNumArguments());
  for (BlockArgument argument : function.getArguments())
    if (argument.use_empty())
      unused.set(argument.getArgNumber());
  (void)function.eraseArguments(unused);
}

DictionaryAttr Entry::attributes(StringRef role, StringRef name) {
  SmallVector<NamedAttribute> list;
  list.push_back(
      builder.getNamedAttr("nadir.role", builder.getStringAttr(role)));
  if (!name.empty())
    list.push_back(
        builder.getNamedAttr("nadir.name", builder.getStringAttr(name)));
  return builder.getDictionaryAttr(list);
}

void Entry::clone(Operation *op) {
  if (auto input = dyn_cast<InputOp>(op)) {
    mapping.map(input.getResult(),
                argument("input", input.getName(), input.getType()));
  } else if (auto parameter = dyn_cast<ParameterOp>(op)) {
    auto substitute = substitutes.find(parameter.getName());
    bool isKept = substitute == substitutes.end();
    mapping.map(parameter.getResult(),
                argument(isKept ? "parameter" : "state",
                         isKept ? parameter.getName() : substitute->second,
                         parameter.getType()));
  } else {
    Operation *copy = builder.clone(*op, mapping);
    if (auto uniform = dyn_cast<RandomUniformOp>(copy))
      keyRandom(*this, uniform);
    else if (auto normal = dyn_cast<RandomNormalOp>(copy))
      keyRandom(*this, normal);
  }
}
