// RUN: nadir-opt %s --nadir-expand-gradients --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @add(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[Y:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
// CHECK-NEXT: return %[[W]], %[[W]]
func.func @add(%x: tensor<4x3xf64>, %y: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>) {
  %r = nadir.add %x, %y : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f64>, tensor<4x3xf64>, tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
  return %g#0, %g#1 : tensor<4x3xf64>, tensor<4x3xf64>
}

// CHECK-LABEL: func.func @sub(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[Y:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[W]]
// CHECK-NEXT: return %[[W]], %[[NEG]]
func.func @sub(%x: tensor<4x3xf64>, %y: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>) {
  %r = nadir.sub %x, %y : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f64>, tensor<4x3xf64>, tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
  return %g#0, %g#1 : tensor<4x3xf64>, tensor<4x3xf64>
}

// CHECK-LABEL: func.func @mul(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[Y:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[Y]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[W]], %[[X]]
// CHECK-NEXT: return %[[MUL]], %[[MUL2]]
func.func @mul(%x: tensor<4x3xf64>, %y: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>) {
  %r = nadir.mul %x, %y : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f64>, tensor<4x3xf64>, tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
  return %g#0, %g#1 : tensor<4x3xf64>, tensor<4x3xf64>
}

// CHECK-LABEL: func.func @div(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[Y:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[X]], %[[Y]]
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[W]], %[[Y]]
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[W]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[NEG]], %[[DIV]]
// CHECK-NEXT: %[[DIV3:.*]] = nadir.div %[[MUL]], %[[Y]]
// CHECK-NEXT: return %[[DIV2]], %[[DIV3]]
func.func @div(%x: tensor<4x3xf64>, %y: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>) {
  %r = nadir.div %x, %y : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f64>, tensor<4x3xf64>, tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
  return %g#0, %g#1 : tensor<4x3xf64>, tensor<4x3xf64>
}

// CHECK-LABEL: func.func @pow(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[Y:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<4x3xf64>
// CHECK-NEXT: %[[ZERO2:.*]] = nadir.constant dense<0.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[X]], %[[Y]]
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[Y]], %[[ZERO2]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[Y]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[Y]], %[[ONE]]
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[X]], %[[SUB]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MUL]], %[[POW2]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ]], %[[ZERO]], %[[MUL2]]
// CHECK-NEXT: %[[EQ2:.*]] = nadir.eq %[[X]], %[[ZERO2]]
// CHECK-NEXT: %[[GE:.*]] = nadir.ge %[[Y]], %[[ZERO2]]
// CHECK-NEXT: %[[LOGICAL_AND:.*]] = nadir.logical_and %[[EQ2]], %[[GE]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[W]], %[[POW]]
// CHECK-NEXT: %[[LOG:.*]] = nadir.log %[[X]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[MUL3]], %[[LOG]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[LOGICAL_AND]], %[[ZERO]], %[[MUL4]]
// CHECK-NEXT: return %[[SELECT]], %[[SELECT2]]
func.func @pow(%x: tensor<4x3xf64>, %y: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>) {
  %r = nadir.pow %x, %y : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f64>, tensor<4x3xf64>, tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
  return %g#0, %g#1 : tensor<4x3xf64>, tensor<4x3xf64>
}

// CHECK-LABEL: func.func @maximum(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[Y:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<4x3xf64>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[X]], %[[Y]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[HALF]]
// CHECK-NEXT: %[[LT:.*]] = nadir.lt %[[X]], %[[Y]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[LT]], %[[ZERO]], %[[W]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[EQ]], %[[MUL]], %[[SELECT]]
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[X]], %[[Y]]
// CHECK-NEXT: %[[SELECT3:.*]] = nadir.select %[[GT]], %[[ZERO]], %[[W]]
// CHECK-NEXT: %[[SELECT4:.*]] = nadir.select %[[EQ]], %[[MUL]], %[[SELECT3]]
// CHECK-NEXT: return %[[SELECT2]], %[[SELECT4]]
func.func @maximum(%x: tensor<4x3xf64>, %y: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>) {
  %r = nadir.maximum %x, %y : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f64>, tensor<4x3xf64>, tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
  return %g#0, %g#1 : tensor<4x3xf64>, tensor<4x3xf64>
}

// CHECK-LABEL: func.func @minimum(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[Y:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<4x3xf64>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[X]], %[[Y]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[HALF]]
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[X]], %[[Y]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[GT]], %[[ZERO]], %[[W]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[EQ]], %[[MUL]], %[[SELECT]]
// CHECK-NEXT: %[[LT:.*]] = nadir.lt %[[X]], %[[Y]]
// CHECK-NEXT: %[[SELECT3:.*]] = nadir.select %[[LT]], %[[ZERO]], %[[W]]
// CHECK-NEXT: %[[SELECT4:.*]] = nadir.select %[[EQ]], %[[MUL]], %[[SELECT3]]
// CHECK-NEXT: return %[[SELECT2]], %[[SELECT4]]
func.func @minimum(%x: tensor<4x3xf64>, %y: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>) {
  %r = nadir.minimum %x, %y : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f64>, tensor<4x3xf64>, tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<4x3xf64>)
  return %g#0, %g#1 : tensor<4x3xf64>, tensor<4x3xf64>
}

