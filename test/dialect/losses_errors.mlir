// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @mse_shapes(%x: tensor<4x3xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.mse_loss' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.mse_loss' op failed to infer returned types}}
  %0 = nadir.mse_loss %x, %t : (tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @mse_element_types(%x: tensor<4xf32>, %t: tensor<4xf64>) {
  // expected-error @below {{'nadir.mse_loss' op expected operands of one element type, found 'tensor<4xf32>' and 'tensor<4xf64>'}}
  // expected-error @below {{'nadir.mse_loss' op failed to infer returned types}}
  %0 = nadir.mse_loss %x, %t : (tensor<4xf32>, tensor<4xf64>) -> tensor<f32>
  return
}

// -----

func.func @mse_of_integers(%x: tensor<4xi64>, %t: tensor<4xi64>) {
  // expected-error @below {{'nadir.mse_loss' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %0 = nadir.mse_loss %x, %t : (tensor<4xi64>, tensor<4xi64>) -> tensor<i64>
  return
}

// -----

func.func @mse_reduction(%x: tensor<4xf32>) {
  // expected-error @below {{custom op 'nadir.mse_loss' 'nadir.mse_loss' op attribute 'reduction' failed to satisfy constraint: string attribute 'none', 'mean' or 'sum'}}
  %0 = nadir.mse_loss %x, %x {reduction = "average"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @mse_result(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.mse_loss' op inferred type(s) 'tensor<4xf32>' are incompatible with return type(s) of operation 'tensor<f32>'}}
  // expected-error @below {{'nadir.mse_loss' op failed to infer returned types}}
  %0 = nadir.mse_loss %x, %x {reduction = "none"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @mse_batch_by_batch(%x: tensor<?x1xf32>, %t: tensor<1x?xf32>) {
  // expected-error @below {{'nadir.mse_loss' op would have more than one batch dimension: 'tensor<?x?xf32>'}}
  // expected-error @below {{'nadir.mse_loss' op failed to infer returned types}}
  %0 = nadir.mse_loss %x, %t : (tensor<?x1xf32>, tensor<1x?xf32>) -> tensor<f32>
  return
}

// -----

// Weights of a mean are counted, so they are not broadcast.
func.func @l1_weight(%x: tensor<4x3xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{'nadir.l1_loss' op expected a weight of type 'tensor<4x3xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.l1_loss' op failed to infer returned types}}
  %0 = nadir.l1_loss %x, %x weight(%w) : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @l1_weight_broadcasts_loss(%x: tensor<3xf32>, %w: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.l1_loss' op expected a weight that broadcasts to 'tensor<3xf32>', found 'tensor<4x3xf32>'}}
  // expected-error @below {{'nadir.l1_loss' op failed to infer returned types}}
  %0 = nadir.l1_loss %x, %x weight(%w) : (tensor<3xf32>, tensor<3xf32>, tensor<4x3xf32>) -> tensor<f32>
  return
}

// -----

func.func @l1_weight_shape(%x: tensor<4x3xf32>, %w: tensor<4xf32>) {
  // expected-error @below {{'nadir.l1_loss' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.l1_loss' op failed to infer returned types}}
  %0 = nadir.l1_loss %x, %x weight(%w) : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @binary_cross_entropy_c4(%x: tensor<4x3xf32>, %t: tensor<3xf32>) {
  // expected-error @below {{'nadir.binary_cross_entropy' op expected target of the input's type 'tensor<4x3xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.binary_cross_entropy' op failed to infer returned types}}
  %0 = nadir.binary_cross_entropy %x, %t : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @binary_cross_entropy_weight(%x: tensor<3xf32>, %w: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.binary_cross_entropy' op expected a weight that broadcasts to 'tensor<3xf32>', found 'tensor<4x3xf32>'}}
  // expected-error @below {{'nadir.binary_cross_entropy' op failed to infer returned types}}
  %0 = nadir.binary_cross_entropy %x, %x weight(%w) : (tensor<3xf32>, tensor<3xf32>, tensor<4x3xf32>) -> tensor<f32>
  return
}

// -----

func.func @binary_cross_entropy_with_logits_target(%x: tensor<4x3xf32>, %t: tensor<4x1xf32>) {
  // expected-error @below {{'nadir.binary_cross_entropy_with_logits' op expected target of the input's type 'tensor<4x3xf32>', found 'tensor<4x1xf32>'}}
  // expected-error @below {{'nadir.binary_cross_entropy_with_logits' op failed to infer returned types}}
  %0 = nadir.binary_cross_entropy_with_logits %x, %t : (tensor<4x3xf32>, tensor<4x1xf32>) -> tensor<f32>
  return
}

// -----

func.func @binary_cross_entropy_with_logits_pos_weight(%x: tensor<4x3xf32>, %p: tensor<4xf32>) {
  // expected-error @below {{'nadir.binary_cross_entropy_with_logits' op expected shapes that broadcast together, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.binary_cross_entropy_with_logits' op failed to infer returned types}}
  %0 = nadir.binary_cross_entropy_with_logits %x, %x pos_weight(%p) : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_of_scalar(%x: tensor<f32>, %i: tensor<i64>) {
  // expected-error @below {{'nadir.cross_entropy' op expected input [C], [N, C] or [N, C, d1, ..], found 'tensor<f32>'}}
  // expected-error @below {{'nadir.cross_entropy' op failed to infer returned types}}
  %0 = nadir.cross_entropy %x, %i : (tensor<f32>, tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_classes_are_batch(%x: tensor<?xf32>, %i: tensor<i64>) {
  // expected-error @below {{'nadir.cross_entropy' op expected dimension 0 of the input to be the classes, found the batch: 'tensor<?xf32>'}}
  // expected-error @below {{'nadir.cross_entropy' op failed to infer returned types}}
  %0 = nadir.cross_entropy %x, %i : (tensor<?xf32>, tensor<i64>) -> tensor<f32>
  return
}

// -----

// A label outside of the classes is known to the running step alone: the check
// is in the generated code.
func.func @cross_entropy_c3(%x: tensor<4x3xf32>, %i: tensor<4xf32>) {
  // expected-error @below {{'nadir.cross_entropy' op expected target 'tensor<4x3xf32>' for input 'tensor<4x3xf32>', found 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.cross_entropy' op failed to infer returned types}}
  %0 = nadir.cross_entropy %x, %i : (tensor<4x3xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_labels(%x: tensor<4x3xf32>, %i: tensor<3xi64>) {
  // expected-error @below {{'nadir.cross_entropy' op expected target 'tensor<4xi64>' for input 'tensor<4x3xf32>', found 'tensor<3xi64>'}}
  // expected-error @below {{'nadir.cross_entropy' op failed to infer returned types}}
  %0 = nadir.cross_entropy %x, %i : (tensor<4x3xf32>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c4(%x: tensor<4x3xf32>, %i: tensor<4xi64>) {
  // expected-error @below {{'nadir.cross_entropy' op expected label_smoothing in [0, 1], found 1.500000e+00}}
  %0 = nadir.cross_entropy %x, %i {label_smoothing = 1.5} : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c4_nan(%x: tensor<4x3xf32>, %i: tensor<4xi64>) {
  // expected-error @below {{'nadir.cross_entropy' op expected label_smoothing in [0, 1], found nan}}
  %0 = nadir.cross_entropy %x, %i {label_smoothing = 0x7FF8000000000000 : f64} : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_weight(%x: tensor<4x3xf32>, %i: tensor<4xi64>, %w: tensor<4xf32>) {
  // expected-error @below {{'nadir.cross_entropy' op expected weight 'tensor<3xf32>', one for each class, found 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.cross_entropy' op failed to infer returned types}}
  %0 = nadir.cross_entropy %x, %i weight(%w) : (tensor<4x3xf32>, tensor<4xi64>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_truths(%x: tensor<4x3xf32>, %i: tensor<4xi1>) {
  // expected-error @below {{'nadir.cross_entropy' op operand #1 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.cross_entropy %x, %i : (tensor<4x3xf32>, tensor<4xi1>) -> tensor<f32>
  return
}

// -----

func.func @nll_loss_probabilities(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.nll_loss' op operand #1 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.nll_loss %x, %x : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<f32>
  return
}

// -----

func.func @nll_loss_labels(%x: tensor<4x3x2xf32>, %i: tensor<4xi64>) {
  // expected-error @below {{'nadir.nll_loss' op expected target 'tensor<4x2xi64>' for input 'tensor<4x3x2xf32>', found 'tensor<4xi64>'}}
  // expected-error @below {{'nadir.nll_loss' op failed to infer returned types}}
  %0 = nadir.nll_loss %x, %i : (tensor<4x3x2xf32>, tensor<4xi64>) -> tensor<f32>
  return
}
