// RUN: nadir-opt %s | nadir-opt | FileCheck %s

// CHECK-LABEL: nadir.graph @training
nadir.graph @training {
  // CHECK: nadir.parameter "a.weight" {frozen, init = #nadir.constant<1.000000e+00>} : tensor<3xf32>
  %a = nadir.parameter "a.weight" {frozen, init = #nadir.constant<1.0>} : tensor<3xf32>
  %b = nadir.parameter "b.weight" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %c = nadir.parameter "b.bias" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %a, %b : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.add %0, %c : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %1 : (tensor<3xf32>) -> tensor<f32>
  // CHECK: nadir.minimize %{{.*}} with "sgd" {lr = 1.000000e-01 : f64}
  // CHECK-SAME: accumulate = {reduction = "sum", steps = 4 : i64}
  // CHECK-SAME: average = {decay = 7.500000e-01 : f64, kind = "ema"}
  // CHECK-SAME: clip_grad_norm = {max_norm = 1.000000e+00 : f64, norm_type = "inf"}
  // CHECK-SAME: frozen = ["a.*"]
  // CHECK-SAME: grad_scaler = {growth_interval = 100 : i64}
  // CHECK-SAME: groups = [{lr = 2.000000e-01 : f64, name = "bias", optimizer = "adam", params = ["*.bias"]}]
  // CHECK-SAME: skip_nonfinite
  // CHECK-SAME: : tensor<f32>
  nadir.minimize %loss with "sgd" {lr = 0.1} {
    groups = [{params = ["*.bias"], name = "bias", optimizer = "adam", lr = 0.2}],
    frozen = ["a.*"], accumulate = {steps = 4, reduction = "sum"},
    grad_scaler = {growth_interval = 100}, skip_nonfinite,
    clip_grad_norm = {max_norm = 1.0, norm_type = "inf"},
    average = {kind = "ema", decay = 0.75}} : tensor<f32>
}
