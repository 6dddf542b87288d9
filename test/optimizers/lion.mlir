// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.exp_avg", type = tensor<3x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
// STATES: return %[[C1]], %[[C2]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "lion" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[EXP_AVG:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<9.900000e-01> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<0.00999999977> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<1.000000e-03> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<-1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<0.899999976> : tensor<f32>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<1.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[G]], %[[C8]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[EXP_AVG]], %[[C7]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL2]]
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[ADD]], %[[C6]]
// CHECK-NEXT: %[[LT:.*]] = nadir.lt %[[ADD]], %[[C6]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[ADD]], %[[C6]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[LT]], %[[C4]], %[[MUL3]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[GT]], %[[C5]], %[[SELECT]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[P]], %[[C3]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[SELECT2]], %[[MUL4]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[CAST]], %[[ADD2]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL5]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[G]], %[[C2]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[EXP_AVG]], %[[C1]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[MUL6]], %[[MUL7]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[ADD3]] : tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1 : tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %exp_avg: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:2 = nadir.lion %p, %g, %lr, %step, %exp_avg : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1 : tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[EXP_AVG:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<7.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<-1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[NEG]], %[[C6]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[EXP_AVG]], %[[C6]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL2]]
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[ADD]], %[[C5]]
// CHECK-NEXT: %[[LT:.*]] = nadir.lt %[[ADD]], %[[C5]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[ADD]], %[[C5]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[LT]], %[[C3]], %[[MUL3]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[GT]], %[[C4]], %[[SELECT]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[CAST]], %[[SELECT2]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL4]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[NEG]], %[[C2]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[EXP_AVG]], %[[C1]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL5]], %[[MUL6]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[ADD2]] : tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1 : tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %exp_avg: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:2 = nadir.lion %p, %g, %lr, %step, %exp_avg {betas = array<f64: 0.5, 0.75>, weight_decay = 0.0, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1 : tensor<3x2xf32>, tensor<3x2xf32>
}
