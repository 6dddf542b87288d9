// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.eta", type = tensor<f32>}, {name = "w.mu", type = tensor<f32>}, {name = "w.ax", type = tensor<3x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<0.00999999977> : tensor<f32>
// STATES-NEXT: %[[C3:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// STATES-NEXT: %[[C4:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
// STATES: return %[[C1]], %[[C2]], %[[C3]], %[[C4]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<f32>, tensor<f32>, tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "asgd" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[ETA:.*]]: tensor<f32>, %[[MU:.*]]: tensor<f32>, %[[AX:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+06> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<7.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<1.000000e-04> : tensor<f64>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[CAST]], %[[C4]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[ETA]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ]], %[[LR]], %[[CAST2]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[MU]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[SELECT]], %[[C3]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C4]], %[[MUL]]
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[SUB]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[CAST5:.*]] = nadir.cast %[[SELECT]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[EQ2:.*]] = nadir.eq %[[CAST3]], %[[C4]]
// CHECK-NEXT: %[[CAST6:.*]] = nadir.cast %[[CAST3]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[LR]], %[[CAST]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL2]], %[[C3]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL3]], %[[C4]]
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[ADD]], %[[C2]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[LR]], %[[POW]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[CAST]], %[[C1]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[SUB2]], %[[C4]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[C4]], %[[MAXIMUM]]
// CHECK-NEXT: %[[CAST7:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[CAST8:.*]] = nadir.cast %[[DIV2]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[P]], %[[CAST4]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[CAST5]], %[[G]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[MUL4]], %[[MUL5]]
// CHECK-NEXT: %[[SUB4:.*]] = nadir.sub %[[SUB3]], %[[AX]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[SUB4]], %[[CAST6]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[AX]], %[[MUL6]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[EQ2]], %[[SUB3]], %[[ADD2]]
// CHECK-NEXT: nadir.yield %[[SUB3]], %[[SELECT2]] : tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[CAST7]], %[[CAST8]], %[[GROUP]]#1 : tensor<3x2xf32>, tensor<f32>, tensor<f32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %eta: tensor<f32>, %mu: tensor<f32>, %ax: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<f32>, tensor<f32>, tensor<3x2xf32>) {
  %0:4 = nadir.asgd %p, %g, %lr, %step, %eta, %mu, %ax : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<f32>, tensor<f32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<f32>, tensor<f32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<3x2xf32>, tensor<f32>, tensor<f32>, tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[ETA:.*]]: tensor<f32>, %[[MU:.*]]: tensor<f32>, %[[AX:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<2.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<2.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<1.250000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[CAST]], %[[C4]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[ETA]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ]], %[[LR]], %[[CAST2]]
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[MU]] : (tensor<f32>) -> tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[SELECT]], %[[C3]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[C4]], %[[MUL]]
// CHECK-NEXT: %[[CAST4:.*]] = nadir.cast %[[SUB]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[CAST5:.*]] = nadir.cast %[[SELECT]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[EQ2:.*]] = nadir.eq %[[CAST3]], %[[C4]]
// CHECK-NEXT: %[[CAST6:.*]] = nadir.cast %[[CAST3]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[LR]], %[[CAST]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL2]], %[[C3]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL3]], %[[C4]]
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[ADD]], %[[C2]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[LR]], %[[POW]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[CAST]], %[[C1]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[SUB2]], %[[C4]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[C4]], %[[MAXIMUM]]
// CHECK-NEXT: %[[CAST7:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[CAST8:.*]] = nadir.cast %[[DIV2]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[P]], %[[C5]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[NEG]], %[[MUL4]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[P]], %[[CAST4]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[CAST5]], %[[ADD2]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[MUL5]], %[[MUL6]]
// CHECK-NEXT: %[[SUB4:.*]] = nadir.sub %[[SUB3]], %[[AX]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[SUB4]], %[[CAST6]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[AX]], %[[MUL7]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[EQ2]], %[[SUB3]], %[[ADD3]]
// CHECK-NEXT: nadir.yield %[[SUB3]], %[[SELECT2]] : tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[CAST7]], %[[CAST8]], %[[GROUP]]#1 : tensor<3x2xf32>, tensor<f32>, tensor<f32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %eta: tensor<f32>, %mu: tensor<f32>, %ax: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<f32>, tensor<f32>, tensor<3x2xf32>) {
  %0:4 = nadir.asgd %p, %g, %lr, %step, %eta, %mu, %ax {lambd = 0.5, alpha = 0.25, t0 = 2.0, weight_decay = 0.125, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<f32>, tensor<f32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<f32>, tensor<f32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<3x2xf32>, tensor<f32>, tensor<f32>, tensor<3x2xf32>
}
