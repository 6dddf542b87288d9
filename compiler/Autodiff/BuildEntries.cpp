// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Autodiff/Differentiate.h"
#include "compiler/Autodiff/MetricEntries.h"
#include "compiler/Autodiff/ReverseMode.h"
#include "compiler/Autodiff/TrainStep.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace nadir;

namespace {

/// What the graph declares, in program order.
struct Declarations {
  SmallVector<InputOp> inputs;
  SmallVector<ParameterOp> parameters;
  SmallVector<OutputOp> outputs;
  SmallVector<MetricOp> metrics;
  MinimizeOp minimize;

  explicit Declarations(GraphOp graph) {
    for (Operation &op : graph.getBody().front()) {
      if (auto input = dyn_cast<InputOp>(op))
        inputs.push_back(input);
      else if (auto parameter = dyn_cast<ParameterOp>(op))
        parameters.push_back(parameter);
      else if (auto output = dyn_cast<OutputOp>(op))
        outputs.push_back(output);
      else if (auto metric = dyn_cast<MetricOp>(op))
        metrics.push_back(metric);
      else if (auto loss = dyn_cast<MinimizeOp>(op))
        minimize = loss;
    }
  }
};

class EntriesBuilder {
public:
  explicit EntriesBuilder(GraphOp graph)
      : graph(graph), declared(graph), metrics(graph),
        context(graph.getContext()) {}

  LogicalResult run() {
    if (declared.minimize) {
      FailureOr<TrainingPlan> read = TrainingPlan::get(declared.minimize);
      if (failed(read))
        return failure();
      plan = std::move(*read);
      if (failed(buildTrainStep()))
        return failure();
    }
    if (declared.minimize || !declared.metrics.empty())
      buildEvalStep();
    metrics.build();
    if (failed(addMetricStates()))
      return failure();
    if (!declared.outputs.empty())
      buildPredict();
    if (!trainedParameters.empty() && plan->average)
      buildSwapAverages();
    if (!declared.parameters.empty())
      buildInit();
    setModuleAttributes();
    return success();
  }

private:
  /// Loss and metrics, as train_step and eval_step return them.
  SmallVector<Value> measured() {
    SmallVector<Value> values;
    if (declared.minimize)
      values.push_back(declared.minimize.getLoss());
    for (MetricOp metric : declared.metrics)
      values.push_back(metric.getValue());
    return values;
  }

  void addMeasured(Entry &entry) {
    if (declared.minimize)
      entry.addResult("result", "loss",
                      entry.lookup(declared.minimize.getLoss()));
    for (MetricOp metric : declared.metrics)
      entry.addResult("result", metric.getName(),
                      entry.lookup(metric.getValue()));
  }

  LogicalResult buildTrainStep() {
    Entry entry(graph, "train_step");
    entry.cloneFor(measured());
    addMeasured(entry);
    TrainStep step(entry, *plan, declared.minimize, states);
    for (ParameterOp parameter : declared.parameters)
      if (std::optional<unsigned> group = plan->groupOf(parameter))
        step.trained.push_back({parameter, *group,
                                entry.argument("parameter", parameter.getName(),
                                               parameter.getType()),
                                Value()});
    if (failed(addGradients(step)) || failed(addUpdates(step)))
      return failure();
    entry.finish();
    return success();
  }

  /// Keeps the parameters that have a gradient.
  LogicalResult addGradients(TrainStep &step) {
    Entry &entry = step.entry;
    Value loss = scaleLoss(step, entry.lookup(declared.minimize.getLoss()));
    auto values = llvm::map_to_vector(
        step.trained, [](const TrainedParameter &one) { return one.value; });
    FailureOr<SmallVector<Value>> gradients =
        buildGradients(entry.builder, declared.minimize.getLoc(), loss, values);
    if (failed(gradients))
      return failure();
    for (auto [trained, gradient] : llvm::zip(step.trained, *gradients))
      trained.gradient = gradient;
    llvm::erase_if(step.trained, [](const TrainedParameter &trained) {
      return !trained.gradient;
    });
    if (step.trained.empty() && !declared.parameters.empty() &&
        step.plan.hasFrozen())
      return declared.minimize.emitOpError(
          "expected a loss that depends on a parameter that is not frozen");
    return success();
  }

  LogicalResult addUpdates(TrainStep &step) {
    if (step.trained.empty())
      return success();
    accumulateGradients(step);
    unscaleGradients(step);
    clipGradients(step);
    countStep(step);
    std::optional<Averages> averages;
    if (plan->average)
      averages.emplace(step);
    for (const TrainedParameter &trained : step.trained) {
      Value newValue = updateParameter(step, trained);
      if (!newValue)
        return failure();
      if (averages)
        averages->add(trained, newValue);
      trainedParameters.push_back(trained.parameter);
    }
    return success();
  }

  /// Lets an entry that evaluates read the averages, if it should.
  void chooseParameters(Entry &entry) {
    if (plan && plan->average && plan->average->evaluate)
      for (ParameterOp parameter : trainedParameters)
        entry.readFromState(
            parameter.getName(),
            Averages::name(*plan->average, parameter.getName()));
  }

