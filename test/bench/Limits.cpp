// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiled for the machine that builds it, unlike everything else.
#include "test/bench/Limits.h"

#include "runtime/Memory.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <vector>

namespace nadir::bench {

namespace {

#if defined(__AVX512F__)
constexpr int lanes = 16;
#elif defined(__AVX__)
constexpr int lanes = 8;
#else
constexpr int lanes = 4;
#endif
using Vector = float __attribute__((vector_size(lanes * 4)));

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The least seconds of a run of `function`, of at least three.
template <class Function>
double bestSeconds(double seconds, const Function &function) {
  double best = 1e30;
  Clock::time_point begin = Clock::now();
  for (int runs = 0; runs < 3 || secondsSince(begin) < seconds; ++runs) {
    Clock::time_point start = Clock::now();
    function();
    best = std::min(best, secondsSince(start));
  }
  return best;
}

/// Calls `piece(i)` for each i in [0, count) on the pool's threads.
template <class Piece>
void forPieces(ThreadPool &pool, int64_t count, Piece &piece) {
  pool.parallelFor(
      [](void *argument, int64_t index) {
        (*static_cast<Piece *>(argument))(index);
      },
      &piece, count);
}

/// Independent chains, more than the latency of an addition times the units.
constexpr int chains = 12;

template <int lanes> float multiplyAndAdd(int64_t rounds) {
  using Vector = float __attribute__((vector_size(lanes * 4)));
  std::array<Vector, chains> sums;
  for (int i = 0; i < chains; ++i)
    sums[i] = Vector{} + (1.0f + static_cast<float>(i));
  const Vector factor = Vector{} + 0.999f;
  const Vector addend = Vector{} + 1e-3f;
  for (int64_t round = 0; round < rounds; ++round)
    for (Vector &sum : sums) {
      sum = sum * factor + addend;
      // Keeps the compiler from computing several rounds at once.
      asm volatile("" : "+x"(sum));
    }
  Vector total = {};
  for (const Vector &sum : sums)
    total += sum;
  return total[0];
}

/// Elements that one piece passes over, a multiple of the lanes.
constexpr int64_t pieceElements = int64_t{1} << 16;

/// Each array begins at another place of its page: at the same one, passes over
/// several take up to a sixth longer.
struct Arrays {
  explicit Arrays(int count, int64_t elements) : elements(elements) {
    uint64_t bytes = static_cast<uint64_t>(elements) * sizeof(float) +
                     static_cast<uint64_t>(count) * placeBytes;
    for (int i = 0; i < count; ++i) {
      memory.push_back(allocateAligned(bytes));
      std::memset(memory.back().get(), 0, bytes);
    }
  }
  Vector *at(int array, int64_t element) const {
    std::byte *start = memory[array].get() + array * placeBytes;
    return reinterpret_cast<Vector *>(start) + element / lanes;
  }
  int64_t vectors(int64_t first) const {
    return std::min(pieceElements, elements - first) / lanes;
  }
  int64_t pieces() const {
    return (elements + pieceElements - 1) / pieceElements;
  }

  static constexpr int64_t placeBytes = 512;
  int64_t elements;
  std::vector<AlignedMemory> memory;
};

/// How far ahead memory is best asked for where several arrays are updated.
constexpr int64_t ahead = 2048 / sizeof(Vector);

template <int updated, bool asksAhead>
void update(const Arrays &arrays, int64_t piece) {
  int64_t first = piece * pieceElements;
  std::array<Vector *, updated> targets;
  for (int i = 0; i < updated; ++i)
    targets[i] = arrays.at(i, first);
  const Vector *source = arrays.at(updated, first);
  int64_t end = arrays.vectors(first);
  for (int64_t i = 0; i < end; ++i) {
    if (asksAhead)
      __builtin_prefetch(source + i + ahead);
    Vector value = source[i];
    for (Vector *target : targets) {
      if (asksAhead)
        __builtin_prefetch(target + i + ahead);
      target[i] = value = target[i] * 0.5f + value;
    }
  }
}

/// A loop as it is, and one that asks for memory ahead.
using Update = std::array<void (*)(const Arrays &, int64_t), 2>;
template <int updated>
constexpr Update both = {update<updated, false>, update<updated, true>};
constexpr Update updates[] = {both<1>, both<2>, both<3>, both<4>, both<5>};

} // namespace

template <int lanes>
static double measurePeak(ThreadPool &pool, double seconds) {
  constexpr int64_t rounds = 20000;
  [[maybe_unused]] volatile float sink = 0;
  int64_t pieces = int64_t{4} * pool.threads();
  auto piece = [&](int64_t) { sink = multiplyAndAdd<lanes>(rounds); };
  double best = bestSeconds(seconds, [&] { forPieces(pool, pieces, piece); });
  return 2.0 * lanes * chains * rounds * static_cast<double>(pieces) / best;
}

double measurePeakFlops(ThreadPool &pool, int64_t vectorBits, double seconds) {
  if (lanes == 16 && vectorBits >= 512)
    return measurePeak<16>(pool, seconds);
  if (lanes >= 8 && vectorBits >= 256)
    return measurePeak<8>(pool, seconds);
  return measurePeak<4>(pool, seconds);
}

double measureCopySeconds(ThreadPool &pool, double bytes, double seconds) {
  auto elements = static_cast<int64_t>(bytes / 8) / lanes * lanes;
  if (elements == 0)
    return 0;
  Arrays arrays(2, elements);
  auto copy = [&](int64_t piece) {
    int64_t first = piece * pieceElements;
    const Vector *from = arrays.at(0, first);
    Vector *to = arrays.at(1, first);
    int64_t end = arrays.vectors(first);
    for (int64_t i = 0; i < end; ++i) {
      to[i] = from[i];
      // Not to become a call of memcpy.
      asm volatile("" ::: "memory");
    }
  };
  auto stream = [&](int64_t piece) {
    int64_t first = piece * pieceElements;
    const Vector *from = arrays.at(0, first);
    Vector *to = arrays.at(1, first);
    int64_t end = arrays.vectors(first);
    for (int64_t i = 0; i < end; ++i)
      __builtin_nontemporal_store(from[i], to + i);
  };
  auto run = [&](auto &piece) {
    return bestSeconds(seconds / 2,
                       [&] { forPieces(pool, arrays.pieces(), piece); });
  };
  return std::min(run(copy), run(stream));
}

struct StreamPass::State {
  ThreadPool &pool;
  Update update;
  Arrays arrays;
};

StreamPass::StreamPass(ThreadPool &pool, int updated, int64_t elements)
    : state(std::make_unique<State>(pool, updates[updated - 1],
                                    Arrays(updated + 1, elements))) {}

StreamPass::~StreamPass() = default;

void StreamPass::run(bool asksAhead) {
  auto piece = [&](int64_t index) {
    state->update[asksAhead ? 1 : 0](state->arrays, index);
  };
  forPieces(state->pool, state->arrays.pieces(), piece);
}

} // namespace nadir::bench
