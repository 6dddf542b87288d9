// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Metrics.h"
#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;
using namespace nadir::metrics;

#define GET_OP_CLASSES
#include "dialect/Metrics.cpp.inc"

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

namespace {

template <typename Op, typename... Args> Expr make(Expr place, Args &&...args) {
  return place.with(Op::create(place.getBuilder(), place.getLoc(),
                               std::forward<Args>(args)...));
}

Type f64Of(Expr place) { return place.getBuilder().getF64Type(); }

} // namespace

Expr metrics::logicalNot(Expr input) {
  return make<LogicalNotOp>(input, input.type(), input);
}

Expr metrics::logicalOr(Expr lhs, Expr rhs) {
  return make<LogicalOrOp>(lhs, lhs, rhs);
}

Expr metrics::atLeast(Expr lhs, Expr rhs) { return make<GeOp>(lhs, lhs, rhs); }

Expr metrics::argmax(Expr input, int64_t dim) {
  Builder &b = input.getBuilder();
  return make<ArgmaxOp>(input, input, b.getI64IntegerAttr(dim),
                        b.getBoolAttr(false));
}

Expr metrics::joined(ArrayRef<Expr> inputs, int64_t dim) {
  SmallVector<Value> operands(inputs.begin(), inputs.end());
  return make<ConcatenateOp>(inputs.front(), operands, dim);
}

Expr metrics::part(Expr input, int64_t dim, int64_t start, int64_t end) {
  return make<SliceOp>(input, input, dim, start, end);
}

Expr metrics::constants(Expr place, ArrayRef<double> values, Type element) {
  SmallVector<APFloat> numbers;
  for (double value : values)
    numbers.push_back(
        cast<FloatAttr>(FloatAttr::get(element, value)).getValue());
  auto type =
      RankedTensorType::get(static_cast<int64_t>(values.size()), element);
  return make<ConstantOp>(place, type, DenseElementsAttr::get(type, numbers));
}

SmallVector<double> metrics::unitSteps(int64_t count, bool inDouble) {
  SmallVector<double> steps;
  double step = count > 1 ? 1.0 / static_cast<double>(count - 1) : 0.0;
  auto single = static_cast<float>(step);
  // torch.linspace goes up from the start, and down from the end.
  for (int64_t i = 0; i < count; ++i) {
    bool isUpper = i >= count / 2 && count > 1;
    int64_t number = isUpper ? count - 1 - i : i;
    double distance =
        inDouble ? step * static_cast<double>(number)
                 : static_cast<double>(single * static_cast<float>(number));
    double value = isUpper ? 1.0 - distance : distance;
    steps.push_back(inDouble ? value : static_cast<float>(value));
  }
  return steps;
}

Expr metrics::toDouble(Expr input) { return cast(input, f64Of(input)); }

Expr metrics::total(Expr input, ArrayRef<int64_t> dims) {
  return sum(toDouble(input), dims, /*keepdim=*/false);
}

Expr metrics::totalOfLast(Expr input) {
  return sum(toDouble(input), input.rank() - 1, /*keepdim=*/true);
}

Expr metrics::sizeOf(Expr input) {
  double factor = 1.0;
  std::optional<int64_t> rows = rowsDim(input.type());
  for (int64_t size : input.type().getShape())
    factor *= ShapedType::isDynamic(size) ? 1.0 : static_cast<double>(size);
  if (!rows)
    return FormulaBuilder(input.getBuilder(), input.getLoc())
        .scalar(f64Of(input), factor);
  return toDouble(elementCount(input, *rows)) * factor;
}

Expr metrics::safeDivide(Expr lhs, Expr rhs, double otherwise) {
  Expr quotient = lhs / rhs;
  return select(eq(rhs, 0.0), quotient.constant(otherwise), quotient);
}

Expr metrics::isNan(Expr input) { return ne(input, input); }

Expr metrics::both(Expr lhs, Expr mask) {
  return mask ? logicalAnd(lhs, mask) : lhs;
}

