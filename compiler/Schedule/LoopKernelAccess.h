// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where in memory the elements of a kernel's tensors lie. Buffers are dense and
// have static shapes, so the place of an element is linear in the indices along
// the axes of the domain, whatever transposes, slices and broadcasts the kernel
// is written with.

#ifndef NADIR_COMPILER_SCHEDULE_LOOPKERNELACCESS_H
#define NADIR_COMPILER_SCHEDULE_LOOPKERNELACCESS_H

#include "compiler/Schedule/LoopKernelDomain.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace nadir {

/// The element of a dense buffer that lies at offset + sum(strides[a] * index
/// of axis a) + sum(computed.second * computed.first).
struct LinearAccess {
  explicit LinearAccess(const LoopDomain &domain) : strides(domain.size(), 0) {}

  /// Adds stride * coordinate.
  void add(const Coordinate &coordinate, int64_t stride);

  bool operator==(const LinearAccess &) const = default;

  int64_t offset = 0;
  llvm::SmallVector<int64_t, 4> strides;
  llvm::SmallVector<std::pair<mlir::Value, int64_t>, 1> computed;
};

/// The access of the element of `tensor` at `coordinates`, where `tensor` is a
/// dense buffer of shape `shape`.
LinearAccess denseAccess(const LoopDomain &domain,
                         llvm::ArrayRef<int64_t> shape,
                         llvm::ArrayRef<Coordinate> coordinates);

/// The same where `slice` of such a buffer is indexed.
LinearAccess sliceAccess(const LoopDomain &domain,
                         llvm::ArrayRef<int64_t> shape,
                         mlir::tensor::ExtractSliceOp slice,
                         llvm::ArrayRef<Coordinate> coordinates);

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_LOOPKERNELACCESS_H
