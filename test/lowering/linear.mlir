// RUN: nadir-opt %s --nadir-lower-groups | FileCheck %s

// CHECK-DAG: #[[MK:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[NK:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-DAG: #[[KM:.*]] = affine_map<(d0, d1, d2) -> (d2, d0)>
// CHECK-DAG: #[[KN:.*]] = affine_map<(d0, d1, d2) -> (d2, d1)>
// CHECK-DAG: #[[MN:.*]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-DAG: #[[BMK:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
// CHECK-DAG: #[[BKN:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d3, d2)>
// CHECK-DAG: #[[BMN:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
// CHECK-DAG: #[[SHARED_KN:.*]] = affine_map<(d0, d1, d2, d3) -> (d3, d2)>

// The product is one contraction; what follows it reads its result.
// CHECK-LABEL: func.func private @epilogue_k0(
// CHECK-SAME: %[[ROWS:.*]]: index, %[[X:.*]]: tensor<?x8xf32>, %[[W:.*]]: tensor<4x8xf32>, %[[BIAS:.*]]: tensor<4xf32>)
// CHECK-SAME: attributes {nadir.kernel = "matmul"}
// CHECK: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[EMPTY:.*]] = tensor.empty(%[[ROWS]])
// CHECK: %[[INIT:.*]] = linalg.fill ins(%[[ZERO]] : f32) outs(%[[EMPTY]] :
// CHECK: %[[PRODUCT:.*]] = linalg.generic {indexing_maps = [#[[MK]], #[[NK]], #[[MN]]], iterator_types = ["parallel", "parallel", "reduction"]}
// CHECK-SAME: ins(%[[X]], %[[W]] : {{.*}}) outs(%[[INIT]] :
// CHECK: ^bb0(%[[LHS:.*]]: f32, %[[RHS:.*]]: f32, %[[SUM:.*]]: f32):
// CHECK: %[[TERM:.*]] = arith.mulf %[[LHS]], %[[RHS]]
// CHECK: arith.addf %[[SUM]], %[[TERM]]
// CHECK: linalg.generic {{.*}} ins(%[[PRODUCT]], %[[BIAS]] :
// CHECK: arith.addf
// CHECK: arith.maximumf
func.func @epilogue(%x: tensor<?x8xf32>, %w: tensor<4x8xf32>, %bias: tensor<4xf32>) -> tensor<?x4xf32> {
  %zero = nadir.constant dense<0.0> : tensor<f32>
  %0 = nadir.group "matmul" : tensor<?x4xf32> {
    %product = nadir.matmul %x, %w {transpose_rhs = true} : (tensor<?x8xf32>, tensor<4x8xf32>) -> tensor<?x4xf32>
    %sum = nadir.add %product, %bias : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
    %relu = nadir.maximum %sum, %zero : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
    nadir.yield %relu : tensor<?x4xf32>
  }
  return %0 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func private @transposed_lhs_k0(
// CHECK: indexing_maps = [#[[KM]], #[[KN]], #[[MN]]]
func.func @transposed_lhs(%x: tensor<?x8xf32>, %y: tensor<?x4xf32>) -> tensor<8x4xf32> {
  %0 = nadir.group "matmul" : tensor<8x4xf32> {
    %product = nadir.matmul %x, %y {transpose_lhs = true} : (tensor<?x8xf32>, tensor<?x4xf32>) -> tensor<8x4xf32>
    nadir.yield %product : tensor<8x4xf32>
  }
  return %0 : tensor<8x4xf32>
}

// CHECK-LABEL: func.func private @batched_k0(
// CHECK: indexing_maps = [#[[BMK]], #[[BKN]], #[[BMN]]], iterator_types = ["parallel", "parallel", "parallel", "reduction"]
func.func @batched(%x: tensor<?x2x3xf64>, %y: tensor<?x3x4xf64>) -> tensor<?x2x4xf64> {
  %0 = nadir.group "matmul" : tensor<?x2x4xf64> {
    %product = nadir.matmul %x, %y : (tensor<?x2x3xf64>, tensor<?x3x4xf64>) -> tensor<?x2x4xf64>
    nadir.yield %product : tensor<?x2x4xf64>
  }
  return %0 : tensor<?x2x4xf64>
}

// CHECK-LABEL: func.func private @shared_k0(
// CHECK: indexing_maps = [#[[BMK]], #[[SHARED_KN]], #[[BMN]]]
func.func @shared(%x: tensor<?x2x3xf32>, %y: tensor<3x4xf32>) -> tensor<?x2x4xf32> {
  %0 = nadir.group "matmul" : tensor<?x2x4xf32> {
    %product = nadir.matmul %x, %y : (tensor<?x2x3xf32>, tensor<3x4xf32>) -> tensor<?x2x4xf32>
    nadir.yield %product : tensor<?x2x4xf32>
  }
  return %0 : tensor<?x2x4xf32>
}
