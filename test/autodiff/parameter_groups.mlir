// RUN: nadir-opt %s --nadir-build-entries --split-input-file | FileCheck %s

// Each group has an optimizer, settings and a learning rate.
// CHECK: nadir.groups = [{learning_rate = 2.500000e-01 : f64, name = "bias"}, {learning_rate = 1.000000e-02 : f64, name = "group2"}], nadir.learning_rate = 5.000000e-01 : f64
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[A:[^:]*]]: tensor<3xf32> {nadir.name = "a.weight"
// CHECK-SAME: %[[B:[^:]*]]: tensor<3xf32> {nadir.name = "a.bias"
// CHECK-SAME: %[[C:[^:]*]]: tensor<3xf32> {nadir.name = "scale"
// CHECK-SAME: %[[LR:[^:]*]]: tensor<f64> {nadir.role = "learning_rate"}
// CHECK-SAME: %[[BIAS:[^:]*]]: tensor<f64> {nadir.name = "bias", nadir.role = "learning_rate"}
// CHECK-SAME: %[[OTHER:[^:]*]]: tensor<f64> {nadir.name = "group2", nadir.role = "learning_rate"}
// CHECK: nadir.sgd %[[A]], %{{.*}}, %[[LR]], %{{.*}} {momentum = 9.000000e-01 : f64, weight_decay = 1.000000e-01 : f64}
// CHECK: nadir.sgd %[[B]], %{{.*}}, %[[BIAS]], %{{.*}} {momentum = 9.000000e-01 : f64} :
// CHECK: nadir.rmsprop %[[C]], %{{.*}}, %[[OTHER]], %{{.*}} {centered = true}
nadir.graph @groups {
  %a = nadir.parameter "a.weight" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %b = nadir.parameter "a.bias" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %c = nadir.parameter "scale" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %a, %c : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.add %0, %b : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %1 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {lr = 0.5, momentum = 0.9, weight_decay = 0.1} {groups = [
    {params = ["*.bias"], name = "bias", lr = 0.25, weight_decay = 0.0},
    {params = ["scale"], optimizer = "rmsprop", centered = true}]} : tensor<f32>
}

// -----

// Nothing is computed for frozen parameters: no gradient, no state.
// CHECK: nadir.states = [{name = "b.momentum_buffer", type = tensor<3xf32>}, {name = "loss.sum",
// CHECK-LABEL: func.func @train_step(
// CHECK: %[[LOSS:.*]] = nadir.sum
// CHECK-NOT: nadir.exp
// CHECK-NOT: nadir.mul
// CHECK: nadir.sgd
// CHECK-NOT: nadir.sgd
// CHECK: return
nadir.graph @frozen {
  %a = nadir.parameter "a.weight" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %b = nadir.parameter "b" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %c = nadir.parameter "c" {init = #nadir.constant<1.0>, frozen} : tensor<3xf32>
  %0 = nadir.exp %a : (tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.mul %0, %c : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %2 = nadir.add %1, %b : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %2 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {momentum = 0.9} {frozen = ["a.*"]} : tensor<f32>
}
