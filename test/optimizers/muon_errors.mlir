// RUN: nadir-opt %s --split-input-file --nadir-stabilize-room --nadir-differentiate-room --verify-diagnostics

nadir.graph @weight_decay {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'weight_decay' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "muon" {weight_decay = -1.0} : tensor<f32>
}

// -----

nadir.graph @momentum {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'momentum' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "muon" {momentum = -1.0} : tensor<f32>
}

// -----

nadir.graph @nesterov {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'nesterov' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "muon" {nesterov = 1 : i64} : tensor<f32>
}

// -----

nadir.graph @ns_coefficients_count {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'ns_coefficients' failed to satisfy constraint: f64 dense array attribute with exactly 3 elements each finite}}
  nadir.minimize %l with "muon" {ns_coefficients = array<f64: 1.0, 2.0>} : tensor<f32>
}

// -----

nadir.graph @ns_coefficients_infinite {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'ns_coefficients' failed to satisfy constraint: f64 dense array attribute with exactly 3 elements each finite}}
  nadir.minimize %l with "muon" {ns_coefficients = array<f64: 1.0, 2.0, 0x7FF0000000000000>} : tensor<f32>
}

// -----

nadir.graph @eps {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'eps' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %l with "muon" {eps = -1.0} : tensor<f32>
}

// -----

nadir.graph @ns_steps_negative {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'ns_steps' failed to satisfy constraint: 64-bit signless integer attribute in [0, 100)}}
  nadir.minimize %l with "muon" {ns_steps = -1 : i64} : tensor<f32>
}

// -----

nadir.graph @ns_steps_too_many {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'ns_steps' failed to satisfy constraint: 64-bit signless integer attribute in [0, 100)}}
  nadir.minimize %l with "muon" {ns_steps = 100 : i64} : tensor<f32>
}

// -----

nadir.graph @adjust_lr_fn {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'adjust_lr_fn' failed to satisfy constraint: string attribute 'original' or 'match_rms_adamw'}}
  nadir.minimize %l with "muon" {adjust_lr_fn = "none"} : tensor<f32>
}

// -----

nadir.graph @vector {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %l = nadir.sum %w : (tensor<3xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'muon' can't train 'w': expected a matrix, found 'tensor<3xf32>'}}
  nadir.minimize %l with "muon" {} : tensor<f32>
}

// -----

nadir.graph @three_dimensions {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2x2xf32>
  %l = nadir.sum %w : (tensor<3x2x2xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'muon' can't train 'w': expected a matrix, found 'tensor<3x2x2xf32>'}}
  nadir.minimize %l with "muon" {} : tensor<f32>
}

// -----

func.func @vector_operation(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s0: tensor<3xf32>) {
  // expected-error @below {{'nadir.muon' op expected a matrix, found 'tensor<3xf32>'}}
  %0:2 = nadir.muon %p, %p, %lr, %step, %s0 : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

// Other parameters of the graph are no concern of it: those of another group,
// frozen ones, and those without a gradient.
nadir.graph @not_its_own {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %v = nadir.parameter "v" {init = #nadir.constant<1.0>} : tensor<2xf32>
  %f = nadir.parameter "f" {init = #nadir.constant<1.0>, frozen} : tensor<2xf32>
  %u = nadir.parameter "u" {init = #nadir.constant<1.0>} : tensor<2xf32>
  %s = nadir.stop_gradient %u : (tensor<2xf32>) -> tensor<2xf32>
  %0 = nadir.add %w, %v : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %1 = nadir.add %0, %f : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %2 = nadir.add %1, %s : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  %l = nadir.sum %2 : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "muon" {} {groups = [{params = ["v"], optimizer = "sgd"}]} : tensor<f32>
}
