// RUN: nadir-opt %s --nadir-fuse-updates --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @sgd(
// CHECK-SAME: %[[P:.*]]: tensor<4x3xf32>, %[[G:.*]]: tensor<4x3xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>)
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" update : tensor<4x3xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[CAST]], %[[G]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL]]
// CHECK-NEXT: nadir.yield %[[SUB]] : tensor<4x3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]
func.func @sgd(%p: tensor<4x3xf32>, %g: tensor<4x3xf32>, %lr: tensor<f64>, %step: tensor<i64>) -> tensor<4x3xf32> {
  %0 = nadir.sgd %p, %g, %lr, %step : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<f64>, tensor<i64>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// The same order of operations as torch.optim.SGD; the first step takes the
// gradient undamped.
// CHECK-LABEL: func.func @sgd_momentum(
// CHECK-SAME: %[[P:.*]]: tensor<3xf32>, %[[G:.*]]: tensor<3xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[S:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[CAST]], %[[ONE]] : (tensor<f64>, tensor<f64>) -> tensor<i1>
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3xf32>, tensor<3xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[G]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[P]], %[[CONSTANT]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[NEG]], %[[MUL]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[S]], %[[HALF]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[ADD]], %[[HALF]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL2]], %[[MUL3]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ]], %[[ADD]], %[[ADD2]] : (tensor<i1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[CAST2]], %[[SELECT]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL4]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[SELECT]] : tensor<3xf32>, tensor<3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1
func.func @sgd_momentum(%p: tensor<3xf32>, %g: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0:2 = nadir.sgd %p, %g, %lr, %step, %s {dampening = 0.5, maximize = true, momentum = 0.5, weight_decay = 0.25} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @sgd_nesterov(
// CHECK-SAME: %[[P:.*]]: tensor<3xf64>, %[[G:.*]]: tensor<3xf64>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[S:.*]]: tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[CAST]], %[[ONE]] : (tensor<f64>, tensor<f64>) -> tensor<i1>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3xf64>, tensor<3xf64> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[S]], %[[HALF]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[G]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ]], %[[G]], %[[ADD]] : (tensor<i1>, tensor<3xf64>, tensor<3xf64>) -> tensor<3xf64>
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[SELECT]], %[[HALF]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[G]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[LR]], %[[ADD2]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL3]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[SELECT]] : tensor<3xf64>, tensor<3xf64>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1
func.func @sgd_nesterov(%p: tensor<3xf64>, %g: tensor<3xf64>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>) {
  %0:2 = nadir.sgd %p, %g, %lr, %step, %s {momentum = 0.5, nesterov = true} : (tensor<3xf64>, tensor<3xf64>, tensor<f64>, tensor<i64>, tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>)
  return %0#0, %0#1 : tensor<3xf64>, tensor<3xf64>
}

// What is the same for all elements stands in front, in double precision.
// CHECK-LABEL: func.func @adam(
// CHECK-SAME: %[[P:.*]]: tensor<4x3xf32>, %[[G:.*]]: tensor<4x3xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[M:.*]]: tensor<4x3xf32>, %[[V:.*]]: tensor<4x3xf32>) -> (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1.250000e-01> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<7.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[CONSTANT3:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT4:.*]] = nadir.constant dense<7.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[HALF2:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[HALF]], %[[CAST]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[ONE]], %[[POW]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[CONSTANT2]], %[[CAST]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[ONE]], %[[POW2]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[SUB2]] : (tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[ONE]], %[[SQRT]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[LR]], %[[SUB]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[DIV2]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:3 = nadir.group "loop" update : tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[M]], %[[HALF2]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[HALF2]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[V]], %[[CONSTANT4]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[MUL4]], %[[CONSTANT3]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL3]], %[[MUL5]]
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[ADD2]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[SQRT2]], %[[CAST2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[MUL6]], %[[CONSTANT]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[ADD]], %[[ADD3]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[CAST3]], %[[DIV3]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[P]], %[[MUL7]]
// CHECK-NEXT: nadir.yield %[[SUB3]], %[[ADD]], %[[ADD2]] : tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2
func.func @adam(%p: tensor<4x3xf32>, %g: tensor<4x3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %m: tensor<4x3xf32>, %v: tensor<4x3xf32>) -> (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32>) {
  %0:3 = nadir.adam %p, %g, %lr, %step, %m, %v {betas = array<f64: 0.5, 0.75>, eps = 0.125} : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<f64>, tensor<i64>, tensor<4x3xf32>, tensor<4x3xf32>) -> (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32>)
  return %0#0, %0#1, %0#2 : tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32>
}

