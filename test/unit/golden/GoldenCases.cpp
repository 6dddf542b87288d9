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

std::vector<std::string> GoldenCase::rowInputs() const {
  const Tensor &first = inputs[0].second;
  // Class losses of rank 1 have classes there, not rows.
  bool isClassLoss = op == "cross_entropy" || op == "nll_loss";
  if (first.rank() < (isClassLoss ? 2 : 1))
    return {};
  std::vector<std::string> names = {inputs[0].first};
  for (const auto &[name, tensor] : llvm::drop_begin(inputs))
    if (name == "target" || tensor.shape() == first.shape())
      names.push_back(name);
  return names;
}

GraphText::Value GoldenCase::call(GraphText &graph,
                                  llvm::ArrayRef<GraphText::Value> operands,
                                  bool hasRows) const {
  std::string syntax;
  for (const auto &[input, value] : llvm::zip(inputs, operands)) {
    bool isKeyword = op != "linear" && input.first.ends_with("weight");
    if (isKeyword)
      syntax += " " + input.first + "(" + value.name + ")";
    else
      syntax += (syntax.empty() ? "" : ", ") + value.name;
  }
  std::string type = "tensor<f32>";
  if (!isRefused)
    type = typeText(output.shape(), DType::F32, hasRows && output.rank() > 0);
  return graph.written(op, syntax + " " + attributesText(arguments), operands,
                       type);
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
  // More than the rows of the call, so that a partial batch is tested.
  if (hasRows)
    batch = inputs[0].second.size(0) + 3;
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
    values["cotangent"] = *cotangent;
  return values;
}

namespace {

GoldenCase readCase(const json &entry, const Safetensors &tensors) {
  GoldenCase result;
  result.id = entry.at("id");
  result.op = entry.at("op");
  result.arguments = entry.at("args");
  for (const char *name : {"input", "target", "weight", "bias", "pos_weight"})
    if (entry.at("inputs").contains(name))
      result.inputs.emplace_back(name, tensors.tensor(entry["inputs"][name]));
  result.isRefused = entry.contains("raises");
  if (result.isRefused)
    return result;
  result.output = tensors.tensor(entry.at("output"));
  if (entry.contains("cotangent")) {
    Tensor cotangent = tensors.tensor(entry["cotangent"]);
    result.cotangent =
        reals(DType::F32, cotangent.shape(), cotangent.values<double>());
  }
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

std::vector<std::string>
nadir::test::goldenOperations(const std::string &name) {
  std::vector<std::string> operations;
  for (const auto &[op, cases] : goldenCases(name))
    operations.push_back(op);
  return operations;
}
