// RUN: nadir-opt %s --nadir-expand-gradients --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @matmul(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>, %[[Y:.*]]: tensor<3x5xf32>, %[[W:.*]]: tensor<4x5xf32>) -> (tensor<4x3xf32>, tensor<3x5xf32>)
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[W]], %[[Y]] {transpose_rhs = true} : (tensor<4x5xf32>, tensor<3x5xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[X]], %[[W]] {transpose_lhs = true} : (tensor<4x3xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
// CHECK-NEXT: return %[[MATMUL]], %[[MATMUL2]]
func.func @matmul(%x: tensor<4x3xf32>, %y: tensor<3x5xf32>, %w: tensor<4x5xf32>) -> (tensor<4x3xf32>, tensor<3x5xf32>) {
  %r = nadir.matmul %x, %y : (tensor<4x3xf32>, tensor<3x5xf32>) -> tensor<4x5xf32>
  %p = nadir.mul %r, %w : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  %l = nadir.sum %p : (tensor<4x5xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f32>, tensor<4x3xf32>, tensor<3x5xf32>) -> (tensor<4x3xf32>, tensor<3x5xf32>)
  return %g#0, %g#1 : tensor<4x3xf32>, tensor<3x5xf32>
}

// CHECK-LABEL: func.func @matmul_rhs_transposed(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>, %[[Y:.*]]: tensor<5x3xf32>, %[[W:.*]]: tensor<4x5xf32>) -> (tensor<4x3xf32>, tensor<5x3xf32>)
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[W]], %[[Y]] : (tensor<4x5xf32>, tensor<5x3xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[W]], %[[X]] {transpose_lhs = true} : (tensor<4x5xf32>, tensor<4x3xf32>) -> tensor<5x3xf32>
// CHECK-NEXT: return %[[MATMUL]], %[[MATMUL2]]
func.func @matmul_rhs_transposed(%x: tensor<4x3xf32>, %y: tensor<5x3xf32>, %w: tensor<4x5xf32>) -> (tensor<4x3xf32>, tensor<5x3xf32>) {
  %r = nadir.matmul %x, %y {transpose_rhs = true} : (tensor<4x3xf32>, tensor<5x3xf32>) -> tensor<4x5xf32>
  %p = nadir.mul %r, %w : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  %l = nadir.sum %p : (tensor<4x5xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f32>, tensor<4x3xf32>, tensor<5x3xf32>) -> (tensor<4x3xf32>, tensor<5x3xf32>)
  return %g#0, %g#1 : tensor<4x3xf32>, tensor<5x3xf32>
}

// CHECK-LABEL: func.func @matmul_lhs_transposed(
// CHECK-SAME: %[[X:.*]]: tensor<3x4xf32>, %[[Y:.*]]: tensor<3x5xf32>, %[[W:.*]]: tensor<4x5xf32>) -> (tensor<3x4xf32>, tensor<3x5xf32>)
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[Y]], %[[W]] {transpose_rhs = true} : (tensor<3x5xf32>, tensor<4x5xf32>) -> tensor<3x4xf32>
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[X]], %[[W]] : (tensor<3x4xf32>, tensor<4x5xf32>) -> tensor<3x5xf32>
// CHECK-NEXT: return %[[MATMUL]], %[[MATMUL2]]
func.func @matmul_lhs_transposed(%x: tensor<3x4xf32>, %y: tensor<3x5xf32>, %w: tensor<4x5xf32>) -> (tensor<3x4xf32>, tensor<3x5xf32>) {
  %r = nadir.matmul %x, %y {transpose_lhs = true} : (tensor<3x4xf32>, tensor<3x5xf32>) -> tensor<4x5xf32>
  %p = nadir.mul %r, %w : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  %l = nadir.sum %p : (tensor<4x5xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f32>, tensor<3x4xf32>, tensor<3x5xf32>) -> (tensor<3x4xf32>, tensor<3x5xf32>)
  return %g#0, %g#1 : tensor<3x4xf32>, tensor<3x5xf32>
}

// CHECK-LABEL: func.func @matmul_lhs_rhs_transposed(
// CHECK-SAME: %[[X:.*]]: tensor<3x4xf32>, %[[Y:.*]]: tensor<5x3xf32>, %[[W:.*]]: tensor<4x5xf32>) -> (tensor<3x4xf32>, tensor<5x3xf32>)
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[Y]], %[[W]] {transpose_lhs = true, transpose_rhs = true} : (tensor<5x3xf32>, tensor<4x5xf32>) -> tensor<3x4xf32>
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[W]], %[[X]] {transpose_lhs = true, transpose_rhs = true} : (tensor<4x5xf32>, tensor<3x4xf32>) -> tensor<5x3xf32>
// CHECK-NEXT: return %[[MATMUL]], %[[MATMUL2]]
func.func @matmul_lhs_rhs_transposed(%x: tensor<3x4xf32>, %y: tensor<5x3xf32>, %w: tensor<4x5xf32>) -> (tensor<3x4xf32>, tensor<5x3xf32>) {
  %r = nadir.matmul %x, %y {transpose_lhs = true, transpose_rhs = true} : (tensor<3x4xf32>, tensor<5x3xf32>) -> tensor<4x5xf32>
  %p = nadir.mul %r, %w : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  %l = nadir.sum %p : (tensor<4x5xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f32>, tensor<3x4xf32>, tensor<5x3xf32>) -> (tensor<3x4xf32>, tensor<5x3xf32>)
  return %g#0, %g#1 : tensor<3x4xf32>, tensor<5x3xf32>
}

