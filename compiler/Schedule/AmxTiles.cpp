// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/AmxTiles.h"

#include "compiler/Schedule/SplitOperand.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <optional>

using namespace mlir;

namespace nadir {
namespace {

constexpr int64_t pairBytes = 4, rowBytes = 64;
/// Registers: four for sums, two for each operand.
constexpr int64_t lhsRegister = 4, rhsRegister = 6, registers = 8;

void call(MatmulBuilder &b, const char *intrinsic, ValueRange arguments = {}) {
  LLVM::CallIntrinsicOp::create(b, b.getStringAttr(intrinsic), arguments);
}

Value i64(MatmulBuilder &b, int64_t value) {
  return LLVM::ConstantOp::create(b, b.getI64Type(),
                                  b.getI64IntegerAttr(value));
}

/// The number of a tile register.
Value tile(MatmulBuilder &b, int64_t number) {
  return LLVM::ConstantOp::create(b, b.getI8Type(),
                                  b.getI8IntegerAttr(int8_t(number)));
}

Value pointer(MatmulBuilder &b, Value address) {
  Value integer = arith::IndexCastOp::create(b, b.getI64Type(), address);
  return LLVM::IntToPtrOp::create(b, LLVM::LLVMPointerType::get(b.getContext()),
                                  integer);
}

/// arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA)
Value askForTiles(MatmulBuilder &b) {
  constexpr int64_t archPrctl = 158, requestPermission = 0x1023, tileData = 18;
  Value status = LLVM::InlineAsmOp::create(
                     b, b.getI64Type(),
                     ValueRange{i64(b, archPrctl), i64(b, requestPermission),
                                i64(b, tileData)},
                     "syscall",
                     "={rax},{rax},{rdi},{rsi},~{rcx},~{r11},~{memory},"
                     "~{dirflag},~{fpsr},~{flags}",
                     /*has_side_effects=*/true, /*is_align_stack=*/false,
                     LLVM::tailcallkind::TailCallKind::None, nullptr, nullptr)
                     .getRes();
  return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, status, i64(b, 0));
}

/// A subtraction of zeros that nobody needs. Without one every thousand cycles
/// or so the matrix unit of Sapphire Rapids is a fifth slower, as measured:
/// other arithmetic of floating point helps as well, that of integers, moves
/// and nothing don't.
void keepFloatingPointAwake(MatmulBuilder &b) {
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(b.getF32Type()));
  LLVM::InlineAsmOp::create(
      b, b.getF32Type(), ValueRange{zero}, "vsubss $1, $1, $0", "=x,x",
      /*has_side_effects=*/true, /*is_align_stack=*/false,
      LLVM::tailcallkind::TailCallKind::None, nullptr, nullptr);
}

/// All tiles have 16 rows of 64 bytes.
void configureTiles(MatmulBuilder &b) {
  // Palette 1; from byte 16 on the bytes of a row, from byte 48 on the rows.
  SmallVector<int8_t> bytes(64, 0);
  bytes[0] = 1;
  for (int64_t i = 0; i < registers; ++i) {
    bytes[16 + 2 * i] = rowBytes;
    bytes[48 + i] = splitRows;
  }
  auto type = VectorType::get({int64_t(bytes.size())}, b.getI8Type());
  Value values = arith::ConstantOp::create(
      b, DenseElementsAttr::get(type, ArrayRef<int8_t>(bytes)));
  auto memory = memref::AllocaOp::create(
      b, MemRefType::get(type.getShape(), b.getI8Type()),
      b.getI64IntegerAttr(rowBytes));
  vector::StoreOp::create(b, values, memory, b.index(0));
  call(b, "llvm.x86.ldtilecfg", pointer(b, tileAddress(b, memory, b.index(0))));
}

class TileMultiplier {
public:
  TileMultiplier(MatmulBuilder &b, const TileProduct &product)
      : b(b), product(product) {}

  void emit();

private:
  enum Part { High, Middle, Low };

  using PartPairs = ArrayRef<std::pair<Part, Part>>;
  using Beside = std::function<void(Value, int64_t)>;

  void multiplyParts(PartPairs parts, const Beside &beside = {});
  void forEachSum(llvm::function_ref<void(Value, Value)> body);
  void load(Part part, Value step, bool isLeft);
  void multiply();

