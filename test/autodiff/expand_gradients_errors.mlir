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

// -----

// What a group reads by name counts, too: this is no zero.
func.func @through_a_group(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @below {{'nadir.group' op has no gradient}}
  %0 = nadir.group "loop" : tensor<3xf32> {
    %3 = nadir.exp %x : (tensor<3xf32>) -> tensor<3xf32>
    nadir.yield %3 : tensor<3xf32>
  }
  %1 = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  %g = nadir.gradient %1 wrt (%x) : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  return %g : tensor<3xf32>
}

// -----

// Nor is a second result.
func.func @through_a_state(%x: tensor<3xf32>, %s: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) -> tensor<3xf32> {
  // expected-error @below {{'nadir.sgd' op has no gradient}}
  %0:2 = nadir.sgd %x, %x, %lr, %step, %s {momentum = 0.9} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  %1 = nadir.sum %0#1 : (tensor<3xf32>) -> tensor<f32>
  %g = nadir.gradient %1 wrt (%x) : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  return %g : tensor<3xf32>
}

// -----

// Operations of other dialects may compute with what isn't a tensor.
func.func @through_another_dialect(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'tensor.extract' op has no gradient}}
  %0 = tensor.extract %x[] : tensor<f32>
  // expected-error @below {{'arith.addf' op has no gradient}}
  %1 = arith.addf %0, %0 : f32
  // expected-error @below {{'tensor.from_elements' op has no gradient}}
  %2 = tensor.from_elements %1 : tensor<f32>
  %g = nadir.gradient %2 wrt (%x) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return %g : tensor<f32>
}
