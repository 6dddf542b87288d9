// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Products of f32 on a matrix unit for bf16: what is lost by taking operands
// apart, compared with multiply-adds of f32 and sums in double.
#include "test/unit/matmul/MatmulCase.h"
#include "test/unit/matmul/MatmulHarness.h"

#include "llvm/TargetParser/Host.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <random>
#include <utility>

using namespace nadir;
using namespace nadir::test;

namespace {

using Random = std::mt19937_64;
using Matrix = std::vector<float>;

class SplitProduct : public testing::Test {
protected:
  void SetUp() override {
    if (!llvm::sys::getHostCPUFeatures().lookup("amx-bf16"))
      GTEST_SKIP() << "this machine has no AMX";
  }
};

Matrix multiply(const MatmulCase &c, Matrix lhs, Matrix rhs,
                SplitProducts splitProducts) {
  TargetInfo target;
  target.splitProducts = splitProducts;
  auto kernel = CompiledKernel::compile(c.text(), target);
  Matrix result(c.m * c.n, -1);
  kernel->run(c.m, {lhs.data(), rhs.data(), result.data()});
  return result;
}

/// The largest and the mean square error of a product's results, in units of
/// 2^-24 of the sum of the magnitudes that were added up for each.
struct Errors {
  double largest = 0, meanSquare = 0;
};

Errors measure(const MatmulCase &c, const Matrix &lhs, const Matrix &rhs,
               const Matrix &result) {
  Errors errors;
  for (int64_t i = 0; i < c.m; ++i)
    for (int64_t j = 0; j < c.n; ++j) {
      double sum = 0, magnitudes = 0;
      for (int64_t p = 0; p < c.k; ++p) {
        double product =
            double(lhs[c.transposeLhs ? p * c.m + i : i * c.k + p]) *
            rhs[c.transposeRhs ? j * c.k + p : p * c.n + j];
        sum += product;
        magnitudes += std::abs(product);
      }
      if (magnitudes == 0)
        continue;
      double error =
          std::abs(result[i * c.n + j] - sum) / magnitudes * (1 << 24);
      errors.largest = std::max(errors.largest, error);
      errors.meanSquare += error * error / double(c.m * c.n);
    }
  return errors;
}

struct Distribution {
  const char *name;
  std::function<float(Random &)> draw;
};

std::vector<Distribution> distributions() {
  auto normal = [](Random &random) {
    return std::normal_distribution<float>()(random);
  };
  auto uniform = [](Random &random) {
    return std::uniform_real_distribution<float>()(random);
  };
  return {
      {"normal", normal},
      // Rounding of the parts to one side would show here.
      {"positive", uniform},
      {"pixels", [=](Random &r) { return float(r() % 256) / 255.0f; }},
      {"rectified", [=](Random &r) { return std::max(normal(r), 0.0f); }},
      {"many magnitudes",
       [=](Random &r) { return std::ldexp(normal(r), int(r() % 61) - 30); }},
      {"all bits set",
       [=](Random &r) {
         return std::bit_cast<float>(0x3f7fffffu ^ uint32_t(r() % 4) << 8);
       }},
      {"near limits",
       [=](Random &r) { return std::ldexp(normal(r), r() % 2 ? 40 : -40); }},
  };
}

/// Not worse than f32, in the worst case and on average, whatever numbers
/// are.
TEST_F(SplitProduct, IsAsExactAsF32) {
  Random random(7);
  for (const Distribution &distribution : distributions())
    for (int64_t k : {33, 512, 2000}) {
      MatmulCase c = makeCase(70, 90, k, int(k % 4));
      Matrix lhs(c.m * k), rhs(c.n * k);
      for (Matrix *matrix : {&lhs, &rhs})
        for (float &element : *matrix)
          element = distribution.draw(random);
      auto errors = [&](SplitProducts splitProducts) {
        return measure(c, lhs, rhs, multiply(c, lhs, rhs, splitProducts));
      };
      Errors split = errors(SplitProducts::Always);
      Errors plain = errors(SplitProducts::Never);
      std::printf("%-16s k %4d  split: worst %6.3f rms %6.3f   "
                  "f32: worst %6.3f rms %6.3f of 2^-24\n",
                  distribution.name, int(k), split.largest,
                  std::sqrt(split.meanSquare), plain.largest,
                  std::sqrt(plain.meanSquare));
      EXPECT_LE(split.largest, plain.largest) << distribution.name;
      EXPECT_LE(split.meanSquare, plain.meanSquare) << distribution.name;
    }
}

Matrix identity(int64_t size) {
  Matrix matrix(size * size, 0);
  for (int64_t i = 0; i < size; ++i)
    matrix[i * size + i] = 1;
  return matrix;
}

/// The three parts of a number add up to it: every bit of any that is in range.
TEST_F(SplitProduct, LosesNoBits) {
  Random random(3);
  for (int form = 0; form < 4; ++form) {
    MatmulCase c = makeCase(64, 64, 64, form);
    Matrix matrix(64 * 64);
    for (float &element : matrix) {
      auto exponent = uint32_t(127 - 40 + random() % 80);
      element = std::bit_cast<float>(uint32_t(random() & 0x807fffff) |
                                     exponent << 23);
    }
    Matrix turned(matrix.size());
    for (int64_t i = 0; i < 64; ++i)
      for (int64_t j = 0; j < 64; ++j)
        turned[j * 64 + i] = matrix[i * 64 + j];
    EXPECT_EQ(multiply(c, c.transposeLhs ? turned : matrix, identity(64),
                       SplitProducts::Always),
              matrix);
    EXPECT_EQ(multiply(c, identity(64), c.transposeRhs ? turned : matrix,
                       SplitProducts::Always),
              matrix);
  }
}

bool sameBits(const Matrix &lhs, const Matrix &rhs) {
  return std::equal(
      lhs.begin(), lhs.end(), rhs.begin(), rhs.end(), [](float a, float b) {
        return (std::isnan(a) && std::isnan(b)) ||
               std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b);
      });
}

