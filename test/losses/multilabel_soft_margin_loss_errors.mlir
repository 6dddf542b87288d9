// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @multilabel_soft_margin_loss_c3(%x: tensor<4x3xf32>, %t: tensor<3xf32>) {
  // expected-error @below {{'nadir.multilabel_soft_margin_loss' op expected target of the input's type 'tensor<4x3xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.multilabel_soft_margin_loss' op failed to infer returned types}}
  %0 = nadir.multilabel_soft_margin_loss %x, %t : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @multilabel_soft_margin_loss_of_scalar(%x: tensor<f32>, %t: tensor<f32>) {
  // expected-error @below {{'nadir.multilabel_soft_margin_loss' op expected input [.., C], found 'tensor<f32>'}}
  // expected-error @below {{'nadir.multilabel_soft_margin_loss' op failed to infer returned types}}
  %0 = nadir.multilabel_soft_margin_loss %x, %t : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return
}
