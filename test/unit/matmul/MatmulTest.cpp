// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares compiled matmul kernels with plain loops. Operands are small whole
// numbers, so every sum is exact in any order and results must be equal.
#include "test/unit/matmul/GuardedBuffer.h"
#include "test/unit/matmul/MatmulCase.h"
#include "test/unit/matmul/MatmulHarness.h"

#include "llvm/TargetParser/Host.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cfenv>
#include <cstring>
#include <limits>

using namespace nadir;
using namespace nadir::test;

namespace {

constexpr double untouched = -12345;

/// One kernel's buffers, and what they should hold afterwards. Buffers whose
/// outermost dimension follows the number of rows have no more than these;
/// other places beyond the rows hold NaN.
class KernelRun {
public:
  KernelRun(const MatmulCase &c, int64_t rows)
      : c(c), rows(rows), batch(std::max<int64_t>(c.batch, 1)),
        lhs(makeOperand(c.lhsHasBatch, c.transposeLhs ? "km" : "mk", 1)),
        rhs(makeOperand(c.rhsHasBatch, c.transposeRhs ? "nk" : "kn", 2)),
        extra(makeOperand(hasMask() || c.epilogue == Epilogue::RowScaleAndSign,
                          hasMask()                                 ? "mn"
                          : c.epilogue == Epilogue::RowScaleAndSign ? "m"
                                                                    : "n",
                          3)),
        result(elements(true, "mn"), c.isDouble, untouched),
        second(elements(true,
                        c.epilogue == Epilogue::MaskAndColumnSums ? "n" : "mn"),
               c.isDouble, untouched) {
    poison();
  }

  std::vector<void *> buffers() {
    std::vector<void *> pointers = {lhs.data(), rhs.data()};
    if (c.epilogue != Epilogue::None)
      pointers.push_back(extra.data());
    pointers.push_back(result.data());
    if (c.epilogue == Epilogue::BiasReluAndSum ||
        c.epilogue == Epilogue::RowScaleAndSign ||
        c.epilogue == Epilogue::MaskAndColumnSums)
      pointers.push_back(second.data());
    return pointers;
  }

  /// Elements that are no results must stay as they were.
  void check() {
    int64_t wrong = 0;
    for (int64_t b = 0; b < batch; ++b)
      for (int64_t i = 0; i < c.m; ++i)
        for (int64_t j = 0; j < c.n; ++j)
          wrong += !checkElement(b, i, j);
    if (c.epilogue == Epilogue::MaskAndColumnSums)
      for (int64_t j = 0; j < c.n; ++j)
        wrong += !checkColumn(j);
    EXPECT_EQ(wrong, 0) << c.name() << " rows " << rows;
  }

  GuardedBuffer &resultBuffer() { return result; }
  GuardedBuffer &secondBuffer() { return second; }

private:
  bool hasMask() const {
    return c.epilogue == Epilogue::Mask ||
           c.epilogue == Epilogue::MaskAndColumnSums;
  }

  /// Sums of whole numbers, too: exact.
  bool checkColumn(int64_t j) const {
    double sum = 0;
    for (int64_t i = 0; i < limit('m', c.m); ++i)
      sum += result.get(i * c.n + j);
    return second.get(j) == sum;
  }

  /// The number of steps of a dimension that are there.
  int64_t limit(char name, int64_t size) const {
    return c.dynamic == name ? rows : size;
  }

  /// Elements of a tensor with the dimensions `names`, and perhaps the batch
  /// before them; the outermost one ends with the rows.
  int64_t elements(bool hasBatch, std::string names) const {
    if (c.batch && hasBatch)
      names = "b" + names;
    int64_t count = 1;
    for (char name : names)
      count *= name == 'b'   ? c.batch
               : name == 'm' ? c.m
               : name == 'n' ? c.n
                             : c.k;
    if (names[0] != c.dynamic)
      return count;
    int64_t capacity = c.dynamic == 'b'   ? c.batch
                       : c.dynamic == 'm' ? c.m
                       : c.dynamic == 'n' ? c.n
                                          : c.k;
    return count / capacity * rows;
  }

  GuardedBuffer makeOperand(bool hasBatch, const std::string &names,
                            uint32_t seed) {
    GuardedBuffer buffer(elements(hasBatch, names), c.isDouble, 0);
    buffer.fillSmallNumbers(seed);
    return buffer;
  }

  int64_t lhsAt(int64_t b, int64_t i, int64_t p) const {
    int64_t base = c.lhsHasBatch ? b * c.m * c.k : 0;
    return base + (c.transposeLhs ? p * c.m + i : i * c.k + p);
  }
  int64_t rhsAt(int64_t b, int64_t p, int64_t j) const {
    int64_t base = c.rhsHasBatch ? b * c.n * c.k : 0;
    return base + (c.transposeRhs ? j * c.k + p : p * c.n + j);
  }

