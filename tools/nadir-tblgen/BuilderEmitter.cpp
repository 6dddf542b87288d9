// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/nadir-tblgen/BuilderEmitter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace nadir;
using llvm::StringRef;

using Kind = BuilderArgument::Kind;

namespace {

constexpr StringRef opening =
    "// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.\n"
    "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"
    "//\n"
    "// Generated from the dialect's definitions.\n\n";

void emitDoc(StringRef text, StringRef indent, llvm::raw_ostream &os) {
  llvm::SmallVector<StringRef> lines;
  text.split(lines, '\n');
  for (StringRef line : lines)
    os << indent << (line.empty() ? "///" : "/// ") << line << '\n';
}

void emitMembers(const std::vector<BuilderArgument> &members,
                 llvm::raw_ostream &os) {
  for (const BuilderArgument &member : members) {
    if (!member.doc.empty())
      emitDoc(member.doc, "  ", os);
    os << "  " << member.type << ' ' << member.name << " = "
       << member.defaultValue << ";\n";
  }
}

/// The parameters of a function; default arguments only in its declaration.
void emitParameters(const BuilderDefinition &definition, bool declaration,
                    llvm::raw_ostream &os) {
  for (const BuilderArgument &parameter : definition.parameters) {
    if (parameter.isClass())
      os << "const " << parameter.type << " &";
    else
      os << parameter.type << ' ';
    os << parameter.name << ",\n    ";
  }
  if (!definition.optionsName.empty())
    os << "const " << definition.optionsName << " &options"
       << (declaration ? " = {}" : "") << ",\n    ";
  os << "std::source_location where"
     << (declaration ? " = std::source_location::current()" : "") << ')';
}

/// A form with the options behind the parameters. The first one is a template's
/// so that `{}` stays the structure.
void emitPositionalForm(const BuilderDefinition &definition,
                        llvm::raw_ostream &os) {
  const BuilderArgument &first = definition.options.front();
  auto rest = llvm::drop_begin(definition.options);
  os << "template <Dimension Dim>\nTensor " << definition.name << "(\n    ";
  for (const BuilderArgument &parameter : definition.parameters)
    os << "const " << parameter.type << " &" << parameter.name << ", ";
  os << "Dim " << first.name << ",\n    ";
  for (const BuilderArgument &option : rest)
    os << option.type << ' ' << option.name << " = " << option.defaultValue
       << ",\n    ";
  os << "std::source_location where = std::source_location::current()) {\n"
     << "  return " << definition.name << '(';
  for (const BuilderArgument &parameter : definition.parameters)
    os << parameter.name << ", ";
  os << definition.optionsName << "{." << first.name
     << " = static_cast<int64_t>(" << first.name << ')';
  for (const BuilderArgument &option : rest)
    os << ", ." << option.name << " = " << option.name;
  os << "}, where);\n}\n\n";
}

void emitFunctionDeclaration(const BuilderDefinition &definition,
                             llvm::raw_ostream &os) {
  if (!definition.optionsName.empty()) {
    os << "/// Options of `" << definition.name << "`.\n"
       << "struct " << definition.optionsName << " {\n";
    emitMembers(definition.options, os);
    os << "};\n";
  }
  emitDoc(definition.doc, "", os);
  bool first = true;
  for (const BuilderArgument &parameter : definition.parameters) {
    if (parameter.doc.empty())
      continue;
    if (std::exchange(first, false))
      os << "///\n";
    os << "/// \\param " << parameter.name << ' ' << parameter.doc << '\n';
  }
  os << "Tensor " << definition.name << "(\n    ";
  emitParameters(definition, /*declaration=*/true, os);
  os << ";\n\n";
  if (definition.isAlongDims())
    emitPositionalForm(definition, os);
}

void emitOptimizerDeclaration(const BuilderDefinition &definition,
                              llvm::raw_ostream &os) {
  emitDoc(definition.doc, "", os);
  os << "struct " << definition.name << " {\n";
  emitMembers(definition.options, os);
  os << "\n  operator Optimizer() const;\n};\n\n";
}

/// Hands one argument to the call that the function collects.
void emitArgument(const BuilderArgument &argument, StringRef object,
                  llvm::raw_ostream &os) {
  StringRef method = "attribute";
  if (argument.kind == Kind::tensors)
    method = "operands";
  else if (argument.kind == Kind::optionalTensor)
    method = "optionalOperand";
  else if (argument.kind != Kind::attribute)
    method = "operand";
  os << "  call." << method << "(\"" << argument.name << "\", " << object
     << argument.name << ");\n";
}

void emitFunctionDefinition(const BuilderDefinition &definition,
                            llvm::raw_ostream &os) {
  os << "Tensor nadir::" << definition.name << "(\n    ";
  emitParameters(definition, /*declaration=*/false, os);
  os << " {\n  detail::Call call(\"" << definition.operation << "\", where);\n";
  for (const BuilderArgument &parameter : definition.parameters)
    emitArgument(parameter, "", os);
  // Operands come in the order of the definition, which has those that may be
  // left out last.
  for (const BuilderArgument &option : definition.options)
    emitArgument(option, "options.", os);
  os << "  return call.result();\n}\n\n";
}

void emitOptimizerDefinition(const BuilderDefinition &definition,
                             llvm::raw_ostream &os) {
  os << "nadir::" << definition.name
     << "::operator nadir::Optimizer() const {\n"
     << "  Optimizer optimizer(\""
     << StringRef(definition.operation).rsplit('.').second << "\");\n";
  for (const BuilderArgument &option : definition.options)
    os << "  optimizer.settings.set(\"" << option.name << "\", " << option.name
       << ");\n";
  os << "  return optimizer;\n}\n\n";
}

/// The C++ type that a call's argument is read as.
StringRef valueType(const BuilderArgument &argument) {
  return argument.kind == Kind::number ? "nadir::Tensor"
                                       : StringRef(argument.type);
}

void emitCall(const BuilderDefinition &definition, llvm::raw_ostream &os) {
  os << "if (function == \"" << definition.name << "\") {\n";
  if (!definition.optionsName.empty())
    os << "  " << definition.optionsName << " options;\n";
  for (const BuilderArgument &option : definition.options)
    os << "  arguments.read(\"" << option.name << "\", options." << option.name
       << ");\n";
  os << "  return " << definition.name << '(';
  llvm::interleaveComma(definition.parameters, os,
                        [&](const BuilderArgument &parameter) {
                          os << "arguments.get<" << valueType(parameter)
                             << ">(\"" << parameter.name << "\")";
                        });
  if (!definition.optionsName.empty())
    os << ", options";
  os << ");\n}\n";
}

} // namespace

void nadir::emitDeclarations(const std::vector<BuilderDefinition> &definitions,
                             llvm::raw_ostream &os) {
  os << opening;
  for (const BuilderDefinition &definition : definitions)
    if (definition.isOptimizer)
      emitOptimizerDeclaration(definition, os);
    else
      emitFunctionDeclaration(definition, os);
}

void nadir::emitDefinitions(const std::vector<BuilderDefinition> &definitions,
                            llvm::raw_ostream &os) {
  os << opening;
  for (const BuilderDefinition &definition : definitions)
    if (definition.isOptimizer)
      emitOptimizerDefinition(definition, os);
    else
      emitFunctionDefinition(definition, os);
}

void nadir::emitCalls(const std::vector<BuilderDefinition> &definitions,
                      llvm::raw_ostream &os) {
  os << opening;
  for (const BuilderDefinition &definition : definitions)
    if (!definition.isOptimizer)
      emitCall(definition, os);
}
