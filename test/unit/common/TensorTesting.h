// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Test data, and comparison of tensors with a stated tolerance.

#ifndef NADIR_TEST_UNIT_COMMON_TENSORTESTING_H
#define NADIR_TEST_UNIT_COMMON_TENSORTESTING_H

#include "compiler/Reference/Tensor.h"

#include <gtest/gtest.h>

#include <iosfwd>

namespace nadir::reference {
/// Shows type and first elements in failure messages.
void PrintTo(const Tensor &tensor, std::ostream *stream);
} // namespace nadir::reference

namespace nadir::test {

using reference::DType;
using reference::Tensor;

/// |actual - expected| <= absolute + relative * |expected|.
struct Tolerance {
  double relative = 0;
  double absolute = 0;
};

/// Exactly equal; for integers, booleans and results that must be bit-equal.
inline constexpr Tolerance exactly = {};

/// Same type and shape, and each element within the tolerance: NaN equals NaN,
/// infinities must have the same sign. Doubles that stand for f32 (as on the
/// oracle) are rounded first: they may be too large for it. With `anyType`
/// element types may differ.
testing::AssertionResult isClose(const Tensor &actual, const Tensor &expected,
                                 Tolerance tolerance, bool anyType = false);

/// An f32 tensor with values that f32 can hold, or one of f64.
Tensor reals(DType dtype, llvm::ArrayRef<int64_t> shape,
             llvm::ArrayRef<double> values);
Tensor integers(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> values,
                DType dtype = DType::I64);

/// Uniform in [low, high), the same for the same seed on every machine.
Tensor randomReals(DType dtype, llvm::ArrayRef<int64_t> shape, uint64_t seed,
                   double low = -2.0, double high = 2.0);
/// Uniform in [low, high).
Tensor randomIntegers(DType dtype, llvm::ArrayRef<int64_t> shape, uint64_t seed,
                      int64_t low, int64_t high);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_COMMON_TENSORTESTING_H
