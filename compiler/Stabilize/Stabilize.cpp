// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Stabilize/Stabilize.h"
#include "dialect/Nadir.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace nadir;

namespace {

bool isOne(Value value) {
  DenseElementsAttr constant;
  if (auto broadcast = value.getDefiningOp<BroadcastOp>())
    value = broadcast.getInput();
  if (!matchPattern(value, m_Constant(&constant)) || !constant.isSplat() ||
      !isa<FloatType>(constant.getElementType()))
    return false;
  return constant.getSplatValue<APFloat>().isExactlyValue(1.0);
}

/// x, if the value is 1 - x.
Value oneMinus(Value value) {
  auto difference = value.getDefiningOp<SubOp>();
  return difference && isOne(difference.getLhs()) ? difference.getRhs()
                                                  : Value();
}

/// The label that an operation picked one of `classes` by. The operation fails
/// the step on a label out of range; what replaces it must, too.
Expr checkLabel(Expr label, int64_t classes) {
  return checkIndex(label, classes, std::nullopt, "index");
}

struct LogOfSoftmax : OpRewritePattern<LogOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LogOp op,
                                PatternRewriter &rewriter) const override {
    auto softmax = op.getInput().getDefiningOp<SoftmaxOp>();
    if (!softmax)
      return rewriter.notifyMatchFailure(op, "input is not a softmax");
    rewriter.replaceOpWithNewOp<LogSoftmaxOp>(
        op, op.getType(), softmax.getInput(), softmax.getDim());
    return success();
  }
};

/// x, if the value is the sum of exp(x) along one dimension, which it keeps.
Value exponentsOf(Value value) {
  auto sum = value.getDefiningOp<SumOp>();
  auto power = sum ? sum.getInput().getDefiningOp<ExpOp>() : ExpOp();
  if (!power || !sum.getKeepdim() || sum.getDim().size() != 1)
    return {};
  return power.getInput();
}

/// log(sum(exp(x))) without overflow.
struct LogOfSumOfExp : OpRewritePattern<LogOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LogOp op,
                                PatternRewriter &rewriter) const override {
    auto sum = op.getInput().getDefiningOp<SumOp>();
    auto power = sum ? sum.getInput().getDefiningOp<ExpOp>() : ExpOp();
    if (!power)
      return rewriter.notifyMatchFailure(op, "input is no sum of exponentials");
    rewriter.replaceOpWithNewOp<LogsumexpOp>(op, op.getType(), power.getInput(),
                                             sum.getDimAttr(),
                                             sum.getKeepdimAttr());
    return success();
  }
};

/// x - logsumexp(x) along one dimension.
struct LogSoftmaxByHand : OpRewritePattern<SubOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SubOp op,
                                PatternRewriter &rewriter) const override {
    auto total = op.getRhs().getDefiningOp<LogsumexpOp>();
    if (!total || total.getInput() != op.getLhs() || !total.getKeepdim() ||
        total.getDim().size() != 1)
      return rewriter.notifyMatchFailure(op, "is no log_softmax");
    rewriter.replaceOpWithNewOp<LogSoftmaxOp>(op, op.getType(), op.getLhs(),
                                              total.getDim().front());
    return success();
  }
};

/// exp(x) / sum(exp(x)) along one dimension.
struct SoftmaxByHand : OpRewritePattern<DivOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DivOp op,
                                PatternRewriter &rewriter) const override {
    auto power = op.getLhs().getDefiningOp<ExpOp>();
    if (!power || exponentsOf(op.getRhs()) != power.getInput())
      return rewriter.notifyMatchFailure(op, "is no softmax");
    auto sum = op.getRhs().getDefiningOp<SumOp>();
    rewriter.replaceOpWithNewOp<SoftmaxOp>(op, op.getType(), power.getInput(),
                                           sum.getDim().front());
    return success();
  }
};

