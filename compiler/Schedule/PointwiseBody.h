// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emits the values of a kernel's tensors at one point of its domain, or at a
// vector of neighbouring points along one axis. The surrounding loops are told
// to it as a stack of scopes, each of which fixes the index of some axes; an
// operation is emitted once, in the outermost scope that knows its operands, so
// that what is invariant in a loop stands before it. Loads are contiguous,
// broadcast, strided or gathered as the operand's indexing map asks.
//
//   PointwiseBody body(kernel, arguments, domain, target);
//   body.enter(builder);                 // function scope
//   body.setIndex(0, row);
//   body.setLanes(1, column, 16, mask);  // columns column..column+15
//   body.bind(contraction, accumulator); // known already, not to be evaluated
//   body.store(0);                       // the kernel's first result
//   body.leave();

#ifndef NADIR_COMPILER_SCHEDULE_POINTWISEBODY_H
#define NADIR_COMPILER_SCHEDULE_POINTWISEBODY_H

#include "compiler/Schedule/KernelSignature.h"
#include "compiler/Schedule/LoopKernelDomain.h"
#include "compiler/Schedule/TargetInfo.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"

#include <map>

namespace nadir {

/// The element of a dense buffer that lies at offset + sum(strides[a] * index
/// of axis a) + sum(computed.second * computed.first).
struct LinearAccess {
  int64_t offset = 0;
  llvm::SmallVector<int64_t> strides;
  llvm::SmallVector<std::pair<mlir::Value, int64_t>> computed;

  /// Adds stride * coordinate.
  void add(Coordinate coordinate, int64_t stride);
};

class PointwiseBody {
public:
  PointwiseBody(mlir::func::FuncOp kernel, const ScheduledArguments &arguments,
                const LoopDomain &domain);

  /// Opens a scope whose operations go where `builder` stands.
  void enter(mlir::OpBuilder &builder);

  /// Opens a scope inside `loop`; what doesn't depend on it goes before it.
  void enterLoop(mlir::scf::ForOp loop);

  /// Closes the scope; the one around a loop goes on behind it.
  void leave();

  /// Fixes an axis to one index, or to `lanes` indices from `base` on. Where
  /// `mask` is given, lanes without it are not accessed in memory. Only one
  /// axis may be vectorised at a time.
  void setIndex(int axis, mlir::Value index);
  void setLanes(int axis, mlir::Value base, int64_t lanes,
                mlir::Value mask = {});

  /// In this scope the element of `tensor` at its own coordinates is `element`
  /// (a scalar, or a vector along the vectorised axis).
  void bind(mlir::Value tensor, mlir::Value element);

  /// `tensor` is kept in `buffer` (rank 1), from where it is loaded.
  void keepIn(mlir::Value tensor, mlir::Value buffer, LinearAccess access);

  /// The element of `tensor` (at its coordinates in the domain): a scalar if it
  /// doesn't vary along the vectorised axis, else a vector. Null if it can't be
  /// evaluated here.
  mlir::Value evaluate(mlir::Value tensor);
  mlir::Value evaluate(mlir::Value tensor,
                       llvm::ArrayRef<Coordinate> coordinates);

  /// The value of a scalar in the body of a generic, at its loops'
  /// coordinates. Accumulators must be bound.
  mlir::Value evaluateInBody(mlir::Value scalar);

  /// Evaluates the kernel's result `number` and stores it into its buffer;
  /// `storeElement` stores a given element of it.
  llvm::LogicalResult store(unsigned number);
  void storeElement(unsigned number, mlir::Value element);

  /// Writes `element` where `access` says.
  void storeTo(mlir::Value buffer, const LinearAccess &access,
               mlir::Value element);

  /// `element` as a vector along the vectorised axis.
  mlir::Value toVector(mlir::Value element);

private:
  struct Scope;
  /// A tensor or a scalar of a generic's body, at coordinates.
  using Key = std::pair<mlir::Value, Coordinates>;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_POINTWISEBODY_H
