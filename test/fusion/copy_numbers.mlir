// RUN: nadir-opt %s --nadir-fuse-groups | FileCheck %s

// Two kernels that need the same positions number their elements themselves;
// neither stores the numbers for the other.
// CHECK-LABEL: func.func @shared(
// CHECK: nadir.group "loop" : tensor<2x1xf32> {
// CHECK: nadir.iota
// CHECK: nadir.yield %{{.*}} : tensor<2x1xf32>
// CHECK: nadir.group "matmul" : tensor<2x3xf32> {
// CHECK: nadir.iota
// CHECK: nadir.yield %{{.*}} : tensor<2x3xf32>
func.func @shared(%x: tensor<2x3xf32>, %w: tensor<3x3xf32>) -> (tensor<2x1xf32>, tensor<2x3xf32>) {
  %numbers = nadir.iota {dim = 1 : i64} : () -> tensor<2x3xf32>
  %0 = nadir.mul %x, %numbers : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = nadir.sum %0 {dim = array<i64: 1>, keepdim = true} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %2 = nadir.matmul %x, %w : (tensor<2x3xf32>, tensor<3x3xf32>) -> tensor<2x3xf32>
  %3 = nadir.mul %2, %numbers : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1, %3 : tensor<2x1xf32>, tensor<2x3xf32>
}

// What is returned is stored anyway.
// CHECK-LABEL: func.func @returned(
// CHECK: %[[NUMBERS:.*]] = nadir.group "loop" : tensor<4xf32> {
// CHECK: return %[[NUMBERS]]
func.func @returned() -> tensor<4xf32> {
  %numbers = nadir.iota {dim = 0 : i64} : () -> tensor<4xf32>
  return %numbers : tensor<4xf32>
}
