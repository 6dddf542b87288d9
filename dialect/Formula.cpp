// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Nadir.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace nadir;

namespace {

template <typename Op, typename... Args> Expr make(Expr place, Args &&...args) {
  auto op = Op::create(place.getBuilder(), place.getLoc(),
                       std::forward<Args>(args)...);
  return place.with(op.getResult());
}

RankedTensorType withElement(RankedTensorType type, Type element) {
  return RankedTensorType::get(type.getShape(), element);
}

/// The operation itself refuses to reduce nothing, which formulas may do:
/// softmax along no classes is as empty as its input.
template <typename Op>
Expr extreme(Expr input, ArrayRef<int64_t> dims, bool keepdim, bool smallest) {
  if (!reducesNothing(input.type(), dims))
    return make<Op>(input, input, dims, keepdim);
  SmallVector<Type> types;
  LogicalResult inferred = inferReduction(std::nullopt, Op::getOperationName(),
                                          input.type(), dims, keepdim, types);
  assert(succeeded(inferred) && "formulas reduce dimensions that there are");
  (void)inferred;
  auto scalar =
      DenseElementsAttr::get(RankedTensorType::get({}, input.elementType()),
                             extremeAttr(input.elementType(), smallest));
  return broadcastTo(make<ConstantOp>(input, scalar),
                     llvm::cast<RankedTensorType>(types.front()));
}

} // namespace

std::string nadir::nameOf(Value value, StringRef otherwise) {
  if (auto input = value.getDefiningOp<InputOp>();
      input && !input.getName().empty())
    return input.getName().str();
  if (auto parameter = value.getDefiningOp<ParameterOp>())
    return parameter.getName().str();
  auto argument = dyn_cast<BlockArgument>(value);
  auto function = argument ? dyn_cast_or_null<FunctionOpInterface>(
                                 argument.getOwner()->getParentOp())
                           : FunctionOpInterface();
  if (function)
    if (auto name = function.getArgAttrOfType<StringAttr>(
            argument.getArgNumber(), "nadir.name"))
      return name.str();
  return otherwise.str();
}

DenseElementsAttr nadir::splatAttr(RankedTensorType type, double value) {
  Type element = type.getElementType();
  if (auto floatType = dyn_cast<FloatType>(element))
    return DenseElementsAttr::get(type, FloatAttr::get(floatType, value));
  return DenseElementsAttr::get(
      type, IntegerAttr::get(element, static_cast<int64_t>(value)));
}

TypedAttr nadir::extremeAttr(Type type, bool smallest) {
  Builder b(type.getContext());
  if (isa<FloatType>(type)) {
    double infinity = std::numeric_limits<double>::infinity();
    return b.getFloatAttr(type, smallest ? -infinity : infinity);
  }
  unsigned width = type.getIntOrFloatBitWidth();
  return b.getIntegerAttr(type, smallest ? APInt::getSignedMinValue(width)
                                         : APInt::getSignedMaxValue(width));
}

Expr FormulaBuilder::splat(RankedTensorType type, double value) const {
  if (!type.hasStaticShape())
    return broadcastTo(scalar(type.getElementType(), value), type);
  return (*this)(ConstantOp::create(builder, location, splatAttr(type, value)));
}

Expr FormulaBuilder::scalar(Type elementType, double value) const {
  return splat(RankedTensorType::get({}, elementType), value);
}

Expr Expr::constant(double value) const {
  return FormulaBuilder(*builder, *location).scalar(elementType(), value);
}

Expr nadir::operator+(Expr lhs, Expr rhs) { return make<AddOp>(lhs, lhs, rhs); }
Expr nadir::operator-(Expr lhs, Expr rhs) { return make<SubOp>(lhs, lhs, rhs); }
Expr nadir::operator*(Expr lhs, Expr rhs) { return make<MulOp>(lhs, lhs, rhs); }
Expr nadir::operator/(Expr lhs, Expr rhs) { return make<DivOp>(lhs, lhs, rhs); }
Expr nadir::operator+(Expr lhs, double rhs) { return lhs + lhs.constant(rhs); }
Expr nadir::operator-(Expr lhs, double rhs) { return lhs - lhs.constant(rhs); }
Expr nadir::operator*(Expr lhs, double rhs) { return lhs * lhs.constant(rhs); }
Expr nadir::operator/(Expr lhs, double rhs) { return lhs / lhs.constant(rhs); }
Expr nadir::operator-(double lhs, Expr rhs) { return rhs.constant(lhs) - rhs; }
Expr nadir::operator/(double lhs, Expr rhs) { return rhs.constant(lhs) / rhs; }
Expr nadir::operator-(Expr input) { return make<NegOp>(input, input); }

