// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/Sequential.h"

#include "compiler/Schedule/KernelSignature.h"
#include "compiler/Schedule/SequentialMemory.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/Transforms/SubsetInsertionOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/SubsetInsertionOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace nadir {

namespace {
/// Builds a tensor program inside the scheduled function: buffers are read as
/// tensors, and the tensors that the kernel returns materialise in buffers.
class SequentialBody {
public:
  SequentialBody(func::FuncOp kernel, func::FuncOp scheduled)
      : kernel(kernel), arguments(scheduledArguments(scheduled, kernel)),
        builder(OpBuilder::atBlockEnd(&scheduled.getBody().front())),
        loc(kernel.getLoc()) {}

  void build();

private:
  /// The part of `buffer` that a tensor of type `type` has with these rows.
  Value filledPart(Value buffer, RankedTensorType type);
  /// Turns i1 into bytes or back.
  Value convertElements(Value tensor, Type elementType);
  Value readTensor(Value buffer, RankedTensorType type);
  void writeTensor(Value tensor, Value buffer);

  func::FuncOp kernel;
  ScheduledArguments arguments;
  OpBuilder builder;
  Location loc;
};
} // namespace

Value SequentialBody::filledPart(Value buffer, RankedTensorType type) {
  if (type.getShape() == cast<MemRefType>(buffer.getType()).getShape())
    return buffer;
  SmallVector<OpFoldResult> sizes;
  for (int64_t size : type.getShape())
    sizes.push_back(ShapedType::isDynamic(size)
                        ? OpFoldResult(arguments.rows)
                        : OpFoldResult(builder.getIndexAttr(size)));
  SmallVector<OpFoldResult> zeros(sizes.size(), builder.getIndexAttr(0));
  SmallVector<OpFoldResult> ones(sizes.size(), builder.getIndexAttr(1));
  return memref::SubViewOp::create(builder, loc, buffer, zeros, sizes, ones);
}

Value SequentialBody::convertElements(Value tensor, Type elementType) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<Value> rows(type.getNumDynamicDims(), arguments.rows);
  Value empty =
      tensor::EmptyOp::create(builder, loc, type.getShape(), elementType, rows);
  SmallVector<AffineMap> maps(2,
                              builder.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(),
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, empty.getType(), tensor, empty, maps, iterators,
             [&](OpBuilder &b, Location loc, ValueRange args) {
               Value result =
                   elementType.isInteger(1)
                       ? arith::TruncIOp::create(b, loc, elementType, args[0])
                             .getResult()
                       : arith::ExtUIOp::create(b, loc, elementType, args[0])
                             .getResult();
               linalg::YieldOp::create(b, loc, result);
             })
      .getResult(0);
}

Value SequentialBody::readTensor(Value buffer, RankedTensorType type) {
  Type element = type.getElementType();
  Value tensor = bufferization::ToTensorOp::create(
      builder, loc, type.clone(storageType(element)), filledPart(buffer, type),
      /*restrict=*/true, /*writable=*/false);
  return storageType(element) == element ? tensor
                                         : convertElements(tensor, element);
}

void SequentialBody::writeTensor(Value tensor, Value buffer) {
  auto type = cast<RankedTensorType>(tensor.getType());
  Type element = storageType(type.getElementType());
  if (element != type.getElementType())
    tensor = convertElements(tensor, element);
  auto materialize = bufferization::MaterializeInDestinationOp::create(
      builder, loc, tensor, filledPart(buffer, type));
  materialize.setWritable(true);
  // An in-place update may still need the old contents of this buffer.
  materialize.setRestrict(!updatesInPlace(kernel));
}

void SequentialBody::build() {
  IRMapping mapping;
  mapping.map(kernel.getArgument(0), arguments.rows);
  for (auto [tensor, buffer] :
       llvm::zip(kernel.getArguments().drop_front(), arguments.inputs))
    mapping.map(tensor,
                readTensor(buffer, cast<RankedTensorType>(tensor.getType())));
  Block &body = kernel.getBody().front();
  for (Operation &op : body.without_terminator())
    builder.clone(op, mapping);

  SmallVector<Value> results;
  for (Value result : body.getTerminator()->getOperands()) {
    result = mapping.lookup(result);
    // Some buffer may be written while a later result is still an alias of it.
    if (updatesInPlace(kernel))
      result = bufferization::AllocTensorOp::create(
          builder, loc, cast<RankedTensorType>(result.getType()), ValueRange(),
          result);
    results.push_back(result);
  }
  for (auto [result, buffer] : llvm::zip(results, arguments.outputs))
    writeTensor(result, buffer);
  func::ReturnOp::create(builder, loc);
}

/// Gives each use of an uninitialised or filled tensor a tensor of its own. If
/// one buffer of the caller stood for several, bufferization would not see that
/// writing one result destroys another.
static void splitDestinations(func::FuncOp function) {
  SmallVector<Operation *> destinations;
  function.walk([&](Operation *op) {
    if (isa<tensor::EmptyOp, linalg::FillOp>(op))
      destinations.push_back(op);
  });
  // Fills are split before what they fill.
  for (Operation *op : llvm::reverse(destinations))
    for (OpOperand &use : llvm::make_early_inc_range(op->getUses()))
      if (&use != &*op->getUses().begin()) {
        OpBuilder builder(op);
        use.set(builder.clone(*op)->getResult(0));
      }
}

