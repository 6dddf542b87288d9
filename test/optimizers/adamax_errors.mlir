// RUN: nadir-opt %s --split-input-file --verify-diagnostics

nadir.graph @betas_count {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'betas' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each in [0, 1)}}
  nadir.minimize %l with "adamax" {betas = array<f64: 0.9>} : tensor<f32>
}

// -----

nadir.graph @betas_at_one {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'betas' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each in [0, 1)}}
  nadir.minimize %l with "adamax" {betas = array<f64: 0.9, 1.0>} : tensor<f32>
}

// -----

nadir.graph @betas_negative {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'betas' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each in [0, 1)}}
  nadir.minimize %l with "adamax" {betas = array<f64: -0.1, 0.9>} : tensor<f32>
}

// -----

nadir.graph @eps {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'eps' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "adamax" {eps = -1.0} : tensor<f32>
}

// -----

nadir.graph @weight_decay {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'weight_decay' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "adamax" {weight_decay = -1.0} : tensor<f32>
}

// -----

nadir.graph @maximize {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'maximize' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "adamax" {maximize = 1 : i64} : tensor<f32>
}