Expr nadir::pow(Expr lhs, Expr rhs) { return make<PowOp>(lhs, lhs, rhs); }
Expr nadir::power(double base, Expr exponent) {
  return pow(exponent.constant(base), exponent);
}
Expr nadir::maximum(Expr lhs, Expr rhs) {
  return make<MaximumOp>(lhs, lhs, rhs);
}
Expr nadir::maximum(Expr lhs, double rhs) {
  return maximum(lhs, lhs.constant(rhs));
}
Expr nadir::minimum(Expr lhs, Expr rhs) {
  return make<MinimumOp>(lhs, lhs, rhs);
}
Expr nadir::minimum(Expr lhs, double rhs) {
  return minimum(lhs, lhs.constant(rhs));
}
Expr nadir::eq(Expr lhs, Expr rhs) { return make<EqOp>(lhs, lhs, rhs); }
Expr nadir::eq(Expr lhs, double rhs) { return eq(lhs, lhs.constant(rhs)); }
Expr nadir::ne(Expr lhs, Expr rhs) { return make<NeOp>(lhs, lhs, rhs); }
Expr nadir::ne(Expr lhs, double rhs) { return ne(lhs, lhs.constant(rhs)); }
Expr nadir::lt(Expr lhs, Expr rhs) { return make<LtOp>(lhs, lhs, rhs); }
Expr nadir::lt(Expr lhs, double rhs) { return lt(lhs, lhs.constant(rhs)); }
Expr nadir::gt(Expr lhs, Expr rhs) { return make<GtOp>(lhs, lhs, rhs); }
Expr nadir::gt(Expr lhs, double rhs) { return gt(lhs, lhs.constant(rhs)); }
Expr nadir::le(Expr lhs, double rhs) {
  return make<LeOp>(lhs, lhs, lhs.constant(rhs));
}
Expr nadir::ge(Expr lhs, double rhs) {
  return make<GeOp>(lhs, lhs, lhs.constant(rhs));
}
Expr nadir::logicalAnd(Expr lhs, Expr rhs) {
  return make<LogicalAndOp>(lhs, lhs, rhs);
}
Expr nadir::select(Expr condition, Expr lhs, Expr rhs) {
  return make<SelectOp>(lhs, condition, lhs, rhs);
}
Expr nadir::cast(Expr input, Type elementType) {
  if (input.elementType() == elementType)
    return input;
  return make<CastOp>(input, withElement(input.type(), elementType), input);
}

Expr nadir::exp(Expr input) { return make<ExpOp>(input, input); }
Expr nadir::log(Expr input) { return make<LogOp>(input, input); }
Expr nadir::log1p(Expr input) { return make<Log1pOp>(input, input); }
Expr nadir::expm1(Expr input) { return make<Expm1Op>(input, input); }
Expr nadir::sqrt(Expr input) { return make<SqrtOp>(input, input); }
Expr nadir::tanh(Expr input) { return make<TanhOp>(input, input); }
Expr nadir::erfc(Expr input) { return make<ErfcOp>(input, input); }
Expr nadir::sin(Expr input) { return make<SinOp>(input, input); }
Expr nadir::cos(Expr input) { return make<CosOp>(input, input); }
Expr nadir::abs(Expr input) { return make<AbsOp>(input, input); }
Expr nadir::sign(Expr input) { return make<SignOp>(input, input); }
Expr nadir::square(Expr input) { return make<SquareOp>(input, input); }
Expr nadir::sigmoid(Expr input) { return make<SigmoidOp>(input, input); }
Expr nadir::logsigmoid(Expr input) { return make<LogsigmoidOp>(input, input); }
Expr nadir::softmax(Expr input, int64_t dim) {
  return make<SoftmaxOp>(input, input, dim);
}
Expr nadir::logSoftmax(Expr input, int64_t dim) {
  return make<LogSoftmaxOp>(input, input, dim);
}

