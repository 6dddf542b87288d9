// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @sigmoid_focal_loss_c4(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.sigmoid_focal_loss' op expected alpha in [0, 1], or -1 for none, found 1.5}}
  %0 = nadir.sigmoid_focal_loss %x, %t {alpha = 1.5} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @sigmoid_focal_loss_c4_alpha(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.sigmoid_focal_loss' op expected alpha in [0, 1], or -1 for none, found -0.5}}
  %0 = nadir.sigmoid_focal_loss %x, %t {alpha = -0.5} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @sigmoid_focal_loss_c4_gamma(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.sigmoid_focal_loss' op expected gamma >= 0, found -1}}
  %0 = nadir.sigmoid_focal_loss %x, %t {gamma = -1.0} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @sigmoid_focal_loss_c5(%x: tensor<4x3xf32>, %t: tensor<3xf32>) {
  // expected-error @below {{'nadir.sigmoid_focal_loss' op expected target of the input's type 'tensor<4x3xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.sigmoid_focal_loss' op failed to infer returned types}}
  %0 = nadir.sigmoid_focal_loss %x, %t : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  return
}
