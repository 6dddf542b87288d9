// RUN: nadir-opt %s --split-input-file --verify-diagnostics

// What every operation asks of its operands and results, whichever syntax they
// come in: inference runs only on what passed these.

func.func @two_batches(%x: tensor<?x?xf32>) {
  // expected-error @below {{'nadir.neg' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.neg %x : (tensor<?x?xf32>) -> tensor<?x?xf32>
  return
}

// -----

func.func @two_batches_in_result(%x: tensor<f32>) {
  // expected-error @below {{'nadir.broadcast' op result #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer or 1-bit signless integer values}}
  %0 = nadir.broadcast %x : (tensor<f32>) -> tensor<?x?xf32>
  return
}

// -----

func.func @encoding(%x: tensor<4xf32, "sparse">) {
  // expected-error @below {{'nadir.exp' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.exp %x : (tensor<4xf32, "sparse">) -> tensor<4xf32, "sparse">
  return
}

// -----

// The number of elements would not fit 64 bits.
func.func @too_many_elements(%x: tensor<4294967296x4294967296xf32>) {
  // expected-error @below {{'nadir.sum' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.sum %x : (tensor<4294967296x4294967296xf32>) -> tensor<f32>
  return
}

// -----

// Nor would the strides of this one, empty as it is.
func.func @too_many_but_empty(%x: tensor<0x4294967296x4294967296xf32>) {
  // expected-error @below {{'nadir.neg' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.neg %x : (tensor<0x4294967296x4294967296xf32>) -> tensor<0x4294967296x4294967296xf32>
  return
}

// -----

func.func @half_precision(%x: tensor<4xf16>) {
  // expected-error @below {{'nadir.add' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.add %x, %x : (tensor<4xf16>, tensor<4xf16>) -> tensor<4xf16>
  return
}

// -----

func.func @small_integers(%x: tensor<4xi8>) {
  // expected-error @below {{'nadir.add' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.add %x, %x : (tensor<4xi8>, tensor<4xi8>) -> tensor<4xi8>
  return
}

// -----

func.func @unsigned_integers(%x: tensor<4xui32>) {
  // expected-error @below {{'nadir.add' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.add %x, %x : (tensor<4xui32>, tensor<4xui32>) -> tensor<4xui32>
  return
}

// -----

func.func @unranked(%x: tensor<*xf32>) {
  // expected-error @below {{'nadir.sum' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.sum %x : (tensor<*xf32>) -> tensor<f32>
  return
}

// -----

func.func @not_a_tensor(%x: f32, %y: tensor<f32>) {
  // expected-error @below {{'nadir.add' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.add %x, %y : (f32, tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @vector(%x: vector<4xf32>) {
  // expected-error @below {{'nadir.softmax' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.softmax %x {dim = 0 : i64} : (vector<4xf32>) -> vector<4xf32>
  return
}

// -----

func.func @result_is_not_a_tensor(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.sum' op result #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.sum %x : (tensor<4xf32>) -> f32
  return
}

// -----

func.func @operand_missing(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.add' op expected 2 operands, but found 1}}
  %0 = "nadir.add"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @result_missing(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.neg' op requires one result}}
  "nadir.neg"(%x) : (tensor<4xf32>) -> ()
  return
}

// -----

func.func @attribute_missing(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.slice' op requires attribute 'end'}}
  %0 = "nadir.slice"(%x) {dim = 0 : i64, start = 0 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @attribute_of_wrong_kind(%x: tensor<4xf32>) {
  // expected-error @below {{custom op 'nadir.sum' 'nadir.sum' op attribute 'dim' failed to satisfy constraint: i64 dense array attribute}}
  %0 = nadir.sum %x {dim = 0 : i64} : (tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @attribute_of_wrong_type(%x: tensor<4xf32>) {
  // expected-error @below {{custom op 'nadir.softmax' 'nadir.softmax' op attribute 'dim' failed to satisfy constraint: 64-bit signless integer attribute}}
  %0 = nadir.softmax %x {dim = 0 : i32} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @property_of_wrong_kind(%x: tensor<4xf32>) {
  // expected-error @below {{invalid properties {dim = "first"} for op nadir.softmax: Invalid attribute `dim` in property conversion: "first"}}
  %0 = "nadir.softmax"(%x) <{dim = "first"}> : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @segments_of_wrong_sum(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.binary_cross_entropy_with_logits' op operand count (2) does not match with the total size (3) specified in attribute 'operandSegmentSizes'}}
  %0 = "nadir.binary_cross_entropy_with_logits"(%x, %x) <{operandSegmentSizes = array<i32: 1, 1, 1, 0>}> : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @segments_negative(%x: tensor<i64>) {
  // expected-error @below {{'nadir.random_uniform' op 'operandSegmentSizes' attribute cannot have negative elements}}
  %0 = "nadir.random_uniform"(%x) <{operandSegmentSizes = array<i32: 2, -1>}> : (tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @segments_too_large(%x: tensor<i64>) {
  // expected-error @below {{'nadir.random_uniform' op operand group starting at #0 requires 0 or 1 element, but found 2}}
  %0 = "nadir.random_uniform"(%x, %x) <{operandSegmentSizes = array<i32: 2, 0>}> : (tensor<i64>, tensor<i64>) -> tensor<f32>
  return
}
