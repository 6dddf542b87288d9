// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @cross_entropy_c4(%x: tensor<4x3xf32>, %t: tensor<4xi64>) {
  // expected-error @below {{'nadir.cross_entropy' op expected label_smoothing in [0, 1], found 1.5}}
  %0 = nadir.cross_entropy %x, %t {label_smoothing = 1.5} : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c4_nan(%x: tensor<4x3xf32>, %t: tensor<4xi64>) {
  // expected-error @below {{'nadir.cross_entropy' op expected label_smoothing in [0, 1], found nan}}
  %0 = nadir.cross_entropy %x, %t {label_smoothing = 0x7FF8000000000000 : f64} : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_of_scalar(%x: tensor<f32>, %t: tensor<i64>) {
  // expected-error @below {{'nadir.cross_entropy' op expected input [C], [N, C] or [N, C, d1, ..], found 'tensor<f32>'}}
  // expected-error @below {{'nadir.cross_entropy' op failed to infer returned types}}
  %0 = nadir.cross_entropy %x, %t : (tensor<f32>, tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_classes_are_batch(%x: tensor<?xf32>, %t: tensor<i64>) {
  // expected-error @below {{'nadir.cross_entropy' op expected dimension 0 of the input to be the classes, found the batch: 'tensor<?xf32>'}}
  // expected-error @below {{'nadir.cross_entropy' op failed to infer returned types}}
  %0 = nadir.cross_entropy %x, %t : (tensor<?xf32>, tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_probabilities(%x: tensor<4x3xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.cross_entropy' op expected target 'tensor<4x3xf32>' for input 'tensor<4x3xf32>', found 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.cross_entropy' op failed to infer returned types}}
  %0 = nadir.cross_entropy %x, %t : (tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_labels(%x: tensor<4x3xf32>, %t: tensor<3xi64>) {
  // expected-error @below {{'nadir.cross_entropy' op expected target 'tensor<4xi64>' for input 'tensor<4x3xf32>', found 'tensor<3xi64>'}}
  // expected-error @below {{'nadir.cross_entropy' op failed to infer returned types}}
  %0 = nadir.cross_entropy %x, %t : (tensor<4x3xf32>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_weight(%x: tensor<4x3xf32>, %t: tensor<4xi64>, %w: tensor<4xf32>) {
  // expected-error @below {{'nadir.cross_entropy' op expected weight 'tensor<3xf32>', one for each class, found 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.cross_entropy' op failed to infer returned types}}
  %0 = nadir.cross_entropy %x, %t weight(%w) : (tensor<4x3xf32>, tensor<4xi64>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_truths(%x: tensor<4x3xf32>, %t: tensor<4xi1>) {
  // expected-error @below {{'nadir.cross_entropy' op operand #1 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.cross_entropy %x, %t : (tensor<4x3xf32>, tensor<4xi1>) -> tensor<f32>
  return
}
