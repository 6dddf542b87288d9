// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic | nadir-opt | FileCheck %s

// CHECK-LABEL: func.func @element_losses
func.func @element_losses(%x: tensor<?x3xf32>, %t: tensor<3xf32>, %w: tensor<?x3xf32>) {
  // CHECK: nadir.mse_loss %arg0, %arg1 : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<f32>
  %0 = nadir.mse_loss %x, %t : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<f32>
  // CHECK: nadir.mse_loss %arg0, %arg1 {reduction = "none"} : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %1 = nadir.mse_loss %x, %t {reduction = "none"} : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  // CHECK: nadir.mse_loss %arg1, %arg0 weight(%arg2) {reduction = "sum"} : (tensor<3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  %2 = nadir.mse_loss %t, %x weight(%w) {reduction = "sum"} : (tensor<3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  // CHECK: nadir.l1_loss %arg0, %arg1 : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<f32>
  %3 = nadir.l1_loss %x, %t {reduction = "mean"} : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<f32>
  // CHECK: nadir.l1_loss %arg0, %arg2 weight(%arg2) {reduction = "none"} : (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %4 = nadir.l1_loss %x, %w weight(%w) {reduction = "none"} : (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return
}

// CHECK-LABEL: func.func @binary_cross_entropy
func.func @binary_cross_entropy(%x: tensor<?x3xf64>, %t: tensor<?x3xf64>, %w: tensor<3xf64>, %p: tensor<f64>) {
  // CHECK: nadir.binary_cross_entropy %arg0, %arg1 : (tensor<?x3xf64>, tensor<?x3xf64>) -> tensor<f64>
  %0 = nadir.binary_cross_entropy %x, %t : (tensor<?x3xf64>, tensor<?x3xf64>) -> tensor<f64>
  // CHECK: nadir.binary_cross_entropy %arg0, %arg1 weight(%arg2) {reduction = "none"} : (tensor<?x3xf64>, tensor<?x3xf64>, tensor<3xf64>) -> tensor<?x3xf64>
  %1 = nadir.binary_cross_entropy %x, %t weight(%w) {reduction = "none"} : (tensor<?x3xf64>, tensor<?x3xf64>, tensor<3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.binary_cross_entropy_with_logits %arg0, %arg1 : (tensor<?x3xf64>, tensor<?x3xf64>) -> tensor<f64>
  %2 = nadir.binary_cross_entropy_with_logits %x, %t : (tensor<?x3xf64>, tensor<?x3xf64>) -> tensor<f64>
  // CHECK: nadir.binary_cross_entropy_with_logits %arg0, %arg1 weight(%arg2) : (tensor<?x3xf64>, tensor<?x3xf64>, tensor<3xf64>) -> tensor<f64>
  %3 = nadir.binary_cross_entropy_with_logits %x, %t weight(%w) : (tensor<?x3xf64>, tensor<?x3xf64>, tensor<3xf64>) -> tensor<f64>
  // CHECK: nadir.binary_cross_entropy_with_logits %arg0, %arg1 pos_weight(%arg3) : (tensor<?x3xf64>, tensor<?x3xf64>, tensor<f64>) -> tensor<f64>
  %4 = nadir.binary_cross_entropy_with_logits %x, %t pos_weight(%p) : (tensor<?x3xf64>, tensor<?x3xf64>, tensor<f64>) -> tensor<f64>
  // CHECK: nadir.binary_cross_entropy_with_logits %arg0, %arg1 weight(%arg2) pos_weight(%arg3) {reduction = "sum"} : (tensor<?x3xf64>, tensor<?x3xf64>, tensor<3xf64>, tensor<f64>) -> tensor<f64>
  %5 = nadir.binary_cross_entropy_with_logits %x, %t weight(%w) pos_weight(%p) {reduction = "sum"} : (tensor<?x3xf64>, tensor<?x3xf64>, tensor<3xf64>, tensor<f64>) -> tensor<f64>
  return
}

// Classes are dimension 1, or the only one.
// CHECK-LABEL: func.func @cross_entropy
func.func @cross_entropy(%x: tensor<?x5xf32>, %i: tensor<?xi64>, %w: tensor<5xf32>, %image: tensor<?x5x2x2xf32>, %mask: tensor<?x2x2xi32>, %v: tensor<5xf32>, %j: tensor<i64>) {
  // CHECK: nadir.cross_entropy %arg0, %arg1 : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  %0 = nadir.cross_entropy %x, %i : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  // CHECK: nadir.cross_entropy %arg0, %arg1 weight(%arg2) {ignore_index = 0 : i64, label_smoothing = 1.000000e-01 : f64, reduction = "sum"} : (tensor<?x5xf32>, tensor<?xi64>, tensor<5xf32>) -> tensor<f32>
  %1 = nadir.cross_entropy %x, %i weight(%w) {ignore_index = 0 : i64, label_smoothing = 1.0e-01, reduction = "sum"} : (tensor<?x5xf32>, tensor<?xi64>, tensor<5xf32>) -> tensor<f32>
  // CHECK: nadir.cross_entropy %arg0, %arg1 {reduction = "none"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<?xf32>
  %2 = nadir.cross_entropy %x, %i {reduction = "none"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<?xf32>
  // CHECK: nadir.cross_entropy %arg0, %arg0 : (tensor<?x5xf32>, tensor<?x5xf32>) -> tensor<f32>
  %3 = nadir.cross_entropy %x, %x : (tensor<?x5xf32>, tensor<?x5xf32>) -> tensor<f32>
  // CHECK: nadir.cross_entropy %arg3, %arg4 {reduction = "none"} : (tensor<?x5x2x2xf32>, tensor<?x2x2xi32>) -> tensor<?x2x2xf32>
  %4 = nadir.cross_entropy %image, %mask {reduction = "none"} : (tensor<?x5x2x2xf32>, tensor<?x2x2xi32>) -> tensor<?x2x2xf32>
  // CHECK: nadir.cross_entropy %arg5, %arg6 : (tensor<5xf32>, tensor<i64>) -> tensor<f32>
  %5 = nadir.cross_entropy %v, %j : (tensor<5xf32>, tensor<i64>) -> tensor<f32>
  return
}

// CHECK-LABEL: func.func @nll_loss
func.func @nll_loss(%x: tensor<?x5xf32>, %i: tensor<?xi64>, %w: tensor<5xf32>) {
  // CHECK: nadir.nll_loss %arg0, %arg1 : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  %0 = nadir.nll_loss %x, %i : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  // CHECK: nadir.nll_loss %arg0, %arg1 weight(%arg2) {ignore_index = 0 : i64, reduction = "none"} : (tensor<?x5xf32>, tensor<?xi64>, tensor<5xf32>) -> tensor<?xf32>
  %1 = nadir.nll_loss %x, %i weight(%w) {ignore_index = 0 : i64, reduction = "none"} : (tensor<?x5xf32>, tensor<?xi64>, tensor<5xf32>) -> tensor<?xf32>
  return
}
