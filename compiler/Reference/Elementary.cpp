// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions of one real number, each from its textbook definition and not from
// the formula by which the compiler knows it, so that the two check each other.

#include "compiler/Reference/Meanings.h"
#include "dialect/Nadir.h"

#include <cmath>

using namespace mlir;

namespace nadir::reference {

namespace {

template <class Op, class Function>
Tensor apply(Op op, const Scope &scope, Function function) {
  Tensor result = scope[op.getInput()];
  for (double &value : result.values<double>())
    value = function(value);
  return result;
}

template <class Op>
void addFunction(Meanings &meanings, double (*function)(double)) {
  meanings.add<Op>([function](Op op, const Scope &scope) {
    return apply(op, scope, function);
  });
}

double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
/// log(1 + exp(x)), where exp(x) would overflow x itself.
double softplus(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}
/// The standard normal distribution function.
double normalDistribution(double x) {
  return std::erfc(-x / std::sqrt(2.0)) / 2;
}
/// Keeps NaN, which compares as false.
double clampBelow(double x, double minimum) {
  return x < minimum ? minimum : x;
}
double clampAbove(double x, double maximum) {
  return x > maximum ? maximum : x;
}

Tensor gelu(GeluOp op, const Scope &scope) {
  if (op.getApproximate() == "none")
    return apply(op, scope, [](double x) { return x * normalDistribution(x); });
  return apply(op, scope, [](double x) {
    double inner = std::sqrt(2 / M_PI) * (x + 0.044715 * std::pow(x, 3));
    return 0.5 * x * (1 + std::tanh(inner));
  });
}

Tensor softplus(SoftplusOp op, const Scope &scope) {
  double beta = op.getBeta().convertToDouble();
  double threshold = op.getThreshold().convertToDouble();
  return apply(op, scope, [=](double x) {
    return beta * x > threshold ? x : softplus(beta * x) / beta;
  });
}

Tensor leakyRelu(LeakyReluOp op, const Scope &scope) {
  double slope = op.getNegativeSlope().convertToDouble();
  return apply(op, scope, [=](double x) { return x > 0 ? x : slope * x; });
}

Tensor clamp(ClampOp op, const Scope &scope) {
  return apply(op, scope, [&](double x) {
    if (op.getMin())
      x = clampBelow(x, op.getMin()->convertToDouble());
    if (op.getMax())
      x = clampAbove(x, op.getMax()->convertToDouble());
    return x;
  });
}

} // namespace

void addElementaryFunctions(Meanings &meanings) {
  addFunction<NegOp>(meanings, [](double x) { return -x; });
  addFunction<AbsOp>(meanings, [](double x) { return std::fabs(x); });
  addFunction<SignOp>(meanings, sign);
  addFunction<SquareOp>(meanings, [](double x) { return x * x; });
  addFunction<ExpOp>(meanings, [](double x) { return std::exp(x); });
  addFunction<LogOp>(meanings, [](double x) { return std::log(x); });
  addFunction<Log1pOp>(meanings, [](double x) { return std::log1p(x); });
  addFunction<Expm1Op>(meanings, [](double x) { return std::expm1(x); });
  addFunction<SqrtOp>(meanings, [](double x) { return std::sqrt(x); });
  addFunction<RsqrtOp>(meanings, [](double x) { return 1 / std::sqrt(x); });
  addFunction<TanhOp>(meanings, [](double x) { return std::tanh(x); });
  addFunction<ErfOp>(meanings, [](double x) { return std::erf(x); });
  addFunction<ErfcOp>(meanings, [](double x) { return std::erfc(x); });
  addFunction<SinOp>(meanings, [](double x) { return std::sin(x); });
  addFunction<CosOp>(meanings, [](double x) { return std::cos(x); });
  addFunction<SigmoidOp>(meanings, sigmoid);
  addFunction<LogsigmoidOp>(meanings, [](double x) { return -softplus(-x); });
  addFunction<ReluOp>(meanings, [](double x) { return clampBelow(x, 0); });
  addFunction<SiluOp>(meanings, [](double x) { return x * sigmoid(x); });
  meanings.add<GeluOp>(gelu);
  meanings.add<SoftplusOp>(
      [](SoftplusOp op, const Scope &scope) { return softplus(op, scope); });
  meanings.add<LeakyReluOp>(leakyRelu);
  meanings.add<ClampOp>(clamp);
}

} // namespace nadir::reference