/// log(sigmoid(x)) and log(1 - sigmoid(x)) = log(sigmoid(-x)).
struct LogOfSigmoid : OpRewritePattern<LogOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(LogOp op,
                                PatternRewriter &rewriter) const override {
    FormulaBuilder f(rewriter, op.getLoc());
    if (auto sigmoid = op.getInput().getDefiningOp<SigmoidOp>()) {
      rewriter.replaceOp(op, logsigmoid(f(sigmoid.getInput())).value());
      return success();
    }
    Value complement = oneMinus(op.getInput());
    auto sigmoid =
        complement ? complement.getDefiningOp<SigmoidOp>() : SigmoidOp();
    if (!sigmoid || sigmoid.getType() != op.getType())
      return rewriter.notifyMatchFailure(op, "input is not a sigmoid");
    rewriter.replaceOp(op, logsigmoid(-f(sigmoid.getInput())).value());
    return success();
  }
};

/// log1p(-sigmoid(x)) = log(sigmoid(-x)).
struct Log1pOfSigmoid : OpRewritePattern<Log1pOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(Log1pOp op,
                                PatternRewriter &rewriter) const override {
    auto negated = op.getInput().getDefiningOp<NegOp>();
    auto sigmoid =
        negated ? negated.getInput().getDefiningOp<SigmoidOp>() : SigmoidOp();
    if (!sigmoid)
      return rewriter.notifyMatchFailure(op, "input is not -sigmoid");
    Expr x = FormulaBuilder(rewriter, op.getLoc())(sigmoid.getInput());
    rewriter.replaceOp(op, logsigmoid(-x).value());
    return success();
  }
};

/// y log sigmoid(x) + (1 - y) log sigmoid(-x), in any order of its terms, is
/// minus the binary cross-entropy with logits.
struct BinaryCrossEntropyByHand : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(AddOp op,
                                PatternRewriter &rewriter) const override {
    for (bool swapped : {false, true}) {
      Value first = swapped ? op.getRhs() : op.getLhs();
      Value second = swapped ? op.getLhs() : op.getRhs();
      auto [weight, logit] = weightedLogsigmoid(first);
      auto [otherWeight, negatedLogit] = weightedLogsigmoid(second);
      if (!weight || !otherWeight || oneMinus(otherWeight) != weight)
        continue;
      auto negation = negatedLogit.getDefiningOp<NegOp>();
      if (!negation || negation.getInput() != logit ||
          logit.getType() != op.getType() || weight.getType() != op.getType())
        continue;
      auto entropy = BinaryCrossEntropyWithLogitsOp::create(
          rewriter, op.getLoc(), op.getType(), logit, weight, Value(), "none",
          Value());
      rewriter.replaceOpWithNewOp<NegOp>(op, entropy.getResult());
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no pair of log-sigmoid terms");
  }

private:
  /// {w, x}, if the value is w * logsigmoid(x) in either order.
  static std::pair<Value, Value> weightedLogsigmoid(Value value) {
    auto product = value.getDefiningOp<MulOp>();
    if (!product)
      return {};
    if (auto log = product.getRhs().getDefiningOp<LogsigmoidOp>())
      return {product.getLhs(), log.getInput()};
    if (auto log = product.getLhs().getDefiningOp<LogsigmoidOp>())
      return {product.getRhs(), log.getInput()};
    return {};
  }
};

struct BinaryCrossEntropyOfSigmoid : OpRewritePattern<BinaryCrossEntropyOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(BinaryCrossEntropyOp op,
                                PatternRewriter &rewriter) const override {
    auto sigmoid = op.getInput().getDefiningOp<SigmoidOp>();
    if (!sigmoid)
      return rewriter.notifyMatchFailure(op, "input is not a sigmoid");
    // That of the probabilities also refuses targets.
    FormulaBuilder f(rewriter, op.getLoc());
    Expr target = checkRange(f(op.getTarget()), 0.0, 1.0, "target");
    rewriter.replaceOpWithNewOp<BinaryCrossEntropyWithLogitsOp>(
        op, op.getType(), sigmoid.getInput(), target, op.getWeight(),
        op.getReductionAttr(), Value());
    return success();
  }
};

struct NllOfLogSoftmax : OpRewritePattern<NllLossOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(NllLossOp op,
                                PatternRewriter &rewriter) const override {
    auto log = op.getInput().getDefiningOp<LogSoftmaxOp>();
    if (!log)
      return rewriter.notifyMatchFailure(op, "input is not a log_softmax");
    int64_t rank = log.getType().getRank();
    if (*normalizeDim(log.getDim(), rank) != (rank == 1 ? 0 : 1))
      return rewriter.notifyMatchFailure(op, "softmax is not over the classes");
    rewriter.replaceOpWithNewOp<CrossEntropyOp>(
        op, op.getType(), log.getInput(), op.getTarget(), op.getWeight(),
        op.getIgnoreIndexAttr(), op.getReductionAttr(),
        rewriter.getF64FloatAttr(0.0));
    return success();
  }
};

