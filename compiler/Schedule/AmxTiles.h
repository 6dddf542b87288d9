// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Multiplies tiles of split operands (SplitOperand.h) with AMX, the matrix unit
// of x86 processors, and adds up in f32. See Intel 64 and IA-32 Architectures
// Software Developer's Manual, volume 1, chapter 18 and TDPBF16PS in volume 2.
#ifndef NADIR_COMPILER_SCHEDULE_AMXTILES_H
#define NADIR_COMPILER_SCHEDULE_AMXTILES_H

#include "compiler/Schedule/MatmulBuilder.h"

#include <functional>

namespace nadir {

/// Pieces of what is done beside a step: short ones overlap better.
inline constexpr int64_t tilePieces = 2;

/// The address of an element of 4 bytes.
mlir::Value tileAddress(MatmulBuilder &builder, mlir::Value buffer,
                        mlir::Value element);

/// A product of some strips.
struct TileProduct {
  /// Strips of each operand, 1 or 2, and where they begin in buffers of pairs.
  int64_t lhsStrips = 1, rhsStrips = 1;
  mlir::Value lhs, lhsOffset, rhs, rhsOffset;
  /// Pairs between strips.
  int64_t lhsStripStride = 0, rhsStripStride = 0;
  /// How many times 32 steps of k.
  mlir::Value steps;
  /// The address of the sums, and elements of f32 between rows of them.
  mlir::Value sums, sumStride;
  /// Writes a piece of what the processor is to do at each step while the unit
  /// multiplies.
  std::function<void(mlir::Value step, int64_t piece)> beside;
};

/// Makes the matrix unit ready for multiplyTiles, if it and the operating
/// system let this process use it. Returns whether they do. Linux wants to be
/// asked, see https://docs.kernel.org/arch/x86/xstate.html; to ask again costs
/// what a system call does.
mlir::Value beginTiles(MatmulBuilder &builder);
/// To be called before the function returns, with what `beginTiles` returned.
void endTiles(MatmulBuilder &builder, mlir::Value ready);

/// Of the nine products of parts, takes the six that are not below 2^-24 of the
/// whole.
void multiplyTiles(MatmulBuilder &builder, const TileProduct &product);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_AMXTILES_H
