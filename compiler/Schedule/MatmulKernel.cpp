// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulKernel.h"

#include "compiler/Schedule/MatmulEpilogue.h"
#include "compiler/Schedule/MatmulOperands.h"
#include "compiler/Schedule/MatmulShare.h"
#include "compiler/Schedule/MatmulSplit.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {
namespace {

class MatmulEmitter {
public:
  MatmulEmitter(func::FuncOp kernel, func::FuncOp scheduled,
                const MatmulProblem &problem, const MatmulPlan &plan,
                const LoopDomain &domain, Value scratch)
      : problem(problem), plan(plan), scratch(scratch), b(scheduled),
        arguments(scheduledArguments(scheduled, kernel)),
        operands(b, problem, plan), split(b, problem, plan),
        epilogue(kernel, problem, plan, domain, arguments),
        vectorType(VectorType::get({plan.lanes}, problem.elementType)) {}

  /// Fails if the epilogue is not pointwise.
  LogicalResult emit();
  StringRef failureReason() const { return epilogue.failureReason(); }

private:
  struct Block : MatmulBlock {
    Value batch;
    /// The first row whose sums are kept.
    Value sumsFrom;
  };
  /// A tile of rows of a block; those that it gives end at `to`.
  struct RowTile : MatmulRows {
    Value to;
    int64_t count = 1;
    /// Where the sums of its first row begin.
    Value sumsOffset;
    MatmulMicrokernel kernel;
  };
  /// The columns of a tile, of which the last ones may not exist.
  struct ColumnTile {
    Value column;
    int64_t vectors = 1;
    /// Where the sums of the tile's first row would have column 0.
    Value sumsOffset;
  };

  Value count(const MatmulExtent &extent);
  MatmulRange range(const MatmulExtent &extent, MatmulCut cut);
  MatmulRange blockRange(Value number, int64_t size, Value end);
  void prepareMemory();
  void forEachBlock(MatmulRange range, int64_t size, const MatmulExtent &extent,
                    llvm::function_ref<void(MatmulRange)> body);
  Value tileStart(Value from, Value count, int64_t tile,
                  const MatmulExtent &extent);

  void emitBatch(Value batch, MatmulRange rows, MatmulRange columns);
  void emitBlocksOfK(Block block);
  void emitBlock(const Block &block);
  void emitRows(const Block &block);
  void emitRowTiles(const Block &block, int64_t tileRows, bool small);
  void emitRowTile(const Block &block, Value number, int64_t tileRows,
                   bool small);
  void emitPanel(const Block &block, const RowTile &rows, MatmulRange columns);
  void emitTile(const Block &block, const RowTile &rows,
                const ColumnTile &columns);
  MatmulMicrokernel microkernel(const Block &block, const RowTile &rows);
  void clearSums();

