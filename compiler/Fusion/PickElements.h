// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One element of each row: what `gather` picks with one index a row, as losses
// of a label do, and its gradient.

#ifndef NADIR_COMPILER_FUSION_PICKELEMENTS_H
#define NADIR_COMPILER_FUSION_PICKELEMENTS_H

#include "mlir/IR/PatternMatch.h"

namespace nadir {

/// Adds the patterns that pick elements before they are computed with, rather
/// than compute rows to pick from, and that write the gradient of a pick as
/// rows of one element among zeros, which other operations can be fused with.
void addPickElementsPatterns(mlir::RewritePatternSet &patterns);

} // namespace nadir

#endif // NADIR_COMPILER_FUSION_PICKELEMENTS_H
