// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @nll_loss_probabilities(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.nll_loss' op operand #1 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.nll_loss %x, %t : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<f32>
  return
}

// -----

func.func @nll_loss_labels(%x: tensor<4x3x2xf32>, %t: tensor<4xi64>) {
  // expected-error @below {{'nadir.nll_loss' op expected target 'tensor<4x2xi64>' for input 'tensor<4x3x2xf32>', found 'tensor<4xi64>'}}
  // expected-error @below {{'nadir.nll_loss' op failed to infer returned types}}
  %0 = nadir.nll_loss %x, %t : (tensor<4x3x2xf32>, tensor<4xi64>) -> tensor<f32>
  return
}
