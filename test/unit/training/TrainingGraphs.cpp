// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/training/TrainingGraphs.h"

#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace nadir;
using namespace nadir::test;

namespace {

/// Replaces every "$" by the element type.
std::string withType(std::string text, DType dtype) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] == '$')
      result += reference::nameOf(dtype);
    else
      result += text[i];
  return result;
}

} // namespace

std::string nadir::test::chosenGradients(llvm::StringRef with, DType dtype) {
  return withType(R"(
nadir.graph @chosen {
  %ga = nadir.input "grad_a" : tensor<3x$>
  %gb = nadir.input "grad_b" : tensor<2x2x$>
  %a = nadir.parameter "a" {init = #nadir.constant<1.0>} : tensor<3x$>
  %b = nadir.parameter "b" {init = #nadir.constant<1.0>} : tensor<2x2x$>
  %0 = nadir.mul %a, %ga : (tensor<3x$>, tensor<3x$>) -> tensor<3x$>
  %1 = nadir.mul %b, %gb : (tensor<2x2x$>, tensor<2x2x$>) -> tensor<2x2x$>
  %2 = nadir.sum %0 : (tensor<3x$>) -> tensor<$>
  %3 = nadir.sum %1 : (tensor<2x2x$>) -> tensor<$>
  %4 = nadir.add %2, %3 : (tensor<$>, tensor<$>) -> tensor<$>
  nadir.minimize %4 with )" +
                      with.str() + R"( : tensor<$>
}
)",
                  dtype);
}

std::string nadir::test::linearModel(llvm::StringRef with, DType dtype,
                                     int64_t rows) {
  return withType("nadir.graph @model attributes {batch = " +
                      std::to_string(rows) + R"( : i64} {
  %x = nadir.input "x" : tensor<?x3x$>
  %t = nadir.input "t" : tensor<?x2x$>
  %w = nadir.parameter "layer.weight" {init = #nadir.uniform<-1.0, 1.0>} : tensor<2x3x$>
  %b = nadir.parameter "layer.bias" {init = #nadir.constant<0.25>} : tensor<2x$>
  %y = nadir.linear %x, %w, %b : (tensor<?x3x$>, tensor<2x3x$>, tensor<2x$>) -> tensor<?x2x$>
  %loss = nadir.mse_loss %y, %t : (tensor<?x2x$>, tensor<?x2x$>) -> tensor<$>
  nadir.output "y", %y : tensor<?x2x$>
  nadir.minimize %loss with )" +
                      with.str() +
                      R"( : tensor<$>
}
)",
                  dtype);
}

Training::Training(const std::string &text, Backend backend,
                   UpdateFusion updates)
    : graph(text, updates), backend(backend) {
  EXPECT_TRUE(graph.isValid()) << graph.diagnostics() << text;
  if (!graph.isValid())
    return;
  if (text.find("f32") != std::string::npos)
    dtype = DType::F32;
  if (backend == Backend::Compiled) {
    EXPECT_TRUE(graph.isCompiled()) << graph.diagnostics();
  }
  run("init");
}

RunResult Training::tryRun(llvm::StringRef entry, const Values &inputs,
                           const CallSettings &settings) {
  if (backend == Backend::Compiled)
    return graph.runCompiled(entry, inputs, settings);
  return graph.runReference(entry, inputs, settings);
}

Values Training::run(llvm::StringRef entry, const Values &inputs,
                     const CallSettings &settings) {
  RunResult result = tryRun(entry, inputs, settings);
  EXPECT_EQ(result.error, "");
  return std::move(result.results);
}

Values Training::gradients(const std::vector<double> &a,
                           const std::vector<double> &b) {
  Values inputs;
  inputs["grad_a"] = reals(dtype, {3}, a);
  inputs["grad_b"] = reals(dtype, {2, 2}, b);
  return inputs;
}

Values Training::step(const std::vector<double> &a,
                      const std::vector<double> &b,
                      const CallSettings &settings) {
  return run("train_step", gradients(a, b), settings);
}

std::string Training::errorOfStep(const std::vector<double> &a,
                                  const std::vector<double> &b) {
  return tryRun("train_step", gradients(a, b), {}).error;
}

Tensor Training::value(llvm::StringRef name) {
  return backend == Backend::Compiled ? graph.compiledValue(name)
                                      : graph.referenceValue(name);
}

std::vector<double> Training::values(llvm::StringRef name) {
  Tensor tensor = value(name);
  std::vector<double> numbers;
  for (int64_t i = 0; i < tensor.count(); ++i)
    numbers.push_back(tensor.number(i));
  return numbers;
}

testing::AssertionResult
nadir::test::isNear(const std::vector<double> &actual,
                    const std::vector<double> &expected, double relative) {
  if (actual.size() != expected.size())
    return testing::AssertionFailure() << "sizes differ";
  for (size_t i = 0; i < actual.size(); ++i)
    if (!(std::abs(actual[i] - expected[i]) <=
          relative * std::abs(expected[i]) + 1e-300))
      return testing::AssertionFailure()
             << "element " << i << ": expected " << expected[i] << ", found "
             << actual[i];
  return testing::AssertionSuccess();
}
