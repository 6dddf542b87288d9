// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The graph that main.cpp builds, as text.

nadir.graph @logistic attributes {batch = 128 : i64} {
  %image = nadir.input "image" : tensor<?x28x28xf32>
  %answer = nadir.input "answer" : tensor<?x10xf32>
  %flat = nadir.flatten %image : (tensor<?x28x28xf32>) -> tensor<?x784xf32>
  %weight = nadir.parameter "linear1.weight" {init = #nadir.kaiming_uniform<784, 2.2360679774997898>} : tensor<10x784xf32>
  %bias = nadir.parameter "linear1.bias" {init = #nadir.uniform<-0.035714285714285712, 0.035714285714285712>} : tensor<10xf32>
  %logits = nadir.linear %flat, %weight, %bias : (tensor<?x784xf32>, tensor<10x784xf32>, tensor<10xf32>) -> tensor<?x10xf32>
  %probability = nadir.sigmoid %logits : (tensor<?x10xf32>) -> tensor<?x10xf32>
  nadir.output "probability", %probability : tensor<?x10xf32>

  // Ten yes-or-no questions an image, counted together.
  %wanted = nadir.cast %answer : (tensor<?x10xf32>) -> tensor<?x10xi64>
  %recall = nadir.recall %probability, %wanted {task = "multilabel"} : (tensor<?x10xf32>, tensor<?x10xi64>) -> tensor<f32>
  nadir.metric "recall", %recall : tensor<f32>
  %precision = nadir.precision %probability, %wanted {task = "multilabel"} : (tensor<?x10xf32>, tensor<?x10xi64>) -> tensor<f32>
  nadir.metric "precision", %precision : tensor<f32>

  // One answer in ten is yes.
  %nine = nadir.constant dense<9.000000e+00> : tensor<f32>
  %positive_weight = nadir.broadcast %nine : (tensor<f32>) -> tensor<10xf32>
  %loss = nadir.binary_cross_entropy_with_logits %logits, %answer pos_weight(%positive_weight) : (tensor<?x10xf32>, tensor<?x10xf32>, tensor<10xf32>) -> tensor<f32>
  nadir.minimize %loss with "adam" {lr = 1.000000e-03 : f64} : tensor<f32>
}
