// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gradient accumulation: the gradients of several calls make one step of the
// optimizer. What has been added up so far is in states, and so is the number
// of calls, which makes a step resumable between any two of them.

#include "compiler/Autodiff/TrainStep.h"

using namespace mlir;
using namespace nadir;

void nadir::accumulateGradients(TrainStep &step) {
  if (!step.plan.accumulate || step.plan.accumulate->steps == 1)
    return;
  const AccumulateSettings &settings = *step.plan.accumulate;
  double steps = static_cast<double>(settings.steps);
  Type i64 = IntegerType::get(step.minimize.getContext(), 64);
  Expr count = step.addState("accumulate.count", step.scalarType(i64)) + 1.0;
  step.isComplete = eq(count, steps);
  step.setState("accumulate.count",
                select(step.isComplete, count.constant(0.0), count));
  for (TrainedParameter &trained : step.trained) {
    std::string name = trained.parameter.getName().str() + ".grad";
    auto type = cast<RankedTensorType>(trained.gradient.getType());
    Expr sum = step.addState(name, type) + step(trained.gradient);
    step.setState(name,
                  select(step.isComplete, step.f().splat(type, 0.0), sum));
    trained.gradient = settings.isMean ? sum / steps : sum;
  }
}
