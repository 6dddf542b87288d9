// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values of rows in the rank of the rows. What a reduction keeps of each row is
// used without its size-1 dimensions, and comes back with them in a gradient:
// computed with them all the way, it can share the rows' kernel.

#ifndef NADIR_COMPILER_FUSION_RAISEROWS_H
#define NADIR_COMPILER_FUSION_RAISEROWS_H

#include "mlir/IR/PatternMatch.h"

namespace nadir {

/// Adds the pattern that moves pointwise operations in front of reshapes that
/// only drop size-1 dimensions.
void addRaiseRowsPattern(mlir::RewritePatternSet &patterns);

} // namespace nadir

#endif // NADIR_COMPILER_FUSION_RAISEROWS_H
