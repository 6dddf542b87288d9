// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @huber_loss_c3(%x: tensor<4xf32>, %t: tensor<4xf32>) {
  // expected-error @below {{'nadir.huber_loss' op expected delta > 0, found 0}}
  %0 = nadir.huber_loss %x, %t {delta = 0.0} : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @huber_loss_weight(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{'nadir.huber_loss' op expected a weight of type 'tensor<4x3xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.huber_loss' op failed to infer returned types}}
  %0 = nadir.huber_loss %x, %t weight(%w) : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<3xf32>) -> tensor<f32>
  return
}
