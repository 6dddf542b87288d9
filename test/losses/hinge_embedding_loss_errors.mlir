// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @hinge_embedding_loss_shapes(%x: tensor<4x3xf32>, %t: tensor<4xi64>) {
  // expected-error @below {{'nadir.hinge_embedding_loss' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.hinge_embedding_loss' op failed to infer returned types}}
  %0 = nadir.hinge_embedding_loss %x, %t : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<f32>
  return
}
