// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/AttributeNames.h"
#include "dialect/Nadir.h"
#include "mlir/Interfaces/FunctionImplementation.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Function.cpp.inc"

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

ParseResult FunctionOp::parse(OpAsmParser &parser, OperationState &result) {
  auto buildType =
      [](Builder &builder, ArrayRef<Type> arguments, ArrayRef<Type> results,
         function_interface_impl::VariadicFlag, std::string &) -> Type {
    return builder.getFunctionType(arguments, results);
  };
  return function_interface_impl::parseFunctionOp(
      parser, result, /*allowVariadic=*/false,
      getFunctionTypeAttrName(result.name), buildType,
      getArgAttrsAttrName(result.name), getResAttrsAttrName(result.name));
}

void FunctionOp::print(OpAsmPrinter &printer) {
  function_interface_impl::printFunctionOp(
      printer, *this, /*isVariadic=*/false, getFunctionTypeAttrName(),
      getArgAttrsAttrName(), getResAttrsAttrName());
}

namespace {

bool isTensorOfDialect(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !isValidTensor(tensor))
    return false;
  Type element = tensor.getElementType();
  return element.isF32() || element.isF64() || element.isInteger(64) ||
         element.isInteger(32) || element.isInteger(1);
}

} // namespace

LogicalResult FunctionOp::verify() {
  if (isExternal() || !llvm::hasSingleElement(getBody()))
    return emitOpError("expected a body of one block");
  for (Type type :
       llvm::concat<const Type>(getArgumentTypes(), getResultTypes()))
    if (!isTensorOfDialect(type))
      return emitOpError("expected arguments and results that are tensors of "
                         "f32, f64, i64, i32 or i1, found ")
             << type;
  return success();
}

LogicalResult FunctionOp::verifyRegions() {
  Block &body = getBody().front();
  if (body.empty() || !isa<ReturnOp>(body.back()))
    return emitOpError("expected a body that ends with 'nadir.return'");
  for (Operation &op : body)
    if (!isa_and_present<NadirDialect>(op.getDialect()) ||
        isa<GraphOp, FunctionOp, GroupOp>(op))
      return op.emitError("expected operations of the nadir dialect in a "
                          "function, found '")
             << op.getName() << "'";
    else if (failed(verifyAttributeNames(&op)))
      return failure();
  return success();
}

LogicalResult ReturnOp::verify() {
  auto function = cast<FunctionOp>((*this)->getParentOp());
  if (getOperandTypes() != TypeRange(function.getResultTypes()))
    return emitOpError("expected operands of the function's result types (")
           << TypeRange(function.getResultTypes()) << "), found ("
           << getOperandTypes() << ")";
  return success();
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

namespace {

/// Whether a type is the declared one, with some size for its batch; the size
/// is the same for all types.
class RowsMatch {
public:
  bool matches(Type declared, Type actual) {
    auto want = cast<RankedTensorType>(declared);
    auto have = cast<RankedTensorType>(actual);
    if (want.getElementType() != have.getElementType() ||
        want.getRank() != have.getRank())
      return false;
    for (auto [wanted, found] : llvm::zip(want.getShape(), have.getShape())) {
      if (!ShapedType::isDynamic(wanted)) {
        if (wanted != found)
          return false;
      } else if (rows && *rows != found) {
        return false;
      } else {
        rows = found;
      }
    }
    return true;
  }

private:
  std::optional<int64_t> rows;
};

} // namespace

LogicalResult CallOp::verifySymbolUses(SymbolTableCollection &symbols) {
  Operation *symbol =
      symbols.lookupNearestSymbolFrom((*this)->getParentOp(), getCalleeAttr());
  auto function = dyn_cast_or_null<FunctionOp>(symbol);
  if (!function)
    return emitOpError("expected the symbol of a nadir.function, found ")
           << getCalleeAttr();
  RowsMatch rows;
  auto fit = [&](ArrayRef<Type> declared, TypeRange actual) {
    return declared.size() == actual.size() &&
           llvm::all_of(llvm::zip(declared, actual), [&](auto pair) {
             return rows.matches(std::get<0>(pair), std::get<1>(pair));
           });
  };
  if (fit(function.getArgumentTypes(), getOperandTypes()) &&
      fit(function.getResultTypes(), getResultTypes()))
    return success();
  return (emitOpError("expected operands and results of the function's types ")
          << function.getFunctionType() << ", found "
          << FunctionType::get(getContext(), getOperandTypes(),
                               getResultTypes()))
             .attachNote(function.getLoc())
         << "the function is declared here";
}
