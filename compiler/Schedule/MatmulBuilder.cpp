// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulBuilder.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace nadir {

/// Marks functions that kernels share.
static constexpr StringLiteral sharedName = "nadir.shared";

MatmulBuilder::MatmulBuilder(func::FuncOp function)
    : ImplicitLocOpBuilder(function.getLoc(), function.getContext()),
      entry(&function.getBody().front()) {
  setInsertionPointToEnd(entry);
}

Value MatmulBuilder::index(int64_t value) {
  Value &constant = constants[value];
  if (!constant) {
    OpBuilder::InsertionGuard guard(*this);
    setInsertionPointToStart(entry);
    constant = arith::ConstantIndexOp::create(*this, value);
  }
  return constant;
}

Value MatmulBuilder::add(Value lhs, Value rhs) {
  auto left = getConstantIntValue(lhs), right = getConstantIntValue(rhs);
  if (left && right)
    return index(*left + *right);
  if (left == 0)
    return rhs;
  if (right == 0)
    return lhs;
  return arith::AddIOp::create(*this, lhs, rhs);
}

Value MatmulBuilder::sub(Value lhs, Value rhs) {
  auto left = getConstantIntValue(lhs), right = getConstantIntValue(rhs);
  if (left && right)
    return index(*left - *right);
  if (right == 0)
    return lhs;
  return arith::SubIOp::create(*this, lhs, rhs);
}

Value MatmulBuilder::mul(Value lhs, Value rhs) {
  auto left = getConstantIntValue(lhs), right = getConstantIntValue(rhs);
  if (left && right)
    return index(*left * *right);
  if (left == 0 || right == 0)
    return index(0);
  if (left == 1)
    return rhs;
  if (right == 1)
    return lhs;
  return arith::MulIOp::create(*this, lhs, rhs);
}

Value MatmulBuilder::min(Value lhs, Value rhs) {
  auto left = getConstantIntValue(lhs), right = getConstantIntValue(rhs);
  if (left && right)
    return index(std::min(*left, *right));
  return arith::MinSIOp::create(*this, lhs, rhs);
}

Value MatmulBuilder::max(Value lhs, Value rhs) {
  auto left = getConstantIntValue(lhs), right = getConstantIntValue(rhs);
  if (left && right)
    return index(std::max(*left, *right));
  return arith::MaxSIOp::create(*this, lhs, rhs);
}

Value MatmulBuilder::roundDown(Value value, int64_t step) {
  if (auto constant = getConstantIntValue(value))
    return index(*constant / step * step);
  if (step == 1)
    return value;
  if (llvm::isPowerOf2_64(step))
    return arith::AndIOp::create(*this, value, index(-step));
  return mul(arith::DivUIOp::create(*this, value, index(step)), step);
}

std::pair<Value, Value> MatmulBuilder::divide(Value value, int64_t divisor) {
  if (auto constant = getConstantIntValue(value))
    return {index(*constant / divisor), index(*constant % divisor)};
  if (divisor == 1)
    return {value, index(0)};
  Value quotient = arith::DivUIOp::create(*this, value, index(divisor));
  return {quotient, sub(value, mul(quotient, divisor))};
}

Value MatmulBuilder::atLeast(Value lhs, Value rhs) {
  auto left = getConstantIntValue(lhs), right = getConstantIntValue(rhs);
  if (left && right)
    return arith::ConstantOp::create(*this, getBoolAttr(*left >= *right));
  return arith::CmpIOp::create(*this, arith::CmpIPredicate::sge, lhs, rhs);
}

std::optional<int64_t> MatmulBuilder::steps(Value from, Value to,
                                            int64_t step) {
  auto first = getConstantIntValue(from), last = getConstantIntValue(to);
  if (!first || !last)
    return std::nullopt;
  return *last <= *first ? 0 : llvm::divideCeil(*last - *first, step);
}

void MatmulBuilder::loop(Value from, Value to, int64_t step, Body body) {
  loop(from, to, step, {}, [&](Value i, ValueRange) {
    body(i);
    return SmallVector<Value>();
  });
}

