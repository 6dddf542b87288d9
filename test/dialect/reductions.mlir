// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic | nadir-opt | FileCheck %s

// CHECK-LABEL: func.func @all
func.func @all(%x: tensor<4x3xf32>) {
  // CHECK: nadir.sum %arg0 : (tensor<4x3xf32>) -> tensor<f32>
  %0 = nadir.sum %x : (tensor<4x3xf32>) -> tensor<f32>
  // CHECK: nadir.mean %arg0 : (tensor<4x3xf32>) -> tensor<f32>
  %1 = nadir.mean %x : (tensor<4x3xf32>) -> tensor<f32>
  // CHECK: nadir.max %arg0 : (tensor<4x3xf32>) -> tensor<f32>
  %2 = nadir.max %x : (tensor<4x3xf32>) -> tensor<f32>
  // CHECK: nadir.min %arg0 : (tensor<4x3xf32>) -> tensor<f32>
  %3 = nadir.min %x : (tensor<4x3xf32>) -> tensor<f32>
  // CHECK: nadir.logsumexp %arg0 : (tensor<4x3xf32>) -> tensor<f32>
  %4 = nadir.logsumexp %x : (tensor<4x3xf32>) -> tensor<f32>
  // CHECK: nadir.argmax %arg0 : (tensor<4x3xf32>) -> tensor<i64>
  %5 = nadir.argmax %x : (tensor<4x3xf32>) -> tensor<i64>
  return
}

// An empty list means all dimensions, and is not printed.
// CHECK-LABEL: func.func @dims
func.func @dims(%x: tensor<?x3x5xf64>) {
  // CHECK: nadir.sum %arg0 : (tensor<?x3x5xf64>) -> tensor<f64>
  %0 = nadir.sum %x {dim = array<i64>} : (tensor<?x3x5xf64>) -> tensor<f64>
  // CHECK: nadir.sum %arg0 {keepdim = true} : (tensor<?x3x5xf64>) -> tensor<1x1x1xf64>
  %1 = nadir.sum %x {dim = array<i64>, keepdim = true} : (tensor<?x3x5xf64>) -> tensor<1x1x1xf64>
  // CHECK: nadir.mean %arg0 {dim = array<i64: 0>} : (tensor<?x3x5xf64>) -> tensor<3x5xf64>
  %2 = nadir.mean %x {dim = array<i64: 0>} : (tensor<?x3x5xf64>) -> tensor<3x5xf64>
  // CHECK: nadir.mean %arg0 {dim = array<i64: 0>, keepdim = true} : (tensor<?x3x5xf64>) -> tensor<1x3x5xf64>
  %3 = nadir.mean %x {dim = array<i64: 0>, keepdim = true} : (tensor<?x3x5xf64>) -> tensor<1x3x5xf64>
  // CHECK: nadir.max %arg0 {dim = array<i64: 1, 2>} : (tensor<?x3x5xf64>) -> tensor<?xf64>
  %4 = nadir.max %x {dim = array<i64: 1, 2>} : (tensor<?x3x5xf64>) -> tensor<?xf64>
  // CHECK: nadir.min %arg0 {dim = array<i64: 2, 0>} : (tensor<?x3x5xf64>) -> tensor<3xf64>
  %5 = nadir.min %x {dim = array<i64: 2, 0>} : (tensor<?x3x5xf64>) -> tensor<3xf64>
  // CHECK: nadir.logsumexp %arg0 {dim = array<i64: -1>, keepdim = true} : (tensor<?x3x5xf64>) -> tensor<?x3x1xf64>
  %6 = nadir.logsumexp %x {dim = array<i64: -1>, keepdim = true} : (tensor<?x3x5xf64>) -> tensor<?x3x1xf64>
  // CHECK: nadir.sum %arg0 {dim = array<i64: -1, -3>} : (tensor<?x3x5xf64>) -> tensor<3xf64>
  %7 = nadir.sum %x {dim = array<i64: -1, -3>, keepdim = false} : (tensor<?x3x5xf64>) -> tensor<3xf64>
  return
}

// CHECK-LABEL: func.func @integers
func.func @integers(%x: tensor<4xi64>, %y: tensor<4xi32>) {
  // CHECK: nadir.sum %arg0 : (tensor<4xi64>) -> tensor<i64>
  %0 = nadir.sum %x : (tensor<4xi64>) -> tensor<i64>
  // CHECK: nadir.max %arg1 : (tensor<4xi32>) -> tensor<i32>
  %1 = nadir.max %y : (tensor<4xi32>) -> tensor<i32>
  // CHECK: nadir.min %arg1 : (tensor<4xi32>) -> tensor<i32>
  %2 = nadir.min %y : (tensor<4xi32>) -> tensor<i32>
  // CHECK: nadir.argmax %arg1 : (tensor<4xi32>) -> tensor<i64>
  %3 = nadir.argmax %y : (tensor<4xi32>) -> tensor<i64>
  return
}

