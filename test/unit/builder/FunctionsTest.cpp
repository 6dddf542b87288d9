// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions and operators: the operation each gives, and the shape and element
// type of its result.

#include "dialect/Nadir.h"
#include "nadir/nadir.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

using nadir::batch;
using nadir::f32;
using nadir::f64;
using nadir::i1;
using nadir::i32;
using nadir::i64;
using nadir::Sizes;
using nadir::Tensor;

namespace {

class Functions : public testing::Test {
protected:
  nadir::Graph graph{"functions"};
  Tensor x = graph.input("x", f32, {batch, 6});
  Tensor y = graph.input("y", f32, {batch, 6});
  Tensor index = graph.input("index", i64, {batch});
  Tensor flag = graph.input("flag", i1, {batch, 1});

  /// The last line of the graph's body.
  std::string last() {
    std::string text = graph.str();
    size_t end = text.rfind("\n}");
    size_t begin = text.rfind('\n', end - 1) + 1;
    return text.substr(begin, end - begin);
  }
  void expectLast(std::string_view part) {
    EXPECT_NE(last().find(part), std::string::npos) << part << "\nnot in\n"
                                                    << last();
  }
  size_t operations() {
    std::string text = graph.str();
    return std::count(text.begin(), text.end(), '\n');
  }
};

TEST_F(Functions, OperatorsGiveTheirOperation) {
  struct {
    Tensor result;
    const char *operation;
  } cases[] = {
      {x + y, "add"},
      {x - y, "sub"},
      {x * y, "mul"},
      {x / y, "div"},
      {-x, "neg"},
      {x == y, "eq"},
      {x != y, "ne"},
      {x < y, "lt"},
      {x <= y, "le"},
      {x > y, "gt"},
      {x >= y, "ge"},
      {flag & flag, "logical_and"},
      {!flag, "logical_not"},
      {flag | flag, "logical_or"},
      {-index, "sub"},
  };
  std::string text = graph.str();
  for (const auto &[result, operation] : cases) {
    EXPECT_NE(text.find("nadir." + std::string(operation) + " "),
              std::string::npos)
        << operation;
    EXPECT_TRUE(result.defined());
  }
  EXPECT_EQ((x == y).dtype(), i1);
  EXPECT_EQ((x + y).dtype(), f32);
  Tensor sum = x;
  sum += 1;
  sum *= y;
  sum -= x;
  sum /= 2.0;
  expectLast("nadir.div");
}

TEST_F(Functions, NumbersTakeTheTensorsType) {
  EXPECT_EQ((index + 1).dtype(), i64);
  EXPECT_EQ((1 - index).str(), "tensor<?xi64>");
  EXPECT_EQ((flag & true).dtype(), i1);
  EXPECT_EQ(maximum(x, 0).dtype(), f32);
  EXPECT_EQ(where(flag, x, 0.5).str(), "tensor<?x6xf32>");
  EXPECT_EQ(where(flag, 1, 0.0).str(), "tensor<?x1xf32>");
  auto wide = graph.input("wide", f64, {3});
  EXPECT_EQ(pow(wide, 2).dtype(), f64);
  pow(2.0, wide);
  expectLast("(tensor<f64>, tensor<3xf64>) -> tensor<3xf64>");
  // More digits than a double has.
  EXPECT_EQ((index == int64_t(9007199254740993)).dtype(), i1);
  EXPECT_NE(graph.str().find("dense<9007199254740993> : tensor<i64>"),
            std::string::npos);
}

TEST_F(Functions, DefaultsAreNotWritten) {
  sum(x);
  expectLast("nadir.sum %0 : (tensor<?x6xf32>) -> tensor<f32>");
  sum(x, {.dim = {-1}, .keepdim = true});
  expectLast("{dim = array<i64: -1>, keepdim = true} : (tensor<?x6xf32>) -> "
             "tensor<?x1xf32>");
  gelu(x, {.approximate = "tanh"});
  expectLast("{approximate = \"tanh\"}");
  clamp(x, {.max = 6.0});
  expectLast("nadir.clamp %0 {max = 6.000000e+00 : f64} :");
  argmax(x);
  expectLast("nadir.argmax %0 : (tensor<?x6xf32>) -> tensor<i64>");
}

TEST_F(Functions, OptionalOperandsMayBeAbsent) {
  auto positive = graph.constant(std::vector<float>(6, 9.0f), {6});
  auto logitLoss = [&](nadir::BinaryCrossEntropyWithLogitsOptions options) {
    return binary_cross_entropy_with_logits(x, y, options);
  };
  EXPECT_EQ(logitLoss({}).str(), "tensor<f32>");
  logitLoss({.reduction = "none", .pos_weight = positive});
  expectLast(" pos_weight(%");
  expectLast("{reduction = \"none\"}");
  logitLoss({.weight = y, .pos_weight = positive});
  expectLast(" weight(%1) pos_weight(%");
}

TEST_F(Functions, NumbersStandForTensors) {
  gaussian_nll_loss(x, y, 0.5);
  expectLast("(tensor<?x6xf32>, tensor<?x6xf32>, tensor<f32>)");
  gaussian_nll_loss(x, y, x, {.full = true});
  expectLast("{full = true}");
}

TEST_F(Functions, DistancesAreTheUsers) {
  auto count = [&](std::string_view operation) {
    size_t found = 0;
    std::string text = graph.str();
    for (size_t at = text.find(operation); at != std::string::npos;
         at = text.find(operation, at + 1))
      ++found;
    return found;
  };
  triplet_margin_with_distance_loss(x, y, x);
  EXPECT_EQ(count("nadir.pairwise_distance"), 2u);
  nadir::TripletDistanceOptions options = {
      .distance_function =
          [](const Tensor &a, const Tensor &b) {
            return sum(abs(a - b), {.dim = {1}});
          },
      .margin = 0.5,
      .swap = true,
      .reduction = "none"};
  Tensor loss = triplet_margin_with_distance_loss(x, y, x, options);
  EXPECT_EQ(loss.shape(), (Sizes{batch}));
  expectLast("swap_distance(%");
  expectLast("{margin = 5.000000e-01 : f64, reduction = \"none\"}");
  EXPECT_EQ(count("nadir.abs"), 3u);
  EXPECT_EQ(count("nadir.pairwise_distance"), 2u);
  EXPECT_THROW(triplet_margin_with_distance_loss(x, index, x), nadir::Error);
  EXPECT_THROW(triplet_margin_with_distance_loss(x, y, Tensor()), nadir::Error);
  options.margin = 0.0;
  EXPECT_THROW(triplet_margin_with_distance_loss(x, y, x, options),
               nadir::Error);
}

TEST_F(Functions, ShapesFollowPyTorch) {
  auto image = graph.input("image", f32, {batch, 2, 3, 4});
  EXPECT_EQ(flatten(image).shape(), (Sizes{batch, 24}));
  EXPECT_EQ(flatten(image, {.start_dim = 2}).shape(), (Sizes{batch, 2, 12}));
  EXPECT_EQ(reshape(image, {batch, -1, 2}).shape(), (Sizes{batch, 12, 2}));
  EXPECT_EQ(reshape(image, {-1, 4, 6}).shape(), (Sizes{batch, 4, 6}));
  EXPECT_EQ(permute(image, {0, -1, 1, 2}).shape(), (Sizes{batch, 4, 2, 3}));
  EXPECT_EQ(transpose(image, 1, -1).shape(), (Sizes{batch, 4, 3, 2}));
  EXPECT_EQ(transpose(image, {0, 1, 3, 2}).shape(), (Sizes{batch, 2, 4, 3}));
  EXPECT_EQ(unsqueeze(x, -1).shape(), (Sizes{batch, 6, 1}));
  EXPECT_EQ(squeeze(unsqueeze(x, 1), 1).shape(), x.shape());
  EXPECT_EQ(expand(flag, {3, -1, 6}).shape(), (Sizes{3, batch, 6}));
  EXPECT_EQ(nadir::concatenate({x, y, x}, 1).shape(), (Sizes{batch, 18}));
  EXPECT_EQ(slice(x, 1, 1, 6, {.step = 2}).shape(), (Sizes{batch, 3}));
  EXPECT_EQ(matmul(x, x, {.transpose_lhs = true}).shape(), (Sizes{6, 6}));
  EXPECT_EQ(softmax(x, -1).shape(), x.shape());
}

TEST_F(Functions, DimensionsStandAsInPyTorch) {
  auto image = graph.input("image", f32, {batch, 2, 3, 4});
  EXPECT_EQ(mean(image, {.dim = 1}).shape(), (Sizes{batch, 3, 4}));
  EXPECT_EQ(sum(image, 1).shape(), (Sizes{batch, 3, 4}));
  EXPECT_EQ(mean(image, -1, true).shape(), (Sizes{batch, 2, 3, 1}));
  EXPECT_EQ(nadir::max(image, size_t{2}).shape(), (Sizes{batch, 2, 4}));
  EXPECT_EQ(nadir::min(image, {.dim = Sizes{1, 2}}).shape(), (Sizes{batch, 4}));
  EXPECT_EQ(logsumexp(image, {.dim = -1}).shape(), (Sizes{batch, 2, 3}));
  EXPECT_EQ(argmax(image, 3, true).str(), "tensor<?x2x3x1xi64>");
  EXPECT_EQ(flatten(image, 2).shape(), (Sizes{batch, 2, 12}));
  EXPECT_EQ(flatten(image, 1, 2).shape(), (Sizes{batch, 6, 4}));
  EXPECT_EQ(element_count(image, 0).shape(), Sizes{});
  EXPECT_EQ(sum(x, {}).shape(), Sizes{});
}

TEST_F(Functions, TypesFollowPyTorch) {
  EXPECT_EQ(one_hot(index, 10).str(), "tensor<?x10xi64>");
  EXPECT_EQ(one_hot(index, 10, {.dtype = f32}).str(), "tensor<?x10xf32>");
  EXPECT_EQ(cast(x, i32).str(), "tensor<?x6xi32>");
  EXPECT_EQ(argmax(x, {.dim = 1}).str(), "tensor<?xi64>");
  EXPECT_EQ(accuracy(x, index).str(), "tensor<f32>");
  EXPECT_EQ(accuracy(x, cast(index, i32)).str(), "tensor<f32>");
  EXPECT_EQ(stop_gradient(x).str(), x.str());
}

TEST_F(Functions, ValuesMadeFromNothing) {
  graph.constant(0.5);
  expectLast("nadir.constant dense<5.000000e-01> : tensor<f32>");
  graph.constant(3, i64);
  expectLast("nadir.constant dense<3> : tensor<i64>");
  graph.constant(1, i1);
  expectLast("nadir.constant dense<true> : tensor<i1>");
  graph.constant(true, i1);
  expectLast("nadir.constant dense<true> : tensor<i1>");
  graph.constant((int64_t(1) << 53) + 1, i64);
  expectLast("nadir.constant dense<9007199254740993> : tensor<i64>");
  graph.constant(INT64_MIN, i64);
  expectLast("nadir.constant dense<-9223372036854775808> : tensor<i64>");
  graph.constant(uint64_t(INT64_MAX), i64);
  expectLast("nadir.constant dense<9223372036854775807> : tensor<i64>");
  graph.constant(UINT64_MAX, f64);
  expectLast("nadir.constant dense<1.8446744073709552E+19> : tensor<f64>");
  graph.constant(INT32_MIN, i32);
  expectLast("nadir.constant dense<-2147483648> : tensor<i32>");
  graph.constant(3);
  expectLast("nadir.constant dense<3.000000e+00> : tensor<f32>");
  graph.full({}, INT64_MAX, i64);
  expectLast("nadir.constant dense<9223372036854775807> : tensor<i64>");
  graph.constant(std::vector<int32_t>{1, 2, 3, 4}, {2, 2});
  expectLast("dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>");
  graph.constant(std::vector<int64_t>{1}, {1});
  expectLast("tensor<1xi64>");
  graph.constant(std::vector<double>{1.5}, {});
  expectLast("dense<1.500000e+00> : tensor<f64>");
  EXPECT_EQ(graph.full({batch, 2}, 1.0).str(), "tensor<?x2xf32>");
  EXPECT_EQ(graph.full({}, 1.0, f64).str(), "tensor<f64>");
  EXPECT_EQ(graph.iota({batch, 2}, 0).str(), "tensor<?x2xi64>");
  graph.random_uniform({2}, {.low = -1.0});
  expectLast(
      "nadir.random_uniform {low = -1.000000e+00 : f64} : tensor<2xf32>");
  graph.random_normal({batch}, {.dtype = f64});
  expectLast("nadir.random_normal {stream = 1 : i64} : tensor<?xf64>");
}

TEST_F(Functions, LayersMakeTheirParameters) {
  EXPECT_EQ(linear(x, 4).shape(), (Sizes{batch, 4}));
  EXPECT_EQ(graph.find("linear1.weight").shape(), (Sizes{4, 6}));
  EXPECT_EQ(graph.find("linear1.bias").shape(), (Sizes{4}));
  auto wide = graph.input("wide", f64, {batch, 3, 2});
  EXPECT_EQ(linear(wide, 5, {.name = "head"}).shape(), (Sizes{batch, 3, 5}));
  EXPECT_EQ(graph.find("head.weight").dtype(), f64);
  linear(x, 4, {.bias = false});
  EXPECT_THROW(graph.find("linear3.bias"), nadir::Error);
  // A name that is taken is passed over.
  graph.parameter("linear4.weight", {1}, nadir::init::zeros());
  linear(x, 4);
  EXPECT_EQ(graph.find("linear5.weight").shape(), (Sizes{4, 6}));
}

/// Every operation with an inferred result has a function, whatever the
/// definitions add; what only the compiler writes has none.
TEST_F(Functions, EveryDefinitionHasAFunction) {
  std::ifstream file(NADIR_OPERATIONS_HEADER);
  std::stringstream buffer;
  buffer << file.rdbuf();
  std::string header = buffer.str();
  mlir::MLIRContext context;
  context.loadDialect<nadir::NadirDialect>();
  int losses = 0, optimizers = 0;
  for (mlir::RegisteredOperationName name :
       context.getRegisteredOperationsByDialect("nadir")) {
    bool isLoss = llvm::is_contained(name.getAttributeNames(), "reduction");
    losses += isLoss;
    optimizers += name.hasInterface<nadir::OptimizerOpInterface>();
    if (!isLoss && !name.hasTrait<nadir::Pointwise>())
      continue;
    if (!name.hasInterface<mlir::InferTypeOpInterface>())
      continue;
    std::string function = "Tensor " + name.stripDialect().str() + "(";
    // Written by hand, or the compiler's own.
    if (function == "Tensor stop_gradient(" ||
        function == "Tensor clamped_entropy(" ||
        function == "Tensor clamp_value(")
      continue;
    EXPECT_NE(header.find(function), std::string::npos) << function;
  }
  EXPECT_GE(losses, 22);
  EXPECT_EQ(header.find("clamped_entropy"), std::string::npos);
  size_t structures = 0;
  for (size_t at = header.find("operator Optimizer()"); at != std::string::npos;
       at = header.find("operator Optimizer()", at + 1))
    ++structures;
  EXPECT_EQ(static_cast<int>(structures), optimizers);
}

} // namespace
