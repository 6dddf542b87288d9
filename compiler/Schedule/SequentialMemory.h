// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds room for a kernel's temporary buffers. A step allocates nothing: small
// temporaries live on the stack, large ones in the kernel's scratch memory, for
// which the caller plans.

#ifndef NADIR_COMPILER_SCHEDULE_SEQUENTIALMEMORY_H
#define NADIR_COMPILER_SCHEDULE_SEQUENTIALMEMORY_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nadir {

/// Replaces each memref.alloc of `scheduled` by a place of its own, as large as
/// it can get with `capacity` rows.
void placeTemporaries(mlir::func::FuncOp scheduled, int64_t capacity);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_SEQUENTIALMEMORY_H