  /// Each parameter becomes its average and the other way round.
  void buildSwapAverages() {
    Entry entry(graph, "swap_averages");
    for (ParameterOp parameter : trainedParameters) {
      StringRef name = parameter.getName();
      std::string average = Averages::name(*plan->average, name);
      Type type = parameter.getType();
      entry.addResult("parameter", name,
                      entry.argument("state", average, type));
      entry.addResult("state", average,
                      entry.argument("parameter", name, type));
    }
    entry.finish();
  }

  void buildEvalStep() {
    Entry entry(graph, "eval_step");
    chooseParameters(entry);
    entry.cloneFor(measured());
    addMeasured(entry);
    metrics.accumulate(entry);
    entry.finish();
  }

  LogicalResult addMetricStates() {
    if (failed(metrics.verifyNames(states)))
      return failure();
    llvm::append_range(states, metrics.slots());
    return success();
  }

  void buildPredict() {
    Entry entry(graph, "predict");
    chooseParameters(entry);
    SmallVector<Value> values;
    for (OutputOp output : declared.outputs)
      values.push_back(output.getValue());
    entry.cloneFor(values);
    for (OutputOp output : declared.outputs)
      entry.addResult("result", output.getName(),
                      entry.lookup(output.getValue()));
    entry.finish();
  }

  /// First values of parameters (each has the random stream of its number, so
  /// that one more parameter doesn't change the others') and of states.
  void buildInit() {
    Entry entry(graph, "init");
    DenseMap<StringAttr, Value> firstValues;
    for (auto [i, parameter] : llvm::enumerate(declared.parameters)) {
      Value value = parameter.getInit().initialize(
          entry.builder, parameter.getLoc(), parameter.getType(),
          entry.scalar("seed"), i);
      firstValues[parameter.getNameAttr()] = value;
      entry.addResult("parameter", parameter.getName(), value);
    }
    FormulaBuilder f(entry.builder, graph.getLoc());
    for (const StateSlot &slot : states)
      entry.addResult("state", slot.name,
                      slot.copyOf ? firstValues[slot.copyOf]
                                  : f.splat(slot.type, slot.initialValue));
    entry.finish();
  }

  Attribute describe(StringAttr name, Type type) {
    Builder builder(context);
    return builder.getDictionaryAttr(
        {builder.getNamedAttr("name", name),
         builder.getNamedAttr("type", TypeAttr::get(type))});
  }

  void setModuleAttributes() {
    Builder builder(context);
    Operation *module = graph->getParentOp();
    SmallVector<Attribute> parameterList, stateList;
    for (ParameterOp parameter : declared.parameters)
      parameterList.push_back(
          describe(parameter.getNameAttr(), parameter.getType()));
    for (const StateSlot &slot : states)
      stateList.push_back(describe(slot.name, slot.type));
    module->setAttr("nadir.program", builder.getStringAttr(graph.getSymName()));
    module->setAttr("nadir.parameters", builder.getArrayAttr(parameterList));
    module->setAttr("nadir.states", builder.getArrayAttr(stateList));
    if (plan)
      setGroups(module);
    if (std::optional<int64_t> batch = graph.getBatch())
      module->setAttr("nadir.capacity", builder.getI64IntegerAttr(*batch));
  }

  /// Learning rate and run-time momentum of the default group, and a list of
  /// the others by name.
  void setGroups(Operation *module) {
    Builder builder(context);
    const GroupSettings &first = plan->groups.front();
    auto real = [&](double value) { return builder.getF64FloatAttr(value); };
    module->setAttr("nadir.learning_rate", real(first.learningRate));
    if (first.momentum)
      module->setAttr("nadir.momentum", real(*first.momentum));
    SmallVector<Attribute> list;
    for (const GroupSettings &group : ArrayRef(plan->groups).drop_front()) {
      NamedAttrList entry;
      entry.set("name", builder.getStringAttr(group.name));
      entry.set("learning_rate", real(group.learningRate));
      if (group.momentum)
        entry.set("momentum", real(*group.momentum));
      list.push_back(entry.getDictionary(context));
    }
    if (!list.empty())
      module->setAttr("nadir.groups", builder.getArrayAttr(list));
  }

  GraphOp graph;
  Declarations declared;
  MetricEntries metrics;
  MLIRContext *context;
  std::optional<TrainingPlan> plan;
  SmallVector<StateSlot> states;
  SmallVector<ParameterOp> trainedParameters;
};

struct BuildEntriesPass
    : PassWrapper<BuildEntriesPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(BuildEntriesPass)

  StringRef getArgument() const override { return "nadir-build-entries"; }
  StringRef getDescription() const override {
    return "Turn the graph into the functions of a program";
  }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<func::FuncDialect, NadirDialect>();
  }

  void runOnOperation() override {
    SmallVector<GraphOp> graphs(getOperation().getOps<GraphOp>());
    if (graphs.size() != 1) {
      getOperation().emitError("expected a module with one nadir.graph, found ")
          << graphs.size();
      return signalPassFailure();
    }
    if (failed(EntriesBuilder(graphs.front()).run()))
      return signalPassFailure();
    graphs.front().erase();
  }
};

} // namespace

std::unique_ptr<Pass> nadir::createBuildEntriesPass() {
  return std::make_unique<BuildEntriesPass>();
}
