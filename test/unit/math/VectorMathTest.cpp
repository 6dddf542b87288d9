// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sweeps the expansions over the float32 numbers and compares them with
// float64 libm, whose own error is below 2^-29 units of a float32.

#include "CompiledMath.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

using nadir::test::CompiledMath;
using nadir::test::kBlock;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kMax = std::numeric_limits<float>::max();
constexpr float kTiny = std::numeric_limits<float>::denorm_min();

float fromBits(uint32_t bits) { return std::bit_cast<float>(bits); }
uint32_t toBits(float x) { return std::bit_cast<uint32_t>(x); }

/// |got - exact| in units of the last place of the float32 nearest to exact.
/// Infinity stands for 2^128, where the next finite number would be.
double ulpError(float got, double exact) {
  if (std::isnan(got) || std::isnan(exact))
    return std::isnan(got) && std::isnan(exact) ? 0.0 : HUGE_VAL;
  auto bounded = [](double x) {
    return std::abs(x) < 0x1p128 ? x : std::copysign(0x1p128, x);
  };
  exact = bounded(exact);
  int64_t field = std::bit_cast<int64_t>(std::abs(exact)) >> 52;
  int64_t exponent = std::clamp<int64_t>(field - 1023, -126, 127) - 23;
  double unitInverse = std::bit_cast<double>((1023 - exponent) << 52);
  return std::abs(bounded(got) - exact) * unitInverse;
}

struct Worst {
  double error = 0.0;
  float x = 0.0f, y = 0.0f, got = 0.0f;
};

struct Function {
  const char *op;
  double (*exact)(double);
  double bound;
  std::vector<float> thresholds = {};
  float low = -kMax, high = kMax;
};

void PrintTo(const Function &function, std::ostream *out) {
  *out << function.op;
}

/// Calls `check(x)` with every block of arguments to try.
template <typename Check> void sweep(const Function &function, Check check) {
  std::vector<float> block;
  auto add = [&](uint32_t bits) {
    float x = fromBits(bits);
    if (!(x >= function.low && x <= function.high))
      return;
    block.push_back(x);
    if (block.size() < kBlock)
      return;
    check(block);
    block.clear();
  };
  // 257 has no factor in common with a power of two: all low bits occur.
  for (uint64_t bits = 0; bits < (uint64_t(1) << 32); bits += 257)
    add(uint32_t(bits));
  std::vector<float> dense = {0.0f,      -0.0f,      1.0f,    -1.0f,
                              0x1p-126f, -0x1p-126f, 0x1p-26f};
  dense.insert(dense.end(), function.thresholds.begin(),
               function.thresholds.end());
  for (float threshold : dense)
    for (int64_t step = -3000; step <= 3000; ++step)
      add(uint32_t(toBits(threshold) + step));
  while (!block.empty() && block.size() < kBlock)
    block.push_back(block.back());
  if (!block.empty())
    check(block);
}

class VectorMath : public testing::TestWithParam<Function> {};

TEST_P(VectorMath, IsAccurate) {
  const Function &function = GetParam();
  const CompiledMath compiled[] = {
      {function.op, 1, "vector<16xf32>", {.hasFma = false}},
      {function.op, 1, "vector<16xf32>", {}}};
  Worst worst[2];
  std::vector<float> out(kBlock), scalarOut(kBlock);
  std::vector<double> exact(kBlock);
  int64_t count = 0, lanesThatDiffer = 0;
  sweep(function, [&](const std::vector<float> &x) {
    for (int i = 0; i < kBlock; ++i)
      exact[i] = function.exact(x[i]);
    for (int hasFma : {0, 1}) {
      compiled[hasFma].runVector(x.data(), x.data(), out.data());
      for (int i = 0; i < kBlock; ++i)
        if (double error = ulpError(out[i], exact[i]);
            error > worst[hasFma].error)
          worst[hasFma] = {error, x[i], 0.0f, out[i]};
      if (count % 16 != 0)
        continue;
      compiled[hasFma].runScalar(x.data(), x.data(), scalarOut.data());
      for (int i = 0; i < kBlock; ++i)
        lanesThatDiffer += toBits(out[i]) != toBits(scalarOut[i]);
    }
    ++count;
  });
  EXPECT_EQ(lanesThatDiffer, 0);
  for (int hasFma : {0, 1}) {
    const Worst &w = worst[hasFma];
    std::printf("%-11s %s FMA: %.3f ulp at %a (%.9g), got %.9g\n", function.op,
                hasFma ? "with   " : "without", w.error, w.x, w.x, w.got);
    EXPECT_LE(w.error, function.bound) << "at " << w.x;
  }
}

