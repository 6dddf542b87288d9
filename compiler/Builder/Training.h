// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What may stand around the optimizer of `Graph::minimize`: parameter groups,
// frozen parameters, accumulation, loss scaling, clipping and averages. Names,
// defaults and formulas are PyTorch's.

#ifndef NADIR_BUILDER_TRAINING_H
#define NADIR_BUILDER_TRAINING_H

#include "compiler/Builder/Tensor.h"

namespace nadir {

/// Which parameters: one by its tensor, or all whose names match a pattern, in
/// which `*` stands for any characters, `?` for one, `[ab]` for one of
/// several and `{a,b}` for one of several texts; `\` takes a character as it
/// is. A pattern that matches nothing is an error.
class ParameterPattern {
public:
  ParameterPattern(const char *pattern) : pattern(pattern) {}
  ParameterPattern(std::string pattern) : pattern(std::move(pattern)) {}
  ParameterPattern(const Tensor &parameter) : parameter(parameter) {}

private:
  friend struct detail::Access;
  std::string pattern;
  Tensor parameter;
};

/// Parameters that are updated in another way than the rest. No parameter may
/// be in two groups.
struct ParameterGroup {
  std::vector<ParameterPattern> params;
  /// Instead of the graph's optimizer and all its settings.
  std::optional<Optimizer> optimizer = std::nullopt;
  /// Instead of single settings of the optimizer.
  std::optional<double> lr = std::nullopt;
  std::optional<double> weight_decay = std::nullopt;
  /// What learning rates at run time call it; "group1", "group2", .. by
  /// default.
  std::string name = "";
};

/// Several calls of train_step make one step of the optimizer.
struct Accumulate {
  int64_t steps;
  /// How their gradients are put together: "mean" or "sum".
  std::string reduction = "mean";
};

/// Scales the loss so that small gradients don't vanish, and skips steps whose
/// gradients are not finite.
/// https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling
struct GradScaler {
  double init_scale = 65536.0;
  double growth_factor = 2.0;
  double backoff_factor = 0.5;
  int64_t growth_interval = 2000;
};

/// torch.nn.utils.clip_grad_norm_ over all trained parameters. `train_step`
/// returns the norm before clipping as "grad_norm".
struct ClipGradNorm {
  double max_norm;
  /// Infinity for the largest magnitude.
  double norm_type = 2.0;
  /// Fail a step whose norm is not finite; it changes nothing.
  bool error_if_nonfinite = false;
};

/// A second set of parameters that averages the first, as
/// torch.optim.swa_utils.AveragedModel. The entry "swap_averages" exchanges
/// the two.
struct Average {
  /// "ema": get_ema_multi_avg_fn(decay); "swa": equal weights.
  std::string kind = "ema";
  /// Of "ema".
  double decay = 0.999;
  /// Steps start, start + every, .. of the optimizer contribute.
  int64_t start = 1;
  int64_t every = 1;
  /// Whether eval_step and predict read the averages.
  bool evaluate = false;
};

struct MinimizeOptions {
  std::vector<ParameterGroup> groups = {};
  /// Parameters that keep their values; no gradient is computed for them.
  std::vector<ParameterPattern> frozen = {};
  std::optional<Accumulate> accumulate = std::nullopt;
  std::optional<GradScaler> grad_scaler = std::nullopt;
  /// Skip steps whose gradients are not finite.
  bool skip_nonfinite = false;
  std::optional<ClipGradNorm> clip_grad_norm = std::nullopt;
  /// torch.nn.utils.clip_grad_value_: clamps each element to +-this.
  std::optional<double> clip_grad_value = std::nullopt;
  /// With both: clip values first, and then the norm of what is left.
  bool clip_value_first = false;
  std::optional<Average> average = std::nullopt;
};

} // namespace nadir

#endif // NADIR_BUILDER_TRAINING_H
