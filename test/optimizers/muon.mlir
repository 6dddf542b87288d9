// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-decompose --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.momentum_buffer", type = tensor<3x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
// STATES: return %[[C1]], %[[C2]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "muon" {} : tensor<f32>
}

// The update as core operations: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[MOMENTUM_BUFFER:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<1.2247448713915889> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<1.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<3.444500e+00> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<2.031500e+00> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<-4.775000e+00> : tensor<f32>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<9.9999999999999995E-8> : tensor<f64>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<5.000000e-02> : tensor<f32>
// CHECK-NEXT: %[[C9:.*]] = nadir.constant dense<0.949999988> : tensor<f32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[MOMENTUM_BUFFER]], %[[C9]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[C8]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[ADD]], %[[C9]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL2]], %[[MUL3]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[ADD2]], %[[ADD2]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL4]] {dim = array<i64: 1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<3x1xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SUM2:.*]] = nadir.sum %[[RESHAPE]] {dim = array<i64: 0>, keepdim = true} : (tensor<3xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[SUM2]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[RESHAPE2]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[CAST]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[SQRT]], %[[C7]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[MAXIMUM]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[ADD2]], %[[CAST2]]
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[DIV]], %[[DIV]] {transpose_lhs = true} : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[MATMUL]], %[[C6]]
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[MATMUL]], %[[MATMUL]] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[MATMUL2]], %[[C5]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[MUL5]], %[[MUL6]]
// CHECK-NEXT: %[[MATMUL3:.*]] = nadir.matmul %[[DIV]], %[[ADD3]] : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[DIV]], %[[C4]]
// CHECK-NEXT: %[[ADD4:.*]] = nadir.add %[[MUL7]], %[[MATMUL3]]
// CHECK-NEXT: %[[MATMUL4:.*]] = nadir.matmul %[[ADD4]], %[[ADD4]] {transpose_lhs = true} : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[MATMUL4]], %[[C6]]
// CHECK-NEXT: %[[MATMUL5:.*]] = nadir.matmul %[[MATMUL4]], %[[MATMUL4]] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[MATMUL5]], %[[C5]]
// CHECK-NEXT: %[[ADD5:.*]] = nadir.add %[[MUL8]], %[[MUL9]]
// CHECK-NEXT: %[[MATMUL6:.*]] = nadir.matmul %[[ADD4]], %[[ADD5]] : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
// CHECK-NEXT: %[[MUL10:.*]] = nadir.mul %[[ADD4]], %[[C4]]
// CHECK-NEXT: %[[ADD6:.*]] = nadir.add %[[MUL10]], %[[MATMUL6]]
// CHECK-NEXT: %[[MATMUL7:.*]] = nadir.matmul %[[ADD6]], %[[ADD6]] {transpose_lhs = true} : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL11:.*]] = nadir.mul %[[MATMUL7]], %[[C6]]
// CHECK-NEXT: %[[MATMUL8:.*]] = nadir.matmul %[[MATMUL7]], %[[MATMUL7]] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL12:.*]] = nadir.mul %[[MATMUL8]], %[[C5]]
// CHECK-NEXT: %[[ADD7:.*]] = nadir.add %[[MUL11]], %[[MUL12]]
// CHECK-NEXT: %[[MATMUL9:.*]] = nadir.matmul %[[ADD6]], %[[ADD7]] : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
// CHECK-NEXT: %[[MUL13:.*]] = nadir.mul %[[ADD6]], %[[C4]]
// CHECK-NEXT: %[[ADD8:.*]] = nadir.add %[[MUL13]], %[[MATMUL9]]
// CHECK-NEXT: %[[MATMUL10:.*]] = nadir.matmul %[[ADD8]], %[[ADD8]] {transpose_lhs = true} : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL14:.*]] = nadir.mul %[[MATMUL10]], %[[C6]]
// CHECK-NEXT: %[[MATMUL11:.*]] = nadir.matmul %[[MATMUL10]], %[[MATMUL10]] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL15:.*]] = nadir.mul %[[MATMUL11]], %[[C5]]
// CHECK-NEXT: %[[ADD9:.*]] = nadir.add %[[MUL14]], %[[MUL15]]
// CHECK-NEXT: %[[MATMUL12:.*]] = nadir.matmul %[[ADD8]], %[[ADD9]] : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
// CHECK-NEXT: %[[MUL16:.*]] = nadir.mul %[[ADD8]], %[[C4]]
// CHECK-NEXT: %[[ADD10:.*]] = nadir.add %[[MUL16]], %[[MATMUL12]]
// CHECK-NEXT: %[[MATMUL13:.*]] = nadir.matmul %[[ADD10]], %[[ADD10]] {transpose_lhs = true} : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL17:.*]] = nadir.mul %[[MATMUL13]], %[[C6]]
// CHECK-NEXT: %[[MATMUL14:.*]] = nadir.matmul %[[MATMUL13]], %[[MATMUL13]] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL18:.*]] = nadir.mul %[[MATMUL14]], %[[C5]]
// CHECK-NEXT: %[[ADD11:.*]] = nadir.add %[[MUL17]], %[[MUL18]]
// CHECK-NEXT: %[[MATMUL15:.*]] = nadir.matmul %[[ADD10]], %[[ADD11]] : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
// CHECK-NEXT: %[[MUL19:.*]] = nadir.mul %[[ADD10]], %[[C4]]
// CHECK-NEXT: %[[ADD12:.*]] = nadir.add %[[MUL19]], %[[MATMUL15]]
// CHECK-NEXT: %[[MUL20:.*]] = nadir.mul %[[LR]], %[[C3]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C2]], %[[MUL20]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[SUB]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL21:.*]] = nadir.mul %[[P]], %[[CAST3]]
// CHECK-NEXT: %[[MUL22:.*]] = nadir.mul %[[LR]], %[[C1]]
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[MUL22]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL23:.*]] = nadir.mul %[[CAST4]], %[[ADD12]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[MUL21]], %[[MUL23]]
// CHECK-NEXT: return %[[SUB2]], %[[ADD]] : tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %momentum_buffer: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:2 = nadir.muon %p, %g, %lr, %step, %momentum_buffer : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1 : tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as core operations: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[MOMENTUM_BUFFER:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<0.34641016151377546> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<-1.500000e+00> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[MOMENTUM_BUFFER]], %[[C5]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[C5]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[ADD]], %[[ADD]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL3]] {dim = array<i64: 1>, keepdim = true} : (tensor<3x2xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<3x1xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SUM2:.*]] = nadir.sum %[[RESHAPE]] {dim = array<i64: 0>, keepdim = true} : (tensor<3xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[SUM2]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[RESHAPE2]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[CAST]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[SQRT]], %[[C4]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[MAXIMUM]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[ADD]], %[[CAST2]]
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[DIV]], %[[DIV]] {transpose_lhs = true} : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[MATMUL]], %[[C3]]
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[MATMUL]], %[[MATMUL]] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[MATMUL2]], %[[C5]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL4]], %[[MUL5]]
// CHECK-NEXT: %[[MATMUL3:.*]] = nadir.matmul %[[DIV]], %[[ADD2]] : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[DIV]], %[[C2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[MUL6]], %[[MATMUL3]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[LR]], %[[C1]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[MUL7]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[CAST3]], %[[ADD3]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL8]]
// CHECK-NEXT: return %[[SUB]], %[[ADD]] : tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %momentum_buffer: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:2 = nadir.muon %p, %g, %lr, %step, %momentum_buffer {weight_decay = 0.0, momentum = 0.5, nesterov = false, ns_coefficients = array<f64: 2.0, -1.5, 0.5>, eps = 0.5, ns_steps = 1 : i64, adjust_lr_fn = "match_rms_adamw"} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1 : tensor<3x2xf32>, tensor<3x2xf32>
}