Expr metrics::probabilities(Expr preds, Expr mask, bool isSoftmax) {
  // NaN is outside, too.
  Expr outside = logicalNot(logicalAnd(ge(preds, 0.0), le(preds, 1.0)));
  Expr any = max(cast(both(outside, mask), preds.elementType()), {}, false);
  Expr squashed = isSoftmax ? softmax(preds, 1) : sigmoid(preds);
  return select(gt(any, 0.0), squashed, preds);
}

RankedTensorType metrics::doubles(MLIRContext *context,
                                  ArrayRef<int64_t> shape) {
  return RankedTensorType::get(shape, Float64Type::get(context));
}

SmallVector<Value> metrics::values(const Exprs &exprs) {
  return SmallVector<Value>(exprs.begin(), exprs.end());
}

Value metrics::finish(Expr value, Type resultType) {
  auto type = llvm::cast<RankedTensorType>(resultType);
  return reshapeTo(cast(value, type.getElementType()), type);
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

bool Classification::hasScores() const {
  return isa<FloatType>(preds.getElementType());
}

Shape Classification::perClass() const {
  return kind == Task::Binary ? Shape() : Shape{classes};
}

Shape Classification::perSample(ArrayRef<int64_t> shape) const {
  Shape result(shape);
  if (isSamplewise)
    result.insert(result.begin(), target.getDimSize(0));
  return result;
}

namespace {

/// Reports what is wrong with arguments.
class ArgumentCheck {
public:
  ArgumentCheck(const Arguments &arguments, OptionalLoc location)
      : args(arguments), location(location) {
    static_cast<Arguments &>(result) = arguments;
  }

  FailureOr<Classification> run() {
    FailureOr<Task> task = findTask();
    if (failed(task))
      return failure();
    result.kind = *task;
    LogicalResult fits =
        *task == Task::Multiclass ? checkMulticlass() : checkSameShape(*task);
    if (failed(fits) || failed(checkSamples()) || failed(checkSettings()))
      return failure();
    return result;
  }

private:
  template <class... Parts> LogicalResult report(Parts &&...parts) {
    return emitOptionalError(location, "'", args.operation, "' op ",
                             std::forward<Parts>(parts)...);
  }

  FailureOr<Task> findTask() {
    StringRef task = args.task.value_or("");
    if (!args.task) {
      if (args.preds.getRank() == args.target.getRank() + 1 || args.numClasses)
        return Task::Multiclass;
      if (args.numLabels)
        return Task::Multilabel;
    }
    if (task == "binary")
      return Task::Binary;
    if (task == "multiclass")
      return Task::Multiclass;
    if (task == "multilabel" && args.allowsMultilabel)
      return Task::Multilabel;
    if (args.task)
      return report("expected task 'binary'",
                    args.allowsMultilabel ? ", 'multiclass' or 'multilabel'"
                                          : " or 'multiclass'",
                    ", found '", task, "'");
    return report("expected 'task', since it doesn't follow from preds ",
                  args.preds, " and target ", args.target);
  }

  LogicalResult checkMulticlass() {
    ArrayRef<int64_t> preds = args.preds.getShape();
    Shape expected(args.target.getShape());
    bool isScored = result.hasScores();
    if (args.needsScores && !isScored)
      return report("expected floating preds, found ", args.preds);
    if (isScored && preds.size() >= 2)
      expected.insert(expected.begin() + std::min<size_t>(1, expected.size()),
                      preds[1]);
    if (preds != ArrayRef<int64_t>(expected) ||
        (isScored && preds.size() < 2) ||
        (isScored && ShapedType::isDynamic(preds[1])))
      return report("expected scores [N, C, ..] or class numbers [N, ..] as "
                    "preds and class numbers [N, ..] as target, found ",
                    args.preds, " and ", args.target);
    if (!isScored && !args.numClasses)
      return report("expected 'num_classes', as preds are class numbers");
    result.classes = isScored ? preds[1] : *args.numClasses;
    if (result.classes < 2)
      return report("expected two classes or more, found ", result.classes);
    if (args.numClasses && *args.numClasses != result.classes)
      return report("expected 'num_classes' to be the ", result.classes,
                    " of preds ", args.preds, ", found ", *args.numClasses);
    return success();
  }

  LogicalResult checkSameShape(Task task) {
    bool isMultilabel = task == Task::Multilabel;
    ArrayRef<int64_t> shape = args.preds.getShape();
    if (args.needsScores && !result.hasScores())
      return report("expected floating preds, found ", args.preds);
    if (shape != args.target.getShape() || shape.size() < 1 + isMultilabel ||
        (isMultilabel && ShapedType::isDynamic(shape[1])))
      return report("expected preds and target of one shape ",
                    isMultilabel ? "[N, L, ..]" : "[N, ..]", ", found ",
                    args.preds, " and ", args.target);
    result.classes = isMultilabel ? shape[1] : 1;
    if (isMultilabel && args.numLabels && *args.numLabels != result.classes)
      return report("expected 'num_labels' to be the ", result.classes,
                    " of preds ", args.preds, ", found ", *args.numLabels);
    return success();
  }

  LogicalResult checkSamples() {
    int64_t least = result.isMultilabel() ? 3 : 2;
    if (!args.isSamplewise || args.target.getRank() >= least)
      return success();
    return report("expected a target of rank ", least,
                  " or more with multidim_average 'samplewise', found ",
                  args.target);
  }

  LogicalResult checkSettings() {
    if (!llvm::is_contained({"micro", "macro", "weighted", "none"},
                            args.average))
      return report("expected average 'micro', 'macro', 'weighted' or 'none', "
                    "found '",
                    args.average, "'");
    if (args.average == "micro" && !args.allowsMicroClasses &&
        !result.isMultilabel())
      return report("expected average 'macro', 'weighted' or 'none' unless the "
                    "task is 'multilabel', found 'micro'");
    if (args.topK < 1 || (result.isMulticlass() && args.topK > result.classes))
      return report("expected top_k from 1 to the number of classes, found ",
                    args.topK);
    if (args.topK > 1 && !(result.isMulticlass() && result.hasScores()))
      return report("expected scores of a multiclass task with top_k > 1, "
                    "found preds ",
                    args.preds);
    return success();
  }

  const Arguments &args;
  OptionalLoc location;
  Classification result;
};

} // namespace

FailureOr<Classification> metrics::classify(const Arguments &arguments,
                                            OptionalLoc location) {
  return ArgumentCheck(arguments, location).run();
}

//===----------------------------------------------------------------------===//
// Types of results
//===----------------------------------------------------------------------===//

Type metrics::realType(RankedTensorType preds) {
  if (isa<FloatType>(preds.getElementType()))
    return preds.getElementType();
  return Float32Type::get(preds.getContext());
}

LogicalResult metrics::inferClassMetric(const Arguments &arguments,
                                        OptionalLoc location,
                                        SmallVectorImpl<Type> &types) {
  FailureOr<Classification> args = classify(arguments, location);
  if (failed(args))
    return failure();
  // Metrics without averages have "none" and one value.
  bool isVector = args->average == "none" && args->averages;
  Shape shape = args->perSample(isVector ? args->perClass() : Shape());
  types.push_back(RankedTensorType::get(shape, realType(args->preds)));
  return success();
}

LogicalResult metrics::inferConfusionMatrix(const Arguments &arguments,
                                            bool isNormalized,
                                            OptionalLoc location,
                                            SmallVectorImpl<Type> &types) {
  FailureOr<Classification> args = classify(arguments, location);
  if (failed(args))
    return failure();
  Type element = isNormalized ? realType(args->preds)
                              : IntegerType::get(args->context(), 64);
  types.push_back(confusionStates(*args).front().type.clone(element));
  return success();
}

LogicalResult
metrics::inferCurve(const Arguments &arguments, ArrayRef<double> thresholds,
                    int64_t maxSamples, std::optional<APFloat> maxFpr,
                    OptionalLoc location, SmallVectorImpl<Type> &types) {
  FailureOr<Classification> args = classify(arguments, location);
  if (failed(args) ||
      failed(Curves::verify(*args, thresholds, maxSamples, location)))
    return failure();
  if (maxFpr && args->kind != Task::Binary)
    return emitOptionalError(
        location, "'", args->operation,
        "' op expected 'max_fpr' for the binary task only");
  Shape shape = args->average == "none" ? args->perClass() : Shape();
  types.push_back(RankedTensorType::get(shape, realType(args->preds)));
  return success();
}
