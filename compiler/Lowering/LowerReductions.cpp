// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nadir {
namespace {

/// The loops of a reduction over some dimensions of its input, and how they
/// index its result.
struct ReductionLoops {
  ReductionLoops(RankedTensorType input, ArrayRef<int64_t> dims, bool keepdim) {
    Builder b(input.getContext());
    SmallVector<AffineExpr> kept;
    for (int64_t i = 0; i < input.getRank(); ++i) {
      bool reduced = llvm::is_contained(dims, i);
      iterators.push_back(reduced ? utils::IteratorType::reduction
                                  : utils::IteratorType::parallel);
      if (!reduced)
        kept.push_back(b.getAffineDimExpr(i));
      else if (keepdim)
        kept.push_back(b.getAffineConstantExpr(0));
    }
    inputMap = b.getMultiDimIdentityMap(input.getRank());
    resultMap = AffineMap::get(input.getRank(), 0, kept, b.getContext());
  }

  SmallVector<utils::IteratorType> iterators;
  AffineMap inputMap;
  AffineMap resultMap;
};

template <typename Float, typename Integer, typename Op>
Value reduce(KernelBuilder &kernel, Op op, TypedAttr start) {
  RankedTensorType input = op.getInput().getType();
  ReductionLoops loops(input, resolveDims(op.getDim(), input.getRank()),
                       op.getKeepdim());
  Value tensor = kernel.lookup(op.getInput());
  if (input.getRank() == 0)
    return tensor;
  KernelBuilder::Operand init{kernel.filled(op.getType(), start),
                              loops.resultMap};
  return kernel.generic(
      {{tensor, loops.inputMap}}, init, loops.iterators,
      [](ImplicitLocOpBuilder &b, ValueRange args) -> SmallVector<Value> {
        if (isa<FloatType>(args[0].getType()))
          return {Float::create(b, args[1], args[0])};
        return {Integer::create(b, args[1], args[0])};
      })[0];
}

/// Whether `value` takes the place of `best`, which was met before: the first
/// of equals stays, and the first NaN beats everything.
Value beats(ImplicitLocOpBuilder &b, Value value, Value best) {
  if (!isa<FloatType>(value.getType()))
    return arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, value, best);
  using P = arith::CmpFPredicate;
  Value larger = arith::CmpFOp::create(b, P::OGT, value, best);
  Value isNan = arith::CmpFOp::create(b, P::UNO, value, value);
  Value bestIsNumber = arith::CmpFOp::create(b, P::ORD, best, best);
  Value firstNan = arith::AndIOp::create(b, isNan, bestIsNumber);
  return arith::OrIOp::create(b, larger, firstNan);
}

Value lowerArgmax(KernelBuilder &kernel, ArgmaxOp op) {
  RankedTensorType input = op.getInput().getType();
  if (input.getRank() == 0)
    return kernel.filled(op.getType(), kernel.builder().getI64IntegerAttr(0));
  SmallVector<int64_t> dims;
  if (std::optional<int64_t> dim = op.getDim())
    dims.push_back(*dim);
  dims = resolveDims(dims, input.getRank());
  ReductionLoops loops(input, dims, op.getKeepdim());
  Value tensor = kernel.lookup(op.getInput());
  Type element = input.getElementType();
  Value best = kernel.filled(op.getType().clone(element),
                             extremeAttr(element, /*smallest=*/true));
  Value first =
      kernel.filled(op.getType(), kernel.builder().getI64IntegerAttr(0));
  auto body = [&](ImplicitLocOpBuilder &b,
                  ValueRange args) -> SmallVector<Value> {
    Value index =
        op.getDim()
            ? Value(arith::IndexCastOp::create(
                  b, b.getI64Type(), linalg::IndexOp::create(b, dims[0])))
            : kernel.position(b, input);
    Value better = beats(b, args[0], args[1]);
    return {arith::SelectOp::create(b, better, args[0], args[1]),
            arith::SelectOp::create(b, better, index, args[2])};
  };
  return kernel.generic({{tensor, loops.inputMap}},
                        {{best, loops.resultMap}, {first, loops.resultMap}},
                        loops.iterators, body)[1];
}

/// Reads no element: only shapes and the number of rows matter.
Value lowerElementCount(KernelBuilder &kernel, ElementCountOp op) {
  RankedTensorType input = op.getInput().getType();
  auto element = cast<FloatType>(op.getType().getElementType());
  return kernel.parallel(
      op.getType(), {}, [&](ImplicitLocOpBuilder &b, ValueRange) -> Value {
        int64_t count = 1;
        bool timesRows = false;
        for (int64_t dim : resolveDims(op.getDim(), input.getRank()))
          if (input.isDynamicDim(dim))
            timesRows = true;
          else
            count *= input.getDimSize(dim);
        Value total = constantOf(b, b.getI64Type(), count);
        if (timesRows) {
          Value rows =
              arith::IndexCastOp::create(b, b.getI64Type(), kernel.rows());
          total = arith::MulIOp::create(b, rows, total);
        }
        return arith::SIToFPOp::create(b, element, total);
      });
}

} // namespace

Value lowerReduction(KernelBuilder &kernel, Operation *op) {
  using namespace arith;
  Type type = op->getNumResults() == 1 ? getElementTypeOrSelf(op->getResult(0))
                                       : Type();
  Builder b(op->getContext());
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](SumOp op) {
        return reduce<AddFOp, AddIOp>(kernel, op,
                                      cast<TypedAttr>(b.getZeroAttr(type)));
      })
      .Case([&](MaxOp op) {
        return reduce<MaximumFOp, MaxSIOp>(kernel, op, extremeAttr(type, true));
      })
      .Case([&](MinOp op) {
        return reduce<MinimumFOp, MinSIOp>(kernel, op,
                                           extremeAttr(type, false));
      })
      .Case([&](ArgmaxOp op) { return lowerArgmax(kernel, op); })
      .Case([&](ElementCountOp op) { return lowerElementCount(kernel, op); })
      .Default(Value());
}

} // namespace nadir
