// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @binary_cross_entropy_with_logits_c4(%x: tensor<4x3xf32>, %t: tensor<4x1xf32>) {
  // expected-error @below {{'nadir.binary_cross_entropy_with_logits' op expected target of the input's type 'tensor<4x3xf32>', found 'tensor<4x1xf32>'}}
  // expected-error @below {{'nadir.binary_cross_entropy_with_logits' op failed to infer returned types}}
  %0 = nadir.binary_cross_entropy_with_logits %x, %t : (tensor<4x3xf32>, tensor<4x1xf32>) -> tensor<f32>
  return
}

// -----

func.func @binary_cross_entropy_with_logits_pos_weight(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<4xf32>) {
  // expected-error @below {{'nadir.binary_cross_entropy_with_logits' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.binary_cross_entropy_with_logits' op failed to infer returned types}}
  %0 = nadir.binary_cross_entropy_with_logits %x, %t pos_weight(%w) : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}
