// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/SplitOperand.h"

#include "compiler/Schedule/TargetInfo.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace nadir {
namespace {

constexpr int64_t lanes = splitRows;

/// Exchanges rows and columns of a square of 16 vectors: bit by bit of the
/// numbers of rows and columns.
void transpose(MatmulBuilder &b, MutableArrayRef<Value> rows) {
  for (int64_t bit = lanes / 2; bit != 0; bit /= 2) {
    SmallVector<int64_t> low, high;
    for (int64_t i = 0; i < lanes; ++i) {
      low.push_back((i & bit) == 0 ? i : lanes + i - bit);
      high.push_back((i & bit) == 0 ? i + bit : lanes + i);
    }
    for (int64_t r = 0; r < lanes; ++r) {
      if ((r & bit) != 0)
        continue;
      Value first = rows[r], second = rows[r + bit];
      rows[r] = vector::ShuffleOp::create(b, first, second, low);
      rows[r + bit] = vector::ShuffleOp::create(b, first, second, high);
    }
  }
}

class OperandSplitter {
public:
  OperandSplitter(MatmulBuilder &b, const SplitOperand &operand)
      : b(b), operand(operand),
        outerStride(operand.kIsContiguous ? operand.stride : b.index(1)),
        kStride(operand.kIsContiguous ? b.index(1) : operand.stride),
        floats(VectorType::get({lanes}, b.getF32Type())),
        bits(VectorType::get({lanes}, b.getI32Type())),
        maskType(VectorType::get({lanes}, b.getI1Type())) {}

  void emit();
  /// A strip's largest magnitudes, which wait in memory.
  Value loadLargest(Value strip) {
    return vector::LoadOp::create(b, bits, operand.to, largestPlace(strip));
  }
  void keepLargest(Value strip, Value largest) {
    vector::StoreOp::create(b, largest, operand.to, largestPlace(strip));
  }
  void clearLargest(Value strip) { keepLargest(strip, splat(0)); }
  void reduceLargest(Value strip) { storeLargest(strip, loadLargest(strip)); }
  void emitRow(Value row, Value step) {
    auto [strip, rowOfStrip] = b.divide(row, splitRows);
    Value largest = loadLargest(strip);
    keepLargest(strip, emitRow(unit(strip, step), rowOfStrip, largest));
  }
  void emitRows(Value from, Value to) {
    b.loop(b.index(0), b.ceilDivide(operand.length, splitSteps), 1,
           [&](Value step) {
             b.loop(from, to, 1, [&](Value row) { emitRow(row, step); });
           });
  }

private:
  /// 16 rows or columns by 32 steps.
  struct Unit {
    /// Where the unit begins in the source, and in the copy.
    Value from, to;
    /// Rows or columns and steps that there are from its first one on.
    Value outerLeft, kLeft;
  };

  void emitStrip(Value strip, Value steps);
  void emitStrips(Value strips, Value steps);
  Value stripPlace(Value strip);
  Value largestPlace(Value strip);
  void storeLargest(Value strip, Value largest);
  Unit unit(Value strip, Value step);
  Value emitUnit(Value strip, Value step, Value largest);
  Value emitRow(const Unit &unit, Value row, Value largest);
  Value emitRows(const Unit &unit, Value largest);
  Value emitTransposed(const Unit &unit, Value largest);
  Value transposeHalf(const Unit &unit, Value half, Value largest);
  Value forEachRow(Value largest, llvm::function_ref<Value(Value, Value)> body);
  Value load(const Unit &unit, Value half, Value row);
  Value larger(Value largest, Value vector);
  void store(const Unit &unit, Value row, Value first, Value second);
  std::pair<Value, Value> takeHighPart(Value vector);
  Value pairUp(Value first, Value second);
  Value splat(uint32_t value);

