// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Connectionist temporal classification: the forward recursion over time in
// logarithms, and the backward one, which turns into the gradient as it goes.
// One loop over the batch holds all of a kernel, so that it can be cut into
// tasks; each keeps the tables of one sequence.

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include <limits>

using namespace mlir;

namespace nadir {
namespace {

using Body = llvm::function_ref<Value(Value index, Value carried)>;

/// The recursions of one sequence. Between its labels and around them stand
/// blanks: state 2 i + 1 is label i, even states are blanks.
class Recursion {
public:
  Recursion(KernelBuilder &kernel, ValueRange operands, int64_t blank)
      : kernel(kernel), b(kernel.builder()),
        logProbs(kernel.lookup(operands[0])),
        targets(kernel.lookup(operands[1])),
        inputLengths(kernel.lookup(operands[2])),
        targetLengths(kernel.lookup(operands[3])), blankClass(blank),
        type(tensorType(logProbs)), mostTimes(type.getDimSize(0)),
        mostLabels(tensorType(targets).getShape().back()),
        element(type.getElementType()) {}

  /// for (n : batch) result = body(n, result), on nothing but tensors of one n.
  Value forEachSequence(RankedTensorType result, Body body) {
    Operation *function = b.getInsertionBlock()->getParentOp();
    function->setAttr("nadir.task_loop", b.getUnitAttr());
    Value count = kernel.size(b, type, 1);
    return loop(index(0), count, kernel.empty(result),
                [&](Value n, Value carried) {
                  readLengths(n);
                  return body(n, carried);
                });
  }

  /// Fills the table of alpha[t, s], and keeps the loss.
  void runForward(bool zeroInfinity) {
    Value table = tensor::EmptyOp::create(
        b, ArrayRef<int64_t>{mostTimes, 2 * mostLabels + 1}, element);
    table = loop(index(0), states, table, [&](Value s, Value table) {
      Value isFirst = less(s, index(2));
      Value start = select(isFirst, logProb(index(0), s), minusInfinity());
      return insert(start, table, {index(0), s});
    });
    alpha = loop(index(1), times, table, [&](Value t, Value table) {
      Value before = sub(t, index(1));
      return loop(index(0), states, table, [&](Value s, Value table) {
        Value sum = logSum(at(table, {before, s}), earlier(table, before, s, 1),
                           earlier(table, before, s, 2));
        return insert(add(logProb(t, s), sum), table, {t, s});
      });
    });
    loss = computeLoss(zeroInfinity);
  }

  /// Adds the gradient of this sequence to `result` [T, N, C].
  Value runBackward(Value result, Value grad, bool zeroInfinity) {
    result = setToProbabilities(result, grad, zeroInfinity);
    Value table = tensor::EmptyOp::create(
        b, ArrayRef<int64_t>{2, 2 * mostLabels + 1}, element);
    auto backward = scf::ForOp::create(
        b, index(0), times, index(1), ValueRange{table, result},
        [&](OpBuilder &, Location, Value step, ValueRange carried) {
          Value t = sub(sub(times, index(1)), step);
          SmallVector<Value> next =
              backwardStep(t, step, carried[0], carried[1], grad, zeroInfinity);
          scf::YieldOp::create(b, next);
        });
    return backward.getResult(1);
  }

