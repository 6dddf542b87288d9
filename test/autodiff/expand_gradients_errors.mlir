// RUN: nadir-opt %s --nadir-expand-gradients --split-input-file --verify-diagnostics

// All operations without gradient are reported in one run.
func.func @all_at_once(%x: tensor<4x3xf32>, %y: tensor<4xi64>, %g0: tensor<4xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'nadir.softmax_cross_entropy_grad' op has no gradient, but the loss depends through it on a value to be differentiated}}
  %0 = nadir.softmax_cross_entropy_grad %x, %y, %g0 {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4xi64>, tensor<4xf32>) -> tensor<4x3xf32>
  // expected-error @below {{'nadir.softmax_cross_entropy_grad' op has no gradient}}
  %1 = nadir.softmax_cross_entropy_grad %0, %y, %g0 {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4xi64>, tensor<4xf32>) -> tensor<4x3xf32>
  %2 = nadir.sum %1 : (tensor<4x3xf32>) -> tensor<f32>
  %g = nadir.gradient %2 wrt (%x) : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %g : tensor<4x3xf32>
}
