// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What this machine can do at most, measured by loops that do nothing else. A
// case is set against them in the same run, since a machine's speed changes.

#ifndef NADIR_TEST_BENCH_LIMITS_H
#define NADIR_TEST_BENCH_LIMITS_H

#include "runtime/ThreadPool.h"

#include <cstdint>
#include <memory>

namespace nadir::bench {

/// Floating-point operations a second of multiplications and additions in
/// registers of at most `vectorBits`, in single precision. `seconds` is how
/// long to look for the best.
double measurePeakFlops(ThreadPool &pool, int64_t vectorBits, double seconds);

/// Seconds to copy half of `bytes` from one array to another: reads and writes
/// `bytes` in all. The better of ordinary and of non-temporal stores.
double measureCopySeconds(ThreadPool &pool, double bytes, double seconds);

/// The memory traffic of an optimizer's update and nothing else: passes over
/// arrays of floats that are read and written and over one that is only read.
/// To be run in turn with what it is compared with.
class StreamPass {
public:
  /// `updated` is from 1 to 5.
  StreamPass(ThreadPool &pool, int updated, int64_t elements);
  ~StreamPass();
  /// `asksAhead` is whether by prefetches rather than as the processor thinks
  /// best, which is slower.
  void run(bool asksAhead);

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace nadir::bench

#endif // NADIR_TEST_BENCH_LIMITS_H
