// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Nadir.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/LinearCrossEntropy.cpp.inc"

namespace {

int64_t elementBytes(RankedTensorType type) {
  return type.getElementTypeBitWidth() / 8;
}

/// The cost model that the operation's description states: rows of a chunk of
/// `rows` rows of logits, or nothing if they are made as a whole.
std::optional<int64_t> chooseChunk(LinearCrossEntropyOp op, int64_t rows) {
  constexpr int64_t wholeBytes = 32 << 20, chunkBytes = 24 << 20;
  constexpr int64_t leastRows = 64, step = 16;
  RankedTensorType weight = op.getLinearWeight().getType();
  int64_t rowBytes =
      std::max<int64_t>(weight.getDimSize(0) * elementBytes(weight), 1);
  StringRef method = op.getChunkingMethod();
  if (method == "none" || weight.getRank() > 2 ||
      (method == "auto" && rows * rowBytes <= wholeBytes))
    return std::nullopt;
  auto least = [&](int64_t mostChunks) {
    return int64_t(llvm::divideCeil(rows, mostChunks));
  };
  int64_t fitting = llvm::alignDown(chunkBytes / rowBytes, step);
  int64_t chunk = std::max<int64_t>(
      {fitting, leastRows, int64_t(llvm::alignTo(least(32), step))});
  if (std::optional<int64_t> given = op.getBatchChunkSize())
    chunk = std::max(*given, least(1024));
  return chunk < rows ? std::optional(chunk) : std::nullopt;
}

/// Rows of the input, with the batch's capacity for `?`; nothing if there are
/// none, or the capacity isn't known.
std::optional<int64_t> countRows(LinearCrossEntropyOp op) {
  RankedTensorType input = op.getInput().getType();
  if (input.getRank() < 2)
    return std::nullopt;
  if (!input.isDynamicDim(0))
    return input.getDimSize(0);
  auto graph = op->getParentOfType<GraphOp>();
  std::optional<int64_t> batch = graph ? graph.getBatch() : std::nullopt;
  return batch;
}

/// The loss over chunks of rows, each of which makes its logits, its losses
/// and, once differentiated, its gradients before the next.
class ChunkedLoss {
public:
  ChunkedLoss(LinearCrossEntropyOp op, OpBuilder &builder, int64_t rows)
      : op(op), f(builder, op.getLoc()), rows(rows),
        isDynamic(op.getInput().getType().isDynamicDim(0)),
        classes(op.getLinearWeight().getType().getDimSize(0)),
        weight(f(op.getWeight())), target(f(op.getTarget())) {
    if (!isa<IntegerType>(target.elementType()))
      return;
    int64_t ignored = op.getIgnoreIndex().value_or(-100);
    target = checkIndex(target, classes, ignored, "target");
    valid = isCounted(target, ignored);
    target = select(valid, target, zerosLike(target));
  }

  Expr build(int64_t chunk) {
    Expr input = fixedRows(f(op.getInput())), labels = fixedRows(target);
    SmallVector<Value> losses;
    for (int64_t from = 0; from < rows; from += chunk) {
      int64_t to = std::min(from + chunk, rows);
      Expr logits =
          f(LinearOp::create(builder(), op.getLoc(), slice(input, from, to),
                             op.getLinearWeight(), op.getLinearBias()));
      losses.push_back(SoftmaxCrossEntropyOp::create(
          builder(), op.getLoc(), logits, distribution(slice(labels, from, to)),
          /*dim=*/1));
    }
    Expr all = f(ConcatenateOp::create(builder(), op.getLoc(), losses,
                                       /*dim=*/0));
    if (isDynamic)
      all = f(TakeRowsOp::create(
          builder(), op.getLoc(),
          RankedTensorType::get({ShapedType::kDynamic}, all.elementType()),
          all));
    return reduce(all);
  }

private:
  OpBuilder &builder() { return target.getBuilder(); }

  Expr fixedRows(Expr value) {
    if (!isDynamic)
      return value;
    Shape shape(value.type().getShape());
    shape.front() = rows;
    return f(PadRowsOp::create(
        builder(), op.getLoc(),
        RankedTensorType::get(shape, value.elementType()), value));
  }

  Expr slice(Expr value, int64_t from, int64_t to) {
    return f(
        SliceOp::create(builder(), op.getLoc(), value, /*dim=*/0, from, to));
  }

