// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic | nadir-opt | FileCheck %s

// CHECK-LABEL: func.func @softmax_cross_entropy
func.func @softmax_cross_entropy(%x: tensor<?x5x2xf32>, %i: tensor<?x2xi64>, %t: tensor<?x5x2xf32>, %g: tensor<?x2xf32>, %v: tensor<5xf64>, %j: tensor<i32>) {
  // CHECK: nadir.softmax_cross_entropy %arg0, %arg1 {dim = 1 : i64} : (tensor<?x5x2xf32>, tensor<?x2xi64>) -> tensor<?x2xf32>
  %0 = nadir.softmax_cross_entropy %x, %i {dim = 1 : i64} : (tensor<?x5x2xf32>, tensor<?x2xi64>) -> tensor<?x2xf32>
  // CHECK: nadir.softmax_cross_entropy %arg0, %arg2 {dim = -2 : i64} : (tensor<?x5x2xf32>, tensor<?x5x2xf32>) -> tensor<?x2xf32>
  %1 = nadir.softmax_cross_entropy %x, %t {dim = -2 : i64} : (tensor<?x5x2xf32>, tensor<?x5x2xf32>) -> tensor<?x2xf32>
  // CHECK: nadir.softmax_cross_entropy %arg4, %arg5 {dim = 0 : i64} : (tensor<5xf64>, tensor<i32>) -> tensor<f64>
  %2 = nadir.softmax_cross_entropy %v, %j {dim = 0 : i64} : (tensor<5xf64>, tensor<i32>) -> tensor<f64>
  // CHECK: nadir.softmax_cross_entropy_grad %arg0, %arg1, %arg3 {dim = 1 : i64} : (tensor<?x5x2xf32>, tensor<?x2xi64>, tensor<?x2xf32>) -> tensor<?x5x2xf32>
  %3 = nadir.softmax_cross_entropy_grad %x, %i, %g {dim = 1 : i64} : (tensor<?x5x2xf32>, tensor<?x2xi64>, tensor<?x2xf32>) -> tensor<?x5x2xf32>
  // CHECK: nadir.softmax_cross_entropy_grad %arg0, %arg2, %arg3 {dim = -2 : i64} : (tensor<?x5x2xf32>, tensor<?x5x2xf32>, tensor<?x2xf32>) -> tensor<?x5x2xf32>
  %4 = nadir.softmax_cross_entropy_grad %x, %t, %g {dim = -2 : i64} : (tensor<?x5x2xf32>, tensor<?x5x2xf32>, tensor<?x2xf32>) -> tensor<?x5x2xf32>
  return
}

// CHECK-LABEL: func.func @clamped_entropy
func.func @clamped_entropy(%x: tensor<?x3xf32>, %t: tensor<3xf32>) {
  // CHECK: nadir.clamped_entropy %arg0, %arg1 : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %0 = nadir.clamped_entropy %x, %t : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return
}

// CHECK-LABEL: func.func @clamp_value
func.func @clamp_value(%x: tensor<?x3xf32>) {
  // CHECK: nadir.clamp_value %arg0 {min = 5.000000e-01 : f64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %0 = nadir.clamp_value %x {min = 0.5} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return
}

// A group reads values from outside by name.
// CHECK-LABEL: func.func @group
func.func @group(%x: tensor<?x3xf32>, %y: tensor<3xf32>) {
  // CHECK: nadir.group "loop" : tensor<?x3xf32>, tensor<?x1xf32> {
  %0:2 = nadir.group "loop" : tensor<?x3xf32>, tensor<?x1xf32> {
  // CHECK: nadir.add %arg0, %arg1 : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
    %1 = nadir.add %x, %y : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  // CHECK: nadir.sum %{{.*}} {dim = array<i64: 1>, keepdim = true} : (tensor<?x3xf32>) -> tensor<?x1xf32>
    %2 = nadir.sum %1 {dim = array<i64: 1>, keepdim = true} : (tensor<?x3xf32>) -> tensor<?x1xf32>
  // CHECK: nadir.yield %{{.*}}, %{{.*}} : tensor<?x3xf32>, tensor<?x1xf32>
    nadir.yield %1, %2 : tensor<?x3xf32>, tensor<?x1xf32>
  }
  // CHECK: nadir.group "sequential" update attributes {note = "kept"} : tensor<3xf32> {
  %3 = nadir.group "sequential" update attributes {note = "kept"} : tensor<3xf32> {
  // CHECK: nadir.yield %arg1 : tensor<3xf32>
    nadir.yield %y : tensor<3xf32>
  }
  // CHECK: nadir.group "check" {
  nadir.group "check" {
  }
  return
}
