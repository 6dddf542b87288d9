// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/golden/GoldenCases.h"
#include "dialect/Nadir.h"
#include "test/unit/common/TensorTesting.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <fstream>
#include <set>

using namespace nadir::test;
using nadir::reference::DType;
using nlohmann::json;

std::string nadir::test::goldenFile(const std::string &name) {
  return std::string(NADIR_TEST_DIR) + "/golden/" + name;
}

static mlir::MLIRContext *dialectContext() {
  static mlir::MLIRContext *context = [] {
    auto *result =
        new mlir::MLIRContext(mlir::MLIRContext::Threading::DISABLED);
    result->loadDialect<nadir::NadirDialect>();
    return result;
  }();
  return context;
}

bool nadir::test::hasOperation(const std::string &name) {
  return mlir::RegisteredOperationName::lookup("nadir." + name,
                                               dialectContext())
      .has_value();
}

std::set<std::string> nadir::test::optimizerOperations() {
  std::set<std::string> names;
  for (mlir::RegisteredOperationName name :
       dialectContext()->getRegisteredOperationsByDialect("nadir"))
    if (name.hasInterface<nadir::OptimizerOpInterface>())
      names.insert(name.stripDialect().str());
  return names;
}

std::string nadir::test::attributeText(const json &value) {
  if (value.is_string())
    return "\"" + value.get<std::string>() + "\"";
  if (value.is_boolean())
    return value.get<bool>() ? "true" : "false";
  if (value.is_number_integer())
    return std::to_string(value.get<int64_t>()) + " : i64";
  if (value.is_number())
    return llvm::formatv("{0:E16} : f64", value.get<double>()).str();
  bool isReal = value.at(0).is_number_float();
  std::string elements =
      llvm::join(llvm::map_range(value,
                                 [](const json &element) {
                                   std::string text = attributeText(element);
                                   return text.substr(0, text.find(' '));
                                 }),
                 ", ");
  return (isReal ? "array<f64: " : "array<i64: ") + elements + ">";
}

std::string nadir::test::attributesText(const json &object) {
  std::string text;
  for (const auto &[name, value] : object.items())
    text += (text.empty() ? "" : ", ") + name + " = " + attributeText(value);
  return "{" + text + "}";
}

namespace {

/// The operands of all operations, each operation's in the order of its
/// definition.
constexpr const char *operandNames[] = {"input",
                                        "inputs",
                                        "input1",
                                        "input2",
                                        "anchor",
                                        "positive",
                                        "negative",
                                        "positive_distance",
                                        "negative_distance",
                                        "swap_distance",
                                        "x1",
                                        "x2",
                                        "target",
                                        "targets",
                                        "var",
                                        "weight",
                                        "bias",
                                        "pos_weight"};

/// Whether an operand stands behind its name, being optional.
bool isKeyword(const std::string &op, const std::string &operand) {
  return operand == "swap_distance" ||
         (op != "linear" && operand.ends_with("weight"));
}

/// Operands with the input's rows, even where their shape is another.
bool followsInput(const std::string &operand, const Tensor &tensor) {
  return operand.starts_with("target") || operand == "input2" ||
         (operand == "var" && tensor.rank() > 0);
}

} // namespace

std::vector<std::string> GoldenCase::rowInputs() const {
  const Tensor &first = inputs[0].second;
  // Class losses of rank 1 have classes there, not rows.
  bool isClassLoss = op == "cross_entropy" || op == "nll_loss";
  if (first.rank() < (isClassLoss ? 2 : 1))
    return {};
  std::vector<std::string> names = {inputs[0].first};
  for (const auto &[name, tensor] : llvm::drop_begin(inputs))
    if (followsInput(name, tensor) || tensor.shape() == first.shape()) {
      // Broadcast to the rows instead.
      if (tensor.size(0) != first.size(0))
        return {};
      names.push_back(name);
    }
  return names;
}

std::string GoldenCase::syntax(llvm::ArrayRef<std::string> names) const {
  std::string syntax;
  for (const auto &[input, name] : llvm::zip(inputs, names)) {
    if (isKeyword(op, input.first))
      syntax += " " + input.first + "(" + name + ")";
    else
      syntax += (syntax.empty() ? "" : ", ") + name;
  }
  return syntax + " " + attributesText(arguments);
}

GraphText::Value GoldenCase::call(GraphText &graph,
                                  llvm::ArrayRef<GraphText::Value> operands,
                                  bool hasRows) const {
  std::vector<std::string> names;
  for (const GraphText::Value &operand : operands)
    names.push_back(operand.name);
  std::string type = "tensor<f32>";
  if (!isRefused)
    type = typeText(output.shape(), inputs[0].second.dtype(),
                    hasRows && output.rank() > 0);
  return graph.written(op, syntax(names), operands, type);
}

