// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic | nadir-opt | FileCheck %s

// CHECK-LABEL: func.func @sgd
func.func @sgd(%p: tensor<3xf32>, %g: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<3xf32>) {
  // CHECK: nadir.sgd %arg0, %arg1, %arg2, %arg3 : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
  %0 = nadir.sgd %p, %g, %lr, %step : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
  // CHECK: %new_param_0, %new_states = nadir.sgd %arg0, %arg1, %arg2, %arg3, %arg4 {dampening = 1.000000e-01 : f64, maximize = true, momentum = 9.000000e-01 : f64, weight_decay = 1.000000e-02 : f64} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  %1:2 = nadir.sgd %p, %g, %lr, %step, %s {dampening = 0.1, maximize = true, momentum = 0.9, weight_decay = 0.01} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  // CHECK: %new_param_1, %new_states_2 = nadir.sgd %arg0, %arg1, %arg2, %arg3, %arg4 {momentum = 9.000000e-01 : f64, nesterov = true} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  %2:2 = nadir.sgd %p, %g, %lr, %step, %s {momentum = 0.9, nesterov = true} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}

// CHECK-LABEL: func.func @adam
func.func @adam(%p: tensor<f64>, %g: tensor<f64>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<f64>) {
  // CHECK: %new_param, %new_states:2 = nadir.adam %arg0, %arg1, %arg2, %arg3, %arg4, %arg4 : (tensor<f64>, tensor<f64>, tensor<f64>, tensor<i64>, tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  %0:3 = nadir.adam %p, %g, %lr, %step, %s, %s : (tensor<f64>, tensor<f64>, tensor<f64>, tensor<i64>, tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  // CHECK: %new_param_0, %new_states_1:3 = nadir.adam %arg0, %arg1, %arg2, %arg3, %arg4, %arg4, %arg4 {amsgrad = true, betas = array<f64: 5.000000e-01, 9.000000e-01>, eps = 9.9999999999999995E-7 : f64} : (tensor<f64>, tensor<f64>, tensor<f64>, tensor<i64>, tensor<f64>, tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>)
  %1:4 = nadir.adam %p, %g, %lr, %step, %s, %s, %s {amsgrad = true, betas = array<f64: 0.5, 0.9>, eps = 1.0e-06} : (tensor<f64>, tensor<f64>, tensor<f64>, tensor<i64>, tensor<f64>, tensor<f64>, tensor<f64>) -> (tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>)
  return
}

// CHECK-LABEL: func.func @rmsprop
func.func @rmsprop(%p: tensor<2x3xf32>, %g: tensor<2x3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<2x3xf32>) {
  // CHECK: %new_param, %new_states = nadir.rmsprop %arg0, %arg1, %arg2, %arg3, %arg4 : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<f64>, tensor<i64>, tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  %0:2 = nadir.rmsprop %p, %g, %lr, %step, %s : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<f64>, tensor<i64>, tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  // CHECK: %new_param_0, %new_states_1:3 = nadir.rmsprop %arg0, %arg1, %arg2, %arg3, %arg4, %arg4, %arg4 {alpha = 9.000000e-01 : f64, centered = true, eps = 9.9999999999999995E-7 : f64, momentum = 9.000000e-01 : f64} : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<f64>, tensor<i64>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>)
  %1:4 = nadir.rmsprop %p, %g, %lr, %step, %s, %s, %s {alpha = 0.9, centered = true, eps = 1.0e-06, momentum = 0.9} : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<f64>, tensor<i64>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>)
  return
}

// CHECK-LABEL: func.func @adagrad
func.func @adagrad(%p: tensor<3xf32>, %g: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>, %s: tensor<3xf32>) {
  // CHECK: %new_param, %new_states = nadir.adagrad %arg0, %arg1, %arg2, %arg3, %arg4 : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  %0:2 = nadir.adagrad %p, %g, %lr, %step, %s : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  // CHECK: %new_param_0, %new_states_1 = nadir.adagrad %arg0, %arg1, %arg2, %arg3, %arg4 {initial_accumulator_value = 1.000000e-01 : f64, lr_decay = 1.000000e-02 : f64} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  %1:2 = nadir.adagrad %p, %g, %lr, %step, %s {initial_accumulator_value = 0.1, lr_decay = 0.01} : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}
