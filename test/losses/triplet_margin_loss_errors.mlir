// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @triplet_margin_loss_c4(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.triplet_margin_loss' op expected margin > 0, found 0}}
  %0 = nadir.triplet_margin_loss %x, %t, %w {margin = 0.0} : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<f32>
  return
}

// -----

func.func @triplet_margin_loss_p(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.triplet_margin_loss' op expected p >= 0, found -1}}
  %0 = nadir.triplet_margin_loss %x, %t, %w {p = -1.0} : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<f32>
  return
}

// -----

func.func @triplet_margin_loss_c5(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{'nadir.triplet_margin_loss' op expected operands of one rank, found 'tensor<4x3xf32>' and 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.triplet_margin_loss' op failed to infer returned types}}
  %0 = nadir.triplet_margin_loss %x, %t, %w : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @triplet_margin_loss_of_scalars(%x: tensor<f32>, %t: tensor<f32>, %w: tensor<f32>) {
  // expected-error @below {{'nadir.triplet_margin_loss' op expected vectors [.., D], found 'tensor<f32>'}}
  // expected-error @below {{'nadir.triplet_margin_loss' op failed to infer returned types}}
  %0 = nadir.triplet_margin_loss %x, %t, %w : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @triplet_margin_loss_p_of_nothing(%x: tensor<4x0xf32>) {
  // expected-error @below {{'nadir.triplet_margin_loss' op expected vectors of at least one element for an infinite p, found 'tensor<4x0xf32>'}}
  %0 = nadir.triplet_margin_loss %x, %x, %x {p = 0x7FF0000000000000 : f64} : (tensor<4x0xf32>, tensor<4x0xf32>, tensor<4x0xf32>) -> tensor<f32>
  return
}
