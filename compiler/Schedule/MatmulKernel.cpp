// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulKernel.h"

#include "compiler/Schedule/MatmulEpilogue.h"
#include "compiler/Schedule/MatmulMicrokernel.h"
#include "compiler/Schedule/MatmulPack.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {
namespace {

struct Range {
  Value from, to;
};

class MatmulEmitter {
public:
  MatmulEmitter(func::FuncOp kernel, func::FuncOp scheduled,
                const MatmulProblem &problem, const MatmulPlan &plan,
                const LoopDomain &domain, Value scratch)
      : problem(problem), plan(plan), scratch(scratch), b(scheduled),
        arguments(scheduledArguments(scheduled, kernel)),
        epilogue(kernel, problem, plan, domain, arguments),
        vectorType(VectorType::get({plan.lanes}, problem.elementType)) {}

  /// Fails if the epilogue is not pointwise.
  LogicalResult emit();
  StringRef failureReason() const { return epilogue.failureReason(); }

private:
  /// A block of the iteration space and what the loops around it know.
  struct Block {
    Value batch, lhsOffset, rhsOffset;
    Range rows, columns, k;
  };
  /// A tile of columns of a block: the columns that it computes begin at
  /// `start`, those that it gives are [from, to).
  struct ColumnTile {
    Value start, from, to;
    /// Where the right operand begins for the microkernel.
    Value rhsOffset;
    /// Where the sums of the tile's rows begin.
    Value sumsOffset;
  };

  Value count(const MatmulExtent &extent);
  Range range(const MatmulExtent &extent, MatmulCut cut);
  Range blockRange(Value number, int64_t size, Value end);
  void prepareMemory();
  Value scratchView(int64_t offset, int64_t elements);
  void forEachBlock(Range range, int64_t size, const MatmulExtent &extent,
                    llvm::function_ref<void(Range)> body);
  Value tileStart(Value from, Value count, int64_t tile,
                  const MatmulExtent &extent);

  void emitBatch(Value batch, Range rows, Range columns);
  void emitBlocksOfK(Block block);
  void emitBlock(const Block &block);
  void emitColumnTile(const Block &block, Value from, Value number);
  void emitRowTiles(const Block &block, const ColumnTile &columns,
                    int64_t tileRows, bool small);
  void emitTile(const Block &block, const ColumnTile &columns, Value number,
                int64_t tileRows, bool small);
  MatmulMicrokernel microkernel(const Block &block, const ColumnTile &columns,
                                Value start, Value number, int64_t tileRows,
                                bool small);
  void setLhs(MatmulMicrokernel &kernel, const Block &block, Value start,
              Value number, bool small);
  void clearSums();
  void packLhs(const Block &block);
  Value rhsOffset(const Block &block, Value column);
  void packRhs(const Block &block, Value column);
  bool isPartialTile() const;

