// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dialect: all operations, attributes and interfaces of `nadir`.

#ifndef NADIR_DIALECT_NADIR_H
#define NADIR_DIALECT_NADIR_H

#include "dialect/Formula.h"
#include "dialect/Losses.h"
#include "dialect/Metrics.h"
#include "dialect/Optimizers.h"
#include "dialect/Shapes.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace nadir {

/// Marks operations that compute each element of the result from one element
/// of each operand.
template <typename ConcreteType>
class Pointwise : public mlir::OpTrait::TraitBase<ConcreteType, Pointwise> {};

/// Marks optimizers that compute each element of the new parameter and of
/// states of its shape from one element of each operand, so that their update
/// is one loop over the parameter. Other states are scalars.
template <typename ConcreteType>
class ElementwiseUpdate
    : public mlir::OpTrait::TraitBase<ConcreteType, ElementwiseUpdate> {};

} // namespace nadir

#include "dialect/Interfaces.h.inc"

#include "dialect/AttrInterfaces.h.inc"

#include "dialect/Dialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/Attributes.h.inc"

#define GET_OP_CLASSES
#include "dialect/Graph.h.inc"
#define GET_OP_CLASSES
#include "dialect/Elementwise.h.inc"
#define GET_OP_CLASSES
#include "dialect/Reductions.h.inc"
#define GET_OP_CLASSES
#include "dialect/Shape.h.inc"
#define GET_OP_CLASSES
#include "dialect/Linear.h.inc"
#define GET_OP_CLASSES
#include "dialect/Random.h.inc"
#define GET_OP_CLASSES
#include "dialect/Fused.h.inc"
#define GET_OP_CLASSES
#include "dialect/Losses.h.inc"
#define GET_OP_CLASSES
#include "dialect/CtcLoss.h.inc"
#define GET_OP_CLASSES
#include "dialect/LinearCrossEntropy.h.inc"
#define GET_OP_CLASSES
#include "dialect/Optimizers.h.inc"
#define GET_OP_CLASSES
#include "dialect/Counting.h.inc"
#define GET_OP_CLASSES
#include "dialect/Metrics.h.inc"
#define GET_OP_CLASSES
#include "dialect/Function.h.inc"

#endif // NADIR_DIALECT_NADIR_H
