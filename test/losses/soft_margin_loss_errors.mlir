// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @soft_margin_loss_shapes(%x: tensor<4x3xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.soft_margin_loss' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.soft_margin_loss' op failed to infer returned types}}
  %0 = nadir.soft_margin_loss %x, %t : (tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}