  MatmulBuilder &b;
  const TileProduct &product;
  /// The addresses of the operands' first strips.
  Value lhs, rhs;
};

/// Calls `body` with each register of sums and the address of its first row.
void TileMultiplier::forEachSum(llvm::function_ref<void(Value, Value)> body) {
  for (int64_t row = 0; row < product.lhsStrips; ++row)
    for (int64_t column = 0; column < product.rhsStrips; ++column) {
      Value at = b.add(b.mul(product.sumStride, row * splitRows),
                       b.index(column * splitRows));
      body(tile(b, row * 2 + column),
           pointer(b, b.add(product.sums, b.mul(at, pairBytes))));
    }
}

void TileMultiplier::load(Part part, Value step, bool isLeft) {
  constexpr int64_t tileBytes = splitTilePairs * pairBytes;
  int64_t strips = isLeft ? product.lhsStrips : product.rhsStrips;
  int64_t stride = isLeft ? product.lhsStripStride : product.rhsStripStride;
  Value from = b.add(isLeft ? lhs : rhs, b.mul(step, splitParts * tileBytes));
  for (int64_t strip = 0; strip < strips; ++strip) {
    Value at = b.add(from, strip * stride * pairBytes + part * tileBytes);
    call(b, "llvm.x86.tileloadd64",
         {tile(b, (isLeft ? lhsRegister : rhsRegister) + strip), pointer(b, at),
          i64(b, rowBytes)});
  }
}

void TileMultiplier::multiply() {
  for (int64_t row = 0; row < product.lhsStrips; ++row)
    for (int64_t column = 0; column < product.rhsStrips; ++column)
      call(b, "llvm.x86.tdpbf16ps",
           {tile(b, row * 2 + column), tile(b, lhsRegister + row),
            tile(b, rhsRegister + column)});
}

/// Products of parts of both operands at all steps. The order of `parts` tells
/// what stays in registers from one to the next.
void TileMultiplier::multiplyParts(PartPairs parts, const Beside &beside) {
  b.loop(b.index(0), product.steps, 1, [&](Value step) {
    keepFloatingPointAwake(b);
    std::optional<Part> left, right;
    for (auto [number, pair] : llvm::enumerate(parts)) {
      auto [nextLeft, nextRight] = pair;
      if (nextLeft != left)
        load(nextLeft, step, /*isLeft=*/true);
      if (nextRight != right)
        load(nextRight, step, /*isLeft=*/false);
      left = nextLeft;
      right = nextRight;
      multiply();
      if (beside && number % 2 == 0 && number / 2 < tilePieces)
        beside(step, number / 2);
    }
  });
}

void TileMultiplier::emit() {
  lhs = tileAddress(b, product.lhs, product.lhsOffset);
  rhs = tileAddress(b, product.rhs, product.rhsOffset);
  Value sumBytes = arith::IndexCastOp::create(
      b, b.getI64Type(), b.mul(product.sumStride, pairBytes));
  forEachSum([&](Value sum, Value) { call(b, "llvm.x86.tilezero", sum); });
  // What is small is added up before it meets what is large: rounding then
  // hardly touches it.
  multiplyParts({{High, Low},
                 {High, Middle},
                 {Middle, Middle},
                 {Middle, High},
                 {Low, High}},
                product.beside);
  multiplyParts({{High, High}});
  forEachSum([&](Value sum, Value at) {
    call(b, "llvm.x86.tilestored64", {sum, at, sumBytes});
  });
}

} // namespace

Value tileAddress(MatmulBuilder &b, Value buffer, Value element) {
  Value base = memref::ExtractAlignedPointerAsIndexOp::create(b, buffer);
  return b.add(base, b.mul(element, pairBytes));
}

Value beginTiles(MatmulBuilder &b) {
  Value ready = askForTiles(b);
  b.branch(ready, [&] { configureTiles(b); });
  return ready;
}

void endTiles(MatmulBuilder &b, Value ready) {
  b.branch(ready, [&] { call(b, "llvm.x86.tilerelease"); });
}

void multiplyTiles(MatmulBuilder &b, const TileProduct &product) {
  TileMultiplier(b, product).emit();
}

} // namespace nadir
