// RUN: nadir-opt %s --nadir-expand-gradients --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @softmax_cross_entropy(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>, %[[I:.*]]: tensor<?xi64>, %[[W:.*]]: tensor<?xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1xf32>) -> tensor<?xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK-NEXT: %[[SOFTMAX_CROSS_ENTROPY_GRAD:.*]] = nadir.softmax_cross_entropy_grad %[[X]], %[[I]], %[[MUL]] {dim = 1 : i64} : (tensor<?x5xf32>, tensor<?xi64>, tensor<?xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: return %[[SOFTMAX_CROSS_ENTROPY_GRAD]]
func.func @softmax_cross_entropy(%x: tensor<?x5xf32>, %i: tensor<?xi64>, %w: tensor<?xf32>) -> tensor<?x5xf32> {
  %r = nadir.softmax_cross_entropy %x, %i {dim = -1 : i64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<?xf32>
  %p = nadir.mul %r, %w : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %l = nadir.sum %p : (tensor<?xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x5xf32>) -> tensor<?x5xf32>
  return %g : tensor<?x5xf32>
}

// CHECK-LABEL: func.func @softmax_cross_entropy_of_distribution(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>, %[[T:.*]]: tensor<?x5xf32>, %[[W:.*]]: tensor<?xf32>) -> (tensor<?x5xf32>, tensor<?x5xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1xf32>) -> tensor<?xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
// CHECK-NEXT: %[[SOFTMAX_CROSS_ENTROPY_GRAD:.*]] = nadir.softmax_cross_entropy_grad %[[X]], %[[T]], %[[MUL]] {dim = 1 : i64} : (tensor<?x5xf32>, tensor<?x5xf32>, tensor<?xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[LOG_SOFTMAX:.*]] = nadir.log_softmax %[[X]] {dim = 1 : i64}
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[LOG_SOFTMAX]]
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[MUL]] : (tensor<?xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[NEG]], %[[RESHAPE]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: return %[[SOFTMAX_CROSS_ENTROPY_GRAD]], %[[MUL2]]
func.func @softmax_cross_entropy_of_distribution(%x: tensor<?x5xf32>, %t: tensor<?x5xf32>, %w: tensor<?xf32>) -> (tensor<?x5xf32>, tensor<?x5xf32>) {
  %r = nadir.softmax_cross_entropy %x, %t {dim = 1 : i64} : (tensor<?x5xf32>, tensor<?x5xf32>) -> tensor<?xf32>
  %p = nadir.mul %r, %w : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %l = nadir.sum %p : (tensor<?xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %t) : (tensor<f32>, tensor<?x5xf32>, tensor<?x5xf32>) -> (tensor<?x5xf32>, tensor<?x5xf32>)
  return %g#0, %g#1 : tensor<?x5xf32>, tensor<?x5xf32>
}

// CHECK-LABEL: func.func @clamped_entropy(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[T:.*]]: tensor<3xf32>, %[[W:.*]]: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<9.99999996E-13> : tensor<f32>
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[ONE2:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE2]] : (tensor<1x1xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[X]], %[[T]] : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MUL]], %[[SUB]]
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[ONE]], %[[X]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[X]], %[[SUB2]]
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[MUL3]], %[[CONSTANT2]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[MUL2]], %[[MAXIMUM]]
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[X]]
// CHECK-NEXT: %[[LOG1P:.*]] = nadir.log1p %[[NEG]]
// CHECK-NEXT: %[[LOG:.*]] = nadir.log %[[X]]
// CHECK-NEXT: %[[SUB3:.*]] = nadir.sub %[[LOG1P]], %[[LOG]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[MUL]], %[[SUB3]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL4]] {dim = array<i64: 0>, keepdim = true} : (tensor<?x3xf32>) -> tensor<1x3xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<1x3xf32>) -> tensor<3xf32>
// CHECK-NEXT: return %[[DIV]], %[[RESHAPE]]
func.func @clamped_entropy(%x: tensor<?x3xf32>, %t: tensor<3xf32>, %w: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<3xf32>) {
  %r = nadir.clamped_entropy %x, %t : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %p = nadir.mul %r, %w : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %l = nadir.sum %p : (tensor<?x3xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %t) : (tensor<f32>, tensor<?x3xf32>, tensor<3xf32>) -> (tensor<?x3xf32>, tensor<3xf32>)
  return %g#0, %g#1 : tensor<?x3xf32>, tensor<3xf32>
}

// Nothing of the clamp is left in its gradient.
// CHECK-LABEL: func.func @clamp_value(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<4xf32>)
// CHECK-NEXT: return %[[W]]
func.func @clamp_value(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<4xf32> {
  %r = nadir.clamp_value %x {min = 0.5} : (tensor<4xf32>) -> tensor<4xf32>
  %p = nadir.mul %r, %w : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %l = nadir.sum %p : (tensor<4xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// CHECK-LABEL: func.func @check_range(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<4xf32>)
// CHECK-NEXT: %[[CHECK_RANGE:.*]] = nadir.check_range %[[X]] {max = 1.000000e+00 : f64, min = 0.000000e+00 : f64, tensor = "x"}
// CHECK-NEXT: return %[[W]]
func.func @check_range(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<4xf32> {
  %r = nadir.check_range %x {max = 1.0, min = 0.0, tensor = "x"} : (tensor<4xf32>) -> tensor<4xf32>
  %p = nadir.mul %r, %w : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %l = nadir.sum %p : (tensor<4xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// CHECK-LABEL: func.func @stop_gradient(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<4xf32>)
// CHECK-NEXT: %[[STOP_GRADIENT:.*]] = nadir.stop_gradient %[[X]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[STOP_GRADIENT]]
// CHECK-NEXT: return %[[MUL]]
func.func @stop_gradient(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<4xf32> {
  %s = nadir.stop_gradient %x : (tensor<4xf32>) -> tensor<4xf32>
  %r = nadir.mul %s, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %p = nadir.mul %r, %w : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %l = nadir.sum %p : (tensor<4xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}
