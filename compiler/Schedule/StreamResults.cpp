// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/StreamResults.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"

#include <numeric>

using namespace mlir;

namespace nadir {

/// Alignment of memory for which code with non-temporal stores is written, and
/// the least that such a store must have.
static constexpr int64_t memoryAlignment = 64;
static constexpr int64_t leastAlignment = 32;

/// A number that divides `index` whatever the loops around do.
static int64_t knownDivisor(Value index) {
  APInt constant;
  if (matchPattern(index, m_ConstantInt(&constant)))
    return constant.getSExtValue();
  if (auto argument = dyn_cast<BlockArgument>(index)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    if (!loop || argument != loop.getInductionVar())
      return 1;
    return std::gcd(knownDivisor(loop.getLowerBound()),
                    knownDivisor(loop.getStep()));
  }
  if (auto add = index.getDefiningOp<arith::AddIOp>())
    return std::gcd(knownDivisor(add.getLhs()), knownDivisor(add.getRhs()));
  if (auto mul = index.getDefiningOp<arith::MulIOp>())
    return knownDivisor(mul.getLhs()) * knownDivisor(mul.getRhs());
  return 1;
}

/// The vector stores to `memref`, also under other shapes; nothing if something
/// else is done with it, but for single elements and masked rests.
static std::optional<SmallVector<vector::StoreOp>> findStores(Value memref) {
  SmallVector<vector::StoreOp> stores;
  for (Operation *user : memref.getUsers()) {
    if (auto view = dyn_cast<memref::ReinterpretCastOp>(user)) {
      auto nested = findStores(view.getResult());
      if (!nested || !view.getType().getLayout().isIdentity() ||
          view.getStaticOffsets() != ArrayRef<int64_t>{0})
        return std::nullopt;
      llvm::append_range(stores, *nested);
    } else if (auto store = dyn_cast<vector::StoreOp>(user)) {
      stores.push_back(store);
    } else if (!isa<vector::MaskedStoreOp, memref::StoreOp>(user)) {
      return std::nullopt;
    }
  }
  return stores;
}

/// Bytes of which the address of a store is a multiple, in aligned memory.
static int64_t alignmentOf(vector::StoreOp store) {
  auto type = cast<MemRefType>(store.getBase().getType());
  if (type.getRank() != 1)
    return 0;
  int64_t bytes = type.getElementType().getIntOrFloatBitWidth() / 8;
  int64_t distance = knownDivisor(store.getIndices().front()) * bytes;
  return std::gcd(memoryAlignment, distance);
}

static bool canStream(vector::StoreOp store) {
  VectorType type = store.getVectorType();
  int64_t bytes = type.getNumElements() * type.getElementTypeBitWidth() / 8;
  return bytes % leastAlignment == 0 && alignmentOf(store) >= leastAlignment;
}

/// Moves all of the function's code but its stack memory and its end into both
/// branches of a condition.
static scf::IfOp branchOn(func::FuncOp kernel, Value result) {
  Block &body = kernel.getBody().front();
  SmallVector<Operation *> code;
  for (Operation &op : body.without_terminator())
    if (!isa<memref::AllocaOp>(op))
      code.push_back(&op);
  auto b = ImplicitLocOpBuilder::atBlockTerminator(kernel.getLoc(), &body);
  Value address = memref::ExtractAlignedPointerAsIndexOp::create(
      b, b.getIndexType(), result);
  Value rest = arith::AndIOp::create(
      b, address, arith::ConstantIndexOp::create(b, memoryAlignment - 1));
  Value isAligned = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, rest,
                                          arith::ConstantIndexOp::create(b, 0));
  auto branch = scf::IfOp::create(b, isAligned, /*withElseRegion=*/true);
  IRMapping mapping;
  b.setInsertionPointToStart(branch.elseBlock());
  for (Operation *op : code)
    b.clone(*op, mapping);
  for (Operation *op : code)
    op->moveBefore(branch.thenBlock()->getTerminator());
  return branch;
}

void streamResult(func::FuncOp kernel, unsigned result) {
  Value memory = kernel.getArgument(result);
  auto stores = findStores(memory);
  if (!stores)
    return;
  llvm::erase_if(*stores,
                 [](vector::StoreOp store) { return !canStream(store); });
  if (stores->empty())
    return;
  scf::IfOp branch = branchOn(kernel, memory);
  for (vector::StoreOp store : *stores) {
    store.setNontemporal(true);
    store.setAlignment(alignmentOf(store));
  }
  // Such stores are not ordered with the ones that tell other threads of this
  // task's end.
  OpBuilder builder(branch.thenBlock()->getTerminator());
  LLVM::CallIntrinsicOp::create(builder, kernel.getLoc(),
                                builder.getStringAttr("llvm.x86.sse.sfence"),
                                ValueRange());
}

} // namespace nadir