TEST_P(VectorMath, KeepsSpecialValues) {
  const Function &function = GetParam();
  std::vector<float> x = {0.0f, -0.0f, kInf,   -kInf,     kNaN,      -kNaN,
                          1.0f, -1.0f, kMax,   -kMax,     kTiny,     -kTiny,
                          -2.f, 200.f, -200.f, 0x1p-127f, -0x1p-127f};
  x.resize(kBlock, 0.5f);
  std::vector<float> out(kBlock);
  for (bool hasFma : {false, true}) {
    CompiledMath compiled(function.op, 1, "vector<16xf32>", {hasFma});
    compiled.runVector(x.data(), x.data(), out.data());
    for (int i = 0; i < 17; ++i) {
      if (std::abs(x[i]) < kInf &&
          (x[i] < function.low || x[i] > function.high))
        continue;
      float exact = float(function.exact(x[i]));
      EXPECT_EQ(std::isnan(out[i]), std::isnan(exact)) << "at " << x[i];
      EXPECT_LE(ulpError(out[i], exact), function.bound) << "at " << x[i];
      if (!std::isnan(exact)) {
        EXPECT_EQ(std::signbit(out[i]), std::signbit(exact)) << "at " << x[i];
      }
    }
  }
}

double rsqrt(double x) { return 1.0 / std::sqrt(x); }

/// What the logarithm of a sigmoid consists of: the logarithm knows its
/// argument to be in [0, 1].
double softplusOfMinusAbs(double x) {
  return std::log1p(std::exp(-std::abs(x)));
}

std::string testName(const testing::TestParamInfo<Function> &info) {
  std::string name = info.param.op;
  std::erase_if(name, [](char c) { return c == '.' || c == ' '; });
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    AllFunctions, VectorMath,
    testing::Values(
        Function{"math.exp",
                 std::exp,
                 1.2,
                 {88.72283f, -87.33654f, -103.97208f, 0.34657359f, -0.34657359f,
                  89.0f, -104.0f}},
        Function{"math.expm1",
                 std::expm1,
                 1.7,
                 {88.72283f, -17.328679f, 0.34657359f, -0.34657359f, 1.0397208f,
                  -1.0397208f, -18.0f, 89.0f}},
        Function{"math.log", std::log, 1.0, {0.70710678f, 1.4142135f}, 0.0f},
        Function{
            "math.log1p", std::log1p, 1.6, {-0.29289322f, 0.41421356f}, -1.0f},
        Function{"math.tanh",
                 std::tanh,
                 2.5,
                 {0.17328680f, 0.51986039f, 9.0109f, 10.0f, -10.0f}},
        Function{"math.erf", std::erf, 2.4, {3.92f, -3.92f}},
        Function{
            "math.erfc", std::erfc, 6.5, {9.1945f, 10.0541f, 10.1f, -3.92f}},
        Function{"math.rsqrt", rsqrt, 1.5, {}, 0.0f},
        Function{"math.sin",
                 std::sin,
                 1.7,
                 {0.78539816f, 3.1415927f, 6.2831853f, 1e4f, -3.1415927f,
                  0x1p30f, -0x1p30f}},
        Function{"math.cos",
                 std::cos,
                 1.7,
                 {0.78539816f, 1.5707964f, 4.712389f, 1e4f, -1.5707964f,
                  0x1p30f, -0x1p30f}},
        Function{"math.absf arith.negf math.exp math.log1p",
                 softplusOfMinusAbs,
                 2.0,
                 {0.88137359f, 87.33654f, 103.97208f, 0.34657359f}}),
    testName);

// The scalar code never uses the instruction: equal bits mean equal rounding,
// denormals and overflow included.
TEST(VectorMathScalef, KeepsBits) {
  if (!__builtin_cpu_supports("avx512f"))
    GTEST_SKIP() << "this processor has no scalef";
  CompiledMath compiled("math.exp", 1, "vector<32xf32>", {.hasScalef = true});
  std::vector<float> out(kBlock), scalarOut(kBlock);
  int64_t lanesThatDiffer = 0;
  Function exp{"math.exp", std::exp, 0.0, {88.72283f, -87.33654f, -103.97208f}};
  sweep(exp, [&](const std::vector<float> &x) {
    compiled.runVector(x.data(), x.data(), out.data());
    compiled.runScalar(x.data(), x.data(), scalarOut.data());
    for (int i = 0; i < kBlock; ++i)
      lanesThatDiffer += toBits(out[i]) != toBits(scalarOut[i]);
  });
  EXPECT_EQ(lanesThatDiffer, 0);
}

