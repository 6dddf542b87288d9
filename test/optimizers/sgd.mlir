// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES: return %[[C1]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "sgd" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>)
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" update : tensor<3x2xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[CAST]], %[[G]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL]]
// CHECK-NEXT: nadir.yield %[[SUB]] : tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]] : tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>) -> tensor<3x2xf32> {
  %0 = nadir.sgd %p, %g, %lr, %step : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>) -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[MOMENTUM_BUFFER:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<0.899999976> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[CAST]], %[[C2]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[P]], %[[C4]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[NEG]], %[[MUL]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MOMENTUM_BUFFER]], %[[C3]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[ADD]], %[[C1]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL2]], %[[MUL3]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ]], %[[ADD]], %[[ADD2]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[CAST2]], %[[SELECT]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL4]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[SELECT]] : tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1 : tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %momentum_buffer: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:2 = nadir.sgd %p, %g, %lr, %step, %momentum_buffer {momentum = 0.9, dampening = 0.5, weight_decay = 0.25, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1 : tensor<3x2xf32>, tensor<3x2xf32>
}