  const MatmulProblem &problem;
  const MatmulPlan &plan;
  Value scratch;
  MatmulBuilder b;
  ScheduledArguments arguments;
  MatmulEpilogue epilogue;
  VectorType vectorType;
  Value rowCount, columnCount, kCount;
  Value lhs, rhs, sums, packedLhs, packedRhs;
  bool finished = true;
};

Value MatmulEmitter::count(const MatmulExtent &extent) {
  return extent.isDynamic() ? b.mul(arguments.rows, extent.perRow)
                            : b.index(extent.size);
}

/// The part of a loop that belongs to this task.
Range MatmulEmitter::range(const MatmulExtent &extent, MatmulCut cut) {
  if (plan.cut != cut)
    return {b.index(0), count(extent)};
  auto [from, to] = emitTaskRange(b, b.getLoc(), arguments, plan.tasks);
  if (!extent.isDynamic())
    return {from, to};
  return {b.mul(from, extent.perRow), b.mul(to, extent.perRow)};
}

/// The part of a loop that ends at `end` and belongs to block `number`; empty
/// for blocks behind the last row.
Range MatmulEmitter::blockRange(Value number, int64_t size, Value end) {
  Value from = b.min(b.mul(number, size), end);
  return {from, b.min(b.add(from, size), end)};
}

Value MatmulEmitter::scratchView(int64_t offset, int64_t elements) {
  auto type = MemRefType::get({elements}, problem.elementType);
  return memref::ViewOp::create(b, type, scratch, b.index(offset),
                                ValueRange());
}

void MatmulEmitter::prepareMemory() {
  lhs = b.flatten(arguments.inputs[problem.lhsInput]);
  rhs = b.flatten(arguments.inputs[problem.rhsInput]);
  if (!scratch)
    scratch = memref::AllocaOp::create(
        b, MemRefType::get({plan.scratchBytes}, b.getI8Type()),
        b.getI64IntegerAttr(64));
  sums = scratchView(plan.tileScratch, plan.tileScratchElements());
  if (plan.packRhs)
    packedRhs =
        scratchView(plan.rhsScratch, plan.tileVectors * plan.packedRhsStrip);
  if (plan.packLhs)
    packedLhs =
        scratchView(plan.lhsScratch, plan.rowTiles() * plan.packedLhsTile);
}

LogicalResult MatmulEmitter::emit() {
  Range batches = range(problem.batch, MatmulCut::Batch);
  Range rows = range(problem.m, MatmulCut::Rows);
  Range columns = range(problem.n, MatmulCut::Columns);
  rowCount = count(problem.m);
  columnCount = count(problem.n);
  kCount = count(problem.k);
  if (plan.cut == MatmulCut::Blocks) {
    auto [rowTask, columnTask] = b.divide(arguments.task, plan.columnTasks);
    rows = blockRange(rowTask, plan.rowBlock, rowCount);
    columns = blockRange(columnTask, plan.taskColumns, columnCount);
  }
  prepareMemory();
  epilogue.begin(b);
  b.loop(batches.from, batches.to, 1,
         [&](Value batch) { emitBatch(batch, rows, columns); });
  func::ReturnOp::create(b);
  return success(finished);
}

/// Cuts `range` into blocks of `size`; the whole range is one where the extent
/// is not larger.
void MatmulEmitter::forEachBlock(Range range, int64_t size,
                                 const MatmulExtent &extent,
                                 llvm::function_ref<void(Range)> body) {
  if (size >= extent.size)
    return body(range);
  b.loop(range.from, range.to, size,
         [&](Value from) { body({from, b.min(b.add(from, size), range.to)}); });
}

void MatmulEmitter::emitBatch(Value batch, Range rows, Range columns) {
  Block block{batch,
              b.mul(batch, problem.lhs.batch),
              b.mul(batch, problem.rhs.batch),
              {},
              {},
              {}};
  forEachBlock(rows, plan.rowBlock, problem.m, [&](Range rowBlock) {
    block.rows = rowBlock;
    if (plan.packLhs && plan.kBlocks == 1) {
      block.k = {b.index(0), kCount};
      packLhs(block);
    }
    forEachBlock(columns, plan.columnBlock, problem.n, [&](Range columnBlock) {
      block.columns = columnBlock;
      emitBlocksOfK(block);
    });
  });
}

void MatmulEmitter::emitBlocksOfK(Block block) {
  if (plan.kBlocks == 1) {
    block.k = {b.index(0), kCount};
    return emitBlock(block);
  }
  clearSums();
  // Results are due even if there is nothing to sum up.
  Value end = problem.k.isDynamic() ? b.max(kCount, b.index(1)) : kCount;
  b.loop(b.index(0), end, plan.kBlock, [&](Value from) {
    block.k = {from, b.min(b.add(from, plan.kBlock), kCount)};
    emitBlock(block);
  });
}

void MatmulEmitter::clearSums() {
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(vectorType));
  int64_t elements =
      plan.columnBlock / plan.tileColumns() * plan.tileColumnStride();
  b.loop(b.index(0), b.index(elements), plan.lanes,
         [&](Value i) { vector::StoreOp::create(b, zero, sums, i); });
}

