// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/nadir-tblgen/BuilderDefinition.h"
#include "mlir/TableGen/Operator.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/TableGen/Error.h"
#include "llvm/TableGen/Record.h"
#include <algorithm>

using namespace nadir;
using llvm::StringRef;
using mlir::tblgen::NamedAttribute;
using mlir::tblgen::NamedTypeConstraint;
using mlir::tblgen::Operator;

using Kind = BuilderArgument::Kind;

bool BuilderArgument::isClass() const {
  return kind != Kind::attribute || StringRef(type).starts_with("std::");
}

bool BuilderDefinition::isAlongDims() const {
  auto isOfDims = [](const BuilderArgument &option) {
    return llvm::is_contained({"dim", "keepdim", "start_dim", "end_dim"},
                              StringRef(option.name));
  };
  return !options.empty() && llvm::all_of(options, isOfDims);
}

namespace {

/// A description without its indentation and surrounding blank lines.
std::string unindent(StringRef text) {
  llvm::SmallVector<StringRef> lines;
  text.rtrim().split(lines, '\n');
  while (!lines.empty() && lines.front().trim().empty())
    lines.erase(lines.begin());
  size_t indent = StringRef::npos;
  for (StringRef line : lines)
    indent = std::min(indent, line.find_first_not_of(' '));
  for (StringRef &line : lines)
    line = line.drop_front(std::min(indent, line.size())).rtrim();
  return llvm::join(lines, "\n");
}

/// The C++ type of an attribute's value.
std::string attributeType(const Operator &op, const NamedAttribute &named) {
  StringRef storage = named.attr.getStorageType().trim();
  std::string type =
      llvm::StringSwitch<std::string>(storage)
          .Case("::mlir::StringAttr", "std::string")
          .Case("::mlir::FloatAttr", "double")
          .Case("::mlir::IntegerAttr", "int64_t")
          .Case("::mlir::BoolAttr", "bool")
          .Case("::mlir::DenseI64ArrayAttr", "std::vector<int64_t>")
          .Case("::mlir::DenseF64ArrayAttr", "std::vector<double>")
          .Default("");
  if (named.name == "dim" && type == "std::vector<int64_t>")
    type = "Dims";
  if (type.empty())
    llvm::PrintFatalError(op.getLoc(), "the builder has no C++ type for " +
                                           storage + " of '" + named.name +
                                           "'");
  return named.attr.isOptional() ? "std::optional<" + type + ">" : type;
}

std::string replaceAll(std::string text, StringRef from, StringRef to) {
  for (size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// The constraint's sentence in the words of users: "string attribute 'none' or
/// 'tanh'" is "'none' or 'tanh'"; nothing if the C++ type says it all.
std::string attributeDoc(const NamedAttribute &named) {
  std::string doc = named.attr.getSummary().trim().str();
  for (StringRef plain :
       {"string attribute", "bool attribute", "64-bit float attribute",
        "64-bit signless integer attribute", "i64 dense array attribute",
        "f64 dense array attribute"})
    if (StringRef(doc).starts_with(plain))
      doc.erase(0, plain.size());
  return StringRef(doc).trim().str();
}

/// "ranked tensor of 32-bit float or 64-bit float values" is "f32 or f64".
std::string operandDoc(const NamedTypeConstraint &operand) {
  std::string doc = operand.constraint.getSummary().str();
  for (auto [from, to] : std::initializer_list<std::pair<StringRef, StringRef>>{
           {"ranked tensor of ", ""},
           {" values", ""},
           {"variadic of ", "any number of "},
           {"32-bit float", "f32"},
           {"64-bit float", "f64"},
           {"64-bit signless integer", "i64"},
           {"32-bit signless integer", "i32"},
           {"1-bit signless integer", "i1"}})
    doc = replaceAll(doc, from, to);
  size_t last = doc.rfind(" or ");
  if (last == std::string::npos)
    return doc;
  return replaceAll(doc.substr(0, last), " or ", ", ") + doc.substr(last);
}

BuilderArgument operandArgument(const Operator &op,
                                const NamedTypeConstraint &operand) {
  std::string name = operand.name.str(), doc = operandDoc(operand);
  if (operand.isOptional())
    return {name, Kind::optionalTensor, "Tensor", "{}", doc};
  if (operand.isVariadic())
    return {name, Kind::tensors, "std::vector<Tensor>", "", doc};
  // Both sides of arithmetic and comparison may be a number.
  bool isSide =
      op.getTrait("::nadir::Pointwise") && (name == "lhs" || name == "rhs");
  if (isSide || operand.constraint.getDefName() == "Nadir_FloatOrNumber")
    return {name, Kind::number, "Operand", "", doc};
  return {name, Kind::tensor, "Tensor", "", doc};
}

BuilderArgument attributeArgument(const Operator &op,
                                  const NamedAttribute &named) {
  std::string value;
  if (named.attr.isOptional())
    value = "std::nullopt";
  else if (named.attr.hasDefaultValue())
    value = named.attr.getDefaultValue().str();
  return {named.name.str(), Kind::attribute, attributeType(op, named), value,
          attributeDoc(named)};
}

/// What may be left out goes to the options, in the order of the definition.
void collectArguments(const Operator &op, BuilderDefinition &definition) {
  for (int i = 0; i < op.getNumArgs(); ++i) {
    mlir::tblgen::Argument argument = op.getArg(i);
    BuilderArgument result;
    if (auto *operand = llvm::dyn_cast<NamedTypeConstraint *>(argument)) {
      if (definition.isOptimizer)
        continue;
      result = operandArgument(op, *operand);
    } else if (auto *named = llvm::dyn_cast<NamedAttribute *>(argument)) {
      result = attributeArgument(op, *named);
    } else {
      llvm::PrintFatalError(op.getLoc(), "the builder has no properties");
    }
    (result.defaultValue.empty() ? definition.parameters : definition.options)
        .push_back(std::move(result));
  }
}

BuilderDefinition define(const Operator &op, bool isOptimizer) {
  BuilderDefinition definition;
  definition.operation = op.getOperationName();
  definition.isOptimizer = isOptimizer;
  definition.doc = op.getSummary().trim().str();
  if (op.hasDescription())
    definition.doc += "\n\n" + unindent(op.getDescription());
  if (isOptimizer) {
    definition.name = op.getDef().getValueAsString("torchName").str();
    definition.options.push_back(
        {"lr", Kind::attribute, "double",
         op.getDef().getValueAsString("torchLearningRate").str(),
         "The learning rate of a step that is not given another."});
  } else {
    definition.name = StringRef(definition.operation).rsplit('.').second.str();
    StringRef base = op.getCppClassName();
    base.consume_back("Op");
    definition.optionsName = base.str() + "Options";
  }
  collectArguments(op, definition);
  if (definition.options.empty())
    definition.optionsName.clear();
  return definition;
}

} // namespace

std::vector<BuilderDefinition>
nadir::collectBuilderDefinitions(const llvm::RecordKeeper &records) {
  std::vector<const llvm::Record *> ops(
      records.getAllDerivedDefinitions("Op").vec());
  // Records come sorted by name; their numbers follow the files.
  std::sort(ops.begin(), ops.end(),
            [](const llvm::Record *lhs, const llvm::Record *rhs) {
              return lhs->getID() < rhs->getID();
            });
  std::vector<BuilderDefinition> definitions;
  for (const llvm::Record *record : ops) {
    Operator op(record);
    if (op.getTrait("::nadir::OptimizerOpInterface::Trait"))
      definitions.push_back(define(op, /*isOptimizer=*/true));
    else if (op.getTrait("::mlir::InferTypeOpInterface::Trait") &&
             op.getNumResults() == 1)
      definitions.push_back(define(op, /*isOptimizer=*/false));
  }
  return definitions;
}
