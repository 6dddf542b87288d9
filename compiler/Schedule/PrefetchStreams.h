// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops over tensors that are too large for the caches ask for what they will
// read next well before they do. Several tensors at once are more streams than
// the processor's own prefetchers keep up with.

#ifndef NADIR_COMPILER_SCHEDULE_PREFETCHSTREAMS_H
#define NADIR_COMPILER_SCHEDULE_PREFETCHSTREAMS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nadir {

/// A tensor of fewer bytes is likely to be in a near cache, with the others of
/// its loop.
inline constexpr int64_t leastPrefetchedBytes = int64_t(128) << 10;

/// Adds prefetches of each large tensor that an innermost loop of `kernel`, a
/// scheduled function, reads vector by vector.
void prefetchStreams(mlir::func::FuncOp kernel);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_PREFETCHSTREAMS_H
