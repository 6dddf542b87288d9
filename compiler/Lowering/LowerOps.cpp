// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace nadir {
namespace {

/// One number everywhere stays so under any rearrangement.
bool rearranges(Operation *op) {
  return isa<BroadcastOp, ReshapeOp, TransposeOp, SliceOp, StopGradientOp>(op);
}

std::optional<TypedAttr> splatResult(const KernelBuilder &kernel,
                                     Operation *op) {
  DenseElementsAttr constant;
  if (matchPattern(op, m_Constant(&constant)) && constant.isSplat())
    return cast<TypedAttr>(constant.getSplatValue<Attribute>());
  if (rearranges(op))
    return kernel.splat(op->getOperand(0));
  return std::nullopt;
}

LogicalResult refuse(Operation *op) {
  if (isa<DecomposableOpInterface>(op))
    return op->emitOpError("expected to be decomposed before it is lowered");
  if (isa<ReshapeOp>(op))
    return op->emitOpError("expected to add or drop dimensions of size 1 only "
                           "in a group that is not sequential, found ")
           << op->getOperand(0).getType() << " to "
           << op->getResult(0).getType();
  if (isa<BincountOp, ScatterAddOp, WeightAboveOp, CtcOp, CtcGradOp, PadRowsOp,
          TakeRowsOp, LabelPairsOp, LabelPairsGradOp>(op))
    return op->emitOpError("expected to stand in a sequential group");
  if (isa<CheckIndexOp, CheckRangeOp>(op))
    return op->emitOpError("expected to stand alone in a group of kind "
                           "'check'");
  return op->emitOpError("can't be lowered in a group");
}

} // namespace

LogicalResult lowerOp(KernelBuilder &kernel, Operation *op) {
  kernel.builder().setLoc(op->getLoc());
  if (op->getNumResults() != 1)
    return refuse(op);
  if (std::optional<TypedAttr> element = splatResult(kernel, op)) {
    kernel.mapSplat(op->getResult(0), *element);
    return success();
  }
  for (auto *lower : {lowerArithmetic, lowerUnary, lowerReduction, lowerShape,
                      lowerIndexed, lowerCounting, lowerLinear, lowerRandom,
                      lowerCtc, lowerRows, lowerLabelPairs})
    if (Value tensor = lower(kernel, op)) {
      kernel.map(op->getResult(0), tensor);
      return success();
    }
  return refuse(op);
}

} // namespace nadir
