// RUN: nadir-opt %s --nadir-build-entries --canonicalize --cse | FileCheck %s

// Gradients add up in states; parameters and optimizer states keep their values
// until the fourth call, which counts as one step of the optimizer.
// CHECK: nadir.states = [{name = "accumulate.count", type = tensor<i64>}, {name = "w.grad", type = tensor<3xf32>}, {name = "optimizer.step", type = tensor<i64>}, {name = "w.momentum_buffer", type = tensor<3xf32>}, {name = "loss.sum",
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[G:[^:]*]]: tensor<3xf32> {nadir.name = "g"
// CHECK-SAME: %[[W:[^:]*]]: tensor<3xf32> {nadir.name = "w"
// CHECK-SAME: %[[COUNT:[^:]*]]: tensor<i64> {nadir.name = "accumulate.count"
// CHECK-SAME: %[[SUM:[^:]*]]: tensor<3xf32> {nadir.name = "w.grad"
// CHECK-SAME: %[[STEP:[^:]*]]: tensor<i64> {nadir.name = "optimizer.step"
// CHECK-SAME: %[[M:[^:]*]]: tensor<3xf32> {nadir.name = "w.momentum_buffer"
// CHECK-DAG: %[[ONE:.*]] = nadir.constant dense<1> : tensor<i64>
// CHECK-DAG: %[[ZERO:.*]] = nadir.constant dense<0> : tensor<i64>
// CHECK-DAG: %[[FOUR:.*]] = nadir.constant dense<4> : tensor<i64>
// CHECK-DAG: %[[CALLS:.*]] = nadir.constant dense<4.000000e+00> : tensor<f32>
// CHECK-DAG: %[[NONE:.*]] = nadir.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: %[[NEXT:.*]] = nadir.add %[[COUNT]], %[[ONE]]
// CHECK: %[[DONE:.*]] = nadir.eq %[[NEXT]], %[[FOUR]]
// CHECK: %[[COUNT1:.*]] = nadir.select %[[DONE]], %[[ZERO]], %[[NEXT]]
// CHECK: %[[ADDED:.*]] = nadir.add %[[SUM]], %[[G]]
// CHECK: %[[SUM1:.*]] = nadir.select %[[DONE]], %[[NONE]], %[[ADDED]]
// CHECK: %[[MEAN:.*]] = nadir.div %[[ADDED]], %[[CALLS]]
// CHECK: %[[NUMBER:.*]] = nadir.add %[[STEP]], %[[ONE]]
// CHECK: %[[STEP1:.*]] = nadir.select %[[DONE]], %[[NUMBER]], %[[STEP]]
// CHECK: %[[NEWW:.*]], %[[NEWM:.*]] = nadir.sgd %[[W]], %[[MEAN]], %{{.*}}, %[[NUMBER]], %[[M]]
// CHECK: %[[W1:.*]] = nadir.select %[[DONE]], %[[NEWW]], %[[W]]
// CHECK: %[[M1:.*]] = nadir.select %[[DONE]], %[[NEWM]], %[[M]]
// CHECK: return %{{.*}}, %[[COUNT1]], %[[SUM1]], %[[STEP1]], %[[W1]], %[[M1]]
nadir.graph @accumulate {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {momentum = 0.9} {accumulate = {steps = 4}} : tensor<f32>
}