  MatmulBuilder &b;
  const SplitOperand &operand;
  Value outerStride, kStride;
  /// A place for 2 x 16 x 16 elements that are turned.
  Value turned;
  VectorType floats, bits, maskType;
};

Value OperandSplitter::splat(uint32_t value) {
  auto attribute = DenseElementsAttr::get(bits, APInt(32, value));
  return arith::ConstantOp::create(b, attribute);
}

/// What is contiguous is read first.
void OperandSplitter::emit() {
  if (splitIsTurned(operand.isLeft, operand.kIsContiguous))
    turned = memref::AllocaOp::create(
        b, MemRefType::get({2 * lanes * lanes}, b.getF32Type()),
        b.getI64IntegerAttr(cacheLineBytes));
  Value strips =
      b.mul(b.ceilDivide(operand.outer, lanes * operand.tileStrips()),
            operand.tileStrips());
  Value steps = b.ceilDivide(operand.length, splitSteps);
  if (operand.kIsContiguous)
    b.loop(b.index(0), strips, 1,
           [&](Value strip) { emitStrip(strip, steps); });
  else
    emitStrips(strips, steps);
}

/// One strip with all its steps.
void OperandSplitter::emitStrip(Value strip, Value steps) {
  Value largest =
      b.loop(b.index(0), steps, 1, splat(0), [&](Value i, ValueRange carried) {
        return SmallVector<Value>{emitUnit(strip, i, carried[0])};
      })[0];
  storeLargest(strip, largest);
}

/// All strips, step by step: their largest magnitudes wait in memory.
void OperandSplitter::emitStrips(Value strips, Value steps) {
  b.loop(b.index(0), strips, 1, [&](Value strip) { clearLargest(strip); });
  b.loop(b.index(0), steps, 1, [&](Value step) {
    b.loop(b.index(0), strips, 1, [&](Value strip) {
      keepLargest(strip, emitUnit(strip, step, loadLargest(strip)));
    });
  });
  b.loop(b.index(0), strips, 1, [&](Value strip) { reduceLargest(strip); });
}

Value OperandSplitter::stripPlace(Value strip) {
  return b.add(operand.toOffset, b.mul(strip, operand.stripPairs));
}

Value OperandSplitter::largestPlace(Value strip) {
  return b.add(stripPlace(strip),
               b.sub(operand.stripPairs, b.index(splitLargestPairs)));
}

void OperandSplitter::storeLargest(Value strip, Value largest) {
  Value magnitude =
      vector::ReductionOp::create(b, vector::CombiningKind::MAXUI, largest);
  memref::StoreOp::create(b, magnitude, operand.to, largestPlace(strip));
}

OperandSplitter::Unit OperandSplitter::unit(Value strip, Value step) {
  Unit unit;
  unit.outerLeft = b.sub(operand.outer, b.mul(strip, lanes));
  unit.kLeft = b.sub(operand.length, b.mul(step, splitSteps));
  unit.from =
      b.add(operand.fromOffset, b.add(b.mul(strip, b.mul(outerStride, lanes)),
                                      b.mul(step, b.mul(kStride, splitSteps))));
  unit.to = b.add(stripPlace(strip), b.mul(step, splitParts * splitTilePairs));
  return unit;
}

/// The left operand's tiles have its rows, the right one's have steps.
Value OperandSplitter::emitUnit(Value strip, Value step, Value largest) {
  return turned ? emitTransposed(unit(strip, step), largest)
                : emitRows(unit(strip, step), largest);
}

/// Rows of the source are rows of the tiles.
Value OperandSplitter::emitRows(const Unit &unit, Value largest) {
  return forEachRow(largest, [&](Value row, Value largest) {
    return emitRow(unit, row, largest);
  });
}

Value OperandSplitter::emitRow(const Unit &unit, Value row, Value largest) {
  Value low = load(unit, b.index(0), row), high = load(unit, b.index(1), row);
  store(unit, row, low, high);
  return larger(larger(largest, low), high);
}

/// Each half of the unit's steps is turned on its way through a buffer.
Value OperandSplitter::emitTransposed(const Unit &unit, Value largest) {
  Value next = b.loop(
      b.index(0), b.index(2), 1, largest, [&](Value half, ValueRange carried) {
        return SmallVector<Value>{transposeHalf(unit, half, carried[0])};
      })[0];
  return forEachRow(next, [&](Value row, Value largest) {
    auto half = [&](int64_t number) {
      Value at = b.add(b.mul(row, lanes), number * lanes * lanes);
      return vector::LoadOp::create(b, floats, turned, at);
    };
    store(unit, row, half(0), half(1));
    return largest;
  });
}

Value OperandSplitter::transposeHalf(const Unit &unit, Value half,
                                     Value largest) {
  SmallVector<Value> rows;
  for (int64_t row = 0; row < lanes; ++row) {
    rows.push_back(load(unit, half, b.index(row)));
    largest = larger(largest, rows.back());
  }
  transpose(b, rows);
  Value to = b.mul(half, lanes * lanes);
  for (auto [row, vector] : llvm::enumerate(rows))
    vector::StoreOp::create(b, vector, turned, b.add(to, row * lanes));
  return largest;
}

Value OperandSplitter::forEachRow(
    Value largest, llvm::function_ref<Value(Value, Value)> body) {
  return b.loop(b.index(0), b.index(lanes), 1, largest,
                [&](Value row, ValueRange carried) {
                  return SmallVector<Value>{body(row, carried[0])};
                })[0];
}

/// A vector of the source: of 16 steps of row or column `row`, or of the rows
/// or columns at step `row`, in the first or second half of the unit's steps.
Value OperandSplitter::load(const Unit &unit, Value half, Value row) {
  Value begin = b.mul(half, lanes);
  Value at, count;
  bool isFull = false;
  if (operand.kIsContiguous) {
    // Those that don't exist are copies of the last one.
    if (!operand.fillsStrips)
      row = b.min(row, b.sub(unit.outerLeft, b.index(1)));
    at = b.add(b.add(unit.from, begin), b.mul(row, outerStride));
    isFull = operand.fillsSteps;
    count = b.sub(unit.kLeft, begin);
  } else {
    Value step = b.add(row, begin);
    at = b.add(unit.from, b.mul(step, kStride));
    if (operand.isFar)
      memref::PrefetchOp::create(
          b, operand.from, b.add(at, b.mul(kStride, splitSteps)),
          /*isWrite=*/false, /*localityHint=*/2, /*isDataCache=*/true);
    isFull = operand.fillsSteps && operand.fillsStrips;
    count = unit.outerLeft;
    if (!operand.fillsSteps)
      count = arith::SelectOp::create(b, b.atLeast(step, unit.kLeft),
                                      b.index(0), count);
  }
  if (isFull)
    return vector::LoadOp::create(b, floats, operand.from, at);
  Value zeros = arith::ConstantOp::create(b, b.getZeroAttr(floats));
  Value mask = vector::CreateMaskOp::create(b, maskType, count);
  return vector::MaskedLoadOp::create(b, floats, operand.from, at, mask, zeros);
}

Value OperandSplitter::larger(Value largest, Value vector) {
  Value magnitude = arith::AndIOp::create(
      b, arith::BitcastOp::create(b, bits, vector), splat(0x7fffffff));
  return arith::MaxUIOp::create(b, largest, magnitude);
}

/// The nearest bf16, as the upper half of its elements' bits, and the rest.
std::pair<Value, Value> OperandSplitter::takeHighPart(Value vector) {
  Value whole = arith::BitcastOp::create(b, bits, vector);
  Value part = arith::AndIOp::create(
      b, arith::AddIOp::create(b, whole, splat(0x8000)), splat(0xffff0000));
  Value rest = arith::SubFOp::create(b, vector,
                                     arith::BitcastOp::create(b, floats, part));
  return {part, rest};
}

Value OperandSplitter::pairUp(Value first, Value second) {
  return arith::OrIOp::create(b, arith::ShRUIOp::create(b, first, splat(16)),
                              second);
}

/// Row `row` of the unit's three tiles.
void OperandSplitter::store(const Unit &unit, Value row, Value first,
                            Value second) {
  Value to = b.add(unit.to, b.mul(row, lanes));
  auto storePart = [&](int64_t part, Value pairs) {
    vector::StoreOp::create(b, pairs, operand.to,
                            b.add(to, part * splitTilePairs));
  };
  for (int64_t part = 0; part + 1 < splitParts; ++part) {
    auto [firstPart, firstRest] = takeHighPart(first);
    auto [secondPart, secondRest] = takeHighPart(second);
    storePart(part, pairUp(firstPart, secondPart));
    first = firstRest;
    second = secondRest;
  }
  // What is left has at most 8 significant bits.
  Value low = arith::BitcastOp::create(b, bits, first);
  Value high = arith::AndIOp::create(
      b, arith::BitcastOp::create(b, bits, second), splat(0xffff0000));
  storePart(splitParts - 1, pairUp(low, high));
}

} // namespace

