// RUN: nadir-opt %s --split-input-file --verify-diagnostics

nadir.graph @lambd {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'lambd' failed to satisfy constraint: 64-bit float attribute finite}}
  nadir.minimize %l with "asgd" {lambd = 0x7FF8000000000000 : f64} : tensor<f32>
}

// -----

nadir.graph @alpha {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'alpha' failed to satisfy constraint: 64-bit float attribute finite}}
  nadir.minimize %l with "asgd" {alpha = 0x7FF0000000000000 : f64} : tensor<f32>
}

// -----

nadir.graph @t0 {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 't0' failed to satisfy constraint: 64-bit float attribute finite}}
  nadir.minimize %l with "asgd" {t0 = 1 : i64} : tensor<f32>
}

// -----

nadir.graph @weight_decay {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'weight_decay' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "asgd" {weight_decay = -1.0} : tensor<f32>
}

// -----

nadir.graph @maximize {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'maximize' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "asgd" {maximize = 1 : i64} : tensor<f32>
}