void MatmulEmitter::emitBlock(const Block &block) {
  if (plan.packLhs && plan.kBlocks > 1)
    packLhs(block);
  Value tiles = b.ceilDivide(b.sub(block.columns.to, block.columns.from),
                             plan.tileColumns());
  b.loop(b.index(0), tiles, 1, [&](Value number) {
    Value from = b.add(block.columns.from, b.mul(number, plan.tileColumns()));
    emitColumnTile(block, from, number);
  });
}

/// The first row (or column) of a tile of `tile` rows that is to give those
/// from `from` on: the tile is moved up if it would reach beyond the last one.
/// It begins at 0 if there are too few.
Value MatmulEmitter::tileStart(Value from, Value count, int64_t tile,
                               const MatmulExtent &extent) {
  if (extent.isDynamic())
    return b.max(b.min(from, b.sub(count, b.index(tile))), b.index(0));
  // Tasks and blocks begin at multiples of a tile.
  if (extent.size % tile == 0)
    return from;
  return b.min(from, b.index(std::max<int64_t>(extent.size - tile, 0)));
}

void MatmulEmitter::emitColumnTile(const Block &block, Value from,
                                   Value number) {
  ColumnTile columns;
  columns.from = from;
  columns.to = b.min(b.add(from, plan.tileColumns()), block.columns.to);
  columns.start = tileStart(from, columnCount, plan.tileColumns(), problem.n);
  columns.sumsOffset =
      plan.kBlocks > 1 ? b.mul(number, plan.tileColumnStride()) : b.index(0);
  columns.rhsOffset =
      plan.packRhs ? b.index(0) : rhsOffset(block, columns.start);
  if (plan.packRhs)
    packRhs(block, columns.start);
  auto full = [&] { emitRowTiles(block, columns, plan.tileRows, false); };
  auto small = [&] { emitRowTiles(block, columns, plan.smallTileRows, true); };
  bool alwaysFull = !problem.m.isDynamic() || problem.m.perRow >= plan.tileRows;
  if (alwaysFull)
    full();
  else
    b.branch(b.atLeast(rowCount, b.index(plan.tileRows)), full, small);
}

void MatmulEmitter::emitRowTiles(const Block &block, const ColumnTile &columns,
                                 int64_t tileRows, bool small) {
  Value tiles = b.ceilDivide(b.sub(block.rows.to, block.rows.from), tileRows);
  b.loop(b.index(0), tiles, 1, [&](Value number) {
    emitTile(block, columns, number, tileRows, small);
  });
}

void MatmulEmitter::emitTile(const Block &block, const ColumnTile &columns,
                             Value number, int64_t tileRows, bool small) {
  Value from = b.add(block.rows.from, b.mul(number, tileRows));
  // A small tile stays in place and does its last row several times instead.
  Value start = small ? from : tileStart(from, rowCount, tileRows, problem.m);
  MatmulMicrokernel kernel =
      microkernel(block, columns, start, number, tileRows, small);
  int64_t tileElements = tileRows * plan.tileColumns();
  Value offset = columns.sumsOffset;
  if (plan.kBlocks > 1)
    offset = b.add(offset, b.mul(number, tileElements));

  if (plan.kBlocks == 1)
    epilogue.fetch(b, start, columns.start, tileRows);
  SmallVector<Value> values;
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(vectorType));
  for (int64_t i = 0; i < tileElements; i += plan.lanes)
    values.push_back(
        plan.kBlocks == 1
            ? zero
            : vector::LoadOp::create(b, vectorType, sums, b.add(offset, i))
                  .getResult());
  values = kernel.emit(b, b.sub(block.k.to, block.k.from), values);
  for (auto [i, value] : llvm::enumerate(values))
    vector::StoreOp::create(b, value, sums, b.add(offset, i * plan.lanes));

  auto finish = [&] {
    Value to = b.min(b.add(from, tileRows), block.rows.to);
    finished &= succeeded(
        epilogue.emit(b, {sums, offset, start, columns.start, block.batch, from,
                          to, columns.from, columns.to}));
  };
  if (plan.kBlocks == 1)
    finish();
  else
    b.branch(b.atLeast(block.k.to, kCount), finish);
}