/// What parts can't stand for is done with multiply-adds: the same bits as
/// without a matrix unit.
TEST_F(SplitProduct, LeavesWhatIsOutOfRange) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  Random random(5);
  auto fill = [&](Matrix &matrix, float scale) {
    for (float &element : matrix)
      element = std::normal_distribution<float>()(random) * scale;
  };
  struct Example {
    float lhsScale, rhsScale, lhsElement, rhsElement;
  };
  constexpr Example examples[] = {
      {1, 1, infinity, 1},
      {1, 1, 1, -infinity},
      {1, 1, infinity, infinity},
      {1, 1, nan, 1},
      {1, 1, 1, nan},
      {1, 1, 3e38f, 1},
      {1, 1, 1, -3.4028235e38f},
      {1e20f, 1e20f, 1, 1},
      {1e-17f, 1, 1e-17f, 1},
      {1, 1e-25f, 1, 0},
      {1e-40f, 1, 0, 1},
      {1e-40f, 1e-3f, 1e-45f, 1},
      {1e-30f, 1e-30f, 0, 0},
      {0, 1, 0, infinity},
  };
  TargetInfo target;
  for (int form = 0; form < 4; ++form) {
    // A single tile.
    MatmulCase c = makeCase(31, 30, 100, form);
    target.splitProducts = SplitProducts::Never;
    auto plain = CompiledKernel::compile(c.text(), target);
    target.splitProducts = SplitProducts::Always;
    auto split = CompiledKernel::compile(c.text(), target);
    Matrix lhs(c.m * c.k), rhs(c.n * c.k), expected(c.m * c.n);
    for (const Example &e : examples) {
      fill(lhs, e.lhsScale);
      fill(rhs, e.rhsScale);
      lhs[lhs.size() / 2] = e.lhsElement;
      rhs[rhs.size() / 3] = e.rhsElement;
      Matrix found(expected.size());
      plain->run(c.m, {lhs.data(), rhs.data(), expected.data()});
      split->run(c.m, {lhs.data(), rhs.data(), found.data()});
      EXPECT_TRUE(sameBits(found, expected))
          << e.lhsScale << " " << e.rhsScale << " " << e.lhsElement << " "
          << e.rhsElement << " form " << form;
    }
  }
}

TEST_F(SplitProduct, ZerosStayZeros) {
  MatmulCase c = makeCase(64, 64, 64);
  Matrix zeros(64 * 64, -0.0f), ones(64 * 64, 1.0f), expected(64 * 64, 0.0f);
  EXPECT_TRUE(
      sameBits(multiply(c, zeros, ones, SplitProducts::Always), expected));
  EXPECT_TRUE(
      sameBits(multiply(c, ones, zeros, SplitProducts::Always), expected));
}

