// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @poisson_nll_loss_batchmean(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{custom op 'nadir.poisson_nll_loss' 'nadir.poisson_nll_loss' op attribute 'reduction' failed to satisfy constraint: string attribute 'none', 'mean' or 'sum'}}
  %0 = nadir.poisson_nll_loss %x, %t {reduction = "batchmean"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @poisson_nll_loss_shapes(%x: tensor<4x3xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.poisson_nll_loss' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.poisson_nll_loss' op failed to infer returned types}}
  %0 = nadir.poisson_nll_loss %x, %t : (tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}
