// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @gradient_type(%p: tensor<3xf32>, %g: tensor<3xf64>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{'nadir.sgd' op failed to verify that all of {param, grad, new_param} have same type}}
  %0 = nadir.sgd %p, %g, %lr, %step : (tensor<3xf32>, tensor<3xf64>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
  return
}

// -----

func.func @learning_rate_type(%p: tensor<3xf32>, %lr: tensor<f32>, %step: tensor<i64>) {
  // expected-error @below {{'nadir.sgd' op operand #2 must be rank-0 tensor of 64-bit float, but got 'tensor<f32>'}}
  %0 = nadir.sgd %p, %p, %lr, %step : (tensor<3xf32>, tensor<3xf32>, tensor<f32>, tensor<i64>) -> tensor<3xf32>
  return
}

// -----

func.func @step_type(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<1xi64>) {
  // expected-error @below {{'nadir.sgd' op operand #3 must be rank-0 tensor of 64-bit signless integer, but got 'tensor<1xi64>'}}
  %0 = nadir.sgd %p, %p, %lr, %step : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<1xi64>) -> tensor<3xf32>
  return
}

// -----

// Without momentum there is nothing to keep.
func.func @sgd_state_too_many(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{'nadir.sgd' op expected 0 states under these settings, found 1 operands and 1 results}}
  %0:2 = nadir.sgd %p, %p, %lr, %step, %p : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @sgd_state_missing(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{'nadir.sgd' op expected 1 states under these settings, found 0 operands and 0 results}}
  %0 = nadir.sgd %p, %p, %lr, %step {momentum = 0.9} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
  return
}

// -----

func.func @sgd_state_not_returned(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{'nadir.sgd' op expected 1 states under these settings, found 1 operands and 0 results}}
  %0 = nadir.sgd %p, %p, %lr, %step, %p {momentum = 0.9} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @adam_states(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{'nadir.adam' op expected 3 states under these settings, found 2 operands and 2 results}}
  %0:3 = nadir.adam %p, %p, %lr, %step, %p, %p {amsgrad = true} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @rmsprop_states(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{'nadir.rmsprop' op expected 2 states under these settings, found 1 operands and 1 results}}
  %0:2 = nadir.rmsprop %p, %p, %lr, %step, %p {centered = true} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @adagrad_states(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{'nadir.adagrad' op expected 1 states under these settings, found 0 operands and 0 results}}
  %0 = nadir.adagrad %p, %p, %lr, %step : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
  return
}

// -----

func.func @state_type(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<3xf64>) {
  // expected-error @below {{'nadir.adagrad' op expected the state 'sum' of type 'tensor<3xf32>', found 'tensor<3xf64>' and 'tensor<3xf32>'}}
  %0:2 = nadir.adagrad %p, %p, %lr, %step, %s : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf64>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @betas_count(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{custom op 'nadir.adam' 'nadir.adam' op attribute 'betas' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each in [0, 1)}}
  %0:3 = nadir.adam %p, %p, %lr, %step, %p, %p {betas = array<f64: 0.9>} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @flag_type(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{custom op 'nadir.sgd' 'nadir.sgd' op attribute 'maximize' failed to satisfy constraint: bool attribute}}
  %0 = nadir.sgd %p, %p, %lr, %step {maximize = 1 : i64} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
  return
}

// -----

func.func @momentum_negative(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{custom op 'nadir.sgd' 'nadir.sgd' op attribute 'momentum' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  %0:2 = nadir.sgd %p, %p, %lr, %step, %p {momentum = -0.9} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @dampening_infinite(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{custom op 'nadir.sgd' 'nadir.sgd' op attribute 'dampening' failed to satisfy constraint: 64-bit float attribute finite}}
  %0 = nadir.sgd %p, %p, %lr, %step {dampening = 0x7FF0000000000000 : f64} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
  return
}

// -----

func.func @weight_decay_is_not_a_number(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{custom op 'nadir.adam' 'nadir.adam' op attribute 'weight_decay' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  %0:3 = nadir.adam %p, %p, %lr, %step, %p, %p {weight_decay = 0x7FF8000000000000 : f64} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @betas_at_one(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{custom op 'nadir.adam' 'nadir.adam' op attribute 'betas' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each in [0, 1)}}
  %0:3 = nadir.adam %p, %p, %lr, %step, %p, %p {betas = array<f64: 0.9, 1.0>} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

// A state's type follows the setting, not the parameter.
func.func @state_dtype(%p: tensor<3xf64>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<3xf32>) {
  // expected-error @below {{'nadir.adagrad' op expected the state 'sum' of type 'tensor<3xf32>', found 'tensor<3xf32>' and 'tensor<3xf64>'}}
  %0:2 = nadir.adagrad %p, %p, %lr, %step, %s {state_dtype = "f32"} : (tensor<3xf64>, tensor<3xf64>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf64>, tensor<3xf64>)
  return
}

// -----

func.func @state_dtype_unknown(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) {
  // expected-error @below {{custom op 'nadir.sgd' 'nadir.sgd' op attribute 'state_dtype' failed to satisfy constraint: string attribute 'f32' or 'f64'}}
  %0 = nadir.sgd %p, %p, %lr, %step {state_dtype = "bf16"} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
  return
}
