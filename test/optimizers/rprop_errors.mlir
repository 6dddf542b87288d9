// RUN: nadir-opt %s --split-input-file --verify-diagnostics

nadir.graph @etas_count {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'etas' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements the first in (0, 1), the second > 1}}
  nadir.minimize %l with "rprop" {etas = array<f64: 0.5>} : tensor<f32>
}

// -----

nadir.graph @etas_first_is_zero {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'etas' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements the first in (0, 1), the second > 1}}
  nadir.minimize %l with "rprop" {etas = array<f64: 0.0, 1.2>} : tensor<f32>
}

// -----

nadir.graph @etas_first_is_one {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'etas' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements the first in (0, 1), the second > 1}}
  nadir.minimize %l with "rprop" {etas = array<f64: 1.0, 1.2>} : tensor<f32>
}

// -----

nadir.graph @etas_second_is_one {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'etas' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements the first in (0, 1), the second > 1}}
  nadir.minimize %l with "rprop" {etas = array<f64: 0.5, 1.0>} : tensor<f32>
}

// -----

nadir.graph @step_sizes_count {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'step_sizes' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each finite}}
  nadir.minimize %l with "rprop" {step_sizes = array<f64: 1.0>} : tensor<f32>
}

// -----

nadir.graph @step_sizes_infinite {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'step_sizes' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each finite}}
  nadir.minimize %l with "rprop" {step_sizes = array<f64: 0.0, 0x7FF0000000000000>} : tensor<f32>
}

// -----

nadir.graph @maximize {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'maximize' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "rprop" {maximize = 1 : i64} : tensor<f32>
}
