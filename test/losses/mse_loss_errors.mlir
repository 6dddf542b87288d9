// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @mse_loss_c2(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{'nadir.mse_loss' op expected a weight of type 'tensor<4x3xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.mse_loss' op failed to infer returned types}}
  %0 = nadir.mse_loss %x, %t weight(%w) : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @mse_loss_shapes(%x: tensor<4x3xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.mse_loss' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.mse_loss' op failed to infer returned types}}
  %0 = nadir.mse_loss %x, %t : (tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @mse_loss_element_types(%x: tensor<4xf32>, %t: tensor<4xf64>) {
  // expected-error @below {{'nadir.mse_loss' op expected operands of one element type, found 'tensor<4xf32>' and 'tensor<4xf64>'}}
  // expected-error @below {{'nadir.mse_loss' op failed to infer returned types}}
  %0 = nadir.mse_loss %x, %t : (tensor<4xf32>, tensor<4xf64>) -> tensor<f32>
  return
}

// -----

func.func @mse_loss_of_integers(%x: tensor<4xi64>, %t: tensor<4xi64>) {
  // expected-error @below {{'nadir.mse_loss' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.mse_loss %x, %t : (tensor<4xi64>, tensor<4xi64>) -> tensor<i64>
  return
}

// -----

func.func @mse_loss_reduction(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{custom op 'nadir.mse_loss' 'nadir.mse_loss' op attribute 'reduction' failed to satisfy constraint: string attribute 'none', 'mean' or 'sum'}}
  %0 = nadir.mse_loss %x, %t {reduction = "average"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @mse_loss_result(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.mse_loss' op inferred type(s) 'tensor<4xf32>' are incompatible with return type(s) of operation 'tensor<f32>'}}
  // expected-error @below {{'nadir.mse_loss' op failed to infer returned types}}
  %0 = nadir.mse_loss %x, %t {reduction = "none"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @mse_loss_batch_by_batch(%x: tensor<?x1xf32>, %t: tensor<1x?xf32>) {
  // expected-error @below {{'nadir.mse_loss' op would have more than one batch dimension: 'tensor<?x?xf32>'}}
  // expected-error @below {{'nadir.mse_loss' op failed to infer returned types}}
  %0 = nadir.mse_loss %x, %t : (tensor<?x1xf32>, tensor<1x?xf32>) -> tensor<f32>
  return
}
