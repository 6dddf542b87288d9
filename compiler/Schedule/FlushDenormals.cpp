// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/FlushDenormals.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace nadir {

/// Bits of the control register MXCSR: results are flushed to zero (15), and
/// denormal operands are zeros (6).
static constexpr int64_t flushBits = 0x8040;

static void callOnSlot(OpBuilder &b, Location loc, StringRef intrinsic,
                       Value slot) {
  LLVM::CallIntrinsicOp::create(b, loc, b.getStringAttr(intrinsic),
                                ValueRange(slot));
}

void flushDenormals(func::FuncOp scheduled) {
  Location loc = scheduled.getLoc();
  Block &body = scheduled.getBody().front();
  auto b = OpBuilder::atBlockBegin(&body);
  Type i32 = b.getI32Type();
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  Value one = LLVM::ConstantOp::create(b, loc, i32, b.getI32IntegerAttr(1));
  Value old = LLVM::AllocaOp::create(b, loc, pointer, i32, one);
  Value changed = LLVM::AllocaOp::create(b, loc, pointer, i32, one);
  callOnSlot(b, loc, "llvm.x86.sse.stmxcsr", old);
  Value mode = LLVM::LoadOp::create(b, loc, i32, old);
  Value bits =
      LLVM::ConstantOp::create(b, loc, i32, b.getI32IntegerAttr(flushBits));
  mode = LLVM::OrOp::create(b, loc, mode, bits);
  LLVM::StoreOp::create(b, loc, mode, changed);
  callOnSlot(b, loc, "llvm.x86.sse.ldmxcsr", changed);
  b.setInsertionPoint(body.getTerminator());
  callOnSlot(b, loc, "llvm.x86.sse.ldmxcsr", old);
}

} // namespace nadir