/// What tells shared functions apart.
static std::string variantName(StringRef what, const SplitOperand &operand) {
  std::string name = what.str() + (operand.isLeft ? ".left" : ".right");
  if (operand.kIsContiguous)
    name += ".k_contiguous";
  if (operand.isFar)
    name += ".far";
  if (operand.fillsStrips)
    name += ".whole_strips";
  if (operand.fillsSteps)
    name += ".whole_steps";
  return name;
}

/// What is known of an operand only at run time.
static SmallVector<Value *> values(SplitOperand &operand) {
  return {&operand.from,     &operand.fromOffset, &operand.stride,
          &operand.outer,    &operand.length,     &operand.to,
          &operand.toOffset, &operand.stripPairs};
}

/// Calls a function that kernels share. `write` is given the operand that the
/// function's arguments describe, and finds others in the places of `others`.
static void callShared(MatmulBuilder &b, StringRef what, SplitOperand operand,
                       ArrayRef<Value *> others,
                       llvm::function_ref<void(OperandSplitter)> write) {
  // To look whether there are steps, or anything, costs less than more
  // functions would.
  bool isWhole = operand.fillsStrips && operand.fillsSteps;
  operand.fillsStrips = operand.kIsContiguous ? operand.fillsStrips : isWhole;
  operand.fillsSteps = !operand.kIsContiguous && isWhole;
  SmallVector<Value *> all = values(operand);
  llvm::append_range(all, others);
  b.call(variantName(what, operand), all,
         [&](MatmulBuilder &b) { write(OperandSplitter(b, operand)); });
}

void splitOperand(MatmulBuilder &b, const SplitOperand &operand) {
  callShared(b, "split", operand, {},
             [](OperandSplitter splitter) { splitter.emit(); });
}

void splitSomeRows(MatmulBuilder &b, const SplitOperand &operand, Value from,
                   Value to) {
  callShared(b, "split_rows", operand, {&from, &to},
             [&](OperandSplitter splitter) { splitter.emitRows(from, to); });
}

void beginStrip(MatmulBuilder &b, const SplitOperand &operand, Value strip) {
  OperandSplitter(b, operand).clearLargest(strip);
}

void splitRow(MatmulBuilder &b, const SplitOperand &operand, Value row,
              Value step) {
  OperandSplitter(b, operand).emitRow(row, step);
}

void endStrip(MatmulBuilder &b, const SplitOperand &operand, Value strip) {
  OperandSplitter(b, operand).reduceLargest(strip);
}

} // namespace nadir
