// RUN: nadir-opt %s --split-input-file --verify-diagnostics

nadir.graph @beta2_decay {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'beta2_decay' failed to satisfy constraint: 64-bit float attribute finite and <= 0}}
  nadir.minimize %l with "adafactor" {beta2_decay = 0.5} : tensor<f32>
}

// -----

nadir.graph @eps_count {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'eps' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each finite and >= 0, the first possibly NaN}}
  nadir.minimize %l with "adafactor" {eps = array<f64: 1.0>} : tensor<f32>
}

// -----

nadir.graph @eps_first_negative {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'eps' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each finite and >= 0, the first possibly NaN}}
  nadir.minimize %l with "adafactor" {eps = array<f64: -1.0, 1.0>} : tensor<f32>
}

// -----

nadir.graph @eps_second_negative {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'eps' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each finite and >= 0, the first possibly NaN}}
  nadir.minimize %l with "adafactor" {eps = array<f64: 1.0, -1.0>} : tensor<f32>
}

// -----

nadir.graph @eps_second_is_not_a_number {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'eps' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each finite and >= 0, the first possibly NaN}}
  nadir.minimize %l with "adafactor" {eps = array<f64: 1.0, 0x7FF8000000000000>} : tensor<f32>
}

// -----

nadir.graph @d {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'd' failed to satisfy constraint: 64-bit float attribute finite and >= 1}}
  nadir.minimize %l with "adafactor" {d = 0.5} : tensor<f32>
}

// -----

nadir.graph @weight_decay {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'weight_decay' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "adafactor" {weight_decay = -1.0} : tensor<f32>
}

// -----

nadir.graph @maximize {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'maximize' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "adafactor" {maximize = 1 : i64} : tensor<f32>
}
