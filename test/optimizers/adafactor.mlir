// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-decompose --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.row_var", type = tensor<3x1xf32>}, {name = "w.col_var", type = tensor<1x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x1xf32>
// STATES-NEXT: %[[C3:.*]] = nadir.constant dense<0.000000e+00> : tensor<1x2xf32>
// STATES: return %[[C1]], %[[C2]], %[[C3]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<3x1xf32>, tensor<1x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "adafactor" {} : tensor<f32>
}

// The update as core operations: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[ROW_VAR:.*]]: tensor<3x1xf32>, %[[COL_VAR:.*]]: tensor<1x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<1.42108547E-14> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<1.1920929E-7> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<1.000000e-03> : tensor<f64>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<2.4494897427831779> : tensor<f64>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<-8.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[CAST]], %[[C8]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[CAST]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[C7]], %[[SQRT]]
// CHECK-NEXT: %[[MINIMUM:.*]] = nadir.minimum %[[LR]], %[[DIV]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[P]], %[[P]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL]] {dim = array<i64: 1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<3x1xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SUM2:.*]] = nadir.sum %[[RESHAPE]] {dim = array<i64: 0>, keepdim = true} : (tensor<3xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[SUM2]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[RESHAPE2]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[CAST2]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[SQRT2]], %[[C6]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[DIV2]], %[[C5]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MINIMUM]], %[[MAXIMUM]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[SUM3:.*]] = nadir.sum %[[MUL3]] {dim = array<i64: -1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[SUM3]], %[[C4]]
// CHECK-NEXT: %[[REST:.*]] = nadir.sub %{{.*}}, %[[POW]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[REST_CAST:.*]] = nadir.cast %[[REST]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[OLD:.*]] = nadir.mul %[[ROW_VAR]], %[[REST_CAST]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[POW]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[NEW:.*]] = nadir.mul %[[DIV3]], %[[CAST3]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[OLD]], %[[NEW]]
// CHECK-NEXT: %[[SUM4:.*]] = nadir.sum %[[MUL3]] {dim = array<i64: -2>, keepdim = true} : (tensor<3x2xf32>) -> tensor<1x2xf32>
// CHECK-NEXT: %[[DIV4:.*]] = nadir.div %[[SUM4]], %[[C3]]
// CHECK-NEXT: %[[OLD2:.*]] = nadir.mul %[[COL_VAR]], %[[REST_CAST]]
// CHECK-NEXT: %[[NEW2:.*]] = nadir.mul %[[DIV4]], %[[CAST3]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[OLD2]], %[[NEW2]]
// CHECK-NEXT: %[[SUM5:.*]] = nadir.sum %[[ADD]] {dim = array<i64: -2>, keepdim = true} : (tensor<3x1xf32>) -> tensor<1x1xf32>
// CHECK-NEXT: %[[DIV5:.*]] = nadir.div %[[SUM5]], %[[C3]]
// CHECK-NEXT: %[[MAXIMUM2:.*]] = nadir.maximum %[[DIV5]], %[[C2]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[ADD]], %[[ADD2]]
// CHECK-NEXT: %[[DIV6:.*]] = nadir.div %[[MUL6]], %[[MAXIMUM2]]
// CHECK-NEXT: %[[MAXIMUM3:.*]] = nadir.maximum %[[DIV6]], %[[C1]]
// CHECK-NEXT: %[[SQRT3:.*]] = nadir.sqrt %[[MAXIMUM3]]
// CHECK-NEXT: %[[DIV7:.*]] = nadir.div %[[G]], %[[SQRT3]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[DIV7]], %[[DIV7]]
// CHECK-NEXT: %[[SUM6:.*]] = nadir.sum %[[MUL7]] {dim = array<i64: 1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[RESHAPE3:.*]] = nadir.reshape %[[SUM6]] : (tensor<3x1xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SUM7:.*]] = nadir.sum %[[RESHAPE3]] {dim = array<i64: 0>, keepdim = true} : (tensor<3xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE4:.*]] = nadir.reshape %[[SUM7]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[RESHAPE4]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT4:.*]] = nadir.sqrt %[[CAST4]]
// CHECK-NEXT: %[[DIV8:.*]] = nadir.div %[[SQRT4]], %[[C6]]
// CHECK-NEXT: %[[MAXIMUM4:.*]] = nadir.maximum %[[DIV8]], %[[C7]]
// CHECK-NEXT: %[[DIV9:.*]] = nadir.div %[[MUL2]], %[[MAXIMUM4]]
// CHECK-NEXT: %[[CAST5:.*]] = nadir.cast %[[DIV9]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[CAST5]], %[[DIV7]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[P]], %[[MUL8]]
// CHECK-NEXT: return %[[SUB3]], %[[ADD]], %[[ADD2]] : tensor<3x2xf32>, tensor<3x1xf32>, tensor<1x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %row_var: tensor<3x1xf32>, %col_var: tensor<1x2xf32>) -> (tensor<3x2xf32>, tensor<3x1xf32>, tensor<1x2xf32>) {
  %0:3 = nadir.adafactor %p, %g, %lr, %step, %row_var, %col_var : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x1xf32>, tensor<1x2xf32>) -> (tensor<3x2xf32>, tensor<3x1xf32>, tensor<1x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x1xf32>, tensor<1x2xf32>
}

