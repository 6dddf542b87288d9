// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Training.h"
#include "dialect/Optimizers.h"
#include "dialect/SettingsReader.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/GlobPattern.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace nadir;

namespace nadir {

class TrainingReader {
public:
  explicit TrainingReader(MinimizeOp op) : op(op) {
    for (ParameterOp parameter : op->getBlock()->getOps<ParameterOp>())
      parameters.push_back(parameter);
  }

  FailureOr<TrainingPlan> read() {
    if (failed(readFrozen()) || failed(readDefaultGroup()))
      return failure();
    if (ArrayAttr groups = op.getGroupsAttr())
      for (auto [i, group] : llvm::enumerate(groups))
        if (failed(readGroup(i + 1, group)))
          return failure();
    if (failed(readAccumulate()) || failed(readGradScaler()) ||
        failed(readClipping()) || failed(readAverage()) ||
        failed(checkParameters()))
      return failure();
    return std::move(plan);
  }

private:
  LogicalResult match(StringRef pattern, const Twine &where,
                      llvm::function_ref<LogicalResult(ParameterOp)> found);
  OptimizerOpInterface createExample(StringRef optimizer, NamedAttrList own,
                                     const Twine &where, bool isOverride);
  LogicalResult readSettings(GroupSettings &group, const Twine &where,
                             bool isOverride);
  void keepFirstStates(GroupSettings &group);
  LogicalResult readFrozen();
  LogicalResult readDefaultGroup();
  LogicalResult readGroup(unsigned number, Attribute attribute);
  LogicalResult claim(ParameterOp parameter, unsigned number);
  FailureOr<std::string> groupName(unsigned number, DictionaryAttr dict);
  DictionaryAttr groupSettings(DictionaryAttr dict);
  LogicalResult readAccumulate();
  LogicalResult readGradScaler();
  LogicalResult readClipping();
  LogicalResult readAverage();
  LogicalResult checkParameters();

  MinimizeOp op;
  SmallVector<ParameterOp> parameters;
  llvm::StringSet<> names;
  TrainingPlan plan;
};

} // namespace nadir

//===----------------------------------------------------------------------===//
// Which parameters
//===----------------------------------------------------------------------===//

/// Calls `found` for every parameter that a pattern matches.
LogicalResult
TrainingReader::match(StringRef pattern, const Twine &where,
                      llvm::function_ref<LogicalResult(ParameterOp)> found) {
  constexpr size_t maxAlternatives = 1024;
  llvm::Expected<llvm::GlobPattern> glob =
      llvm::GlobPattern::create(pattern, maxAlternatives);
  if (!glob)
    return op.emitOpError()
           << where << "'" << pattern
           << "' is no pattern: " << llvm::toString(glob.takeError());
  bool isMatched = false;
  std::string list;
  for (ParameterOp parameter : parameters) {
    list += (list.empty() ? "" : ", ") + parameter.getName().str();
    if (!glob->match(parameter.getName()))
      continue;
    isMatched = true;
    if (failed(found(parameter)))
      return failure();
  }
  if (isMatched)
    return success();
  return op.emitOpError() << where << "'" << pattern
                          << "' matches no parameter, there are: "
                          << (list.empty() ? "none" : list);
}

LogicalResult TrainingReader::readFrozen() {
  for (ParameterOp parameter : parameters)
    if (parameter.getFrozen())
      plan.frozen.insert(parameter);
  if (ArrayAttr patterns = op.getFrozenAttr())
    for (auto pattern : patterns.getAsRange<StringAttr>())
      if (failed(match(pattern, "'frozen': ", [&](ParameterOp parameter) {
            plan.frozen.insert(parameter);
            return success();
          })))
        return failure();
  return success();
}