  Value insert(Value value, Value tensor, ValueRange place) {
    return tensor::InsertOp::create(b, value, tensor, place);
  }
  Value at(Value tensor, ValueRange place) {
    return tensor::ExtractOp::create(b, tensor, place);
  }
  Value getLoss() const { return loss; }

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value number(double value) { return constantOf(b, element, value); }
  Value minusInfinity() {
    return number(-std::numeric_limits<double>::infinity());
  }
  Value add(Value lhs, Value rhs) {
    return isa<IndexType>(lhs.getType())
               ? arith::AddIOp::create(b, lhs, rhs).getResult()
               : arith::AddFOp::create(b, lhs, rhs).getResult();
  }
  Value sub(Value lhs, Value rhs) {
    return isa<IndexType>(lhs.getType())
               ? arith::SubIOp::create(b, lhs, rhs).getResult()
               : arith::SubFOp::create(b, lhs, rhs).getResult();
  }
  Value less(Value lhs, Value rhs) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::slt, lhs, rhs);
  }
  Value equal(Value lhs, Value rhs) {
    if (isa<IndexType>(lhs.getType()))
      return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, lhs, rhs);
    return arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, lhs, rhs);
  }
  Value both(Value lhs, Value rhs) {
    return arith::AndIOp::create(b, lhs, rhs);
  }
  Value select(Value condition, Value lhs, Value rhs) {
    return arith::SelectOp::create(b, condition, lhs, rhs);
  }

  /// for (i : [from, to)) carried = body(i, carried).
  Value loop(Value from, Value to, Value initial, Body body) {
    auto op = scf::ForOp::create(
        b, from, to, index(1), initial,
        [&](OpBuilder &, Location, Value i, ValueRange carried) {
          Value next = body(i, carried[0]);
          scf::YieldOp::create(b, next);
        });
    return op.getResult(0);
  }

  /// An integer tensor's element as an index in [0, limit]. Checks refuse
  /// others, but nothing orders this kernel after them.
  Value boundedAt(Value tensor, ValueRange place, int64_t limit) {
    Value value =
        arith::IndexCastOp::create(b, b.getIndexType(), at(tensor, place));
    return clampIndex(b, value, limit + 1);
  }

  void readLengths(Value n) {
    sequence = n;
    times = boundedAt(inputLengths, n, mostTimes);
    labels = boundedAt(targetLengths, n, mostLabels);
    states = add(add(labels, labels), index(1));
    first = index(0);
    if (tensorType(targets).getRank() == 1)
      first = loop(index(0), n, index(0), [&](Value m, Value offset) {
        return add(offset, boundedAt(targetLengths, m, mostLabels));
      });
  }

  /// The class of a state.
  Value classOf(Value s) {
    Value blank = index(blankClass);
    if (mostLabels == 0)
      return blank;
    Value number = arith::ShRUIOp::create(b, s, index(1));
    Value place = clampIndex(b, add(first, number), mostLabels);
    SmallVector<Value> indices{place};
    if (tensorType(targets).getRank() == 2)
      indices.insert(indices.begin(), sequence);
    Value label = boundedAt(targets, indices, type.getDimSize(2) - 1);
    Value odd = arith::AndIOp::create(b, s, index(1));
    return select(equal(odd, index(1)), label, blank);
  }

  Value logProb(Value t, Value s) {
    return at(logProbs, {t, sequence, classOf(s)});
  }

  /// A label may follow the label before the blank between them, if they
  /// differ. `distance` 2 only; neighbours always follow each other.
  Value mayFollow(Value from, Value to, int64_t distance) {
    if (distance == 1)
      return arith::ConstantOp::create(b, b.getBoolAttr(true));
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, classOf(from),
                                 classOf(to));
  }

  /// table[t, s - distance], or -inf where no alignment comes from there.
  Value earlier(Value table, Value t, Value s, int64_t distance) {
    Value exists =
        arith::CmpIOp::create(b, arith::CmpIPredicate::sge, s, index(distance));
    Value from = select(exists, sub(s, index(distance)), s);
    Value allowed = both(exists, mayFollow(from, s, distance));
    return select(allowed, at(table, {t, from}), minusInfinity());
  }

  /// table[row, s + distance], or -inf where no alignment goes there.
  Value later(Value table, Value row, Value s, int64_t distance) {
    Value wanted = add(s, index(distance));
    Value exists = less(wanted, states);
    Value to = select(exists, wanted, s);
    Value allowed = both(exists, mayFollow(s, to, distance));
    return select(allowed, at(table, {row, to}), minusInfinity());
  }

  /// log(exp(x) + exp(y) + exp(z)), also of infinities.
  Value logSum(Value x, Value y, Value z) {
    Value largest =
        arith::MaximumFOp::create(b, arith::MaximumFOp::create(b, x, y), z);
    Value shift = select(equal(largest, minusInfinity()), number(0.0), largest);
    auto term = [&](Value value) -> Value {
      return math::ExpOp::create(b, sub(value, shift));
    };
    Value total = add(add(term(x), term(y)), term(z));
    return add(math::LogOp::create(b, total), shift);
  }

  /// Alignments end with the last label or the blank behind it. Without input
  /// there is the empty alignment, which fits the empty target.
  Value computeLoss(bool zeroInfinity) {
    Value isEmpty = equal(times, index(0)), noLabels = equal(labels, index(0));
    Value last = select(isEmpty, index(0), sub(times, index(1)));
    Value end = sub(states, index(1));
    Value before = select(noLabels, end, sub(end, index(1)));
    Value behindLabel =
        select(noLabels, minusInfinity(), at(alpha, {last, before}));
    Value total = logSum(at(alpha, {last, end}), behindLabel, minusInfinity());
    Value nothing = select(noLabels, number(0.0), minusInfinity());
    Value result = sub(number(0.0), select(isEmpty, nothing, total));
    isInfinite = equal(result, sub(number(0.0), minusInfinity()));
    return zeroInfinity ? select(isInfinite, number(0.0), result) : result;
  }

  /// The part of the gradient that has nothing to do with the target:
  /// exp(log_probs), NaN where the logarithm of an alignment's share would be
  /// one of 0 / 0, and 0 beyond the input.
  Value setToProbabilities(Value result, Value grad, bool zeroInfinity) {
    Value nan = number(std::numeric_limits<double>::quiet_NaN());
    Value limit = zeroInfinity ? select(isInfinite, index(0), times) : times;
    return loop(index(0), index(mostTimes), result, [&](Value t, Value result) {
      Value isInside = less(t, limit);
      return loop(index(0), index(type.getDimSize(2)), result,
                  [&](Value c, Value result) {
                    Value logarithm = at(logProbs, {t, sequence, c});
                    Value isUndefined = arith::OrIOp::create(
                        b, isInfinite, equal(logarithm, minusInfinity()));
                    Value share = arith::MulFOp::create(
                        b, math::ExpOp::create(b, logarithm), grad);
                    share = select(isUndefined, nan, share);
                    return insert(select(isInside, share, number(0.0)), result,
                                  {t, sequence, c});
                  });
    });
  }

  /// beta[t, s] from beta[t + 1, ..], in two rows that take turns, and each
  /// state's share of the alignments, which its class's gradient loses.
  SmallVector<Value> backwardStep(Value t, Value step, Value table,
                                  Value result, Value grad, bool zeroInfinity) {
    Value row = arith::AndIOp::create(b, step, index(1));
    Value rowBefore = sub(index(1), row);
    Value isLast = equal(step, index(0));
    table = loop(index(0), states, table, [&](Value s, Value table) {
      // In the first step there is no row before: any defined one will do.
      Value sum =
          logSum(at(table, {rowBefore, s}), later(table, rowBefore, s, 1),
                 later(table, rowBefore, s, 2));
      Value isEnd = arith::CmpIOp::create(b, arith::CmpIPredicate::sge,
                                          add(s, index(2)), states);
      Value start = select(isEnd, number(0.0), minusInfinity());
      Value value = add(logProb(t, s), select(isLast, start, sum));
      return insert(value, table, {row, s});
    });
    result = loop(index(0), states, result, [&](Value s, Value result) {
      SmallVector<Value> place{t, sequence, classOf(s)};
      Value logarithm =
          sub(add(at(alpha, {t, s}), at(table, {row, s})), at(logProbs, place));
      Value share = math::ExpOp::create(b, add(logarithm, loss));
      Value part = arith::MulFOp::create(b, share, grad);
      if (zeroInfinity)
        part = select(isInfinite, number(0.0), part);
      return insert(sub(at(result, place), part), result, place);
    });
    return {table, result};
  }

  KernelBuilder &kernel;
  ImplicitLocOpBuilder &b;
  Value logProbs, targets, inputLengths, targetLengths;
  int64_t blankClass;
  RankedTensorType type;
  int64_t mostTimes, mostLabels;
  Type element;
  /// Of the current sequence.
  Value sequence, times, labels, states, first;
  Value alpha, loss, isInfinite;
};

Value lowerLoss(KernelBuilder &kernel, CtcOp op) {
  Recursion recursion(kernel, op.getOperands(), op.getBlank());
  return recursion.forEachSequence(op.getType(), [&](Value n, Value losses) {
    recursion.runForward(op.getZeroInfinity());
    return recursion.insert(recursion.getLoss(), losses, n);
  });
}

Value lowerGradient(KernelBuilder &kernel, CtcGradOp op) {
  Recursion recursion(kernel, op.getOperands().take_front(4), op.getBlank());
  Value grads = kernel.lookup(op.getGrad());
  return recursion.forEachSequence(op.getType(), [&](Value n, Value result) {
    recursion.runForward(op.getZeroInfinity());
    return recursion.runBackward(result, recursion.at(grads, n),
                                 op.getZeroInfinity());
  });
}

} // namespace

Value lowerCtc(KernelBuilder &kernel, Operation *op) {
  if (!kernel.isSequential())
    return {};
  if (auto loss = dyn_cast<CtcOp>(op))
    return lowerLoss(kernel, loss);
  if (auto gradient = dyn_cast<CtcGradOp>(op))
    return lowerGradient(kernel, gradient);
  return {};
}

} // namespace nadir
