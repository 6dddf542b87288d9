// RUN: nadir-opt %s --split-input-file --verify-diagnostics

nadir.graph @no_momentum {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %l = nadir.sum %w : (tensor<3xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'adagrad' has no setting 'runtime_momentum'}}
  nadir.minimize %l with "adagrad" {runtime_momentum = true} : tensor<f32>
}

// -----

nadir.graph @no_bool {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %l = nadir.sum %w : (tensor<3xf32>) -> tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'runtime_momentum' failed to satisfy constraint: bool attribute}}
  nadir.minimize %l with "sgd" {runtime_momentum = 0.9} : tensor<f32>
}

// -----

func.func @missing(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{'nadir.lion' op expected a tensor<f64>, the momentum, as the last operand with runtime_momentum, found none}}
  %0:2 = nadir.lion %p, %p, %lr, %step {runtime_momentum = true} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @state_only(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<3xf32>) {
  // expected-error @below {{'nadir.lion' op expected a tensor<f64>, the momentum, as the last operand with runtime_momentum, found 'tensor<3xf32>'}}
  %0:2 = nadir.lion %p, %p, %lr, %step, %s {runtime_momentum = true} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @no_state(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %m: tensor<f64>) {
  // expected-error @below {{'nadir.lion' op expected 1 states under these settings, found 0 operands and 0 results}}
  %0 = nadir.lion %p, %p, %lr, %step, %m {runtime_momentum = true} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<f64>) -> tensor<3xf32>
  return
}
