// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Reductions.h"
#include "compiler/Reference/Broadcasting.h"
#include "compiler/Reference/Meanings.h"
#include "dialect/Nadir.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace nadir::reference {

namespace {

/// The shape with 1 in place of the dimensions `dims` (all, if empty).
Sizes keptShape(const Tensor &input, ArrayRef<int64_t> dims) {
  Sizes shape(input.shape());
  for (int64_t dim : resolveDims(dims, input.rank()))
    shape[dim] = 1;
  return shape;
}

/// Combines the elements along `dims` one after the other. The dimensions stay
/// with size 1.
template <class T, class Function>
Tensor fold(const Tensor &input, ArrayRef<int64_t> dims, T initial,
            Function function) {
  Tensor result(input.dtype(), keptShape(input, dims));
  std::fill(result.values<T>().begin(), result.values<T>().end(), initial);
  input.forEachIndex([&](const Index &index) {
    T &total = result.at<T>(broadcastIndex(index, result.shape()));
    total = function(total, input.at<T>(index));
  });
  return result;
}

/// function(input[i], other[i]) where `other` was reduced from the input.
template <class Function>
Tensor withReduced(const Tensor &input, const Tensor &other,
                   Function function) {
  Tensor result = input;
  result.forEachIndex([&](const Index &index) {
    double &value = result.at<double>(index);
    value =
        function(value, other.at<double>(broadcastIndex(index, other.shape())));
  });
  return result;
}

/// NaN is larger than any number.
bool isLarger(double a, double b) {
  return a > b || (std::isnan(a) && !std::isnan(b));
}

double countAlong(const Tensor &input, ArrayRef<int64_t> dims) {
  double count = 1;
  for (int64_t dim : resolveDims(dims, input.rank()))
    count *= static_cast<double>(input.size(dim));
  return count;
}

} // namespace

Tensor withShapeOf(Value value, const Scope &scope, Tensor tensor) {
  Tensor result = scope.zerosFor(value);
  if (tensor.isStoredAs<double>())
    result.values<double>() = std::move(tensor.values<double>());
  else
    result.values<int64_t>() = std::move(tensor.values<int64_t>());
  return result;
}

Tensor sumOf(const Tensor &input, ArrayRef<int64_t> dims) {
  if (input.isStoredAs<double>())
    return fold<double>(input, dims, 0.0, std::plus<>());
  Tensor total =
      fold<int64_t>(input, dims, 0, [](uint64_t total, uint64_t value) {
        return static_cast<int64_t>(total + value);
      });
  wrapAround(total);
  return total;
}

Tensor maxOf(const Tensor &input, ArrayRef<int64_t> dims) {
  if (input.isStoredAs<double>())
    return fold<double>(input, dims, -std::numeric_limits<double>::infinity(),
                        [](double largest, double value) {
                          return isLarger(value, largest) ? value : largest;
                        });
  int64_t least = input.dtype() == DType::I32
                      ? std::numeric_limits<int32_t>::min()
                      : std::numeric_limits<int64_t>::min();
  return fold<int64_t>(input, dims, least,
                       [](int64_t a, int64_t b) { return std::max(a, b); });
}

namespace {

Tensor minOf(const Tensor &input, ArrayRef<int64_t> dims) {
  if (input.isStoredAs<double>())
    return fold<double>(input, dims, std::numeric_limits<double>::infinity(),
                        [](double least, double value) {
                          return isLarger(-value, -least) ? value : least;
                        });
  int64_t most = input.dtype() == DType::I32
                     ? std::numeric_limits<int32_t>::max()
                     : std::numeric_limits<int64_t>::max();
  return fold<int64_t>(input, dims, most,
                       [](int64_t a, int64_t b) { return std::min(a, b); });
}

Tensor mean(MeanOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()];
  Tensor result = sumOf(input, op.getDim());
  for (double &value : result.values<double>())
    value /= countAlong(input, op.getDim());
  return withShapeOf(op.getResult(), scope, std::move(result));
}

