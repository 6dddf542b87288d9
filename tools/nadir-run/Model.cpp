// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/nadir-run/Model.h"
#include "compiler/ParseProgram.h"
#include "dialect/Nadir.h"
#include "runtime/Error.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"
#include "tools/ProgramText.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mlir;
using namespace nadir;
using namespace nadir::run;

namespace {

const DialectRegistry &dialects() {
  static const DialectRegistry registry = [] {
    DialectRegistry result;
    registerDialects(result);
    return result;
  }();
  return registry;
}

/// One line a message: "model.mlir:3:5: error: ...".
void reportLine(Location location, StringRef kind, const std::string &text) {
  std::string place;
  location->walk([&](Location part) {
    auto line = dyn_cast<FileLineColLoc>(part);
    if (!line)
      return WalkResult::advance();
    place = line.getFilename().str() + ":" + std::to_string(line.getLine()) +
            ":" + std::to_string(line.getColumn()) + ": ";
    return WalkResult::interrupt();
  });
  llvm::errs() << (place.empty() ? "nadir-run: " : place) << kind << ": "
               << text << "\n";
}

StringRef kindOf(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  llvm_unreachable("all severities are handled");
}

void reportDiagnostic(Diagnostic &diagnostic) {
  reportLine(diagnostic.getLocation(), kindOf(diagnostic.getSeverity()),
             diagnostic.str());
  for (Diagnostic &note : diagnostic.getNotes())
    reportLine(note.getLocation(), "note", note.str());
}

ElementType elementTypeOf(Type type) {
  if (type.isF32())
    return ElementType::F32;
  if (type.isF64())
    return ElementType::F64;
  if (type.isInteger(64))
    return ElementType::I64;
  return type.isInteger(32) ? ElementType::I32 : ElementType::Bool;
}

Signature signatureOf(StringRef name, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  Signature signature = {
      name.str(), elementTypeOf(tensor.getElementType()), {}};
  for (int64_t size : tensor.getShape())
    signature.shape.push_back(ShapedType::isDynamic(size) ? -1 : size);
  return signature;
}

GraphOp graphOf(ModuleOp module) {
  auto graphs = module.getOps<GraphOp>();
  return graphs.empty() ? GraphOp() : *graphs.begin();
}

} // namespace

bool Signature::hasRows() const { return llvm::is_contained(shape, -1); }

std::string Signature::text() const {
  auto sizes = llvm::map_range(shape, [](int64_t size) {
    return size < 0 ? std::string("?") : std::to_string(size);
  });
  return "[" + llvm::join(sizes, ", ") + "] of " + std::string(nameOf(type));
}

Model::Model() : context(dialects()) {
  // A line a message, whatever the size of the program.
  context.printOpOnDiagnostic(false);
  context.getDiagEngine().registerHandler(
      [](Diagnostic &diagnostic) { reportDiagnostic(diagnostic); });
}

bool Model::read(const std::string &path) {
  llvm::SourceMgr sources;
  if (llvm::Error error = readProgramText(path, sources))
    throw Error(llvm::toString(std::move(error)));
  source = parseProgram(sources, context);
  return static_cast<bool>(source);
}

std::vector<Signature> Model::graphInputs() {
  std::vector<Signature> inputs;
  source->walk([&](InputOp input) {
    inputs.push_back(signatureOf(input.getName(), input.getType()));
  });
  return inputs;
}

bool Model::hasBatch() {
  GraphOp graph = graphOf(*source);
  return graph && graph.getBatch();
}

std::optional<std::string> Model::printAfter(const PipelineOptions &options) {
  if (failed(runPipeline(*source, options)))
    return std::nullopt;
  std::string text;
  llvm::raw_string_ostream stream(text);
  source->print(stream);
  return text + "\n";
}

bool Model::differentiate(const PipelineOptions &options) {
  functions = source->clone();
  return succeeded(runFrontEnd(*functions, options));
}

std::optional<int64_t> Model::capacity() {
  auto capacity = (*functions)->getAttrOfType<IntegerAttr>("nadir.capacity");
  return capacity ? std::optional(capacity.getInt()) : std::nullopt;
}

std::vector<std::string> Model::entries() {
  std::vector<std::string> names;
  for (auto function : functions->getOps<func::FuncOp>())
    names.push_back(function.getName().str());
  return names;
}

std::vector<std::pair<std::string, double>>
Model::groupNumbers(llvm::StringRef attribute) {
  std::vector<std::pair<std::string, double>> numbers;
  if (!(*functions)->hasAttr("nadir.learning_rate"))
    return numbers;
  auto add = [&](llvm::StringRef group, FloatAttr number) {
    numbers.emplace_back(group.str(), number ? number.getValueAsDouble() : NAN);
  };
  add("", (*functions)->getAttrOfType<FloatAttr>(("nadir." + attribute).str()));
  if (auto groups = (*functions)->getAttrOfType<ArrayAttr>("nadir.groups"))
    for (auto group : groups.getAsRange<DictionaryAttr>())
      add(group.getAs<StringAttr>("name").getValue(),
          group.getAs<FloatAttr>(attribute));
  return numbers;
}

std::vector<Signature> Model::inputsOf(const std::string &entry) {
  std::vector<Signature> inputs;
  auto function = functions->lookupSymbol<func::FuncOp>(entry);
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (function.getArgAttrOfType<StringAttr>(i, "nadir.role") == "input")
      inputs.push_back(signatureOf(
          function.getArgAttrOfType<StringAttr>(i, "nadir.name").getValue(),
          function.getArgument(i).getType()));
  return inputs;
}

std::vector<Signature> Model::listed(const char *attribute) {
  std::vector<Signature> list;
  auto declared = (*functions)->getAttrOfType<ArrayAttr>(attribute);
  for (auto entry : declared.getAsRange<DictionaryAttr>())
    list.push_back(signatureOf(entry.getAs<StringAttr>("name").getValue(),
                               entry.getAs<TypeAttr>("type").getValue()));
  return list;
}

std::vector<Signature> Model::parameters() {
  return listed("nadir.parameters");
}

std::vector<Signature> Model::states() { return listed("nadir.states"); }
