// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic | nadir-opt | FileCheck %s

// CHECK-LABEL: func.func @random
func.func @random(%seed: tensor<i64>, %step: tensor<i64>) {
  // CHECK: nadir.random_uniform : tensor<?x3xf32>
  %0 = nadir.random_uniform : tensor<?x3xf32>
  // CHECK: nadir.random_uniform seed(%arg0) : tensor<4xf32>
  %1 = nadir.random_uniform seed(%seed) : tensor<4xf32>
  // CHECK: nadir.random_uniform step(%arg1) : tensor<4xf64>
  %2 = nadir.random_uniform step(%step) : tensor<4xf64>
  // CHECK: nadir.random_uniform seed(%arg0) step(%arg1) {high = 2.000000e+00 : f64, low = -2.000000e+00 : f64, stream = 3 : i64} : tensor<?xf32>
  %3 = nadir.random_uniform seed(%seed) step(%step) {high = 2.0, low = -2.0, stream = 3 : i64} : tensor<?xf32>
  // CHECK: nadir.random_normal : tensor<f64>
  %4 = nadir.random_normal : tensor<f64>
  // CHECK: nadir.random_normal seed(%arg0) step(%arg1) {mean = 1.000000e+00 : f64, std = 0.000000e+00 : f64, stream = 4294967294 : i64} : tensor<0x3xf32>
  %5 = nadir.random_normal seed(%seed) step(%step) {mean = 1.0, std = 0.0, stream = 4294967294 : i64} : tensor<0x3xf32>
  return
}

// CHECK-LABEL: func.func @checks
func.func @checks(%i: tensor<?xi64>, %j: tensor<2x3xi32>, %x: tensor<f32>) {
  // CHECK: nadir.check_index %arg0 {limit = 10 : i64, tensor = "label"} : (tensor<?xi64>) -> tensor<?xi64>
  %0 = nadir.check_index %i {limit = 10 : i64, tensor = "label"} : (tensor<?xi64>) -> tensor<?xi64>
  // CHECK: nadir.check_index %arg1 {ignore_index = -100 : i64, limit = 10 : i64, tensor = "token"} : (tensor<2x3xi32>) -> tensor<2x3xi32>
  %1 = nadir.check_index %j {ignore_index = -100 : i64, limit = 10 : i64, tensor = "token"} : (tensor<2x3xi32>) -> tensor<2x3xi32>
  // CHECK: nadir.check_range %arg2 {max = 1.000000e+00 : f64, min = 0.000000e+00 : f64, tensor = "probability"} : (tensor<f32>) -> tensor<f32>
  %2 = nadir.check_range %x {max = 1.0, min = 0.0, tensor = "probability"} : (tensor<f32>) -> tensor<f32>
  return
}
