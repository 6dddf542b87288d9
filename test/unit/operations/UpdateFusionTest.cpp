// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Training steps whose updates are fused to each degree: in the gradient's
// product, as loops of their own and not at all they give the same bits, and
// agree with the oracle.

#include "test/unit/common/TensorTesting.h"
#include "test/unit/common/TestGraph.h"

#include "llvm/Support/FormatVariadic.h"
#include <gtest/gtest.h>

using namespace nadir;
using namespace nadir::test;
using reference::DType;

namespace {

struct Optimizer {
  const char *name;
  const char *settings;
  std::vector<const char *> states;
};

const Optimizer optimizers[] = {
    {"sgd", "{lr = 0.1}", {}},
    {"sgd",
     "{lr = 0.1, momentum = 0.9, nesterov = true, weight_decay = 0.01}",
     {"momentum_buffer"}},
    {"adam",
     "{lr = 0.01, weight_decay = 0.1, amsgrad = true}",
     {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"}},
    {"rmsprop",
     "{lr = 0.01, eps = 0.01, centered = true, momentum = 0.5}",
     {"square_avg", "grad_avg", "momentum_buffer"}},
    {"adagrad", "{lr = 0.1, lr_decay = 0.1}", {"sum"}},
};

struct Sizes {
  int64_t rows, in, hidden, out;
};

// How GoogleTest names the cases.
void PrintTo(const Optimizer &optimizer, std::ostream *os) {
  *os << optimizer.name << optimizer.states.size();
}
void PrintTo(const Sizes &size, std::ostream *os) { *os << size.hidden; }

/// Tiles of the products end inside and at the ends of the parameters. Those of
/// one are done with rows as columns, those of the last are large enough for a
/// matrix unit.
const Sizes sizes[] = {{5, 3, 2, 1},
                       {9, 17, 13, 7},
                       {33, 129, 96, 65},
                       {150, 10, 300, 7},
                       {150, 160, 210, 130}};

class UpdateFusionTest
    : public testing::TestWithParam<std::tuple<Optimizer, Sizes, DType>> {
protected:
  std::string text() const {
    auto [optimizer, size, dtype] = GetParam();
    const char *type = dtype == DType::F32 ? "f32" : "f64";
    return llvm::formatv(
        R"(
nadir.graph @net attributes {{batch = {0} : i64} {{
  %x = nadir.input "x" : tensor<?x{1}x{4}>
  %y = nadir.input "y" : tensor<?x{3}x{4}>
  %w1 = nadir.parameter "w1" {{init = #nadir.uniform<-0.5, 0.5>} : tensor<{2}x{1}x{4}>
  %b1 = nadir.parameter "b1" {{init = #nadir.uniform<-0.5, 0.5>} : tensor<{2}x{4}>
  %w2 = nadir.parameter "w2" {{init = #nadir.uniform<-0.5, 0.5>} : tensor<{3}x{2}x{4}>
  %h = nadir.linear %x, %w1, %b1 : (tensor<?x{1}x{4}>, tensor<{2}x{1}x{4}>, tensor<{2}x{4}>) -> tensor<?x{2}x{4}>
  %a = nadir.tanh %h : (tensor<?x{2}x{4}>) -> tensor<?x{2}x{4}>
  %o = nadir.linear %a, %w2 : (tensor<?x{2}x{4}>, tensor<{3}x{2}x{4}>) -> tensor<?x{3}x{4}>
  %loss = nadir.mse_loss %o, %y : (tensor<?x{3}x{4}>, tensor<?x{3}x{4}>) -> tensor<{4}>
  nadir.minimize %loss with "{5}" {6} : tensor<{4}>
})",
        size.rows + 2, size.in, size.hidden, size.out, type, optimizer.name,
        optimizer.settings);
  }

  std::vector<std::string> trained() const {
    std::vector<std::string> names = {"w1", "b1", "w2"};
    for (const char *state : std::get<0>(GetParam()).states)
      for (const char *parameter : {"w1", "b1", "w2"})
        names.push_back(std::string(parameter) + "." + state);
    return names;
  }

  Values inputs(int64_t step) const {
    auto [optimizer, size, dtype] = GetParam();
    Values values;
    values["x"] =
        randomReals(dtype, {size.rows, size.in}, 2 * step + 100, -1, 1);
    values["y"] =
        randomReals(dtype, {size.rows, size.out}, 2 * step + 101, -1, 1);
    return values;
  }
};

TEST_P(UpdateFusionTest, AgreesAtEachDegree) {
  SCOPED_TRACE(text());
  TestGraph backward(text(), UpdateFusion::Backward),
      loop(text(), UpdateFusion::Loop), none(text(), UpdateFusion::None);
  TestGraph *graphs[] = {&backward, &loop, &none};
  for (TestGraph *graph : graphs) {
    ASSERT_TRUE(graph->isCompiled()) << graph->diagnostics();
    ASSERT_EQ(graph->runCompiled("init", {}, {.seed = 7}).error, "");
  }
  ASSERT_EQ(backward.runReference("init", {}, {.seed = 7}).error, "");
  for (int64_t step = 1; step <= 4; ++step) {
    CallSettings settings = {.step = step, .threads = step % 2 ? 1 : 2};
    for (TestGraph *graph : graphs)
      ASSERT_EQ(graph->runCompiled("train_step", inputs(step), settings).error,
                "");
    ASSERT_EQ(backward.runReference("train_step", inputs(step), settings).error,
              "");
  }
  auto [optimizer, size, dtype] = GetParam();
  bool isSingle =
      dtype == DType::F32 ||
      std::string(optimizer.settings).find("f32") != std::string::npos;
  Tolerance tolerance =
      isSingle ? Tolerance{1e-3, 1e-4} : Tolerance{1e-9, 1e-10};
  for (const std::string &name : trained()) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(isClose(backward.compiledValue(name), loop.compiledValue(name),
                        {0, 0}));
    EXPECT_TRUE(
        isClose(none.compiledValue(name), loop.compiledValue(name), {0, 0}));
    EXPECT_TRUE(isClose(backward.compiledValue(name),
                        backward.referenceValue(name), tolerance));
  }
}

INSTANTIATE_TEST_SUITE_P(Single, UpdateFusionTest,
                         testing::Combine(testing::ValuesIn(optimizers),
                                          testing::ValuesIn(sizes),
                                          testing::Values(DType::F32)));
INSTANTIATE_TEST_SUITE_P(
    DoubleWithSingleStates, UpdateFusionTest,
    testing::Combine(testing::Values(Optimizer{
                         "adam",
                         "{lr = 0.01, state_dtype = \"f32\"}",
                         {"exp_avg", "exp_avg_sq"}}),
                     testing::Values(sizes[1]), testing::Values(DType::F64)));
INSTANTIATE_TEST_SUITE_P(Double, UpdateFusionTest,
                         testing::Combine(testing::ValuesIn(optimizers),
                                          testing::Values(sizes[1]),
                                          testing::Values(DType::F64)));

} // namespace
