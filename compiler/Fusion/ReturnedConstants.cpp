// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/ReturnedConstants.h"
#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;

/// Whether a constant is one number, other than zero, many times: a program
/// should compute that, not hold it. Zeros are filled in without a kernel.
static bool isWorthComputing(DenseElementsAttr value) {
  constexpr int64_t many = 1024;
  if (!value || !value.isSplat() || value.getNumElements() < many)
    return false;
  auto number = dyn_cast<FloatAttr>(value.getSplatValue<Attribute>());
  return number && !number.getValue().isPosZero();
}

void nadir::computeReturnedConstants(Block &block) {
  OpBuilder builder(block.getTerminator());
  for (OpOperand &returned : block.getTerminator()->getOpOperands()) {
    auto constant = returned.get().getDefiningOp<ConstantOp>();
    auto value = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                          : DenseElementsAttr();
    if (!isWorthComputing(value))
      continue;
    Location location = constant.getLoc();
    auto type = cast<RankedTensorType>(value.getType());
    auto scalarType = RankedTensorType::get({}, type.getElementType());
    Value scalar = ConstantOp::create(
        builder, location,
        DenseElementsAttr::get(scalarType, value.getSplatValue<Attribute>()));
    auto group =
        GroupOp::create(builder, location, TypeRange{type},
                        builder.getStringAttr("loop"), /*update=*/UnitAttr());
    OpBuilder inside = OpBuilder::atBlockEnd(&group.getBody().emplaceBlock());
    Value filled = BroadcastOp::create(inside, location, type, scalar);
    YieldOp::create(inside, location, filled);
    returned.set(group.getResult(0));
  }
}
