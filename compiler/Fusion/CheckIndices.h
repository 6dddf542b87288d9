// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Indices are checked before anything reads or writes at them, once.

#ifndef NADIR_COMPILER_FUSION_CHECKINDICES_H
#define NADIR_COMPILER_FUSION_CHECKINDICES_H

#include "mlir/IR/PatternMatch.h"

namespace nadir {

/// Whether an index is known to be in [0, limit) once its checks have passed.
bool isCheckedIndex(mlir::Value index, int64_t limit);

/// The check of `index` against `limit` that is already there, or a new one.
mlir::Value checkedIndex(mlir::PatternRewriter &rewriter, mlir::Operation *user,
                         mlir::Value index, int64_t limit);

/// Adds the patterns that check the indices of gather, scatter_add and bincount
/// and that merge checks of one value.
void addCheckIndicesPatterns(mlir::RewritePatternSet &patterns);

} // namespace nadir

#endif // NADIR_COMPILER_FUSION_CHECKINDICES_H