/// sum(t * log_softmax(x)) over the classes (and perhaps more) is minus the
/// softmax cross-entropy with the distribution t; a one-hot t names its label.
struct SumOfWeightedLogSoftmax : OpRewritePattern<SumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SumOp op,
                                PatternRewriter &rewriter) const override {
    auto product = op.getInput().getDefiningOp<MulOp>();
    if (!product)
      return rewriter.notifyMatchFailure(op, "input is not a product");
    auto log = product.getLhs().getDefiningOp<LogSoftmaxOp>();
    Value weight = log ? product.getRhs() : product.getLhs();
    if (!log)
      log = product.getRhs().getDefiningOp<LogSoftmaxOp>();
    if (!log || weight.getType() != log.getType())
      return rewriter.notifyMatchFailure(op, "no factor is a log_softmax");
    int64_t rank = log.getType().getRank();
    int64_t classes = *normalizeDim(log.getDim(), rank);
    SmallVector<int64_t> dims = resolveDims(op.getDim(), rank);
    if (!llvm::is_contained(dims, classes))
      return rewriter.notifyMatchFailure(op, "the classes are not summed");
    if (log.getType().isDynamicDim(classes))
      return rewriter.notifyMatchFailure(op, "the classes are the batch");

    FormulaBuilder f(rewriter, op.getLoc());
    Expr rows = f(SoftmaxCrossEntropyOp::create(
        rewriter, op.getLoc(), log.getInput(), target(f, weight, classes, rank),
        classes));
    Expr kept = -unsqueeze(rows, classes);
    llvm::erase(dims, classes);
    if (!dims.empty())
      kept = sum(kept, dims, /*keepdim=*/true);
    rewriter.replaceOp(op, reshapeTo(kept, op.getType()).value());
    return success();
  }

private:
  /// The label of a one-hot encoding along the classes, or the value itself.
  static Value target(FormulaBuilder f, Value weight, int64_t classes,
                      int64_t rank) {
    Value encoding = weight;
    while (auto cast = encoding.getDefiningOp<CastOp>())
      encoding = cast.getInput();
    auto oneHot = encoding.getDefiningOp<OneHotOp>();
    if (!oneHot || classes != rank - 1)
      return weight;
    return checkLabel(f(oneHot.getInput()), oneHot.getNumClasses());
  }
};

/// gather(log_softmax(x), label) along the classes picks one log-probability.
struct GatherOfLogSoftmax : OpRewritePattern<GatherOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(GatherOp op,
                                PatternRewriter &rewriter) const override {
    auto log = op.getInput().getDefiningOp<LogSoftmaxOp>();
    int64_t rank = op.getType().getRank();
    if (!log ||
        *normalizeDim(log.getDim(), rank) != *normalizeDim(op.getDim(), rank))
      return rewriter.notifyMatchFailure(op, "input is not a log_softmax");
    int64_t classes = *normalizeDim(op.getDim(), rank);
    if (op.getType().getDimSize(classes) != 1)
      return rewriter.notifyMatchFailure(op, "picks more than one class");
    FormulaBuilder f(rewriter, op.getLoc());
    Shape rows(op.getType().getShape());
    rows.erase(rows.begin() + classes);
    Expr index =
        checkLabel(f(op.getIndex()), log.getType().getDimSize(classes));
    Expr label =
        reshapeTo(index, RankedTensorType::get(rows, index.elementType()));
    Expr losses = f(SoftmaxCrossEntropyOp::create(
        rewriter, op.getLoc(), log.getInput(), label, classes));
    rewriter.replaceOp(op, (-unsqueeze(losses, classes)).value());
    return success();
  }
};

