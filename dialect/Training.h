// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a graph is trained, read from its `nadir.minimize`: which parameters in
// which groups, and what stands around their optimizers. Reading verifies.

#ifndef NADIR_DIALECT_TRAINING_H
#define NADIR_DIALECT_TRAINING_H

#include "dialect/Nadir.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace nadir {

/// How the parameters of one group are updated.
struct GroupSettings {
  /// Empty for group 0, which has every parameter that no other group claims.
  std::string name;
  /// The optimizer's operation, without its dialect.
  llvm::StringRef optimizer;
  /// Its attributes, and `lr`.
  mlir::DictionaryAttr settings;
  double learningRate = 0.0;
  /// The declared one, if steps are given theirs at run time.
  std::optional<double> momentum = std::nullopt;
};

struct AccumulateSettings {
  int64_t steps = 1;
  bool isMean = true;
};
struct GradScalerSettings {
  double initScale = 65536.0;
  double growthFactor = 2.0;
  double backoffFactor = 0.5;
  int64_t growthInterval = 2000;
};
struct ClipNormSettings {
  double maxNorm = 0.0;
  double normType = 2.0;
  bool errorIfNonfinite = false;
};
struct AverageSettings {
  /// "ema" or "swa"; also the last part of the averages' names.
  llvm::StringRef kind;
  double decay = 0.999;
  int64_t start = 1;
  int64_t every = 1;
  bool evaluate = false;
};

class TrainingPlan {
public:
  /// Reports the first mistake at `op`.
  static llvm::FailureOr<TrainingPlan> get(MinimizeOp op);

  /// The number of a parameter's group; nullopt if it is frozen.
  std::optional<unsigned> groupOf(ParameterOp parameter) const;
  bool hasFrozen() const { return !frozen.empty(); }
  bool skipsNonfinite() const { return gradScaler || skipNonfinite; }

  llvm::SmallVector<GroupSettings> groups;
  std::optional<AccumulateSettings> accumulate;
  std::optional<GradScalerSettings> gradScaler;
  bool skipNonfinite = false;
  std::optional<ClipNormSettings> clipNorm;
  std::optional<double> clipValue;
  /// Whether values are clipped in front of the norm.
  bool clipsValueFirst = false;
  std::optional<AverageSettings> average;

private:
  friend class TrainingReader;
  llvm::DenseMap<mlir::Operation *, unsigned> members;
  llvm::DenseSet<mlir::Operation *> frozen;
};

} // namespace nadir

#endif // NADIR_DIALECT_TRAINING_H
