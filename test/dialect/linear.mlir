// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic | nadir-opt | FileCheck %s

// CHECK-LABEL: func.func @matmul
func.func @matmul(%x: tensor<?x3xf32>, %w: tensor<3x5xf32>, %xt: tensor<3x?xf32>, %wt: tensor<5x3xf32>) {
  // CHECK: nadir.matmul %arg0, %arg1 : (tensor<?x3xf32>, tensor<3x5xf32>) -> tensor<?x5xf32>
  %0 = nadir.matmul %x, %w : (tensor<?x3xf32>, tensor<3x5xf32>) -> tensor<?x5xf32>
  // CHECK: nadir.matmul %arg2, %arg1 {transpose_lhs = true} : (tensor<3x?xf32>, tensor<3x5xf32>) -> tensor<?x5xf32>
  %1 = nadir.matmul %xt, %w {transpose_lhs = true} : (tensor<3x?xf32>, tensor<3x5xf32>) -> tensor<?x5xf32>
  // CHECK: nadir.matmul %arg0, %arg3 {transpose_rhs = true} : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  %2 = nadir.matmul %x, %wt {transpose_rhs = true} : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  // CHECK: nadir.matmul %arg2, %arg3 {transpose_lhs = true, transpose_rhs = true} : (tensor<3x?xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  %3 = nadir.matmul %xt, %wt {transpose_lhs = true, transpose_rhs = true} : (tensor<3x?xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  // CHECK: nadir.matmul %arg0, %arg0 {transpose_lhs = true} : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<3x3xf32>
  %4 = nadir.matmul %x, %x {transpose_lhs = true} : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<3x3xf32>
  return
}

// Leading dimensions are equal, or one operand has none.
// CHECK-LABEL: func.func @batched
func.func @batched(%x: tensor<?x2x4x3xf64>, %y: tensor<?x2x3x5xf64>, %w: tensor<3x5xf64>, %v: tensor<6x4xf64>) {
  // CHECK: nadir.matmul %arg0, %arg1 : (tensor<?x2x4x3xf64>, tensor<?x2x3x5xf64>) -> tensor<?x2x4x5xf64>
  %0 = nadir.matmul %x, %y : (tensor<?x2x4x3xf64>, tensor<?x2x3x5xf64>) -> tensor<?x2x4x5xf64>
  // CHECK: nadir.matmul %arg0, %arg2 : (tensor<?x2x4x3xf64>, tensor<3x5xf64>) -> tensor<?x2x4x5xf64>
  %1 = nadir.matmul %x, %w : (tensor<?x2x4x3xf64>, tensor<3x5xf64>) -> tensor<?x2x4x5xf64>
  // CHECK: nadir.matmul %arg3, %arg0 : (tensor<6x4xf64>, tensor<?x2x4x3xf64>) -> tensor<?x2x6x3xf64>
  %2 = nadir.matmul %v, %x : (tensor<6x4xf64>, tensor<?x2x4x3xf64>) -> tensor<?x2x6x3xf64>
  return
}

// CHECK-LABEL: func.func @linear
func.func @linear(%x: tensor<?x3xf32>, %y: tensor<?x7x3xf32>, %w: tensor<5x3xf32>, %b: tensor<5xf32>) {
  // CHECK: nadir.linear %arg0, %arg2 : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  %0 = nadir.linear %x, %w : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  // CHECK: nadir.linear %arg0, %arg2, %arg3 : (tensor<?x3xf32>, tensor<5x3xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  %1 = nadir.linear %x, %w, %b : (tensor<?x3xf32>, tensor<5x3xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  // CHECK: nadir.linear %arg1, %arg2, %arg3 : (tensor<?x7x3xf32>, tensor<5x3xf32>, tensor<5xf32>) -> tensor<?x7x5xf32>
  %2 = nadir.linear %y, %w, %b : (tensor<?x7x3xf32>, tensor<5x3xf32>, tensor<5xf32>) -> tensor<?x7x5xf32>
  return
}