  void poison() {
    for (int64_t b = 0; b < batch; ++b) {
      bool outside = b >= limit('b', batch);
      for (int64_t p = 0; p < c.k; ++p) {
        bool outsideK = outside || p >= limit('k', c.k);
        for (int64_t i = 0; i < c.m; ++i)
          if (outsideK || i >= limit('m', c.m))
            poison(lhs, lhsAt(b, i, p));
        for (int64_t j = 0; j < c.n; ++j)
          if (outsideK || j >= limit('n', c.n))
            poison(rhs, rhsAt(b, p, j));
      }
    }
  }

  /// An operand without the batch has none of its elements outside of it.
  void poison(GuardedBuffer &buffer, int64_t at) {
    bool shared =
        c.dynamic == 'b' && (&buffer == &lhs ? !c.lhsHasBatch : !c.rhsHasBatch);
    if (at < buffer.size() && !shared)
      buffer.set(at, std::numeric_limits<double>::quiet_NaN());
  }

  bool checkElement(int64_t b, int64_t i, int64_t j) {
    int64_t at = (b * c.m + i) * c.n + j;
    if (b >= limit('b', batch) || i >= limit('m', c.m) || j >= limit('n', c.n))
      return at >= result.size() || result.get(at) == untouched;
    double sum = 0;
    for (int64_t p = 0; p < limit('k', c.k); ++p)
      sum += lhs.get(lhsAt(b, i, p)) * rhs.get(rhsAt(b, p, j));
    switch (c.epilogue) {
    case Epilogue::None:
      return result.get(at) == sum;
    case Epilogue::BiasRelu:
      return result.get(at) == std::max(sum + extra.get(j), 0.0);
    case Epilogue::BiasReluAndSum:
      return result.get(at) == std::max(sum + extra.get(j), 0.0) &&
             second.get(at) == sum;
    case Epilogue::Mask:
    case Epilogue::MaskAndColumnSums:
      return result.get(at) == (extra.get(at) > 0 ? sum : 0);
    case Epilogue::RowScaleAndSign: {
      double scaled = sum * extra.get(b * c.m + i);
      auto *signs = static_cast<const int8_t *>(second.data());
      return result.get(at) == scaled && signs[at] == (scaled > 0);
    }
    }
    return false;
  }

