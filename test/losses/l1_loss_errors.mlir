// RUN: nadir-opt %s --split-input-file --verify-diagnostics

// Weights of a mean are counted, so they are not broadcast.
func.func @l1_loss_c2(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{'nadir.l1_loss' op expected a weight of type 'tensor<4x3xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.l1_loss' op failed to infer returned types}}
  %0 = nadir.l1_loss %x, %t weight(%w) : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @l1_loss_c2_broadcasts_loss(%x: tensor<3xf32>, %t: tensor<3xf32>, %w: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.l1_loss' op expected a weight that broadcasts to 'tensor<3xf32>', found 'tensor<4x3xf32>'}}
  // expected-error @below {{'nadir.l1_loss' op failed to infer returned types}}
  %0 = nadir.l1_loss %x, %t weight(%w) : (tensor<3xf32>, tensor<3xf32>, tensor<4x3xf32>) -> tensor<f32>
  return
}

// -----

func.func @l1_loss_c2_shape(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<4xf32>) {
  // expected-error @below {{'nadir.l1_loss' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.l1_loss' op failed to infer returned types}}
  %0 = nadir.l1_loss %x, %t weight(%w) : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}
