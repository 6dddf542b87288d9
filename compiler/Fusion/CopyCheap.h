// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values that cost less to compute in each kernel that needs them than to store
// for all.

#ifndef NADIR_COMPILER_FUSION_COPYCHEAP_H
#define NADIR_COMPILER_FUSION_COPYCHEAP_H

#include "mlir/IR/Block.h"

namespace nadir {

/// Gives the users of such values copies of the operations that compute them,
/// before the operations of the block are gathered into groups.
void copyCheapValues(mlir::Block &block);

} // namespace nadir

#endif // NADIR_COMPILER_FUSION_COPYCHEAP_H
