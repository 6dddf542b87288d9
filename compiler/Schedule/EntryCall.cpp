// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/EntryCall.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace nadir {

CallBuilder::CallBuilder(OpBuilder &builder, Location loc)
    : builder(builder), loc(loc) {
  MLIRContext *context = builder.getContext();
  pointer = LLVM::LLVMPointerType::get(context);
  i1 = builder.getI1Type();
  i8 = builder.getI8Type();
  i32 = builder.getI32Type();
  i64 = builder.getI64Type();
  f64 = builder.getF64Type();
  auto structure = [&](ArrayRef<Type> members) {
    return LLVM::LLVMStructType::getLiteral(context, members);
  };
  error = structure({i32, i32, i64, i64, f64});
  executor = structure({pointer, pointer});
  call = structure({i32, i32, i64, f64, i64, i64, pointer, pointer, pointer,
                    pointer, pointer, pointer, pointer, pointer, error});
}

Value CallBuilder::constant(Type type, int64_t value) {
  return LLVM::ConstantOp::create(builder, loc, type,
                                  builder.getIntegerAttr(type, value));
}

Value CallBuilder::isNull(Value address) {
  Value null = LLVM::ZeroOp::create(builder, loc, pointer);
  return LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::eq, address,
                              null);
}

Value CallBuilder::address(Value base, CallMember member) {
  return LLVM::GEPOp::create(builder, loc, pointer, call, base,
                             ArrayRef<LLVM::GEPArg>{0, int32_t(member)},
                             LLVM::GEPNoWrapFlags::inbounds);
}

Value CallBuilder::load(Value base, CallMember member) {
  Type type = cast<LLVM::LLVMStructType>(call).getBody()[unsigned(member)];
  return LLVM::LoadOp::create(builder, loc, type, address(base, member));
}

void CallBuilder::storeError(Value base, ErrorMember member, Value value) {
  Value place = LLVM::GEPOp::create(builder, loc, pointer, error,
                                    address(base, CallMember::Error),
                                    ArrayRef<LLVM::GEPArg>{0, int32_t(member)},
                                    LLVM::GEPNoWrapFlags::inbounds);
  LLVM::StoreOp::create(builder, loc, value, place);
}

Value CallBuilder::loadExecutor(Value base, ExecutorMember member) {
  Value place = LLVM::GEPOp::create(builder, loc, pointer, executor, base,
                                    ArrayRef<LLVM::GEPArg>{0, int32_t(member)},
                                    LLVM::GEPNoWrapFlags::inbounds);
  return LLVM::LoadOp::create(builder, loc, pointer, place);
}

Value CallBuilder::advance(Value base, uint64_t bytes) {
  if (bytes == 0)
    return base;
  Value offset = constant(i64, bytes);
  return LLVM::GEPOp::create(builder, loc, pointer, i8, base,
                             ValueRange{offset});
}

Value CallBuilder::loadPointer(Value array, unsigned index) {
  Value place = LLVM::GEPOp::create(builder, loc, pointer, pointer, array,
                                    ArrayRef<LLVM::GEPArg>{int32_t(index)});
  return LLVM::LoadOp::create(builder, loc, pointer, place);
}

} // namespace nadir
