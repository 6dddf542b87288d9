// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Meanings.h"
#include "compiler/Reference/Reductions.h"
#include "dialect/Nadir.h"

namespace nadir::reference {

namespace {

Outcome bincount(BincountOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()];
  const Tensor &weights = scope[op.getWeights()];
  Tensor result = scope.zerosFor(op.getResult());
  for (int64_t i = 0; i < input.count(); ++i) {
    int64_t index = input.values<int64_t>()[i];
    if (index < 0 || index >= op.getSize())
      return outOfRange(scope, op.getLoc(),
                        nadir::nameOf(op.getInput(), "index"), i, index, 0.0,
                        static_cast<double>(op.getSize() - 1));
    result.values<double>()[index] += weights.values<double>()[i];
  }
  return result;
}

Tensor weightAbove(WeightAboveOp op, const Scope &scope) {
  const Tensor &score = scope[op.getScore()], &weight = scope[op.getWeight()];
  Tensor result = scope.zerosFor(op.getResult());
  int64_t columns = score.size(score.rank() - 1), samples = score.count();
  if (op.getRows() && score.size(0) > 0) {
    auto rows = static_cast<int64_t>(scope[op.getRows()].number(0));
    samples = std::min(rows, score.size(0)) * (samples / score.size(0));
  }
  for (int64_t i = 0; i < samples; ++i)
    for (int64_t j = i % columns; j < samples; j += columns) {
      double other = score.values<double>()[j], own = score.values<double>()[i];
      if (op.getInclusive() ? other >= own : other > own)
        result.values<double>()[i] += weight.values<double>()[j];
    }
  return result;
}

} // namespace

void addCounting(Meanings &meanings) {
  meanings.add<BincountOp>(bincount);
  meanings.add<WeightAboveOp>(weightAbove);
}

} // namespace nadir::reference
