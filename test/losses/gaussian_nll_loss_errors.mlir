// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @gaussian_nll_loss_c3(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{'nadir.gaussian_nll_loss' op expected var of the input's type 'tensor<4x3xf32>', that with 1 for the last dimension or without it, or a number, found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.gaussian_nll_loss' op failed to infer returned types}}
  %0 = nadir.gaussian_nll_loss %x, %t, %w : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @gaussian_nll_loss_c3_element_type(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<4x3xf64>) {
  // expected-error @below {{'nadir.gaussian_nll_loss' op expected var of the input's type 'tensor<4x3xf32>', that with 1 for the last dimension or without it, or a number, found 'tensor<4x3xf64>'}}
  // expected-error @below {{'nadir.gaussian_nll_loss' op failed to infer returned types}}
  %0 = nadir.gaussian_nll_loss %x, %t, %w : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf64>) -> tensor<f32>
  return
}

// -----

func.func @gaussian_nll_loss_shapes(%x: tensor<4x3xf32>, %t: tensor<4xf32>, %w: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.gaussian_nll_loss' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.gaussian_nll_loss' op failed to infer returned types}}
  %0 = nadir.gaussian_nll_loss %x, %t, %w : (tensor<4x3xf32>, tensor<4xf32>, tensor<4x3xf32>) -> tensor<f32>
  return
}
