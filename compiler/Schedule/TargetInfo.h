// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a schedule has to know of the processor that will run it. It is a plain
// value: options of a pass fill it, nothing here looks at the host.

#ifndef NADIR_COMPILER_SCHEDULE_TARGETINFO_H
#define NADIR_COMPILER_SCHEDULE_TARGETINFO_H

#include "mlir/IR/BuiltinTypes.h"

#include <algorithm>
#include <cstdint>

namespace nadir {

/// What memory comes in, on all targets.
inline constexpr int64_t cacheLineBytes = 64;

/// Whether products are done with a matrix unit for bf16 (MatmulSplit.h), if
/// there is one: where that is expected to be faster, or wherever it can.
enum class SplitProducts { Never, WhereFaster, Always };

struct TargetInfo {
  /// Width of the vector registers that the schedule should fill.
  int64_t vectorBits = 512;

  /// A fused multiply-add is one instruction.
  bool hasFma = true;

  /// Masked loads and stores of any element cost about as much as plain ones;
  /// without them remainders of loops are scalar.
  bool hasMaskedMemory = true;

  /// The target has x86's control register for denormal numbers.
  bool hasMxcsr = false;

  /// Not `Never` only if the target may have AMX.
  SplitProducts splitProducts = SplitProducts::Never;

  /// Tasks may run on several threads at once: this many, or 0 if that is not
  /// known. No bit of a result may depend on either.
  bool threads = true;
  int64_t poolThreads = 0;

  /// Number of vector registers.
  int64_t vectorRegisters = 32;

  /// Elements of `type` in a vector register. `index` counts as 64 bits, i1 as
  /// the byte it takes in memory.
  int64_t lanes(mlir::Type type) const {
    int64_t bits = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
    return vectorBits / std::max<int64_t>(bits, 8);
  }
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_TARGETINFO_H
