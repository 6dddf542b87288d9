// RUN: nadir-opt %s --nadir-expand-gradients --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @sum(
// CHECK-SAME: %[[X:.*]]: tensor<?x3x5xf32>, %[[W:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[W]] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[RESHAPE]] : (tensor<1x3x1xf32>) -> tensor<?x3x5xf32>
// CHECK-NEXT: return %[[BROADCAST]]
func.func @sum(%x: tensor<?x3x5xf32>, %w: tensor<3xf32>) -> tensor<?x3x5xf32> {
  %r = nadir.sum %x {dim = array<i64: 0, 2>} : (tensor<?x3x5xf32>) -> tensor<3xf32>
  %p = nadir.mul %r, %w : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %l = nadir.sum %p : (tensor<3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x3x5xf32>) -> tensor<?x3x5xf32>
  return %g : tensor<?x3x5xf32>
}

// CHECK-LABEL: func.func @sum_keepdim(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>, %[[W:.*]]: tensor<4x1xf32>)
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[W]] : (tensor<4x1xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: return %[[BROADCAST]]
func.func @sum_keepdim(%x: tensor<4x3xf32>, %w: tensor<4x1xf32>) -> tensor<4x3xf32> {
  %r = nadir.sum %x {dim = array<i64: -1>, keepdim = true} : (tensor<4x3xf32>) -> tensor<4x1xf32>
  %p = nadir.mul %r, %w : (tensor<4x1xf32>, tensor<4x1xf32>) -> tensor<4x1xf32>
  %l = nadir.sum %p : (tensor<4x1xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %g : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @mean(
// CHECK-SAME: %[[X:.*]]: tensor<?x3x5xf32>, %[[W:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[ELEMENT_COUNT:.*]] = nadir.element_count %[[X]] {dim = array<i64: 0, 2>}
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[W]], %[[ELEMENT_COUNT]] : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[DIV]] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[RESHAPE]] : (tensor<1x3x1xf32>) -> tensor<?x3x5xf32>
// CHECK-NEXT: return %[[BROADCAST]]
func.func @mean(%x: tensor<?x3x5xf32>, %w: tensor<3xf32>) -> tensor<?x3x5xf32> {
  %r = nadir.mean %x {dim = array<i64: 0, 2>} : (tensor<?x3x5xf32>) -> tensor<3xf32>
  %p = nadir.mul %r, %w : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %l = nadir.sum %p : (tensor<3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x3x5xf32>) -> tensor<?x3x5xf32>
  return %g : tensor<?x3x5xf32>
}

// CHECK-LABEL: func.func @max(
// CHECK-SAME: %[[X:.*]]: tensor<?x3x5xf32>, %[[W:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[MAX:.*]] = nadir.max %[[X]] {dim = array<i64: 0, 2>} : (tensor<?x3x5xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[MAX]] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[X]], %[[RESHAPE]] : (tensor<?x3x5xf32>, tensor<1x3x1xf32>) -> tensor<?x3x5xi1>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[EQ]] : (tensor<?x3x5xi1>) -> tensor<?x3x5xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[W]] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[CAST]] {dim = array<i64: 0, 2>, keepdim = true} : (tensor<?x3x5xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[RESHAPE2]], %[[SUM]] : (tensor<1x3x1xf32>, tensor<1x3x1xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[CAST]], %[[DIV]] : (tensor<?x3x5xf32>, tensor<1x3x1xf32>) -> tensor<?x3x5xf32>
// CHECK-NEXT: return %[[MUL]]
func.func @max(%x: tensor<?x3x5xf32>, %w: tensor<3xf32>) -> tensor<?x3x5xf32> {
  %r = nadir.max %x {dim = array<i64: 0, 2>} : (tensor<?x3x5xf32>) -> tensor<3xf32>
  %p = nadir.mul %r, %w : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %l = nadir.sum %p : (tensor<3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x3x5xf32>) -> tensor<?x3x5xf32>
  return %g : tensor<?x3x5xf32>
}

// CHECK-LABEL: func.func @max_keepdim(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>, %[[W:.*]]: tensor<4x1xf32>)
// CHECK-NEXT: %[[MAX:.*]] = nadir.max %[[X]] {dim = array<i64: -1>, keepdim = true} : (tensor<4x3xf32>) -> tensor<4x1xf32>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[X]], %[[MAX]] : (tensor<4x3xf32>, tensor<4x1xf32>) -> tensor<4x3xi1>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[EQ]] : (tensor<4x3xi1>) -> tensor<4x3xf32>
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[CAST]] {dim = array<i64: -1>, keepdim = true} : (tensor<4x3xf32>) -> tensor<4x1xf32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[W]], %[[SUM]] : (tensor<4x1xf32>, tensor<4x1xf32>) -> tensor<4x1xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[CAST]], %[[DIV]] : (tensor<4x3xf32>, tensor<4x1xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: return %[[MUL]]
func.func @max_keepdim(%x: tensor<4x3xf32>, %w: tensor<4x1xf32>) -> tensor<4x3xf32> {
  %r = nadir.max %x {dim = array<i64: -1>, keepdim = true} : (tensor<4x3xf32>) -> tensor<4x1xf32>
  %p = nadir.mul %r, %w : (tensor<4x1xf32>, tensor<4x1xf32>) -> tensor<4x1xf32>
  %l = nadir.sum %p : (tensor<4x1xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %g : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @min(
// CHECK-SAME: %[[X:.*]]: tensor<?x3x5xf32>, %[[W:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[MIN:.*]] = nadir.min %[[X]] {dim = array<i64: 0, 2>} : (tensor<?x3x5xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[MIN]] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[X]], %[[RESHAPE]] : (tensor<?x3x5xf32>, tensor<1x3x1xf32>) -> tensor<?x3x5xi1>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[EQ]] : (tensor<?x3x5xi1>) -> tensor<?x3x5xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[W]] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[CAST]] {dim = array<i64: 0, 2>, keepdim = true} : (tensor<?x3x5xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[RESHAPE2]], %[[SUM]] : (tensor<1x3x1xf32>, tensor<1x3x1xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[CAST]], %[[DIV]] : (tensor<?x3x5xf32>, tensor<1x3x1xf32>) -> tensor<?x3x5xf32>
// CHECK-NEXT: return %[[MUL]]
func.func @min(%x: tensor<?x3x5xf32>, %w: tensor<3xf32>) -> tensor<?x3x5xf32> {
  %r = nadir.min %x {dim = array<i64: 0, 2>} : (tensor<?x3x5xf32>) -> tensor<3xf32>
  %p = nadir.mul %r, %w : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %l = nadir.sum %p : (tensor<3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x3x5xf32>) -> tensor<?x3x5xf32>
  return %g : tensor<?x3x5xf32>
}

// CHECK-LABEL: func.func @logsumexp(
// CHECK-SAME: %[[X:.*]]: tensor<?x3x5xf32>, %[[W:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[LOGSUMEXP:.*]] = nadir.logsumexp %[[X]] {dim = array<i64: 0, 2>} : (tensor<?x3x5xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[LOGSUMEXP]] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[W]] : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[X]], %[[RESHAPE]] : (tensor<?x3x5xf32>, tensor<1x3x1xf32>) -> tensor<?x3x5xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[SUB]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[EXP]], %[[RESHAPE2]] : (tensor<?x3x5xf32>, tensor<1x3x1xf32>) -> tensor<?x3x5xf32>
// CHECK-NEXT: return %[[MUL]]
func.func @logsumexp(%x: tensor<?x3x5xf32>, %w: tensor<3xf32>) -> tensor<?x3x5xf32> {
  %r = nadir.logsumexp %x {dim = array<i64: 0, 2>} : (tensor<?x3x5xf32>) -> tensor<3xf32>
  %p = nadir.mul %r, %w : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %l = nadir.sum %p : (tensor<3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x3x5xf32>) -> tensor<?x3x5xf32>
  return %g : tensor<?x3x5xf32>
}

// CHECK-LABEL: func.func @softmax(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[SOFTMAX:.*]] = nadir.softmax %[[X]] {dim = 1 : i64}
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[SOFTMAX]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL]] {dim = array<i64: 1>, keepdim = true} : (tensor<4x3xf64>) -> tensor<4x1xf64>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[W]], %[[SUM]] : (tensor<4x3xf64>, tensor<4x1xf64>) -> tensor<4x3xf64>
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[SUB]], %[[SOFTMAX]]
// CHECK-NEXT: return %[[MUL2]]
func.func @softmax(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.softmax %x {dim = 1 : i64} : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @log_softmax(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[LOG_SOFTMAX:.*]] = nadir.log_softmax %[[X]] {dim = -1 : i64}
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[LOG_SOFTMAX]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[W]] {dim = array<i64: -1>, keepdim = true} : (tensor<4x3xf64>) -> tensor<4x1xf64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[EXP]], %[[SUM]] : (tensor<4x3xf64>, tensor<4x1xf64>) -> tensor<4x3xf64>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[W]], %[[MUL]]
// CHECK-NEXT: return %[[SUB]]
func.func @log_softmax(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.log_softmax %x {dim = -1 : i64} : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// The number of rows is a constant to differentiation.
// CHECK-LABEL: func.func @element_count(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[W:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[ELEMENT_COUNT:.*]] = nadir.element_count %[[X]] {dim = array<i64: 0>}
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MUL]], %[[ELEMENT_COUNT]]
// CHECK-NEXT: return %[[MUL2]]
func.func @element_count(%x: tensor<?x3xf32>, %w: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %n = nadir.element_count %x {dim = array<i64: 0>} : (tensor<?x3xf32>) -> tensor<f32>
  %r = nadir.mul %x, %n : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %p = nadir.mul %r, %w : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %l = nadir.sum %p : (tensor<?x3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %g : tensor<?x3xf32>
}
