// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the random streams of a graph are numbered with.

#ifndef NADIR_DIALECT_RANDOM_H
#define NADIR_DIALECT_RANDOM_H

#include <cstdint>

namespace nadir {

/// One word of the generator's counter is the stream; its largest value is not
/// for operations.
constexpr int64_t largestStream = 0xFFFFFFFE;

} // namespace nadir

#endif // NADIR_DIALECT_RANDOM_H
