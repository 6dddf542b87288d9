// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/nadir-tblgen/LossTable.h"
#include "mlir/TableGen/Operator.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TableGen/Error.h"
#include "llvm/TableGen/Record.h"

using llvm::StringRef;
using mlir::tblgen::NamedAttribute;
using mlir::tblgen::NamedTypeConstraint;
using mlir::tblgen::Operator;

namespace {

constexpr StringRef opening = R"(# Losses

Generated from the definitions in this folder by `nadir-tblgen -gen-loss-table`. Names and defaults of arguments are
those of `torch.nn.functional`; `reduction` stands last. Over nothing, the mean is NaN and the sum 0. In the formulas x
is the input, t the target, y a label, w a weight, and C the number of classes. Each rule's label is that of its test in
`test/losses`.

| loss | arguments | formula of one loss | `mean` divides by | rules |
|---|---|---|---|---|
)";

/// "input, target, weight = none, reduction = "mean"", optional ones last.
std::string argumentsOf(const Operator &op) {
  llvm::SmallVector<std::string> required, optional;
  for (int i = 0; i < op.getNumArgs(); ++i) {
    mlir::tblgen::Argument argument = op.getArg(i);
    if (auto *operand = llvm::dyn_cast<NamedTypeConstraint *>(argument)) {
      if (operand->isOptional())
        optional.push_back(operand->name.str() + " = none");
      else
        required.push_back(operand->name.str());
    } else if (auto *named = llvm::dyn_cast<NamedAttribute *>(argument)) {
      if (named->attr.hasDefaultValue())
        optional.push_back(
            (named->name + " = " + named->attr.getDefaultValue()).str());
      else if (named->attr.isOptional())
        optional.push_back(named->name.str() + " = none");
      else
        required.push_back(named->name.str());
    }
  }
  required.append(optional);
  return llvm::join(required, ", ");
}

/// The first line of the description if it is an address.
std::string addressOf(const Operator &op) {
  StringRef line = op.getDescription().ltrim().split('\n').first.trim();
  return line.starts_with("https://") ? line.str() : "";
}

/// The items "- `label`: text" of the description, each on one line.
std::vector<std::string> rulesOf(const Operator &op) {
  std::vector<std::string> rules;
  bool inRule = false;
  llvm::SmallVector<StringRef> lines;
  op.getDescription().split(lines, '\n');
  for (StringRef line : lines) {
    line = line.trim();
    if (line.consume_front("- `")) {
      rules.push_back(("`" + line).str());
      inRule = true;
    } else if (line.empty()) {
      inRule = false;
    } else if (inRule) {
      rules.back() += (" " + line).str();
    }
  }
  return rules;
}

} // namespace

void nadir::emitLossTable(const llvm::RecordKeeper &records,
                          llvm::raw_ostream &os) {
  os << opening;
  // Sorted by name, as the keeper gives them.
  for (const llvm::Record *record : records.getAllDerivedDefinitions("Op")) {
    if (!record->getValue("formulaText"))
      continue;
    Operator op(record);
    std::string operation = op.getOperationName();
    StringRef name = StringRef(operation).rsplit('.').second;
    StringRef formula = record->getValueAsString("formulaText");
    if (formula.empty())
      llvm::PrintFatalError(record->getLoc(), "a loss without formulaText");
    std::string address = addressOf(op);
    os << "| ";
    if (address.empty())
      os << name;
    else
      os << '[' << name << "](" << address << ')';
    os << " | " << argumentsOf(op) << " | " << formula << " | "
       << record->getValueAsString("meanDivisor") << " | "
       << llvm::join(rulesOf(op), "<br>") << " |\n";
  }
}
