// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random numbers (Philox4x32-10: Salmon, Moraes, Dror, Shaw 2011; normal
// numbers after Box and Muller 1958) and checks of data. Written apart from the
// runtime's generator, which it checks.

#include "compiler/Reference/Meanings.h"
#include "dialect/Nadir.h"

#include <array>
#include <cmath>
#include <optional>

using namespace mlir;

namespace nadir::reference {

namespace {

using Words = std::array<uint32_t, 4>;

uint32_t lowWord(uint64_t value) { return static_cast<uint32_t>(value); }
uint32_t highWord(uint64_t value) { return static_cast<uint32_t>(value >> 32); }

Words philoxRound(Words counter, uint64_t key) {
  uint64_t product0 = uint64_t(0xD2511F53) * counter[0];
  uint64_t product2 = uint64_t(0xCD9E8D57) * counter[2];
  return {highWord(product2) ^ counter[1] ^ lowWord(key), lowWord(product2),
          highWord(product0) ^ counter[3] ^ highWord(key), lowWord(product0)};
}

Words philox(Words counter, uint64_t key) {
  uint32_t key0 = lowWord(key), key1 = highWord(key);
  for (int round = 0; round < 10; ++round) {
    counter = philoxRound(counter, uint64_t(key1) << 32 | key0);
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  return counter;
}

/// The first 24 bits of a word, or the first 53 of two, as an integer, and what
/// one of them is worth.
struct Bits {
  uint64_t value;
  double unit;
};

Bits bitsOf(DType dtype, const Words &words, size_t number) {
  if (dtype == DType::F32)
    return {words[number] >> 8, 0x1p-24};
  size_t first = 2 * number;
  uint64_t high = words[first], low = words[first + 1];
  return {(high << 32 | low) >> 11, 0x1p-53};
}

/// In [0, 1).
double uniform(DType dtype, const Words &words, size_t number) {
  Bits bits = bitsOf(dtype, words, number);
  return static_cast<double>(bits.value) * bits.unit;
}

double normal(DType dtype, const Words &words) {
  Bits bits = bitsOf(dtype, words, 0);
  // In (0, 1], so that the logarithm is finite.
  double radius = static_cast<double>(bits.value + 1) * bits.unit;
  double angle = uniform(dtype, words, 1);
  return std::sqrt(-2 * std::log(radius)) * std::cos(2 * M_PI * angle);
}

/// Each element from the four words of its position.
template <class Op, class Function>
Tensor draw(Op op, const Scope &scope, Function function) {
  auto scalar = [&](Value value) -> uint64_t {
    return value ? scope[value].template values<int64_t>()[0] : 0;
  };
  uint64_t seed = scalar(op.getSeed()), step = scalar(op.getStep());
  Tensor result = scope.zerosFor(op.getResult());
  uint64_t position = 0;
  for (double &value : result.values<double>()) {
    Words counter = {lowWord(position), highWord(position), lowWord(step),
                     lowWord(op.getStream())};
    value = function(result.dtype(), philox(counter, seed));
    ++position;
  }
  return result;
}

Tensor randomUniform(RandomUniformOp op, const Scope &scope) {
  double low = op.getLow().convertToDouble();
  double high = op.getHigh().convertToDouble();
  return draw(op, scope, [=](DType dtype, const Words &words) {
    return low + (high - low) * uniform(dtype, words, 0);
  });
}

Tensor randomNormal(RandomNormalOp op, const Scope &scope) {
  double mean = op.getMean().convertToDouble();
  double deviation = op.getStd().convertToDouble();
  return draw(op, scope, [=](DType dtype, const Words &words) {
    return mean + deviation * normal(dtype, words);
  });
}

Outcome checkIndex(CheckIndexOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()];
  int64_t limit = op.getLimit();
  std::optional<int64_t> ignored = op.getIgnoreIndex();
  for (auto [position, value] : llvm::enumerate(input.values<int64_t>()))
    if (value != ignored && (value < 0 || value >= limit))
      return outOfRange(scope, op.getLoc(), op.getTensor(),
                        static_cast<int64_t>(position), value, 0.0,
                        static_cast<double>(limit - 1));
  return input;
}

Outcome checkRange(CheckRangeOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()];
  double minimum = op.getMin().convertToDouble();
  double maximum = op.getMax().convertToDouble();
  for (auto [position, value] : llvm::enumerate(input.values<double>()))
    if (!(value >= minimum && value <= maximum) &&
        !(op.getAllowNan() && std::isnan(value)))
      return outOfRange(scope, op.getLoc(), op.getTensor(),
                        static_cast<int64_t>(position), value, minimum,
                        maximum);
  return input;
}

} // namespace

void addRandomNumbers(Meanings &meanings) {
  meanings.add<RandomUniformOp>(randomUniform);
  meanings.add<RandomNormalOp>(randomNormal);
}

void addChecks(Meanings &meanings) {
  meanings.add<CheckIndexOp>(checkIndex);
  meanings.add<CheckRangeOp>(checkRange);
}

} // namespace nadir::reference