/// (-a) * b = -(a * b), so that a sign the user put inside is found outside.
struct SignOutOfProduct : OpRewritePattern<MulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MulOp op,
                                PatternRewriter &rewriter) const override {
    FormulaBuilder f(rewriter, op.getLoc());
    auto left = op.getLhs().getDefiningOp<NegOp>();
    auto right = op.getRhs().getDefiningOp<NegOp>();
    if (!left && !right)
      return rewriter.notifyMatchFailure(op, "no factor is negated");
    Expr lhs = f(left ? left.getInput() : op.getLhs());
    Expr rhs = f(right ? right.getInput() : op.getRhs());
    Expr product = lhs * rhs;
    rewriter.replaceOp(op, (left && right ? product : -product).value());
    return success();
  }
};

/// sum(-x) = -sum(x).
struct SignOutOfSum : OpRewritePattern<SumOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SumOp op,
                                PatternRewriter &rewriter) const override {
    auto negated = op.getInput().getDefiningOp<NegOp>();
    if (!negated)
      return rewriter.notifyMatchFailure(op, "input is not negated");
    FormulaBuilder f(rewriter, op.getLoc());
    rewriter.replaceOp(
        op,
        (-sum(f(negated.getInput()), op.getDim(), op.getKeepdim())).value());
    return success();
  }
};

/// Replaces an operation by its formula. Means are opened for the patterns on
/// sums; of the rest, those that have no gradient of their own.
struct DecomposeComposite : RewritePattern {
  explicit DecomposeComposite(MLIRContext *context, PatternBenefit benefit)
      : RewritePattern(MatchAnyOpTypeTag(), benefit, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    auto composite = dyn_cast<DecomposableOpInterface>(op);
    bool opened = isa<MeanOp>(op) || !isa<DifferentiableOpInterface>(op);
    bool internal = isa<OptimizerOpInterface, SoftmaxCrossEntropyGradOp>(op);
    if (!composite || !opened || internal)
      return rewriter.notifyMatchFailure(op, "is kept as it is");
    // The entries accumulate a metric by its definition: what carries a name
    // stays whole, also if a loss or an output uses the value, too.
    auto isName = [](OpOperand &use) { return isa<MetricOp>(use.getOwner()); };
    auto uses = op->getUses();
    if (!isa<MetricOpInterface>(op) || llvm::none_of(uses, isName)) {
      rewriter.replaceOp(op, composite.decompose(rewriter));
      return success();
    }
    if (llvm::all_of(uses, isName))
      return rewriter.notifyMatchFailure(op, "is a metric");
    Value value = composite.decompose(rewriter).front();
    rewriter.replaceUsesWithIf(op->getResult(0), value, std::not_fn(isName));
    return success();
  }
};

struct StabilizePass : PassWrapper<StabilizePass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(StabilizePass)

  StringRef getArgument() const override { return "nadir-stabilize"; }
  StringRef getDescription() const override {
    return "Rewrite formulas into numerically safe forms";
  }

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<LogOfSoftmax, LogOfSigmoid, Log1pOfSigmoid,
                 BinaryCrossEntropyByHand, BinaryCrossEntropyOfSigmoid,
                 NllOfLogSoftmax, SumOfWeightedLogSoftmax, GatherOfLogSoftmax,
                 SignOutOfProduct, SignOutOfSum, LogOfSumOfExp,
                 LogSoftmaxByHand, SoftmaxByHand>(&getContext());
    FrozenRewritePatternSet stable(std::move(patterns));
    RewritePatternSet opening(&getContext());
    opening.add<DecomposeComposite>(&getContext(), /*benefit=*/0);
    FrozenRewritePatternSet decompose(std::move(opening));
    // Whole losses first, then the terms that their formulas consist of.
    if (failed(applyPatternsGreedily(getOperation(), stable)) ||
        failed(applyPatternsGreedily(getOperation(), decompose)) ||
        failed(applyPatternsGreedily(getOperation(), stable)) ||
        failed(applyPatternsGreedily(getOperation(), decompose)))
      signalPassFailure();
  }
};

} // namespace

std::unique_ptr<Pass> nadir::createStabilizePass() {
  return std::make_unique<StabilizePass>();
}

void nadir::registerStabilizePasses() {
  PassRegistration<StabilizePass>();
  registerPass([] { return createMarkVariablesPass(); });
  registerPass([] { return createInlineFunctionsPass(); });
}
