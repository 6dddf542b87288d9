// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Averages of parameters over steps, torch.optim.swa_utils.AveragedModel:
// https://docs.pytorch.org/docs/stable/optim.html#weight-averaging-swa-and-ema
// The first value that contributes is copied. After it, with `n` values so far,
//   swa: average + (parameter - average) / (n + 1)
//   ema: average + (parameter - average) * (1 - decay)
// where torch.lerp's other form is used for a weight of at least 1/2.

#include "compiler/Autodiff/TrainStep.h"

using namespace mlir;
using namespace nadir;

/// Whether step `number` is `start`, `start + every`, ...; null if all are.
static Expr isContributing(TrainStep &step, const AverageSettings &settings) {
  double start = static_cast<double>(settings.start);
  double every = static_cast<double>(settings.every);
  Expr result;
  if (settings.start > 1)
    result = ge(step.number(), start);
  if (settings.every > 1) {
    Expr since = step.number() - start;
    result = both(result, eq(since - since / every * every, 0.0));
  }
  return result;
}

Averages::Averages(TrainStep &step) : step(step) {
  const AverageSettings &settings = *step.plan.average;
  isDue = both(step.isApplied, isContributing(step, settings));
  MLIRContext *context = step.minimize.getContext();
  std::string counter = (settings.kind + ".n_averaged").str();
  Expr count =
      step.addState(counter, step.scalarType(IntegerType::get(context, 64)));
  isFirst = eq(count, 0.0);
  Expr next = count + 1.0;
  if (settings.kind == "swa") {
    Expr share = 1.0 / cast(next, Float64Type::get(context));
    for (const TrainedParameter &trained : step.trained) {
      Type element = step(trained.value).elementType();
      if (!shares.contains(element))
        shares[element] = cast(share, element);
    }
  }
  step.setState(counter, choose(isDue, next, count));
}

void Averages::add(const TrainedParameter &trained, Value newValue) {
  const AverageSettings &settings = *step.plan.average;
  ParameterOp parameter = trained.parameter;
  std::string state = name(settings, parameter.getName());
  Expr value = step(newValue);
  Expr average = step.addState(state, value.type(), /*initialValue=*/0.0,
                               parameter.getNameAttr());
  double weight = 1.0 - settings.decay;
  Expr mean;
  if (settings.kind == "swa")
    mean = average + (value - average) * shares[value.elementType()];
  else if (weight < 0.5)
    mean = average + (value - average) * weight;
  else
    mean = value - (value - average) * (1.0 - weight);
  Expr contributed = select(isFirst, value, mean);
  step.setState(state, choose(isDue, contributed, average));
}
