// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.sum", type = tensor<3x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
// STATES: return %[[C1]], %[[C2]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "adagrad" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[SUM:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e-10> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<0.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[CAST]], %[[C3]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[SUB]], %[[C2]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[C3]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[LR]], %[[ADD]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[SUM]], %[[MUL2]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[ADD2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[SQRT]], %[[C1]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[G]], %[[ADD3]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[CAST2]], %[[DIV2]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[P]], %[[MUL3]]
// CHECK-NEXT: nadir.yield %[[SUB2]], %[[ADD2]] : tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1 : tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %sum: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:2 = nadir.adagrad %p, %g, %lr, %step, %sum : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1 : tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[SUM:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[CAST]], %[[C3]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[SUB]], %[[C2]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[C3]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[LR]], %[[ADD]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[P]], %[[C4]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[NEG]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[ADD2]], %[[ADD2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[SUM]], %[[MUL3]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[ADD3]]
// CHECK-NEXT: %[[ADD4:.*]] = nadir.add %[[SQRT]], %[[C1]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[ADD2]], %[[ADD4]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[CAST2]], %[[DIV2]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[P]], %[[MUL4]]
// CHECK-NEXT: nadir.yield %[[SUB2]], %[[ADD3]] : tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1 : tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %sum: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:2 = nadir.adagrad %p, %g, %lr, %step, %sum {lr_decay = 0.5, weight_decay = 0.25, initial_accumulator_value = 0.125, eps = 0.5, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1 : tensor<3x2xf32>, tensor<3x2xf32>
}
