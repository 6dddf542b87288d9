// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/LoopKernelAccess.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace nadir {

void LinearAccess::add(const Coordinate &coordinate, int64_t stride) {
  if (coordinate.isComputed())
    computed.push_back({coordinate.index, stride});
  else if (coordinate.isAxis())
    strides[coordinate.axis] += stride;
}

LinearAccess denseAccess(const LoopDomain &domain, ArrayRef<int64_t> shape,
                         ArrayRef<Coordinate> coordinates) {
  LinearAccess access(domain);
  for (auto [coordinate, stride] :
       llvm::zip(coordinates, computeSuffixProduct(shape)))
    access.add(coordinate, stride);
  return access;
}

LinearAccess sliceAccess(const LoopDomain &domain, ArrayRef<int64_t> shape,
                         tensor::ExtractSliceOp slice,
                         ArrayRef<Coordinate> coordinates) {
  LinearAccess access(domain);
  SmallVector<int64_t> strides = computeSuffixProduct(shape);
  llvm::SmallBitVector dropped = slice.getDroppedDims();
  size_t next = 0;
  for (size_t dim = 0; dim < shape.size(); ++dim) {
    access.offset += slice.getStaticOffset(dim) * strides[dim];
    if (!dropped.test(dim))
      access.add(coordinates[next++],
                 slice.getStaticStride(dim) * strides[dim]);
  }
  return access;
}

} // namespace nadir