// CHECK-LABEL: func.func @matmul_batched(
// CHECK-SAME: %[[X:.*]]: tensor<?x4x3xf32>, %[[Y:.*]]: tensor<?x3x5xf32>, %[[W:.*]]: tensor<?x4x5xf32>) -> (tensor<?x4x3xf32>, tensor<?x3x5xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1x1xf32>) -> tensor<?x4x5xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x4x5xf32>, tensor<?x4x5xf32>) -> tensor<?x4x5xf32>
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[MUL]], %[[Y]] {transpose_rhs = true} : (tensor<?x4x5xf32>, tensor<?x3x5xf32>) -> tensor<?x4x3xf32>
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[X]], %[[MUL]] {transpose_lhs = true} : (tensor<?x4x3xf32>, tensor<?x4x5xf32>) -> tensor<?x3x5xf32>
// CHECK-NEXT: return %[[MATMUL]], %[[MATMUL2]]
func.func @matmul_batched(%x: tensor<?x4x3xf32>, %y: tensor<?x3x5xf32>, %w: tensor<?x4x5xf32>) -> (tensor<?x4x3xf32>, tensor<?x3x5xf32>) {
  %r = nadir.matmul %x, %y : (tensor<?x4x3xf32>, tensor<?x3x5xf32>) -> tensor<?x4x5xf32>
  %p = nadir.mul %r, %w : (tensor<?x4x5xf32>, tensor<?x4x5xf32>) -> tensor<?x4x5xf32>
  %l = nadir.sum %p : (tensor<?x4x5xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f32>, tensor<?x4x3xf32>, tensor<?x3x5xf32>) -> (tensor<?x4x3xf32>, tensor<?x3x5xf32>)
  return %g#0, %g#1 : tensor<?x4x3xf32>, tensor<?x3x5xf32>
}

// A matrix that serves all leading indices adds up over them.
// CHECK-LABEL: func.func @matmul_shared_rhs(
// CHECK-SAME: %[[X:.*]]: tensor<?x4x3xf32>, %[[Y:.*]]: tensor<5x3xf32>, %[[W:.*]]: tensor<?x4x5xf32>) -> (tensor<?x4x3xf32>, tensor<5x3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1x1xf32>) -> tensor<?x4x5xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x4x5xf32>, tensor<?x4x5xf32>) -> tensor<?x4x5xf32>
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[MUL]], %[[Y]] : (tensor<?x4x5xf32>, tensor<5x3xf32>) -> tensor<?x4x3xf32>
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[MUL]], %[[X]] {transpose_lhs = true} : (tensor<?x4x5xf32>, tensor<?x4x3xf32>) -> tensor<?x5x3xf32>
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MATMUL2]] {dim = array<i64: 0>} : (tensor<?x5x3xf32>) -> tensor<5x3xf32>
// CHECK-NEXT: return %[[MATMUL]], %[[SUM]]
func.func @matmul_shared_rhs(%x: tensor<?x4x3xf32>, %y: tensor<5x3xf32>, %w: tensor<?x4x5xf32>) -> (tensor<?x4x3xf32>, tensor<5x3xf32>) {
  %r = nadir.matmul %x, %y {transpose_rhs = true} : (tensor<?x4x3xf32>, tensor<5x3xf32>) -> tensor<?x4x5xf32>
  %p = nadir.mul %r, %w : (tensor<?x4x5xf32>, tensor<?x4x5xf32>) -> tensor<?x4x5xf32>
  %l = nadir.sum %p : (tensor<?x4x5xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f32>, tensor<?x4x3xf32>, tensor<5x3xf32>) -> (tensor<?x4x3xf32>, tensor<5x3xf32>)
  return %g#0, %g#1 : tensor<?x4x3xf32>, tensor<5x3xf32>
}

// CHECK-LABEL: func.func @matmul_shared_lhs(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>, %[[Y:.*]]: tensor<?x3x5xf32>, %[[W:.*]]: tensor<?x4x5xf32>) -> (tensor<4x3xf32>, tensor<?x3x5xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1x1xf32>) -> tensor<?x4x5xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x4x5xf32>, tensor<?x4x5xf32>) -> tensor<?x4x5xf32>
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[MUL]], %[[Y]] {transpose_rhs = true} : (tensor<?x4x5xf32>, tensor<?x3x5xf32>) -> tensor<?x4x3xf32>
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MATMUL]] {dim = array<i64: 0>} : (tensor<?x4x3xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[X]], %[[MUL]] {transpose_lhs = true} : (tensor<4x3xf32>, tensor<?x4x5xf32>) -> tensor<?x3x5xf32>
// CHECK-NEXT: return %[[SUM]], %[[MATMUL2]]
func.func @matmul_shared_lhs(%x: tensor<4x3xf32>, %y: tensor<?x3x5xf32>, %w: tensor<?x4x5xf32>) -> (tensor<4x3xf32>, tensor<?x3x5xf32>) {
  %r = nadir.matmul %x, %y : (tensor<4x3xf32>, tensor<?x3x5xf32>) -> tensor<?x4x5xf32>
  %p = nadir.mul %r, %w : (tensor<?x4x5xf32>, tensor<?x4x5xf32>) -> tensor<?x4x5xf32>
  %l = nadir.sum %p : (tensor<?x4x5xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f32>, tensor<4x3xf32>, tensor<?x3x5xf32>) -> (tensor<4x3xf32>, tensor<?x3x5xf32>)
  return %g#0, %g#1 : tensor<4x3xf32>, tensor<?x3x5xf32>
}
