// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks of test/codegen/Inputs/checks.mlir: one bad element at each place.
#include "test/unit/codegen/TestProgram.h"

#include <cmath>
#include <vector>

using namespace nadir;
using namespace nadir::test;

namespace {

class Check : public testing::TestWithParam<const char *> {
protected:
  Check() {
    auto module = parseFile("codegen/Inputs/checks.mlir");
    jit = link(compile(*module, GetParam()), "checks");
    arena = std::make_unique<Block>(jit->program()->arena_bytes);
    call.abi_version = NADIR_ABI_VERSION;
    call.arena = arena->data();
    call.inputs = &input;
  }

  template <typename T>
  int32_t run(const char *entry, const std::vector<T> &values, int64_t rows) {
    input = values.data();
    call.rows = rows;
    return jit->entry(entry)->run(&call);
  }

  /// Puts each of `bad` at each place, and a second one behind it.
  template <typename T>
  void expectFound(const char *entry, const char *tensor, int64_t rows,
                   int64_t count, T good, const std::vector<T> &bad,
                   int32_t status) {
    std::vector<T> values(count, good);
    EXPECT_EQ(run(entry, values, rows), NADIR_OK) << entry;
    for (T value : bad)
      for (int64_t place = 0; place < count; ++place) {
        values.assign(count, good);
        values[place] = values.back() = value;
        ASSERT_EQ(run(entry, values, rows), status) << entry << " " << place;
        ASSERT_EQ(call.error.position, place) << entry;
        EXPECT_STREQ(jit->program()->checks[call.error.check].tensor, tensor);
        if (std::is_integral_v<T>)
          ASSERT_EQ(call.error.integer_value, int64_t(value));
        else if (!std::isnan(double(value)))
          ASSERT_EQ(call.error.value, double(value));
        else
          ASSERT_TRUE(std::isnan(call.error.value));
      }
  }

  std::unique_ptr<JitProgram> jit;
  std::unique_ptr<Block> arena;
  const void *input = nullptr;
  nadir_call call = {};
};

TEST_P(Check, FindsIndices) {
  for (int64_t rows : {0, 1, 5, 6, 11, 40})
    expectFound<int64_t>("index64_entry", "i64", rows, rows * 3, 9,
                         {10, -2, INT64_MAX, INT64_MIN},
                         NADIR_INDEX_OUT_OF_RANGE);
  for (int64_t rows : {1, 15, 16, 17, 40})
    expectFound<int32_t>("index32_entry", "i32", rows, rows, -5,
                         {-6, 6, INT32_MAX, INT32_MIN},
                         NADIR_INDEX_OUT_OF_RANGE);
}

TEST_P(Check, IgnoresOneIndex) {
  EXPECT_EQ(run("index64_entry", std::vector<int64_t>(120, -1), 40), NADIR_OK);
}

TEST_P(Check, FindsReals) {
  expectFound<double>("real64_entry", "f64", 0, 33, HUGE_VAL,
                      {-1e-300, -HUGE_VAL, NAN}, NADIR_VALUE_OUT_OF_RANGE);
  for (int64_t rows : {1, 16, 31, 40})
    expectFound<float>("real32_entry", "f32", rows, rows, 1,
                       {std::nextafterf(1, 2), -1e-45f, HUGE_VALF, NAN},
                       NADIR_VALUE_OUT_OF_RANGE);
}

TEST_P(Check, CountsValidElementsOnly) {
  for (int64_t rows : {0, 1, 20, 40})
    expectFound<int64_t>("columns_entry", "columns", rows, rows, 99, {100},
                         NADIR_INDEX_OUT_OF_RANGE);
}

#if defined(__x86_64__)
INSTANTIATE_TEST_SUITE_P(Targets, Check,
                         testing::Values("native", "x86-64-v2"));
#else
INSTANTIATE_TEST_SUITE_P(Targets, Check, testing::Values("native"));
#endif

} // namespace
