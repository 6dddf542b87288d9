// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The graph that main.cpp builds, as text: compile it with nadirc, or look at
// it room by room with nadir-opt.

nadir.graph @fashion_mlp attributes {batch = 128 : i64} {
  %image = nadir.input "image" : tensor<?x28x28xf32>
  %label = nadir.input "label" : tensor<?xi64>
  %flat = nadir.flatten %image : (tensor<?x28x28xf32>) -> tensor<?x784xf32>

  // PyTorch's initial weights: uniform in +-1 / sqrt(in_features).
  %weight1 = nadir.parameter "linear1.weight" {init = #nadir.kaiming_uniform<784, 2.2360679774997898>} : tensor<64x784xf32>
  %bias1 = nadir.parameter "linear1.bias" {init = #nadir.uniform<-0.035714285714285712, 0.035714285714285712>} : tensor<64xf32>
  %linear1 = nadir.linear %flat, %weight1, %bias1 : (tensor<?x784xf32>, tensor<64x784xf32>, tensor<64xf32>) -> tensor<?x64xf32>
  %hidden1 = nadir.relu %linear1 : (tensor<?x64xf32>) -> tensor<?x64xf32>

  %weight2 = nadir.parameter "linear2.weight" {init = #nadir.kaiming_uniform<64, 2.2360679774997898>} : tensor<32x64xf32>
  %bias2 = nadir.parameter "linear2.bias" {init = #nadir.uniform<-1.250000e-01, 1.250000e-01>} : tensor<32xf32>
  %linear2 = nadir.linear %hidden1, %weight2, %bias2 : (tensor<?x64xf32>, tensor<32x64xf32>, tensor<32xf32>) -> tensor<?x32xf32>
  %hidden2 = nadir.relu %linear2 : (tensor<?x32xf32>) -> tensor<?x32xf32>

  %weight3 = nadir.parameter "linear3.weight" {init = #nadir.kaiming_uniform<32, 2.2360679774997898>} : tensor<10x32xf32>
  %bias3 = nadir.parameter "linear3.bias" {init = #nadir.uniform<-0.17677669529663687, 0.17677669529663687>} : tensor<10xf32>
  %logits = nadir.linear %hidden2, %weight3, %bias3 : (tensor<?x32xf32>, tensor<10x32xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  nadir.output "logits", %logits : tensor<?x10xf32>

  // The library's metric.
  %accuracy = nadir.accuracy %logits, %label : (tensor<?x10xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.metric "accuracy", %accuracy : tensor<f32>

  // A metric of one's own: the probability of the wrong classes.
  %target = nadir.one_hot %label {num_classes = 10 : i64} : (tensor<?xi64>) -> tensor<?x10xf32>
  %probability = nadir.softmax %logits {dim = 1 : i64} : (tensor<?x10xf32>) -> tensor<?x10xf32>
  %picked = nadir.mul %probability, %target : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
  %right = nadir.sum %picked {dim = array<i64: 1>} : (tensor<?x10xf32>) -> tensor<?xf32>
  %mean_right = nadir.mean %right : (tensor<?xf32>) -> tensor<f32>
  %one = nadir.constant dense<1.000000e+00> : tensor<f32>
  %error = nadir.sub %one, %mean_right : (tensor<f32>, tensor<f32>) -> tensor<f32>
  nadir.metric "error", %error : tensor<f32>

  %loss = nadir.cross_entropy %logits, %label : (tensor<?x10xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.minimize %loss with "adam" {lr = 1.000000e-03 : f64} : tensor<f32>
}
