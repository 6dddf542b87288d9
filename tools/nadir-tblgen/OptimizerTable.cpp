// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/nadir-tblgen/OptimizerTable.h"
#include "mlir/TableGen/Operator.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TableGen/Error.h"
#include "llvm/TableGen/Record.h"

using llvm::StringRef;
using mlir::tblgen::NamedAttribute;
using mlir::tblgen::Operator;

namespace {

constexpr StringRef opening =
    "# Optimizers\n\n"
    "Generated from the definitions in this folder by `nadir-tblgen "
    "-gen-optimizer-table`. Names, order of\nsettings and defaults are those "
    "of "
    "`torch.optim`; each has `state_dtype` (\"f32\" or \"f64\", by default "
    "the\n"
    "parameter's element type) besides, and each with `momentum` or `betas` "
    "has\n`runtime_momentum` (false): steps are then given that number (the "
    "first of the betas), as `CyclicLR` and\n`OneCycleLR` cycle it. In the "
    "updates p is the parameter, g "
    "its "
    "gradient, negated with\n`maximize`, and t the number of the step. States "
    "are named as in PyTorch's `state_dict`, of the\nparameter's shape and 0 "
    "at "
    "first unless said otherwise. An update by element is one loop over the\n"
    "parameter, or part of the product that computes the gradient; one by "
    "layer "
    "needs the whole parameter.\n\n"
    "| optimizer | operation | settings | update | states | by |\n"
    "|---|---|---|---|---|---|\n";

/// "lr = 1e-3, betas = {0.9, 0.999}, .."
std::string settingsOf(const Operator &op, StringRef learningRate) {
  llvm::SmallVector<std::string> settings = {("lr = " + learningRate).str()};
  for (int i = 0; i < op.getNumAttributes(); ++i) {
    const NamedAttribute &named = op.getAttribute(i);
    if (named.name == "state_dtype" || named.name == "runtime_momentum")
      continue;
    StringRef value = named.attr.hasDefaultValue()
                          ? named.attr.getDefaultValue()
                          : StringRef("none");
    std::string text = (named.name + " = " + value).str();
    constexpr StringRef nan = "std::numeric_limits<double>::quiet_NaN()";
    if (size_t at = text.find(nan); at != std::string::npos)
      text.replace(at, nan.size(), "NaN");
    settings.push_back(text);
  }
  return llvm::join(settings, ", ");
}

struct Description {
  std::string address, update, states;
};

/// The address that a description begins with, the text that follows, and what
/// stands behind "State" or "States" in its last sentence.
Description describe(const Operator &op) {
  llvm::SmallVector<StringRef> words;
  llvm::SplitString(op.getDescription(), words, " \n");
  if (words.empty() || !words.front().starts_with("https://"))
    llvm::PrintFatalError(op.getLoc(), "an optimizer without an address");
  Description result = {words.front().str(), "", ""};
  bool inStates = false;
  for (StringRef word : llvm::drop_begin(words)) {
    if (word == "State" || word == "States" || word == "State,") {
      inStates = true;
      continue;
    }
    std::string &text = inStates ? result.states : result.update;
    text += (text.empty() ? "" : " ") + word.str();
  }
  if (!inStates)
    llvm::PrintFatalError(op.getLoc(), "an optimizer without its states");
  return result;
}

/// A bar would end the cell.
std::string cell(std::string text) {
  for (size_t at = text.find('|'); at != std::string::npos;
       at = text.find('|', at + 2))
    text.insert(at, "\\");
  return text;
}

} // namespace

void nadir::emitOptimizerTable(const llvm::RecordKeeper &records,
                               llvm::raw_ostream &os) {
  os << opening;
  // Sorted by name, as the keeper gives them.
  for (const llvm::Record *record :
       records.getAllDerivedDefinitions("Nadir_Optimizer")) {
    Operator op(record);
    Description description = describe(op);
    bool isByElement = op.getTrait("::nadir::ElementwiseUpdate");
    os << "| [" << record->getValueAsString("torchName") << "]("
       << description.address << ") | "
       << StringRef(op.getOperationName()).rsplit('.').second << " | "
       << settingsOf(op, record->getValueAsString("torchLearningRate")) << " | "
       << cell(description.update) << " | " << cell(description.states) << " | "
       << (isByElement ? "element" : "layer") << " |\n";
  }
}
