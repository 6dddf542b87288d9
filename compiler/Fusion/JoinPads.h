// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The gradient of a tensor of which each slice was used once: a sum of padded
// pieces that lie side by side.

#ifndef NADIR_COMPILER_FUSION_JOINPADS_H
#define NADIR_COMPILER_FUSION_JOINPADS_H

#include "mlir/IR/PatternMatch.h"

namespace nadir {

/// Adds the pattern that makes one concatenation of such a sum, which would
/// read every piece for every element.
void addJoinPadsPattern(mlir::RewritePatternSet &patterns);

} // namespace nadir

#endif // NADIR_COMPILER_FUSION_JOINPADS_H
