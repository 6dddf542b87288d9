// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/PickElements.h"
#include "compiler/Fusion/CheckIndices.h"
#include "dialect/Nadir.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace nadir;

namespace {

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// Whether the shapes are the same but for one element along `dim`.
bool isOneAlong(ArrayRef<int64_t> index, ArrayRef<int64_t> input, int64_t dim) {
  Shape one(input);
  one[dim] = 1;
  return index == ArrayRef<int64_t>(one);
}

/// Whether a value that broadcasts to rank `rank` varies along `dim` of it.
bool variesAlong(RankedTensorType type, int64_t rank, int64_t dim) {
  int64_t own = dim - (rank - type.getRank());
  return own >= 0 && type.getDimSize(own) != 1;
}

/// Computes the picked elements of a pointwise formula: each of its operations
/// once, on what is picked of its operands.
class Picker {
public:
  Picker(PatternRewriter &rewriter, GatherOp op)
      : rewriter(rewriter), op(op), shape(op.getInput().getType().getShape()),
        dim(*normalizeDim(op.getDim(), static_cast<int64_t>(shape.size()))) {}

  /// Whether no row has to be computed to pick from.
  bool canPick(Value value) {
    if (!varies(value) || !visited.insert(value).second)
      return true;
    if (typeOf(value).getShape() != shape)
      return false;
    Operation *computed = formulaOf(value);
    if (computed)
      return llvm::all_of(computed->getOperands(),
                          [&](Value operand) { return canPick(operand); });
    return !isa_and_present<IotaOp, BroadcastOp, RandomUniformOp,
                            RandomNormalOp>(value.getDefiningOp());
  }

  Value pick(Value value) {
    if (!varies(value))
      return value;
    Value &picked = known[value];
    if (picked)
      return picked;
    Operation *computed = formulaOf(value);
    if (!computed)
      return picked = GatherOp::create(rewriter, op.getLoc(), value,
                                       op.getIndex(), op.getDim());
    OperationState state(computed->getLoc(), computed->getName());
    for (Value operand : computed->getOperands())
      state.addOperands(pick(operand));
    state.addTypes(typeOf(value).clone(op.getType().getShape()));
    state.addAttributes(computed->getAttrs());
    // Looked up again: operands have been added meanwhile.
    return known[value] = rewriter.create(state)->getResult(0);
  }

  Operation *formulaOf(Value value) const {
    Operation *computed = value.getDefiningOp();
    bool isFormula = computed && computed->hasTrait<Pointwise>() &&
                     computed->getNumOperands() > 0 &&
                     computed->getNumResults() == 1;
    return isFormula ? computed : nullptr;
  }

private:
  bool varies(Value value) const {
    return variesAlong(typeOf(value), static_cast<int64_t>(shape.size()), dim);
  }

  PatternRewriter &rewriter;
  GatherOp op;
  ArrayRef<int64_t> shape;
  int64_t dim;
  DenseSet<Value> visited;
  DenseMap<Value, Value> known;
};

/// gather(f(a, b)) = f(gather(a), gather(b)).
struct PickBeforeComputing : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GatherOp op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType input = op.getInput().getType();
    int64_t dim = *normalizeDim(op.getDim(), input.getRank());
    if (!isOneAlong(op.getIndex().getType().getShape(), input.getShape(), dim))
      return rewriter.notifyMatchFailure(op, "picks several elements of a row");
    Picker picker(rewriter, op);
    if (!picker.formulaOf(op.getInput()) || input.getDimSize(dim) == 1)
      return rewriter.notifyMatchFailure(op, "input is not pointwise");
    if (!picker.canPick(op.getInput()))
      return rewriter.notifyMatchFailure(op, "rows would be computed for it");
    rewriter.replaceOp(op, picker.pick(op.getInput()));
    return success();
  }
};

/// One element a row is added to zeros where the position is the index.
struct WriteOneElement : OpRewritePattern<ScatterAddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ScatterAddOp op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType type = op.getType();
    int64_t dim = *normalizeDim(op.getDim(), type.getRank());
    RankedTensorType index = op.getIndex().getType();
    if (!isOneAlong(index.getShape(), type.getShape(), dim))
      return rewriter.notifyMatchFailure(op, "adds several elements to a row");
    if (!isCheckedIndex(op.getIndex(), op.getSize()))
      return rewriter.notifyMatchFailure(op, "index is not checked yet");
    FormulaBuilder f(rewriter, op.getLoc());
    Expr place = f(op.getIndex());
    Expr position =
        iotaLike(RankedTensorType::get(type.getShape(), index.getElementType()),
                 dim, place);
    rewriter.replaceOp(
        op, select(eq(position, place), f(op.getSource()), f.splat(type, 0.0))
                .value());
    return success();
  }
};

} // namespace

void nadir::addPickElementsPatterns(RewritePatternSet &patterns) {
  patterns.add<PickBeforeComputing, WriteOneElement>(patterns.getContext());
}
