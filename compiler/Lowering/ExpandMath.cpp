// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/ExpandMath.h"

#include "compiler/Lowering/VectorMath.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nadir {
namespace {

/// The value of a constant scalar or of a vector of equal constants.
std::optional<double> constantValue(Value value) {
  FloatAttr scalar;
  if (matchPattern(value, m_Constant(&scalar)))
    return scalar.getValueAsDouble();
  SplatElementsAttr splat;
  if (matchPattern(value, m_Constant(&splat)))
    return splat.getSplatValue<FloatAttr>().getValueAsDouble();
  return std::nullopt;
}

/// Whether an op is the logarithm of 1 + exp(-|y|), as in the logarithm of a
/// sigmoid: an argument in [0, 1].
bool isLog1pOfUnit(Operation *op) {
  if (!isa<math::Log1pOp>(op))
    return false;
  auto power = op->getOperand(0).getDefiningOp<math::ExpOp>();
  auto negated = power ? power.getOperand().getDefiningOp<arith::NegFOp>()
                       : arith::NegFOp();
  return negated && negated.getOperand().getDefiningOp<math::AbsFOp>();
}

/// The expansion of a float32 op; null if there is none.
Value expandF32(OpBuilder &b, Operation *op, MathTarget target) {
  Location loc = op->getLoc();
  Value x = op->getOperand(0);
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](math::ExpOp) { return expandExp(b, loc, x, target); })
      .Case([&](math::ExpM1Op) { return expandExpm1(b, loc, x, target); })
      .Case([&](math::LogOp) { return expandLog(b, loc, x, target); })
      .Case([&](math::Log1pOp) { return expandLog1p(b, loc, x, target); })
      .Case([&](math::TanhOp) { return expandTanh(b, loc, x, target); })
      .Case([&](math::ErfOp) { return expandErf(b, loc, x, target); })
      .Case([&](math::ErfcOp) { return expandErfc(b, loc, x, target); })
      .Case([&](math::SinOp) { return expandSin(b, loc, x, target); })
      .Case([&](math::CosOp) { return expandCos(b, loc, x, target); })
      .Case([&](math::PowFOp pow) {
        return expandPow(b, loc, x, pow.getRhs(), target);
      })
      .Default([](Operation *) { return Value(); });
}

/// The libm function for a float64 op that convert-math-to-llvm has no right
/// lowering for; empty otherwise. (It would turn expm1 into exp - 1.)
StringRef libmName(Operation *op) {
  return TypeSwitch<Operation *, StringRef>(op)
      .Case([](math::ErfOp) { return "erf"; })
      .Case([](math::ErfcOp) { return "erfc"; })
      .Case([](math::ExpM1Op) { return "expm1"; })
      .Case([](math::Log1pOp) { return "log1p"; })
      .Default([](Operation *) { return ""; });
}

/// The libm function for a float32 op whose expansion has a limit.
StringRef libmNameBeyondLimit(Operation *op) {
  return isa<math::SinOp>(op) ? "sinf" : isa<math::CosOp>(op) ? "cosf" : "";
}

/// `ifTrue()` where the condition holds, else `value`.
Value branchOn(OpBuilder &b, Location loc, Value condition,
               llvm::function_ref<Value(OpBuilder &)> ifTrue, Value value) {
  return scf::IfOp::create(
             b, loc, condition,
             [&](OpBuilder &inner, Location) {
               scf::YieldOp::create(inner, loc, ifTrue(inner));
             },
             [&](OpBuilder &inner, Location) {
               scf::YieldOp::create(inner, loc, value);
             })
      .getResult(0);
}

Value callLibm(OpBuilder &b, Location loc, StringRef callee, Value x) {
  return func::CallOp::create(b, loc, callee, x.getType(), x).getResult(0);
}

