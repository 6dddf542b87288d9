// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the fuse room knows of single operations: what kind of kernel takes
// them, over which domain they run, and how much of a kernel they fill.

#ifndef NADIR_COMPILER_FUSION_GROUPRULES_H
#define NADIR_COMPILER_FUSION_GROUPRULES_H

#include "compiler/Fusion/GroupGraph.h"
#include "llvm/ADT/DenseSet.h"

namespace nadir {

bool isReduction(mlir::Operation *op);

/// Operations that read their operands elsewhere than at the place of the
/// result: those must be in memory when the kernel starts.
bool readsElsewhere(mlir::Operation *op);

/// Operations that compute each element of their result by itself.
bool isPointwise(mlir::Operation *op);

GroupKind classify(mlir::Operation *op);

/// The dimensions that a reduction reduces.
llvm::SmallVector<int64_t> reducedDims(mlir::Operation *op);

/// Whether a product's kernel can take the operation, which adds up the columns
/// of a matrix: its tasks are cut by columns alone then, of which there must be
/// many.
bool isSumOfColumns(mlir::Operation *op);

/// The shape over which an operation runs: its result's, or what it reduces.
Shape domainOf(mlir::Operation *op);

/// The domain with the reduced dimensions at size 1.
Shape rowDomain(const Shape &domain, llvm::ArrayRef<int64_t> reduced);

/// The operation and the pointwise ones on its domain that follow from it, in
/// its block; no more than `most` of them.
llvm::DenseSet<mlir::Operation *> followers(mlir::Operation *op,
                                            size_t most = SIZE_MAX);

/// How much code an operation becomes: about the instructions for an element,
/// of which simple arithmetic is two, with what it reads.
int64_t codeCost(mlir::Operation *op);

/// The most code that one kernel may be. A code generator takes longer for each
/// instruction, the more of them stand in a row, and needs memory for all of
/// them; so a long program must be many kernels. This is 128 exponentials, or
/// five softmax one after another: what is stored because of a cut is little
/// beside them.
inline constexpr int64_t mostKernelCode = 2048;

/// The code of a kernel whose operations cost `cost` together and in which no
/// more than `stages` reductions wait for each other: each of them is another
/// pass over a row, which may compute again what the others have computed.
inline int64_t kernelCode(int64_t cost, unsigned stages) {
  return cost * (1 + static_cast<int64_t>(stages));
}

} // namespace nadir

#endif // NADIR_COMPILER_FUSION_GROUPRULES_H
