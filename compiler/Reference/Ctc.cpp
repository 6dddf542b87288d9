// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Connectionist temporal classification from its definition. An alignment is
// known by its time, by how many labels it has shown, and by whether it ends
// with a blank; the gradient follows each sum of two logarithms backwards. The
// generated code's recursions over states and from the end are not used here.

#include "compiler/Reference/Meanings.h"
#include "dialect/Nadir.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace nadir::reference {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// log(exp(x) + exp(y)).
double logAdd(double x, double y) {
  double larger = std::max(x, y), smaller = std::min(x, y);
  return larger == -infinity ? larger
                             : larger + std::log1p(std::exp(smaller - larger));
}

/// One sequence: its log-probs by time, and its target.
class Alignments {
public:
  Alignments(const Tensor &logProbs, int64_t sequence, int64_t times,
             std::vector<int64_t> target, int64_t blankNumber)
      : logProbs(logProbs), sequence(sequence), times(times), target(target),
        blankClass(blankNumber), blank(times + 1, minusInfinities()),
        label(times + 1, minusInfinities()) {
    blank[0][0] = 0;
    for (int64_t t = 1; t <= times; ++t)
      for (int64_t shown = 0; shown <= count(); ++shown)
        extend(t, shown);
  }

  double loss() const {
    return -logAdd(blank[times][count()], label[times][count()]);
  }

  /// Derivatives of the loss by the log-probs [times, C].
  std::vector<std::vector<double>> derivatives() {
    std::vector<std::vector<double>> result(
        times, std::vector<double>(logProbs.size(2)));
    Table blankGrad(times + 1, std::vector<double>(count() + 1));
    Table labelGrad = blankGrad;
    share(-1, -loss(), blank[times][count()], blankGrad[times][count()]);
    share(-1, -loss(), label[times][count()], labelGrad[times][count()]);
    for (int64_t t = times; t > 0; --t)
      for (int64_t shown = 0; shown <= count(); ++shown) {
        double grad = blankGrad[t][shown];
        double total = blank[t][shown] - at(t, blankClass);
        result[t - 1][blankClass] += grad;
        share(grad, total, blank[t - 1][shown], blankGrad[t - 1][shown]);
        share(grad, total, label[t - 1][shown], labelGrad[t - 1][shown]);
        if (shown == 0)
          continue;
        grad = labelGrad[t][shown];
        total = label[t][shown] - at(t, target[shown - 1]);
        result[t - 1][target[shown - 1]] += grad;
        share(grad, total, label[t - 1][shown], labelGrad[t - 1][shown]);
        share(grad, total, blank[t - 1][shown - 1],
              blankGrad[t - 1][shown - 1]);
        if (differs(shown))
          share(grad, total, label[t - 1][shown - 1],
                labelGrad[t - 1][shown - 1]);
      }
    return result;
  }

private:
  using Table = std::vector<std::vector<double>>;

  int64_t count() const { return static_cast<int64_t>(target.size()); }
  std::vector<double> minusInfinities() const {
    return std::vector<double>(target.size() + 1, -infinity);
  }
  /// Of time t, counted from 1.
  double at(int64_t t, int64_t classNumber) const {
    return logProbs.at<double>({t - 1, sequence, classNumber});
  }
  bool differs(int64_t shown) const {
    return shown > 1 && target[shown - 1] != target[shown - 2];
  }

  void extend(int64_t t, int64_t shown) {
    blank[t][shown] =
        at(t, blankClass) + logAdd(blank[t - 1][shown], label[t - 1][shown]);
    if (shown == 0)
      return;
    double sum = logAdd(label[t - 1][shown], blank[t - 1][shown - 1]);
    if (differs(shown))
      sum = logAdd(sum, label[t - 1][shown - 1]);
    label[t][shown] = at(t, target[shown - 1]) + sum;
  }

  /// Adds to `part` what the derivative by a sum of exponentials gives it. What
  /// can't happen gets and gives nothing.
  static void share(double grad, double total, double term, double &part) {
    if (grad != 0 && term != -infinity)
      part += grad * std::exp(term - total);
  }