// CHECK-LABEL: func.func @adam_amsgrad(
// CHECK-SAME: %[[P:.*]]: tensor<3xf32>, %[[G:.*]]: tensor<3xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[M:.*]]: tensor<3xf32>, %[[V:.*]]: tensor<3xf32>, %[[X:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1.250000e-01> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<7.500000e-01> : tensor<f64>
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[CONSTANT3:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT4:.*]] = nadir.constant dense<7.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[HALF2:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[HALF]], %[[CAST]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[ONE]], %[[POW]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[CONSTANT2]], %[[CAST]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[ONE]], %[[POW2]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[SUB2]] : (tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[ONE]], %[[SQRT]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[LR]], %[[SUB]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[DIV2]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:4 = nadir.group "loop" update : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[M]], %[[HALF2]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[HALF2]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL2]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[V]], %[[CONSTANT4]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[MUL4]], %[[CONSTANT3]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL3]], %[[MUL5]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[X]], %[[ADD2]]
// CHECK-NEXT: %[[SQRT2:.*]] = nadir.sqrt %[[MAXIMUM]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[SQRT2]], %[[CAST2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[MUL6]], %[[CONSTANT]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[ADD]], %[[ADD3]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[CAST3]], %[[DIV3]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[P]], %[[MUL7]]
// CHECK-NEXT: nadir.yield %[[SUB3]], %[[ADD]], %[[ADD2]], %[[MAXIMUM]] : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2, %[[GROUP]]#3
func.func @adam_amsgrad(%p: tensor<3xf32>, %g: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %m: tensor<3xf32>, %v: tensor<3xf32>, %x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %0:4 = nadir.adam %p, %g, %lr, %step, %m, %v, %x {amsgrad = true, betas = array<f64: 0.5, 0.75>, eps = 0.125} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @rmsprop(
// CHECK-SAME: %[[P:.*]]: tensor<3xf32>, %[[G:.*]]: tensor<3xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[S:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1.250000e-01> : tensor<f32>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3xf32>, tensor<3xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[S]], %[[HALF]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL2]], %[[HALF]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL3]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[ADD]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[SQRT]], %[[CONSTANT]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[G]], %[[ADD2]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[CAST]], %[[DIV]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL4]]
// CHECK-NEXT: nadir.yield %[[SUB]], %[[ADD]] : tensor<3xf32>, tensor<3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1
func.func @rmsprop(%p: tensor<3xf32>, %g: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0:2 = nadir.rmsprop %p, %g, %lr, %step, %s {alpha = 0.5, eps = 0.125} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @rmsprop_centered(
// CHECK-SAME: %[[P:.*]]: tensor<3xf32>, %[[G:.*]]: tensor<3xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[S:.*]]: tensor<3xf32>, %[[A:.*]]: tensor<3xf32>, %[[B:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<7.500000e-01> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<1.250000e-01> : tensor<f32>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:4 = nadir.group "loop" update : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[S]], %[[HALF]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL2]], %[[HALF]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[MUL3]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[A]], %[[HALF]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[G]], %[[HALF]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL4]], %[[MUL5]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[ADD2]], %[[ADD2]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[ADD]], %[[MUL6]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[SUB]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[SQRT]], %[[CONSTANT2]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[G]], %[[ADD3]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[B]], %[[CONSTANT]]
// CHECK-NEXT: %[[ADD4:.*]] = nadir.add %[[MUL7]], %[[DIV]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[CAST]], %[[ADD4]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[P]], %[[MUL8]]
// CHECK-NEXT: nadir.yield %[[SUB2]], %[[ADD]], %[[ADD2]], %[[ADD4]] : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1, %[[GROUP]]#2, %[[GROUP]]#3
func.func @rmsprop_centered(%p: tensor<3xf32>, %g: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<3xf32>, %a: tensor<3xf32>, %b: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %0:4 = nadir.rmsprop %p, %g, %lr, %step, %s, %a, %b {alpha = 0.5, centered = true, eps = 0.125, momentum = 0.75} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1, %0#2, %0#3 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @adagrad(
// CHECK-SAME: %[[P:.*]]: tensor<3xf32>, %[[G:.*]]: tensor<3xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>, %[[S:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1.250000e-01> : tensor<f32>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[CAST]], %[[ONE]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[SUB]], %[[HALF]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL]], %[[ONE]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[LR]], %[[ADD]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[DIV]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" update : tensor<3xf32>, tensor<3xf32> {
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[S]], %[[MUL2]]
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[ADD2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[SQRT]], %[[CONSTANT]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[G]], %[[ADD3]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[CAST2]], %[[DIV2]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[P]], %[[MUL3]]
// CHECK-NEXT: nadir.yield %[[SUB2]], %[[ADD2]] : tensor<3xf32>, tensor<3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1
func.func @adagrad(%p: tensor<3xf32>, %g: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0:2 = nadir.adagrad %p, %g, %lr, %step, %s {eps = 0.125, lr_decay = 0.5} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1 : tensor<3xf32>, tensor<3xf32>
}

// All of a scalar parameter's update is scalar, and stays in its group.
// CHECK-LABEL: func.func @scalar_parameter(
// CHECK-SAME: %[[P:.*]]: tensor<f32>, %[[G:.*]]: tensor<f32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>)
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" update : tensor<f32> {
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[CAST]], %[[G]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL]]
// CHECK-NEXT: nadir.yield %[[SUB]] : tensor<f32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]
func.func @scalar_parameter(%p: tensor<f32>, %g: tensor<f32>, %lr: tensor<f64>, %step: tensor<i64>) -> tensor<f32> {
  %0 = nadir.sgd %p, %g, %lr, %step : (tensor<f32>, tensor<f32>, tensor<f64>, tensor<i64>) -> tensor<f32>
  return %0 : tensor<f32>
}

// Two parameters share the scalars.
// CHECK-LABEL: func.func @two_parameters(
// CHECK-SAME: %[[P:.*]]: tensor<3xf32>, %[[Q:.*]]: tensor<2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>) -> (tensor<3xf32>, tensor<2xf32>)
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" update : tensor<3xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[CAST]], %[[P]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[P]], %[[MUL]]
// CHECK-NEXT: nadir.yield %[[SUB]] : tensor<3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP2:.*]] = nadir.group "loop" update : tensor<2xf32> {
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[CAST]], %[[Q]] : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[Q]], %[[MUL2]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
// CHECK-NEXT: nadir.yield %[[SUB2]] : tensor<2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]], %[[GROUP2]]
func.func @two_parameters(%p: tensor<3xf32>, %q: tensor<2xf32>, %lr: tensor<f64>, %step: tensor<i64>) -> (tensor<3xf32>, tensor<2xf32>) {
  %0 = nadir.sgd %p, %p, %lr, %step : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
  %1 = nadir.sgd %q, %q, %lr, %step : (tensor<2xf32>, tensor<2xf32>, tensor<f64>, tensor<i64>) -> tensor<2xf32>
  return %0, %1 : tensor<3xf32>, tensor<2xf32>
}

// For comparison an update can be left as one kernel an operation.
// RUN: nadir-opt %s --pass-pipeline='builtin.module(nadir-fuse-updates{fusion=none})' | FileCheck %s --check-prefix=NONE
// NONE-LABEL: func.func @sgd(
// NONE: nadir.group "loop" : tensor<4x3xf32> {
// NONE-NEXT: nadir.mul
// NONE: nadir.group "loop" update : tensor<4x3xf32> {
// NONE-NEXT: nadir.sub
