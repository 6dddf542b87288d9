// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.square_avg", type = tensor<3x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
// STATES: return %[[C1]], %[[C2]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "rmsprop" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[SQUARE_AVG:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<9.99999993E-9> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<0.00999999977> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<9.900000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[SQUARE_AVG]], %[[C3]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL2]], %[[C2]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL3]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[ADD]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[SQRT]], %[[C1]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[G]], %[[ADD2]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[CAST]], %[[DIV]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL4]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[ADD]] : tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1 : tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %square_avg: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:2 = nadir.rmsprop %p, %g, %lr, %step, %square_avg : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1 : tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[SQUARE_AVG:.*]]: tensor<3x2xf32>, %[[GRAD_AVG:.*]]: tensor<3x2xf32>, %[[MOMENTUM_BUFFER:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<7.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:4 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[P]], %[[C3]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[NEG]], %[[MUL]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[SQUARE_AVG]], %[[C2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[ADD]], %[[ADD]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[MUL3]], %[[C2]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL2]], %[[MUL4]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[GRAD_AVG]], %[[C2]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[ADD]], %[[C2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[MUL5]], %[[MUL6]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[ADD3]], %[[ADD3]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[ADD2]], %[[MUL7]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[SUB]]
// CHECK-NEXT: %[[ADD4:.*]] = nadir.add %[[SQRT]], %[[C2]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[ADD]], %[[ADD4]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[MOMENTUM_BUFFER]], %[[C1]]
// CHECK-NEXT: %[[ADD5:.*]] = nadir.add %[[MUL8]], %[[DIV]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[CAST]], %[[ADD5]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[P]], %[[MUL9]]
// CHECK-NEXT: nadir.yield %[[SUB2]], %[[ADD2]], %[[ADD3]], %[[ADD5]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2, %[[GROUP]]#3 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %square_avg: tensor<3x2xf32>, %grad_avg: tensor<3x2xf32>, %momentum_buffer: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:4 = nadir.rmsprop %p, %g, %lr, %step, %square_avg, %grad_avg, %momentum_buffer {alpha = 0.5, eps = 0.5, weight_decay = 0.25, momentum = 0.75, centered = true, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}
