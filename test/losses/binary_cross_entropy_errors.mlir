// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @binary_cross_entropy_c4(%x: tensor<4x3xf32>, %t: tensor<3xf32>) {
  // expected-error @below {{'nadir.binary_cross_entropy' op expected target of the input's type 'tensor<4x3xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.binary_cross_entropy' op failed to infer returned types}}
  %0 = nadir.binary_cross_entropy %x, %t : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @binary_cross_entropy_weight(%x: tensor<3xf32>, %t: tensor<3xf32>, %w: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.binary_cross_entropy' op expected a weight that broadcasts to 'tensor<3xf32>', found 'tensor<4x3xf32>'}}
  // expected-error @below {{'nadir.binary_cross_entropy' op failed to infer returned types}}
  %0 = nadir.binary_cross_entropy %x, %t weight(%w) : (tensor<3xf32>, tensor<3xf32>, tensor<4x3xf32>) -> tensor<f32>
  return
}
