// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mistakes: each gives an Error that starts with the user's line and says what
// was expected and found, and leaves the graph as it was.

#include "nadir/nadir.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

using nadir::batch;
using nadir::f32;
using nadir::f64;
using nadir::i1;
using nadir::i32;
using nadir::i64;
using nadir::Tensor;

namespace {

class Errors : public testing::Test {
protected:
  nadir::Graph graph{"errors"};
  Tensor x = graph.input("x", f32, {batch, 6});
  Tensor narrow = graph.input("narrow", f32, {batch, 4});
  Tensor label = graph.input("label", i64, {batch});
  Tensor weight = graph.parameter("w", {6}, nadir::init::ones());

  /// The call throws an Error with all parts of the message, from this file,
  /// and adds nothing to the graph.
  void expectError(const std::function<void()> &call,
                   std::initializer_list<std::string_view> parts,
                   std::string_view place = __FILE__) {
    std::string before = graph.str();
    try {
      call();
      ADD_FAILURE() << "no error, expected: " << *parts.begin();
    } catch (const nadir::Error &error) {
      std::string_view message = error.what();
      EXPECT_EQ(message.substr(0, place.size()), place) << message;
      for (std::string_view part : parts)
        EXPECT_NE(message.find(part), std::string_view::npos)
            << "expected: " << part << "\nfound: " << message;
    }
    EXPECT_EQ(graph.str(), before);
  }
};

TEST_F(Errors, NameTheLineAndBothShapes) {
  int line = __LINE__ + 1;
  expectError([&] { x + narrow; },
              {"ErrorsTest.cpp:" + std::to_string(line) + ":", ": error: ",
               "'nadir.add' op expected shapes that broadcast together",
               "tensor<?x6xf32>", "tensor<?x4xf32>"});
}

TEST_F(Errors, Types) {
  Tensor wide = cast(weight, f64);
  expectError([&] { x + wide; },
              {"one element type", "tensor<?x6xf32>", "tensor<6xf64>"});
}

TEST_F(Errors, OperandTypes) {
  expectError([&] { relu(label); }, {"'nadir.relu'", "tensor<?xi64>"});
  expectError([&] { mean(label); }, {"'nadir.mean'", "tensor<?xi64>"});
  expectError([&] { x & x; }, {"'nadir.logical_and'"});
  expectError([&] { pow(label, 2); }, {"'nadir.pow'"});
  expectError([&] { one_hot(x, 10); }, {"'nadir.one_hot'"});
  Tensor flag = x == 0;
  expectError([&] { cross_entropy(x, flag); }, {"'nadir.cross_entropy'", "i1"});
}

TEST_F(Errors, Dimensions) {
  expectError([&] { sum(x, {.dim = {2}}); }, {"[-2, 2)", "[2]"});
  expectError([&] { sum(x, {.dim = {0, -2}}); }, {"distinct"});
  expectError([&] { softmax(x, 2); }, {"'dim'", "found 2"});
  expectError([&] { argmax(x, {.dim = -3}); }, {"-3"});
  expectError([&] { permute(x, {0}); }, {"permutation"});
  expectError([&] { permute(x, {0, 2}); }, {"[-2, 2)", "found 2"});
  expectError([&] { transpose(x, 0, 5); }, {"found 5"});
  expectError([&] { unsqueeze(x, 4); }, {"[-3, 3)", "found 4"});
  expectError([&] { squeeze(x, 1); }, {"size 1", "tensor<?x6xf32>"});
  expectError([&] { slice(x, 0, 0, 1); }, {"batch"});
  expectError([&] { slice(x, 1, 0, 7); }, {"end 7"});
  expectError([&] { nadir::concatenate({}, 0); }, {"expected a tensor among"});
  expectError([&] { nadir::concatenate({x, narrow}, 0); }, {"batch"});
  expectError([&] { nadir::concatenate({x, weight}, 1); },
              {"tensor<?x6xf32>", "tensor<6xf32>"});
}

TEST_F(Errors, ExtremesOfNothing) {
  Tensor none = slice(x, 1, 3, 3);
  int line = __LINE__ + 1;
  expectError([&] { max(none, {.dim = {1}}); },
              {"ErrorsTest.cpp:" + std::to_string(line) + ":",
               "'nadir.max' op expected elements along every reduced dimension",
               "tensor<?x0xf32>", "[1]"});
  expectError([&] { min(none); }, {"'nadir.min'", "tensor<?x0xf32>", "[0, 1]"});
  expectError([&] { argmax(none, {.dim = -1}); }, {"'nadir.argmax'", "[1]"});
  // What is over nothing itself, or has a value there.
  EXPECT_NO_THROW(softmax(none, 1));
  EXPECT_NO_THROW(logsumexp(none));
}

TEST_F(Errors, Shapes) {
  expectError([&] { reshape(x, {batch, 5}); },
              {"tensor<?x6xf32>", "tensor<?x5xf32>"});
  expectError([&] { reshape(weight, {-1, 4}); }, {"tensor<6xf32>", "4"});
  expectError([&] { reshape(x, {-1, 5}); },
              {"tensor<?x6xf32>", "tensor<?x5xf32>"});
  expectError([&] { reshape(x, {-1, -1}); }, {"at most one size -1"});
  expectError([&] { reshape(x, {3, -2}); }, {"sizes >= 1", "[3, -2]"});
  expectError([&] { reshape(x, {batch, batch}); }, {"[batch, batch]"});
  expectError([&] { reshape(weight, {-1, 1L << 62, 1L << 62}); }, {"product"});
  expectError([&] { expand(x, {6}); }, {"2 sizes or more"});
  expectError([&] { expand(x, {batch, 5}); }, {"tensor<?x5xf32>"});
  expectError([&] { expand(weight, {-1, 6}); }, {"[-1, 6]"});
  expectError([&] { matmul(x, narrow, {.transpose_rhs = true}); }, {"6 and 4"});
  expectError([&] { matmul(x, x, {.transpose_rhs = true}); }, {"batch"});
  expectError([&] { linear(weight, 3); }, {"in_features", "tensor<6xf32>"});
  expectError([&] { linear(x, 0); }, {"out_features >= 1", "found 0"});
  Tensor columns = transpose(x, 0, 1);
  expectError([&] { linear(columns, 3); }, {"tensor<6x?xf32>"});
}

TEST_F(Errors, Settings) {
  expectError([&] { gelu(x, {.approximate = "erf"}); }, {"'none' or 'tanh'"});
  expectError([&] { clamp(x); }, {"'nadir.clamp'"});
  expectError([&] { cross_entropy(x, label, {.reduction = "avg"}); },
              {"'none', 'mean' or 'sum'"});
  expectError([&] { cross_entropy(x, label, {.label_smoothing = 2.0}); },
              {"label_smoothing"});
  expectError([&] { cross_entropy(x, label, {.weight = narrow}); },
              {"tensor<6xf32>", "tensor<?x4xf32>"});
  expectError([&] { one_hot(label, 0); }, {"sizes >= 1"});
}

TEST_F(Errors, Accuracy) {
  Tensor column = unsqueeze(label, 1);
  expectError([&] { accuracy(x, column); },
              {"'task'", "tensor<?x6xf32>", "tensor<?x1xi64>"});
  expectError([&] { accuracy(x, column, {.task = "multilabel"}); },
              {"one shape [N, L, ..]", "tensor<?x6xf32>", "tensor<?x1xi64>"});
  expectError([&] { accuracy(x, label, {.task = "ranking"}); },
              {"'multilabel', found 'ranking'"});
  expectError([&] { accuracy(x, label, {.average = "mean"}); }, {"'mean'"});
  expectError([&] { accuracy(x, label, {.top_k = 7}); }, {"top_k", "found 7"});
}

TEST_F(Errors, NullTensors) {
  Tensor null, total = sum(x);
  expectError([&] { x + null; }, {"'rhs' of 'nadir.add'", "null"});
  expectError([&] { -null; }, {"'input' of 'nadir.neg'", "null"});
  expectError([&] { !null; }, {"null"});
  expectError([&] { relu(null); }, {"'input' of 'nadir.relu'"});
  expectError([&] { cast(null, f32); }, {"null"});
  expectError([&] { reshape(null, {1}); }, {"null"});
  expectError([&] { expand(null, {1}); }, {"null"});
  expectError([&] { squeeze(null, 1); }, {"null"});
  expectError([&] { unsqueeze(null, 1); }, {"null"});
  expectError([&] { permute(null, {1}); }, {"null"});
  expectError([&] { transpose(null, 0, 1); }, {"null"});
  expectError([&] { one_hot(null, 1); }, {"null"});
  expectError([&] { linear(null, 1); }, {"null"});
  expectError([&] { accuracy(null, label); }, {"'preds'"});
  expectError([&] { accuracy(x, null); }, {"'target'"});
  expectError([&] { nadir::concatenate({x, null}, 1); }, {"'inputs'"});
  expectError([&] { graph.output("y", null); }, {"output 'y'"});
  expectError([&] { graph.metric("y", null); }, {"metric 'y'"});
  expectError([&] { graph.minimize(null, nadir::Adam{}); }, {"the loss"});
  expectError([&] { graph.gradient(null, {x}); }, {"null"});
  expectError([&] { graph.gradient(total, {null}); }, {"value 0"});
}

TEST_F(Errors, NullTensorsHaveNoShape) {
  EXPECT_THROW(Tensor().shape(), nadir::Error);
  EXPECT_THROW(Tensor().dtype(), nadir::Error);
  EXPECT_THROW(Tensor().rank(), nadir::Error);
  EXPECT_EQ(Tensor().str(), "a null tensor");
}

TEST_F(Errors, TwoGraphs) {
  nadir::Graph other("other");
  Tensor y = other.input("y", f32, {batch, 6});
  expectError([&] { x + y; },
              {"'rhs' of 'nadir.add' of graph 'errors'", "graph 'other'"});
  expectError([&] { cross_entropy(y, label); }, {"graph 'other'"});
  expectError([&] { graph.output("y", y); }, {"graph 'other'"});
  expectError([&] { graph.minimize(sum(y), nadir::Adam{}); },
              {"graph 'other'"});
}

TEST_F(Errors, Numbers) {
  expectError([&] { label + 0.5; }, {"i64 can hold", "0.5"});
  expectError([&] { label * 1e30; }, {"i64 can hold"});
  expectError([&] { graph.constant(2, i1); }, {"i1 can hold"});
  expectError([&] { graph.constant(NAN, i64); }, {"nan"});
  expectError([&] { graph.constant(0.5, i64); }, {"i64 can hold, found 0.5"});
  expectError([&] { graph.constant(int64_t(1) << 31, i32); },
              {"i32 can hold, found 2147483648"});
  expectError([&] { graph.constant(UINT64_MAX, i64); },
              {"i64 can hold, found 1.8446744073709552e+19"});
  expectError([&] { graph.full({2}, std::ldexp(1.0, 63), i64); },
              {"i64 can hold, found 9.2233720368547758e+18"});
  expectError([&] { label + UINT64_MAX; },
              {"i64 can hold, found 1.8446744073709552e+19"});
  expectError([&] { nadir::add(1, 2); }, {"expected a tensor among"});
}

TEST_F(Errors, Names) {
  expectError([&] { graph.input("x", f32, {1}); },
              {"found 'x' again", "note: first used here"});
  expectError([&] { graph.parameter("x", {1}, nadir::init::ones()); },
              {"found 'x' again"});
  expectError([&] { graph.input("", f32, {1}); }, {"not empty"});
  expectError([&] { graph.output("", x); }, {"not empty"});
  expectError([&] { graph.output("loss", x); }, {"'loss'"});
  graph.output("y", x);
  expectError([&] { graph.metric("y", x); }, {"found 'y' again"});
  linear(x, 3, {.name = "layer"});
  expectError([&] { linear(x, 3, {.name = "layer"}); },
              {"found 'layer.weight' again"});
  graph.parameter("half.bias", {1}, nadir::init::ones());
  expectError([&] { linear(x, 3, {.name = "half"}); },
              {"found 'half.bias' again"});
  expectError([&] { graph.find("z"); },
              {"no input or parameter 'z'", "narrow"});
}

TEST_F(Errors, Declarations) {
  expectError([&] { graph.input("a", f32, {2, 0}); }, {"sizes >= 1", "[2, 0]"});
  expectError([&] { graph.input("a", f32, {2, batch}); }, {"first dimension"});
  expectError([&] { graph.input("a", f32, {1L << 40, 1L << 40}); },
              {"fits an address space"});
  // The enumeration's own bits can hold no more.
  expectError([&] { graph.input("a", static_cast<nadir::DType>(7), {2}); },
              {"element type"});
  expectError([&] { graph.parameter("a", {batch}, nadir::init::ones()); },
              {"static shape", "tensor<?xf32>"});
  expectError(
      [&] { graph.parameter("a", {2}, nadir::init::ones(), {.dtype = i64}); },
      {"'nadir.parameter'", "i64"});
  expectError(
      [&] { graph.parameter("a", {2}, nadir::init::uniform(1.0, 0.0)); },
      {"low <= high"});
  expectError([&] { graph.parameter("a", {2}, nadir::init::constant(NAN)); },
              {"finite"});
  expectError(
      [&] {
        graph.parameter("a", {2}, nadir::init::kaiming_uniform({.fan_in = 0}));
      },
      {"fan_in >= 1"});
  expectError([&] { graph.constant(std::vector<float>{1, 2}, {3}); },
              {"tensor<3xf32>", "found 2"});
  expectError([&] { graph.constant(std::vector<float>{1}, {batch}); },
              {"tensor<?xf32>"});
  expectError([&] { graph.iota({2}, 1); }, {"'dim'"});
  expectError([&] { graph.random_normal({2}, {.dtype = i64}); }, {"i64"});
}

TEST_F(Errors, Graphs) {
  expectError([&] { nadir::Graph("two words"); }, {"'two words'"});
  expectError([&] { nadir::Graph(""); }, {"C identifier"});
  expectError([&] { nadir::Graph("nadir"); },
              {"another name than 'nadir'", "ErrorsTest.cpp:"});
  expectError([&] { nadir::Graph("a", {.batch = 0}); }, {"batch >= 1"});
}

TEST_F(Errors, Metrics) {
  expectError([&] { accuracy(x, label, {.task = "ranking"}); },
              {"task 'binary', 'multiclass' or 'multilabel'", "'ranking'"});
  expectError([&] { calibration_error(x, label, {.task = "multilabel"}); },
              {"task 'binary' or 'multiclass'", "'multilabel'"});
  expectError([&] { accuracy(x, label, {.average = "median"}); },
              {"average 'micro', 'macro', 'weighted' or 'none'", "'median'"});
  expectError([&] { auroc(label, label, {.task = "binary"}); },
              {"floating preds", "tensor<?xi64>"});
  expectError(
      [&] { auroc(label, label, {.task = "multiclass", .num_classes = 3}); },
      {"floating preds", "tensor<?xi64>"});
}

TEST_F(Errors, Training) {
  expectError([&] { graph.minimize(weight, nadir::Adam{}); },
              {"scalar", "tensor<6xf32>"});
  Tensor fixed = sum(x), loss = sum(x * weight);
  expectError([&] { graph.minimize(fixed, nadir::Adam{}); },
              {"depends on a parameter"});
  expectError([&] { graph.minimize(loss, nadir::Adam{.betas = {0.9}}); },
              {"betas"});
  expectError([&] { graph.minimize(loss, nadir::Adam{.lr = -1.0}); }, {"'lr'"});
  expectError([&] { graph.minimize(loss, nadir::Optimizer("relu")); },
              {"optimizer", "'relu'"});
  expectError([&] { graph.minimize(loss, nadir::Optimizer("none")); },
              {"optimizer", "'none'"});
  graph.minimize(loss, nadir::Adam{});
  expectError([&] { graph.minimize(loss, nadir::Adam{}); },
              {"one minimized loss"});
}

TEST_F(Errors, Gradients) {
  Tensor loss = sum(x * weight);
  expectError([&] { graph.gradient(loss, {}); }, {"expected values"});
  expectError([&] { graph.gradient(weight, {weight}); }, {"scalar"});
  expectError([&] { graph.gradient(loss, {narrow}); },
              {"made from", "tensor<?x4xf32>"});
}

TEST_F(Errors, Files) {
  expectError([&] { nadir::Graph::load("/nowhere/a.mlir"); },
              {"can't read '/nowhere/a.mlir'"});
  expectError([&] { graph.save("/nowhere/a.mlir"); },
              {"can't write '/nowhere/a.mlir'"});
  expectError([&] { nadir::Graph::parse("nadir.graph @a {", "a.mlir"); },
              {"a.mlir:1:"}, "a.mlir");
  expectError([&] { nadir::Graph::parse("", "a.mlir"); },
              {"one nadir.graph", "a.mlir"});
  expectError(
      [&] { nadir::Graph::parse("nadir.graph @a {}\nnadir.graph @b {}"); },
      {"one nadir.graph"});
  expectError(
      [&] {
        nadir::Graph::parse("nadir.graph @a {\n  %x = \"foo.bar\"() : () -> "
                            "i1\n}",
                            "a.mlir");
      },
      {"a.mlir:2:", "unregistered dialect"}, "a.mlir");
}

} // namespace
