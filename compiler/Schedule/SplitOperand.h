// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies an operand of an f32 product as three bf16 matrices that add up to it,
// in the order in which AMX reads tiles of them. A bf16 has 8 of the 24
// significant bits of an f32, so that nothing is lost: see Henry, Tang and
// Heinecke, "Leveraging the bfloat16 Artificial Intelligence Datatype For
// Higher-Precision Computations", https://arxiv.org/abs/1904.06376.
//
// A strip is 16 rows of the left operand or 16 columns of the right one. For
// each 32 steps of k it has three tiles of 16 x 16 pairs, the high, middle and
// low parts: a pair is steps p and p + 16 of one row or column. The left
// operand has the pairs of a row beside each other, the right one those of a
// step. A strip ends with the largest of its magnitudes.
#ifndef NADIR_COMPILER_SCHEDULE_SPLITOPERAND_H
#define NADIR_COMPILER_SCHEDULE_SPLITOPERAND_H

#include "compiler/Schedule/MatmulBuilder.h"

namespace nadir {

/// Sizes of what AMX multiplies at a time.
inline constexpr int64_t splitRows = 16, splitSteps = 32, splitParts = 3;
/// Strips of the left operand that have tiles together.
inline constexpr int64_t splitTileStrips = 2;
/// What an element takes.
inline constexpr int64_t splitStepBytes = splitParts * 2;
/// A part of a strip's 32 steps, in pairs.
inline constexpr int64_t splitTilePairs = splitRows * splitSteps / 2;

/// A strip's last pairs are a vector of 32 bits in which magnitudes are
/// compared. Its first one is the largest then, as the bits of an f32, which is
/// larger than those of infinity if there is a NaN.
inline constexpr int64_t splitLargestPairs = splitRows;

/// What a strip takes, in pairs.
inline int64_t splitStripPairs(int64_t steps) {
  return llvm::divideCeil(steps, splitSteps) * splitParts * splitTilePairs +
         splitLargestPairs;
}

/// Whether tiles have steps for rows where the source has them for columns, or
/// the other way round.
inline bool splitIsTurned(bool isLeft, bool kIsContiguous) {
  return isLeft != kIsContiguous;
}

struct SplitOperand {
  /// A buffer of f32 of one dimension. `outer` is rows of the left operand,
  /// columns of the right one.
  mlir::Value from, fromOffset;
  /// Steps of k are beside each other, or else what `outer` counts is; the
  /// distance of the others, and whether it is so long that no hardware looks
  /// ahead for them.
  bool kIsContiguous = false;
  mlir::Value stride;
  bool isFar = false;
  bool isLeft = false;
  /// Rows or columns, and whether they always fill `tileStrips` strips; the
  /// same for steps of k and 32. What is missing is filled up: steps with
  /// zeros, rows and columns with anything finite.
  mlir::Value outer, length;
  bool fillsStrips = false, fillsSteps = false;
  /// A buffer of i32 that begins at a line of the cache, where the first strip
  /// begins there, and pairs that a strip takes. Their number is rounded up to
  /// a multiple of `tileStrips`.
  mlir::Value to, toOffset, stripPairs;

  int64_t tileStrips() const { return isLeft ? splitTileStrips : 1; }
};

/// Writes the copy.
void splitOperand(MatmulBuilder &builder, const SplitOperand &operand);

/// The same piece by piece, for a left operand that has steps beside each
/// other: `beginStrip`, `splitRow` for each row of its first strips at all
/// steps of 32, in any order, or `splitSomeRows` for rows [`from`, `to`) at all
/// steps, and `endStrip`.
void beginStrip(MatmulBuilder &builder, const SplitOperand &operand,
                mlir::Value strip);
void splitRow(MatmulBuilder &builder, const SplitOperand &operand,
              mlir::Value row, mlir::Value step);
void splitSomeRows(MatmulBuilder &builder, const SplitOperand &operand,
                   mlir::Value from, mlir::Value to);
void endStrip(MatmulBuilder &builder, const SplitOperand &operand,
              mlir::Value strip);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_SPLITOPERAND_H
