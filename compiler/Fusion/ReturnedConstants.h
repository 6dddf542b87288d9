// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Large tensors of one number, such as the first values of states.

#ifndef NADIR_COMPILER_FUSION_RETURNEDCONSTANTS_H
#define NADIR_COMPILER_FUSION_RETURNEDCONSTANTS_H

#include "mlir/IR/Block.h"

namespace nadir {

/// Gives large constants that an entry returns (first values of parameters and
/// states) kernels that write them.
void computeReturnedConstants(mlir::Block &block);

} // namespace nadir

#endif // NADIR_COMPILER_FUSION_RETURNEDCONSTANTS_H
