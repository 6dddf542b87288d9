// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Optimizers.h"
#include "dialect/Nadir.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Optimizers.cpp.inc"

double Settings::real(StringRef name, double defaultValue) const {
  auto value = attributes ? attributes.getAs<FloatAttr>(name) : FloatAttr();
  return value ? value.getValueAsDouble() : defaultValue;
}

bool Settings::flag(StringRef name) const {
  auto value = attributes ? attributes.getAs<BoolAttr>(name) : BoolAttr();
  return value && value.getValue();
}

StringRef Settings::text(StringRef name) const {
  auto value = attributes ? attributes.getAs<StringAttr>(name) : StringAttr();
  return value ? value.getValue() : StringRef();
}

Expr Momentum::orWithout(Expr result, Expr otherwise) const {
  return value ? select(eq(value, 0.0), otherwise, result) : result;
}

Expr nadir::operator*(Expr lhs, const Momentum &rhs) {
  return rhs.value ? lhs * cast(rhs.value, lhs.elementType())
                   : lhs * rhs.number;
}

Momentum nadir::operator-(double lhs, const Momentum &rhs) {
  return rhs.value ? Momentum(lhs - rhs.value) : Momentum(lhs - rhs.number);
}

Expr nadir::power(const Momentum &base, Expr exponent) {
  return base.value ? pow(base.value, exponent) : power(base.number, exponent);
}

OptimizerStates::OptimizerStates(const Settings &settings,
                                 RankedTensorType parameter)
    : parameter(parameter), elementType(parameter.getElementType()) {
  StringRef dtype = settings.text("state_dtype");
  if (dtype == "f32")
    elementType = Float32Type::get(parameter.getContext());
  else if (dtype == "f64")
    elementType = Float64Type::get(parameter.getContext());
}

OptimizerStates &OptimizerStates::addShaped(StringRef name,
                                            ArrayRef<int64_t> shape,
                                            double initialValue) {
  list.push_back(
      {name.str(), RankedTensorType::get(shape, elementType), initialValue});
  return *this;
}

OptimizerStates &OptimizerStates::add(StringRef name, double initialValue) {
  return addShaped(name, parameter.getShape(), initialValue);
}

OptimizerStates &OptimizerStates::addScalar(StringRef name,
                                            double initialValue) {
  return addShaped(name, {}, initialValue);
}

OptimizerStates &OptimizerStates::addReduced(StringRef name, int64_t dim) {
  Shape shape(parameter.getShape());
  shape[*normalizeDim(dim, parameter.getRank())] = 1;
  return addShaped(name, shape, /*initialValue=*/0.0);
}

static SmallVector<OptimizerState> declaredStates(Operation *op) {
  return cast<OptimizerOpInterface>(op).getStates(
      op->getAttrDictionary(),
      cast<RankedTensorType>(op->getOperand(0).getType()));
}

OptimizerUpdate::OptimizerUpdate(Operation *op, OpBuilder &builder)
    : op(op), f(builder, op->getLoc()), declared(declaredStates(op)),
      computeType(cast<RankedTensorType>(op->getOperand(0).getType())
                      .getElementType()) {
  for (const OptimizerState &state : declared)
    if (state.type.getElementType().isF64())
      computeType = state.type.getElementType();
}

Expr OptimizerUpdate::step() const {
  return cast(f(op->getOperand(3)), Float64Type::get(op->getContext()));
}

Value OptimizerUpdate::stateOperand(StringRef name) const {
  for (auto [i, state] : llvm::enumerate(declared))
    if (state.name == name)
      return op->getOperand(4 + i);
  llvm_unreachable("an update reads only the states that it declares");
}

Expr OptimizerUpdate::scalarState(StringRef name) const {
  return cast(f(stateOperand(name)), Float64Type::get(op->getContext()));
}

bool nadir::hasRuntimeMomentum(Operation *op) {
  auto setting = op->getAttrOfType<BoolAttr>("runtime_momentum");
  return setting && setting.getValue();
}

Momentum OptimizerUpdate::momentum(double compiled) const {
  if (!hasRuntimeMomentum(op))
    return Momentum(compiled);
  return Momentum(f(op->getOperands().back()));
}

void OptimizerUpdate::decay(Expr &param, Expr &grad, double weight,
                            bool decoupled) const {
  if (weight == 0.0)
    return;
  if (decoupled)
    param = param * scalar(1.0 - lr() * weight);
  else
    grad = grad + param * weight;
}

SmallVector<Value> OptimizerUpdate::finish(Expr param,
                                           ArrayRef<Expr> states) const {
  auto stored = [](Expr value, Type type) {
    return cast(value, cast<RankedTensorType>(type).getElementType()).value();
  };
  SmallVector<Value> results = {stored(param, op->getResult(0).getType())};
  for (auto [state, slot] : llvm::zip_equal(states, declared))
    results.push_back(stored(state, slot.type));
  return results;
}

