// RUN: nadir-opt %s --split-input-file --verify-diagnostics

nadir.graph @rho_negative {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'rho' failed to satisfy constraint: 64-bit float attribute in [0, 1]}}
  nadir.minimize %l with "adadelta" {rho = -0.5} : tensor<f32>
}

// -----

nadir.graph @rho_above_one {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'rho' failed to satisfy constraint: 64-bit float attribute in [0, 1]}}
  nadir.minimize %l with "adadelta" {rho = 1.5} : tensor<f32>
}

// -----

nadir.graph @eps {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'eps' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "adadelta" {eps = -1.0} : tensor<f32>
}

// -----

nadir.graph @weight_decay {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'weight_decay' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "adadelta" {weight_decay = -1.0} : tensor<f32>
}

// -----

nadir.graph @maximize {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'maximize' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "adadelta" {maximize = 1 : i64} : tensor<f32>
}
