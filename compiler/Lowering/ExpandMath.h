// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass that replaces elementary functions by code.

#ifndef NADIR_COMPILER_LOWERING_EXPANDMATH_H
#define NADIR_COMPILER_LOWERING_EXPANDMATH_H

#include "compiler/Lowering/VectorMath.h"
#include "mlir/Pass/Pass.h"

#include <memory>

namespace nadir {

/// `nadir-expand-math`: rewrites float32 math ops, scalar or vector, into their
/// expansions (VectorMath.h). Float64 ops become calls of libm, a lane at a
/// time, where LLVM has no intrinsic of full accuracy: erf, erfc, expm1, log1p.
/// The rest of float64 is left to convert-math-to-llvm.
std::unique_ptr<mlir::Pass> createExpandMathPass(MathTarget target = {});

} // namespace nadir

#endif // NADIR_COMPILER_LOWERING_EXPANDMATH_H
