// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The data that cases run on, the same in every run.

#ifndef NADIR_TEST_BENCH_INPUTS_H
#define NADIR_TEST_BENCH_INPUTS_H

#include "runtime/Memory.h"
#include "test/bench/Case.h"

namespace nadir::bench {

/// Memory for one input with its elements, drawn from `seed`. `rows` stands
/// for `batch` in its shape.
AlignedMemory makeInput(const Data &data, int64_t rows, uint64_t seed);

/// Number of elements of an input.
int64_t elementCount(const Data &data, int64_t rows);

} // namespace nadir::bench

#endif // NADIR_TEST_BENCH_INPUTS_H
