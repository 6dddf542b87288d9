// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @margin_ranking_loss_c2(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{'nadir.margin_ranking_loss' op expected operands of one rank, found 'tensor<4x3xf32>' and 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.margin_ranking_loss' op failed to infer returned types}}
  %0 = nadir.margin_ranking_loss %x, %t, %w : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @margin_ranking_loss_shapes(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<4x2xf32>) {
  // expected-error @below {{'nadir.margin_ranking_loss' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4x2xf32>'}}
  // expected-error @below {{'nadir.margin_ranking_loss' op failed to infer returned types}}
  %0 = nadir.margin_ranking_loss %x, %t, %w : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4x2xf32>) -> tensor<f32>
  return
}
