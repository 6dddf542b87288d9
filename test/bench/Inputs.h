// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The data that cases run on, the same in every run.

#ifndef NADIR_TEST_BENCH_INPUTS_H
#define NADIR_TEST_BENCH_INPUTS_H

#include "test/bench/Case.h"

#include <cstddef>

namespace nadir::bench {

/// Bytes of an input; `rows` stands for `batch` in its shape.
uint64_t inputBytes(const Data &data, int64_t rows);

/// Writes an input's elements, drawn from `seed`.
void fillInput(const Data &data, int64_t rows, uint64_t seed,
               std::byte *memory);

} // namespace nadir::bench

#endif // NADIR_TEST_BENCH_INPUTS_H
