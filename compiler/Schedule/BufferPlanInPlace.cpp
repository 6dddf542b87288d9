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

using namespace mlir;

namespace nadir {

namespace {
/// One read or write of elements of a memref argument.
struct Access {
  Operation *op = nullptr;
  /// Type of what is read or written: a vector or a scalar.
  Type type;
  OperandRange indices;
  AffineMap map;
  /// The shape under which the elements are counted.
  MemRefType view;
  bool isWrite = false;
};
} // namespace

/// Recognizes `op` as an access of `memref`; anything else that uses it, also
/// as the value that is stored, is not understood.
static std::optional<Access> getAccess(Operation *op, Value memref) {
  auto access = [&](auto load, Value base, Type type, bool isWrite,
                    AffineMap map = {}) -> std::optional<Access> {
    if (base != memref)
      return std::nullopt;
    return Access{
        op,     type, load.getIndices(), map, cast<MemRefType>(base.getType()),
        isWrite};
  };
  if (auto load = dyn_cast<vector::LoadOp>(op))
    return access(load, load.getBase(), load.getVectorType(), false);
  if (auto load = dyn_cast<vector::MaskedLoadOp>(op))
    return access(load, load.getBase(), load.getVectorType(), false);
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return access(load, load.getMemRef(), load.getType(), false);
  if (auto read = dyn_cast<vector::TransferReadOp>(op))
    return access(read, read.getBase(), read.getVectorType(), false,
                  read.getPermutationMap());
  if (auto store = dyn_cast<vector::StoreOp>(op))
    return access(store, store.getBase(), store.getVectorType(), true);
  if (auto store = dyn_cast<vector::MaskedStoreOp>(op))
    return access(store, store.getBase(), store.getVectorType(), true);
  if (auto store = dyn_cast<memref::StoreOp>(op))
    return access(store, store.getMemRef(), store.getValueToStore().getType(),
                  true);
  if (auto write = dyn_cast<vector::TransferWriteOp>(op))
    return access(write, write.getBase(), write.getVectorType(), true,
                  write.getPermutationMap());
  return std::nullopt;
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

/// True if two index values are the same or computed the same way.
static bool isSameIndex(Value a, Value b) {
  if (a == b)
    return true;
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
