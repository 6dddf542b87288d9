// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Nadir.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace nadir;

#include "dialect/AttrInterfaces.cpp.inc"
#include "dialect/Dialect.cpp.inc"
#include "dialect/Interfaces.cpp.inc"

namespace {

// A real number in an attribute's parameters, kept as an f64 attribute.
ParseResult parseReal(AsmParser &parser, FloatAttr &value) {
  double number = 0.0;
  if (parser.parseFloat(number))
    return failure();
  value = parser.getBuilder().getF64FloatAttr(number);
  return success();
}

void printReal(AsmPrinter &printer, FloatAttr value) {
  printer.printFloat(value.getValue());
}

/// Every real parameter is a finite f64.
bool areFinite(ArrayRef<FloatAttr> values) {
  return llvm::all_of(values, [](FloatAttr value) {
    return value && value.getType().isF64() && value.getValue().isFinite();
  });
}

} // namespace

namespace nadir {
// The generated parsers call these by name through argument lookup.
using ::parseReal;
using ::printReal;
} // namespace nadir

#define GET_ATTRDEF_CLASSES
#include "dialect/Attributes.cpp.inc"

void NadirDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/Attributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialect/Graph.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Elementwise.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Reductions.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Shape.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Linear.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Random.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Fused.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Losses.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/CtcLoss.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/LinearCrossEntropy.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Optimizers.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Counting.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Metrics.cpp.inc"
      ,
#define GET_OP_LIST
#include "dialect/Function.cpp.inc"
      >();
}

Operation *NadirDialect::materializeConstant(OpBuilder &builder,
                                             Attribute value, Type type,
                                             Location location) {
  auto elements = dyn_cast<DenseElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, location, elements);
}

Value ConstantInitAttr::initialize(OpBuilder &builder, Location location,
                                   RankedTensorType type, Value,
                                   int64_t) const {
  return ConstantOp::create(builder, location,
                            splatAttr(type, getValue().getValueAsDouble()));
}

LogicalResult
ConstantInitAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                         FloatAttr value) {
  if (!areFinite(value))
    return emitError() << "expected a finite f64 value, found " << value;
  return success();
}

Value UniformInitAttr::initialize(OpBuilder &builder, Location location,
                                  RankedTensorType type, Value seed,
                                  int64_t stream) const {
  return RandomUniformOp::create(builder, location, type, seed, Value(),
                                 getLow(), getHigh(),
                                 builder.getI64IntegerAttr(stream));
}

LogicalResult
UniformInitAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                        FloatAttr low, FloatAttr high) {
  if (!areFinite({low, high}) ||
      low.getValueAsDouble() > high.getValueAsDouble())
    return emitError() << "expected finite low <= high, found " << low
                       << " and " << high;
  return success();
}

Value NormalInitAttr::initialize(OpBuilder &builder, Location location,
                                 RankedTensorType type, Value seed,
                                 int64_t stream) const {
  return RandomNormalOp::create(builder, location, type, seed, Value(),
                                getMean(), getStd(),
                                builder.getI64IntegerAttr(stream));
}

LogicalResult
NormalInitAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError,
                       FloatAttr mean, FloatAttr std) {
  if (!areFinite({mean, std}) || std.getValueAsDouble() < 0.0)
    return emitError() << "expected a finite mean and std >= 0, found " << mean
                       << " and " << std;
  return success();
}

Value KaimingUniformInitAttr::initialize(OpBuilder &builder, Location location,
                                         RankedTensorType type, Value seed,
                                         int64_t stream) const {
  double a = getA().getValueAsDouble();
  double bound =
      std::sqrt(6.0 / ((1.0 + a * a) * static_cast<double>(getFanIn())));
  return RandomUniformOp::create(
      builder, location, type, seed, Value(), builder.getF64FloatAttr(-bound),
      builder.getF64FloatAttr(bound), builder.getI64IntegerAttr(stream));
}

LogicalResult KaimingUniformInitAttr::verify(
    llvm::function_ref<InFlightDiagnostic()> emitError, int64_t fanIn,
    FloatAttr a) {
  if (fanIn < 1 || !areFinite(a))
    return emitError() << "expected fan_in >= 1 and a finite a, found " << fanIn
                       << " and " << a;
  return success();
}