MatmulMicrokernel MatmulEmitter::microkernel(const Block &block,
                                             const ColumnTile &columns,
                                             Value start, Value number,
                                             int64_t tileRows, bool small) {
  MatmulMicrokernel kernel;
  kernel.rows = tileRows;
  kernel.vectors = plan.tileVectors;
  kernel.vectorType = vectorType;
  kernel.useFma = plan.useFma;
  // Small tiles wait for their sums anyway.
  kernel.kUnroll = small ? 1 : plan.kUnroll;
  setLhs(kernel, block, start, number, small);
  kernel.rhs = plan.packRhs ? packedRhs : rhs;
  kernel.rhsOffset = columns.rhsOffset;
  kernel.rhsKStride = plan.packRhs ? plan.lanes : problem.rhs.k;
  kernel.rhsVectorStride = plan.packRhs ? plan.packedRhsStrip : plan.lanes;
  if (plan.packRhs || !isPartialTile())
    return kernel;
  auto maskType = VectorType::get({plan.lanes}, b.getI1Type());
  for (int64_t v = 0; v < plan.tileVectors; ++v) {
    Value left =
        b.sub(b.sub(columnCount, columns.start), b.index(v * plan.lanes));
    kernel.rhsMasks.push_back(vector::CreateMaskOp::create(b, maskType, left));
  }
  return kernel;
}

void MatmulEmitter::setLhs(MatmulMicrokernel &kernel, const Block &block,
                           Value start, Value number, bool small) {
  if (plan.packLhs) {
    kernel.lhs = packedLhs;
    kernel.lhsRowStride = 1;
    kernel.lhsKStride = plan.packedLhsStride;
    kernel.lhsOffset =
        b.add(b.mul(number, plan.packedLhsTile), plan.packedLhsStride);
    return;
  }
  kernel.lhs = lhs;
  kernel.lhsRowStride = problem.lhs.outer;
  kernel.lhsKStride = problem.lhs.k;
  kernel.lhsOffset = b.add(block.lhsOffset, b.mul(block.k.from, problem.lhs.k));
  if (!small)
    kernel.lhsOffset = b.add(kernel.lhsOffset, b.mul(start, problem.lhs.outer));
  for (int64_t r = 0; small && r < kernel.rows; ++r) {
    Value row = b.min(b.add(start, r), b.sub(rowCount, b.index(1)));
    kernel.lhsRowOffsets.push_back(b.mul(row, problem.lhs.outer));
  }
}

/// Packs the rows of a block tile by tile. Steps of k are far from each other:
/// all that is wanted of one is taken before the next. Whole vectors are
/// copied; where they would reach beyond the last row they begin earlier, and
/// their first lanes fall into the padding of the step before, for which there
/// is room before the first step.
void MatmulEmitter::packLhs(const Block &block) {
  Value tiles =
      b.ceilDivide(b.sub(block.rows.to, block.rows.from), plan.tileRows);
  Value steps = b.sub(block.k.to, block.k.from);
  Value base = b.add(block.lhsOffset, b.mul(block.k.from, problem.lhs.k));
  b.loop(b.index(0), steps, 1, [&](Value k) {
    Value fromStep = b.add(base, b.mul(k, problem.lhs.k));
    Value toStep = b.mul(b.add(k, 1), plan.packedLhsStride);
    b.loop(b.index(0), tiles, 1, [&](Value number) {
      Value row = b.add(block.rows.from, b.mul(number, plan.tileRows));
      Value start = tileStart(row, rowCount, plan.tileRows, problem.m);
      Value first =
          b.min(start, b.index(problem.m.size - plan.packedLhsStride));
      Value from = b.add(fromStep, first);
      Value to = b.sub(b.add(toStep, b.mul(number, plan.packedLhsTile)),
                       b.sub(start, first));
      for (int64_t i = 0; i < plan.packedLhsStride; i += plan.lanes) {
        Value vector =
            vector::LoadOp::create(b, vectorType, lhs, b.add(from, i));
        vector::StoreOp::create(b, vector, packedLhs, b.add(to, i));
      }
    });
  });
}

