// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random numbers as arithmetic on each element's position. The generator is
// Philox4x32-10; its 32-bit words are carried in 64-bit integers, so that the
// high half of a product is a shift away.

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;

namespace nadir {
namespace {

/// Integer arithmetic that folds constants, as those of a missing seed.
class Words {
public:
  explicit Words(ImplicitLocOpBuilder &b) : b(b) {}

  Value constant(int64_t value) {
    return arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
  }
  Value low(Value word) {
    return b.createOrFold<arith::AndIOp>(word, constant(0xFFFFFFFF));
  }
  Value shiftRight(Value word, int64_t bits) {
    return b.createOrFold<arith::ShRUIOp>(word, constant(bits));
  }
  Value high(Value word) { return shiftRight(word, 32); }
  /// (high << 32) | low
  Value join(Value high, Value low) {
    Value shifted = b.createOrFold<arith::ShLIOp>(high, constant(32));
    return b.createOrFold<arith::OrIOp>(shifted, low);
  }
  Value multiply(Value word, int64_t factor) {
    return b.createOrFold<arith::MulIOp>(word, constant(factor));
  }
  Value add(Value x, Value y) { return b.createOrFold<arith::AddIOp>(x, y); }
  Value xorAll(Value x, Value y, Value z) {
    Value pair = b.createOrFold<arith::XOrIOp>(x, y);
    return b.createOrFold<arith::XOrIOp>(pair, z);
  }

private:
  ImplicitLocOpBuilder &b;
};

/// The generator's ten rounds stand in a loop: written one after another, they
/// would be most of the code of a program that draws little. In the loop only
/// the low halves count; the products take just those, as one instruction does.
std::array<Value, 4> philox(ImplicitLocOpBuilder &b,
                            const std::array<Value, 4> &counter,
                            const std::array<Value, 2> &key) {
  auto emitRound = [&](OpBuilder &builder, Location loc, Value round,
                       ValueRange words) {
    ImplicitLocOpBuilder inner(loc, builder);
    Words w(inner);
    auto roundKey = [&](Value key, int64_t growth) {
      return w.add(key, w.multiply(round, growth));
    };
    Value first = w.multiply(w.low(words[0]), 0xD2511F53);
    Value second = w.multiply(w.low(words[2]), 0xCD9E8D57);
    Value key0 = roundKey(key[0], 0x9E3779B9);
    Value key1 = roundKey(key[1], 0xBB67AE85);
    scf::YieldOp::create(
        inner, ValueRange{w.xorAll(w.high(second), words[1], key0), second,
                          w.xorAll(w.high(first), words[3], key1), first});
  };
  Words w(b);
  auto rounds = scf::ForOp::create(b, w.constant(0), w.constant(10),
                                   w.constant(1), counter, emitRound);
  return {w.low(rounds.getResult(0)), w.low(rounds.getResult(1)),
          w.low(rounds.getResult(2)), w.low(rounds.getResult(3))};
}

/// Arithmetic in the element type.
class Reals {
public:
  Reals(ImplicitLocOpBuilder &b, FloatType type) : b(b), type(type) {}

  Value constant(double value) { return constantOf(b, type, value); }
  Value scale(Value x, double factor) {
    return arith::MulFOp::create(b, x, constant(factor));
  }
  /// 24 random bits, or 53 from two words, shifted by `offset` and scaled to
  /// [0, 1]: each result is exact.
  Value unit(Value word, Value nextWord, int64_t offset) {
    Words words(b);
    bool isDouble = type.isF64();
    Value bits = isDouble ? words.shiftRight(words.join(word, nextWord), 11)
                          : words.shiftRight(word, 8);
    if (offset != 0)
      bits = words.add(bits, words.constant(offset));
    // Narrow integers convert faster.
    if (!isDouble)
      bits = arith::TruncIOp::create(b, b.getI32Type(), bits);
    Value real = arith::SIToFPOp::create(b, type, bits);
    return scale(real, std::ldexp(1.0, isDouble ? -53 : -24));
  }

  ImplicitLocOpBuilder &b;
  FloatType type;
};

/// low + (high - low) * u
Value uniform(Reals reals, const std::array<Value, 4> &words, double low,
              double high) {
  Value offset = reals.scale(reals.unit(words[0], words[1], 0), high - low);
  return arith::AddFOp::create(reals.b, reals.constant(low), offset);
}

/// mean + std * sqrt(-2 ln u1) * cos(2 pi u2), with u1 in (0, 1].
Value normal(Reals reals, const std::array<Value, 4> &words, double mean,
             double std) {
  ImplicitLocOpBuilder &b = reals.b;
  bool isDouble = reals.type.isF64();
  Value u1 = reals.unit(words[0], words[1], 1);
  Value u2 = reals.unit(isDouble ? words[2] : words[1], words[3], 0);
  Value radius =
      math::SqrtOp::create(b, reals.scale(math::LogOp::create(b, u1), -2.0));
  Value angle = math::CosOp::create(b, reals.scale(u2, 2.0 * M_PI));
  Value offset = arith::MulFOp::create(b, reals.scale(radius, std), angle);
  return arith::AddFOp::create(b, reals.constant(mean), offset);
}

/// Makes each element from its four words.
template <typename Op>
Value lower(KernelBuilder &kernel, Op op,
            llvm::function_ref<Value(Reals, const std::array<Value, 4> &)>
                distribution) {
  RankedTensorType type = op.getType();
  SmallVector<Value> operands;
  for (Value operand : {op.getSeed(), op.getStep()})
    if (operand)
      operands.push_back(operand);
  return kernel.pointwise(
      type, operands, [&](ImplicitLocOpBuilder &b, ValueRange args) {
        Words words(b);
        Value zero = words.constant(0);
        Value seed = op.getSeed() ? args.front() : zero;
        Value step = op.getStep() ? args.back() : zero;
        Value index = kernel.position(b, type);
        Value stream = words.constant(static_cast<uint32_t>(op.getStream()));
        std::array<Value, 4> counter{words.low(index), words.high(index),
                                     words.low(step), stream};
        std::array<Value, 2> key{words.low(seed), words.high(seed)};
        Reals reals(b, cast<FloatType>(type.getElementType()));
        return distribution(reals, philox(b, counter, key));
      });
}

} // namespace

Value lowerRandom(KernelBuilder &kernel, Operation *op) {
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](RandomUniformOp op) {
        return lower(kernel, op, [&](Reals reals, const auto &words) {
          return uniform(reals, words, op.getLow().convertToDouble(),
                         op.getHigh().convertToDouble());
        });
      })
      .Case([&](RandomNormalOp op) {
        return lower(kernel, op, [&](Reals reals, const auto &words) {
          return normal(reals, words, op.getMean().convertToDouble(),
                        op.getStd().convertToDouble());
        });
      })
      .Default(Value());
}

} // namespace nadir