Expr nadir::zerosLike(Expr input) {
  return broadcastTo(input.constant(0.0), input.type());
}
Expr nadir::onesLike(Expr input) {
  return broadcastTo(input.constant(1.0), input.type());
}

Expr nadir::sum(Expr input, ArrayRef<int64_t> dims, bool keepdim) {
  return make<SumOp>(input, input, dims, keepdim);
}
Expr nadir::max(Expr input, ArrayRef<int64_t> dims, bool keepdim) {
  return extreme<MaxOp>(input, dims, keepdim, /*smallest=*/true);
}
Expr nadir::min(Expr input, ArrayRef<int64_t> dims, bool keepdim) {
  return extreme<MinOp>(input, dims, keepdim, /*smallest=*/false);
}
Expr nadir::finiteMax(Expr input, ArrayRef<int64_t> dims) {
  Expr largest = max(input, dims, /*keepdim=*/true);
  Expr infinite = eq(abs(largest), std::numeric_limits<double>::infinity());
  return select(infinite, zerosLike(largest), largest);
}
Expr nadir::elementCount(Expr input, ArrayRef<int64_t> dims) {
  return make<ElementCountOp>(input, input, dims);
}

Expr nadir::reshapeTo(Expr input, RankedTensorType type) {
  if (input.type() == type)
    return input;
  return make<ReshapeOp>(input, type, input);
}
Expr nadir::broadcastTo(Expr input, RankedTensorType type) {
  if (input.type() == type)
    return input;
  return make<BroadcastOp>(input, type, input);
}
Expr nadir::unsqueeze(Expr input, int64_t dim) {
  Shape shape(input.type().getShape());
  shape.insert(shape.begin() + dim, 1);
  return reshapeTo(input, RankedTensorType::get(shape, input.elementType()));
}

Expr nadir::sumTo(Expr input, Type target) {
  if (!input || input.value().getType() == target)
    return input;
  auto type = llvm::cast<RankedTensorType>(target);
  int64_t extra = input.rank() - type.getRank();
  SmallVector<int64_t> dims;
  for (int64_t i = 0; i < input.rank(); ++i) {
    bool added = i < extra;
    if (added ||
        (type.getDimSize(i - extra) == 1 && input.type().getDimSize(i) != 1))
      dims.push_back(i);
  }
  // The dimensions that broadcasting added vanish with a reshape, which the
  // lowering turns into another view of the same memory.
  Expr reduced = dims.empty() ? input : sum(input, dims, /*keepdim=*/true);
  return reshapeTo(reduced, withElement(type, input.elementType()));
}

Expr nadir::restoreDims(Expr reduced, RankedTensorType full,
                        ArrayRef<int64_t> dims) {
  Shape shape(full.getShape());
  for (int64_t dim : resolveDims(dims, full.getRank()))
    shape[dim] = 1;
  return reshapeTo(reduced,
                   RankedTensorType::get(shape, reduced.elementType()));
}

Expr nadir::iotaLike(RankedTensorType type, int64_t dim, Expr place) {
  return make<IotaOp>(place, type, dim);
}

Expr nadir::gather(Expr input, Expr index, int64_t dim) {
  return make<GatherOp>(input, input, index, dim);
}
Expr nadir::scatterAdd(Expr index, Expr source, int64_t dim, int64_t size) {
  return make<ScatterAddOp>(source, index, source, dim, size);
}

Expr nadir::isPosition(Expr index, int64_t dim, int64_t classes) {
  Expr column = unsqueeze(index, dim);
  // Numbers of the full shape cost nothing inside a kernel, and keep all of the
  // formula on one domain.
  Shape shape(column.type().getShape());
  shape[dim] = classes;
  Expr numbers =
      iotaLike(RankedTensorType::get(shape, index.elementType()), dim, index);
  return eq(column, numbers);
}

Expr nadir::oneHot(Expr index, int64_t dim, int64_t classes, Type elementType) {
  return cast(isPosition(index, dim, classes), elementType);
}

Expr nadir::matmul(Expr lhs, Expr rhs, bool transposeLhs, bool transposeRhs) {
  return make<MatmulOp>(lhs, lhs, rhs, transposeLhs, transposeRhs);
}