SmallVector<Value> MatmulBuilder::loop(Value from, Value to, int64_t step,
                                       ValueRange initial, CarryingBody body) {
  std::optional<int64_t> count = steps(from, to, step);
  if (count == 0)
    return initial;
  if (count == 1)
    return body(from, initial);
  auto loop = scf::ForOp::create(*this, from, to, index(step), initial);
  OpBuilder::InsertionGuard guard(*this);
  // Without carried values the loop comes with its terminator.
  if (initial.empty())
    setInsertionPointToStart(loop.getBody());
  else
    setInsertionPointToEnd(loop.getBody());
  SmallVector<Value> carried =
      body(loop.getInductionVar(), loop.getRegionIterArgs());
  if (!initial.empty())
    scf::YieldOp::create(*this, carried);
  return loop.getResults();
}

void MatmulBuilder::branch(Value condition, llvm::function_ref<void()> then,
                           llvm::function_ref<void()> otherwise) {
  if (auto constant = getConstantIntValue(condition)) {
    if (*constant)
      then();
    else if (otherwise)
      otherwise();
    return;
  }
  auto ifOp = scf::IfOp::create(*this, condition, static_cast<bool>(otherwise));
  OpBuilder::InsertionGuard guard(*this);
  setInsertionPointToStart(ifOp.thenBlock());
  then();
  if (!otherwise)
    return;
  setInsertionPointToStart(ifOp.elseBlock());
  otherwise();
}

/// The elements from a contiguous memref's first one on.
static Value reinterpret(OpBuilder &builder, Location loc, Value memref,
                         int64_t size) {
  Type element = cast<MemRefType>(memref.getType()).getElementType();
  return memref::ReinterpretCastOp::create(
      builder, loc, MemRefType::get({size}, element), memref, /*offset=*/0,
      /*sizes=*/ArrayRef<int64_t>{size}, /*strides=*/ArrayRef<int64_t>{1});
}

Value MatmulBuilder::flatten(Value memref) {
  auto type = cast<MemRefType>(memref.getType());
  if (type.getRank() == 1)
    return memref;
  return reinterpret(*this, getLoc(), memref, type.getNumElements());
}

/// Functions take pointers, and so only buffers of one type, which must have a
/// size: one that no buffer exceeds.
Value MatmulBuilder::withoutSize(Value buffer) {
  constexpr int64_t anySize = int64_t{1} << 48;
  return reinterpret(*this, getLoc(), buffer, anySize);
}

/// The module's function that kernels share under this name. Another function
/// may have taken the name itself.
static func::FuncOp findShared(ModuleOp module, StringAttr name) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function->getAttr(sharedName) == name)
      return function;
  return {};
}

void MatmulBuilder::call(StringRef name, ArrayRef<Value *> values,
                         llvm::function_ref<void(MatmulBuilder &)> body) {
  SmallVector<Value> operands;
  for (Value *value : values)
    operands.push_back(isa<MemRefType>(value->getType()) ? withoutSize(*value)
                                                         : *value);
  auto module = entry->getParentOp()->getParentOfType<ModuleOp>();
  StringAttr attribute = getStringAttr(name);
  func::FuncOp function = findShared(module, attribute);
  if (!function) {
    function = func::FuncOp::create(
        getLoc(), name, getFunctionType(TypeRange(ValueRange(operands)), {}));
    function.setPrivate();
    function->setAttr(sharedName, attribute);
    SymbolTable(module).insert(function);
    function.addEntryBlock();
    MatmulBuilder writer(function);
    for (auto [value, argument] : llvm::zip(values, function.getArguments()))
      *value = argument;
    body(writer);
    func::ReturnOp::create(writer);
  }
  func::CallOp::create(*this, function, operands);
}

Value MatmulBuilder::view(Value bytes, int64_t offset, int64_t count,
                          Type elementType) {
  return memref::ViewOp::create(*this, MemRefType::get({count}, elementType),
                                bytes, index(offset), ValueRange());
}

} // namespace nadir
