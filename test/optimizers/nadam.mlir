// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.mu_product", type = tensor<f32>}, {name = "w.exp_avg", type = tensor<3x2xf32>}, {name = "w.exp_avg_sq", type = tensor<3x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// STATES-NEXT: %[[C3:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
// STATES: return %[[C1]], %[[C2]], %[[C3]], %[[C3]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "nadam" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[MU_PRODUCT:.*]]: tensor<f32>, %[[EXP_AVG:.*]]: tensor<3x2xf32>, %[[EXP_AVG_SQ:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<9.99999993E-9> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<0.99899999999999999> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<1.000000e-03> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<9.990000e-01> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<1.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<0.899999976> : tensor<f32>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<9.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C9:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C10:.*]] = nadir.constant dense<0.95999999999999996> : tensor<f64>
// CHECK-NEXT: %[[C11:.*]] = nadir.constant dense<4.000000e-03> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[CAST]], %[[C11]]
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[C10]], %[[MUL]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[POW]], %[[C9]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C8]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[SUB]], %[[C7]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[CAST]], %[[C8]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[ADD]], %[[C11]]
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[C10]], %[[MUL4]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[POW2]], %[[C9]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[C8]], %[[MUL5]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[SUB2]], %[[C7]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[MU_PRODUCT]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[CAST2]], %[[MUL3]]
// CHECK-NEXT: %[[POW3:.*]] = nadir.pow %[[C2]], %[[CAST]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[C8]], %[[POW3]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[C8]], %[[SUB3]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[SUB4:.*]] = nadir.sub %[[C8]], %[[MUL3]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[LR]], %[[SUB4]]
// CHECK-NEXT: %[[SUB5:.*]] = nadir.sub %[[C8]], %[[MUL7]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[MUL8]], %[[SUB5]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[LR]], %[[MUL6]]
// CHECK-NEXT: %[[MUL10:.*]] = nadir.mul %[[MUL7]], %[[MUL6]]
// CHECK-NEXT: %[[SUB6:.*]] = nadir.sub %[[C8]], %[[MUL10]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[MUL9]], %[[SUB6]]
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[DIV2]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[CAST5:.*]] = nadir.cast %[[DIV3]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[CAST6:.*]] = nadir.cast %[[MUL7]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[MUL11:.*]] = nadir.mul %[[EXP_AVG]], %[[C6]]
// CHECK-NEXT: %[[MUL12:.*]] = nadir.mul %[[G]], %[[C5]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL11]], %[[MUL12]]
// CHECK-NEXT: %[[MUL13:.*]] = nadir.mul %[[EXP_AVG_SQ]], %[[C4]]
// CHECK-NEXT: %[[MUL14:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[MUL15:.*]] = nadir.mul %[[MUL14]], %[[C3]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[MUL13]], %[[MUL15]]
// CHECK-NEXT: %[[MUL16:.*]] = nadir.mul %[[ADD3]], %[[CAST3]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[MUL16]]
// CHECK-NEXT: %[[ADD4:.*]] = nadir.add %[[SQRT]], %[[C1]]
// CHECK-NEXT: %[[DIV4:.*]] = nadir.div %[[G]], %[[ADD4]]
// CHECK-NEXT: %[[MUL17:.*]] = nadir.mul %[[CAST4]], %[[DIV4]]
// CHECK-NEXT: %[[SUB7:.*]] = nadir.sub %[[P]], %[[MUL17]]
// CHECK-NEXT: %[[DIV5:.*]] = nadir.div %[[ADD2]], %[[ADD4]]
// CHECK-NEXT: %[[MUL18:.*]] = nadir.mul %[[CAST5]], %[[DIV5]]
// CHECK-NEXT: %[[SUB8:.*]] = nadir.sub %[[SUB7]], %[[MUL18]]
// CHECK-NEXT: nadir.yield %[[SUB8]], %[[ADD2]], %[[ADD3]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[CAST6]], %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %mu_product: tensor<f32>, %exp_avg: tensor<3x2xf32>, %exp_avg_sq: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:4 = nadir.nadam %p, %g, %lr, %step, %mu_product, %exp_avg, %exp_avg_sq : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<3x2xf32>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[MU_PRODUCT:.*]]: tensor<f32>, %[[EXP_AVG:.*]]: tensor<3x2xf32>, %[[EXP_AVG_SQ:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<7.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<7.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<0.95999999999999996> : tensor<f64>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<1.250000e-01> : tensor<f64>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C9:.*]] = nadir.constant dense<2.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[LR]], %[[C9]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C8]], %[[MUL]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[SUB]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[CAST]], %[[C7]]
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[C6]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[POW]], %[[C5]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[C8]], %[[MUL3]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[SUB2]], %[[C5]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[CAST]], %[[C8]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[ADD]], %[[C7]]
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[C6]], %[[MUL5]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[POW2]], %[[C5]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[C8]], %[[MUL6]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[SUB3]], %[[C5]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[MU_PRODUCT]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[CAST3]], %[[MUL4]]
// CHECK-NEXT: %[[POW3:.*]] = nadir.pow %[[C1]], %[[CAST]]
// CHECK-NEXT: %[[SUB4:.*]] = nadir.sub %[[C8]], %[[POW3]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[C8]], %[[SUB4]]
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[SUB5:.*]] = nadir.sub %[[C8]], %[[MUL4]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[LR]], %[[SUB5]]
// CHECK-NEXT: %[[SUB6:.*]] = nadir.sub %[[C8]], %[[MUL8]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[MUL9]], %[[SUB6]]
// CHECK-NEXT: %[[MUL10:.*]] = nadir.mul %[[LR]], %[[MUL7]]
// CHECK-NEXT: %[[MUL11:.*]] = nadir.mul %[[MUL8]], %[[MUL7]]
// CHECK-NEXT: %[[SUB7:.*]] = nadir.sub %[[C8]], %[[MUL11]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[MUL10]], %[[SUB7]]
// CHECK-NEXT: %[[CAST5:.*]] = nadir.cast %[[DIV2]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[CAST6:.*]] = nadir.cast %[[DIV3]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[CAST7:.*]] = nadir.cast %[[MUL8]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL12:.*]] = nadir.mul %[[P]], %[[CAST2]]
// CHECK-NEXT: %[[MUL13:.*]] = nadir.mul %[[EXP_AVG]], %[[C4]]
// CHECK-NEXT: %[[MUL14:.*]] = nadir.mul %[[NEG]], %[[C4]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL13]], %[[MUL14]]
// CHECK-NEXT: %[[MUL15:.*]] = nadir.mul %[[EXP_AVG_SQ]], %[[C3]]
// CHECK-NEXT: %[[MUL16:.*]] = nadir.mul %[[NEG]], %[[NEG]]
// CHECK-NEXT: %[[MUL17:.*]] = nadir.mul %[[MUL16]], %[[C2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[MUL15]], %[[MUL17]]
// CHECK-NEXT: %[[MUL18:.*]] = nadir.mul %[[ADD3]], %[[CAST4]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[MUL18]]
// CHECK-NEXT: %[[ADD4:.*]] = nadir.add %[[SQRT]], %[[C4]]
// CHECK-NEXT: %[[DIV4:.*]] = nadir.div %[[NEG]], %[[ADD4]]
// CHECK-NEXT: %[[MUL19:.*]] = nadir.mul %[[CAST5]], %[[DIV4]]
// CHECK-NEXT: %[[SUB8:.*]] = nadir.sub %[[MUL12]], %[[MUL19]]
// CHECK-NEXT: %[[DIV5:.*]] = nadir.div %[[ADD2]], %[[ADD4]]
// CHECK-NEXT: %[[MUL20:.*]] = nadir.mul %[[CAST6]], %[[DIV5]]
// CHECK-NEXT: %[[SUB9:.*]] = nadir.sub %[[SUB8]], %[[MUL20]]
// CHECK-NEXT: nadir.yield %[[SUB9]], %[[ADD2]], %[[ADD3]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[CAST7]], %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %mu_product: tensor<f32>, %exp_avg: tensor<3x2xf32>, %exp_avg_sq: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:4 = nadir.nadam %p, %g, %lr, %step, %mu_product, %exp_avg, %exp_avg_sq {betas = array<f64: 0.5, 0.75>, eps = 0.5, weight_decay = 0.25, momentum_decay = 0.125, decoupled_weight_decay = true, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<3x2xf32>, tensor<f32>, tensor<3x2xf32>, tensor<3x2xf32>
}
