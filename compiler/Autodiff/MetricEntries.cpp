// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Autodiff/MetricEntries.h"

using namespace mlir;
using namespace nadir;

namespace {

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// The dimensions of a value that are not the batch.
Shape shapePerRow(RankedTensorType type) {
  Shape shape(type.getShape());
  if (std::optional<int64_t> dim = rowsDim(type))
    shape.erase(shape.begin() + *dim);
  return shape;
}

/// The mean of an accumulated value: in its element type, or f64 for integers.
RankedTensorType meanType(Value value) {
  Type element = typeOf(value).getElementType();
  if (!isa<FloatType>(element))
    element = Float64Type::get(value.getContext());
  return RankedTensorType::get(shapePerRow(typeOf(value)), element);
}

} // namespace

MetricEntries::MetricEntries(GraphOp graph) : graph(graph) {
  for (MinimizeOp minimize : graph.getOps<MinimizeOp>())
    add("loss", minimize.getLoss(), minimize.getLoc());
  for (MetricOp metric : graph.getOps<MetricOp>())
    add(metric.getName(), metric.getValue(), metric.getLoc());
  findRows();
}

void MetricEntries::add(StringRef name, Value value, Location location) {
  MLIRContext *context = graph.getContext();
  Metric metric = {StringAttr::get(context, name), value, location, {}, {}};
  SmallVector<MetricState> states;
  auto definition = value.getDefiningOp<MetricOpInterface>();
  if (definition && name != "loss")
    states = definition.getMetricStates();
  if (!states.empty()) {
    metric.definition = definition;
  } else {
    Type f64 = Float64Type::get(context);
    states.push_back(
        {"sum", RankedTensorType::get(shapePerRow(typeOf(value)), f64)});
    states.push_back({"rows", RankedTensorType::get({}, f64)});
  }
  for (const MetricState &state : states)
    metric.slots.push_back(
        {StringAttr::get(context, name + "." + state.name), state.type});
  llvm::append_range(allSlots, metric.slots);
  metrics.push_back(std::move(metric));
}

void MetricEntries::findRows() {
  auto values = llvm::map_to_vector(
      metrics, [](const Metric &metric) { return metric.value; });
  llvm::DenseSet<Operation *> needed = operationsBehind(values);
  for (InputOp input : graph.getOps<InputOp>())
    if (!rows && needed.contains(input) && rowsDim(input.getType()))
      rows = input;
}

LogicalResult MetricEntries::verifyNames(ArrayRef<StateSlot> others) const {
  for (const Metric &metric : metrics)
    for (const StateSlot &slot : metric.slots)
      if (llvm::any_of(others, [&](const StateSlot &other) {
            return other.name == slot.name;
          }))
        return emitError(metric.location)
               << "expected another name than '" << metric.name.getValue()
               << "' for the metric: its sum '" << slot.name.getValue()
               << "' would be named as a state of the optimizer";
  return success();
}

SmallVector<Value> MetricEntries::arguments(Entry &entry,
                                            const Metric &metric) const {
  SmallVector<Value> sums;
  for (const StateSlot &slot : metric.slots)
    sums.push_back(entry.argument("state", slot.name, slot.type));
  return sums;
}

/// Rows of the batch as f64; 1 where no shape depends on them, so that every
/// batch counts the same.
Value MetricEntries::rowCount(Entry &entry, Location location) const {
  FormulaBuilder f(entry.builder, location);
  Type f64 = entry.builder.getF64Type();
  if (!rows)
    return f.scalar(f64, 1.0);
  InputOp input = rows;
  Value batch = entry.argument("input", input.getName(), input.getType());
  return cast(elementCount(f(batch), *rowsDim(input.getType())), f64);
}

SmallVector<Value> MetricEntries::contribution(Entry &entry,
                                               const Metric &metric,
                                               ArrayRef<Value> sums) const {
  Value batch = entry.lookup(metric.value);
  if (metric.definition)
    return cast<MetricOpInterface>(batch.getDefiningOp())
        .getContribution(entry.builder, sums);
  FormulaBuilder f(entry.builder, metric.location);
  Expr count = f(rowCount(entry, metric.location));
  Expr value = cast(f(batch), entry.builder.getF64Type());
  if (std::optional<int64_t> dim = rowsDim(value.type()))
    return {sum(value, *dim, /*keepdim=*/false), count};
  // The mean over no rows is NaN, and adds nothing.
  value = select(gt(count, 0.0), value * count, zerosLike(value));
  return {value, count};
}

void MetricEntries::accumulate(Entry &entry) const {
  for (const Metric &metric : metrics) {
    SmallVector<Value> sums = arguments(entry, metric);
    SmallVector<Value> added = contribution(entry, metric, sums);
    FormulaBuilder f(entry.builder, metric.location);
    for (auto [slot, sum, more] : llvm::zip(metric.slots, sums, added))
      entry.addResult("state", slot.name, f(sum) + f(more));
  }
}

Value MetricEntries::compute(Entry &entry, const Metric &metric) const {
  SmallVector<Value> sums = arguments(entry, metric);
  if (MetricOpInterface definition = metric.definition)
    return definition.getMetricValue(entry.builder, sums);
  FormulaBuilder f(entry.builder, metric.location);
  return cast(f(sums[0]) / f(sums[1]), meanType(metric.value).getElementType());
}

void MetricEntries::build() {
  if (metrics.empty())
    return;
  Entry computing(graph, "compute_metrics");
  for (const Metric &metric : metrics)
    computing.addResult("result", metric.name, compute(computing, metric));
  computing.finish();
  Entry resetting(graph, "reset_metrics");
  for (const StateSlot &slot : allSlots)
    resetting.addResult("state", slot.name,
                        FormulaBuilder(resetting.builder, graph.getLoc())
                            .splat(slot.type, 0.0));
  resetting.finish();
}
