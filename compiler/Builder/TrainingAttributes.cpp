// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Builder/TrainingAttributes.h"
#include <cmath>

using namespace nadir;
using namespace nadir::detail;

namespace {

class AttributeWriter {
public:
  AttributeWriter(GraphState &state, std::source_location where)
      : state(state), where(where), builder(&state.context) {}

  mlir::NamedAttrList write(const Optimizer &optimizer,
                            const MinimizeOptions &options);

private:
  mlir::NamedAttrList settings(const Optimizer &optimizer);
  mlir::ArrayAttr patterns(const std::vector<ParameterPattern> &list);
  mlir::Attribute group(const ParameterGroup &group);
  mlir::Attribute clipNorm(const ClipGradNorm &clip);
  mlir::Attribute average(const Average &average);
  mlir::Attribute real(double value) { return builder.getF64FloatAttr(value); }
  mlir::Attribute integer(int64_t value) {
    return builder.getI64IntegerAttr(value);
  }
  mlir::Attribute text(llvm::StringRef value) {
    return builder.getStringAttr(value);
  }
  mlir::Attribute dictionary(
      std::initializer_list<std::pair<llvm::StringRef, mlir::Attribute>> list);

  GraphState &state;
  std::source_location where;
  mlir::Builder builder;
};

/// A name as a pattern that matches it alone.
std::string literal(llvm::StringRef name) {
  std::string pattern;
  for (char c : name) {
    if (llvm::StringRef("*?[{\\").contains(c))
      pattern += '\\';
    pattern += c;
  }
  return pattern;
}

} // namespace

mlir::Attribute AttributeWriter::dictionary(
    std::initializer_list<std::pair<llvm::StringRef, mlir::Attribute>> list) {
  mlir::NamedAttrList attributes;
  for (const auto &[name, value] : list)
    attributes.set(name, value);
  return attributes.getDictionary(&state.context);
}

/// The settings that differ from the optimizer's defaults, and the rate.
mlir::NamedAttrList AttributeWriter::settings(const Optimizer &optimizer) {
  mlir::OperationState defaults(mlir::UnknownLoc::get(&state.context),
                                "nadir." + optimizer.name);
  mlir::Operation *op = nullptr;
  if (defaults.name.isRegistered())
    op = mlir::Operation::create(defaults);
  mlir::NamedAttrList list;
  for (const auto &[name, value] : optimizer.settings.values) {
    mlir::Attribute attr = state.attribute(value);
    if (!op || op->getInherentAttr(name).value_or(nullptr) != attr)
      list.set(name, attr);
  }
  if (op)
    op->destroy();
  return list;
}

mlir::ArrayAttr
AttributeWriter::patterns(const std::vector<ParameterPattern> &list) {
  std::vector<std::string> texts;
  for (const ParameterPattern &pattern : list) {
    const Tensor &tensor = Access::parameter(pattern);
    if (!tensor.defined()) {
      texts.push_back(Access::pattern(pattern));
      continue;
    }
    mlir::Value value = requireValue(state, tensor, "a parameter", where);
    auto parameter = value.getDefiningOp<ParameterOp>();
    if (!parameter)
      fail(where, "expected a parameter or the pattern of a name, found " +
                      tensor.str() + ", which is no parameter");
    texts.push_back(literal(parameter.getName()));
  }
  std::vector<llvm::StringRef> views(texts.begin(), texts.end());
  return builder.getStrArrayAttr(views);
}

mlir::Attribute AttributeWriter::group(const ParameterGroup &group) {
  mlir::NamedAttrList list;
  if (group.optimizer) {
    list = settings(*group.optimizer);
    list.set("optimizer", text(group.optimizer->name));
  }
  if (group.lr)
    list.set("lr", real(*group.lr));
  if (group.weight_decay)
    list.set("weight_decay", real(*group.weight_decay));
  if (!group.name.empty())
    list.set("name", text(group.name));
  list.set("params", patterns(group.params));
  return list.getDictionary(&state.context);
}

mlir::Attribute AttributeWriter::clipNorm(const ClipGradNorm &clip) {
  bool isLargest = std::isinf(clip.norm_type) && clip.norm_type > 0.0;
  return dictionary(
      {{"max_norm", real(clip.max_norm)},
       {"norm_type", isLargest ? text("inf") : real(clip.norm_type)},
       {"error_if_nonfinite", builder.getBoolAttr(clip.error_if_nonfinite)}});
}

mlir::Attribute AttributeWriter::average(const Average &average) {
  mlir::NamedAttrList list;
  list.set("kind", text(average.kind));
  if (average.kind == "ema")
    list.set("decay", real(average.decay));
  list.set("start", integer(average.start));
  list.set("every", integer(average.every));
  list.set("evaluate", builder.getBoolAttr(average.evaluate));
  return list.getDictionary(&state.context);
}

mlir::NamedAttrList AttributeWriter::write(const Optimizer &optimizer,
                                           const MinimizeOptions &options) {
  mlir::NamedAttrList list;
  list.set("optimizer", text(optimizer.name));
  list.set("settings", settings(optimizer).getDictionary(&state.context));
  llvm::SmallVector<mlir::Attribute> groups;
  for (const ParameterGroup &one : options.groups)
    groups.push_back(group(one));
  if (!groups.empty())
    list.set("groups", builder.getArrayAttr(groups));
  if (!options.frozen.empty())
    list.set("frozen", patterns(options.frozen));
  if (const auto &accumulate = options.accumulate)
    list.set("accumulate",
             dictionary({{"steps", integer(accumulate->steps)},
                         {"reduction", text(accumulate->reduction)}}));
  if (const auto &scaler = options.grad_scaler)
    list.set(
        "grad_scaler",
        dictionary({{"init_scale", real(scaler->init_scale)},
                    {"growth_factor", real(scaler->growth_factor)},
                    {"backoff_factor", real(scaler->backoff_factor)},
                    {"growth_interval", integer(scaler->growth_interval)}}));
  if (options.skip_nonfinite)
    list.set("skip_nonfinite", builder.getUnitAttr());
  if (options.clip_grad_norm)
    list.set("clip_grad_norm", clipNorm(*options.clip_grad_norm));
  if (options.clip_grad_value)
    list.set("clip_grad_value", real(*options.clip_grad_value));
  if (options.clip_value_first)
    list.set("clip_value_first", builder.getUnitAttr());
  if (options.average)
    list.set("average", average(*options.average));
  return list;
}

mlir::NamedAttrList detail::minimizeAttributes(GraphState &state,
                                               const Optimizer &optimizer,
                                               const MinimizeOptions &options,
                                               std::source_location where) {
  return AttributeWriter(state, where).write(optimizer, options);
}
