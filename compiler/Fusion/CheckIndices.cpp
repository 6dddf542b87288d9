// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/CheckIndices.h"
#include "dialect/Nadir.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace nadir;

namespace {

std::optional<int64_t> splatInteger(Value value) {
  DenseIntElementsAttr constant;
  if (!matchPattern(value, m_Constant(&constant)) || !constant.isSplat())
    return std::nullopt;
  return constant.getSplatValue<APInt>().getSExtValue();
}

/// select(i != ignored, i, 0) of an index that was checked but for `ignored`.
bool isCheckedSelect(SelectOp select, int64_t limit) {
  auto check = select.getLhs().getDefiningOp<CheckIndexOp>();
  auto differs = select.getCondition().getDefiningOp<NeOp>();
  return check && differs && differs.getLhs() == check &&
         check.getLimit() <= limit &&
         check.getIgnoreIndex() == splatInteger(differs.getRhs()) &&
         splatInteger(select.getRhs()) == 0;
}

} // namespace

bool nadir::isCheckedIndex(Value index, int64_t limit) {
  while (auto reshape = index.getDefiningOp<ReshapeOp>())
    index = reshape.getInput();
  if (auto select = index.getDefiningOp<SelectOp>())
    return isCheckedSelect(select, limit);
  auto check = index.getDefiningOp<CheckIndexOp>();
  return check && check.getLimit() <= limit && !check.getIgnoreIndex();
}

Value nadir::checkedIndex(PatternRewriter &rewriter, Operation *user,
                          Value index, int64_t limit) {
  for (Operation *other : index.getUsers()) {
    auto check = dyn_cast<CheckIndexOp>(other);
    if (!check || check->getBlock() != user->getBlock() ||
        check.getLimit() != limit || check.getIgnoreIndex())
      continue;
    if (!check->isBeforeInBlock(user))
      rewriter.moveOpBefore(check, user);
    return check;
  }
  return CheckIndexOp::create(rewriter, user->getLoc(), index.getType(), index,
                              rewriter.getI64IntegerAttr(limit),
                              rewriter.getStringAttr(nameOf(index, "index")),
                              IntegerAttr());
}

namespace {

/// The indices of operations that read or write at them.
template <typename Op> OpOperand &indexOf(Op op) {
  if constexpr (std::is_same_v<Op, BincountOp>)
    return op.getInputMutable();
  else
    return op.getIndexMutable();
}

/// Before gather reads or scatter_add writes at an index, it is checked against
/// the size of the tensor there.
template <typename Op> struct CheckIndexOf : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    int64_t limit = limitOf(op);
    OpOperand &operand = indexOf(op);
    if (isCheckedIndex(operand.get(), limit))
      return rewriter.notifyMatchFailure(op, "index is checked");
    Value index = checkedIndex(rewriter, op, operand.get(), limit);
    rewriter.modifyOpInPlace(op, [&] { operand.assign(index); });
    return success();
  }

private:
  static int64_t limitOf(BincountOp op) { return op.getSize(); }
  static int64_t limitOf(GatherOp op) {
    return sizeAlong(op.getInput().getType(), op.getDim());
  }
  static int64_t limitOf(ScatterAddOp op) {
    return sizeAlong(op.getType(), op.getDim());
  }
  static int64_t sizeAlong(RankedTensorType type, int64_t dim) {
    return type.getDimSize(*normalizeDim(dim, type.getRank()));
  }
};

/// A check is enough for all others of the same value that accept no less: if
/// one of those fails, so does it, and with it the step.
struct MergeChecks : OpRewritePattern<CheckIndexOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(CheckIndexOp op,
                                PatternRewriter &rewriter) const override {
    for (Operation *user : op.getInput().getUsers()) {
      auto other = dyn_cast<CheckIndexOp>(user);
      if (!other || other == op || other->getBlock() != op->getBlock() ||
          !covers(other, op) ||
          (covers(op, other) && !other->isBeforeInBlock(op)))
        continue;
      if (!other->isBeforeInBlock(op))
        rewriter.moveOpBefore(other, op);
      rewriter.replaceOp(op, other);
      return success();
    }
    return rewriter.notifyMatchFailure(op, "checks what nothing else does");
  }

private:
  /// Whether what `check` accepts is accepted by `other`, too.
  static bool covers(CheckIndexOp check, CheckIndexOp other) {
    return check.getLimit() <= other.getLimit() &&
           (!check.getIgnoreIndex() ||
            check.getIgnoreIndex() == other.getIgnoreIndex());
  }
};

} // namespace

void nadir::addCheckIndicesPatterns(RewritePatternSet &patterns) {
  patterns.add<CheckIndexOf<BincountOp>, CheckIndexOf<GatherOp>,
               CheckIndexOf<ScatterAddOp>, MergeChecks>(patterns.getContext());
}
