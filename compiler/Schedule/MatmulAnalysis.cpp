// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulPlan.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace nadir {
namespace {

/// The strides of one operand along each loop of the contraction.
struct OperandAccess {
  unsigned input = 0;
  SmallVector<int64_t> strides;
};

/// Reads off the sizes of the loops on the way.
FailureOr<OperandAccess> readOperand(linalg::GenericOp op, unsigned operand,
                                     TypeRange inputs,
                                     MutableArrayRef<MatmulExtent> loops) {
  auto argument = dyn_cast<BlockArgument>(op.getOperand(operand));
  if (!argument || argument.getArgNumber() == 0)
    return failure();
  OperandAccess access;
  access.input = argument.getArgNumber() - 1;
  access.strides.assign(loops.size(), 0);
  ArrayRef<int64_t> sizes = cast<MemRefType>(inputs[access.input]).getShape();
  auto type = cast<RankedTensorType>(argument.getType());
  AffineMap map = op.getIndexingMapsArray()[operand];
  int64_t stride = 1;
  for (int64_t i = type.getRank() - 1; i >= 0; --i) {
    if (auto dim = dyn_cast<AffineDimExpr>(map.getResult(i))) {
      access.strides[dim.getPosition()] = stride;
      bool dynamic = type.isDynamicDim(i);
      loops[dim.getPosition()] = {sizes[i], dynamic ? 1 : 0};
    }
    stride *= sizes[i];
  }
  return access;
}

/// Whether the steps of all `loops` lie at even distances in an operand, so
/// that one loop can do them all; 0 if it doesn't have them.
std::optional<int64_t> commonStride(const OperandAccess &access,
                                    ArrayRef<unsigned> loops,
                                    ArrayRef<MatmulExtent> extents) {
  std::optional<int64_t> innermost;
  int64_t expected = 0;
  for (unsigned loop : llvm::reverse(loops)) {
    if (extents[loop].size == 1 && !extents[loop].isDynamic())
      continue;
    if (!innermost)
      innermost = expected = access.strides[loop];
    if (access.strides[loop] != expected)
      return std::nullopt;
    expected *= extents[loop].size;
  }
  return innermost.value_or(0);
}

/// One extent for nested loops, of which only the outermost may be dynamic.
std::optional<MatmulExtent> joinLoops(ArrayRef<unsigned> loops,
                                      ArrayRef<MatmulExtent> extents) {
  MatmulExtent joined;
  for (auto [position, loop] : llvm::enumerate(loops)) {
    joined.size *= extents[loop].size;
    if (extents[loop].isDynamic() && position != 0)
      return std::nullopt;
  }
  if (!loops.empty() && extents[loops[0]].isDynamic())
    joined.perRow = joined.size / std::max<int64_t>(extents[loops[0]].size, 1);
  return joined;
}

/// The single generic that reduces, but for sums of columns; everything else is
/// its epilogue.
linalg::GenericOp findContraction(func::FuncOp kernel) {
  linalg::GenericOp found;
  for (auto op : kernel.getOps<linalg::GenericOp>())
    if (op.getNumReductionLoops() != 0 && !isColumnSum(op))
      found = found ? nullptr : op;
  return found;
}

LogicalResult checkBody(linalg::GenericOp op) {
  Block *body = op.getBody();
  auto add =
      body->getTerminator()->getOperand(0).getDefiningOp<arith::AddFOp>();
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 || !add)
    return failure();
  Value accumulator = body->getArgument(2);
  Value product = add.getLhs() == accumulator ? add.getRhs() : add.getLhs();
  if (add.getLhs() != accumulator && add.getRhs() != accumulator)
    return failure();
  auto mul = product.getDefiningOp<arith::MulFOp>();
  if (!mul)
    return failure();
  Value lhs = body->getArgument(0), rhs = body->getArgument(1);
  return success((mul.getLhs() == lhs && mul.getRhs() == rhs) ||
                 (mul.getLhs() == rhs && mul.getRhs() == lhs));
}

bool startsFromZero(linalg::GenericOp op) {
  auto fill = op.getDpsInits()[0].getDefiningOp<linalg::FillOp>();
  return fill && matchPattern(fill.getInputs()[0], m_AnyZeroFloat());
}

/// Joins the leading loops into m where the right operand doesn't have them,
/// else into the batch.
LogicalResult joinLeadingLoops(MatmulProblem &problem, unsigned loopM,
                               ArrayRef<unsigned> leading,
                               ArrayRef<MatmulExtent> loops,
                               const OperandAccess &lhs,
                               const OperandAccess &rhs) {
  SmallVector<unsigned> rows(leading);
  rows.push_back(loopM);
  problem.m = loops[loopM];
  problem.lhs.outer = lhs.strides[loopM];
  auto rhsStride = commonStride(rhs, leading, loops);
  auto joinedStride = commonStride(lhs, rows, loops);
  auto joined = joinLoops(rows, loops);
  if (!leading.empty() && rhsStride == 0 && joinedStride && joined) {
    problem.m = *joined;
    problem.lhs.outer = *joinedStride;
    problem.leadingInM = true;
    return success();
  }
  auto lhsStride = commonStride(lhs, leading, loops);
  auto batch = joinLoops(leading, loops);
  if (!lhsStride || !rhsStride || !batch)
    return failure();
  problem.batch = *batch;
  problem.lhs.batch = *lhsStride;
  problem.rhs.batch = *rhsStride;
  return success();
}

