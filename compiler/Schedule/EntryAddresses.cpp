// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/EntryAddresses.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nadir {

using Block = BufferLocation::Block;

Value AddressTable::base(CallMember member) {
  Value &base = bases[int(member)];
  if (!base)
    base = access.load(call, member);
  return base;
}

Value AddressTable::momenta() {
  if (momentaOrDeclared)
    return momentaOrDeclared;
  ArrayRef<double> declared = program.layout.momenta;
  auto type = RankedTensorType::get({static_cast<int64_t>(declared.size())},
                                    access.f64);
  Value table = LLVM::AddressOfOp::create(
      builder, loc,
      program.constant(loc, DenseElementsAttr::get(type, declared)));
  Value given = base(CallMember::Momenta);
  return momentaOrDeclared = LLVM::SelectOp::create(
             builder, loc, access.isNull(given), table, given);
}

Value AddressTable::rowsIndex() {
  if (!index)
    index = arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                       rows());
  return index;
}

Value AddressTable::get(const BufferLocation &location) {
  switch (location.block) {
  case Block::Parameters:
    return access.advance(base(CallMember::Parameters), location.offset);
  case Block::State:
    return access.advance(base(CallMember::State), location.offset);
  case Block::Arena:
    return access.advance(base(CallMember::Arena), location.offset);
  case Block::Input:
    return access.loadPointer(base(CallMember::Inputs), location.index);
  case Block::Result:
    return access.loadPointer(base(CallMember::Results), location.index);
  case Block::LearningRate:
    if (location.index == 0)
      return access.address(call, CallMember::LearningRate);
    return access.advance(base(CallMember::GroupLearningRates),
                          (location.index - 1) * sizeof(double));
  case Block::Momentum:
    return access.advance(momenta(), location.index * sizeof(double));
  case Block::Step:
    return access.address(call, CallMember::Step);
  case Block::Seed:
    return access.address(call, CallMember::Seed);
  case Block::Constant:
    return LLVM::AddressOfOp::create(builder, loc,
                                     program.constant(loc, location.constant));
  }
  llvm_unreachable("all blocks are handled");
}

} // namespace nadir
