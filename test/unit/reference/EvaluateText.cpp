// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/reference/EvaluateText.h"

#include "compiler/Reference/Evaluate.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace nadir::test;

namespace {

/// Parses text as if it were in the file "model.mlir".
OwningOpRef<ModuleOp> parse(const std::string &text, MLIRContext &context) {
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBuffer(text, "model.mlir"), llvm::SMLoc());
  return parseSourceFile<ModuleOp>(sources, &context);
}

/// "%0: tensor<f32>, %1: ..." and "tensor<f32>, ...".
std::pair<std::string, std::string> listOf(llvm::ArrayRef<Tensor> operands) {
  std::string arguments, types;
  for (auto [i, operand] : llvm::enumerate(operands)) {
    std::string separator = i ? ", " : "";
    arguments +=
        separator + "%" + std::to_string(i) + ": " + operand.typeName();
    types += separator + operand.typeName();
  }
  return {arguments, types};
}

} // namespace

Evaluation nadir::test::evaluateFunction(const std::string &text,
                                         llvm::ArrayRef<Tensor> arguments,
                                         std::optional<int64_t> rows) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<nadir::NadirDialect, func::FuncDialect>();
  std::string diagnostics;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    diagnostics += diagnostic.str() + "\n";
    return success();
  });
  OwningOpRef<ModuleOp> module = parse(text, context);
  if (!module)
    return {{}, diagnostics};
  auto functions = module->getOps<func::FuncOp>();
  auto results =
      nadir::reference::evaluate(*functions.begin(), arguments, rows);
  if (!results)
    return {{}, llvm::toString(results.takeError())};
  return {std::move(*results), ""};
}

Evaluation nadir::test::evaluateOp(const std::string &syntax,
                                   llvm::ArrayRef<Tensor> operands,
                                   const std::string &resultType) {
  auto [arguments, types] = listOf(operands);
  return evaluateFunction("func.func @f(" + arguments + ") -> " + resultType +
                              " {\n%r = " + syntax + " : (" + types + ") -> " +
                              resultType + "\nreturn %r : " + resultType +
                              "\n}\n",
                          operands);
}

Tensor nadir::test::resultOf(const std::string &syntax,
                             llvm::ArrayRef<Tensor> operands,
                             const std::string &resultType) {
  Evaluation evaluation = evaluateOp(syntax, operands, resultType);
  if (evaluation.error.empty())
    return evaluation.results[0];
  ADD_FAILURE() << syntax << ": " << evaluation.error;
  return Tensor();
}