bool nadir::isSetting(FloatAttr value,
                      llvm::function_ref<bool(double)> condition) {
  return value.getValue().isFinite() && condition(value.getValueAsDouble());
}

bool nadir::areSettings(DenseF64ArrayAttr values,
                        llvm::function_ref<bool(ArrayRef<double>)> condition) {
  ArrayRef<double> numbers = values.asArrayRef();
  return llvm::all_of(numbers,
                      [](double value) { return std::isfinite(value); }) &&
         condition(numbers);
}

bool nadir::isAdafactorEps(DenseF64ArrayAttr values) {
  auto isNumber = [](double value) {
    return std::isfinite(value) && value >= 0.0;
  };
  ArrayRef<double> eps = values.asArrayRef();
  return (std::isnan(eps[0]) || isNumber(eps[0])) && isNumber(eps[1]);
}

Expr nadir::signOf(Expr input) {
  return select(gt(input, 0.0), input.constant(1.0),
                select(lt(input, 0.0), input.constant(-1.0),
                       input * input.constant(0.0)));
}

Expr nadir::wideNorm(Expr input) {
  Type wide = Float64Type::get(input.value().getContext());
  if (input.rank() == 0)
    return cast(abs(input), wide);
  return sqrt(cast(sum(input * input, /*dims=*/{}, /*keepdim=*/false), wide));
}

Expr nadir::mean(Expr input, int64_t dim) {
  int64_t size = input.type().getDimSize(*normalizeDim(dim, input.rank()));
  return sum(input, {dim}, /*keepdim=*/true) / static_cast<double>(size);
}

Expr nadir::meanSquare(Expr input, int64_t dim) {
  return mean(input * input, dim);
}

double nadir::machineEpsilon(Type elementType) {
  return elementType.isF32()
             ? static_cast<double>(std::numeric_limits<float>::epsilon())
             : std::numeric_limits<double>::epsilon();
}

Expr nadir::orthogonalize(Expr matrix, ArrayRef<double> coefficients,
                          double eps, int64_t steps) {
  // From the side where x x^T is the smaller matrix.
  bool isTall = matrix.type().getDimSize(0) > matrix.type().getDimSize(1);
  Expr x = matrix / cast(maximum(wideNorm(matrix), eps), matrix.elementType());
  for (int64_t step = 0; step < steps; ++step) {
    Expr gram = matmul(x, x, /*transposeLhs=*/isTall, /*transposeRhs=*/!isTall);
    Expr polynomial = gram * coefficients[1] +
                      matmul(gram, gram, false, false) * coefficients[2];
    Expr product = isTall ? matmul(x, polynomial, false, false)
                          : matmul(polynomial, x, false, false);
    x = x * coefficients[0] + product;
  }
  return x;
}

/// Takes the momentum, the last operand, off the states.
static LogicalResult takeMomentum(Operation *op, OperandRange &states) {
  if (!hasRuntimeMomentum(op))
    return success();
  auto type = states.empty() ? RankedTensorType()
                             : cast<RankedTensorType>(states.back().getType());
  if (!type || type.getRank() != 0 || !type.getElementType().isF64()) {
    InFlightDiagnostic error = op->emitOpError(
        "expected a tensor<f64>, the momentum, as the last operand with "
        "runtime_momentum, found ");
    return type ? error << type : error << "none";
  }
  states = states.drop_back();
  return success();
}

LogicalResult nadir::verifyOptimizer(Operation *op) {
  auto optimizer = cast<OptimizerOpInterface>(op);
  auto parameter = cast<RankedTensorType>(op->getOperand(0).getType());
  if (std::optional<std::string> expected =
          optimizer.refuseParameter(parameter))
    return op->emitOpError("expected ") << *expected << ", found " << parameter;
  SmallVector<OptimizerState> declared = declaredStates(op);
  OperandRange states = op->getOperands().drop_front(4);
  if (failed(takeMomentum(op, states)))
    return failure();
  ResultRange newStates = op->getResults().drop_front();
  if (states.size() != declared.size() || newStates.size() != declared.size())
    return op->emitOpError("expected ")
           << declared.size() << " states under these settings, found "
           << states.size() << " operands and " << newStates.size()
           << " results";
  for (auto [slot, state, newState] : llvm::zip(declared, states, newStates))
    if (state.getType() != slot.type || newState.getType() != slot.type)
      return op->emitOpError("expected the state '")
             << slot.name << "' of type " << slot.type << ", found "
             << state.getType() << " and " << newState.getType();
  return success();
}
