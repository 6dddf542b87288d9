// RUN: nadir-opt %s --split-input-file --nadir-stabilize-room --nadir-differentiate-room --verify-diagnostics

nadir.graph @momentum {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'momentum' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "sgd" {momentum = -1.0} : tensor<f32>
}

// -----

nadir.graph @dampening_infinite {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'dampening' failed to satisfy constraint: 64-bit float attribute finite}}
  nadir.minimize %l with "sgd" {dampening = 0x7FF0000000000000 : f64} : tensor<f32>
}

// -----

nadir.graph @weight_decay {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'weight_decay' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "sgd" {weight_decay = -1.0} : tensor<f32>
}

// -----

nadir.graph @nesterov {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'nesterov' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "sgd" {nesterov = 1 : i64} : tensor<f32>
}

// -----

nadir.graph @maximize {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'maximize' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "sgd" {maximize = 1 : i64} : tensor<f32>
}

// -----

nadir.graph @state_dtype {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'state_dtype' failed to satisfy constraint: string attribute 'f32' or 'f64'}}
  nadir.minimize %l with "sgd" {state_dtype = "f16"} : tensor<f32>
}

// -----

nadir.graph @nesterov_without_momentum {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %l = nadir.sum %w : (tensor<3xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected a momentum and no dampening with nesterov}}
  nadir.minimize %l with "sgd" {nesterov = true} : tensor<f32>
}

// -----

nadir.graph @nesterov_with_dampening {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %l = nadir.sum %w : (tensor<3xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected a momentum and no dampening with nesterov}}
  nadir.minimize %l with "sgd" {nesterov = true, momentum = 0.5, dampening = 0.1} : tensor<f32>
}

// -----

nadir.graph @nesterov_in_a_group {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %l = nadir.sum %w : (tensor<3xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 'fast': expected a momentum and no dampening with nesterov}}
  nadir.minimize %l with "adam" {} {groups = [{params = ["w"], name = "fast", optimizer = "sgd", nesterov = true}]} : tensor<f32>
}