/// The largest element of each group, or 0 where it is infinite: e^(x - m) is
/// the same for every m but in its rounding and range.
Tensor shiftOf(const Tensor &input, ArrayRef<int64_t> dims) {
  Tensor shift = maxOf(input, dims);
  for (double &value : shift.values<double>())
    value = std::isinf(value) ? 0 : value;
  return shift;
}

Tensor exponentials(const Tensor &shifted) {
  Tensor result = shifted;
  for (double &value : result.values<double>())
    value = std::exp(value);
  return result;
}

/// log(sum(e^x)) = m + log(sum(e^(x - m)))
Tensor logsumexpOf(const Tensor &input, ArrayRef<int64_t> dims) {
  Tensor shift = shiftOf(input, dims);
  Tensor shifted = withReduced(input, shift, std::minus<>());
  return withReduced(sumOf(exponentials(shifted), dims), shift,
                     [](double sum, double m) { return std::log(sum) + m; });
}

} // namespace

Tensor logSoftmaxOf(const Tensor &input, int64_t dim) {
  Tensor shifted = withReduced(input, maxOf(input, dim), std::minus<>());
  return withReduced(shifted, sumOf(exponentials(shifted), dim),
                     [](double x, double sum) { return x - std::log(sum); });
}

Tensor softmaxOf(const Tensor &input, int64_t dim) {
  Tensor terms =
      exponentials(withReduced(input, maxOf(input, dim), std::minus<>()));
  return withReduced(terms, sumOf(terms, dim), std::divides<>());
}

namespace {

template <class T> Tensor argmax(ArgmaxOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()];
  SmallVector<int64_t> dims;
  if (op.getDim())
    dims.push_back(*normalizeDim(*op.getDim(), input.rank()));
  Tensor largest = maxOf(input, dims);
  Tensor positions(DType::I64, largest.shape());
  std::vector<bool> isFound(largest.count());
  input.forEachIndex([&](const Index &index) {
    Index group = broadcastIndex(index, largest.shape());
    T value = input.at<T>(index), wanted = largest.at<T>(group);
    bool isEqual = value == wanted || (value != value && wanted != wanted);
    if (!isEqual || isFound[largest.positionOf(group)])
      return;
    isFound[largest.positionOf(group)] = true;
    positions.at<int64_t>(group) =
        dims.empty() ? input.positionOf(index) : index[dims.front()];
  });
  return withShapeOf(op.getResult(), scope, std::move(positions));
}

Tensor elementCount(ElementCountOp op, const Scope &scope) {
  Tensor result = scope.zerosFor(op.getResult());
  result.values<double>()[0] = countAlong(scope[op.getInput()], op.getDim());
  return result;
}

template <class Op>
void addReduction(Meanings &meanings,
                  Tensor (*reduce)(const Tensor &, ArrayRef<int64_t>)) {
  meanings.add<Op>([reduce](Op op, const Scope &scope) {
    return withShapeOf(op.getResult(), scope,
                       reduce(scope[op.getInput()], op.getDim()));
  });
}

template <class Op>
void addNormalisation(Meanings &meanings,
                      Tensor (*normalise)(const Tensor &, int64_t)) {
  meanings.add<Op>([normalise](Op op, const Scope &scope) {
    return normalise(scope[op.getInput()], op.getDim());
  });
}

} // namespace

void addReductions(Meanings &meanings) {
  addReduction<SumOp>(meanings, sumOf);
  addReduction<MaxOp>(meanings, maxOf);
  addReduction<MinOp>(meanings, minOf);
  addReduction<LogsumexpOp>(meanings, logsumexpOf);
  addNormalisation<SoftmaxOp>(meanings, softmaxOf);
  addNormalisation<LogSoftmaxOp>(meanings, logSoftmaxOf);
  meanings.add<MeanOp>(mean);
  meanings.add<ElementCountOp>(elementCount);
  meanings.add<ArgmaxOp>([](ArgmaxOp op, const Scope &scope) {
    return scope[op.getInput()].isStoredAs<double>()
               ? argmax<double>(op, scope)
               : argmax<int64_t>(op, scope);
  });
}

} // namespace nadir::reference
