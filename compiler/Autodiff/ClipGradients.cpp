// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// torch.nn.utils.clip_grad_norm_ and clip_grad_value_ over all trained
// parameters:
// https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html

#include "compiler/Autodiff/TrainStep.h"
#include <cmath>

using namespace mlir;
using namespace nadir;

namespace {

/// What the norms of tensors are made of: the largest magnitude, or the sum of
/// magnitudes to the power of p.
Expr partialNorm(Expr gradient, double p) {
  if (std::isinf(p))
    return max(abs(gradient), {}, /*keepdim=*/false);
  if (p == 2.0)
    return sum(gradient * gradient, {}, /*keepdim=*/false);
  Expr magnitude = abs(gradient);
  if (p == 1.0)
    return sum(magnitude, {}, /*keepdim=*/false);
  return sum(pow(magnitude, magnitude.constant(p)), {}, /*keepdim=*/false);
}

/// The p-norm of all gradients as one vector, in the widest of their types.
Expr totalNorm(TrainStep &step, double p) {
  Type type = step.trained.front().gradient.getType();
  for (const TrainedParameter &trained : step.trained)
    if (step(trained.gradient).elementType().isF64())
      type = trained.gradient.getType();
  Type element = cast<RankedTensorType>(type).getElementType();
  Expr total;
  for (const TrainedParameter &trained : step.trained) {
    Expr part = partialNorm(cast(step(trained.gradient), element), p);
    if (!total)
      total = part;
    else
      total = std::isinf(p) ? maximum(total, part) : total + part;
  }
  if (std::isinf(p) || p == 1.0)
    return total;
  return p == 2.0 ? sqrt(total) : pow(total, total.constant(1.0 / p));
}

void clipNorm(TrainStep &step) {
  const ClipNormSettings &settings = *step.plan.clipNorm;
  Expr norm = totalNorm(step, settings.normType);
  if (settings.errorIfNonfinite) {
    // Only complete gradients are judged.
    Expr judged = choose(step.isComplete, norm, norm.constant(0.0));
    double largest = norm.elementType().isF64()
                         ? std::numeric_limits<double>::max()
                         : std::numeric_limits<float>::max();
    judged = checkRange(judged, 0.0, largest, "grad_norm");
    norm = choose(step.isComplete, judged, norm);
  }
  step.entry.addResult("result", "grad_norm", norm);
  Expr excess = norm.constant(settings.maxNorm) / (norm + norm.constant(1e-6));
  Expr factor = minimum(excess, 1.0);
  for (TrainedParameter &trained : step.trained) {
    Expr gradient = step(trained.gradient);
    trained.gradient = gradient * cast(factor, gradient.elementType());
  }
}

void clipValue(TrainStep &step) {
  double limit = *step.plan.clipValue;
  for (TrainedParameter &trained : step.trained)
    trained.gradient = clamp(step(trained.gradient), llvm::APFloat(-limit),
                             llvm::APFloat(limit));
}

} // namespace

void nadir::clipGradients(TrainStep &step) {
  if (step.plan.clipsValueFirst)
    clipValue(step);
  if (step.plan.clipNorm)
    clipNorm(step);
  if (step.plan.clipValue && !step.plan.clipsValueFirst)
    clipValue(step);
}