/// Only a tile's own rows and columns decide how it is done.
TEST_F(SplitProduct, LeavesOtherTilesAlone) {
  Random random(17);
  for (int form = 0; form < 4; ++form) {
    MatmulCase c = makeCase(100, 90, 700, form);
    Matrix lhs(c.m * c.k), rhs(c.n * c.k);
    for (Matrix *matrix : {&lhs, &rhs})
      for (float &element : *matrix)
        element = std::normal_distribution<float>()(random);
    Matrix before = multiply(c, lhs, rhs, SplitProducts::Always);
    lhs[c.transposeLhs ? 5 * c.m + 40 : 40 * c.k + 5] = 3e38f;
    rhs[c.transposeRhs ? 70 * c.k + 5 : 5 * c.n + 70] = std::nanf("");
    Matrix after = multiply(c, lhs, rhs, SplitProducts::Always);
    Matrix plain = multiply(c, lhs, rhs, SplitProducts::Never);
    for (int64_t i = 0; i < c.m; ++i)
      for (int64_t j = 0; j < c.n; ++j) {
        bool inTile = i / 32 == 40 / 32 || j / 32 == 70 / 32;
        float expected = (inTile ? plain : before)[i * c.n + j];
        EXPECT_TRUE(sameBits({after[i * c.n + j]}, {expected}))
            << c.name() << " " << i << " " << j;
      }
  }
}

/// A number that was split and rounded must not depend on its place in a tile
/// or on the number of rows.
TEST_F(SplitProduct, BitsDoNotDependOnRows) {
  Random random(11);
  MatmulCase c = makeCase(150, 50, 900);
  c.dynamic = 'm';
  TargetInfo target;
  target.splitProducts = SplitProducts::Always;
  auto kernel = CompiledKernel::compile(c.text(), target);
  Matrix lhs(c.m * c.k), rhs(c.n * c.k);
  for (Matrix *matrix : {&lhs, &rhs})
    for (float &element : *matrix)
      element = std::normal_distribution<float>()(random);
  Matrix all(c.m * c.n), some(c.m * c.n);
  kernel->run(c.m, {lhs.data(), rhs.data(), all.data()});
  for (int64_t rows : {1, 16, 17, 33, 149}) {
    Matrix last(lhs.end() - rows * c.k, lhs.end());
    kernel->run(rows, {last.data(), rhs.data(), some.data()});
    EXPECT_TRUE(sameBits(Matrix(some.begin(), some.begin() + rows * c.n),
                         Matrix(all.end() - rows * c.n, all.end())))
        << rows;
  }
}

/// How a product is cut into tasks must not show either, nor which tiles are
/// done without the unit. Long sums wait in memory once or more.
TEST_F(SplitProduct, BitsDoNotDependOnThreads) {
  constexpr int64_t shapes[][3] = {
      {300, 350, 1700}, {330, 1500, 100}, {500, 500, 300}};
  Random random(13);
  for (int form = 0; form < 4; ++form)
    for (auto [m, n, k] : shapes) {
      MatmulCase c = makeCase(m, n, k, form);
      TargetInfo one, many;
      one.splitProducts = many.splitProducts = SplitProducts::Always;
      one.threads = false;
      auto oneTask = CompiledKernel::compile(c.text(), one);
      auto tasks = CompiledKernel::compile(c.text(), many);
      ASSERT_EQ(oneTask->taskCount(m), 1);
      ASSERT_GT(tasks->taskCount(m), 1);
      Matrix lhs(m * k), rhs(n * k), expected(m * n), found(m * n);
      for (Matrix *matrix : {&lhs, &rhs})
        for (float &element : *matrix)
          element = std::normal_distribution<float>()(random);
      auto compare = [&](const char *outOfRange) {
        oneTask->run(m, {lhs.data(), rhs.data(), expected.data()});
        tasks->run(m, {lhs.data(), rhs.data(), found.data()},
                   /*backwards=*/true);
        EXPECT_TRUE(sameBits(found, expected))
            << c.name() << " out of range: " << outOfRange;
      };
      compare("nothing");
      float element = std::exchange(lhs[lhs.size() / 3], 3e38f);
      compare("lhs");
      lhs[lhs.size() / 3] = element;
      rhs[rhs.size() / 3] = 3e38f;
      compare("rhs");
    }
}

} // namespace