  /// What the fused loss takes as its target: labels as they are, or shares of
  /// the classes.
  Expr distribution(Expr chunk) {
    double smoothing = op.getLabelSmoothing().convertToDouble();
    if (valid && !weight && smoothing == 0.0)
      return chunk;
    Type element = op.getType().getElementType();
    if (valid)
      chunk = oneHot(chunk, 1, classes, element);
    if (smoothing != 0.0)
      chunk =
          chunk * (1.0 - smoothing) + smoothing / static_cast<double>(classes);
    return weight ? chunk * unsqueeze(weight, 0) : chunk;
  }

  Expr reduce(Expr losses) {
    if (!valid)
      return reduceLoss(losses, op.getReduction());
    losses = select(valid, losses, zerosLike(losses));
    if (op.getReduction() != "mean")
      return reduceLoss(losses, op.getReduction());
    Expr counted = cast(valid, losses.elementType());
    if (weight) {
      Expr picked = oneHot(target, 1, classes, losses.elementType());
      Expr weights = sum(picked * unsqueeze(weight, 0), 1, /*keepdim=*/false);
      counted = select(valid, weights, zerosLike(weights));
    }
    return sum(losses, {}, false) / sum(counted, {}, false);
  }

  LinearCrossEntropyOp op;
  FormulaBuilder f;
  int64_t rows;
  bool isDynamic;
  int64_t classes;
  Expr weight, target;
  /// Of index targets: whether a label counts.
  Expr valid;
};

/// cross_entropy of linear, as it is written without this operation.
Value wholeLoss(LinearCrossEntropyOp op, OpBuilder &builder) {
  FormulaBuilder f(builder, op.getLoc());
  Location location = op.getLoc();
  Expr input = f(op.getInput()), weight = f(op.getLinearWeight());
  Expr bias = f(op.getLinearBias());
  Type element = input.elementType();
  Shape logitsShape(input.type().getShape().drop_back());
  ArrayRef<int64_t> outputs = weight.type().getShape().drop_back();
  logitsShape.append(outputs.begin(), outputs.end());
  int64_t size = llvm::product_of(outputs);
  int64_t depth = weight.type().getShape().back();
  weight = reshapeTo(weight, RankedTensorType::get({size, depth}, element));
  if (bias)
    bias = reshapeTo(bias, RankedTensorType::get({size}, element));
  if (input.rank() == 1)
    input = unsqueeze(input, 0);
  Expr logits = f(LinearOp::create(builder, location, input, weight,
                                   bias ? bias.value() : Value()));
  logits = reshapeTo(logits, RankedTensorType::get(logitsShape, element));
  return CrossEntropyOp::create(builder, location, logits, op.getTarget(),
                                op.getWeight(),
                                op.getIgnoreIndex().value_or(-100),
                                op.getReduction(), op.getLabelSmoothing());
}

/// The logits' type, if input, linear_weight and linear_bias fit.
FailureOr<RankedTensorType> logitsType(function_ref<InFlightDiagnostic()> error,
                                       RankedTensorType input,
                                       RankedTensorType weight,
                                       RankedTensorType bias) {
  int64_t rank = input.getRank();
  if ((rank != 1 && rank != 2) || input.isDynamicDim(rank - 1)) {
    error() << "expected input [D] or [N, D], found " << input;
    return failure();
  }
  int64_t depth = input.getShape().back();
  if (weight.getRank() < 2 || !weight.hasStaticShape() ||
      weight.getShape().back() != depth ||
      weight.getElementType() != input.getElementType()) {
    error() << "expected linear_weight [C, .., " << depth
            << "] of the input's element type for input " << input << ", found "
            << weight;
    return failure();
  }
  if (rank == 1 && weight.getRank() > 2) {
    error() << "expected input [N, D] for linear_weight " << weight
            << " of more than two dimensions, found " << input;
    return failure();
  }
  auto outputs = weight.clone(weight.getShape().drop_back());
  if (bias && bias != outputs) {
    error() << "expected linear_bias " << outputs << ", found " << bias;
    return failure();
  }
  Shape shape(input.getShape().drop_back());
  shape.append(outputs.getShape().begin(), outputs.getShape().end());
  return RankedTensorType::get(shape, input.getElementType());
}

LogicalResult checkTarget(function_ref<InFlightDiagnostic()> error,
                          RankedTensorType logits, RankedTensorType target,
                          RankedTensorType rows) {
  auto expected = isa<FloatType>(target.getElementType())
                      ? logits
                      : rows.clone(target.getElementType());
  if (target == expected)
    return success();
  return error() << "expected target " << expected << " for logits " << logits
                 << ", found " << target;
}

} // namespace

