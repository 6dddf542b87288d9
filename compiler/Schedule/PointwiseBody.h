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
//   PointwiseBody body(kernel, arguments, domain);
//   body.enter(builder);                 // function scope
//   body.enter(builder);                 // of this row and these columns
//   body.setIndex(0, row);
//   body.setLanes(1, column, 16, mask);  // columns column..column+15
//   body.bind(contraction, accumulator); // known already, not to be evaluated
//   body.store(0);                       // the kernel's first result
//   body.leave();

#ifndef NADIR_COMPILER_SCHEDULE_POINTWISEBODY_H
#define NADIR_COMPILER_SCHEDULE_POINTWISEBODY_H

#include "compiler/Schedule/KernelSignature.h"
#include "compiler/Schedule/LoopKernelAccess.h"
#include "compiler/Schedule/LoopKernelDomain.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"

#include <map>

namespace nadir {

class PointwiseBody {
public:
  PointwiseBody(mlir::func::FuncOp kernel, const ScheduledArguments &arguments,
                const LoopDomain &domain);

  /// Opens a scope whose operations go where `builder` stands. The first scope
  /// is that of the function.
  void enter(mlir::OpBuilder &builder);

  /// Opens a scope inside `block` of `op`, a loop or branch that stands in the
  /// innermost scope; what doesn't depend on it goes before `op`.
  void enter(mlir::Operation *op, mlir::Block *block);
  void enterLoop(mlir::scf::ForOp loop) { enter(loop, loop.getBody()); }

  /// Closes the innermost scope; the one around an operation goes on behind it.
  void leave();

  /// Fixes an axis to one index, or to `lanes` indices from `base` on. Where
  /// `mask` is given, lanes without it are not accessed in memory. Only one
  /// axis may be vectorised at a time.
  void setIndex(int axis, mlir::Value index);
  void setLanes(int axis, mlir::Value base, int64_t lanes,
                mlir::Value mask = {});

  /// In this scope the element of `value`, a tensor or an argument of a
  /// generic's body, at its own coordinates is `element`: a scalar, or a vector
  /// along the vectorised axis.
  void bind(mlir::Value value, mlir::Value element);

  /// From here on `tensor` is loaded from `buffer` (of rank 1), where
  /// `storeTo` has put it.
  void keepIn(mlir::OpResult tensor, mlir::Value buffer, LinearAccess access);
  void forgetKept() { kept.clear(); }

  /// The element of `tensor` (at its coordinates in the domain, or others): a
  /// scalar if it doesn't vary along the vectorised axis, else a vector. Null
  /// if it can't be evaluated here; `reason` then says why.
  mlir::Value evaluate(mlir::OpResult tensor);
  mlir::Value evaluate(mlir::Value tensor,
                       llvm::ArrayRef<Coordinate> coordinates);

  /// The value of a scalar in the body of a generic, at its loops'
  /// coordinates. Accumulators must be bound.
  mlir::Value evaluateInBody(mlir::Value scalar,
                             llvm::ArrayRef<Coordinate> loops);

  /// `axis` is part of another axis, whose index covers both.
  void setAbsorbed(int axis);

  /// Evaluates the kernel's result `number`, without and with storing it.
  mlir::Value evaluateResult(unsigned number);
  llvm::LogicalResult store(unsigned number);

  /// Stores an element of the kernel's result `number`. Fails if it varies
  /// along a vectorised axis that the result doesn't have.
  llvm::LogicalResult storeElement(unsigned number, mlir::Value element);

  /// Adds to it instead, in the innermost scope, which must have fixed one of
  /// its indices.
  llvm::LogicalResult addToElement(unsigned number, mlir::Value element);

  /// Reads and writes elements of `buffer` (of rank 1) where `access` says.
  mlir::Value loadFrom(mlir::Value buffer, const LinearAccess &access,
                       mlir::Type elementType);
  void storeTo(mlir::Value buffer, const LinearAccess &access,
               mlir::Value element);

  /// Asks for the line of the kernel's tensor argument `input` that lies
  /// `distance` elements behind where `access` says. It may lie outside of the
  /// buffer: nothing is read then.
  void prefetch(unsigned input, LinearAccess access, int64_t distance);

  /// `element` as a vector along the vectorised axis.
  mlir::Value toVector(mlir::Value element);

  /// A builder at the end of what the innermost scope holds so far.
  mlir::OpBuilder &here() { return at(innermost()); }

