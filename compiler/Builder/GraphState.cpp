// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Builder/GraphState.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>

using namespace nadir;
using namespace nadir::detail;
using llvm::Twine;

namespace {

std::string place(std::source_location where) {
  return (Twine(where.file_name()) + ":" + Twine(where.line()) + ":" +
          Twine(where.column()))
      .str();
}

std::string place(mlir::Location location) {
  if (auto file = location->findInstanceOf<mlir::FileLineColLoc>())
    return (Twine(file.getFilename().getValue()) + ":" + Twine(file.getLine()) +
            ":" + Twine(file.getColumn()))
        .str();
  return "";
}

void append(std::string &text, mlir::Location location, Twine kind,
            Twine message) {
  std::string where = place(location);
  text += (Twine(text.empty() ? "" : "\n") + where +
           (where.empty() ? "" : ": ") + kind + ": " + message)
              .str();
}

std::string numberText(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.17g", value);
  return text;
}

std::string sizesText(const Sizes &sizes) {
  std::string text;
  for (int64_t size : sizes)
    text += (Twine(text.empty() ? "" : ", ") +
             (size == batch ? Twine("batch") : Twine(size)))
                .str();
  return "[" + text + "]";
}

} // namespace

void detail::fail(std::source_location where, const Twine &text) {
  throw Error((place(where) + ": error: " + text).str());
}

Diagnostics::Diagnostics(mlir::MLIRContext &context)
    : handler(&context, [this](mlir::Diagnostic &diagnostic) {
        bool isError =
            diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error;
        append(collected, diagnostic.getLocation(),
               isError ? "error" : "warning", diagnostic.str());
        for (mlir::Diagnostic &note : diagnostic.getNotes())
          append(collected, note.getLocation(), "note", note.str());
        return mlir::success();
      }) {}

void Diagnostics::raise(std::source_location where,
                        const Twine &otherwise) const {
  if (collected.empty())
    fail(where, otherwise);
  throw Error(collected);
}

GraphState::GraphState() : context(mlir::MLIRContext::Threading::DISABLED) {
  context.loadDialect<NadirDialect>();
  context.printOpOnDiagnostic(false);
}

mlir::Location GraphState::location(std::source_location where) {
  return mlir::FileLineColLoc::get(&context, where.file_name(), where.line(),
                                   where.column());
}

mlir::Type GraphState::elementType(DType dtype) {
  switch (dtype) {
  case NADIR_F32:
    return mlir::Float32Type::get(&context);
  case NADIR_F64:
    return mlir::Float64Type::get(&context);
  case NADIR_I64:
    return mlir::IntegerType::get(&context, 64);
  case NADIR_I32:
    return mlir::IntegerType::get(&context, 32);
  case NADIR_I1:
    return mlir::IntegerType::get(&context, 1);
  }
  return {};
}

mlir::RankedTensorType GraphState::tensorType(const Sizes &shape, DType dtype,
                                              std::source_location where) {
  mlir::Type element = elementType(dtype);
  if (!element)
    fail(where, "expected an element type of Nadir, found number " +
                    Twine(static_cast<int64_t>(dtype)));
  int64_t elements = 8;
  int64_t batches = 0;
  for (int64_t size : shape) {
    if (size == batch)
      ++batches;
    else if (size < 1)
      fail(where,
           "expected sizes >= 1 or nadir::batch, found " + sizesText(shape));
    else if (llvm::MulOverflow(elements, size, elements))
      fail(where, "expected a tensor that fits an address space, found " +
                      sizesText(shape));
  }
  if (batches > 1)
    fail(where, "expected at most one dimension nadir::batch, found " +
                    sizesText(shape));
  static_assert(batch == mlir::ShapedType::kDynamic);
  return mlir::RankedTensorType::get(shape, element);
}

