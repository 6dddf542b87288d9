// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy
// as 1, 2, 3, 2011): random words as a pure function of a counter and a key, so
// that any element can be drawn at any time by any thread with the same result.
#ifndef NADIR_RUNTIME_PHILOX_H
#define NADIR_RUNTIME_PHILOX_H

#include <array>
#include <cstdint>

namespace nadir {

/// The four words of one counter under one key.
constexpr std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter,
                                         std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    uint64_t first = uint64_t{0xD2511F53} * counter[0];
    uint64_t second = uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<uint32_t>(second >> 32) ^ counter[1] ^ key[0],
               static_cast<uint32_t>(second),
               static_cast<uint32_t>(first >> 32) ^ counter[3] ^ key[1],
               static_cast<uint32_t>(first)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

/// The words of element `index` at `step` of a stream, laid out as compiled
/// programs do: key = seed, counter = (index, low word of step, stream).
constexpr std::array<uint32_t, 4> philox(uint64_t seed, uint64_t index,
                                         uint64_t step, uint32_t stream) {
  return philox(
      {static_cast<uint32_t>(index), static_cast<uint32_t>(index >> 32),
       static_cast<uint32_t>(step), stream},
      {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)});
}

/// The word reserved for shuffling: no compiled random operation has it.
inline constexpr uint32_t shuffleStream = 0xFFFFFFFF;

} // namespace nadir

#endif // NADIR_RUNTIME_PHILOX_H