Value MatmulEmitter::rhsOffset(const Block &block, Value column) {
  return b.add(b.add(block.rhsOffset, b.mul(column, problem.rhs.outer)),
               b.mul(block.k.from, problem.rhs.k));
}

void MatmulEmitter::packRhs(const Block &block, Value column) {
  MatmulPackage package;
  package.vectorType = vectorType;
  package.from = rhs;
  package.fromOffset = rhsOffset(block, column);
  package.to = packedRhs;
  package.kStride = problem.rhs.k;
  package.columnStride = problem.rhs.outer;
  package.width = plan.tileColumns();
  package.stripStride = plan.packedRhsStrip;
  // The tile was moved up to end with the last column, if there are enough.
  package.available = isPartialTile() ? b.sub(columnCount, column)
                                      : b.index(plan.tileColumns());
  package.length = b.sub(block.k.to, block.k.from);
  packMatmulPanel(b, package);
}

/// Whether a tile may have more columns than the whole result.
bool MatmulEmitter::isPartialTile() const {
  return problem.n.isDynamic() || problem.n.size < plan.tileColumns();
}

} // namespace

/// Undoes what was written before the epilogue turned out not to fit.
static void clearFunction(func::FuncOp scheduled, bool hasScratch) {
  Block &entry = scheduled.getBody().front();
  while (!entry.empty())
    entry.back().erase();
  if (hasScratch)
    (void)scheduled.eraseArgument(scheduled.getNumArguments() - 1);
  setTaskCut(scheduled, {});
}

/// An operation that exchanges no value with the product is aligned to any
/// loops of its sizes: they need not be those of the product's result.
static bool followProduct(unsigned resultCount, const LoopDomain &domain,
                          linalg::GenericOp contraction) {
  Coordinates product = mapCoordinates(
      contraction.getIndexingMapsArray().back(), domain.loops(contraction));
  return llvm::all_of(llvm::seq(resultCount), [&](unsigned result) {
    ArrayRef<Coordinate> coordinates = domain.resultCoordinates(result);
    return coordinates.size() == product.size() &&
           llvm::all_of(llvm::zip(coordinates, product), [](auto pair) {
             auto [coordinate, along] = pair;
             return !coordinate.isAxis() || coordinate == along;
           });
  });
}

LogicalResult emitMatmulKernel(func::FuncOp kernel, func::FuncOp scheduled,
                               const TargetInfo &target, std::string &reason) {
  constexpr int64_t stackLimit = 1 << 16;
  FailureOr<LoopDomain> domain = LoopDomain::analyze(kernel, reason);
  if (failed(domain))
    return failure();
  TypeRange inputs = scheduled.getArgumentTypes();
  FailureOr<MatmulProblem> problem =
      analyzeMatmul(kernel, inputs.drop_front(2), reason);
  if (failed(problem))
    return failure();
  if (!followProduct(kernel.getNumResults(), *domain, problem->contraction)) {
    reason = "a result doesn't have the product's rows and columns";
    return failure();
  }
  MatmulPlan plan = planMatmul(*problem, target);
  setTaskCut(scheduled, plan.tasks);
  Value scratch;
  if (plan.scratchBytes > stackLimit)
    scratch = addScratch(scheduled, plan.scratchBytes);
  MatmulEmitter emitter(kernel, scheduled, *problem, plan, *domain, scratch);
  if (succeeded(emitter.emit()))
    return success();
  reason = emitter.failureReason().str();
  clearFunction(scheduled, scratch != nullptr);
  return failure();
}

} // namespace nadir
