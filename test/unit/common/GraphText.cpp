// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/common/GraphText.h"

#include "llvm/ADT/StringExtras.h"

#include <limits>

using namespace nadir::test;
using Value = GraphText::Value;

namespace {

/// "%a, %b" and "tensor<f32>, tensor<f32>".
std::string list(llvm::ArrayRef<Value> values, std::string Value::*member) {
  return llvm::join(
      llvm::map_range(values,
                      [&](const Value &value) { return value.*member; }),
      ", ");
}

/// "tensor<f32>" for "tensor<?x3xf32>".
std::string scalarOf(llvm::StringRef type) {
  size_t element = type.find_last_of("<x") + 1;
  return ("tensor<" + type.substr(element)).str();
}

} // namespace

std::string nadir::test::typeText(llvm::ArrayRef<int64_t> shape,
                                  reference::DType dtype, bool hasRows) {
  reference::Sizes sizes(shape);
  if (hasRows)
    sizes[0] = std::numeric_limits<int64_t>::min();
  return reference::typeName(sizes, dtype);
}

std::string GraphText::nextName() { return "%v" + std::to_string(count++); }

Value GraphText::input(llvm::StringRef name, llvm::StringRef type) {
  Value value = {nextName(), type.str()};
  body += "  " + value.name + " = nadir.input \"" + name.str() +
          "\" : " + value.type + "\n";
  return value;
}

Value GraphText::parameter(llvm::StringRef name, llvm::StringRef type,
                           llvm::StringRef initializer) {
  Value value = {nextName(), type.str()};
  body += "  " + value.name + " = nadir.parameter \"" + name.str() +
          "\" {init = " + initializer.str() + "} : " + value.type + "\n";
  return value;
}

Value GraphText::op(llvm::StringRef mnemonic, llvm::ArrayRef<Value> operands,
                    llvm::StringRef resultType, llvm::StringRef attributes) {
  return written(mnemonic,
                 list(operands, &Value::name) + " " + attributes.str(),
                 operands, resultType);
}

Value GraphText::written(llvm::StringRef mnemonic, llvm::StringRef syntax,
                         llvm::ArrayRef<Value> operands,
                         llvm::StringRef resultType) {
  Value value = {nextName(), resultType.str()};
  body += "  " + value.name + " = nadir." + mnemonic.str() + " " +
          syntax.str() + " : (" + list(operands, &Value::type) + ") -> " +
          value.type + "\n";
  return value;
}

Value GraphText::statement(llvm::StringRef text, llvm::StringRef type) {
  Value value = {nextName(), type.str()};
  body +=
      "  " + value.name + " = nadir." + text.str() + " : " + value.type + "\n";
  return value;
}

Value GraphText::weightedSum(const Value &value, const Value &weights) {
  Value weighted = op("mul", {value, weights}, value.type);
  return op("sum", {weighted}, scalarOf(value.type));
}

llvm::SmallVector<Value> GraphText::gradient(const Value &loss,
                                             llvm::ArrayRef<Value> values) {
  llvm::SmallVector<Value> results;
  for (const Value &value : values)
    results.push_back({nextName(), value.type});
  llvm::SmallVector<Value> operands = {loss};
  operands.append(values.begin(), values.end());
  body += "  " + list(results, &Value::name) + " = nadir.gradient " +
          loss.name + " wrt(" + list(values, &Value::name) + ") : (" +
          list(operands, &Value::type) + ") -> (" +
          list(results, &Value::type) + ")\n";
  return results;
}

void GraphText::output(llvm::StringRef name, const Value &value) {
  body += "  nadir.output \"" + name.str() + "\", " + value.name + " : " +
          value.type + "\n";
}

void GraphText::metric(llvm::StringRef name, const Value &value) {
  body += "  nadir.metric \"" + name.str() + "\", " + value.name + " : " +
          value.type + "\n";
}

void GraphText::minimize(const Value &loss, llvm::StringRef optimizer,
                         llvm::StringRef settings) {
  body += "  nadir.minimize " + loss.name + " with \"" + optimizer.str() +
          "\" " + settings.str() + " : " + loss.type + "\n";
}

std::string GraphText::str(std::optional<int64_t> batch) const {
  std::string attributes =
      batch ? " attributes {batch = " + std::to_string(*batch) + " : i64}" : "";
  return "nadir.graph @test" + attributes + " {\n" + body + "}\n";
}