static LogicalResult bufferize(func::FuncOp function, bool writesDirectly) {
  RewritePatternSet patterns(function.getContext());
  tensor::populateDecomposeTensorConcatPatterns(patterns);
  if (failed(applyPatternsGreedily(function, std::move(patterns))))
    return failure();

  splitDestinations(function);
  IRRewriter rewriter(function.getContext());
  if (writesDirectly &&
      failed(bufferization::eliminateEmptyTensors(rewriter, function)))
    return failure();
  bufferization::OneShotBufferizationOptions options;
  options.memCpyFn = [](OpBuilder &b, Location loc, Value from, Value to) {
    linalg::makeMemRefCopyOp(b, loc, from, to);
    return success();
  };
  bufferization::BufferizationState state;
  return bufferization::runOneShotBufferize(function, options, state);
}

static bool copiesToItself(Operation *op) {
  if (!isa<linalg::GenericOp>(op) || op->getNumOperands() != 2 ||
      op->getOperand(0) != op->getOperand(1))
    return false;
  Block &body = op->getRegion(0).front();
  return body.getTerminator()->getOperand(0) == body.getArgument(0);
}

static LogicalResult convertToLoops(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  SmallVector<linalg::LinalgOp> ops;
  function.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
  for (linalg::LinalgOp op : ops) {
    rewriter.setInsertionPoint(op);
    if (!copiesToItself(op) && failed(linalg::linalgOpToLoops(rewriter, op)))
      return op.emitError("cannot be written as loops");
    rewriter.eraseOp(op);
  }
  return success();
}

/// Removes views of buffers as tensors that nobody reads any more, and makes
/// equal buffers one value.
static LogicalResult simplifyBuffers(func::FuncOp function) {
  MLIRContext *context = function.getContext();
  RewritePatternSet patterns(context);
  bufferization::ToTensorOp::getCanonicalizationPatterns(patterns, context);
  memref::CastOp::getCanonicalizationPatterns(patterns, context);
  scf::ForOp::getCanonicalizationPatterns(patterns, context);
  if (failed(applyPatternsGreedily(function, std::move(patterns))))
    return failure();
  IRRewriter rewriter(context);
  DominanceInfo dominance(function);
  eliminateCommonSubExpressions(rewriter, dominance, function);
  return success();
}

/// Shares the steps of a kernel's one outer loop among tasks. Those of a kernel
/// that asks for it read and write nothing of each other. Temporaries are
/// memory of each task, so there are only so many.
static void cutTaskLoop(func::FuncOp kernel, func::FuncOp scheduled) {
  constexpr int64_t mostTasks = 16;
  SmallVector<scf::ForOp> loops(
      scheduled.getBody().front().getOps<scf::ForOp>());
  if (!kernel->hasAttr("nadir.task_loop") || loops.size() != 1)
    return;
  scf::ForOp loop = loops.front();
  std::optional<int64_t> steps = getConstantIntValue(loop.getUpperBound());
  TaskCut cut;
  cut.extent = steps.value_or(TaskCut::rowsExtent);
  cut.grain = llvm::divideCeil(
      std::max<int64_t>(steps.value_or(batchCapacity(kernel)), 1), mostTasks);
  setTaskCut(scheduled, cut);
  OpBuilder builder(loop);
  auto [from, to] = emitTaskRange(builder, loop.getLoc(),
                                  scheduledArguments(scheduled, kernel), cut);
  loop.setLowerBound(from);
  loop.setUpperBound(to);
}

LogicalResult emitSequentialKernel(func::FuncOp kernel,
                                   func::FuncOp scheduled) {
  SequentialBody(kernel, scheduled).build();
  setTaskCut(scheduled, {});
  scheduled->setAttr(sequentialName, UnitAttr::get(kernel.getContext()));
  if (failed(bufferize(scheduled, !updatesInPlace(kernel))) ||
      failed(simplifyBuffers(scheduled)) || failed(convertToLoops(scheduled)))
    return failure();
  cutTaskLoop(kernel, scheduled);
  placeTemporaries(scheduled, batchCapacity(kernel));
  return success();
}

void registerSequentialDialects(DialectRegistry &registry) {
  registry
      .insert<affine::AffineDialect, arith::ArithDialect,
              bufferization::BufferizationDialect, linalg::LinalgDialect,
              memref::MemRefDialect, scf::SCFDialect, tensor::TensorDialect>();
  arith::registerBufferizableOpInterfaceExternalModels(registry);
  linalg::registerBufferizableOpInterfaceExternalModels(registry);
  linalg::registerSubsetOpInterfaceExternalModels(registry);
  scf::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerSubsetOpInterfaceExternalModels(registry);
}

} // namespace nadir
