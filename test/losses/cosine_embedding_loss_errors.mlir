// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @cosine_embedding_loss_c4(%x: tensor<3xf32>, %t: tensor<3xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{'nadir.cosine_embedding_loss' op expected inputs [N, D] with target [N], or [D] with a scalar, found 'tensor<3xf32>' and 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.cosine_embedding_loss' op failed to infer returned types}}
  %0 = nadir.cosine_embedding_loss %x, %t, %w : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @cosine_embedding_loss_c4_ranks(%x: tensor<4x3xf32>, %t: tensor<3xf32>, %w: tensor<4xf32>) {
  // expected-error @below {{'nadir.cosine_embedding_loss' op expected inputs [N, D] with target [N], or [D] with a scalar, found 'tensor<3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.cosine_embedding_loss' op failed to infer returned types}}
  %0 = nadir.cosine_embedding_loss %x, %t, %w : (tensor<4x3xf32>, tensor<3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @cosine_embedding_loss_c4_images(%x: tensor<4x3x2xf32>, %t: tensor<4x3x2xf32>, %w: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.cosine_embedding_loss' op expected inputs [N, D] with target [N], or [D] with a scalar, found 'tensor<4x3x2xf32>' and 'tensor<4x3xf32>'}}
  // expected-error @below {{'nadir.cosine_embedding_loss' op failed to infer returned types}}
  %0 = nadir.cosine_embedding_loss %x, %t, %w : (tensor<4x3x2xf32>, tensor<4x3x2xf32>, tensor<4x3xf32>) -> tensor<f32>
  return
}

// -----

func.func @cosine_embedding_loss_vectors(%x: tensor<4x3xf32>, %t: tensor<4x2xf32>, %w: tensor<4xf32>) {
  // expected-error @below {{'nadir.cosine_embedding_loss' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4x2xf32>'}}
  // expected-error @below {{'nadir.cosine_embedding_loss' op failed to infer returned types}}
  %0 = nadir.cosine_embedding_loss %x, %t, %w : (tensor<4x3xf32>, tensor<4x2xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @cosine_embedding_loss_targets(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<3xi64>) {
  // expected-error @below {{'nadir.cosine_embedding_loss' op expected shapes that broadcast together, found 'tensor<4xf32>' and 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.cosine_embedding_loss' op failed to infer returned types}}
  %0 = nadir.cosine_embedding_loss %x, %t, %w : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<3xi64>) -> tensor<f32>
  return
}