// The update as core operations: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[ROW_VAR:.*]]: tensor<3x1xf32>, %[[COL_VAR:.*]]: tensor<1x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<4.8989794855663558> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<1.42108547E-14> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<1.1920929E-7> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<2.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<2.4494897427831779> : tensor<f64>
// CHECK-NEXT: %[[C9:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C10:.*]] = nadir.constant dense<-5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[CAST]], %[[C10]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[CAST]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[C9]], %[[SQRT]]
// CHECK-NEXT: %[[MINIMUM:.*]] = nadir.minimum %[[LR]], %[[DIV]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[P]], %[[P]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL]] {dim = array<i64: 1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<3x1xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SUM2:.*]] = nadir.sum %[[RESHAPE]] {dim = array<i64: 0>, keepdim = true} : (tensor<3xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[SUM2]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[RESHAPE2]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[CAST2]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[SQRT2]], %[[C8]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[DIV2]], %[[C7]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MINIMUM]], %[[MAXIMUM]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[LR]], %[[C6]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C9]], %[[MUL3]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[SUB]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[P]], %[[CAST3]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[NEG]], %[[NEG]]
// CHECK-NEXT: %[[SUM3:.*]] = nadir.sum %[[MUL5]] {dim = array<i64: -1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[SUM3]], %[[C5]]
// CHECK-NEXT: %[[REST:.*]] = nadir.sub %{{.*}}, %[[POW]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[REST_CAST:.*]] = nadir.cast %[[REST]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[OLD:.*]] = nadir.mul %[[ROW_VAR]], %[[REST_CAST]]
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[POW]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[NEW:.*]] = nadir.mul %[[DIV3]], %[[CAST4]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[OLD]], %[[NEW]]
// CHECK-NEXT: %[[SUM4:.*]] = nadir.sum %[[MUL5]] {dim = array<i64: -2>, keepdim = true} : (tensor<3x2xf32>) -> tensor<1x2xf32>
// CHECK-NEXT: %[[DIV4:.*]] = nadir.div %[[SUM4]], %[[C4]]
// CHECK-NEXT: %[[OLD2:.*]] = nadir.mul %[[COL_VAR]], %[[REST_CAST]]
// CHECK-NEXT: %[[NEW2:.*]] = nadir.mul %[[DIV4]], %[[CAST4]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[OLD2]], %[[NEW2]]
// CHECK-NEXT: %[[SUM5:.*]] = nadir.sum %[[ADD]] {dim = array<i64: -2>, keepdim = true} : (tensor<3x1xf32>) -> tensor<1x1xf32>
// CHECK-NEXT: %[[DIV5:.*]] = nadir.div %[[SUM5]], %[[C4]]
// CHECK-NEXT: %[[MAXIMUM2:.*]] = nadir.maximum %[[DIV5]], %[[C3]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[ADD]], %[[ADD2]]
// CHECK-NEXT: %[[DIV6:.*]] = nadir.div %[[MUL8]], %[[MAXIMUM2]]
// CHECK-NEXT: %[[MAXIMUM3:.*]] = nadir.maximum %[[DIV6]], %[[C2]]
// CHECK-NEXT: %[[SQRT3:.*]] = nadir.sqrt %[[MAXIMUM3]]
// CHECK-NEXT: %[[DIV7:.*]] = nadir.div %[[NEG]], %[[SQRT3]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[DIV7]], %[[DIV7]]
// CHECK-NEXT: %[[SUM6:.*]] = nadir.sum %[[MUL9]] {dim = array<i64: 1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[RESHAPE3:.*]] = nadir.reshape %[[SUM6]] : (tensor<3x1xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SUM7:.*]] = nadir.sum %[[RESHAPE3]] {dim = array<i64: 0>, keepdim = true} : (tensor<3xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE4:.*]] = nadir.reshape %[[SUM7]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[CAST5:.*]] = nadir.cast %[[RESHAPE4]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT4:.*]] = nadir.sqrt %[[CAST5]]
// CHECK-NEXT: %[[DIV8:.*]] = nadir.div %[[SQRT4]], %[[C1]]
// CHECK-NEXT: %[[MAXIMUM4:.*]] = nadir.maximum %[[DIV8]], %[[C9]]
// CHECK-NEXT: %[[DIV9:.*]] = nadir.div %[[MUL2]], %[[MAXIMUM4]]
// CHECK-NEXT: %[[CAST6:.*]] = nadir.cast %[[DIV9]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL10:.*]] = nadir.mul %[[CAST6]], %[[DIV7]]
// CHECK-NEXT: %[[SUB4:.*]] = nadir.sub %[[MUL4]], %[[MUL10]]
// CHECK-NEXT: return %[[SUB4]], %[[ADD]], %[[ADD2]] : tensor<3x2xf32>, tensor<3x1xf32>, tensor<1x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %row_var: tensor<3x1xf32>, %col_var: tensor<1x2xf32>) -> (tensor<3x2xf32>, tensor<3x1xf32>, tensor<1x2xf32>) {
  %0:3 = nadir.adafactor %p, %g, %lr, %step, %row_var, %col_var {beta2_decay = -0.5, eps = array<f64: 0x7FF8000000000000, 0.5>, d = 2.0, weight_decay = 0.25, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x1xf32>, tensor<1x2xf32>) -> (tensor<3x2xf32>, tensor<3x1xf32>, tensor<1x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x1xf32>, tensor<1x2xf32>
}
