// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.exp_avg", type = tensor<3x2xf32>}, {name = "w.exp_avg_sq", type = tensor<3x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
// STATES: return %[[C1]], %[[C2]], %[[C2]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "adamw" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[EXP_AVG:.*]]: tensor<3x2xf32>, %[[EXP_AVG_SQ:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<9.99999993E-9> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<0.99899999999999999> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<9.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<1.000000e-03> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<9.990000e-01> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<1.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<0.899999976> : tensor<f32>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C9:.*]] = nadir.constant dense<1.000000e-02> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[LR]], %[[C9]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C8]], %[[MUL]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[SUB]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[C3]], %[[CAST]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[C8]], %[[POW]]
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[C2]], %[[CAST]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[C8]], %[[POW2]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[SUB3]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[C8]], %[[SQRT]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[LR]], %[[SUB2]]
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[DIV2]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[P]], %[[CAST2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[EXP_AVG]], %[[C7]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[G]], %[[C6]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL3]], %[[MUL4]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[EXP_AVG_SQ]], %[[C5]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[MUL6]], %[[C4]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL5]], %[[MUL7]]
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[ADD2]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[SQRT2]], %[[CAST3]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[MUL8]], %[[C1]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[ADD]], %[[ADD3]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[CAST4]], %[[DIV3]]
// CHECK-NEXT: %[[SUB4:.*]] = nadir.sub %[[MUL2]], %[[MUL9]]
// CHECK-NEXT: nadir.yield %[[SUB4]], %[[ADD]], %[[ADD2]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %exp_avg: tensor<3x2xf32>, %exp_avg_sq: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.adamw %p, %g, %lr, %step, %exp_avg, %exp_avg_sq : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[EXP_AVG:.*]]: tensor<3x2xf32>, %[[EXP_AVG_SQ:.*]]: tensor<3x2xf32>, %[[MAX_EXP_AVG_SQ:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<7.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<7.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[C3]], %[[CAST]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C2]], %[[POW]]
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[C1]], %[[CAST]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[C2]], %[[POW2]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[SUB2]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[C2]], %[[SQRT]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[LR]], %[[SUB]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[DIV2]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:4 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[EXP_AVG]], %[[C6]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[NEG]], %[[C6]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[EXP_AVG_SQ]], %[[C5]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[NEG]], %[[NEG]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[MUL4]], %[[C4]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL3]], %[[MUL5]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[MAX_EXP_AVG_SQ]], %[[ADD2]]
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[MAXIMUM]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[SQRT2]], %[[CAST2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[MUL6]], %[[C6]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[ADD]], %[[ADD3]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[CAST3]], %[[DIV3]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[P]], %[[MUL7]]
// CHECK-NEXT: nadir.yield %[[SUB3]], %[[ADD]], %[[ADD2]], %[[MAXIMUM]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2, %[[GROUP]]#3 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %exp_avg: tensor<3x2xf32>, %exp_avg_sq: tensor<3x2xf32>, %max_exp_avg_sq: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:4 = nadir.adamw %p, %g, %lr, %step, %exp_avg, %exp_avg_sq, %max_exp_avg_sq {betas = array<f64: 0.5, 0.75>, eps = 0.5, weight_decay = 0.0, amsgrad = true, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}
