// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/GroupRules.h"
#include "dialect/Nadir.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nadir {

bool isReduction(Operation *op) {
  return isa<SumOp, MaxOp, MinOp, ArgmaxOp>(op);
}

bool readsElsewhere(Operation *op) {
  return isa<TransposeOp, SliceOp, PadOp, ConcatenateOp, GatherOp>(op);
}

bool isPointwise(Operation *op) {
  return op->hasTrait<Pointwise>() || readsElsewhere(op) ||
         isa<RandomUniformOp, RandomNormalOp, ElementCountOp>(op);
}

GroupKind classify(Operation *op) {
  if (isa<ReshapeOp>(op))
    return GroupKind::Alias;
  if (isa<GroupOp>(op))
    return GroupKind::Opaque;
  if (isa<MatmulOp>(op))
    return GroupKind::Matmul;
  if (isa<CheckIndexOp, CheckRangeOp>(op))
    return GroupKind::Check;
  return isPointwise(op) || isReduction(op) ? GroupKind::Loop
                                            : GroupKind::Sequential;
}

SmallVector<int64_t> reducedDims(Operation *op) {
  auto input = cast<RankedTensorType>(op->getOperand(0).getType());
  if (auto argmax = dyn_cast<ArgmaxOp>(op)) {
    if (std::optional<int64_t> dim = argmax.getDim())
      return {*normalizeDim(*dim, input.getRank())};
    return resolveDims({}, input.getRank());
  }
  return resolveDims(op->getAttrOfType<DenseI64ArrayAttr>("dim").asArrayRef(),
                     input.getRank());
}

bool isSumOfColumns(Operation *op) {
  constexpr int64_t manyColumns = 512;
  if (!isa<SumOp>(op))
    return false;
  auto type = cast<RankedTensorType>(op->getOperand(0).getType());
  return isa<FloatType>(type.getElementType()) && type.getRank() == 2 &&
         !type.isDynamicDim(1) && type.getDimSize(1) >= manyColumns &&
         reducedDims(op) == ArrayRef<int64_t>{0};
}

Shape domainOf(Operation *op) {
  Value widest = isReduction(op) ? op->getOperand(0) : op->getResult(0);
  return Shape(cast<RankedTensorType>(widest.getType()).getShape());
}

Shape rowDomain(const Shape &domain, ArrayRef<int64_t> reduced) {
  Shape rows = domain;
  for (int64_t dim : reduced)
    rows[dim] = 1;
  return rows;
}

DenseSet<Operation *> followers(Operation *op, size_t most) {
  Shape domain = domainOf(op);
  DenseSet<Operation *> found;
  SmallVector<Operation *> pending = {op};
  while (!pending.empty() && found.size() < most) {
    Operation *next = pending.pop_back_val();
    if (next->getBlock() == op->getBlock() && next->hasTrait<Pointwise>() &&
        domainOf(next) == domain && found.insert(next).second)
      llvm::append_range(pending, next->getUsers());
  }
  return found;
}

int64_t codeCost(Operation *op) {
  return llvm::TypeSwitch<Operation *, int64_t>(op)
      .Case<ExpOp, Expm1Op, LogOp, Log1pOp, TanhOp, ErfOp, ErfcOp, SinOp,
            CosOp>([](auto) { return 16; })
      // A logarithm, an exponential, and what keeps its digits in between; ten
      // rounds of multiplications.
      .Case<PowOp, RandomUniformOp>([](auto) { return 48; })
      .Case([](RandomNormalOp) { return 96; })
      // Accumulators of vectors are combined when the loop is done.
      .Case<SumOp, MaxOp, MinOp>([](auto) { return 8; })
      .Case([](ArgmaxOp) { return 16; })
      .Default([](Operation *) { return 2; });
}

} // namespace nadir
