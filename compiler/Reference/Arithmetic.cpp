// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Broadcasting.h"
#include "compiler/Reference/Meanings.h"
#include "dialect/Nadir.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlir;

namespace nadir::reference {

namespace {

/// result[i] = function(lhs[i], rhs[i]), broadcast.
template <class In, class Out, class Op, class Function>
Tensor combine(Op op, const Scope &scope, Function function) {
  const Tensor &lhs = scope[op.getLhs()], &rhs = scope[op.getRhs()];
  Tensor result = scope.zerosFor(op.getResult());
  result.forEachIndex([&](const Index &index) {
    result.at<Out>(index) =
        function(lhs.at<In>(broadcastIndex(index, lhs.shape())),
                 rhs.at<In>(broadcastIndex(index, rhs.shape())));
  });
  return result;
}

/// An operation on numbers of any type with a result of the same type.
template <class Op, class Function>
void addNumeric(Meanings &meanings, Function function) {
  meanings.add<Op>([function](Op op, const Scope &scope) {
    if (scope[op.getLhs()].template isStoredAs<double>())
      return combine<double, double>(op, scope, function);
    Tensor result = combine<int64_t, int64_t>(op, scope, function);
    wrapAround(result);
    return result;
  });
}

template <class Op, class Function>
void addComparison(Meanings &meanings, Function function) {
  meanings.add<Op>([function](Op op, const Scope &scope) {
    if (scope[op.getLhs()].template isStoredAs<double>())
      return combine<double, int64_t>(op, scope, function);
    return combine<int64_t, int64_t>(op, scope, function);
  });
}

// Integers wrap around, as in compiled programs.
template <class T, class Function> T wrapping(T lhs, T rhs, Function function) {
  if constexpr (std::is_same_v<T, double>)
    return function(lhs, rhs);
  else
    return static_cast<T>(
        function(static_cast<uint64_t>(lhs), static_cast<uint64_t>(rhs)));
}

double largerOf(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? a + b : std::max(a, b);
}
int64_t largerOf(int64_t a, int64_t b) { return std::max(a, b); }
double smallerOf(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? a + b : std::min(a, b);
}
int64_t smallerOf(int64_t a, int64_t b) { return std::min(a, b); }

double quotient(double a, double b) { return a / b; }
/// Total, as a compiled program must not trap: 0 for a divisor of 0, and the
/// one quotient that does not fit wraps.
int64_t quotient(int64_t a, int64_t b) {
  if (b == 0)
    return 0;
  return b == -1 ? wrapping<int64_t>(0, a, std::minus<>()) : a / b;
}

template <class T> Tensor select(SelectOp op, const Scope &scope) {
  const Tensor &condition = scope[op.getCondition()];
  const Tensor &lhs = scope[op.getLhs()], &rhs = scope[op.getRhs()];
  Tensor result = scope.zerosFor(op.getResult());
  result.forEachIndex([&](const Index &index) {
    bool taken =
        condition.at<int64_t>(broadcastIndex(index, condition.shape()));
    const Tensor &from = taken ? lhs : rhs;
    result.at<T>(index) = from.at<T>(broadcastIndex(index, from.shape()));
  });
  return result;
}

/// The largest integer of a dtype that is a number of a float dtype, too.
double largestIn(DType to, DType from) {
  int valueBits = to == DType::I32 ? 31 : 63;
  int digits = from == DType::F32 ? std::numeric_limits<float>::digits
                                  : std::numeric_limits<double>::digits;
  return std::ldexp(1.0, valueBits) -
         std::ldexp(1.0, std::max(valueBits - digits, 0));
}

/// Towards zero; what does not fit becomes the nearest integer that is a float
/// of the input's type, too.
int64_t truncate(double value, DType from, DType to) {
  if (std::isnan(value))
    return 0;
  double lowest = to == DType::I32 ? -0x1p31 : -0x1p63;
  return static_cast<int64_t>(std::clamp(value, lowest, largestIn(to, from)));
}

Tensor cast(CastOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()];
  Tensor result = scope.zerosFor(op.getResult());
  for (int64_t i = 0; i < input.count(); ++i) {
    if (result.isStoredAs<double>()) {
      result.values<double>()[i] = input.number(i);
      continue;
    }
    int64_t &to = result.values<int64_t>()[i];
    if (result.dtype() == DType::I1)
      to = input.number(i) != 0.0;
    else
      to = input.isStoredAs<double>() ? truncate(input.values<double>()[i],
                                                 input.dtype(), result.dtype())
                                      : input.values<int64_t>()[i];
  }
  wrapAround(result);
  return result;
}

Tensor logicalNot(LogicalNotOp op, const Scope &scope) {
  Tensor result = scope[op.getInput()];
  for (int64_t &value : result.values<int64_t>())
    value = !value;
  return result;
}

void addComparisons(Meanings &meanings) {
  addComparison<EqOp>(meanings, [](auto a, auto b) { return a == b; });
  addComparison<NeOp>(meanings, [](auto a, auto b) { return a != b; });
  addComparison<LtOp>(meanings, [](auto a, auto b) { return a < b; });
  addComparison<LeOp>(meanings, [](auto a, auto b) { return a <= b; });
  addComparison<GtOp>(meanings, [](auto a, auto b) { return a > b; });
  addComparison<GeOp>(meanings, [](auto a, auto b) { return a >= b; });
}

void addLogic(Meanings &meanings) {
  meanings.add<LogicalAndOp>([](LogicalAndOp op, const Scope &scope) {
    return combine<int64_t, int64_t>(
        op, scope, [](int64_t a, int64_t b) { return a && b; });
  });
  meanings.add<LogicalOrOp>([](LogicalOrOp op, const Scope &scope) {
    return combine<int64_t, int64_t>(
        op, scope, [](int64_t a, int64_t b) { return a || b; });
  });
  meanings.add<LogicalNotOp>(logicalNot);
}

} // namespace

void addArithmetic(Meanings &meanings) {
  addNumeric<AddOp>(
      meanings, [](auto a, auto b) { return wrapping(a, b, std::plus<>()); });
  addNumeric<SubOp>(
      meanings, [](auto a, auto b) { return wrapping(a, b, std::minus<>()); });
  addNumeric<MulOp>(meanings, [](auto a, auto b) {
    return wrapping(a, b, std::multiplies<>());
  });
  addNumeric<MaximumOp>(meanings,
                        [](auto a, auto b) { return largerOf(a, b); });
  addNumeric<MinimumOp>(meanings,
                        [](auto a, auto b) { return smallerOf(a, b); });
  addNumeric<DivOp>(meanings, [](auto a, auto b) { return quotient(a, b); });
  meanings.add<PowOp>([](PowOp op, const Scope &scope) {
    return combine<double, double>(
        op, scope, [](double a, double b) { return std::pow(a, b); });
  });
  addComparisons(meanings);
  addLogic(meanings);
  meanings.add<SelectOp>([](SelectOp op, const Scope &scope) {
    return scope[op.getLhs()].isStoredAs<double>() ? select<double>(op, scope)
                                                   : select<int64_t>(op, scope);
  });
  meanings.add<CastOp>(cast);
}

} // namespace nadir::reference
