// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s --check-prefix=STATES
// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// STATES: nadir.states = [{name = "w.prev", type = tensor<3x2xf32>}, {name = "w.step_size", type = tensor<3x2xf32>}, {name = "loss.sum",
// STATES-LABEL: func.func @init(
// STATES-NEXT: %[[C1:.*]] = nadir.constant dense<1.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C2:.*]] = nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
// STATES-NEXT: %[[C3:.*]] = nadir.constant dense<0.00999999977> : tensor<3x2xf32>
// STATES: return %[[C1]], %[[C2]], %[[C3]], %{{.*}}, %{{.*}} : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<f64>
nadir.graph @states {
  %g = nadir.input "grad" : tensor<3x2xf32>
  %p = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %m = nadir.mul %p, %g : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %m : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "rprop" {} : tensor<f32>
}

// The update as one loop: the defaults.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[PREV:.*]]: tensor<3x2xf32>, %[[STEP_SIZE:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<-1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<5.000000e+01> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<9.99999997E-7> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<1.200000e+00> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[CAST]], %[[C8]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ]], %[[CAST2]], %[[STEP_SIZE]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[G]], %[[PREV]]
// CHECK-NEXT: %[[LT:.*]] = nadir.lt %[[MUL]], %[[C7]]
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[MUL]], %[[C7]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[LT]], %[[C4]], %[[C6]]
// CHECK-NEXT: %[[SELECT3:.*]] = nadir.select %[[GT]], %[[C5]], %[[SELECT2]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[SELECT]], %[[SELECT3]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[MUL2]], %[[C3]]
// CHECK-NEXT: %[[MINIMUM:.*]] = nadir.minimum %[[MAXIMUM]], %[[C2]]
// CHECK-NEXT: %[[SELECT4:.*]] = nadir.select %[[LT]], %[[C7]], %[[G]]
// CHECK-NEXT: %[[GT2:.*]] = nadir.gt %[[SELECT4]], %[[C7]]
// CHECK-NEXT: %[[LT2:.*]] = nadir.lt %[[SELECT4]], %[[C7]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[SELECT4]], %[[C7]]
// CHECK-NEXT: %[[SELECT5:.*]] = nadir.select %[[LT2]], %[[C1]], %[[MUL3]]
// CHECK-NEXT: %[[SELECT6:.*]] = nadir.select %[[GT2]], %[[C6]], %[[SELECT5]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[SELECT6]], %[[MINIMUM]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL4]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[SELECT4]], %[[MINIMUM]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @defaults(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %prev: tensor<3x2xf32>, %step_size: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.rprop %p, %g, %lr, %step, %prev, %step_size : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}

// The update as one loop: every setting.
// CHECK-LABEL: func.func @all_settings(
// CHECK-SAME: %[[P:.*]]: tensor<3x2xf32>, %[[G:.*]]: tensor<3x2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[PREV:.*]]: tensor<3x2xf32>, %[[STEP_SIZE:.*]]: tensor<3x2xf32>)
// CHECK-NEXT: %[[C1:.*]] = nadir.constant dense<-1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C2:.*]] = nadir.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C3:.*]] = nadir.constant dense<1.250000e-01> : tensor<f32>
// CHECK-NEXT: %[[C4:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[C5:.*]] = nadir.constant dense<1.500000e+00> : tensor<f32>
// CHECK-NEXT: %[[C6:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C7:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[C8:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[CAST]], %[[C8]]
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ]], %[[CAST2]], %[[STEP_SIZE]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[NEG]], %[[PREV]]
// CHECK-NEXT: %[[LT:.*]] = nadir.lt %[[MUL]], %[[C7]]
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[MUL]], %[[C7]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[LT]], %[[C4]], %[[C6]]
// CHECK-NEXT: %[[SELECT3:.*]] = nadir.select %[[GT]], %[[C5]], %[[SELECT2]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[SELECT]], %[[SELECT3]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[MUL2]], %[[C3]]
// CHECK-NEXT: %[[MINIMUM:.*]] = nadir.minimum %[[MAXIMUM]], %[[C2]]
// CHECK-NEXT: %[[SELECT4:.*]] = nadir.select %[[LT]], %[[C7]], %[[NEG]]
// CHECK-NEXT: %[[GT2:.*]] = nadir.gt %[[SELECT4]], %[[C7]]
// CHECK-NEXT: %[[LT2:.*]] = nadir.lt %[[SELECT4]], %[[C7]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[SELECT4]], %[[C7]]
// CHECK-NEXT: %[[SELECT5:.*]] = nadir.select %[[LT2]], %[[C1]], %[[MUL3]]
// CHECK-NEXT: %[[SELECT6:.*]] = nadir.select %[[GT2]], %[[C6]], %[[SELECT5]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[SELECT6]], %[[MINIMUM]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL4]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[SELECT4]], %[[MINIMUM]] : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
func.func @all_settings(%p: tensor<3x2xf32>, %g: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %prev: tensor<3x2xf32>, %step_size: tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>) {
  %0:3 = nadir.rprop %p, %g, %lr, %step, %prev, %step_size {etas = array<f64: 0.25, 1.5>, step_sizes = array<f64: 0.125, 2.0>, maximize = true} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x2xf32>, tensor<3x2xf32>) -> (tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>)
  return %0#0, %0#1, %0#2 : tensor<3x2xf32>, tensor<3x2xf32>, tensor<3x2xf32>
}