std::string GoldenCase::graph(bool hasRows) const {
  GraphText graph;
  std::vector<std::string> withRows;
  if (hasRows)
    withRows = rowInputs();
  llvm::SmallVector<GraphText::Value> operands, differentiated;
  for (const auto &[name, tensor] : inputs)
    operands.push_back(
        graph.input(name, typeText(tensor.shape(), tensor.dtype(),
                                   llvm::is_contained(withRows, name))));
  GraphText::Value result = call(graph, operands, hasRows);
  graph.output("output", result);
  std::optional<int64_t> batch;
  if (hasRows)
    batch = capacity();
  if (gradients.empty())
    return graph.str(batch);
  for (const auto &[name, expected] : gradients)
    for (const auto &[input, operand] : llvm::zip(inputs, operands))
      if (input.first == name)
        differentiated.push_back(operand);
  GraphText::Value loss = result;
  if (cotangent)
    loss = graph.weightedSum(result, graph.input("cotangent", result.type));
  else if (output.rank() > 0)
    loss = graph.op("sum", {result}, "tensor<f32>");
  for (auto [expected, value] :
       llvm::zip(gradients, graph.gradient(loss, differentiated)))
    graph.output("grad_" + expected.first, value);
  return graph.str(batch);
}

Values GoldenCase::values() const {
  Values values;
  for (const auto &[name, tensor] : inputs)
    values[name] = tensor;
  if (cotangent)
    values["cotangent"] = reals(inputs[0].second.dtype(), cotangent->shape(),
                                cotangent->values<double>());
  return values;
}

namespace {

template <class T> void repeat(const std::vector<T> &from, std::vector<T> &to) {
  for (size_t i = 0; i < to.size(); ++i)
    to[i] = from[i % from.size()];
}

Tensor withRows(const Tensor &tensor, int64_t rows) {
  llvm::SmallVector<int64_t> shape(tensor.shape());
  shape[0] = rows;
  Tensor result(tensor.dtype(), shape);
  if (tensor.isStoredAs<double>())
    repeat(tensor.values<double>(), result.values<double>());
  else
    repeat(tensor.values<int64_t>(), result.values<int64_t>());
  return result;
}

} // namespace

Values GoldenCase::valuesOfRows(int64_t rows) const {
  Values result = values();
  for (const std::string &name : rowInputs())
    result[name] = withRows(result[name], rows);
  if (cotangent && cotangent->rank() > 0)
    result["cotangent"] = withRows(result["cotangent"], rows);
  return result;
}

GoldenCase GoldenCase::inDouble() const {
  auto widen = [](Tensor &tensor) {
    if (tensor.dtype() == DType::F32)
      tensor = reals(DType::F64, tensor.shape(), tensor.values<double>());
  };
  GoldenCase result = *this;
  for (auto &[name, tensor] : result.inputs)
    widen(tensor);
  return result;
}

namespace {

GoldenCase readCase(const json &entry, const Safetensors &tensors) {
  GoldenCase result;
  result.id = entry.at("id");
  result.op = entry.at("op");
  result.arguments = entry.at("args");
  result.note = entry.value("note", "");
  for (const char *name : operandNames)
    if (entry.at("inputs").contains(name))
      result.inputs.emplace_back(name, tensors.tensor(entry["inputs"][name]));
  result.isRefused = entry.contains("raises");
  if (result.isRefused)
    return result;
  result.output = tensors.tensor(entry.at("output"));
  if (entry.contains("cotangent"))
    result.cotangent = tensors.tensor(entry["cotangent"]);
  for (const auto &[name, tensor] : entry.at("grads").items())
    result.gradients.emplace_back(name, tensors.tensor(tensor));
  return result;
}

} // namespace

const std::map<std::string, std::vector<GoldenCase>> &
nadir::test::goldenCases(const std::string &name) {
  static std::map<std::string, std::map<std::string, std::vector<GoldenCase>>>
      files;
  auto [file, isNew] = files.try_emplace(name);
  if (!isNew)
    return file->second;
  Safetensors tensors(goldenFile(name + ".safetensors"));
  std::ifstream stream(goldenFile(name + ".json"));
  const json document = json::parse(stream);
  for (const json &entry : document.at("cases"))
    file->second[entry.at("op")].push_back(readCase(entry, tensors));
  return file->second;
}

std::vector<const GoldenCase *>
nadir::test::distinctCases(const std::string &file, const std::string &op) {
  std::vector<const GoldenCase *> cases;
  std::set<std::string> seen;
  for (const GoldenCase &golden : goldenCases(file).at(op)) {
    json key = golden.arguments;
    key.erase("reduction");
    for (const auto &[name, tensor] : golden.inputs)
      key[name] = tensor.rank();
    if (!golden.isRefused && seen.insert(key.dump() + golden.note).second)
      cases.push_back(&golden);
  }
  return cases;
}

std::vector<std::string>
nadir::test::goldenOperations(const std::string &name) {
  std::vector<std::string> operations;
  for (const auto &[op, cases] : goldenCases(name))
    operations.push_back(op);
  return operations;
}
