// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.square_avg", type = tensor<3x2xf32>}, {name = "w.acc_delta", type = tensor<3x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
// STATES: return %[[C1]], %[[C2]], %[[C2]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "adadelta" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[SQUARE_AVG:.*]]: tensor<3x2xf32>, %[[ACC_DELTA:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<9.99999997E-7> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<1.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<0.899999976> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[SQUARE_AVG]], %[[C3]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL2]], %[[C2]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL3]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[ACC_DELTA]], %[[C1]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[ADD2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[ADD]], %[[C1]]
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[ADD3]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[SQRT]], %[[SQRT2]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[DIV]], %[[G]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[ACC_DELTA]], %[[C3]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[MUL4]], %[[MUL4]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[MUL6]], %[[C2]]
// CHECK-NEXT: %[[ADD4:.*]] = nadir.add %[[MUL5]], %[[MUL7]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[CAST]], %[[MUL4]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL8]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[ADD]], %[[ADD4]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %square_avg: tensor<3x2xf32>, %acc_delta: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.adadelta %p, %g, %lr, %step, %square_avg, %acc_delta : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[SQUARE_AVG:.*]]: tensor<3x2xf32>, %[[ACC_DELTA:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[P]], %[[C2]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[NEG]], %[[MUL]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[SQUARE_AVG]], %[[C1]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[ADD]], %[[ADD]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[MUL3]], %[[C1]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL2]], %[[MUL4]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[ACC_DELTA]], %[[C1]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[ADD3]]
// CHECK-NEXT: %[[ADD4:.*]] = nadir.add %[[ADD2]], %[[C1]]
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[ADD4]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[SQRT]], %[[SQRT2]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[DIV]], %[[ADD]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[ACC_DELTA]], %[[C1]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[MUL5]], %[[MUL5]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[MUL7]], %[[C1]]
// CHECK-NEXT: %[[ADD5:.*]] = nadir.add %[[MUL6]], %[[MUL8]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[CAST]], %[[MUL5]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL9]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[ADD2]], %[[ADD5]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %square_avg: tensor<3x2xf32>, %acc_delta: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.adadelta %p, %g, %lr, %step, %square_avg, %acc_delta {rho = 0.5, eps = 0.5, weight_decay = 0.25, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}
