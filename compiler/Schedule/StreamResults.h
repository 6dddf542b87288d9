// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Results that are larger than the caches are written past them: an ordinary
// store first reads the line that it is going to overwrite, a third of the
// traffic of a copy.
#ifndef NADIR_COMPILER_SCHEDULE_STREAMRESULTS_H
#define NADIR_COMPILER_SCHEDULE_STREAMRESULTS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nadir {

/// Results of fewer bytes are likely to be read from the caches again.
inline constexpr int64_t leastStreamedBytes = int64_t(24) << 20;

/// Makes the vector stores of `kernel`, a scheduled function, to its argument
/// number `result` non-temporal where they begin at multiples of a vector of
/// 32 bytes; lines written in smaller pieces would be slower. Where the memory
/// that the caller passes is not aligned itself, it runs the code it has now.
/// Does nothing if the argument is also read, or accessed in unknown ways.
void streamResult(mlir::func::FuncOp kernel, unsigned result);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_STREAMRESULTS_H
