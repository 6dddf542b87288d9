// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/JoinPads.h"
#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;

namespace {

/// The padded pieces that a tree of additions adds up; false if it adds
/// anything else.
bool collectPads(Value value, SmallVector<PadOp> &pads) {
  if (auto pad = value.getDefiningOp<PadOp>()) {
    pads.push_back(pad);
    return true;
  }
  auto add = value.getDefiningOp<AddOp>();
  return add && add->hasOneUse() && add.getLhs().getType() == value.getType() &&
         add.getRhs().getType() == value.getType() &&
         collectPads(add.getLhs(), pads) && collectPads(add.getRhs(), pads);
}

int64_t dimOf(PadOp pad) {
  return *normalizeDim(pad.getDim(), pad.getType().getRank());
}

int64_t sizeOf(PadOp pad) {
  return pad.getInput().getType().getDimSize(dimOf(pad));
}

/// Sorted pieces of one dimension that cover it without overlap.
bool lieSideBySide(ArrayRef<PadOp> pads) {
  int64_t end = 0;
  for (PadOp pad : pads) {
    if (dimOf(pad) != dimOf(pads.front()) || pad.getInterior() != 0 ||
        pad.getLow() != end)
      return false;
    end += sizeOf(pad);
  }
  return PadOp(pads.back()).getHigh() == 0;
}

struct JoinPads : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AddOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<PadOp> pads;
    if (op.getLhs().getType() != op.getType() ||
        op.getRhs().getType() != op.getType() ||
        !collectPads(op.getLhs(), pads) || !collectPads(op.getRhs(), pads))
      return rewriter.notifyMatchFailure(op, "adds more than padded pieces");
    // A piece of no elements stands before the one that begins at its place.
    llvm::sort(pads, [](PadOp a, PadOp b) {
      return std::tuple(a.getLow(), sizeOf(a)) <
             std::tuple(b.getLow(), sizeOf(b));
    });
    if (!lieSideBySide(pads))
      return rewriter.notifyMatchFailure(op, "pieces overlap or leave gaps");
    SmallVector<Value> pieces;
    for (PadOp pad : pads)
      pieces.push_back(pad.getInput());
    rewriter.replaceOpWithNewOp<ConcatenateOp>(op, pieces, dimOf(pads.front()));
    return success();
  }
};

} // namespace

void nadir::addJoinPadsPattern(RewritePatternSet &patterns) {
  patterns.add<JoinPads>(patterns.getContext());
}