/// Whether a product is better done with its rows as columns and the other way
/// round, if rows are neighbours in the left operand: where there are many of
/// them, but columns don't fill a cache line. Its results are then spread in
/// memory, which has to be made up for by what is added up for each.
bool isNarrow(const MatmulExtent &m, const MatmulExtent &n,
              const MatmulExtent &k, int64_t elementBytes) {
  constexpr int64_t manySteps = 128;
  return !m.isDynamic() && !n.isDynamic() &&
         n.size * elementBytes < cacheLineBytes &&
         m.size * elementBytes >= 2 * cacheLineBytes && k.size >= manySteps;
}

} // namespace

bool isColumnSum(linalg::GenericOp op) {
  if (op.getNumLoops() != 2 || op.getNumDpsInputs() != 1 ||
      op.getNumDpsInits() != 1 || !startsFromZero(op) ||
      op.getIteratorTypesArray() !=
          SmallVector{utils::IteratorType::reduction,
                      utils::IteratorType::parallel} ||
      !op.getIndexingMapsArray()[0].isIdentity())
    return false;
  Block *body = op.getBody();
  auto add =
      body->getTerminator()->getOperand(0).getDefiningOp<arith::AddFOp>();
  Value element = body->getArgument(0), sum = body->getArgument(1);
  return add && ((add.getLhs() == sum && add.getRhs() == element) ||
                 (add.getLhs() == element && add.getRhs() == sum));
}

FailureOr<MatmulProblem> analyzeMatmul(func::FuncOp kernel, TypeRange inputs,
                                       std::string &reason) {
  auto refuse = [&](const char *why) {
    reason = why;
    return failure();
  };
  MatmulProblem problem;
  problem.contraction = findContraction(kernel);
  linalg::GenericOp op = problem.contraction;
  if (!op || op.getNumReductionLoops() != 1)
    return refuse("it has not exactly one contraction, over one loop");
  AffineMap result = op.getIndexingMapsArray().back();
  if (failed(checkBody(op)) || !startsFromZero(op) ||
      !result.isProjectedPermutation() || result.getNumResults() < 2)
    return refuse("its contraction doesn't sum up products from 0");

  SmallVector<MatmulExtent> loops(op.getNumLoops());
  if (llvm::any_of(op.getOperandTypes(), [](Type type) {
        return llvm::is_contained(cast<RankedTensorType>(type).getShape(), 0);
      }))
    return refuse("a dimension has no elements");
  auto lhs = readOperand(op, 0, inputs, loops);
  auto rhs = readOperand(op, 1, inputs, loops);
  if (failed(lhs) || failed(rhs))
    return refuse("an operand of its contraction is not an argument");
  problem.elementType =
      cast<RankedTensorType>(op.getResult(0).getType()).getElementType();

  SmallVector<unsigned> leading, reductions;
  for (AffineExpr dim : result.getResults())
    leading.push_back(cast<AffineDimExpr>(dim).getPosition());
  unsigned loopN = leading.pop_back_val(), loopM = leading.pop_back_val();
  op.getReductionDims(reductions);
  unsigned loopK = reductions[0];
  // Which operand comes first doesn't matter to a product.
  if (lhs->strides[loopN] != 0 || rhs->strides[loopM] != 0)
    std::swap(lhs, rhs);
  if (lhs->strides[loopN] != 0 || rhs->strides[loopM] != 0)
    return refuse("an operand has both rows and columns of the result");
  problem.sumsColumns =
      llvm::any_of(kernel.getOps<linalg::GenericOp>(), isColumnSum);
  if (problem.sumsColumns &&
      (!leading.empty() || loops[loopN].isDynamic() || loops[loopN].size == 1))
    return refuse("columns are added up of a result that is not a matrix");
  if (leading.empty() && !problem.sumsColumns && lhs->strides[loopM] == 1 &&
      isNarrow(loops[loopM], loops[loopN], loops[loopK], problem.bytes(1))) {
    problem.isTransposed = true;
    std::swap(loopM, loopN);
    std::swap(lhs, rhs);
  }
  problem.results = std::max<int64_t>(
      llvm::count(kernel.getResultTypes(), op.getResult(0).getType()), 1);
  for (unsigned loop : leading)
    problem.leadingSizes.push_back(loops[loop].size);
  problem.lhsInput = lhs->input;
  problem.rhsInput = rhs->input;
  problem.innerRows = loops[loopM].size;
  problem.n = loops[loopN];
  problem.k = loops[loopK];
  problem.lhs.k = lhs->strides[loopK];
  problem.rhs.k = rhs->strides[loopK];
  problem.rhs.outer = problem.n.size == 1 ? 1 : rhs->strides[loopN];
  if (failed(joinLeadingLoops(problem, loopM, leading, loops, *lhs, *rhs)))
    return refuse("the leading dimensions of an operand are not adjacent");
  if (problem.rhs.outer != 1 && problem.rhs.k != 1)
    return refuse("its right operand is contiguous neither along n nor k");
  return problem;
}

FailureOr<MatmulProblem> analyzeMatmul(func::FuncOp kernel,
                                       std::string &reason) {
  SmallVector<Type> buffers;
  for (Type type : kernel.getArgumentTypes().drop_front())
    buffers.push_back(
        bufferType(cast<RankedTensorType>(type), batchCapacity(kernel)));
  return analyzeMatmul(kernel, buffers, reason);
}

} // namespace nadir