std::string GraphState::typeText(mlir::Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

mlir::Value GraphState::number(Number value, mlir::Type element,
                               std::source_location where) {
  if (auto *whole = std::get_if<int64_t>(&value.value))
    return integer(*whole, element, where);
  return scalar(std::get<double>(value.value), element, where);
}

mlir::Value GraphState::scalar(double value, mlir::Type element,
                               std::source_location where) {
  auto type = mlir::RankedTensorType::get({}, element);
  if (auto integer = llvm::dyn_cast<mlir::IntegerType>(element)) {
    // Booleans count as unsigned.
    bool isBool = integer.getWidth() == 1;
    double limit = std::ldexp(1.0, static_cast<int>(integer.getWidth()) - 1);
    bool fits =
        isBool ? value == 0.0 || value == 1.0
               : value == std::trunc(value) && value >= -limit && value < limit;
    if (!fits)
      fail(where, "expected a number that " + typeText(element) +
                      " can hold, found " + numberText(value));
  }
  return create<ConstantOp>(where, type, splatAttr(type, value)).getResult();
}

mlir::Value GraphState::integer(int64_t value, mlir::Type element,
                                std::source_location where) {
  bool isExact = element.isInteger(64) ||
                 (element.isInteger(32) && llvm::isInt<32>(value));
  if (!isExact)
    return scalar(static_cast<double>(value), element, where);
  auto type = mlir::RankedTensorType::get({}, element);
  mlir::Attribute number = mlir::IntegerAttr::get(element, value);
  return create<ConstantOp>(where, type,
                            mlir::DenseElementsAttr::get(type, number))
      .getResult();
}

mlir::Attribute GraphState::attribute(const Attributes::Value &value) {
  mlir::Builder builder(&context);
  struct {
    mlir::Builder &builder;
    mlir::Attribute operator()(bool value) {
      return builder.getBoolAttr(value);
    }
    mlir::Attribute operator()(int64_t value) {
      return builder.getI64IntegerAttr(value);
    }
    mlir::Attribute operator()(double value) {
      return builder.getF64FloatAttr(value);
    }
    mlir::Attribute operator()(const std::string &value) {
      return builder.getStringAttr(value);
    }
    mlir::Attribute operator()(const Sizes &value) {
      return builder.getDenseI64ArrayAttr(value);
    }
    mlir::Attribute operator()(const std::vector<double> &value) {
      return builder.getDenseF64ArrayAttr(value);
    }
  } convert{builder};
  return std::visit(convert, value);
}

namespace {

/// Asks the operation for its result types, given its attributes either as a
/// dictionary or already as properties.
mlir::LogicalResult inferTypes(mlir::OperationState &operation) {
  mlir::MLIRContext *context = operation.getContext();
  std::optional<mlir::RegisteredOperationName> name =
      operation.name.getRegisteredInfo();
  auto *interface = name->getInterface<mlir::InferTypeOpInterface>();
  if (!interface)
    return mlir::success();
  mlir::DictionaryAttr attributes = operation.attributes.getDictionary(context);
  mlir::OpaqueProperties properties = operation.getRawProperties();
  std::unique_ptr<char[]> storage;
  llvm::scope_exit destroy([&] {
    if (storage)
      name->destroyOpProperties(properties);
  });
  if (int bytes = name->getOpPropertyByteSize(); bytes > 0 && !properties) {
    storage = std::make_unique<char[]>(bytes);
    properties = mlir::OpaqueProperties(storage.get());
    name->initOpProperties(properties, mlir::OpaqueProperties(nullptr));
    auto emitError = [&] { return mlir::emitError(operation.location); };
    if (failed(name->setOpPropertiesFromAttribute(operation.name, properties,
                                                  attributes, emitError)))
      return mlir::failure();
  }
  return interface->inferReturnTypes(context, operation.location,
                                     operation.operands, attributes, properties,
                                     operation.regions, operation.types);
}

mlir::LogicalResult verifyNew(mlir::Operation *op) {
  if (failed(mlir::verify(op)))
    return mlir::failure();
  for (mlir::Type type : op->getResultTypes())
    if (!hasValidRows(llvm::cast<mlir::RankedTensorType>(type)))
      return op->emitOpError("would have more than one batch dimension: ")
             << type;
  return mlir::success();
}

} // namespace

mlir::Operation *GraphState::create(mlir::OperationState &operation,
                                    std::source_location where) {
  Diagnostics diagnostics(context);
  if (operation.types.empty() && failed(inferTypes(operation)))
    diagnostics.raise(where, "'" + operation.name.getStringRef() +
                                 "' op doesn't accept these arguments");
  mlir::OpBuilder builder =
      mlir::OpBuilder::atBlockEnd(&graph.getBody().front());
  mlir::Operation *op = builder.create(operation);
  if (failed(verifyNew(op))) {
    op->erase();
    diagnostics.raise(where, "'" + operation.name.getStringRef() +
                                 "' op doesn't accept these arguments");
  }
  return op;
}

void GraphState::requireFreeSource(llvm::StringRef name,
                                   std::source_location where) {
  if (name.empty())
    fail(where, "expected a name that is not empty");
  auto found = sources.find(name);
  if (found != sources.end())
    fail(where, "expected a name of its own, found '" + name + "' again\n" +
                    place(found->second.getLoc()) + ": note: first used here");
}

void GraphState::requireFreeResult(llvm::StringRef name,
                                   std::source_location where) {
  if (name.empty())
    fail(where, "expected a name that is not empty");
  if (name == "loss")
    fail(where, "expected another name than 'loss', which is the minimized "
                "value's");
  if (results.contains(name))
    fail(where, "expected a name of its own, found '" + name + "' again");
}

void GraphState::adopt(GraphOp parsed) {
  graph = parsed;
  for (mlir::Operation &op : graph.getBody().front()) {
    if (auto input = llvm::dyn_cast<InputOp>(op))
      sources[input.getName()] = input.getResult();
    else if (auto parameter = llvm::dyn_cast<ParameterOp>(op))
      sources[parameter.getName()] = parameter.getResult();
    else if (auto output = llvm::dyn_cast<OutputOp>(op))
      results.insert(output.getName());
    else if (auto metric = llvm::dyn_cast<MetricOp>(op))
      results.insert(metric.getName());
    else if (auto minimize = llvm::dyn_cast<MinimizeOp>(op))
      for (llvm::StringRef result : minimize.getResultNames())
        results.insert(result);
    else if (auto uniform = llvm::dyn_cast<RandomUniformOp>(op))
      streams = std::max<int64_t>(streams, uniform.getStream() + 1);
    else if (auto normal = llvm::dyn_cast<RandomNormalOp>(op))
      streams = std::max<int64_t>(streams, normal.getStream() + 1);
  }
}

const std::shared_ptr<GraphState> &
detail::requireDefined(const Tensor &tensor, const Twine &what,
                       std::source_location where) {
  if (!tensor.defined())
    fail(where, "expected a tensor as " + what + ", found a null one");
  return Access::state(tensor);
}

mlir::Value detail::requireValue(const GraphState &graph, const Tensor &tensor,
                                 const Twine &what,
                                 std::source_location where) {
  const std::shared_ptr<GraphState> &other =
      requireDefined(tensor, what, where);
  if (other.get() != &graph)
    fail(where, "expected " + what + " of graph '" + graph.name() +
                    "', found a tensor of graph '" + other->name() + "'");
  return Access::value(tensor);
}
