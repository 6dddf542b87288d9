// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles scheduled kernels in process with upstream conversions only, so that
// a test of schedules depends on no other part of the compiler. Functions such
// as exp become calls of the C library.

#ifndef NADIR_TEST_UNIT_SCHEDULE_KERNELLOWERING_H
#define NADIR_TEST_UNIT_SCHEDULE_KERNELLOWERING_H

#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/IR/BuiltinOps.h"

#include <memory>

namespace nadir::test {

void registerLowering(mlir::DialectRegistry &registry);

/// Null, after a diagnostic, on failure.
std::unique_ptr<mlir::ExecutionEngine> compileModule(mlir::ModuleOp module);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_SCHEDULE_KERNELLOWERING_H
