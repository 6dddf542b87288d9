// RUN: nadir-opt %s --nadir-expand-gradients --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @reshape(
// CHECK-SAME: %[[X:.*]]: tensor<?x6xf32>, %[[W:.*]]: tensor<?x2x3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1x1xf32>) -> tensor<?x2x3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x2x3xf32>, tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[MUL]] : (tensor<?x2x3xf32>) -> tensor<?x6xf32>
// CHECK-NEXT: return %[[RESHAPE]]
func.func @reshape(%x: tensor<?x6xf32>, %w: tensor<?x2x3xf32>) -> tensor<?x6xf32> {
  %r = nadir.reshape %x : (tensor<?x6xf32>) -> tensor<?x2x3xf32>
  %p = nadir.mul %r, %w : (tensor<?x2x3xf32>, tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
  %l = nadir.sum %p : (tensor<?x2x3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x6xf32>) -> tensor<?x6xf32>
  return %g : tensor<?x6xf32>
}

// CHECK-LABEL: func.func @flatten(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3xf32>, %[[W:.*]]: tensor<?x6xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x6xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x6xf32>, tensor<?x6xf32>) -> tensor<?x6xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[MUL]] : (tensor<?x6xf32>) -> tensor<?x2x3xf32>
// CHECK-NEXT: return %[[RESHAPE]]
func.func @flatten(%x: tensor<?x2x3xf32>, %w: tensor<?x6xf32>) -> tensor<?x2x3xf32> {
  %r = nadir.flatten %x : (tensor<?x2x3xf32>) -> tensor<?x6xf32>
  %p = nadir.mul %r, %w : (tensor<?x6xf32>, tensor<?x6xf32>) -> tensor<?x6xf32>
  %l = nadir.sum %p : (tensor<?x6xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
  return %g : tensor<?x2x3xf32>
}

// CHECK-LABEL: func.func @transpose(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3xf32>, %[[W:.*]]: tensor<2x3x?xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1x1xf32>) -> tensor<2x3x?xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<2x3x?xf32>, tensor<2x3x?xf32>) -> tensor<2x3x?xf32>
// CHECK-NEXT: %[[TRANSPOSE:.*]] = nadir.transpose %[[MUL]] {permutation = array<i64: 2, 0, 1>} : (tensor<2x3x?xf32>) -> tensor<?x2x3xf32>
// CHECK-NEXT: return %[[TRANSPOSE]]
func.func @transpose(%x: tensor<?x2x3xf32>, %w: tensor<2x3x?xf32>) -> tensor<?x2x3xf32> {
  %r = nadir.transpose %x {permutation = array<i64: 1, 2, 0>} : (tensor<?x2x3xf32>) -> tensor<2x3x?xf32>
  %p = nadir.mul %r, %w : (tensor<2x3x?xf32>, tensor<2x3x?xf32>) -> tensor<2x3x?xf32>
  %l = nadir.sum %p : (tensor<2x3x?xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x2x3xf32>) -> tensor<?x2x3xf32>
  return %g : tensor<?x2x3xf32>
}

// CHECK-LABEL: func.func @broadcast(
// CHECK-SAME: %[[X:.*]]: tensor<1x3xf32>, %[[W:.*]]: tensor<2x?x3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1x1xf32>) -> tensor<2x?x3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<2x?x3xf32>, tensor<2x?x3xf32>) -> tensor<2x?x3xf32>
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[MUL]] {dim = array<i64: 0, 1>, keepdim = true} : (tensor<2x?x3xf32>) -> tensor<1x1x3xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<1x1x3xf32>) -> tensor<1x3xf32>
// CHECK-NEXT: return %[[RESHAPE]]
func.func @broadcast(%x: tensor<1x3xf32>, %w: tensor<2x?x3xf32>) -> tensor<1x3xf32> {
  %r = nadir.broadcast %x : (tensor<1x3xf32>) -> tensor<2x?x3xf32>
  %p = nadir.mul %r, %w : (tensor<2x?x3xf32>, tensor<2x?x3xf32>) -> tensor<2x?x3xf32>
  %l = nadir.sum %p : (tensor<2x?x3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  return %g : tensor<1x3xf32>
}

// An operand that is given twice adds both of its parts.
// CHECK-LABEL: func.func @concatenate(
// CHECK-SAME: %[[X:.*]]: tensor<?x2xf32>, %[[Y:.*]]: tensor<?x3xf32>, %[[W:.*]]: tensor<?x7xf32>) -> (tensor<?x2xf32>, tensor<?x3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x7xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x7xf32>, tensor<?x7xf32>) -> tensor<?x7xf32>
// CHECK-NEXT: %[[SLICE:.*]] = nadir.slice %[[MUL]] {dim = 1 : i64, end = 2 : i64, start = 0 : i64} : (tensor<?x7xf32>) -> tensor<?x2xf32>
// CHECK-NEXT: %[[SLICE2:.*]] = nadir.slice %[[MUL]] {dim = 1 : i64, end = 5 : i64, start = 2 : i64} : (tensor<?x7xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[SLICE3:.*]] = nadir.slice %[[MUL]] {dim = 1 : i64, end = 7 : i64, start = 5 : i64} : (tensor<?x7xf32>) -> tensor<?x2xf32>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[SLICE]], %[[SLICE3]]
// CHECK-NEXT: return %[[ADD]], %[[SLICE2]]
func.func @concatenate(%x: tensor<?x2xf32>, %y: tensor<?x3xf32>, %w: tensor<?x7xf32>) -> (tensor<?x2xf32>, tensor<?x3xf32>) {
  %r = nadir.concatenate %x, %y, %x {dim = -1 : i64} : (tensor<?x2xf32>, tensor<?x3xf32>, tensor<?x2xf32>) -> tensor<?x7xf32>
  %p = nadir.mul %r, %w : (tensor<?x7xf32>, tensor<?x7xf32>) -> tensor<?x7xf32>
  %l = nadir.sum %p : (tensor<?x7xf32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt (%x, %y) : (tensor<f32>, tensor<?x2xf32>, tensor<?x3xf32>) -> (tensor<?x2xf32>, tensor<?x3xf32>)
  return %g#0, %g#1 : tensor<?x2xf32>, tensor<?x3xf32>
}

// 1 and 4 of 8: zeros before, between and after.
// CHECK-LABEL: func.func @slice(
// CHECK-SAME: %[[X:.*]]: tensor<?x8xf32>, %[[W:.*]]: tensor<?x2xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x2xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>
// CHECK-NEXT: %[[PAD:.*]] = nadir.pad %[[MUL]] {dim = 1 : i64, high = 3 : i64, interior = 2 : i64, low = 1 : i64} : (tensor<?x2xf32>) -> tensor<?x8xf32>
// CHECK-NEXT: return %[[PAD]]
func.func @slice(%x: tensor<?x8xf32>, %w: tensor<?x2xf32>) -> tensor<?x8xf32> {
  %r = nadir.slice %x {dim = 1 : i64, end = 7 : i64, start = 1 : i64, step = 3 : i64} : (tensor<?x8xf32>) -> tensor<?x2xf32>
  %p = nadir.mul %r, %w : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>
  %l = nadir.sum %p : (tensor<?x2xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %g : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @slice_nothing(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>, %[[W:.*]]: tensor<0xf32>)
// CHECK-NEXT: %[[PAD:.*]] = nadir.pad %[[W]] {dim = 0 : i64, high = 2 : i64, low = 2 : i64} : (tensor<0xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[PAD]]
func.func @slice_nothing(%x: tensor<4xf32>, %w: tensor<0xf32>) -> tensor<4xf32> {
  %r = nadir.slice %x {dim = 0 : i64, end = 2 : i64, start = 2 : i64} : (tensor<4xf32>) -> tensor<0xf32>
  %p = nadir.mul %r, %w : (tensor<0xf32>, tensor<0xf32>) -> tensor<0xf32>
  %l = nadir.sum %p : (tensor<0xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// CHECK-LABEL: func.func @pad(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[W:.*]]: tensor<?x8xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x8xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK-NEXT: %[[SLICE:.*]] = nadir.slice %[[MUL]] {dim = 1 : i64, end = 6 : i64, start = 1 : i64, step = 2 : i64} : (tensor<?x8xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: return %[[SLICE]]
func.func @pad(%x: tensor<?x3xf32>, %w: tensor<?x8xf32>) -> tensor<?x3xf32> {
  %r = nadir.pad %x {dim = 1 : i64, high = 2 : i64, interior = 1 : i64, low = 1 : i64} : (tensor<?x3xf32>) -> tensor<?x8xf32>
  %p = nadir.mul %r, %w : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %l = nadir.sum %p : (tensor<?x8xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %g : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @gather(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>, %[[I:.*]]: tensor<?x2xi64>, %[[W:.*]]: tensor<?x2xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x2xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>
// CHECK-NEXT: %[[SCATTER_ADD:.*]] = nadir.scatter_add %[[I]], %[[MUL]] {dim = 1 : i64, size = 5 : i64} : (tensor<?x2xi64>, tensor<?x2xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: return %[[SCATTER_ADD]]
func.func @gather(%x: tensor<?x5xf32>, %i: tensor<?x2xi64>, %w: tensor<?x2xf32>) -> tensor<?x5xf32> {
  %r = nadir.gather %x, %i {dim = 1 : i64} : (tensor<?x5xf32>, tensor<?x2xi64>) -> tensor<?x2xf32>
  %p = nadir.mul %r, %w : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>
  %l = nadir.sum %p : (tensor<?x2xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x5xf32>) -> tensor<?x5xf32>
  return %g : tensor<?x5xf32>
}

// CHECK-LABEL: func.func @scatter_add(
// CHECK-SAME: %[[X:.*]]: tensor<?x2xf32>, %[[I:.*]]: tensor<?x2xi32>, %[[W:.*]]: tensor<?x5xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x5xf32>, tensor<?x5xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[GATHER:.*]] = nadir.gather %[[MUL]], %[[I]] {dim = -1 : i64} : (tensor<?x5xf32>, tensor<?x2xi32>) -> tensor<?x2xf32>
// CHECK-NEXT: return %[[GATHER]]
func.func @scatter_add(%x: tensor<?x2xf32>, %i: tensor<?x2xi32>, %w: tensor<?x5xf32>) -> tensor<?x2xf32> {
  %r = nadir.scatter_add %i, %x {dim = -1 : i64, size = 5 : i64} : (tensor<?x2xi32>, tensor<?x2xf32>) -> tensor<?x5xf32>
  %p = nadir.mul %r, %w : (tensor<?x5xf32>, tensor<?x5xf32>) -> tensor<?x5xf32>
  %l = nadir.sum %p : (tensor<?x5xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x2xf32>) -> tensor<?x2xf32>
  return %g : tensor<?x2xf32>
}

// The rows of a table that the batch picks.
// CHECK-LABEL: func.func @embedding(
// CHECK-SAME: %[[X:.*]]: tensor<10x3xf32>, %[[I:.*]]: tensor<?x3xi64>, %[[W:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[ONE]] : (tensor<1x1xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[BROADCAST]], %[[W]] : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[SCATTER_ADD:.*]] = nadir.scatter_add %[[I]], %[[MUL]] {dim = 0 : i64, size = 10 : i64} : (tensor<?x3xi64>, tensor<?x3xf32>) -> tensor<10x3xf32>
// CHECK-NEXT: return %[[SCATTER_ADD]]
func.func @embedding(%x: tensor<10x3xf32>, %i: tensor<?x3xi64>, %w: tensor<?x3xf32>) -> tensor<10x3xf32> {
  %r = nadir.gather %x, %i {dim = 0 : i64} : (tensor<10x3xf32>, tensor<?x3xi64>) -> tensor<?x3xf32>
  %p = nadir.mul %r, %w : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %l = nadir.sum %p : (tensor<?x3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<10x3xf32>) -> tensor<10x3xf32>
  return %g : tensor<10x3xf32>
}
