// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic | nadir-opt | FileCheck %s

// CHECK-LABEL: func.func @reshape
func.func @reshape(%x: tensor<?x4x6xf32>, %y: tensor<2x6xi1>, %z: tensor<f32>, %e: tensor<0x3xf32>) {
  // CHECK: nadir.reshape %arg0 : (tensor<?x4x6xf32>) -> tensor<?x24xf32>
  %0 = nadir.reshape %x : (tensor<?x4x6xf32>) -> tensor<?x24xf32>
  // CHECK: nadir.reshape %arg0 : (tensor<?x4x6xf32>) -> tensor<1x?x8x3xf32>
  %1 = nadir.reshape %x : (tensor<?x4x6xf32>) -> tensor<1x?x8x3xf32>
  // CHECK: nadir.reshape %arg1 : (tensor<2x6xi1>) -> tensor<3x4xi1>
  %2 = nadir.reshape %y : (tensor<2x6xi1>) -> tensor<3x4xi1>
  // CHECK: nadir.reshape %arg2 : (tensor<f32>) -> tensor<1x1xf32>
  %3 = nadir.reshape %z : (tensor<f32>) -> tensor<1x1xf32>
  // CHECK: nadir.reshape %arg3 : (tensor<0x3xf32>) -> tensor<5x0xf32>
  %4 = nadir.reshape %e : (tensor<0x3xf32>) -> tensor<5x0xf32>
  return
}

// CHECK-LABEL: func.func @flatten
func.func @flatten(%x: tensor<?x4x6xf32>, %z: tensor<i32>, %y: tensor<?xi64>) {
  // CHECK: nadir.flatten %arg0 : (tensor<?x4x6xf32>) -> tensor<?x24xf32>
  %0 = nadir.flatten %x : (tensor<?x4x6xf32>) -> tensor<?x24xf32>
  // CHECK: nadir.flatten %arg0 : (tensor<?x4x6xf32>) -> tensor<?x24xf32>
  %1 = nadir.flatten %x {end_dim = -1 : i64, start_dim = 1 : i64} : (tensor<?x4x6xf32>) -> tensor<?x24xf32>
  // CHECK: nadir.flatten %arg0 {start_dim = -1 : i64} : (tensor<?x4x6xf32>) -> tensor<?x4x6xf32>
  %2 = nadir.flatten %x {start_dim = -1 : i64} : (tensor<?x4x6xf32>) -> tensor<?x4x6xf32>
  // CHECK: nadir.flatten %arg0 {end_dim = 0 : i64, start_dim = 0 : i64} : (tensor<?x4x6xf32>) -> tensor<?x4x6xf32>
  %3 = nadir.flatten %x {end_dim = 0 : i64, start_dim = 0 : i64} : (tensor<?x4x6xf32>) -> tensor<?x4x6xf32>
  // CHECK: nadir.flatten %arg1 {start_dim = 0 : i64} : (tensor<i32>) -> tensor<1xi32>
  %4 = nadir.flatten %z {start_dim = 0 : i64} : (tensor<i32>) -> tensor<1xi32>
  // CHECK: nadir.flatten %arg2 {start_dim = 0 : i64} : (tensor<?xi64>) -> tensor<?xi64>
  %5 = nadir.flatten %y {start_dim = 0 : i64} : (tensor<?xi64>) -> tensor<?xi64>
  return
}

// CHECK-LABEL: func.func @transpose
func.func @transpose(%x: tensor<?x4x6xf64>, %z: tensor<f64>) {
  // CHECK: nadir.transpose %arg0 {permutation = array<i64: 2, 0, 1>} : (tensor<?x4x6xf64>) -> tensor<6x?x4xf64>
  %0 = nadir.transpose %x {permutation = array<i64: 2, 0, 1>} : (tensor<?x4x6xf64>) -> tensor<6x?x4xf64>
  // CHECK: nadir.transpose %arg1 {permutation = array<i64>} : (tensor<f64>) -> tensor<f64>
  %1 = nadir.transpose %z {permutation = array<i64>} : (tensor<f64>) -> tensor<f64>
  return
}

