// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The common iteration space of the structured ops of a tensor kernel. Every
// loop of every linalg.generic, and every dimension of every result, is given
// an axis of one domain; ops that pass values to each other share axes.
// Dimensions of size 1 have no axis: their index is always 0.

#ifndef NADIR_COMPILER_SCHEDULE_LOOPKERNELDOMAIN_H
#define NADIR_COMPILER_SCHEDULE_LOOPKERNELDOMAIN_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace nadir {

/// An index into one dimension: 0, the index along an axis of the domain, or a
/// number that the kernel computes (gathers).
struct Coordinate {
  static constexpr int noAxis = -1;

  static Coordinate zero() { return {}; }
  static Coordinate along(int axis) { return {axis, {}}; }
  static Coordinate computed(mlir::Value index) { return {noAxis, index}; }

  bool isAxis() const { return axis != noAxis; }
  bool isComputed() const { return index != nullptr; }
  bool operator==(const Coordinate &) const = default;

  int axis = noAxis;
  mlir::Value index;
};

using Coordinates = llvm::SmallVector<Coordinate, 4>;

/// `coordinates` of an op's loops, seen through an operand's indexing map
/// (whose results are loops or the constant 0).
Coordinates mapCoordinates(mlir::AffineMap map,
                           llvm::ArrayRef<Coordinate> coordinates);

/// The loops of a generic whose result `result` is indexed by `coordinates`.
Coordinates invertCoordinates(mlir::OpResult result,
                              llvm::ArrayRef<Coordinate> coordinates);

/// An element of a tensor, or the value of a scalar in a generic's body, at
/// coordinates. The order is arbitrary: it serves look-ups only.
struct ElementKey {
  mlir::Value value;
  Coordinates coordinates;

  bool operator<(const ElementKey &other) const;
};

class LoopDomain {
public:
  /// Fails, with a reason, if the ops of `kernel` don't share one domain.
  static llvm::FailureOr<LoopDomain> analyze(mlir::func::FuncOp kernel,
                                             std::string &reason);

  /// The size of each axis; ShapedType::kDynamic stands for the number of rows.
  llvm::ArrayRef<int64_t> extents() const { return axisExtents; }
  int64_t size() const { return axisExtents.size(); }

  /// The coordinates of the loops of `op`.
  llvm::ArrayRef<Coordinate> loops(mlir::Operation *op) const {
    return loopsOf.find(op)->second;
  }

  /// The coordinates at which `tensor`, a result of a generic, is computed, or
  /// at which a value that the kernel returns is stored as result `number`.
  Coordinates coordinatesOf(mlir::OpResult tensor) const;
  llvm::ArrayRef<Coordinate> resultCoordinates(unsigned number) const {
    return results[number];
  }

private:
  llvm::SmallVector<int64_t> axisExtents;
  llvm::DenseMap<mlir::Operation *, Coordinates> loopsOf;
  llvm::SmallVector<Coordinates> results;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_LOOPKERNELDOMAIN_H
