// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-decompose --canonicalize --cse | FileCheck %s

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
  nadir.minimize %l with "lamb" {} : tensor<f32>
}

// The update as core operations: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[EXP_AVG:.*]]: tensor<3x2xf32>, %[[EXP_AVG_SQ:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<0.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<9.99999997E-7> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<0.99899999999999999> : tensor<f64>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<9.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<1.000000e-03> : tensor<f32>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<9.990000e-01> : tensor<f32>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<1.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C9:.*]] = nadir.constant dense<0.899999976> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[EXP_AVG]], %[[C9]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[C8]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[EXP_AVG_SQ]], %[[C7]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[MUL4]], %[[C6]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL3]], %[[MUL5]]
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[C5]], %[[CAST]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C4]], %[[POW]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[C4]], %[[SUB]]
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[C3]], %[[CAST]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[C4]], %[[POW2]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[C4]], %[[SUB2]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[ADD]], %[[CAST2]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[DIV2]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[ADD2]], %[[CAST3]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[MUL7]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[SQRT]], %[[C2]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[MUL6]], %[[ADD3]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[P]], %[[P]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL8]] {dim = array<i64: 1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<3x1xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SUM2:.*]] = nadir.sum %[[RESHAPE]] {dim = array<i64: 0>, keepdim = true} : (tensor<3xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[SUM2]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[RESHAPE2]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[CAST4]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[DIV3]], %[[DIV3]]
// CHECK-NEXT: %[[SUM3:.*]] = nadir.sum %[[MUL9]] {dim = array<i64: 1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[RESHAPE3:.*]] = nadir.reshape %[[SUM3]] : (tensor<3x1xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SUM4:.*]] = nadir.sum %[[RESHAPE3]] {dim = array<i64: 0>, keepdim = true} : (tensor<3xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE4:.*]] = nadir.reshape %[[SUM4]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[CAST5:.*]] = nadir.cast %[[RESHAPE4]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT3:.*]] = nadir.sqrt %[[CAST5]]
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[SQRT2]], %[[C1]]
// CHECK-NEXT: %[[EQ2:.*]] = nadir.eq %[[SQRT3]], %[[C1]]
// CHECK-NEXT: %[[DIV4:.*]] = nadir.div %[[SQRT2]], %[[SQRT3]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ2]], %[[C4]], %[[DIV4]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[EQ]], %[[C4]], %[[SELECT]]
// CHECK-NEXT: %[[MUL10:.*]] = nadir.mul %[[LR]], %[[SELECT2]]
// CHECK-NEXT: %[[CAST6:.*]] = nadir.cast %[[MUL10]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL11:.*]] = nadir.mul %[[CAST6]], %[[DIV3]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[P]], %[[MUL11]]
// CHECK-NEXT: return %[[SUB3]], %[[ADD]], %[[ADD2]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %exp_avg: tensor<3x2xf32>, %exp_avg_sq: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.lamb %p, %g, %lr, %step, %exp_avg, %exp_avg_sq : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as core operations: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[EXP_AVG:.*]]: tensor<3x2xf32>, %[[EXP_AVG_SQ:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<0.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<7.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<7.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[EXP_AVG]], %[[C7]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[NEG]], %[[C7]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[EXP_AVG_SQ]], %[[C6]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[NEG]], %[[NEG]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[MUL4]], %[[C5]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL3]], %[[MUL5]]
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[C4]], %[[CAST]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C3]], %[[POW]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[C3]], %[[SUB]]
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[C2]], %[[CAST]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[C3]], %[[POW2]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[C3]], %[[SUB2]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[ADD]], %[[CAST2]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[DIV2]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[ADD2]], %[[CAST3]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[MUL7]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[SQRT]], %[[C7]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[MUL6]], %[[ADD3]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[P]], %[[C5]]
// CHECK-NEXT: %[[ADD4:.*]] = nadir.add %[[DIV3]], %[[MUL8]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[P]], %[[P]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL9]] {dim = array<i64: 1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<3x1xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SUM2:.*]] = nadir.sum %[[RESHAPE]] {dim = array<i64: 0>, keepdim = true} : (tensor<3xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[SUM2]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[RESHAPE2]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[CAST4]]
// CHECK-NEXT: %[[MUL10:.*]] = nadir.mul %[[ADD4]], %[[ADD4]]
// CHECK-NEXT: %[[SUM3:.*]] = nadir.sum %[[MUL10]] {dim = array<i64: 1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[RESHAPE3:.*]] = nadir.reshape %[[SUM3]] : (tensor<3x1xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SUM4:.*]] = nadir.sum %[[RESHAPE3]] {dim = array<i64: 0>, keepdim = true} : (tensor<3xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE4:.*]] = nadir.reshape %[[SUM4]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[CAST5:.*]] = nadir.cast %[[RESHAPE4]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT3:.*]] = nadir.sqrt %[[CAST5]]
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[SQRT2]], %[[C1]]
// CHECK-NEXT: %[[EQ2:.*]] = nadir.eq %[[SQRT3]], %[[C1]]
// CHECK-NEXT: %[[DIV4:.*]] = nadir.div %[[SQRT2]], %[[SQRT3]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ2]], %[[C3]], %[[DIV4]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[EQ]], %[[C3]], %[[SELECT]]
// CHECK-NEXT: %[[MUL11:.*]] = nadir.mul %[[LR]], %[[SELECT2]]
// CHECK-NEXT: %[[CAST6:.*]] = nadir.cast %[[MUL11]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL12:.*]] = nadir.mul %[[CAST6]], %[[ADD4]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[P]], %[[MUL12]]
// CHECK-NEXT: return %[[SUB3]], %[[ADD]], %[[ADD2]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %exp_avg: tensor<3x2xf32>, %exp_avg_sq: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.lamb %p, %g, %lr, %step, %exp_avg, %exp_avg_sq {betas = array<f64: 0.5, 0.75>, eps = 0.5, weight_decay = 0.25, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}
