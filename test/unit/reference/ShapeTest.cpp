// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle's operations that move elements, against results written out.

#include "test/unit/reference/EvaluateText.h"

using namespace nadir::test;

namespace {

Tensor f32(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> values) {
  return reals(DType::F32, shape, values);
}

const Tensor table = f32({2, 3}, {1, 2, 3, 4, 5, 6});

TEST(ShapeTest, ReshapeAndFlattenKeepTheOrder) {
  EXPECT_TRUE(isClose(resultOf("nadir.reshape %0", {table}, "tensor<3x2xf32>"),
                      f32({3, 2}, {1, 2, 3, 4, 5, 6}), exactly));
  EXPECT_TRUE(isClose(resultOf("nadir.flatten %0 {start_dim = 0 : i64}",
                               {table}, "tensor<6xf32>"),
                      f32({6}, {1, 2, 3, 4, 5, 6}), exactly));
}

TEST(ShapeTest, TransposeFollowsThePermutation) {
  Tensor input = f32({1, 2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_TRUE(
      isClose(resultOf("nadir.transpose %0 {permutation = array<i64: 2, 0, 1>}",
                       {input}, "tensor<3x1x2xf32>"),
              f32({3, 1, 2}, {1, 4, 2, 5, 3, 6}), exactly));
}

TEST(ShapeTest, BroadcastRepeats) {
  EXPECT_TRUE(isClose(resultOf("nadir.broadcast %0", {f32({2, 1}, {1, 2})},
                               "tensor<2x2x2xf32>"),
                      f32({2, 2, 2}, {1, 1, 2, 2, 1, 1, 2, 2}), exactly));
}

TEST(ShapeTest, ConcatenateJoinsInOrder) {
  EXPECT_TRUE(isClose(resultOf("nadir.concatenate %0, %1 {dim = 1 : i64}",
                               {table, f32({2, 1}, {8, 9})}, "tensor<2x4xf32>"),
                      f32({2, 4}, {1, 2, 3, 8, 4, 5, 6, 9}), exactly));
}

TEST(ShapeTest, SliceSteps) {
  Tensor input = integers({6}, {0, 1, 2, 3, 4, 5});
  EXPECT_TRUE(isClose(
      resultOf("nadir.slice %0 {dim = 0 : i64, start = 1 : i64, end = 6 : i64, "
               "step = 2 : i64}",
               {input}, "tensor<3xi64>"),
      integers({3}, {1, 3, 5}), exactly));
}

TEST(ShapeTest, PadPutsZerosAroundAndBetween) {
  EXPECT_TRUE(isClose(
      resultOf("nadir.pad %0 {dim = 0 : i64, low = 1 : i64, high = 2 : i64, "
               "interior = 1 : i64}",
               {f32({2}, {7, 8})}, "tensor<6xf32>"),
      f32({6}, {0, 7, 0, 8, 0, 0}), exactly));
}

TEST(ShapeTest, OneHotAndIota) {
  EXPECT_TRUE(isClose(resultOf("nadir.one_hot %0 {num_classes = 3 : i64}",
                               {integers({2}, {2, 0})}, "tensor<2x3xf32>"),
                      f32({2, 3}, {0, 0, 1, 1, 0, 0}), exactly));
  EXPECT_TRUE(
      isClose(resultOf("nadir.iota {dim = 1 : i64}", {}, "tensor<2x3xi64>"),
              integers({2, 3}, {0, 1, 2, 0, 1, 2}), exactly));
}

TEST(ShapeTest, GatherPicksAlongADimension) {
  EXPECT_TRUE(isClose(resultOf("nadir.gather %0, %1 {dim = 1 : i64}",
                               {table, integers({2, 2}, {2, 2, 0, 1})},
                               "tensor<2x2xf32>"),
                      f32({2, 2}, {3, 3, 4, 5}), exactly));
}

TEST(ShapeTest, ScatterAddAddsUpRepeatedIndices) {
  EXPECT_TRUE(isClose(
      resultOf("nadir.scatter_add %0, %1 {dim = 1 : i64, size = 4 : i64}",
               {integers({1, 3}, {1, 1, 3}), f32({1, 3}, {1, 2, 5})},
               "tensor<1x4xf32>"),
      f32({1, 4}, {0, 3, 0, 5}), exactly));
}

TEST(ShapeTest, IndicesOutOfRangeAreErrors) {
  EXPECT_EQ(evaluateOp("nadir.gather %0, %1 {dim = 1 : i64}",
                       {table, integers({2, 1}, {0, 3})}, "tensor<2x1xf32>")
                .error,
            "index[1] is 3, expected 0 to 2 (model.mlir:2:6)");
  EXPECT_EQ(evaluateOp("nadir.one_hot %0 {num_classes = 3 : i64}",
                       {integers({2}, {0, -1})}, "tensor<2x3xf32>")
                .error,
            "index[1] is -1, expected 0 to 2 (model.mlir:2:6)");
  EXPECT_EQ(
      evaluateOp("nadir.scatter_add %0, %1 {dim = 0 : i64, size = 2 : i64}",
                 {integers({1}, {2}), f32({1}, {1})}, "tensor<2xf32>")
          .error,
      "index[0] is 2, expected 0 to 1 (model.mlir:2:6)");
}

} // namespace
