// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loss scaling and skipped steps as in torch.amp.GradScaler:
// https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling
// The gradients are those of loss * scale. If all are finite, the step is
// applied with gradient / scale, and after `growth_interval` such steps in a
// row the scale grows; else the step is skipped and the scale shrinks.

#include "compiler/Autodiff/TrainStep.h"
#include <cmath>

using namespace mlir;
using namespace nadir;

namespace {

constexpr StringLiteral scaleName = "grad_scaler.scale";
constexpr StringLiteral trackerName = "grad_scaler._growth_tracker";

Expr currentScale(TrainStep &step) {
  Type f32 = Float32Type::get(step.minimize.getContext());
  return step(step.entry.argument("state", scaleName, step.scalarType(f32)));
}

/// NaN compares as false, and is what a maximum with NaN is.
Expr isFinite(Expr gradient) {
  return lt(max(abs(gradient), {}, /*keepdim=*/false), INFINITY);
}

/// GradScaler.update, when the optimizer's step is complete.
void updateScale(TrainStep &step, Expr scale) {
  const GradScalerSettings &settings = *step.plan.gradScaler;
  Type i32 = IntegerType::get(step.minimize.getContext(), 32);
  Expr tracker = step.addState(trackerName, step.scalarType(i32));
  Expr successes = tracker + 1.0;
  Expr isDue = eq(successes, static_cast<double>(settings.growthInterval));
  Expr larger = scale * settings.growthFactor;
  Expr grown = select(logicalAnd(isDue, lt(larger, INFINITY)), larger, scale);
  Expr counted = select(isDue, tracker.constant(0.0), successes);
  Expr newScale = select(step.isFinite, grown, scale * settings.backoffFactor);
  Expr newTracker = select(step.isFinite, counted, tracker.constant(0.0));
  step.setState(scaleName, choose(step.isComplete, newScale, scale));
  step.setState(trackerName, choose(step.isComplete, newTracker, tracker));
}

} // namespace

Value nadir::scaleLoss(TrainStep &step, Value loss) {
  if (!step.plan.gradScaler)
    return loss;
  Type f32 = Float32Type::get(step.minimize.getContext());
  Expr scale = step.addState(scaleName, step.scalarType(f32),
                             step.plan.gradScaler->initScale);
  Expr unscaled = step(loss);
  return unscaled * cast(scale, unscaled.elementType());
}

void nadir::unscaleGradients(TrainStep &step) {
  if (!step.plan.skipsNonfinite())
    return;
  for (const TrainedParameter &trained : step.trained)
    step.isFinite = both(step.isFinite, isFinite(step(trained.gradient)));
  Expr isSkipped = step(LogicalNotOp::create(
      step.entry.builder, step.minimize.getLoc(), step.isFinite.value()));
  step.entry.addResult("result", "step_skipped",
                       both(step.isComplete, isSkipped));
  if (!step.plan.gradScaler)
    return;
  Expr scale = currentScale(step);
  step.entry.addResult("result", "loss_scale", scale);
  // As GradScaler does, so that the factor is the same number.
  Type f64 = Float64Type::get(step.minimize.getContext());
  Expr inverse = cast(1.0 / cast(scale, f64), scale.elementType());
  for (TrainedParameter &trained : step.trained) {
    Expr gradient = step(trained.gradient);
    trained.gradient = gradient * cast(inverse, gradient.elementType());
  }
  updateScale(step, scale);
}