/// A cheap sequence of well mixed numbers.
uint32_t mix(uint64_t i) {
  i = (i ^ (i >> 31)) * 0x7fb5d329728ea185;
  i = (i ^ (i >> 27)) * 0x81dadef4bc2dd44d;
  return uint32_t(i >> 32);
}

TEST(VectorMathPow, IsAccurate) {
  const CompiledMath compiled[] = {
      {"math.powf", 2, "vector<16xf32>", {.hasFma = false}},
      {"math.powf", 2, "vector<16xf32>", {}}};
  Worst worst[2];
  std::vector<float> x(kBlock), y(kBlock), out(kBlock), scalarOut(kBlock);
  std::vector<double> exact(kBlock);
  for (int block = 0; block < 1000; ++block) {
    for (int i = 0; i < kBlock; ++i) {
      uint64_t seed = 2 * (uint64_t(block) * kBlock + i);
      x[i] = fromBits(mix(seed) & 0x7fffffff);
      // A quarter near 1, where large exponents need many bits of the log.
      if (i % 4 == 0)
        x[i] = 1.0f + float(int32_t(mix(seed))) * 0x1p-33f;
      // Exponents that put the result anywhere from 0 to infinity.
      double wanted = double(mix(seed + 1)) * 0x1p-32 * 282 - 151;
      y[i] = i % 8 == 7 ? fromBits(mix(seed + 1))
                        : float(wanted / std::log2(double(x[i])));
      if (!std::isfinite(x[i]) || !std::isfinite(y[i]))
        x[i] = y[i] = 2.0f;
      // Negative bases have results at integer exponents only.
      if (i % 16 == 5) {
        x[i] = -x[i];
        y[i] = std::round(y[i]);
      }
      exact[i] = std::pow(double(x[i]), double(y[i]));
    }
    for (int hasFma : {0, 1}) {
      compiled[hasFma].runVector(x.data(), y.data(), out.data());
      compiled[hasFma].runScalar(x.data(), y.data(), scalarOut.data());
      for (int i = 0; i < kBlock; ++i) {
        double error = ulpError(out[i], exact[i]);
        if (error > worst[hasFma].error)
          worst[hasFma] = {error, x[i], y[i], out[i]};
        ASSERT_EQ(toBits(out[i]), toBits(scalarOut[i]));
      }
    }
  }
  for (int hasFma : {0, 1}) {
    const Worst &w = worst[hasFma];
    std::printf("math.powf   %s FMA: %.3f ulp at %a, %a, got %.9g\n",
                hasFma ? "with   " : "without", w.error, w.x, w.y, w.got);
    EXPECT_LE(w.error, 1.0) << "at " << w.x << ", " << w.y;
  }
}

TEST(VectorMathPow, KeepsSpecialValues) {
  const float values[] = {
      0.0f,        -0.0f,       1.0f,       -1.0f,      2.0f,       -2.0f,
      3.0f,        -3.0f,       0.5f,       -0.5f,      1.5f,       -1.5f,
      kInf,        -kInf,       kNaN,       kMax,       -kMax,      kTiny,
      -kTiny,      0x1p24f,     0x1p-1f,    8388607.5f, 8388609.0f, -8388609.0f,
      16777215.0f, 0.99999994f, 1.0000001f, 1e-40f};
  std::vector<float> x, y, out(kBlock);
  for (float base : values)
    for (float exponent : values) {
      x.push_back(base);
      y.push_back(exponent);
    }
  size_t count = x.size();
  ASSERT_LE(count, size_t(kBlock));
  x.resize(kBlock);
  y.resize(kBlock);
  for (bool hasFma : {false, true}) {
    CompiledMath compiled("math.powf", 2, "vector<16xf32>", {hasFma});
    compiled.runVector(x.data(), y.data(), out.data());
    for (size_t i = 0; i < count; ++i) {
      double exact = std::pow(double(x[i]), double(y[i]));
      EXPECT_LE(ulpError(out[i], exact), 1.0)
          << x[i] << " to the " << y[i] << ": " << out[i] << ", not " << exact;
      if (!std::isnan(exact)) {
        EXPECT_EQ(std::signbit(out[i]), std::signbit(exact))
            << x[i] << " to the " << y[i];
      }
    }
  }
}

} // namespace
