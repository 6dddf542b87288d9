// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @matmul_element_types(%x: tensor<4x3xf32>, %y: tensor<3x5xf64>) {
  // expected-error @below {{'nadir.matmul' op expected operands of one element type, found 'tensor<4x3xf32>' and 'tensor<3x5xf64>'}}
  // expected-error @below {{'nadir.matmul' op failed to infer returned types}}
  %0 = nadir.matmul %x, %y : (tensor<4x3xf32>, tensor<3x5xf64>) -> tensor<4x5xf32>
  return
}

// -----

func.func @matmul_rank(%x: tensor<4x3xf32>, %y: tensor<3xf32>) {
  // expected-error @below {{'nadir.matmul' op expected operands of rank 2 or more, found 'tensor<4x3xf32>' and 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.matmul' op failed to infer returned types}}
  %0 = nadir.matmul %x, %y : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @matmul_inner(%x: tensor<4x3xf32>, %y: tensor<4x5xf32>) {
  // expected-error @below {{'nadir.matmul' op expected equal inner sizes, 3 and 4, found 'tensor<4x3xf32>' and 'tensor<4x5xf32>'}}
  // expected-error @below {{'nadir.matmul' op failed to infer returned types}}
  %0 = nadir.matmul %x, %y : (tensor<4x3xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  return
}

// -----

func.func @matmul_inner_transposed(%x: tensor<4x3xf32>, %y: tensor<3x5xf32>) {
  // expected-error @below {{'nadir.matmul' op expected equal inner sizes, 3 and 5, found 'tensor<4x3xf32>' and 'tensor<3x5xf32>'}}
  // expected-error @below {{'nadir.matmul' op failed to infer returned types}}
  %0 = nadir.matmul %x, %y {transpose_rhs = true} : (tensor<4x3xf32>, tensor<3x5xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @matmul_leading(%x: tensor<2x4x3xf32>, %y: tensor<7x3x5xf32>) {
  // expected-error @below {{'nadir.matmul' op expected equal leading dimensions, found 'tensor<2x4x3xf32>' and 'tensor<7x3x5xf32>'}}
  // expected-error @below {{'nadir.matmul' op failed to infer returned types}}
  %0 = nadir.matmul %x, %y : (tensor<2x4x3xf32>, tensor<7x3x5xf32>) -> tensor<2x4x5xf32>
  return
}

// -----

func.func @matmul_leading_rank(%x: tensor<2x4x3xf32>, %y: tensor<1x2x3x5xf32>) {
  // expected-error @below {{'nadir.matmul' op expected equal leading dimensions, found 'tensor<2x4x3xf32>' and 'tensor<1x2x3x5xf32>'}}
  // expected-error @below {{'nadir.matmul' op failed to infer returned types}}
  %0 = nadir.matmul %x, %y : (tensor<2x4x3xf32>, tensor<1x2x3x5xf32>) -> tensor<1x2x4x5xf32>
  return
}

// -----

func.func @matmul_batch_by_batch(%x: tensor<?x3xf32>) {
  // expected-error @below {{'nadir.matmul' op would have more than one batch dimension: 'tensor<?x?xf32>', found 'tensor<?x3xf32>' and 'tensor<?x3xf32>'}}
  // expected-error @below {{'nadir.matmul' op failed to infer returned types}}
  %0 = nadir.matmul %x, %x {transpose_rhs = true} : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @matmul_integers(%x: tensor<3x3xi64>) {
  // expected-error @below {{'nadir.matmul' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.matmul %x, %x : (tensor<3x3xi64>, tensor<3x3xi64>) -> tensor<3x3xi64>
  return
}

// -----

func.func @linear_input(%x: tensor<f32>, %w: tensor<5x3xf32>) {
  // expected-error @below {{'nadir.linear' op expected input [.., in_features], found 'tensor<f32>'}}
  // expected-error @below {{'nadir.linear' op failed to infer returned types}}
  %0 = nadir.linear %x, %w : (tensor<f32>, tensor<5x3xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @linear_weight_rank(%x: tensor<?x3xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{'nadir.linear' op expected weight [out_features, 3] of the input's element type for input 'tensor<?x3xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.linear' op failed to infer returned types}}
  %0 = nadir.linear %x, %w : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x1xf32>
  return
}

// -----

func.func @linear_weight_shape(%x: tensor<?x3xf32>, %w: tensor<3x5xf32>) {
  // expected-error @below {{'nadir.linear' op expected weight [out_features, 3] of the input's element type for input 'tensor<?x3xf32>', found 'tensor<3x5xf32>'}}
  // expected-error @below {{'nadir.linear' op failed to infer returned types}}
  %0 = nadir.linear %x, %w : (tensor<?x3xf32>, tensor<3x5xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @linear_weight_of_rows(%x: tensor<4x3xf32>, %w: tensor<?x3xf32>) {
  // expected-error @below {{'nadir.linear' op expected weight [out_features, 3] of the input's element type for input 'tensor<4x3xf32>', found 'tensor<?x3xf32>'}}
  // expected-error @below {{'nadir.linear' op failed to infer returned types}}
  %0 = nadir.linear %x, %w : (tensor<4x3xf32>, tensor<?x3xf32>) -> tensor<4x?xf32>
  return
}

// -----

func.func @linear_weight_element_type(%x: tensor<?x3xf32>, %w: tensor<5x3xf64>) {
  // expected-error @below {{'nadir.linear' op expected weight [out_features, 3] of the input's element type for input 'tensor<?x3xf32>', found 'tensor<5x3xf64>'}}
  // expected-error @below {{'nadir.linear' op failed to infer returned types}}
  %0 = nadir.linear %x, %w : (tensor<?x3xf32>, tensor<5x3xf64>) -> tensor<?x5xf32>
  return
}

// -----

func.func @linear_bias(%x: tensor<?x3xf32>, %w: tensor<5x3xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{'nadir.linear' op expected bias 'tensor<5xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.linear' op failed to infer returned types}}
  %0 = nadir.linear %x, %w, %b : (tensor<?x3xf32>, tensor<5x3xf32>, tensor<3xf32>) -> tensor<?x5xf32>
  return
}
