// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @kl_div_reduction(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{custom op 'nadir.kl_div' 'nadir.kl_div' op attribute 'reduction' failed to satisfy constraint: string attribute 'none', 'batchmean', 'mean' or 'sum'}}
  %0 = nadir.kl_div %x, %t {reduction = "average"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @kl_div_shapes(%x: tensor<4x3xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.kl_div' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.kl_div' op failed to infer returned types}}
  %0 = nadir.kl_div %x, %t : (tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}
