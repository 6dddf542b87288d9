// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/common/TensorTesting.h"

#include <cmath>
#include <iomanip>
#include <limits>
#include <ostream>
#include <random>

using namespace nadir::reference;

void nadir::reference::PrintTo(const Tensor &tensor, std::ostream *stream) {
  *stream << tensor.typeName() << " {";
  int64_t shown = std::min<int64_t>(tensor.count(), 8);
  for (int64_t i = 0; i < shown; ++i)
    *stream << (i ? ", " : "") << std::setprecision(9) << tensor.number(i);
  *stream << (shown < tensor.count() ? ", ...}" : "}");
}

namespace nadir::test {

namespace {

bool isElementClose(double actual, double expected, Tolerance tolerance) {
  if (std::isnan(expected) || std::isnan(actual))
    return std::isnan(expected) && std::isnan(actual);
  if (actual == expected)
    return true;
  if (std::isinf(expected) || std::isinf(actual))
    return false;
  return std::fabs(actual - expected) <=
         tolerance.absolute + tolerance.relative * std::fabs(expected);
}

/// "[3, 5]"
std::string indexName(const Tensor &tensor, int64_t position) {
  std::string name;
  for (int64_t dim = tensor.rank() - 1; dim >= 0; --dim) {
    name = std::to_string(position % tensor.size(dim)) +
           (name.empty() ? "" : ", ") + name;
    position /= tensor.size(dim);
  }
  return "[" + name + "]";
}

} // namespace

testing::AssertionResult isClose(const Tensor &actual, const Tensor &expected,
                                 Tolerance tolerance, bool anyType) {
  if (actual.shape() != expected.shape() ||
      (!anyType && actual.dtype() != expected.dtype()))
    return testing::AssertionFailure() << "expected " << expected.typeName()
                                       << ", found " << actual.typeName();
  int64_t wrong = 0, first = -1;
  bool isSingle = actual.dtype() == DType::F32;
  for (int64_t i = 0; i < expected.count(); ++i) {
    double found = actual.number(i), wanted = expected.number(i);
    if (isSingle)
      found = static_cast<float>(found), wanted = static_cast<float>(wanted);
    if (isElementClose(found, wanted, tolerance))
      continue;
    first = wrong++ ? first : i;
  }
  if (wrong == 0)
    return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << wrong << " of " << expected.count() << " elements of "
         << expected.typeName() << " differ, first "
         << indexName(expected, first) << ": expected " << std::setprecision(12)
         << expected.number(first) << ", found " << actual.number(first)
         << " (tolerance " << tolerance.relative << " relative, "
         << tolerance.absolute << " absolute)";
}

Tensor reals(DType dtype, llvm::ArrayRef<int64_t> shape,
             llvm::ArrayRef<double> values) {
  std::vector<double> elements(values.begin(), values.end());
  if (dtype == DType::F32)
    for (double &value : elements)
      value = static_cast<float>(value);
  return Tensor::ofReals(dtype, shape, std::move(elements));
}

Tensor integers(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> values,
                DType dtype) {
  return Tensor::ofIntegers(dtype, shape,
                            std::vector<int64_t>(values.begin(), values.end()));
}

// The distributions of the standard library differ between implementations, its
// generators do not.
Tensor randomReals(DType dtype, llvm::ArrayRef<int64_t> shape, uint64_t seed,
                   double low, double high) {
  std::mt19937_64 generator(seed);
  std::vector<double> values(reference::countOf(shape));
  for (double &value : values)
    value =
        low + (high - low) * static_cast<double>(generator() >> 11) * 0x1p-53;
  return reals(dtype, shape, values);
}

Tensor randomIntegers(DType dtype, llvm::ArrayRef<int64_t> shape, uint64_t seed,
                      int64_t low, int64_t high) {
  std::mt19937_64 generator(seed);
  std::vector<int64_t> values(reference::countOf(shape));
  for (int64_t &value : values)
    value = low + static_cast<int64_t>(generator() %
                                       static_cast<uint64_t>(high - low));
  return integers(shape, values, dtype);
}

} // namespace nadir::test
