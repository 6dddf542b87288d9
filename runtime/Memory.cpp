// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Aligned and, where it pays, huge pages.
#include "runtime/Memory.h"

#include "runtime/Abi.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>

#include <sys/mman.h>

namespace nadir {

static constexpr uint64_t hugePage = 2 << 20;

static bool isLarge(uint64_t bytes) { return bytes >= 2 * hugePage; }

/// The least multiple that holds so many bytes, and not none; 0 if there isn't
/// one.
static uint64_t roundUp(uint64_t bytes, uint64_t alignment) {
  if (bytes > std::numeric_limits<uint64_t>::max() - alignment)
    return 0;
  return std::max((bytes + alignment - 1) / alignment, uint64_t{1}) * alignment;
}

static void askForHugePages(std::byte *memory, uint64_t bytes) {
#ifdef MADV_HUGEPAGE
  // A wish only: where it is not granted, small pages do.
  static_cast<void>(::madvise(memory, bytes, MADV_HUGEPAGE));
#endif
}

void FreeMemory::operator()(std::byte *pointer) const {
  if (mapped == 0)
    std::free(pointer);
  else
    ::munmap(pointer, mapped);
}

AlignedMemory allocateAligned(uint64_t bytes) {
  uint64_t alignment = isLarge(bytes) ? hugePage : NADIR_ALIGNMENT;
  uint64_t rounded = roundUp(bytes, alignment);
  if (rounded == 0)
    return nullptr;
  AlignedMemory memory(
      static_cast<std::byte *>(std::aligned_alloc(alignment, rounded)));
  if (memory && isLarge(bytes))
    askForHugePages(memory.get(), rounded);
  return memory;
}

/// Pages that the system fills with zeros when they are first used.
static AlignedMemory mapZeroed(uint64_t bytes) {
  uint64_t rounded = roundUp(bytes, hugePage);
  uint64_t all = rounded == 0 ? 0 : roundUp(rounded + 1, hugePage);
  if (all == 0)
    return nullptr;
  void *mapped = ::mmap(nullptr, all, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED)
    return nullptr;
  // What lies before and behind the aligned part goes back.
  auto *begin = static_cast<std::byte *>(mapped);
  uint64_t before = -reinterpret_cast<uintptr_t>(mapped) % hugePage;
  if (before != 0)
    ::munmap(begin, before);
  ::munmap(begin + before + rounded, all - rounded - before);
  AlignedMemory memory(begin + before, FreeMemory{rounded});
  askForHugePages(memory.get(), rounded);
  return memory;
}

AlignedMemory allocateZeroed(uint64_t bytes) {
  if (isLarge(bytes))
    return mapZeroed(bytes);
  AlignedMemory memory = allocateAligned(bytes);
  if (memory)
    std::memset(memory.get(), 0, bytes);
  return memory;
}

} // namespace nadir
