// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @uniform_order() {
  // expected-error @below {{'nadir.random_uniform' op expected finite low <= high, found 1.000000e+00 and 0.000000e+00}}
  %0 = nadir.random_uniform {high = 0.0, low = 1.0} : tensor<4xf32>
  return
}

// -----

// 0x7FF0000000000000 is infinity.
func.func @uniform_infinite() {
  // expected-error @below {{'nadir.random_uniform' op expected finite low <= high, found 0.000000e+00 and INF}}
  %0 = nadir.random_uniform {high = 0x7FF0000000000000 : f64} : tensor<4xf32>
  return
}

// -----

func.func @normal_deviation() {
  // expected-error @below {{'nadir.random_normal' op expected a finite mean and std >= 0, found 0.000000e+00 and -1.000000e+00}}
  %0 = nadir.random_normal {std = -1.0} : tensor<4xf32>
  return
}

// -----

// 0x7FF8000000000000 is not a number.
func.func @normal_mean() {
  // expected-error @below {{'nadir.random_normal' op expected a finite mean and std >= 0, found nan and 1.000000e+00}}
  %0 = nadir.random_normal {mean = 0x7FF8000000000000 : f64} : tensor<4xf32>
  return
}

// -----

// The counter of the generator has one word for it.
func.func @stream_beyond_a_word() {
  // expected-error @below {{'nadir.random_uniform' op expected a stream from 0 to 4294967294, found 4294967296}}
  %0 = nadir.random_uniform {stream = 4294967296 : i64} : tensor<4xf32>
  return
}

// -----

// -1 would be the word by which data sets are shuffled.
func.func @stream_of_data_sets() {
  // expected-error @below {{'nadir.random_normal' op expected a stream from 0 to 4294967294, found -1}}
  %0 = nadir.random_normal {stream = -1 : i64} : tensor<4xf32>
  return
}

// -----

func.func @random_integers() {
  // expected-error @below {{'nadir.random_uniform' op result #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.random_uniform : tensor<4xi64>
  return
}

// -----

func.func @seed_is_a_scalar(%seed: tensor<1xi64>) {
  // expected-error @below {{'nadir.random_normal' op operand #0 must be rank-0 tensor of 64-bit signless integer, but got 'tensor<1xi64>'}}
  %0 = "nadir.random_normal"(%seed) <{operandSegmentSizes = array<i32: 1, 0>}> : (tensor<1xi64>) -> tensor<4xf32>
  return
}

// -----

func.func @step_is_i64(%step: tensor<i32>) {
  // expected-error @below {{'nadir.random_normal' op operand #0 must be rank-0 tensor of 64-bit signless integer, but got 'tensor<i32>'}}
  %0 = "nadir.random_normal"(%step) <{operandSegmentSizes = array<i32: 0, 1>}> : (tensor<i32>) -> tensor<4xf32>
  return
}

// -----

func.func @check_index_of_floats(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.check_index' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.check_index %x {limit = 3 : i64, tensor = "x"} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @check_index_without_name(%x: tensor<4xi64>) {
  // expected-error @below {{'nadir.check_index' op requires attribute 'tensor'}}
  %0 = nadir.check_index %x {limit = 3 : i64} : (tensor<4xi64>) -> tensor<4xi64>
  return
}

// -----

func.func @check_range_changes_type(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.check_range' op failed to verify that all of {input, result} have same type}}
  %0 = nadir.check_range %x {max = 1.0, min = 0.0, tensor = "x"} : (tensor<4xf32>) -> tensor<3xf32>
  return
}