  /// Why an evaluation returned null.
  llvm::StringRef failureReason() const { return reason; }

private:
  /// What is known of an axis: its index, and in which scope it was fixed.
  struct AxisState {
    mlir::Value index;
    unsigned level = 0;
    bool isAbsorbed = false;
  };

  /// The vectorised axis, if any.
  struct Lanes {
    int axis = Coordinate::noAxis;
    int64_t count = 1;
    mlir::Value mask;
    unsigned level = 0;
  };

  struct Scope {
    mlir::OpBuilder::InsertPoint point;
    mlir::Operation *op = nullptr;
    /// To be restored behind the scope.
    llvm::SmallVector<AxisState> outerAxes;
    Lanes outerLanes;
    std::map<ElementKey, mlir::Value> elements = {};
    llvm::DenseMap<std::pair<mlir::Value, int64_t>, mlir::Value> splats =
        llvm::DenseMap<std::pair<mlir::Value, int64_t>, mlir::Value>();
  };

  struct Kept {
    mlir::Value buffer;
    LinearAccess access;
  };

  // Scopes. A level is the number of a scope, 0 the outermost.
  unsigned innermost() const { return scopes.size() - 1; }
  unsigned levelOf(mlir::Value element) const;
  unsigned levelOf(mlir::ValueRange elements) const;
  mlir::OpBuilder &at(unsigned level);
  void moveTo(mlir::OpBuilder::InsertPoint point);
  mlir::Value placed(mlir::Value element, unsigned level);
  mlir::Value lookup(const ElementKey &key) const;
  mlir::Value remember(const ElementKey &key, mlir::Value element);
  mlir::Value fail(const llvm::Twine &text);

  // Values.
  mlir::Value evaluateUncached(mlir::Value tensor,
                               llvm::ArrayRef<Coordinate> coordinates);
  mlir::Value evaluateScalar(mlir::Value scalar,
                             llvm::ArrayRef<Coordinate> loops);
  mlir::Value evaluateArgument(mlir::BlockArgument argument,
                               llvm::ArrayRef<Coordinate> loops);
  mlir::Value evaluateConstant(mlir::Operation *constant);
  mlir::Value evaluateIndex(const Coordinate &coordinate);
  mlir::Value evaluateExtract(mlir::tensor::ExtractOp extract,
                              llvm::ArrayRef<Coordinate> loops);
  mlir::Value evaluateElementwise(mlir::Operation *op,
                                  llvm::ArrayRef<Coordinate> loops);
  mlir::Value evaluateLoop(mlir::OpResult result,
                           llvm::ArrayRef<Coordinate> loops);
  void guardDivisor(llvm::MutableArrayRef<mlir::Value> operands);
  mlir::Value compareRamp(mlir::arith::CmpIOp op, mlir::Value lhs,
                          mlir::Value rhs);

  // Memory.
  struct Address {
    /// Of the element, or of the first lane.
    mlir::Value index;
    bool isVector = false;
    bool isContiguous = false;
    unsigned level = 0;
  };
  Address address(const LinearAccess &access);
  LinearAccess resultAccess(unsigned number) const;
  void addTerm(Address &address, mlir::Value index, int64_t stride);
  mlir::Value laneDistances(const LinearAccess &access, mlir::Value buffer,
                            unsigned level);
  mlir::Value loadVector(mlir::Value buffer, const LinearAccess &access,
                         const Address &address);
  mlir::Value flatBuffer(mlir::Value buffer);
  mlir::Value indexConstant(int64_t value);
  mlir::Value allLanes(unsigned level);
  mlir::Value iota(mlir::Type elementType, int64_t step);
  mlir::Type vectorOf(mlir::Type elementType) const;

  mlir::func::FuncOp kernel;
  ScheduledArguments arguments;
  const LoopDomain &domain;
  mlir::Location loc;
  mlir::OpBuilder builder;

  llvm::SmallVector<Scope, 6> scopes;
  llvm::SmallVector<AxisState> axes;
  llvm::DenseMap<mlir::Value, unsigned> levels;
  llvm::DenseMap<mlir::Value, Kept> kept;
  llvm::DenseMap<mlir::Value, mlir::Value> flatBuffers;
  llvm::DenseMap<int64_t, mlir::Value> indexConstants;

  /// The first lane of vectors of neighbouring indices.
  llvm::DenseMap<mlir::Value, mlir::Value> rampStarts;

  Lanes lanes;
  std::string reason;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_POINTWISEBODY_H