// CHECK-LABEL: func.func @broadcast
func.func @broadcast(%x: tensor<f32>, %y: tensor<4x1xi64>, %p: tensor<3xi1>) {
  // CHECK: nadir.broadcast %arg0 : (tensor<f32>) -> tensor<?x3xf32>
  %0 = nadir.broadcast %x : (tensor<f32>) -> tensor<?x3xf32>
  // CHECK: nadir.broadcast %arg1 : (tensor<4x1xi64>) -> tensor<2x4x5xi64>
  %1 = nadir.broadcast %y : (tensor<4x1xi64>) -> tensor<2x4x5xi64>
  // CHECK: nadir.broadcast %arg2 : (tensor<3xi1>) -> tensor<?x3xi1>
  %2 = nadir.broadcast %p : (tensor<3xi1>) -> tensor<?x3xi1>
  return
}

// CHECK-LABEL: func.func @concatenate
func.func @concatenate(%x: tensor<?x2xf32>, %y: tensor<?x0xf32>, %z: tensor<?x3xf32>) {
  // CHECK: nadir.concatenate %arg0, %arg1, %arg2 {dim = 1 : i64} : (tensor<?x2xf32>, tensor<?x0xf32>, tensor<?x3xf32>) -> tensor<?x5xf32>
  %0 = nadir.concatenate %x, %y, %z {dim = 1 : i64} : (tensor<?x2xf32>, tensor<?x0xf32>, tensor<?x3xf32>) -> tensor<?x5xf32>
  // CHECK: nadir.concatenate %arg0 {dim = -1 : i64} : (tensor<?x2xf32>) -> tensor<?x2xf32>
  %1 = nadir.concatenate %x {dim = -1 : i64} : (tensor<?x2xf32>) -> tensor<?x2xf32>
  return
}

// CHECK-LABEL: func.func @slice
func.func @slice(%x: tensor<?x7xi32>) {
  // CHECK: nadir.slice %arg0 {dim = 1 : i64, end = 5 : i64, start = 2 : i64} : (tensor<?x7xi32>) -> tensor<?x3xi32>
  %0 = nadir.slice %x {dim = 1 : i64, end = 5 : i64, start = 2 : i64} : (tensor<?x7xi32>) -> tensor<?x3xi32>
  // CHECK: nadir.slice %arg0 {dim = -1 : i64, end = 7 : i64, start = 0 : i64, step = 3 : i64} : (tensor<?x7xi32>) -> tensor<?x3xi32>
  %1 = nadir.slice %x {dim = -1 : i64, end = 7 : i64, start = 0 : i64, step = 3 : i64} : (tensor<?x7xi32>) -> tensor<?x3xi32>
  // CHECK: nadir.slice %arg0 {dim = 1 : i64, end = 4 : i64, start = 4 : i64} : (tensor<?x7xi32>) -> tensor<?x0xi32>
  %2 = nadir.slice %x {dim = 1 : i64, end = 4 : i64, start = 4 : i64} : (tensor<?x7xi32>) -> tensor<?x0xi32>
  // CHECK: nadir.slice %arg0 {dim = 1 : i64, end = 7 : i64, start = 0 : i64, step = 9223372036854775807 : i64} : (tensor<?x7xi32>) -> tensor<?x1xi32>
  %3 = nadir.slice %x {dim = 1 : i64, end = 7 : i64, start = 0 : i64, step = 9223372036854775807 : i64} : (tensor<?x7xi32>) -> tensor<?x1xi32>
  return
}

// CHECK-LABEL: func.func @pad
func.func @pad(%x: tensor<?x3xf32>, %e: tensor<0xf32>) {
  // CHECK: nadir.pad %arg0 {dim = 1 : i64, high = 2 : i64, low = 1 : i64} : (tensor<?x3xf32>) -> tensor<?x6xf32>
  %0 = nadir.pad %x {dim = 1 : i64, high = 2 : i64, low = 1 : i64} : (tensor<?x3xf32>) -> tensor<?x6xf32>
  // CHECK: nadir.pad %arg0 {dim = -1 : i64, high = 0 : i64, interior = 2 : i64, low = 0 : i64} : (tensor<?x3xf32>) -> tensor<?x7xf32>
  %1 = nadir.pad %x {dim = -1 : i64, high = 0 : i64, interior = 2 : i64, low = 0 : i64} : (tensor<?x3xf32>) -> tensor<?x7xf32>
  // CHECK: nadir.pad %arg1 {dim = 0 : i64, high = 1 : i64, interior = 5 : i64, low = 1 : i64} : (tensor<0xf32>) -> tensor<2xf32>
  %2 = nadir.pad %e {dim = 0 : i64, high = 1 : i64, interior = 5 : i64, low = 1 : i64} : (tensor<0xf32>) -> tensor<2xf32>
  return
}

