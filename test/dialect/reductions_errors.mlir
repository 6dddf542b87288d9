// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @dim_too_large(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.sum' op expected distinct dimensions in [-2, 2) for input 'tensor<4x3xf32>', found [2]}}
  // expected-error @below {{'nadir.sum' op failed to infer returned types}}
  %0 = nadir.sum %x {dim = array<i64: 2>} : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @dim_too_negative(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.mean' op expected distinct dimensions in [-2, 2) for input 'tensor<4x3xf32>', found [-3]}}
  // expected-error @below {{'nadir.mean' op failed to infer returned types}}
  %0 = nadir.mean %x {dim = array<i64: -3>} : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @dim_of_no_bounds(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.max' op expected distinct dimensions in [-2, 2) for input 'tensor<4x3xf32>', found [9223372036854775807, -9223372036854775808]}}
  // expected-error @below {{'nadir.max' op failed to infer returned types}}
  %0 = nadir.max %x {dim = array<i64: 9223372036854775807, -9223372036854775808>} : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @dim_twice(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.min' op expected distinct dimensions in [-2, 2) for input 'tensor<4x3xf32>', found [1, -1]}}
  // expected-error @below {{'nadir.min' op failed to infer returned types}}
  %0 = nadir.min %x {dim = array<i64: 1, -1>} : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @dim_of_scalar(%x: tensor<f32>) {
  // expected-error @below {{'nadir.logsumexp' op expected distinct dimensions in [0, 0) for input 'tensor<f32>', found [0]}}
  // expected-error @below {{'nadir.logsumexp' op failed to infer returned types}}
  %0 = nadir.logsumexp %x {dim = array<i64: 0>} : (tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @wrong_result(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.sum' op inferred type(s) 'tensor<4x1xf32>' are incompatible with return type(s) of operation 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.sum' op failed to infer returned types}}
  %0 = nadir.sum %x {dim = array<i64: 1>, keepdim = true} : (tensor<4x3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @mean_of_integers(%x: tensor<4xi64>) {
  // expected-error @below {{'nadir.mean' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.mean %x : (tensor<4xi64>) -> tensor<i64>
  return
}

// -----

func.func @sum_of_truths(%x: tensor<4xi1>) {
  // expected-error @below {{'nadir.sum' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.sum %x : (tensor<4xi1>) -> tensor<i1>
  return
}

// -----

func.func @argmax_dim(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.argmax' op expected distinct dimensions in [-2, 2) for input 'tensor<4x3xf32>', found [2]}}
  // expected-error @below {{'nadir.argmax' op failed to infer returned types}}
  %0 = nadir.argmax %x {dim = 2 : i64} : (tensor<4x3xf32>) -> tensor<4xi64>
  return
}

// -----

func.func @argmax_is_i64(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.argmax' op result #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 64-bit signless integer values}}
  %0 = nadir.argmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4xi32>
  return
}

// -----

func.func @softmax_dim(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.softmax' op expected 'dim' in [-2, 2) for input 'tensor<4x3xf32>', found 2}}
  %0 = nadir.softmax %x {dim = 2 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @softmax_of_scalar(%x: tensor<f32>) {
  // expected-error @below {{'nadir.softmax' op expected 'dim' in [0, 0) for input 'tensor<f32>', found 0}}
  %0 = nadir.softmax %x {dim = 0 : i64} : (tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @softmax_without_dim(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.softmax' op requires attribute 'dim'}}
  %0 = nadir.softmax %x : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @softmax_changes_type(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.softmax' op failed to verify that all of {input, result} have same type}}
  %0 = nadir.softmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @log_softmax_dim(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.log_softmax' op expected 'dim' in [-2, 2) for input 'tensor<4x3xf32>', found -3}}
  %0 = nadir.log_softmax %x {dim = -3 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @element_count_dim(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.element_count' op expected distinct dimensions in [-2, 2) for input 'tensor<4x3xf32>', found [2]}}
  // expected-error @below {{'nadir.element_count' op failed to infer returned types}}
  %0 = nadir.element_count %x {dim = array<i64: 2>} : (tensor<4x3xf32>) -> tensor<f32>
  return
}

// -----

func.func @element_count_type(%x: tensor<4x3xf64>) {
  // expected-error @below {{'nadir.element_count' op inferred type(s) 'tensor<f64>' are incompatible with return type(s) of operation 'tensor<f32>'}}
  // expected-error @below {{'nadir.element_count' op failed to infer returned types}}
  %0 = nadir.element_count %x : (tensor<4x3xf64>) -> tensor<f32>
  return
}

// -----

func.func @max_over_nothing(%x: tensor<4x0x3xf32>) {
  // expected-error @below {{'nadir.max' op expected elements along every reduced dimension, found input 'tensor<4x0x3xf32>' reduced along [1, 2]}}
  // expected-error @below {{'nadir.max' op failed to infer returned types}}
  %0 = nadir.max %x {dim = array<i64: -1, -2>} : (tensor<4x0x3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @min_of_nothing(%x: tensor<?x0xi64>) {
  // expected-error @below {{'nadir.min' op expected elements along every reduced dimension, found input 'tensor<?x0xi64>' reduced along [0, 1]}}
  // expected-error @below {{'nadir.min' op failed to infer returned types}}
  %0 = nadir.min %x : (tensor<?x0xi64>) -> tensor<i64>
  return
}

// -----

// As in PyTorch, no matter that the result is empty, too.
func.func @argmax_over_nothing(%x: tensor<0x0xf32>) {
  // expected-error @below {{'nadir.argmax' op expected elements along every reduced dimension, found input 'tensor<0x0xf32>' reduced along [1]}}
  // expected-error @below {{'nadir.argmax' op failed to infer returned types}}
  %0 = nadir.argmax %x {dim = 1 : i64} : (tensor<0x0xf32>) -> tensor<0xi64>
  return
}

// -----

func.func @argmax_of_nothing(%x: tensor<0xf32>) {
  // expected-error @below {{'nadir.argmax' op expected elements along every reduced dimension, found input 'tensor<0xf32>' reduced along [0]}}
  // expected-error @below {{'nadir.argmax' op failed to infer returned types}}
  %0 = nadir.argmax %x : (tensor<0xf32>) -> tensor<i64>
  return
}
