// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ctc_loss and linear_cross_entropy with PyTorch's arguments.

#include "nadir/nadir.h"

#include <gtest/gtest.h>

using nadir::batch;
using nadir::f32;
using nadir::i64;
using nadir::Sizes;
using nadir::Tensor;

namespace {

void expectPart(const nadir::Graph &graph, std::string_view part) {
  std::string text = graph.str();
  EXPECT_NE(text.find(part), std::string::npos) << part << "\nnot in\n" << text;
}

TEST(SequenceLosses, CtcLossTakesPyTorchsArguments) {
  nadir::Graph graph("speech");
  Tensor logits = graph.input("logits", f32, {batch, 50, 28});
  Tensor targets = graph.input("targets", i64, {batch, 10});
  Tensor times = graph.input("times", i64, {batch});
  Tensor lengths = graph.input("lengths", i64, {batch});
  Tensor logProbs = log_softmax(transpose(logits, {1, 0, 2}), 2);
  Tensor loss = ctc_loss(logProbs, targets, times, lengths);
  EXPECT_EQ(loss.shape(), Sizes{});
  Tensor losses =
      ctc_loss(logProbs, targets, times, lengths,
               {.blank = 27, .reduction = "none", .zero_infinity = true});
  EXPECT_EQ(losses.shape(), Sizes{batch});
  expectPart(graph, "nadir.ctc_loss");
  expectPart(graph,
             "{blank = 27 : i64, reduction = \"none\", zero_infinity = true}");
}

TEST(SequenceLosses, LinearCrossEntropyTakesPyTorchsArguments) {
  nadir::Graph graph("head");
  Tensor x = graph.input("x", f32, {batch, 16});
  Tensor y = graph.input("y", i64, {batch});
  Tensor w = graph.input("w", f32, {1000, 16});
  Tensor b = graph.input("b", f32, {1000});
  EXPECT_EQ(linear_cross_entropy(x, w, y).shape(), Sizes{});
  Tensor losses = linear_cross_entropy(x, w, y,
                                       {.linear_bias = b,
                                        .reduction = "none",
                                        .ignore_index = 0,
                                        .label_smoothing = 0.1,
                                        .chunking_method = "rows",
                                        .batch_chunk_size = 64});
  EXPECT_EQ(losses.shape(), Sizes{batch});
  expectPart(graph, "linear_bias(");
  expectPart(graph, "batch_chunk_size = 64 : i64");
  expectPart(graph, "chunking_method = \"rows\"");
}

} // namespace