  MatmulCase c;
  int64_t rows, batch;
  GuardedBuffer lhs, rhs, extra, result, second;
};

std::vector<TargetInfo> targets() {
  TargetInfo avx512, avx2, sse, neon;
  avx2.vectorBits = 256;
  avx2.vectorRegisters = 16;
  sse.vectorBits = neon.vectorBits = 128;
  sse.vectorRegisters = 16;
  neon.hasMaskedMemory = false;
  sse.hasFma = false;
  sse.hasMaskedMemory = false;
  std::vector<TargetInfo> targets = {avx512, avx2, sse, neon};
  if (llvm::sys::getHostCPUFeatures().lookup("amx-bf16")) {
    targets.push_back(avx512);
    targets.back().splitProducts = SplitProducts::Always;
  }
  return targets;
}

void checkCase(const MatmulCase &c, const TargetInfo &target,
               const std::vector<int64_t> &rowCounts) {
  auto kernel = CompiledKernel::compile(c.text(), target);
  ASSERT_TRUE(kernel) << c.name() << " bits " << target.vectorBits;
  for (int64_t rows : rowCounts) {
    SCOPED_TRACE("bits " + std::to_string(target.vectorBits));
    KernelRun run(c, rows);
    std::vector<void *> buffers = run.buffers();
    kernel->poisonScratch(c.isDouble);
    std::feclearexcept(FE_INVALID);
    kernel->run(rows, buffers, /*backwards=*/rows % 2);
    EXPECT_EQ(std::fetestexcept(FE_INVALID), 0) << c.name() << " rows " << rows;
    run.check();
  }
}

/// A number of the grid's case, to go through forms and epilogues without
/// compiling all combinations.
class Grid : public testing::TestWithParam<int> {
protected:
  void SetUp() override {
    if (size_t(GetParam()) >= targets().size())
      GTEST_SKIP() << "this machine has no AMX";
  }
};

TEST_P(Grid, RaggedShapes) {
  TargetInfo target = targets()[GetParam()];
  int number = 0;
  for (int64_t m : {1, 2, 5, 13, 14, 15, 31, 67})
    for (int64_t n : {1, 3, 8, 15, 16, 17, 32, 33, 45, 64})
      for (int64_t k : {1, 4, 7, 18}) {
        MatmulCase c = makeCase(m, n, k, number % 4);
        c.epilogue = Epilogue(number / 4 % 5);
        c.isDouble = number % 7 == 0;
        // A stride that meets all forms and epilogues but not all at each size.
        number += 3;
        if (number % 2)
          checkCase(c, target, {1});
      }
}

/// Whole strips of a matrix unit, but not always whole tiles.
TEST_P(Grid, WholeStrips) {
  TargetInfo target = targets()[GetParam()];
  for (int form = 0; form < 4; ++form)
    for (int64_t size : {16, 48, 80}) {
      checkCase(makeCase(size, 64, 64, form), target, {1});
      checkCase(makeCase(64, size, 64, form), target, {1});
      checkCase(makeCase(64, 64, size, form), target, {1});
    }
}

TEST_P(Grid, RowsBelowCapacity) {
  TargetInfo target = targets()[GetParam()];
  for (int form = 0; form < 4; ++form)
    for (char dynamic : {'m', 'n', 'k'}) {
      MatmulCase c =
          makeCase(dynamic == 'm' ? 40 : 21, dynamic == 'n' ? 40 : 37,
                   dynamic == 'k' ? 40 : 10, form);
      c.dynamic = dynamic;
      for (Epilogue epilogue : {Epilogue::BiasReluAndSum, Epilogue::Mask}) {
        c.epilogue = epilogue;
        checkCase(c, target,
                  {0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 17, 33, 39, 40});
      }
    }
}

TEST_P(Grid, Batches) {
  TargetInfo target = targets()[GetParam()];
  int number = 0;
  for (bool lhsHasBatch : {true, false})
    for (bool rhsHasBatch : {true, false})
      for (char dynamic : {char(0), 'b'})
        for (int form = 0; form < 4; ++form) {
          MatmulCase c = makeCase(5, 19, 6, form);
          c.batch = 7;
          c.lhsHasBatch = lhsHasBatch;
          c.rhsHasBatch = rhsHasBatch;
          c.dynamic = dynamic;
          c.epilogue = Epilogue(number++ % 5);
          if (lhsHasBatch || rhsHasBatch)
            checkCase(c, target, {7, 3, 1, 0});
        }
}

TEST_P(Grid, BlocksOfK) {
  TargetInfo target = targets()[GetParam()];
  for (int form = 0; form < 4; ++form) {
    MatmulCase c = makeCase(30, 50, 2500 + form, form);
    c.epilogue = Epilogue::BiasReluAndSum;
    checkCase(c, target, {1});
    c.dynamic = 'k';
    checkCase(c, target, {0, 5, 1000, 1025, 2500});
    c = makeCase(300, 70, 1100, form);
    c.dynamic = 'm';
    checkCase(c, target, {0, 1, 13, 170, 299, 300});
  }
}

TEST_P(Grid, PackedOperands) {
  TargetInfo target = targets()[GetParam()];
  for (int form = 0; form < 4; ++form) {
    checkCase(makeCase(530, 510, 520, form), target, {1});
    MatmulCase c = makeCase(1030, 140, 1030, form);
    c.epilogue = Epilogue::BiasRelu;
    c.dynamic = form % 2 ? 'm' : 'k';
    checkCase(c, target, {3, 515, 1030});
  }
}

// Each task adds up its columns, of however many rows there are.
TEST_P(Grid, SumsOfColumns) {
  TargetInfo target = targets()[GetParam()];
  for (int form = 0; form < 4; ++form)
    for (auto [m, n, k] : {std::tuple(1, 5, 3),
                           {2, 16, 4},
                           {67, 45, 18},
                           {40, 300, 7},
                           {210, 520, 20},
                           {30, 50, 2500}}) {
      MatmulCase c = makeCase(m, n, k, form);
      c.epilogue = Epilogue::MaskAndColumnSums;
      c.isDouble = form % 2 && n != 520;
      checkCase(c, target, {1});
      c.dynamic = form < 2 ? 'm' : 'k';
      checkCase(c, target, {0, 1, (form < 2 ? m : k) / 2 + 1});
    }
}

// The tasks of columns share the left operand, in blocks of k and with a last
// tile that is moved up.
TEST_P(Grid, SharedLeftOperand) {
  TargetInfo target = targets()[GetParam()];
  MatmulCase c = makeCase(320, 200, 4200, 2);
  c.epilogue = Epilogue::BiasReluAndSum;
  c.isDouble = true;
  c.dynamic = 'k';
  auto kernel = CompiledKernel::compile(c.text(), target);
  ASSERT_TRUE(kernel);
  EXPECT_TRUE(kernel->sharesLhs());
  EXPECT_GT(kernel->taskCount(2500), 1);
  checkCase(c, target, {0, 1, 2500});
}

// One tile of rows takes a few rows of the other operand at a time.
TEST_P(Grid, FewRowsOfFarSteps) {
  TargetInfo target = targets()[GetParam()];
  for (int64_t rows : {1, 5}) {
    MatmulCase c = makeCase(rows, 512, 1030, 2);
    c.epilogue = Epilogue::BiasReluAndSum;
    c.dynamic = 'k';
    checkCase(c, target, {0, 5, 64, 1030});
  }
}

// Two blocks of rows by two of columns, of which some tasks have no rows, and
// rows so far apart that few of them fit into a set of the cache.
TEST_P(Grid, TasksOfRowsAndColumns) {
  TargetInfo target = targets()[GetParam()];
  MatmulCase c = makeCase(400, 530, 512, GetParam() % 2);
  c.epilogue = Epilogue::Mask;
  c.dynamic = 'm';
  checkCase(c, target, {0, 3, 192, 400});
  checkCase(makeCase(210, 40, 1024), target, {1});
}

/// Rows take the place of columns where there are few of these.
TEST_P(Grid, FewColumns) {
  TargetInfo target = targets()[GetParam()];
  int number = 0;
  for (int64_t n : {1, 3, 8, 15})
    for (int64_t m : {32, 45, 200}) {
      MatmulCase c = makeCase(m, n, 150, number % 4 == 3 ? 3 : 2);
      c.epilogue = Epilogue(number % 5);
      c.isDouble = number % 5 == 2;
      checkCase(c, target, {1});
      c.dynamic = number++ % 3 ? 'k' : 'm';
      checkCase(c, target, {0, 1, 31, std::min(m, c.k)});
    }
}

INSTANTIATE_TEST_SUITE_P(Targets, Grid, testing::Values(0, 1, 2, 3, 4));

/// Thirds are not exact, so that the order of sums shows.
GuardedBuffer makeThirds(int64_t elements) {
  GuardedBuffer buffer(elements, /*isDouble=*/false, 0);
  buffer.fillSmallNumbers(9);
  for (int64_t i = 0; i < elements; ++i)
    buffer.set(i, buffer.get(i) / 3);
  return buffer;
}

/// The same rows give the same bits, whatever the number of rows: rounding must
/// not depend on the tile that a row falls into.
TEST(Matmul, BitsDoNotDependOnRows) {
  for (const TargetInfo &target : targets())
    for (int form = 0; form < 4; ++form) {
      MatmulCase c = makeCase(40, 37, 131, form);
      c.dynamic = 'm';
      auto kernel = CompiledKernel::compile(c.text(), target);
      ASSERT_TRUE(kernel);
      auto results = [&](int64_t rows) {
        KernelRun run(c, rows);
        GuardedBuffer lhs = makeThirds(40 * 131);
        std::vector<void *> buffers = run.buffers();
        buffers[0] = lhs.data();
        kernel->run(rows, buffers);
        return run.resultBuffer();
      };
      GuardedBuffer all = results(40);
      for (int64_t rows : {1, 3, 6, 13, 25, 39}) {
        GuardedBuffer some = results(rows);
        EXPECT_EQ(std::memcmp(all.data(), some.data(), rows * 37 * 4), 0)
            << c.name() << " rows " << rows;
      }
    }
}

/// A program for one thread is cut otherwise, but rounds as any other.
TEST(Matmul, BitsDoNotDependOnThreads) {
  constexpr int64_t shapes[][3] = {{100, 520, 1100}, {256, 640, 384}};
  for (TargetInfo target : targets()) {
    int different = 0;
    for (auto [m, n, k] : shapes)
      for (int form = 0; form < 4; ++form) {
        MatmulCase c = makeCase(m, n, k, form);
        c.epilogue = Epilogue::MaskAndColumnSums;
        GuardedBuffer lhs = makeThirds(m * k);
        auto results = [&](bool threads, int64_t poolThreads, int64_t &tasks) {
          target.threads = threads;
          target.poolThreads = poolThreads;
          auto kernel = CompiledKernel::compile(c.text(), target);
          EXPECT_TRUE(kernel);
          KernelRun run(c, 1);
          std::vector<void *> buffers = run.buffers();
          buffers[0] = lhs.data();
          kernel->run(1, buffers);
          tasks = kernel->taskCount(1);
          return std::pair(run.resultBuffer(), run.secondBuffer());
        };
        int64_t tasks = 0, tasksAlone = 0;
        auto [resultAlone, sumsAlone] = results(false, 0, tasksAlone);
        for (int64_t poolThreads : {0, 2, 3, 16}) {
          auto [result, sums] = results(true, poolThreads, tasks);
          different += tasks != tasksAlone;
          EXPECT_EQ(std::memcmp(result.data(), resultAlone.data(), m * n * 4),
                    0);
          EXPECT_EQ(std::memcmp(sums.data(), sumsAlone.data(), n * 4), 0);
        }
      }
    EXPECT_GT(different, 0);
  }
}

} // namespace
