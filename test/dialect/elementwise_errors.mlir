// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @element_types_differ(%x: tensor<4xf32>, %y: tensor<4xf64>) {
  // expected-error @below {{'nadir.add' op expected operands of one element type, found 'tensor<4xf32>' and 'tensor<4xf64>'}}
  // expected-error @below {{'nadir.add' op failed to infer returned types}}
  %0 = nadir.add %x, %y : (tensor<4xf32>, tensor<4xf64>) -> tensor<4xf32>
  return
}

// -----

func.func @shapes_do_not_broadcast(%x: tensor<4x3xf32>, %y: tensor<4xf32>) {
  // expected-error @below {{'nadir.sub' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.sub' op failed to infer returned types}}
  %0 = nadir.sub %x, %y : (tensor<4x3xf32>, tensor<4xf32>) -> tensor<4x3xf32>
  return
}

// -----

// The number of rows is never taken for a size that is given.
func.func @batch_is_no_number(%x: tensor<?xf32>, %y: tensor<4xf32>) {
  // expected-error @below {{'nadir.mul' op expected shapes that broadcast together, found 'tensor<?xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.mul' op failed to infer returned types}}
  %0 = nadir.mul %x, %y : (tensor<?xf32>, tensor<4xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @batch_by_batch(%x: tensor<?x1xf32>, %y: tensor<1x?xf32>) {
  // expected-error @below {{'nadir.maximum' op would have more than one batch dimension: 'tensor<?x?xf32>'}}
  // expected-error @below {{'nadir.maximum' op failed to infer returned types}}
  %0 = nadir.maximum %x, %y : (tensor<?x1xf32>, tensor<1x?xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @wrong_result(%x: tensor<4x3xf32>, %y: tensor<3xf32>) {
  // expected-error @below {{'nadir.div' op inferred type(s) 'tensor<4x3xf32>' are incompatible with return type(s) of operation 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.div' op failed to infer returned types}}
  %0 = nadir.div %x, %y : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @truth_is_no_number(%p: tensor<4xi1>) {
  // expected-error @below {{'nadir.minimum' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.minimum %p, %p : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @power_of_integers(%x: tensor<4xi64>) {
  // expected-error @below {{'nadir.pow' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.pow %x, %x : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  return
}

// -----

func.func @comparison_of_element_types(%x: tensor<4xi32>, %y: tensor<4xi64>) {
  // expected-error @below {{'nadir.eq' op expected operands of one element type, found 'tensor<4xi32>' and 'tensor<4xi64>'}}
  // expected-error @below {{'nadir.eq' op failed to infer returned types}}
  %0 = nadir.eq %x, %y : (tensor<4xi32>, tensor<4xi64>) -> tensor<4xi1>
  return
}

// -----

func.func @comparison_of_shapes(%x: tensor<4xi32>, %y: tensor<3xi32>) {
  // expected-error @below {{'nadir.lt' op expected shapes that broadcast together, found 'tensor<4xi32>' and 'tensor<3xi32>'}}
  // expected-error @below {{'nadir.lt' op failed to infer returned types}}
  %0 = nadir.lt %x, %y : (tensor<4xi32>, tensor<3xi32>) -> tensor<4xi1>
  return
}

// -----

func.func @comparison_is_a_number(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.ge' op result #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 1-bit signless integer values}}
  %0 = nadir.ge %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @logic_of_numbers(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.logical_not' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 1-bit signless integer values}}
  %0 = nadir.logical_not %x : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @logic_of_shapes(%p: tensor<4xi1>, %q: tensor<3xi1>) {
  // expected-error @below {{'nadir.logical_or' op expected shapes that broadcast together, found 'tensor<4xi1>' and 'tensor<3xi1>'}}
  // expected-error @below {{'nadir.logical_or' op failed to infer returned types}}
  %0 = nadir.logical_or %p, %q : (tensor<4xi1>, tensor<3xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @function_of_integers(%x: tensor<4xi64>) {
  // expected-error @below {{'nadir.exp' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.exp %x : (tensor<4xi64>) -> tensor<4xi64>
  return
}

// -----

func.func @function_changes_type(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.tanh' op requires the same type for all operands and results}}
  %0 = nadir.tanh %x : (tensor<4xf32>) -> tensor<4xf64>
  return
}

// -----

func.func @select_by_number(%c: tensor<4xi64>, %x: tensor<4xf32>) {
  // expected-error @below {{'nadir.select' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 1-bit signless integer values}}
  %0 = nadir.select %c, %x, %x : (tensor<4xi64>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @select_of_element_types(%c: tensor<4xi1>, %x: tensor<4xf32>, %y: tensor<4xi64>) {
  // expected-error @below {{'nadir.select' op expected operands of one element type, found 'tensor<4xf32>' and 'tensor<4xi64>'}}
  // expected-error @below {{'nadir.select' op failed to infer returned types}}
  %0 = nadir.select %c, %x, %y : (tensor<4xi1>, tensor<4xf32>, tensor<4xi64>) -> tensor<4xf32>
  return
}

// -----

func.func @select_by_shape(%c: tensor<3xi1>, %x: tensor<4xf32>) {
  // expected-error @below {{'nadir.select' op expected a condition that broadcasts with 'tensor<4xf32>', found 'tensor<3xi1>'}}
  // expected-error @below {{'nadir.select' op failed to infer returned types}}
  %0 = nadir.select %c, %x, %x : (tensor<3xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @cast_to_shape(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.cast' op requires the same shape for all operands and results}}
  %0 = nadir.cast %x : (tensor<4xf32>) -> tensor<3xf64>
  return
}

// -----

func.func @cast_of_rank(%x: tensor<?x4xf32>) {
  // expected-error @below {{'nadir.cast' op requires the same shape for all operands and results}}
  %0 = nadir.cast %x : (tensor<?x4xf32>) -> tensor<?xf64>
  return
}

// -----

func.func @gelu_form(%x: tensor<4xf32>) {
  // expected-error @below {{custom op 'nadir.gelu' 'nadir.gelu' op attribute 'approximate' failed to satisfy constraint: string attribute 'none' or 'tanh'}}
  %0 = nadir.gelu %x {approximate = "sigmoid"} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @clamp_without_bounds(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.clamp' op expected 'min', 'max' or both, found neither}}
  %0 = nadir.clamp %x : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @setting_of_another_type(%x: tensor<4xf32>) {
  // expected-error @below {{custom op 'nadir.softplus' 'nadir.softplus' op attribute 'beta' failed to satisfy constraint: 64-bit float attribute}}
  %0 = nadir.softplus %x {beta = 1.0 : f32} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @setting_is_an_integer(%x: tensor<4xf32>) {
  // expected-error @below {{custom op 'nadir.leaky_relu' 'nadir.leaky_relu' op attribute 'negative_slope' failed to satisfy constraint: 64-bit float attribute}}
  %0 = nadir.leaky_relu %x {negative_slope = 1} : (tensor<4xf32>) -> tensor<4xf32>
  return
}