// What broadcasting made of one element is summed up again.
// CHECK-LABEL: func.func @broadcast_row(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[Y:.*]]: tensor<3xf32>, %[[W:.*]]: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MUL]], %[[Y]] : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL]], %[[X]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL3]] {dim = array<i64: 0>, keepdim = true} : (tensor<?x3xf32>) -> tensor<1x3xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<1x3xf32>) -> tensor<3xf32>
// CHECK-NEXT: return %[[MUL2]], %[[RESHAPE]]
func.func @broadcast_row(%x: tensor<?x3xf32>, %y: tensor<3xf32>, %w: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<3xf32>) {
  %r = nadir.mul %x, %y : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %p = nadir.mul %r, %w : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %l = nadir.sum %p : (tensor<?x3xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f32>, tensor<?x3xf32>, tensor<3xf32>) -> (tensor<?x3xf32>, tensor<3xf32>)
  return %g#0, %g#1 : tensor<?x3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @broadcast_column(
// CHECK-SAME: %[[X:.*]]: tensor<?x1xf32>, %[[Y:.*]]: tensor<1x3xf32>, %[[W:.*]]: tensor<?x3xf32>) -> (tensor<?x1xf32>, tensor<1x3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x3xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[SUM2:.*]] = nadir.sum %[[MUL]] {dim = array<i64: 0>, keepdim = true} : (tensor<?x3xf32>) -> tensor<1x3xf32>
// CHECK-NEXT: return %[[SUM]], %[[SUM2]]
func.func @broadcast_column(%x: tensor<?x1xf32>, %y: tensor<1x3xf32>, %w: tensor<?x3xf32>) -> (tensor<?x1xf32>, tensor<1x3xf32>) {
  %r = nadir.add %x, %y : (tensor<?x1xf32>, tensor<1x3xf32>) -> tensor<?x3xf32>
  %p = nadir.mul %r, %w : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %l = nadir.sum %p : (tensor<?x3xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f32>, tensor<?x1xf32>, tensor<1x3xf32>) -> (tensor<?x1xf32>, tensor<1x3xf32>)
  return %g#0, %g#1 : tensor<?x1xf32>, tensor<1x3xf32>
}

// CHECK-LABEL: func.func @broadcast_scalar(
// CHECK-SAME: %[[X:.*]]: tensor<f32>, %[[Y:.*]]: tensor<?x3xf32>, %[[W:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[MUL]] : (tensor<?x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[NEG]] {dim = array<i64: 0, 1>, keepdim = true} : (tensor<?x3xf32>) -> tensor<1x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<1x1xf32>) -> tensor<f32>
// CHECK-NEXT: return %[[RESHAPE]]
func.func @broadcast_scalar(%x: tensor<f32>, %y: tensor<?x3xf32>, %w: tensor<?x3xf32>) -> tensor<f32> {
  %r = nadir.sub %y, %x : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %p = nadir.mul %r, %w : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %l = nadir.sum %p : (tensor<?x3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return %g : tensor<f32>
}

// A dimension of size 1 that stays so is not summed.
// CHECK-LABEL: func.func @broadcast_one_by_one(
// CHECK-SAME: %[[X:.*]]: tensor<1x3xf32>, %[[Y:.*]]: tensor<1x3xf32>, %[[W:.*]]: tensor<1x3xf32>)
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[Y]]
// CHECK-NEXT: return %[[MUL]]
func.func @broadcast_one_by_one(%x: tensor<1x3xf32>, %y: tensor<1x3xf32>, %w: tensor<1x3xf32>) -> tensor<1x3xf32> {
  %r = nadir.mul %x, %y : (tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  %p = nadir.mul %r, %w : (tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  %l = nadir.sum %p : (tensor<1x3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  return %g : tensor<1x3xf32>
}

// CHECK-LABEL: func.func @select(
// CHECK-SAME: %[[C:.*]]: tensor<4x3xi1>, %[[X:.*]]: tensor<4x3xf64>, %[[Y:.*]]: tensor<f64>, %[[W:.*]]: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<f64>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<4x3xf64>
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[C]], %[[W]], %[[ZERO]] : (tensor<4x3xi1>, tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[C]], %[[ZERO]], %[[W]] : (tensor<4x3xi1>, tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[SELECT2]] {dim = array<i64: 0, 1>, keepdim = true} : (tensor<4x3xf64>) -> tensor<1x1xf64>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<1x1xf64>) -> tensor<f64>
// CHECK-NEXT: return %[[SELECT]], %[[RESHAPE]]
func.func @select(%c: tensor<4x3xi1>, %x: tensor<4x3xf64>, %y: tensor<f64>, %w: tensor<4x3xf64>) -> (tensor<4x3xf64>, tensor<f64>) {
  %r = nadir.select %c, %x, %y : (tensor<4x3xi1>, tensor<4x3xf64>, tensor<f64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f64>, tensor<4x3xf64>, tensor<f64>) -> (tensor<4x3xf64>, tensor<f64>)
  return %g#0, %g#1 : tensor<4x3xf64>, tensor<f64>
}

// CHECK-LABEL: func.func @cast(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<4xf64>)
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[W]] : (tensor<4xf64>) -> tensor<4xf32>
// CHECK-NEXT: return %[[CAST]]
func.func @cast(%x: tensor<4xf32>, %w: tensor<4xf64>) -> tensor<4xf32> {
  %r = nadir.cast %x : (tensor<4xf32>) -> tensor<4xf64>
  %p = nadir.mul %r, %w : (tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
  %l = nadir.sum %p : (tensor<4xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}
