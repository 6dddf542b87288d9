// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @multi_margin_loss_c5(%x: tensor<4x3xf32>, %t: tensor<4xi64>) {
  // expected-error @below {{'nadir.multi_margin_loss' op expected p to be 1 or 2, found 3}}
  %0 = nadir.multi_margin_loss %x, %t {p = 3 : i64} : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<f32>
  return
}

// -----

func.func @multi_margin_loss_rank(%x: tensor<4x3x2xf32>, %t: tensor<4x2xi64>) {
  // expected-error @below {{'nadir.multi_margin_loss' op expected input [C] or [N, C], found 'tensor<4x3x2xf32>'}}
  // expected-error @below {{'nadir.multi_margin_loss' op failed to infer returned types}}
  %0 = nadir.multi_margin_loss %x, %t : (tensor<4x3x2xf32>, tensor<4x2xi64>) -> tensor<f32>
  return
}

// -----

func.func @multi_margin_loss_no_class(%x: tensor<4x0xf32>, %t: tensor<4xi64>) {
  // expected-error @below {{'nadir.multi_margin_loss' op expected at least one class, found 'tensor<4x0xf32>'}}
  // expected-error @below {{'nadir.multi_margin_loss' op failed to infer returned types}}
  %0 = nadir.multi_margin_loss %x, %t : (tensor<4x0xf32>, tensor<4xi64>) -> tensor<f32>
  return
}

// -----

func.func @multi_margin_loss_classes_are_batch(%x: tensor<?xf32>, %t: tensor<i64>) {
  // expected-error @below {{'nadir.multi_margin_loss' op expected the last dimension to be the classes, found the batch: 'tensor<?xf32>'}}
  // expected-error @below {{'nadir.multi_margin_loss' op failed to infer returned types}}
  %0 = nadir.multi_margin_loss %x, %t : (tensor<?xf32>, tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @multi_margin_loss_labels(%x: tensor<4x3xf32>, %t: tensor<3xi64>) {
  // expected-error @below {{'nadir.multi_margin_loss' op expected target 'tensor<4xi64>' for input 'tensor<4x3xf32>', found 'tensor<3xi64>'}}
  // expected-error @below {{'nadir.multi_margin_loss' op failed to infer returned types}}
  %0 = nadir.multi_margin_loss %x, %t : (tensor<4x3xf32>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

func.func @multi_margin_loss_weight(%x: tensor<4x3xf32>, %t: tensor<4xi64>, %w: tensor<4xf32>) {
  // expected-error @below {{'nadir.multi_margin_loss' op expected weight 'tensor<3xf32>', one for each class, found 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.multi_margin_loss' op failed to infer returned types}}
  %0 = nadir.multi_margin_loss %x, %t weight(%w) : (tensor<4x3xf32>, tensor<4xi64>, tensor<4xf32>) -> tensor<f32>
  return
}
