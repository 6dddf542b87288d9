// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Draws are cheap rather than good: large cases have hundreds of millions.
#include "test/bench/Inputs.h"

#include <cmath>
#include <span>

namespace nadir::bench {

namespace {

class Random {
public:
  explicit Random(uint64_t seed)
      : state(seed * 2654435769U + 88172645463325252U) {}

  uint64_t next() {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
  }
  /// In [0, 1).
  float uniform() { return static_cast<float>(next() >> 40) * 0x1p-24f; }
  /// Twelve uniform numbers are nearly normal; four are near enough.
  float normal() {
    float sum = uniform() + uniform() + uniform() + uniform();
    return (sum - 2.0f) * 1.7320508f;
  }

private:
  uint64_t state;
};

float draw(Random &random, Fill fill) {
  switch (fill) {
  case Fill::small:
    return 0.02f * random.normal();
  case Fill::uniform:
    return random.uniform();
  case Fill::positive:
    return random.uniform() + 0.1f;
  case Fill::counts:
    return std::floor(random.uniform() * 5);
  case Fill::binary:
    return random.uniform() < 0.5f ? 0.0f : 1.0f;
  case Fill::signs:
    return random.uniform() < 0.5f ? -1.0f : 1.0f;
  default:
    return random.normal();
  }
}

/// Makes each row a distribution, or the logarithm of one.
void normalize(std::span<float> row, bool logarithm) {
  float sum = 0;
  for (float &x : row)
    sum += std::exp(x);
  for (float &x : row)
    x = logarithm ? x - std::log(sum) : std::exp(x) / sum;
}

int64_t drawInteger(Random &random, const Data &data, int64_t column) {
  if (data.fill == Fill::fixed)
    return data.classes;
  if (data.fill == Fill::labelLists && column >= 8)
    return -1;
  return static_cast<int64_t>(random.next() % data.classes);
}

} // namespace

static int64_t elementCount(const Data &data, int64_t rows) {
  int64_t count = 1;
  for (int64_t size : data.shape)
    count *= size == batch ? rows : size;
  return count;
}

uint64_t inputBytes(const Data &data, int64_t rows) {
  uint64_t size = data.dtype() == i64 ? sizeof(int64_t) : sizeof(float);
  return static_cast<uint64_t>(elementCount(data, rows)) * size;
}

void fillInput(const Data &data, int64_t rows, uint64_t seed,
               std::byte *memory) {
  int64_t count = elementCount(data, rows);
  Random random(seed);
  if (data.dtype() == i64) {
    auto *integers = reinterpret_cast<int64_t *>(memory);
    for (int64_t i = 0; i < count; ++i)
      integers[i] = drawInteger(random, data, i % data.shape.back());
    return;
  }
  std::span values(reinterpret_cast<float *>(memory), count);
  for (float &value : values)
    value = draw(random, data.fill);
  bool logarithm = data.fill == Fill::logProbabilities;
  if (logarithm || data.fill == Fill::probabilities) {
    auto columns = static_cast<size_t>(data.shape.back());
    for (size_t i = 0; i < values.size(); i += columns)
      normalize(values.subspan(i, columns), logarithm);
  }
}

} // namespace nadir::bench
