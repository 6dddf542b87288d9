// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a batch to a fixed number of rows and back.

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Nadir.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace nadir {
namespace {

/// The place of the batch's rows in a tensor with more of them.
struct FirstRows {
  FirstRows(KernelBuilder &kernel, RankedTensorType batch)
      : offsets(batch.getRank(), kernel.builder().getIndexAttr(0)),
        sizes(kernel.sizes(batch)),
        strides(batch.getRank(), kernel.builder().getIndexAttr(1)) {}

  SmallVector<OpFoldResult> offsets, sizes, strides;
};

} // namespace

Value lowerRows(KernelBuilder &kernel, Operation *op) {
  if (!kernel.isSequential())
    return {};
  ImplicitLocOpBuilder &b = kernel.builder();
  if (auto pad = dyn_cast<PadRowsOp>(op)) {
    FirstRows rows(kernel, pad.getInput().getType());
    RankedTensorType type = pad.getType();
    Value zeros = kernel.filled(
        type, cast<TypedAttr>(b.getZeroAttr(type.getElementType())));
    return tensor::InsertSliceOp::create(b, kernel.lookup(pad.getInput()),
                                         zeros, rows.offsets, rows.sizes,
                                         rows.strides);
  }
  if (auto take = dyn_cast<TakeRowsOp>(op)) {
    FirstRows rows(kernel, take.getType());
    return tensor::ExtractSliceOp::create(
        b, take.getType(), kernel.lookup(take.getInput()), rows.offsets,
        rows.sizes, rows.strides);
  }
  return {};
}

} // namespace nadir
