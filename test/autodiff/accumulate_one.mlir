// RUN: nadir-opt %s --nadir-build-entries | FileCheck %s

// One call a step needs neither states nor conditions.
// CHECK: nadir.states = [{name = "loss.sum",
// CHECK-LABEL: func.func @train_step(
// CHECK-NOT: nadir.select
// CHECK-LABEL: func.func @eval_step(
nadir.graph @one {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<f32>
  nadir.minimize %w with "sgd" {} {accumulate = {steps = 1}} : tensor<f32>
}