// CHECK-LABEL: func.func @scalar_and_empty
func.func @scalar_and_empty(%x: tensor<f32>, %y: tensor<0x3xf32>) {
  // CHECK: nadir.sum %arg0 : (tensor<f32>) -> tensor<f32>
  %0 = nadir.sum %x : (tensor<f32>) -> tensor<f32>
  // CHECK: nadir.argmax %arg0 : (tensor<f32>) -> tensor<i64>
  %1 = nadir.argmax %x : (tensor<f32>) -> tensor<i64>
  // CHECK: nadir.sum %arg1 {dim = array<i64: 0>} : (tensor<0x3xf32>) -> tensor<3xf32>
  %2 = nadir.sum %y {dim = array<i64: 0>} : (tensor<0x3xf32>) -> tensor<3xf32>
  // CHECK: nadir.sum %arg1 {dim = array<i64: 1>} : (tensor<0x3xf32>) -> tensor<0xf32>
  %3 = nadir.sum %y {dim = array<i64: 1>} : (tensor<0x3xf32>) -> tensor<0xf32>
  // CHECK: nadir.max %arg1 {dim = array<i64: 1>} : (tensor<0x3xf32>) -> tensor<0xf32>
  %4 = nadir.max %y {dim = array<i64: 1>} : (tensor<0x3xf32>) -> tensor<0xf32>
  // CHECK: nadir.argmax %arg1 {dim = 1 : i64} : (tensor<0x3xf32>) -> tensor<0xi64>
  %5 = nadir.argmax %y {dim = 1 : i64} : (tensor<0x3xf32>) -> tensor<0xi64>
  return
}

// CHECK-LABEL: func.func @argmax
func.func @argmax(%x: tensor<?x3xf32>) {
  // CHECK: nadir.argmax %arg0 {dim = 1 : i64} : (tensor<?x3xf32>) -> tensor<?xi64>
  %0 = nadir.argmax %x {dim = 1 : i64} : (tensor<?x3xf32>) -> tensor<?xi64>
  // CHECK: nadir.argmax %arg0 {dim = -2 : i64} : (tensor<?x3xf32>) -> tensor<3xi64>
  %1 = nadir.argmax %x {dim = -2 : i64} : (tensor<?x3xf32>) -> tensor<3xi64>
  // CHECK: nadir.argmax %arg0 {dim = 1 : i64, keepdim = true} : (tensor<?x3xf32>) -> tensor<?x1xi64>
  %2 = nadir.argmax %x {dim = 1 : i64, keepdim = true} : (tensor<?x3xf32>) -> tensor<?x1xi64>
  // CHECK: nadir.argmax %arg0 {keepdim = true} : (tensor<?x3xf32>) -> tensor<1x1xi64>
  %3 = nadir.argmax %x {keepdim = true} : (tensor<?x3xf32>) -> tensor<1x1xi64>
  return
}

// CHECK-LABEL: func.func @normalisations
func.func @normalisations(%x: tensor<?x3xf32>) {
  // CHECK: nadir.softmax %arg0 {dim = 1 : i64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %0 = nadir.softmax %x {dim = 1 : i64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  // CHECK: nadir.softmax %arg0 {dim = -2 : i64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = nadir.softmax %x {dim = -2 : i64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  // CHECK: nadir.log_softmax %arg0 {dim = -1 : i64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %2 = nadir.log_softmax %x {dim = -1 : i64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return
}

// A count is a float of the input's type, f32 for integers.
// CHECK-LABEL: func.func @element_count
func.func @element_count(%x: tensor<?x3xf64>, %y: tensor<?xi64>, %p: tensor<?xi1>) {
  // CHECK: nadir.element_count %arg0 : (tensor<?x3xf64>) -> tensor<f64>
  %0 = nadir.element_count %x : (tensor<?x3xf64>) -> tensor<f64>
  // CHECK: nadir.element_count %arg0 {dim = array<i64: 0>} : (tensor<?x3xf64>) -> tensor<f64>
  %1 = nadir.element_count %x {dim = array<i64: 0>} : (tensor<?x3xf64>) -> tensor<f64>
  // CHECK: nadir.element_count %arg1 : (tensor<?xi64>) -> tensor<f32>
  %2 = nadir.element_count %y : (tensor<?xi64>) -> tensor<f32>
  // CHECK: nadir.element_count %arg2 {dim = array<i64: -1>} : (tensor<?xi1>) -> tensor<f32>
  %3 = nadir.element_count %p {dim = array<i64: -1>} : (tensor<?xi1>) -> tensor<f32>
  return
}
