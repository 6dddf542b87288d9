// RUN: nadir-opt %s --nadir-decompose --canonicalize --cse | FileCheck %s

// The gradient of a tensor whose slices were used: pieces beside each other.
// CHECK-LABEL: func.func @pieces(
// CHECK-SAME: %[[A:.*]]: tensor<?x2xf32>, %[[B:.*]]: tensor<?x1xf32>, %[[C:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: %[[ALL:.*]] = nadir.concatenate %[[A]], %[[B]], %[[C]] {dim = 1 : i64} : (tensor<?x2xf32>, tensor<?x1xf32>, tensor<?x3xf32>) -> tensor<?x6xf32>
// CHECK-NEXT: return %[[ALL]]
func.func @pieces(%a: tensor<?x2xf32>, %b: tensor<?x1xf32>, %c: tensor<?x3xf32>) -> tensor<?x6xf32> {
  %0 = nadir.pad %c {dim = 1 : i64, low = 3 : i64, high = 0 : i64} : (tensor<?x3xf32>) -> tensor<?x6xf32>
  %1 = nadir.pad %a {dim = -1 : i64, low = 0 : i64, high = 4 : i64} : (tensor<?x2xf32>) -> tensor<?x6xf32>
  %2 = nadir.pad %b {dim = 1 : i64, low = 2 : i64, high = 3 : i64} : (tensor<?x1xf32>) -> tensor<?x6xf32>
  %3 = nadir.add %0, %1 : (tensor<?x6xf32>, tensor<?x6xf32>) -> tensor<?x6xf32>
  %4 = nadir.add %3, %2 : (tensor<?x6xf32>, tensor<?x6xf32>) -> tensor<?x6xf32>
  return %4 : tensor<?x6xf32>
}

// One column has two pieces.
// CHECK-LABEL: func.func @overlap(
// CHECK-NOT: nadir.concatenate
func.func @overlap(%a: tensor<4x3xf32>, %b: tensor<4x3xf32>) -> tensor<4x5xf32> {
  %0 = nadir.pad %a {dim = 1 : i64, low = 0 : i64, high = 2 : i64} : (tensor<4x3xf32>) -> tensor<4x5xf32>
  %1 = nadir.pad %b {dim = 1 : i64, low = 2 : i64, high = 0 : i64} : (tensor<4x3xf32>) -> tensor<4x5xf32>
  %2 = nadir.add %0, %1 : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  return %2 : tensor<4x5xf32>
}

// One column has none.
// CHECK-LABEL: func.func @gap(
// CHECK-NOT: nadir.concatenate
func.func @gap(%a: tensor<4x2xf32>, %b: tensor<4x2xf32>) -> tensor<4x5xf32> {
  %0 = nadir.pad %a {dim = 1 : i64, low = 0 : i64, high = 3 : i64} : (tensor<4x2xf32>) -> tensor<4x5xf32>
  %1 = nadir.pad %b {dim = 1 : i64, low = 3 : i64, high = 0 : i64} : (tensor<4x2xf32>) -> tensor<4x5xf32>
  %2 = nadir.add %0, %1 : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  return %2 : tensor<4x5xf32>
}

// Pieces end before the tensor does.
// CHECK-LABEL: func.func @short(
// CHECK-NOT: nadir.concatenate
func.func @short(%a: tensor<4x2xf32>, %b: tensor<4x2xf32>) -> tensor<4x5xf32> {
  %0 = nadir.pad %a {dim = 1 : i64, low = 0 : i64, high = 3 : i64} : (tensor<4x2xf32>) -> tensor<4x5xf32>
  %1 = nadir.pad %b {dim = 1 : i64, low = 2 : i64, high = 1 : i64} : (tensor<4x2xf32>) -> tensor<4x5xf32>
  %2 = nadir.add %0, %1 : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  return %2 : tensor<4x5xf32>
}

// Zeros between the elements of a piece.
// CHECK-LABEL: func.func @spread(
// CHECK-NOT: nadir.concatenate
func.func @spread(%a: tensor<4x2xf32>, %b: tensor<4x2xf32>) -> tensor<4x4xf32> {
  %0 = nadir.pad %a {dim = 1 : i64, low = 0 : i64, high = 1 : i64, interior = 1 : i64} : (tensor<4x2xf32>) -> tensor<4x4xf32>
  %1 = nadir.pad %b {dim = 1 : i64, low = 2 : i64, high = 0 : i64} : (tensor<4x2xf32>) -> tensor<4x4xf32>
  %2 = nadir.add %0, %1 : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %2 : tensor<4x4xf32>
}

// Columns and rows.
// CHECK-LABEL: func.func @two_dims(
// CHECK-NOT: nadir.concatenate
func.func @two_dims(%a: tensor<4x2xf32>, %b: tensor<2x4xf32>) -> tensor<4x4xf32> {
  %0 = nadir.pad %a {dim = 1 : i64, low = 0 : i64, high = 2 : i64} : (tensor<4x2xf32>) -> tensor<4x4xf32>
  %1 = nadir.pad %b {dim = 0 : i64, low = 2 : i64, high = 0 : i64} : (tensor<2x4xf32>) -> tensor<4x4xf32>
  %2 = nadir.add %0, %1 : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %2 : tensor<4x4xf32>
}

// Something else is added, too.
// CHECK-LABEL: func.func @more(
// CHECK-NOT: nadir.concatenate
func.func @more(%a: tensor<4x2xf32>, %b: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = nadir.pad %a {dim = 1 : i64, low = 0 : i64, high = 2 : i64} : (tensor<4x2xf32>) -> tensor<4x4xf32>
  %1 = nadir.add %0, %b : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %1 : tensor<4x4xf32>
}
