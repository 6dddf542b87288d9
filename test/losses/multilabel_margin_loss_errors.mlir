// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @multilabel_margin_loss_rank(%x: tensor<f32>, %t: tensor<i64>) {
  // expected-error @below {{'nadir.multilabel_margin_loss' op expected input [C] or [N, C], found 'tensor<f32>'}}
  // expected-error @below {{'nadir.multilabel_margin_loss' op failed to infer returned types}}
  %0 = nadir.multilabel_margin_loss %x, %t : (tensor<f32>, tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @multilabel_margin_loss_labels(%x: tensor<4x3xf32>, %t: tensor<4xi64>) {
  // expected-error @below {{'nadir.multilabel_margin_loss' op expected target 'tensor<4x3xi64>' for input 'tensor<4x3xf32>', found 'tensor<4xi64>'}}
  // expected-error @below {{'nadir.multilabel_margin_loss' op failed to infer returned types}}
  %0 = nadir.multilabel_margin_loss %x, %t : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<f32>
  return
}
