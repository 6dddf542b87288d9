// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Fusion/CheckIndices.h"
#include "compiler/Fusion/Fusion.h"
#include "compiler/Fusion/JoinPads.h"
#include "compiler/Fusion/PickElements.h"
#include "compiler/Fusion/RaiseRows.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace nadir;

namespace {

struct DecomposeComposite : RewritePattern {
  explicit DecomposeComposite(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    auto composite = dyn_cast<DecomposableOpInterface>(op);
    if (!composite || op->hasTrait<ElementwiseUpdate>())
      return rewriter.notifyMatchFailure(op, "is not a composite");
    rewriter.replaceOp(op, composite.decompose(rewriter));
    return success();
  }
};

bool coversAll(ArrayRef<int64_t> dims, int64_t rank) {
  return static_cast<int64_t>(resolveDims(dims, rank).size()) == rank;
}

/// Reductions keep their dimensions at size 1, so that inside a group every
/// value has the rank of the group's domain; a reshape drops them outside.
template <typename Op> struct KeepReducedDims : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType input = op.getInput().getType();
    if (op.getKeepdim() || input.getRank() == 0)
      return rewriter.notifyMatchFailure(op, "keeps its dimensions");
    FormulaBuilder f(rewriter, op.getLoc());
    SmallVector<int64_t> dims = resolveDims(op.getDim(), input.getRank());
    Expr kept = f(Op::create(rewriter, op.getLoc(), op.getInput(), dims,
                             /*keepdim=*/true));
    rewriter.replaceOp(op, reshapeTo(kept, op.getType()).value());
    return success();
  }
};

/// The same for argmax, whose dimension is one or all.
struct KeepArgmaxDim : OpRewritePattern<ArgmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ArgmaxOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getKeepdim() || op.getInput().getType().getRank() == 0)
      return rewriter.notifyMatchFailure(op, "keeps its dimension");
    FormulaBuilder f(rewriter, op.getLoc());
    Expr kept =
        f(ArgmaxOp::create(rewriter, op.getLoc(), op.getInput(),
                           op.getDimAttr(), rewriter.getBoolAttr(true)));
    rewriter.replaceOp(op, reshapeTo(kept, op.getType()).value());
    return success();
  }
};

/// A total over several dimensions in two stages: rows, which the operations
/// that make them can share a kernel (and its threads) with, then their total.
/// The tree is fixed by the shape.
struct StageTotal : OpRewritePattern<SumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SumOp op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType input = op.getInput().getType();
    int64_t rank = input.getRank();
    bool hasRows = llvm::count_if(input.getShape(),
                                  [](int64_t size) { return size != 1; }) > 1;
    if (rank < 2 || !hasRows || !coversAll(op.getDim(), rank))
      return rewriter.notifyMatchFailure(op, "is not a total over rows");
    FormulaBuilder f(rewriter, op.getLoc());
    SmallVector<int64_t> inner;
    for (int64_t dim = 1; dim < rank; ++dim)
      inner.push_back(dim);
    Expr rows = sum(f(op.getInput()), inner, /*keepdim=*/true);
    Expr flat = reshapeTo(rows, RankedTensorType::get({input.getDimSize(0)},
                                                      input.getElementType()));
    Expr total = sum(flat, {0}, /*keepdim=*/true);
    rewriter.replaceOp(op, reshapeTo(total, op.getType()).value());
    return success();
  }
};

/// The value that an operand adds nothing to by its shape alone: a broadcast's
/// input, or what a reshape only put size-1 dimensions in front of.
Value withoutBroadcast(Value value) {
  if (auto broadcast = value.getDefiningOp<BroadcastOp>())
    return broadcast.getInput();
  auto reshape = value.getDefiningOp<ReshapeOp>();
  if (!reshape)
    return {};
  ArrayRef<int64_t> from = reshape.getInput().getType().getShape();
  ArrayRef<int64_t> to = reshape.getType().getShape();
  if (to.size() <= from.size() || to.take_back(from.size()) != from ||
      llvm::any_of(to.drop_back(from.size()),
                   [](int64_t size) { return size != 1; }))
    return {};
  return reshape.getInput();
}

