// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The structure nadir_call of runtime/Abi.h as generated code sees it: types
// and member numbers in the order of the C declaration.
#ifndef NADIR_COMPILER_SCHEDULE_ENTRYCALL_H
#define NADIR_COMPILER_SCHEDULE_ENTRYCALL_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace nadir {

enum class CallMember {
  AbiVersion,
  Reserved,
  Rows,
  LearningRate,
  Step,
  Seed,
  Parameters,
  State,
  Arena,
  Inputs,
  Results,
  Executor,
  GroupLearningRates,
  Momenta,
  Error
};

enum class ErrorMember { Check, Argument, Position, IntegerValue, Value };

enum class ExecutorMember { Self, ParallelFor };

/// Builds accesses to a nadir_call.
class CallBuilder {
public:
  CallBuilder(mlir::OpBuilder &builder, mlir::Location loc);

  /// The address of a member, and its value.
  mlir::Value address(mlir::Value call, CallMember member);
  mlir::Value load(mlir::Value call, CallMember member);

  void storeError(mlir::Value call, ErrorMember member, mlir::Value value);
  mlir::Value loadExecutor(mlir::Value executor, ExecutorMember member);

  /// `pointer` plus a number of bytes.
  mlir::Value advance(mlir::Value pointer, uint64_t bytes);
  /// Element `index` of an array of pointers.
  mlir::Value loadPointer(mlir::Value array, unsigned index);

  mlir::Value constant(mlir::Type type, int64_t value);
  mlir::Value isNull(mlir::Value pointer);

  mlir::Type pointer, i1, i8, i32, i64, f64;

private:
  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::Type error, executor, call;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_ENTRYCALL_H
