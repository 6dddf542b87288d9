// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/PrefetchStreams.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace nadir {

static constexpr int64_t lineBytes = 64;

/// How far ahead. On Sapphire Rapids 1 and 2 KiB are equally good for two to
/// four streams: sums get 20 % faster than without, updates 5 to 10 %. Between
/// them updates of two tensors get slower, 4 KiB do nothing, and where the data
/// is in the second cache it makes no difference.
static constexpr int64_t distanceBytes = 1024;

/// Into all caches: the line is soon read, and often written.
static constexpr uint32_t allCaches = 3;

static int64_t elementSize(MemRefType type) {
  return type.getElementType().isIntOrFloat()
             ? type.getElementTypeBitWidth() / 8
             : 0;
}

/// True if consecutive iterations of the loop read consecutive vectors of one
/// large tensor.
static bool isStream(vector::LoadOp load, scf::ForOp loop) {
  auto type = cast<MemRefType>(load.getBase().getType());
  return type.getRank() == 1 && type.hasStaticShape() &&
         type.getLayout().isIdentity() &&
         load.getIndices().front() == loop.getInductionVar() &&
         type.getNumElements() * elementSize(type) >= leastPrefetchedBytes;
}

static void prefetch(vector::LoadOp load) {
  OpBuilder builder(load);
  Location loc = load.getLoc();
  int64_t size = elementSize(load.getMemRefType());
  int64_t bytes = load.getVectorType().getNumElements() * size;
  for (int64_t at = 0; at < bytes; at += lineBytes) {
    Value distance = arith::ConstantIndexOp::create(
        builder, loc, (distanceBytes + at) / size);
    // May lie behind the tensor's end, where a prefetch does nothing.
    Value place = arith::AddIOp::create(builder, loc, load.getIndices().front(),
                                        distance);
    memref::PrefetchOp::create(builder, loc, load.getBase(), ValueRange{place},
                               /*isWrite=*/false, allCaches,
                               /*isDataCache=*/true);
  }
}

void prefetchStreams(func::FuncOp kernel) {
  SmallVector<vector::LoadOp> streams;
  kernel.walk([&](scf::ForOp loop) {
    llvm::DenseSet<Value> seen;
    for (auto load : loop.getBody()->getOps<vector::LoadOp>())
      if (isStream(load, loop) && seen.insert(load.getBase()).second)
        streams.push_back(load);
  });
  llvm::for_each(streams, prefetch);
}

} // namespace nadir