/// Pointwise operations broadcast by themselves.
struct SkipBroadcast : RewritePattern {
  explicit SkipBroadcast(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    bool broadcasts = isa<BroadcastOp>(op) ||
                      (op->hasTrait<Pointwise>() && op->getNumOperands() > 1 &&
                       !isa<RandomUniformOp, RandomNormalOp>(op));
    if (!broadcasts)
      return rewriter.notifyMatchFailure(op, "does not broadcast");
    for (OpOperand &operand : op->getOpOperands()) {
      Value source = withoutBroadcast(operand.get());
      if (!source || (!isa<BroadcastOp>(op) && !fits(op, operand, source)))
        continue;
      rewriter.modifyOpInPlace(op, [&] { operand.set(source); });
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no operand is a broadcast");
  }

private:
  /// The other operands alone give the result its shape.
  static bool fits(Operation *op, OpOperand &replaced, Value source) {
    Shape shape;
    for (OpOperand &operand : op->getOpOperands()) {
      Value value = &operand == &replaced ? source : operand.get();
      auto type = cast<RankedTensorType>(value.getType());
      std::optional<Shape> next = broadcastShapes(shape, type.getShape());
      if (!next)
        return false;
      shape = *next;
    }
    return ArrayRef<int64_t>(shape) ==
           cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  }
};

/// Counting rows must not wait for the tensor whose rows they are: any argument
/// with a batch dimension will do.
struct CountRowsOfArgument : OpRewritePattern<ElementCountOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ElementCountOp op,
                                PatternRewriter &rewriter) const override {
    auto function = op->getParentOfType<func::FuncOp>();
    if (!function || isa<BlockArgument>(op.getInput()))
      return rewriter.notifyMatchFailure(op, "counts an argument");
    double factor = 1.0;
    RankedTensorType input = op.getInput().getType();
    for (int64_t dim : resolveDims(op.getDim(), input.getRank()))
      if (!input.isDynamicDim(dim))
        factor *= static_cast<double>(input.getDimSize(dim));
    for (Value argument : function.getArguments()) {
      auto type = dyn_cast<RankedTensorType>(argument.getType());
      std::optional<int64_t> rows = type ? rowsDim(type) : std::nullopt;
      // In f32, a count is exact up to 2^24 only.
      bool isExact = op.getType().getElementType().isF32() ||
                     (type && type.getElementType().isF64());
      if (!rows || !isExact)
        continue;
      Expr count = FormulaBuilder(rewriter, op.getLoc())(ElementCountOp::create(
          rewriter, op.getLoc(), argument, ArrayRef<int64_t>{*rows}));
      count = cast(count, op.getType().getElementType());
      rewriter.replaceOp(op, (count * factor).value());
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no argument has a batch dimension");
  }
};

/// A one-hot encoding compares positions with a checked index.
struct ExpandOneHot : OpRewritePattern<OneHotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(OneHotOp op,
                                PatternRewriter &rewriter) const override {
    FormulaBuilder f(rewriter, op.getLoc());
    int64_t classes = op.getNumClasses();
    Expr index = f(checkedIndex(rewriter, op, op.getInput(), classes));
    rewriter.replaceOp(
        op, oneHot(index, index.rank(), classes, op.getType().getElementType())
                .value());
    return success();
  }
};

struct DecomposePass : PassWrapper<DecomposePass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(DecomposePass)

  StringRef getArgument() const override { return "nadir-decompose"; }
  StringRef getDescription() const override {
    return "Reduce operations to core operations in normal form";
  }

  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    patterns.add<DecomposeComposite, SkipBroadcast>(context);
    patterns.add<KeepReducedDims<SumOp>, KeepReducedDims<MaxOp>,
                 KeepReducedDims<MinOp>, KeepArgmaxDim, CountRowsOfArgument,
                 ExpandOneHot>(context);
    patterns.add<StageTotal>(context, /*benefit=*/2);
    addCheckIndicesPatterns(patterns);
    addJoinPadsPattern(patterns);
    addPickElementsPatterns(patterns);
    addRaiseRowsPattern(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace

std::unique_ptr<Pass> nadir::createDecomposePass() {
  return std::make_unique<DecomposePass>();
}
