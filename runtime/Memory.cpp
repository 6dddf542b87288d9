// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Aligned and, where it pays, huge pages.
#include "runtime/Memory.h"

#include "runtime/Abi.h"

#include <algorithm>
#include <limits>

#include <sys/mman.h>

namespace nadir {

AlignedMemory allocateAligned(uint64_t bytes) {
  constexpr uint64_t hugePage = 2 << 20;
  bool large = bytes >= 2 * hugePage;
  uint64_t alignment = large ? hugePage : NADIR_ALIGNMENT;
  if (bytes > std::numeric_limits<uint64_t>::max() - alignment)
    return nullptr;
  uint64_t rounded =
      std::max((bytes + alignment - 1) / alignment, uint64_t{1}) * alignment;
  AlignedMemory memory(
      static_cast<std::byte *>(std::aligned_alloc(alignment, rounded)));
#ifdef MADV_HUGEPAGE
  // A wish only: where it is not granted, small pages do.
  if (memory && large)
    static_cast<void>(::madvise(memory.get(), rounded, MADV_HUGEPAGE));
#endif
  return memory;
}

} // namespace nadir