// CHECK-LABEL: func.func @one_hot
func.func @one_hot(%x: tensor<?xi64>, %y: tensor<i32>) {
  // CHECK: nadir.one_hot %arg0 {num_classes = 10 : i64} : (tensor<?xi64>) -> tensor<?x10xi64>
  %0 = nadir.one_hot %x {num_classes = 10 : i64} : (tensor<?xi64>) -> tensor<?x10xi64>
  // CHECK: nadir.one_hot %arg0 {num_classes = 10 : i64} : (tensor<?xi64>) -> tensor<?x10xf32>
  %1 = nadir.one_hot %x {num_classes = 10 : i64} : (tensor<?xi64>) -> tensor<?x10xf32>
  // CHECK: nadir.one_hot %arg1 {num_classes = 3 : i64} : (tensor<i32>) -> tensor<3xi1>
  %2 = nadir.one_hot %y {num_classes = 3 : i64} : (tensor<i32>) -> tensor<3xi1>
  return
}

// CHECK-LABEL: func.func @iota
func.func @iota() {
  // CHECK: nadir.iota  {dim = 0 : i64} : () -> tensor<?x3xi64>
  %0 = nadir.iota {dim = 0 : i64} : () -> tensor<?x3xi64>
  // CHECK: nadir.iota  {dim = -1 : i64} : () -> tensor<4x3xf32>
  %1 = nadir.iota {dim = -1 : i64} : () -> tensor<4x3xf32>
  return
}

// CHECK-LABEL: func.func @gather
func.func @gather(%x: tensor<?x5xi1>, %i: tensor<?x2xi32>) {
  // CHECK: nadir.gather %arg0, %arg1 {dim = 1 : i64} : (tensor<?x5xi1>, tensor<?x2xi32>) -> tensor<?x2xi1>
  %0 = nadir.gather %x, %i {dim = 1 : i64} : (tensor<?x5xi1>, tensor<?x2xi32>) -> tensor<?x2xi1>
  // CHECK: nadir.gather %arg0, %arg1 {dim = -1 : i64} : (tensor<?x5xi1>, tensor<?x2xi32>) -> tensor<?x2xi1>
  %1 = nadir.gather %x, %i {dim = -1 : i64} : (tensor<?x5xi1>, tensor<?x2xi32>) -> tensor<?x2xi1>
  return
}

// CHECK-LABEL: func.func @scatter_add
func.func @scatter_add(%i: tensor<?x2xi64>, %x: tensor<?x2xf64>) {
  // CHECK: nadir.scatter_add %arg0, %arg1 {dim = 1 : i64, size = 5 : i64} : (tensor<?x2xi64>, tensor<?x2xf64>) -> tensor<?x5xf64>
  %0 = nadir.scatter_add %i, %x {dim = 1 : i64, size = 5 : i64} : (tensor<?x2xi64>, tensor<?x2xf64>) -> tensor<?x5xf64>
  // CHECK: nadir.scatter_add %arg0, %arg1 {dim = -1 : i64, size = 0 : i64} : (tensor<?x2xi64>, tensor<?x2xf64>) -> tensor<?x0xf64>
  %1 = nadir.scatter_add %i, %x {dim = -1 : i64, size = 0 : i64} : (tensor<?x2xi64>, tensor<?x2xf64>) -> tensor<?x0xf64>
  return
}

// Rows picked from a table by the batch's numbers, and added up there.
// CHECK-LABEL: func.func @embedding
func.func @embedding(%table: tensor<10x3xf32>, %i: tensor<?x3xi64>, %x: tensor<?x3xf32>) {
  // CHECK: nadir.gather %arg0, %arg1 {dim = 0 : i64} : (tensor<10x3xf32>, tensor<?x3xi64>) -> tensor<?x3xf32>
  %0 = nadir.gather %table, %i {dim = 0 : i64} : (tensor<10x3xf32>, tensor<?x3xi64>) -> tensor<?x3xf32>
  // CHECK: nadir.scatter_add %arg1, %arg2 {dim = 0 : i64, size = 10 : i64} : (tensor<?x3xi64>, tensor<?x3xf32>) -> tensor<10x3xf32>
  %1 = nadir.scatter_add %i, %x {dim = 0 : i64, size = 10 : i64} : (tensor<?x3xi64>, tensor<?x3xf32>) -> tensor<10x3xf32>
  return
}
