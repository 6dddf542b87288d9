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
  nadir.minimize %l with "radam" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[EXP_AVG:.*]]: tensor<3x2xf32>, %[[EXP_AVG_SQ:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<9.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<5.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<9.99999993E-9> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<3984014.9999999925> : tensor<f64>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<4.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<1998.9999999999982> : tensor<f64>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<2.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C9:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C10:.*]] = nadir.constant dense<0.99899999999999999> : tensor<f64>
// CHECK-NEXT: %[[C11:.*]] = nadir.constant dense<1.000000e-03> : tensor<f32>
// CHECK-NEXT: %[[C12:.*]] = nadir.constant dense<9.990000e-01> : tensor<f32>
// CHECK-NEXT: %[[C13:.*]] = nadir.constant dense<1.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C14:.*]] = nadir.constant dense<0.899999976> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[C10]], %[[CAST]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C9]], %[[POW]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[CAST]], %[[POW]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MUL]], %[[C8]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[MUL2]], %[[SUB]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[C7]], %[[DIV]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[SUB2]], %[[C6]]
// CHECK-NEXT: %[[SUB4:.*]] = nadir.sub %[[SUB2]], %[[C8]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[SUB3]], %[[SUB4]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[MUL3]], %[[C7]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[SUB2]], %[[C5]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[MUL4]], %[[MUL5]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[DIV2]]
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[SUB]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[SQRT2]], %[[SQRT]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[MUL6]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[SUB2]], %[[C3]]
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[C1]], %[[CAST]]
// CHECK-NEXT: %[[SUB5:.*]] = nadir.sub %[[C9]], %[[POW2]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[LR]], %[[SUB5]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[DIV3]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[EXP_AVG]], %[[C14]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[G]], %[[C13]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL7]], %[[MUL8]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[EXP_AVG_SQ]], %[[C12]]
// CHECK-NEXT: %[[MUL10:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[MUL11:.*]] = nadir.mul %[[MUL10]], %[[C11]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL9]], %[[MUL11]]
// CHECK-NEXT: %[[SQRT3:.*]] = nadir.sqrt %[[ADD2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[SQRT3]], %[[C4]]
// CHECK-NEXT: %[[DIV4:.*]] = nadir.div %[[CAST2]], %[[ADD3]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[GT]], %[[DIV4]], %[[C2]]
// CHECK-NEXT: %[[MUL12:.*]] = nadir.mul %[[ADD]], %[[CAST3]]
// CHECK-NEXT: %[[MUL13:.*]] = nadir.mul %[[MUL12]], %[[SELECT]]
// CHECK-NEXT: %[[SUB6:.*]] = nadir.sub %[[P]], %[[MUL13]]
// CHECK-NEXT: nadir.yield %[[SUB6]], %[[ADD]], %[[ADD2]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %exp_avg: tensor<3x2xf32>, %exp_avg_sq: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.radam %p, %g, %lr, %step, %exp_avg, %exp_avg_sq : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[EXP_AVG:.*]]: tensor<3x2xf32>, %[[EXP_AVG_SQ:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<5.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<1.500000e+01> : tensor<f64>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<4.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<7.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<2.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<7.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[C9:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C10:.*]] = nadir.constant dense<7.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C11:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C12:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C13:.*]] = nadir.constant dense<2.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[LR]], %[[C13]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C12]], %[[MUL]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[SUB]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[C8]], %[[CAST]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[C12]], %[[POW]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[CAST]], %[[POW]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL2]], %[[C7]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[MUL3]], %[[SUB2]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[C6]], %[[DIV]]
// CHECK-NEXT: %[[SUB4:.*]] = nadir.sub %[[SUB3]], %[[C5]]
// CHECK-NEXT: %[[SUB5:.*]] = nadir.sub %[[SUB3]], %[[C7]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[SUB4]], %[[SUB5]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[MUL4]], %[[C6]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[SUB3]], %[[C4]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[MUL5]], %[[MUL6]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[DIV2]]
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[SUB2]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[SQRT2]], %[[SQRT]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[MUL7]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[SUB3]], %[[C3]]
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[C1]], %[[CAST]]
// CHECK-NEXT: %[[SUB6:.*]] = nadir.sub %[[C12]], %[[POW2]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[LR]], %[[SUB6]]
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[DIV3]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[P]], %[[CAST2]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[EXP_AVG]], %[[C11]]
// CHECK-NEXT: %[[MUL10:.*]] = nadir.mul %[[NEG]], %[[C11]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL9]], %[[MUL10]]
// CHECK-NEXT: %[[MUL11:.*]] = nadir.mul %[[EXP_AVG_SQ]], %[[C10]]
// CHECK-NEXT: %[[MUL12:.*]] = nadir.mul %[[NEG]], %[[NEG]]
// CHECK-NEXT: %[[MUL13:.*]] = nadir.mul %[[MUL12]], %[[C9]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL11]], %[[MUL13]]
// CHECK-NEXT: %[[SQRT3:.*]] = nadir.sqrt %[[ADD2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[SQRT3]], %[[C11]]
// CHECK-NEXT: %[[DIV4:.*]] = nadir.div %[[CAST3]], %[[ADD3]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[GT]], %[[DIV4]], %[[C2]]
// CHECK-NEXT: %[[MUL14:.*]] = nadir.mul %[[ADD]], %[[CAST4]]
// CHECK-NEXT: %[[MUL15:.*]] = nadir.mul %[[MUL14]], %[[SELECT]]
// CHECK-NEXT: %[[SUB7:.*]] = nadir.sub %[[MUL8]], %[[MUL15]]
// CHECK-NEXT: nadir.yield %[[SUB7]], %[[ADD]], %[[ADD2]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %exp_avg: tensor<3x2xf32>, %exp_avg_sq: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.radam %p, %g, %lr, %step, %exp_avg, %exp_avg_sq {betas = array<f64: 0.5, 0.75>, eps = 0.5, weight_decay = 0.25, decoupled_weight_decay = true, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}
