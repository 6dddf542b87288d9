// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Aligned memory for tensors. Large blocks ask for huge pages: a shuffled data
// set or a large model otherwise spends its time in misses of the page table.
#ifndef NADIR_RUNTIME_MEMORY_H
#define NADIR_RUNTIME_MEMORY_H

#include <cstddef>
#include <cstdint>
#include <memory>

namespace nadir {

struct FreeMemory {
  /// Bytes that were mapped; 0 for memory of the allocator.
  uint64_t mapped = 0;

  void operator()(std::byte *pointer) const;
};
using AlignedMemory = std::unique_ptr<std::byte, FreeMemory>;

/// Uninitialised memory aligned to NADIR_ALIGNMENT, also for 0 bytes; null when
/// there is not enough.
AlignedMemory allocateAligned(uint64_t bytes);

/// The same with zeros. Large blocks take up no memory before they are used.
AlignedMemory allocateZeroed(uint64_t bytes);

} // namespace nadir

#endif // NADIR_RUNTIME_MEMORY_H
