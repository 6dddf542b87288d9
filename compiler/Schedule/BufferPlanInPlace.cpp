// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a scheduled kernel may write a result over one of its inputs. A
// kernel writes each element of a result once; so it is enough that each read
// of the input is followed, in the same block, by a write of the same elements
// of the result: then no other iteration and no other task sees the new value
// in place of the old one.
#include "compiler/Schedule/BufferPlan.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nadir {

namespace {
/// One read or write of elements of a memref argument.
struct Access {
  Operation *op = nullptr;
  /// Type of what is read or written: a vector or a scalar.
  Type type;
  OperandRange indices;
  /// The shape under which the elements are counted.
  MemRefType view;
  bool isWrite = false;
  AffineMap map = {};
  /// Which elements of a vector are accessed; all of them if null.
  Value mask = {};
  /// Where they are, counted from `indices`; neighbours if null.
  Value distances = {};
};
} // namespace

/// Recognizes `op` as an access of `memref`; anything else that uses it, also
/// as the value that is stored, is not understood.
static std::optional<Access> getAccess(Operation *op, Value memref) {
  auto access = [&](Value base, Type type, OperandRange indices, bool isWrite,
                    AffineMap map = {}, Value mask = {},
                    Value distances = {}) -> std::optional<Access> {
    if (base != memref)
      return std::nullopt;
    return Access{op,      type, indices, cast<MemRefType>(base.getType()),
                  isWrite, map,  mask,    distances};
  };
  auto vectorAccess = [&](auto vector, OperandRange indices, bool isWrite,
                          AffineMap map = {}, Value mask = {},
                          Value distances = {}) {
    return access(vector.getBase(), vector.getVectorType(), indices, isWrite,
                  map, mask, distances);
  };
  return TypeSwitch<Operation *, std::optional<Access>>(op)
      .Case<memref::LoadOp>([&](auto load) {
        return access(load.getMemRef(), load.getType(), load.getIndices(),
                      false);
      })
      .Case<memref::StoreOp>([&](auto store) {
        return access(store.getMemRef(), store.getValueToStore().getType(),
                      store.getIndices(), true);
      })
      .Case<vector::LoadOp, vector::StoreOp>([&](auto vector) {
        return vectorAccess(vector, vector.getIndices(),
                            isa<vector::StoreOp>(op));
      })
      .Case<vector::MaskedLoadOp, vector::MaskedStoreOp>([&](auto vector) {
        return vectorAccess(vector, vector.getIndices(),
                            isa<vector::MaskedStoreOp>(op), {},
                            vector.getMask());
      })
      .Case<vector::TransferReadOp, vector::TransferWriteOp>([&](auto vector) {
        return vectorAccess(vector, vector.getIndices(),
                            isa<vector::TransferWriteOp>(op),
                            vector.getPermutationMap(), vector.getMask());
      })
      .Case<vector::GatherOp, vector::ScatterOp>([&](auto vector) {
        return vectorAccess(vector, vector.getOffsets(),
                            isa<vector::ScatterOp>(op), {}, vector.getMask(),
                            vector.getIndices());
      })
      .Default([](Operation *) { return std::nullopt; });
}

/// The same elements in the same order under another shape, if `op` gives that.
static Value flatView(Operation *op) {
  auto cast = dyn_cast<memref::ReinterpretCastOp>(op);
  if (!cast || !cast.getType().getLayout().isIdentity() ||
      cast.getStaticOffsets() != ArrayRef<int64_t>{0})
    return {};
  return cast.getResult();
}

/// All accesses of an argument; nothing if some use is not understood.
static std::optional<SmallVector<Access>> collectAccesses(Value memref,
                                                          bool writes) {
  SmallVector<Access> accesses;
  for (Operation *user : memref.getUsers()) {
    // Brings nothing into the program.
    if (isa<memref::PrefetchOp>(user))
      continue;
    if (Value view = flatView(user)) {
      auto nested = collectAccesses(view, writes);
      if (!nested)
        return std::nullopt;
      llvm::append_range(accesses, *nested);
      continue;
    }
    std::optional<Access> access = getAccess(user, memref);
    if (!access || access->isWrite != writes)
      return std::nullopt;
    accesses.push_back(*access);
  }
  return accesses;
}

/// True if two index values are the same, also if there is none, or computed
/// the same way.
static bool isSameIndex(Value a, Value b) {
  if (a == b)
    return true;
  if (!a || !b || a.getType() != b.getType())
    return false;
  Operation *left = a.getDefiningOp(), *right = b.getDefiningOp();
  if (!left || !right || left->getName() != right->getName() ||
      left->getAttrDictionary() != right->getAttrDictionary() ||
      left->getNumOperands() != right->getNumOperands() ||
      left->getNumRegions() != 0 || !isPure(left) ||
      cast<OpResult>(a).getResultNumber() !=
          cast<OpResult>(b).getResultNumber())
    return false;
  return llvm::all_of(
      llvm::zip(left->getOperands(), right->getOperands()), [](auto pair) {
        return isSameIndex(std::get<0>(pair), std::get<1>(pair));
      });
}

static bool overwrites(const Access &write, const Access &read) {
  return write.op->getBlock() == read.op->getBlock() &&
         read.op->isBeforeInBlock(write.op) && write.type == read.type &&
         write.map == read.map && write.view == read.view &&
         isSameIndex(write.mask, read.mask) &&
         isSameIndex(write.distances, read.distances) &&
         llvm::equal(write.indices, read.indices, isSameIndex);
}

bool canRunInPlace(func::FuncOp kernel, unsigned input, unsigned inputCount,
                   unsigned result) {
  Value source = kernel.getArgument(2 + input);
  Value target = kernel.getArgument(2 + inputCount + result);
  if (source.getType() != target.getType())
    return false;
  auto reads = collectAccesses(source, /*writes=*/false);
  auto writes = collectAccesses(target, /*writes=*/true);
  if (!reads || !writes)
    return false;
  return llvm::all_of(*reads, [&](const Access &read) {
    return llvm::any_of(
        *writes, [&](const Access &write) { return overwrites(write, read); });
  });
}

} // namespace nadir
