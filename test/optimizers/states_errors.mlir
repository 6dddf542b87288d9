// RUN: nadir-opt %s --split-input-file --verify-diagnostics

// One number, not one for each element.
func.func @scalar(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s0: tensor<3xf32>, %s1: tensor<3xf32>, %s2: tensor<3xf32>) {
  // expected-error @below {{'nadir.nadam' op expected the state 'mu_product' of type 'tensor<f32>', found 'tensor<3xf32>' and 'tensor<3xf32>'}}
  %0:4 = nadir.nadam %p, %p, %lr, %step, %s0, %s1, %s2 : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @rows(%p: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s0: tensor<3xf32>, %s1: tensor<1x2xf32>) {
  // expected-error @below {{'nadir.adafactor' op expected the state 'row_var' of type 'tensor<3x1xf32>', found 'tensor<3xf32>' and 'tensor<3xf32>'}}
  %0:3 = nadir.adafactor %p, %p, %lr, %step, %s0, %s1 : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>, tensor<1x2xf32>) -> (tensor<3x2xf32>, tensor<3xf32>, tensor<1x2xf32>)
  return
}

// -----

func.func @columns(%p: tensor<3x2xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s0: tensor<3x1xf32>, %s1: tensor<1x2xf32>) {
  // expected-error @below {{'nadir.adafactor' op expected the state 'col_var' of type 'tensor<1x2xf32>', found 'tensor<1x2xf32>' and 'tensor<2xf32>'}}
  %0:3 = nadir.adafactor %p, %p, %lr, %step, %s0, %s1 : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<f64>, tensor<i64>, tensor<3x1xf32>, tensor<1x2xf32>) -> (tensor<3x2xf32>, tensor<3x1xf32>, tensor<2xf32>)
  return
}

// -----

func.func @element_type(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s0: tensor<3xf32>, %s1: tensor<3xf32>) {
  // expected-error @below {{'nadir.lamb' op expected the state 'exp_avg' of type 'tensor<3xf64>', found 'tensor<3xf32>' and 'tensor<3xf32>'}}
  %0:3 = nadir.lamb %p, %p, %lr, %step, %s0, %s1 {state_dtype = "f64"} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

// A vector has no factors.
func.func @count(%p: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s0: tensor<3xf32>, %s1: tensor<1xf32>) {
  // expected-error @below {{'nadir.adafactor' op expected 1 states under these settings, found 2 operands and 2 results}}
  %0:3 = nadir.adafactor %p, %p, %lr, %step, %s0, %s1 : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>, tensor<1xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<1xf32>)
  return
}
