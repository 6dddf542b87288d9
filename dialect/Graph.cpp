// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/AttributeNames.h"
#include "dialect/Identifier.h"
#include "dialect/Nadir.h"
#include "dialect/Training.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Graph.cpp.inc"

namespace {

/// Inputs and parameters share one set of names, everything returned another;
/// "loss" is what the minimized value is returned as.
class NameCheck {
public:
  LogicalResult add(Operation *op, StringRef name) {
    if (name.empty())
      return op->emitOpError("expected a name that is not empty");
    // Names end there in the tables of a program.
    if (name.contains('\0'))
      return op->emitOpError("expected a name without a null character");
    auto [entry, isNew] = names.try_emplace(name, op);
    if (isNew)
      return success();
    return (op->emitOpError("expected a name of its own, found '")
            << name << "' again")
               .attachNote(entry->second->getLoc())
           << "first used here";
  }

private:
  llvm::StringMap<Operation *> names;
};

} // namespace

LogicalResult GraphOp::verifyRegions() {
  NameCheck sources, results;
  MinimizeOp minimize;
  if (!isIdentifier(getSymName()))
    return emitOpError("expected a C identifier as its name, found '")
           << getSymName() << "'";
  if (getSymName() == "nadir")
    return emitOpError("expected another name than 'nadir', which the types of "
                       "the C interface begin with");
  if (getBatch() && *getBatch() < 1)
    return emitOpError("expected batch >= 1, found ") << *getBatch();
  if (failed(verifyAttributeNames(*this)))
    return failure();
  for (Operation &op : getBody().front()) {
    if (!isa_and_present<NadirDialect>(op.getDialect()))
      return op.emitError(
                 "expected operations of the nadir dialect in a graph, "
                 "found '")
             << op.getName() << "'";
    if (isa<GraphOp, GroupOp>(op))
      return op.emitOpError("can't stand in a graph");
    if (failed(verifyAttributeNames(&op)) ||
        failed(verifySizes(&op, getBatch().value_or(1))))
      return failure();
    LogicalResult named = success();
    if (auto input = dyn_cast<InputOp>(op))
      named = sources.add(&op, input.getName());
    else if (auto parameter = dyn_cast<ParameterOp>(op))
      named = sources.add(&op, parameter.getName());
    else if (auto output = dyn_cast<OutputOp>(op))
      named = results.add(&op, output.getName());
    else if (auto metric = dyn_cast<MetricOp>(op))
      named = results.add(&op, metric.getName());
    else if (auto next = dyn_cast<MinimizeOp>(op)) {
      if (minimize)
        return (op.emitOpError("expected one minimized loss in a graph")
                    .attachNote(minimize.getLoc())
                << "the first is here");
      minimize = next;
      for (StringRef name : next.getResultNames())
        if (succeeded(named))
          named = results.add(&op, name);
    }
    if (failed(named))
      return failure();
  }
  return success();
}

LogicalResult InputOp::verify() {
  std::optional<int64_t> rows = rowsDim(getType());
  if (rows && *rows != 0)
    return emitOpError("expected the batch to be the first dimension, found ")
           << getType();
  return success();
}

LogicalResult ParameterOp::verify() {
  if (!getType().hasStaticShape())
    return emitOpError("expected a parameter of static shape, found ")
           << getType();
  return success();
}

LogicalResult OutputOp::verify() {
  std::optional<int64_t> rows =
      rowsDim(cast<RankedTensorType>(getValue().getType()));
  if (rows && *rows != 0)
    return emitOpError("expected the batch to be the first dimension, found ")
           << getValue().getType();
  return success();
}

LogicalResult MetricOp::verify() {
  std::optional<int64_t> rows =
      rowsDim(cast<RankedTensorType>(getValue().getType()));
  if (rows && *rows != 0)
    return emitOpError("expected the batch to be the first dimension, found ")
           << getValue().getType();
  return success();
}

LogicalResult MinimizeOp::verify() {
  if (getLoss().getType().getRank() != 0)
    return emitOpError("expected a scalar loss, found ")
           << getLoss().getType() << " (reduce it with a mean or sum)";
  return TrainingPlan::get(*this);
}

SmallVector<StringRef> MinimizeOp::getResultNames() {
  SmallVector<StringRef> names = {"loss"};
  if (getClipGradNorm())
    names.push_back("grad_norm");
  if (getSkipNonfinite() || getGradScaler())
    names.push_back("step_skipped");
  if (getGradScaler())
    names.push_back("loss_scale");
  return names;
}

LogicalResult GradientOp::verify() {
  if (getLoss().getType().getRank() != 0)
    return emitOpError("expected a scalar to differentiate, found ")
           << getLoss().getType();
  if (getValues().getTypes() != getResultTypes())
    return emitOpError("expected results of the values' types (")
           << getValues().getTypes() << "), found (" << getResultTypes() << ")";
  // Reverse mode follows the operations of one block.
  for (Value value : getOperands())
    if (value.getParentBlock() != (*this)->getBlock())
      return emitOpError("expected operands of the block that it stands in");
  return success();
}

Value StopGradientOp::gradient(OpOperand &, Value, OpBuilder &) { return {}; }

Value VariableOp::gradient(OpOperand &, Value resultGradient, OpBuilder &) {
  return resultGradient;
}

LogicalResult ConstantOp::verify() {
  if (!isa<DenseElementsAttr>(getValue()))
    return emitOpError("expected a dense value, found ") << getValue();
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }
