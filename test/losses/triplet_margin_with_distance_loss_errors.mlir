// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @triplet_margin_with_distance_loss_c3(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.triplet_margin_with_distance_loss' op expected margin > 0, found -1}}
  %0 = nadir.triplet_margin_with_distance_loss %x, %t {margin = -1.0} : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @triplet_margin_with_distance_loss_c4(%x: tensor<4xf32>, %t: tensor<3xf32>) {
  // expected-error @below {{'nadir.triplet_margin_with_distance_loss' op expected distances of one type, found 'tensor<4xf32>' and 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.triplet_margin_with_distance_loss' op failed to infer returned types}}
  %0 = nadir.triplet_margin_with_distance_loss %x, %t : (tensor<4xf32>, tensor<3xf32>) -> tensor<f32>
  return
}