/// What the function gives for the lanes of `x` that are flagged, the lanes of
/// `value` elsewhere.
Value callOnLanes(OpBuilder &b, Location loc, StringRef callee, Value x,
                  Value flags, Value value) {
  auto step = [&](OpBuilder &inner, Location, Value i, ValueRange carried) {
    auto lane = [&](Value vector) -> Value {
      return vector::ExtractOp::create(inner, loc, vector, i);
    };
    Value called = callLibm(inner, loc, callee, lane(x));
    Value chosen = arith::SelectOp::create(inner, loc, lane(flags), called,
                                           lane(carried[0]));
    Value next = vector::InsertOp::create(inner, loc, chosen, carried[0], i);
    scf::YieldOp::create(inner, loc, next);
  };
  auto constant = [&](int64_t number) -> Value {
    return arith::ConstantIndexOp::create(b, loc, number);
  };
  int64_t lanes = cast<VectorType>(x.getType()).getNumElements();
  return scf::ForOp::create(b, loc, constant(0), constant(lanes), constant(1),
                            value, step)
      .getResult(0);
}

/// `value`, but what the library's function gives for those lanes of `x` that
/// are beyond the expansions' limit. They are looked at only if there are any.
Value callBeyondLimit(OpBuilder &b, Location loc, StringRef callee, Value x,
                      Value value) {
  Value magnitude = math::AbsFOp::create(b, loc, x);
  TypedAttr limit = b.getF32FloatAttr(periodicLimit);
  auto type = dyn_cast<VectorType>(x.getType());
  if (type)
    limit = DenseElementsAttr::get(type, Attribute(limit));
  Value bound = arith::ConstantOp::create(b, loc, limit);
  Value isBeyond = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGE,
                                         magnitude, bound);
  if (!type)
    return branchOn(
        b, loc, isBeyond,
        [&](OpBuilder &inner) { return callLibm(inner, loc, callee, x); },
        value);
  auto flatten = [&](Value vector) -> Value {
    Type element = getElementTypeOrSelf(vector.getType());
    auto flat = VectorType::get({type.getNumElements()}, element);
    return vector::ShapeCastOp::create(b, loc, flat, vector);
  };
  Value flat = flatten(x), flags = flatten(isBeyond), whole = flatten(value);
  Value any =
      vector::ReductionOp::create(b, loc, vector::CombiningKind::OR, flags);
  Value result = branchOn(
      b, loc, any,
      [&](OpBuilder &inner) {
        return callOnLanes(inner, loc, callee, flat, flags, whole);
      },
      whole);
  return vector::ShapeCastOp::create(b, loc, type, result);
}

/// Calls a scalar function on every lane of a value of any vector shape.
Value callOnEveryLane(OpBuilder &builder, Location loc, StringRef callee,
                      Value x) {
  auto callOn = [&](Value lane) {
    return func::CallOp::create(builder, loc, callee, lane.getType(), lane)
        .getResult(0);
  };
  auto type = dyn_cast<VectorType>(x.getType());
  if (!type)
    return callOn(x);
  auto flatType =
      VectorType::get({type.getNumElements()}, type.getElementType());
  Value flat = x;
  if (type != flatType)
    flat = vector::ShapeCastOp::create(builder, loc, flatType, x);
  Value result =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(flatType));
  for (int64_t i = 0; i < type.getNumElements(); ++i) {
    Value lane = vector::ExtractOp::create(builder, loc, flat, i);
    result = vector::InsertOp::create(builder, loc, callOn(lane), result, i);
  }
  if (type != flatType)
    result = vector::ShapeCastOp::create(builder, loc, type, result);
  return result;
}

