// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/SequentialMemory.h"

#include "compiler/Schedule/KernelSignature.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace nadir {

/// Bytes of temporaries that a kernel may keep on the stack of any thread.
static constexpr int64_t stackLimit = 32 * 1024;
static constexpr int64_t alignment = 64;

/// `type` with as many rows as the capacity. All `?` of a kernel are rows.
static MemRefType largestType(MemRefType type, int64_t capacity) {
  SmallVector<int64_t> shape(type.getShape());
  for (int64_t &size : shape)
    if (ShapedType::isDynamic(size))
      size = capacity;
  return MemRefType::get(shape, type.getElementType());
}

static int64_t alignedBytes(MemRefType type) {
  Type element = type.getElementType();
  int64_t bits = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  return llvm::alignTo(type.getNumElements() * llvm::divideCeil(bits, 8),
                       alignment);
}

/// `buffer`, of static shape, as the smaller buffer that `alloc` asks for.
static Value viewAs(OpBuilder &builder, Value buffer, memref::AllocOp alloc) {
  MemRefType type = alloc.getType();
  if (type == buffer.getType())
    return buffer;
  SmallVector<OpFoldResult> sizes = alloc.getMixedSizes();
  // Strides of a dense buffer of these sizes.
  SmallVector<OpFoldResult> strides(sizes.size());
  OpFoldResult stride = builder.getIndexAttr(1);
  for (int64_t i = sizes.size() - 1; i >= 0; --i) {
    strides[i] = stride;
    auto size = getConstantIntValue(sizes[i]);
    auto inner = getConstantIntValue(stride);
    if (size && inner)
      stride = builder.getIndexAttr(*size * *inner);
    else
      stride =
          arith::MulIOp::create(
              builder, alloc.getLoc(),
              getValueOrCreateConstantIndexOp(builder, alloc.getLoc(), stride),
              getValueOrCreateConstantIndexOp(builder, alloc.getLoc(),
                                              sizes[i]))
              .getResult();
  }
  return memref::ReinterpretCastOp::create(builder, alloc.getLoc(), type,
                                           buffer, builder.getIndexAttr(0),
                                           sizes, strides);
}

void placeTemporaries(func::FuncOp scheduled, int64_t capacity) {
  SmallVector<memref::AllocOp> allocs;
  int64_t bytes = 0;
  scheduled.walk([&](memref::AllocOp alloc) {
    allocs.push_back(alloc);
    bytes += alignedBytes(largestType(alloc.getType(), capacity));
  });
  Value scratch = bytes > stackLimit ? addScratch(scheduled, bytes) : Value();

  int64_t offset = 0;
  OpBuilder builder(scheduled.getContext());
  for (memref::AllocOp alloc : allocs) {
    // Stack memory is taken once, not in each iteration of a loop.
    builder.setInsertionPointToStart(&scheduled.getBody().front());
    MemRefType type = largestType(alloc.getType(), capacity);
    Value buffer;
    if (scratch) {
      Value start =
          arith::ConstantIndexOp::create(builder, alloc.getLoc(), offset);
      buffer = memref::ViewOp::create(builder, alloc.getLoc(), type, scratch,
                                      start, ValueRange());
      offset += alignedBytes(type);
    } else {
      buffer = memref::AllocaOp::create(builder, alloc.getLoc(), type,
                                        builder.getI64IntegerAttr(alignment));
    }
    builder.setInsertionPoint(alloc);
    alloc.replaceAllUsesWith(viewAs(builder, buffer, alloc));
    alloc.erase();
  }
}

} // namespace nadir
