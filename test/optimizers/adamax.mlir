// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.exp_avg", type = tensor<3x2xf32>}, {name = "w.exp_inf", type = tensor<3x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
// STATES: return %[[C1]], %[[C2]], %[[C2]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "adamax" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[EXP_AVG:.*]]: tensor<3x2xf32>, %[[EXP_INF:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<9.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<9.99999993E-9> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<9.990000e-01> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<1.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<0.899999976> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[C2]], %[[CAST]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C1]], %[[POW]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[LR]], %[[SUB]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[EXP_AVG]], %[[C6]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[C5]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[EXP_INF]], %[[C4]]
// CHECK-NEXT: %[[ABS:.*]] = nadir.abs %[[G]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[ABS]], %[[C3]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[MUL3]], %[[ADD2]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[ADD]], %[[MAXIMUM]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[CAST2]], %[[DIV2]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[P]], %[[MUL4]]
// CHECK-NEXT: nadir.yield %[[SUB2]], %[[ADD]], %[[MAXIMUM]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %exp_avg: tensor<3x2xf32>, %exp_inf: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.adamax %p, %g, %lr, %step, %exp_avg, %exp_inf : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[EXP_AVG:.*]]: tensor<3x2xf32>, %[[EXP_INF:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<7.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[C2]], %[[CAST]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C1]], %[[POW]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[LR]], %[[SUB]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[P]], %[[C5]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[NEG]], %[[MUL]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[EXP_AVG]], %[[C4]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[ADD]], %[[C4]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL2]], %[[MUL3]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[EXP_INF]], %[[C3]]
// CHECK-NEXT: %[[ABS:.*]] = nadir.abs %[[ADD]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[ABS]], %[[C4]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[MUL4]], %[[ADD3]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[ADD2]], %[[MAXIMUM]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[CAST2]], %[[DIV2]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[P]], %[[MUL5]]
// CHECK-NEXT: nadir.yield %[[SUB2]], %[[ADD2]], %[[MAXIMUM]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %exp_avg: tensor<3x2xf32>, %exp_inf: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.adamax %p, %g, %lr, %step, %exp_avg, %exp_inf {betas = array<f64: 0.5, 0.75>, eps = 0.5, weight_decay = 0.25, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}
