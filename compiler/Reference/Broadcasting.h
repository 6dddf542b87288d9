// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NumPy's rule for the oracle: which element of an operand meets which element
// of the result.

#ifndef NADIR_COMPILER_REFERENCE_BROADCASTING_H
#define NADIR_COMPILER_REFERENCE_BROADCASTING_H

#include "compiler/Reference/Tensor.h"

namespace nadir::reference {

/// The index in an operand of `shape` that element `index` of the result is
/// made from: shapes are aligned at their ends, size 1 is repeated.
inline Index broadcastIndex(llvm::ArrayRef<int64_t> index,
                            llvm::ArrayRef<int64_t> shape) {
  Index result(index.take_back(shape.size()));
  for (size_t dim = 0; dim < shape.size(); ++dim)
    if (shape[dim] == 1)
      result[dim] = 0;
  return result;
}

} // namespace nadir::reference

#endif // NADIR_COMPILER_REFERENCE_BROADCASTING_H