LogicalResult LinearCrossEntropyOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  auto error = [&] {
    InFlightDiagnostic diagnostic =
        mlir::emitError(location.value_or(UnknownLoc::get(context)))
        << "'" << getOperationName() << "' op ";
    if (!location)
      diagnostic.abandon();
    return diagnostic;
  };
  auto typeOf = [](Value value) {
    return value ? cast<RankedTensorType>(value.getType()) : RankedTensorType();
  };
  FailureOr<RankedTensorType> logits = logitsType(
      error, typeOf(adaptor.getInput()), typeOf(adaptor.getLinearWeight()),
      typeOf(adaptor.getLinearBias()));
  if (failed(logits))
    return failure();
  int64_t classDim = typeOf(adaptor.getInput()).getRank() - 1;
  Shape shape(logits->getShape());
  shape.erase(shape.begin() + classDim);
  auto rows = RankedTensorType::get(shape, logits->getElementType());
  if (failed(checkTarget(error, *logits, typeOf(adaptor.getTarget()), rows)))
    return failure();
  auto weight = RankedTensorType::get({logits->getDimSize(classDim)},
                                      logits->getElementType());
  if (Value given = adaptor.getWeight(); given && given.getType() != weight)
    return error() << "expected weight " << weight
                   << ", one for each class, found " << given.getType();
  types.push_back(adaptor.getReduction() == "none"
                      ? rows
                      : RankedTensorType::get({}, logits->getElementType()));
  return success();
}

LogicalResult LinearCrossEntropyOp::verify() {
  double smoothing = getLabelSmoothing().convertToDouble();
  if (!(smoothing >= 0.0 && smoothing <= 1.0))
    return emitOpError("expected label_smoothing in [0, 1], found ")
           << smoothing;
  if (getIgnoreIndex() &&
      isa<FloatType>(getTarget().getType().getElementType()))
    return emitOpError("expected no ignore_index with probability targets, "
                       "found ")
           << *getIgnoreIndex();
  if (getBatchChunkSize() && *getBatchChunkSize() < 1)
    return emitOpError("expected batch_chunk_size of at least 1, found ")
           << *getBatchChunkSize();
  if (getBatchChunkSize() && getChunkingMethod() == "none")
    return emitOpError("expected no batch_chunk_size with chunking_method "
                       "'none', found ")
           << *getBatchChunkSize();
  return success();
}

SmallVector<Value> LinearCrossEntropyOp::decompose(OpBuilder &builder) {
  std::optional<int64_t> rows = countRows(*this);
  std::optional<int64_t> chunk =
      rows ? chooseChunk(*this, *rows) : std::nullopt;
  if (chunk)
    return {ChunkedLoss(*this, builder, *rows).build(*chunk)};
  return {wholeLoss(*this, builder)};
}

namespace {

/// Two types that differ in the number of rows alone: one batch, one fixed.
bool differInRows(RankedTensorType batch, RankedTensorType fixed) {
  return batch.getRank() > 0 && batch.isDynamicDim(0) &&
         fixed.getRank() == batch.getRank() && fixed.hasStaticShape() &&
         batch.getElementType() == fixed.getElementType() &&
         batch.getShape().drop_front() == fixed.getShape().drop_front();
}

} // namespace

LogicalResult PadRowsOp::verify() {
  if (!differInRows(getInput().getType(), getType()))
    return emitOpError("expected a batch [?, ..] and a result with a fixed "
                       "number of rows, found ")
           << getInput().getType() << " and " << getType();
  return success();
}

Value PadRowsOp::gradient(OpOperand &, Value resultGradient,
                          OpBuilder &builder) {
  return TakeRowsOp::create(builder, getLoc(), getInput().getType(),
                            resultGradient);
}

LogicalResult TakeRowsOp::verify() {
  if (!differInRows(getType(), getInput().getType()))
    return emitOpError("expected a fixed number of rows and a result [?, ..], "
                       "found ")
           << getInput().getType() << " and " << getType();
  return success();
}

Value TakeRowsOp::gradient(OpOperand &, Value resultGradient,
                           OpBuilder &builder) {
  return PadRowsOp::create(builder, getLoc(), getInput().getType(),
                           resultGradient);
}
