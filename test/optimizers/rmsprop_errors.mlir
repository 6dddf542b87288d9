// RUN: nadir-opt %s --split-input-file --verify-diagnostics

nadir.graph @alpha {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'alpha' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "rmsprop" {alpha = -1.0} : tensor<f32>
}

// -----

nadir.graph @eps {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'eps' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "rmsprop" {eps = -1.0} : tensor<f32>
}

// -----

nadir.graph @weight_decay {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'weight_decay' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "rmsprop" {weight_decay = -1.0} : tensor<f32>
}

// -----

nadir.graph @momentum {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'momentum' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "rmsprop" {momentum = -1.0} : tensor<f32>
}

// -----

nadir.graph @centered {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'centered' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "rmsprop" {centered = 1 : i64} : tensor<f32>
}

// -----

nadir.graph @maximize {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'maximize' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "rmsprop" {maximize = 1 : i64} : tensor<f32>
}