/// An i32 is no number beyond its range.
static bool canBe(Expr index, int64_t number) {
  return llvm::isIntN(index.elementType().getIntOrFloatBitWidth(), number);
}

Expr nadir::checkIndex(Expr index, int64_t limit,
                       std::optional<int64_t> ignoreIndex, StringRef name) {
  Builder &b = index.getBuilder();
  if (ignoreIndex && !canBe(index, *ignoreIndex))
    ignoreIndex = std::nullopt;
  return make<CheckIndexOp>(
      index, index.type(), index.value(), b.getI64IntegerAttr(limit),
      b.getStringAttr(nameOf(index, name)),
      ignoreIndex ? b.getI64IntegerAttr(*ignoreIndex) : IntegerAttr());
}

Expr nadir::isCounted(Expr index, int64_t ignoreIndex) {
  if (!canBe(index, ignoreIndex))
    return eq(index, index);
  // A double, as other constants are made from, doesn't hold every number.
  auto scalar = RankedTensorType::get({}, index.elementType());
  Attribute number = IntegerAttr::get(index.elementType(), ignoreIndex);
  Expr ignored =
      make<ConstantOp>(index, DenseElementsAttr::get(scalar, number));
  return make<NeOp>(index, index, ignored);
}

Expr nadir::checkRange(Expr input, double min, double max, StringRef name,
                       bool allowNan) {
  Builder &b = input.getBuilder();
  return make<CheckRangeOp>(input, input.type(), input.value(),
                            b.getF64FloatAttr(min), b.getF64FloatAttr(max),
                            b.getStringAttr(nameOf(input, name)),
                            allowNan ? b.getUnitAttr() : UnitAttr());
}

Expr nadir::sigmoidFormula(Expr x) {
  Expr power = exp(-abs(x));
  return select(lt(x, 0.0), power, onesLike(x)) / (power + 1.0);
}

Expr nadir::gelu(Expr x, StringRef approximate) {
  if (approximate == "none")
    return x * 0.5 * erfc(x * -M_SQRT1_2);
  Expr inner = (x + x * x * x * 0.044715) * (M_2_SQRTPI * M_SQRT1_2);
  return x * 0.5 * (tanh(inner) + 1.0);
}

Expr nadir::geluGradient(Expr grad, Expr x, StringRef approximate) {
  if (approximate == "none") {
    Expr cdf = erfc(x * -M_SQRT1_2) * 0.5;
    Expr density = exp(x * x * -0.5) * (M_2_SQRTPI * M_SQRT1_2 * 0.5);
    return grad * (cdf + x * density);
  }
  constexpr double scale = M_2_SQRTPI * M_SQRT1_2;
  Expr t = tanh((x + x * x * x * 0.044715) * scale);
  Expr inner = (x * x * (3 * 0.044715) + 1.0) * scale;
  return grad * ((t + 1.0) * 0.5 + x * 0.5 * (1.0 - t * t) * inner);
}

Expr nadir::clamp(Expr input, std::optional<APFloat> min,
                  std::optional<APFloat> max) {
  if (min)
    input = maximum(input, min->convertToDouble());
  if (max)
    input = minimum(input, max->convertToDouble());
  return input;
}

Expr nadir::clampGradient(Expr grad, Expr input, std::optional<APFloat> min,
                          std::optional<APFloat> max) {
  Expr zero = zerosLike(grad);
  if (min)
    grad = select(gt(input, min->convertToDouble()), grad, zero);
  if (max)
    grad = select(lt(input, max->convertToDouble()), grad, zero);
  return grad;
}

Expr nadir::clampedEntropy(Expr input, Expr target) {
  return make<ClampedEntropyOp>(input, input, target);
}

Expr nadir::clampMin(Expr input, double min) {
  FloatAttr bound = input.getBuilder().getF64FloatAttr(min);
  return make<ClampOp>(input, input.type(), input.value(), bound, FloatAttr());
}

Expr nadir::clampTo(Expr input, double min, double max) {
  OpBuilder &b = input.getBuilder();
  return make<ClampOp>(input, input.type(), input.value(),
                       b.getF64FloatAttr(min), b.getF64FloatAttr(max));
}

Expr nadir::clampValue(Expr input, double min) {
  FloatAttr bound = input.getBuilder().getF64FloatAttr(min);
  return make<ClampValueOp>(input, input.type(), input.value(), bound);
}
