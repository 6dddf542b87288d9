// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @pairwise_distance_c2(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.pairwise_distance' op expected p >= 0, found -1}}
  %0 = nadir.pairwise_distance %x, %t {p = -1.0} : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @pairwise_distance_of_scalars(%x: tensor<f32>, %t: tensor<f32>) {
  // expected-error @below {{'nadir.pairwise_distance' op expected vectors [.., D], found 'tensor<f32>'}}
  // expected-error @below {{'nadir.pairwise_distance' op failed to infer returned types}}
  %0 = nadir.pairwise_distance %x, %t : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @pairwise_distance_shapes(%x: tensor<4x3xf32>, %t: tensor<4x2xf32>) {
  // expected-error @below {{'nadir.pairwise_distance' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4x2xf32>'}}
  // expected-error @below {{'nadir.pairwise_distance' op failed to infer returned types}}
  %0 = nadir.pairwise_distance %x, %t : (tensor<4x3xf32>, tensor<4x2xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @pairwise_distance_c2_of_nothing(%x: tensor<4x0xf32>, %t: tensor<f32>) {
  // expected-error @below {{'nadir.pairwise_distance' op expected vectors of at least one element for an infinite p, found 'tensor<4x0xf32>'}}
  %0 = nadir.pairwise_distance %t, %x {p = 0x7FF0000000000000 : f64} : (tensor<f32>, tensor<4x0xf32>) -> tensor<4xf32>
  return
}