/// Makes sure that the module declares `name`, of an element and giving one.
LogicalResult declareLibm(Operation *module, Location loc, StringRef name,
                          Type element) {
  OpBuilder builder(module->getContext());
  auto type = builder.getFunctionType({element}, {element});
  if (Operation *found = SymbolTable::lookupSymbolIn(module, name)) {
    auto function = dyn_cast<func::FuncOp>(found);
    if (function && function.isExternal() && function.getFunctionType() == type)
      return success();
    return emitError(loc) << "symbol '" << name
                          << "' is needed for libm's function of that name";
  }
  builder.setInsertionPointToStart(&module->getRegion(0).front());
  auto function = func::FuncOp::create(builder, loc, name, type);
  function.setPrivate();
  function->setAttr(LLVM::LLVMDialect::getReadnoneAttrName(),
                    builder.getUnitAttr());
  return success();
}

struct ExpandMathPass
    : public PassWrapper<ExpandMathPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ExpandMathPass)

  explicit ExpandMathPass(MathTarget target) {
    hasFma = target.hasFma;
    hasScalef = target.hasScalef;
  }
  ExpandMathPass(const ExpandMathPass &other) : PassWrapper(other) {}

  StringRef getArgument() const override { return "nadir-expand-math"; }
  StringRef getDescription() const override {
    return "replace elementary functions by arithmetic or calls of libm";
  }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry
        .insert<arith::ArithDialect, func::FuncDialect, LLVM::LLVMDialect,
                math::MathDialect, scf::SCFDialect, vector::VectorDialect>();
  }

  void runOnOperation() override {
    logsOfUnits.clear();
    SmallVector<Operation *> ops;
    getOperation().walk([&](Operation *op) {
      if (isa_and_nonnull<math::MathDialect>(op->getDialect()))
        ops.push_back(op);
      if (isLog1pOfUnit(op))
        logsOfUnits.insert(op);
    });
    for (Operation *op : ops) {
      FailureOr<Value> expansion = expand(op);
      if (failed(expansion))
        return signalPassFailure();
      if (!*expansion)
        continue;
      op->getResult(0).replaceAllUsesWith(*expansion);
      op->erase();
    }
  }

  /// The value to put in the op's place; null to leave it alone.
  FailureOr<Value> expand(Operation *op) {
    Type element = getElementTypeOrSelf(op->getResult(0).getType());
    if (!element.isF32() && !element.isF64())
      return Value();
    OpBuilder builder(op);
    Location loc = op->getLoc();
    if (auto rsqrt = dyn_cast<math::RsqrtOp>(op))
      return expandRsqrt(builder, loc, rsqrt.getOperand());
    if (auto pow = dyn_cast<math::PowFOp>(op))
      if (std::optional<double> exponent = constantValue(pow.getRhs()))
        if (Value product =
                expandPowConstant(builder, loc, pow.getLhs(), *exponent))
          return product;
    if (element.isF32()) {
      MathTarget target = {hasFma, hasScalef};
      if (logsOfUnits.contains(op))
        return expandLog1pOfUnit(builder, loc, op->getOperand(0), target);
      Value value = expandF32(builder, op, target);
      StringRef beyond = libmNameBeyondLimit(op);
      if (beyond.empty())
        return value;
      if (failed(declareLibm(getOperation(), loc, beyond, element)))
        return failure();
      return callBeyondLimit(builder, loc, beyond, op->getOperand(0), value);
    }
    StringRef callee = libmName(op);
    if (callee.empty())
      return Value();
    if (failed(declareLibm(getOperation(), loc, callee, element)))
      return failure();
    return callOnEveryLane(builder, loc, callee, op->getOperand(0));
  }

  /// Found before the exponentials in them are expanded.
  DenseSet<Operation *> logsOfUnits;

  Option<bool> hasFma{
      *this, "has-fma",
      llvm::cl::desc("The target multiplies and adds in one instruction"),
      llvm::cl::init(true)};
  Option<bool> hasScalef{*this, "has-scalef",
                         llvm::cl::desc("The target has AVX-512's scalef"),
                         llvm::cl::init(false)};
};

} // namespace

std::unique_ptr<Pass> createExpandMathPass(MathTarget target) {
  return std::make_unique<ExpandMathPass>(target);
}

} // namespace nadir
