// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Autodiff/Differentiate.h"
#include "compiler/Autodiff/Entry.h"
#include "compiler/Autodiff/ReverseMode.h"
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
      : graph(graph), declared(graph), context(graph.getContext()) {}

  LogicalResult run() {
    if (declared.minimize && failed(buildTrainStep()))
      return failure();
    if (declared.minimize || !declared.metrics.empty())
      buildEvalStep();
    if (!declared.outputs.empty())
      buildPredict();
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

    SmallVector<ParameterOp> trained;
    SmallVector<Value> values;
    for (ParameterOp parameter : declared.parameters) {
      trained.push_back(parameter);
      values.push_back(entry.argument("parameter", parameter.getName(),
                                      parameter.getType()));
    }
    FailureOr<SmallVector<Value>> gradients =
        buildGradients(entry.builder, declared.minimize.getLoc(),
                       entry.lookup(declared.minimize.getLoss()), values);
    if (failed(gradients))
      return failure();
    for (auto [parameter, value, gradient] :
         llvm::zip(trained, values, *gradients))
      if (gradient && failed(update(entry, parameter, value, gradient)))
        return failure();
    entry.finish();
    return success();
  }

  /// One optimizer operation, with a state slot for each state it declares.
  LogicalResult update(Entry &entry, ParameterOp parameter, Value value,
                       Value gradient) {
    Location location = declared.minimize.getLoc();
    auto *interface = optimizer().getInterface<OptimizerOpInterface>();
    RankedTensorType type = parameter.getType();
    if (std::optional<std::string> expected = interface->refuseParameter(type))
      return declared.minimize.emitOpError()
             << "'" << declared.minimize.getOptimizer() << "' can't train '"
             << parameter.getName() << "': expected " << *expected << ", found "
             << type;
    OperationState state(location, optimizer());
    state.addOperands(
        {value, gradient, entry.scalar("learning_rate"), entry.scalar("step")});
    state.addTypes(type);
    SmallVector<StringAttr> names;
    for (const OptimizerState &slot :
         interface->getStates(declared.minimize.getSettings(), type)) {
      auto name =
          StringAttr::get(context, parameter.getName() + "." + slot.name);
      names.push_back(name);
      states.push_back({"state", name, slot.type});
      initialStates.push_back(slot.initialValue);
      state.addOperands(entry.argument("state", name, slot.type));
      state.addTypes(slot.type);
    }
    for (NamedAttribute setting : declared.minimize.getSettings())
      if (setting.getName() != "lr")
        state.addAttribute(setting.getName(), setting.getValue());
    Operation *op = entry.builder.create(state);
    if (failed(op->getName().verifyInvariants(op)))
      return failure();
    entry.addResult("parameter", parameter.getName(), op->getResult(0));
    for (auto [name, result] : llvm::zip(names, op->getResults().drop_front()))
      entry.addResult("state", name, result);
    return success();
  }

  void buildEvalStep() {
    Entry entry(graph, "eval_step");
    entry.cloneFor(measured());
    addMeasured(entry);
    entry.finish();
  }

  void buildPredict() {
    Entry entry(graph, "predict");
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
    for (auto [i, parameter] : llvm::enumerate(declared.parameters))
      entry.addResult("parameter", parameter.getName(),
                      parameter.getInit().initialize(
                          entry.builder, parameter.getLoc(),
                          parameter.getType(), entry.scalar("seed"), i));
    for (auto [slot, value] : llvm::zip(states, initialStates))
      entry.addResult("state", slot.name,
                      FormulaBuilder(entry.builder, graph.getLoc())
                          .splat(slot.type, value));
    entry.finish();
  }

  RegisteredOperationName optimizer() {
    return *RegisteredOperationName::lookup(
        ("nadir." + declared.minimize.getOptimizer()).str(), context);
  }

  double learningRate() {
    auto settings = declared.minimize.getSettings();
    if (auto lr = settings.getAs<FloatAttr>("lr"))
      return lr.getValueAsDouble();
    return optimizer()
        .getInterface<OptimizerOpInterface>()
        ->getDefaultLearningRate();
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
    for (const Slot &slot : states)
      stateList.push_back(describe(slot.name, slot.type));
    module->setAttr("nadir.program", builder.getStringAttr(graph.getSymName()));
    module->setAttr("nadir.parameters", builder.getArrayAttr(parameterList));
    module->setAttr("nadir.states", builder.getArrayAttr(stateList));
    if (declared.minimize)
      module->setAttr("nadir.learning_rate",
                      builder.getF64FloatAttr(learningRate()));
    if (std::optional<int64_t> batch = graph.getBatch())
      module->setAttr("nadir.capacity", builder.getI64IntegerAttr(*batch));
  }

  GraphOp graph;
  Declarations declared;
  MLIRContext *context;
  SmallVector<Slot> states;
  SmallVector<double> initialStates;
};

struct BuildEntriesPass
    : PassWrapper<BuildEntriesPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(BuildEntriesPass)

  StringRef getArgument() const override { return "nadir-build-entries"; }
  StringRef getDescription() const override {
    return "Turn the graph into init, train_step, eval_step and predict";
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
