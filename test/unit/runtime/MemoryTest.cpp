// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory of tensors: aligned, zeroed where that is asked for, or none.
#include "runtime/Memory.h"

#include "runtime/Abi.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>

using namespace nadir;

namespace {

constexpr uint64_t hugePage = 2 << 20;

bool isZero(const AlignedMemory &memory, uint64_t bytes) {
  return std::all_of(memory.get(), memory.get() + bytes,
                     [](std::byte byte) { return byte == std::byte(); });
}

TEST(Memory, IsAlignedAndZeroed) {
  for (uint64_t bytes :
       {uint64_t{1}, uint64_t{63}, uint64_t{4096}, 2 * hugePage - 1,
        2 * hugePage, 2 * hugePage + 1, 5 * hugePage, 6 * hugePage + 7})
    // What was written before it was given back must not show.
    for (int turn = 0; turn < 3; ++turn) {
      AlignedMemory memory = allocateZeroed(bytes);
      ASSERT_TRUE(memory) << bytes;
      EXPECT_EQ(reinterpret_cast<uintptr_t>(memory.get()) % NADIR_ALIGNMENT, 0u)
          << bytes;
      EXPECT_TRUE(isZero(memory, bytes)) << bytes;
      std::fill_n(memory.get(), bytes, std::byte(0xAB));
    }
}

TEST(Memory, OutlivesTheOwnerItMovesFrom) {
  for (uint64_t bytes : {uint64_t{100}, 3 * hugePage}) {
    AlignedMemory first = allocateZeroed(bytes), second;
    first.get()[bytes - 1] = std::byte(7);
    second = std::move(first);
    EXPECT_EQ(second.get()[bytes - 1], std::byte(7));
    // Memory of another kind takes its place.
    second = allocateAligned(bytes);
    EXPECT_TRUE(second);
  }
}

TEST(Memory, IsThereForNoBytes) {
  EXPECT_TRUE(allocateAligned(0));
  EXPECT_TRUE(allocateZeroed(0));
}

TEST(Memory, IsNullWhereThereIsNotEnough) {
  constexpr uint64_t most = std::numeric_limits<uint64_t>::max();
  for (uint64_t bytes : {most, most - hugePage, most / 2}) {
    EXPECT_FALSE(allocateAligned(bytes)) << bytes;
    EXPECT_FALSE(allocateZeroed(bytes)) << bytes;
  }
}

} // namespace