  const Tensor &logProbs;
  int64_t sequence, times;
  std::vector<int64_t> target;
  int64_t blankClass;
  /// Logarithms of the probabilities at time t with so many labels shown.
  Table blank, label;
};

bool isBetween(const Tensor &tensor, int64_t low, int64_t high) {
  return llvm::all_of(tensor.values<int64_t>(), [&](int64_t value) {
    return value >= low && value <= high;
  });
}

/// ctc_loss checks its operands before; these stand alone.
template <class Op> llvm::Error checkOperands(Op op, const Scope &scope) {
  const Tensor &targets = scope[op.getTargets()];
  const Tensor &lengths = scope[op.getTargetLengths()];
  const Tensor &logProbs = scope[op.getLogProbs()];
  int64_t total = 0;
  for (int64_t length : lengths.values<int64_t>())
    total += length;
  int64_t most = targets.size(targets.rank() - 1);
  if (!isBetween(scope[op.getInputLengths()], 0, logProbs.size(0)) ||
      !isBetween(lengths, 0, most) || (targets.rank() == 1 && total > most) ||
      !isBetween(targets, 0, logProbs.size(2) - 1))
    return makeError("'" + op->getName().getStringRef() +
                     "': expected lengths and labels in range");
  return llvm::Error::success();
}

template <class Op>
Alignments alignments(Op op, const Scope &scope, int64_t sequence) {
  const Tensor &targets = scope[op.getTargets()];
  const std::vector<int64_t> &labels = targets.template values<int64_t>();
  const std::vector<int64_t> &lengths =
      scope[op.getTargetLengths()].template values<int64_t>();
  int64_t first = 0;
  if (targets.rank() == 2)
    first = sequence * targets.size(1);
  else
    for (int64_t i = 0; i < sequence; ++i)
      first += lengths[i];
  std::vector<int64_t> target(labels.begin() + first,
                              labels.begin() + first + lengths[sequence]);
  return Alignments(
      scope[op.getLogProbs()], sequence,
      scope[op.getInputLengths()].template values<int64_t>()[sequence], target,
      op.getBlank());
}

Outcome ctc(CtcOp op, const Scope &scope) {
  if (llvm::Error error = checkOperands(op, scope))
    return error;
  Tensor result = scope.zerosFor(op.getResult());
  for (int64_t n = 0; n < result.count(); ++n) {
    double loss = alignments(op, scope, n).loss();
    bool isZeroed = loss == infinity && op.getZeroInfinity();
    result.values<double>()[n] = isZeroed ? 0 : loss;
  }
  return result;
}

/// PyTorch's gradient: exp(log_probs) more than the derivative, and NaN where
/// its formula is.
Outcome ctcGrad(CtcGradOp op, const Scope &scope) {
  if (llvm::Error error = checkOperands(op, scope))
    return error;
  const Tensor &logProbs = scope[op.getLogProbs()];
  Tensor result = scope.zerosFor(op.getResult());
  for (int64_t n = 0; n < logProbs.size(1); ++n) {
    Alignments sequence = alignments(op, scope, n);
    double loss = sequence.loss();
    if (loss == infinity && op.getZeroInfinity())
      continue;
    double grad = scope[op.getGrad()].values<double>()[n];
    std::vector<std::vector<double>> derivatives = sequence.derivatives();
    for (auto [t, row] : llvm::enumerate(derivatives))
      for (auto [c, derivative] : llvm::enumerate(row)) {
        Index place{int64_t(t), n, int64_t(c)};
        double logarithm = logProbs.at<double>(place);
        bool isUndefined = loss == infinity || logarithm == -infinity;
        result.at<double>(place) =
            isUndefined ? NAN : (std::exp(logarithm) + derivative) * grad;
      }
  }
  return result;
}

} // namespace

void addCtc(Meanings &meanings) {
  meanings.add<CtcOp>(ctc);
  meanings.add<CtcGradOp>(ctcGrad);
}

} // namespace nadir::reference