  const MatmulProblem &problem;
  const MatmulPlan &plan;
  Value scratch;
  MatmulBuilder b;
  ScheduledArguments arguments;
  MatmulOperands operands;
  MatmulSplit split;
  MatmulEpilogue epilogue;
  VectorType vectorType;
  Value rowCount, columnCount, kCount;
  Value sums;
  bool finished = true;
};

Value MatmulEmitter::count(const MatmulExtent &extent) {
  return extent.isDynamic() ? b.mul(arguments.rows, extent.perRow)
                            : b.index(extent.size);
}

/// The part of a loop that belongs to this task.
MatmulRange MatmulEmitter::range(const MatmulExtent &extent, MatmulCut cut) {
  if (plan.cut != cut)
    return {b.index(0), count(extent)};
  auto [from, to] = emitTaskRange(b, b.getLoc(), arguments, plan.tasks);
  if (!extent.isDynamic())
    return {from, to};
  return {b.mul(from, extent.perRow), b.mul(to, extent.perRow)};
}

/// The part of a loop that ends at `end` and belongs to block `number`; empty
/// for blocks behind the last row.
MatmulRange MatmulEmitter::blockRange(Value number, int64_t size, Value end) {
  Value from = b.min(b.mul(number, size), end);
  return {from, b.min(b.add(from, size), end)};
}

void MatmulEmitter::prepareMemory() {
  if (!scratch)
    scratch = memref::AllocaOp::create(
        b, MemRefType::get({plan.scratchBytes}, b.getI8Type()),
        b.getI64IntegerAttr(64));
  sums =
      b.view(scratch, plan.sumScratch, plan.sumElements(), problem.elementType);
  if (plan.splits)
    split.begin(arguments.inputs, scratch, sums, rowCount, columnCount);
  else
    operands.prepare(arguments.inputs, scratch, rowCount, columnCount);
}

LogicalResult MatmulEmitter::emit() {
  MatmulRange batches = range(problem.batch, MatmulCut::Batch);
  MatmulRange rows = range(problem.m, MatmulCut::Rows);
  MatmulRange columns = range(problem.n, MatmulCut::Columns);
  rowCount = count(problem.m);
  columnCount = count(problem.n);
  kCount = count(problem.k);
  if (plan.cut == MatmulCut::Blocks) {
    auto [rowTask, columnTask] = b.divide(arguments.task, plan.columnTasks);
    rows = blockRange(rowTask, plan.taskRows, rowCount);
    columns = blockRange(columnTask, plan.taskColumns, columnCount);
  }
  prepareMemory();
  epilogue.begin(b, columns.from, columns.to);
  b.loop(batches.from, batches.to, 1,
         [&](Value batch) { emitBatch(batch, rows, columns); });
  if (plan.splits)
    split.end();
  func::ReturnOp::create(b);
  return success(finished);
}

/// Cuts `range` into blocks of `size`; the whole range is one where the extent
/// is not larger.
void MatmulEmitter::forEachBlock(MatmulRange range, int64_t size,
                                 const MatmulExtent &extent,
                                 llvm::function_ref<void(MatmulRange)> body) {
  if (size >= extent.size)
    return body(range);
  b.loop(range.from, range.to, size,
         [&](Value from) { body({from, b.min(b.add(from, size), range.to)}); });
}

void MatmulEmitter::emitBatch(Value batch, MatmulRange rows,
                              MatmulRange columns) {
  Block block;
  block.batch = batch;
  block.lhsOffset = b.mul(batch, problem.lhs.batch);
  block.rhsOffset = b.mul(batch, problem.rhs.batch);
  forEachBlock(
      columns, plan.columnBlock, problem.n, [&](MatmulRange columnBlock) {
        block.columns = columnBlock;
        if (plan.kBlocks == 1) {
          block.rows = rows;
          block.k = {b.index(0), kCount};
          return emitBlock(block);
        }
        forEachBlock(rows, plan.sumRows, problem.m, [&](MatmulRange rowBlock) {
          block.rows = rowBlock;
          emitBlocksOfK(block);
        });
      });
}

void MatmulEmitter::emitBlocksOfK(Block block) {
  // Those of split operands begin with the first block.
  if (!plan.splits)
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
  b.loop(b.index(0), b.index(llvm::alignDown(plan.sumElements(), plan.lanes)),
         plan.lanes,
         [&](Value i) { vector::StoreOp::create(b, zero, sums, i); });
}

void MatmulEmitter::emitBlock(const Block &block) {
  if (plan.splits)
    split.packRhs(block);
  else
    operands.packRhs(block);
  Block part = block;
  part.sumsFrom = block.rows.from;
  forEachBlock(block.rows, plan.rowBlock, problem.m, [&](MatmulRange rows) {
    part.rows = rows;
    emitRows(part);
  });
}

void MatmulEmitter::emitRows(const Block &block) {
  if (plan.splits)
    split.packLhs(block);
  else
    operands.packLhs(block);
  auto full = [&] { emitRowTiles(block, plan.tileRows, false); };
  auto small = [&] { emitRowTiles(block, plan.smallTileRows, true); };
  bool alwaysFull = plan.splits || !problem.m.isDynamic() ||
                    problem.m.perRow >= plan.tileRows;
  if (alwaysFull)
    full();
  else
    b.branch(b.atLeast(rowCount, b.index(plan.tileRows)), full, small);
}

/// The first row (or column) of a tile of `tile` rows that is to give those
/// from `from` on: the tile is moved up if it would reach beyond the last one.
/// It begins at 0 if there are too few.
Value MatmulEmitter::tileStart(Value from, Value count, int64_t tile,
                               const MatmulExtent &extent) {
  // Split rows beyond the last one exist, if only in the copy.
  if (plan.splits)
    return from;
  if (extent.isDynamic())
    return b.max(b.min(from, b.sub(count, b.index(tile))), b.index(0));
  // Tasks and blocks begin at multiples of a tile.
  if (extent.size % tile == 0)
    return from;
  return b.min(from, b.index(std::max<int64_t>(extent.size - tile, 0)));
}

void MatmulEmitter::emitRowTiles(const Block &block, int64_t tileRows,
                                 bool small) {
  Value tiles = b.ceilDivide(b.sub(block.rows.to, block.rows.from), tileRows);
  // Rows that are split ahead need a tile before them.
  b.loop(b.index(plan.rowsAhead != 0 ? -1 : 0), tiles, 1,
         [&](Value number) { emitRowTile(block, number, tileRows, small); });
}

void MatmulEmitter::emitRowTile(const Block &block, Value number,
                                int64_t tileRows, bool small) {
  RowTile rows;
  rows.number = number;
  rows.count = tileRows;
  rows.isSmall = small;
  rows.from = b.add(block.rows.from, b.mul(number, tileRows));
  rows.to = b.min(b.add(rows.from, tileRows), block.rows.to);
  // A small tile stays in place and does its last row several times instead.
  rows.start =
      small ? rows.from : tileStart(rows.from, rowCount, tileRows, problem.m);
  rows.sumsOffset = b.index(plan.sumLead());
  if (plan.kBlocks > 1)
    rows.sumsOffset =
        b.add(rows.sumsOffset,
              b.mul(b.sub(rows.from, block.sumsFrom), plan.sumStride()));
  if (!plan.splits)
    rows.kernel = microkernel(block, rows);
  else
    split.beginRows(block, rows);
  auto panels = [&] {
    forEachBlock(block.columns, plan.panelColumns, problem.n,
                 [&](MatmulRange columns) { emitPanel(block, rows, columns); });
  };
  if (plan.rowsAhead != 0)
    b.branch(b.atLeast(number, b.index(0)), panels);
  else
    panels();
  if (plan.splits)
    split.endRows(block);
}

/// A panel: the columns whose sums are finished before the epilogue takes them.
void MatmulEmitter::emitPanel(const Block &block, const RowTile &rows,
                              MatmulRange columns) {
  // Sums that go on with the next block of k have places of their own.
  Value first = plan.kBlocks > 1 ? block.columns.from : columns.from;
  Value sumsOffset = b.sub(rows.sumsOffset, first);
  Value width = b.sub(columns.to, columns.from);
  Value tiles = plan.restVectors != 0
                    ? b.divide(width, plan.tileColumns()).first
                    : b.ceilDivide(width, plan.tileColumns());
  b.loop(b.index(0), tiles, 1, [&](Value number) {
    Value column = b.add(columns.from, b.mul(number, plan.tileColumns()));
    emitTile(block, rows, {column, plan.tileVectors, sumsOffset});
  });
  if (plan.restVectors != 0) {
    Value column = b.add(columns.from, b.mul(tiles, plan.tileColumns()));
    b.branch(b.atLeast(b.sub(columns.to, column), b.index(1)), [&] {
      emitTile(block, rows, {column, plan.restVectors, sumsOffset});
    });
  }
  auto finish = [&] {
    Value offset = b.add(rows.sumsOffset, b.sub(columns.from, first));
    finished &= succeeded(epilogue.emit(
        b, {sums, offset, rows.start, columns.from, plan.sumStride(),
            block.batch, rows.from, rows.to, columns.from, columns.to}));
  };
  if (plan.kBlocks == 1)
    finish();
  else
    b.branch(b.atLeast(block.k.to, kCount), finish);
}

void MatmulEmitter::emitTile(const Block &block, const RowTile &rows,
                             const ColumnTile &columns) {
  if (plan.splits)
    return split.emitTile(block, rows, columns.column, columns.vectors,
                          b.add(columns.sumsOffset, columns.column));
  // Packed columns beyond the last one exist, if only in the copy.
  Value start = columns.column;
  if (!plan.packRhs)
    start =
        tileStart(start, columnCount, columns.vectors * plan.lanes, problem.n);
  MatmulMicrokernel kernel = rows.kernel;
  kernel.vectors = columns.vectors;
  operands.setRhs(kernel, block, columns.column, start);
  if (plan.kBlocks == 1 && epilogue.readsFarMemory())
    kernel.beside = [&](Value k) {
      epilogue.fetch(b, k, rows.start, start, rows.count);
    };
  Value offset = b.add(columns.sumsOffset, start);
  auto place = [&](int64_t row, int64_t vector) {
    return b.add(offset, row * plan.sumStride() + vector * plan.lanes);
  };
  SmallVector<Value> values;
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(vectorType));
  for (int64_t r = 0; r < rows.count; ++r)
    for (int64_t v = 0; v < kernel.vectors; ++v)
      values.push_back(plan.kBlocks == 1 ? zero
                                         : vector::LoadOp::create(
                                               b, vectorType, sums, place(r, v))
                                               .getResult());
  values = kernel.emit(b, b.sub(block.k.to, block.k.from), values);
  for (auto [i, value] : llvm::enumerate(values))
    vector::StoreOp::create(b, value, sums,
                            place(i / kernel.vectors, i % kernel.vectors));
}

MatmulMicrokernel MatmulEmitter::microkernel(const Block &block,
                                             const RowTile &rows) {
  MatmulMicrokernel kernel;
  kernel.rows = rows.count;
  kernel.vectorType = vectorType;
  kernel.useFma = plan.useFma;
  // Small tiles wait for their sums anyway.
  kernel.kUnroll = rows.isSmall ? 1 : plan.kUnroll;
  operands.setLhs(kernel, block, rows);
  return kernel;
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
  bool isShared = kernel->hasAttr(packedLhsName);
  MatmulPlan plan =
      planMatmul(*problem, target, *getMatmulChoice(kernel), isShared);
  if (isShared && !hasSharedLhs(kernel, *problem, plan)) {
    reason = "its packed operand is not that of the plan";
    return failure();
  }
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
