// RUN: nadir-opt %s --nadir-expand-gradients --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @pad_rows(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[W:.*]]: tensor<8x3xf32>)
// CHECK-NEXT: %[[ROWS:.*]] = nadir.take_rows %[[W]] : (tensor<8x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: return %[[ROWS]]
func.func @pad_rows(%x: tensor<?x3xf32>, %w: tensor<8x3xf32>) -> tensor<?x3xf32> {
  %r = nadir.pad_rows %x : (tensor<?x3xf32>) -> tensor<8x3xf32>
  %p = nadir.mul %r, %w : (tensor<8x3xf32>, tensor<8x3xf32>) -> tensor<8x3xf32>
  %l = nadir.sum %p : (tensor<8x3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %g : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @take_rows(
// CHECK-SAME: %[[X:.*]]: tensor<8x3xf32>, %[[W:.*]]: tensor<?x3xf32>)
// CHECK: %[[MUL:.*]] = nadir.mul %{{.*}}, %[[W]]
// CHECK-NEXT: %[[ROWS:.*]] = nadir.pad_rows %[[MUL]] : (tensor<?x3xf32>) -> tensor<8x3xf32>
// CHECK-NEXT: return %[[ROWS]]
func.func @take_rows(%x: tensor<8x3xf32>, %w: tensor<?x3xf32>) -> tensor<8x3xf32> {
  %r = nadir.take_rows %x : (tensor<8x3xf32>) -> tensor<?x3xf32>
  %p = nadir.mul %r, %w : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %l = nadir.sum %p : (tensor<?x3xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<8x3xf32>) -> tensor<8x3xf32>
  return %g : tensor<8x3xf32>
}

// CHECK-LABEL: func.func @ctc(
// CHECK-SAME: %[[X:.*]]: tensor<5x2x3xf32>, %[[T:.*]]: tensor<2x2xi64>, %[[M:.*]]: tensor<2xi64>, %[[N:.*]]: tensor<2xi64>)
// CHECK-NEXT: %[[ONES:.*]] = nadir.constant dense<1.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[GRAD:.*]] = nadir.ctc_grad %[[X]], %[[T]], %[[M]], %[[N]], %[[ONES]] {blank = 1 : i64, zero_infinity = true} : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xf32>) -> tensor<5x2x3xf32>
// CHECK-NEXT: return %[[GRAD]]
func.func @ctc(%x: tensor<5x2x3xf32>, %t: tensor<2x2xi64>, %m: tensor<2xi64>, %n: tensor<2xi64>) -> tensor<5x2x3xf32> {
  %r = nadir.ctc %x, %t, %m, %n {blank = 1 : i64, zero_infinity = true} : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xf32>
  %l = nadir.sum %r : (tensor<2xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt (%x) : (tensor<f32>, tensor<5x2x3xf32>) -> tensor<5x2x3xf32>
  return %g : tensor<5x2x3xf32>
}