std::optional<unsigned> TrainingPlan::groupOf(ParameterOp parameter) const {
  if (frozen.contains(parameter))
    return std::nullopt;
  return members.lookup(parameter);
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

/// The optimizer's operation, which tells what it knows of its settings; null
/// after a mistake. As in PyTorch, settings have to go together where an
/// optimizer is made, but not in a group that overrides some of them.
OptimizerOpInterface TrainingReader::createExample(StringRef optimizer,
                                                   NamedAttrList own,
                                                   const Twine &where,
                                                   bool isOverride) {
  OperationState state(
      op.getLoc(),
      (NadirDialect::getDialectNamespace() + "." + optimizer).str());
  auto name = state.name.getRegisteredInfo();
  if (failed(name->verifyInherentAttrs(
          own, [&] { return op.emitOpError() << where; })))
    return {};
  state.addAttributes(own);
  auto example = cast<OptimizerOpInterface>(Operation::create(state));
  std::optional<std::string> mistake = example.refuseSettings();
  if (!mistake || isOverride)
    return example;
  example->destroy();
  op.emitOpError() << where << *mistake;
  return {};
}

/// The first of the betas, or the momentum.
static double momentumOf(Operation *optimizer) {
  if (auto betas = optimizer->getAttrOfType<DenseF64ArrayAttr>("betas"))
    return betas[0];
  return optimizer->getAttrOfType<FloatAttr>("momentum").getValueAsDouble();
}

/// Checks that the settings fit the optimizer, and keeps the learning rate and
/// the momentum.
LogicalResult TrainingReader::readSettings(GroupSettings &group,
                                           const Twine &where,
                                           bool isOverride) {
  auto name = RegisteredOperationName::lookup(
      (NadirDialect::getDialectNamespace() + "." + group.optimizer).str(),
      op.getContext());
  if (!name || !name->hasInterface<OptimizerOpInterface>())
    return op.emitOpError()
           << where << "expected the name of an optimizer, found '"
           << group.optimizer << "'";
  group.learningRate =
      name->getInterface<OptimizerOpInterface>()->getDefaultLearningRate();
  NamedAttrList own;
  for (NamedAttribute setting : group.settings) {
    if (setting.getName() == "lr") {
      auto lr = dyn_cast<FloatAttr>(setting.getValue());
      if (!lr || !std::isfinite(lr.getValueAsDouble()) ||
          lr.getValueAsDouble() < 0.0)
        return op.emitOpError()
               << where << "expected 'lr' to be a finite number >= 0, found "
               << setting.getValue();
      group.learningRate = lr.getValueAsDouble();
      continue;
    }
    if (!llvm::is_contained(name->getAttributeNames(), setting.getName()))
      return op.emitOpError()
             << where << "'" << group.optimizer << "' has no setting '"
             << setting.getName().getValue() << "'"
             << (llvm::is_contained(op->getName().getAttributeNames(),
                                    setting.getName())
                     ? ", which stands in braces of its own, behind the "
                       "settings"
                     : "");
    own.push_back(setting);
  }
  OptimizerOpInterface example =
      createExample(group.optimizer, own, where, isOverride);
  if (!example)
    return failure();
  if (hasRuntimeMomentum(example))
    group.momentum = momentumOf(example);
  example->destroy();
  return success();
}

LogicalResult TrainingReader::readDefaultGroup() {
  plan.groups.push_back({"", op.getOptimizer(), op.getSettings()});
  return readSettings(plan.groups.back(), "", /*isOverride=*/false);
}

/// PyTorch's Adagrad makes its states where it is made itself, from its own
/// setting, whatever that of a group is.
void TrainingReader::keepFirstStates(GroupSettings &group) {
  constexpr StringLiteral name = "initial_accumulator_value";
  NamedAttrList settings(group.settings);
  settings.erase(name);
  if (Attribute own = op.getSettings().get(name))
    settings.set(name, own);
  group.settings = settings.getDictionary(op.getContext());
}

FailureOr<std::string> TrainingReader::groupName(unsigned number,
                                                 DictionaryAttr dict) {
  std::string name = "group" + std::to_string(number);
  if (Attribute given = dict.get("name")) {
    auto text = dyn_cast<StringAttr>(given);
    if (!text || text.empty() || text.getValue().contains('\0'))
      return op.emitOpError() << "in group " << number
                              << ": expected 'name' to be a string that is not "
                                 "empty and has "
                                 "no null character, found "
                              << given,
             failure();
    name = text.str();
  }
  if (!names.insert(name).second)
    return op.emitOpError()
               << "expected groups with names of their own, found '" << name
               << "' again",
           failure();
  return name;
}

/// The settings of the whole graph with the group's own over them; those of
/// another optimizer mean nothing to this one.
DictionaryAttr TrainingReader::groupSettings(DictionaryAttr dict) {
  NamedAttrList settings;
  if (!dict.get("optimizer"))
    settings = NamedAttrList(op.getSettings());
  for (NamedAttribute attribute : dict)
    if (!llvm::is_contained({"params", "name", "optimizer"},
                            attribute.getName().getValue()))
      settings.set(attribute.getName(), attribute.getValue());
  return settings.getDictionary(op.getContext());
}

LogicalResult TrainingReader::claim(ParameterOp parameter, unsigned number) {
  auto [known, isNew] = plan.members.try_emplace(parameter, number);
  if (isNew || known->second == number)
    return success();
  return op.emitOpError() << "expected each parameter in one group, found '"
                          << parameter.getName() << "' in '"
                          << plan.groups[known->second].name << "' and '"
                          << plan.groups[number].name << "'";
}

LogicalResult TrainingReader::readGroup(unsigned number, Attribute attribute) {
  auto dict = dyn_cast<DictionaryAttr>(attribute);
  auto params = dict ? dict.getAs<ArrayAttr>("params") : ArrayAttr();
  if (!params || params.empty() ||
      !llvm::all_of(params, llvm::IsaPred<StringAttr>))
    return op.emitOpError()
           << "expected group " << number
           << " to be {params = [patterns], ...}, found " << attribute;
  FailureOr<std::string> name = groupName(number, dict);
  if (failed(name))
    return failure();
  std::string where = "in group '" + *name + "': ";
  StringRef optimizer = op.getOptimizer();
  if (Attribute other = dict.get("optimizer")) {
    if (!isa<StringAttr>(other))
      return op.emitOpError()
             << where << "expected the name of an optimizer, found " << other;
    optimizer = cast<StringAttr>(other).getValue();
  }
  DictionaryAttr settings = groupSettings(dict);
  bool isOverride = !dict.get("optimizer");
  plan.groups.push_back({*name, optimizer, settings});
  if (failed(readSettings(plan.groups.back(), where, isOverride)))
    return failure();
  if (isOverride)
    keepFirstStates(plan.groups.back());
  for (auto pattern : params.getAsRange<StringAttr>())
    if (failed(match(pattern, where, [&](ParameterOp parameter) {
          return claim(parameter, number);
        })))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Around the optimizers
//===----------------------------------------------------------------------===//

namespace {
bool isPositive(double value) { return value > 0.0; }
/// Counted in i32, and as exact in every type that numbers pass through.
bool isCount(int64_t value) { return value >= 1 && value <= INT32_MAX; }
constexpr StringLiteral countText = "an integer from 1 to 2147483647";
bool isScale(double value) {
  return value > 0.0 && value <= std::numeric_limits<float>::max();
}
} // namespace

LogicalResult TrainingReader::readAccumulate() {
  if (!op.getAccumulate())
    return success();
  SettingsReader reader(op, "accumulate", *op.getAccumulate());
  AccumulateSettings settings;
  settings.steps = reader.integer("steps", std::nullopt, isCount, countText);
  settings.isMean =
      reader.choice("reduction", "mean", {"mean", "sum"}) == "mean";
  plan.accumulate = settings;
  return reader.finish();
}

LogicalResult TrainingReader::readGradScaler() {
  plan.skipNonfinite = op.getSkipNonfinite();
  if (!op.getGradScaler())
    return success();
  SettingsReader reader(op, "grad_scaler", *op.getGradScaler());
  GradScalerSettings settings;
  settings.initScale = reader.real("init_scale", settings.initScale, isScale,
                                   "a number > 0 in f32");
  settings.growthFactor = reader.real(
      "growth_factor", settings.growthFactor,
      [](double value) { return value > 1.0; }, "a finite number > 1");
  settings.backoffFactor = reader.real(
      "backoff_factor", settings.backoffFactor,
      [](double value) { return value > 0.0 && value < 1.0; },
      "a number in (0, 1)");
  settings.growthInterval = reader.integer(
      "growth_interval", settings.growthInterval, isCount, countText);
  plan.gradScaler = settings;
  return reader.finish();
}

LogicalResult TrainingReader::readClipping() {
  if (FloatAttr value = op.getClipGradValueAttr()) {
    plan.clipValue = value.getValueAsDouble();
    if (!std::isfinite(*plan.clipValue) || *plan.clipValue < 0.0)
      return op.emitOpError("expected 'clip_grad_value' to be a finite number "
                            ">= 0, found ")
             << value;
  }
  plan.clipsValueFirst = op.getClipValueFirst();
  if (plan.clipsValueFirst && !(plan.clipValue && op.getClipGradNorm()))
    return op.emitOpError("expected 'clip_grad_norm' and 'clip_grad_value' "
                          "with 'clip_value_first'");
  if (!op.getClipGradNorm())
    return success();
  SettingsReader reader(op, "clip_grad_norm", *op.getClipGradNorm());
  ClipNormSettings settings;
  settings.maxNorm = reader.real(
      "max_norm", std::nullopt, [](double value) { return value >= 0.0; },
      "a finite number >= 0");
  if (reader.isText("norm_type", "inf"))
    settings.normType = INFINITY;
  else
    settings.normType = reader.real("norm_type", settings.normType, isPositive,
                                    "a finite number > 0 or \"inf\"");
  settings.errorIfNonfinite = reader.flag("error_if_nonfinite", false);
  plan.clipNorm = settings;
  if (failed(reader.finish()))
    return failure();
  if (settings.errorIfNonfinite && plan.skipsNonfinite())
    return op.emitOpError(
               "expected steps whose gradient is not finite to be an "
               "error ('error_if_nonfinite') or to be skipped ('")
           << (plan.gradScaler ? "grad_scaler" : "skip_nonfinite")
           << "'), found both";
  return success();
}

LogicalResult TrainingReader::readAverage() {
  if (!op.getAverage())
    return success();
  SettingsReader reader(op, "average", *op.getAverage());
  AverageSettings settings;
  settings.kind = reader.choice("kind", std::nullopt, {"ema", "swa"});
  if (settings.kind == "ema")
    settings.decay = reader.real(
        "decay", settings.decay,
        [](double value) { return value >= 0.0 && value <= 1.0; },
        "a number in [0, 1]");
  settings.start = reader.integer("start", settings.start, isCount, countText);
  settings.every = reader.integer("every", settings.every, isCount, countText);
  settings.evaluate = reader.flag("evaluate", settings.evaluate);
  plan.average = settings;
  return reader.finish();
}

//===----------------------------------------------------------------------===//
// Parameters of the optimizers
//===----------------------------------------------------------------------===//

/// The parameters that a loss has a gradient for: along a chain of numbers that
/// nothing cuts.
static llvm::SetVector<Operation *> findDifferentiated(Value loss) {
  llvm::SetVector<Operation *> reached;
  auto visit = [&](Value value) {
    Operation *source = value.getDefiningOp();
    if (source && !isa<StopGradientOp>(source) &&
        isa<FloatType>(getElementTypeOrSelf(value.getType())))
      reached.insert(source);
  };
  visit(loss);
  for (size_t i = 0; i < reached.size(); ++i)
    llvm::for_each(reached[i]->getOperands(), visit);
  return reached;
}

/// Each trained parameter is one that its optimizer can update.
LogicalResult TrainingReader::checkParameters() {
  llvm::SetVector<Operation *> reached = findDifferentiated(op.getLoss());
  for (ParameterOp parameter : parameters) {
    std::optional<unsigned> group = plan.groupOf(parameter);
    if (!group || !reached.contains(parameter))
      continue;
    StringRef optimizer = plan.groups[*group].optimizer;
    OperationName name(
        (NadirDialect::getDialectNamespace() + "." + optimizer).str(),
        op.getContext());
    std::optional<std::string> expected =
        name.getInterface<OptimizerOpInterface>()->refuseParameter(
            parameter.getType());
    if (expected)
      return op.emitOpError() << "'" << optimizer << "' can't train '"
                              << parameter.getName() << "': expected "
                              << *expected << ", found " << parameter.getType();
  }
  return success();
}

FailureOr<TrainingPlan> TrainingPlan::get(MinimizeOp op) {
  return TrainingReader(op).read();
}
