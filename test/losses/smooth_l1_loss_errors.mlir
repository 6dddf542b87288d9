// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @smooth_l1_loss_c3(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.smooth_l1_loss' op expected beta >= 0, found -1}}
  %0 = nadir.smooth_l1_loss %x, %t {beta = -1.0} : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @smooth_l1_loss_c3_nan(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.smooth_l1_loss' op expected beta >= 0, found nan}}
  %0 = nadir.smooth_l1_loss %x, %t {beta = 0x7FF8000000000000 : f64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}
