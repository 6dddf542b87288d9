// RUN: nadir-opt %s --nadir-fuse-groups | FileCheck %s

// The gradient of a bias: the columns of a product are added up while its tiles
// are finished.
// CHECK-LABEL: func.func @bias_gradient(
// CHECK: %[[GROUP:.*]]:2 = nadir.group "matmul" : tensor<?x512xf32>, tensor<1x512xf32> {
// CHECK-NEXT: %[[PRODUCT:.*]] = nadir.matmul
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[PRODUCT]]
// CHECK-NEXT: nadir.yield %[[PRODUCT]], %[[SUM]]
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#0, %[[GROUP]]#1
func.func @bias_gradient(%dy: tensor<?x64xf32>, %w: tensor<64x512xf32>) -> (tensor<?x512xf32>, tensor<1x512xf32>) {
  %dx = nadir.matmul %dy, %w : (tensor<?x64xf32>, tensor<64x512xf32>) -> tensor<?x512xf32>
  %db = nadir.sum %dx {dim = array<i64: 0>, keepdim = true} : (tensor<?x512xf32>) -> tensor<1x512xf32>
  return %dx, %db : tensor<?x512xf32>, tensor<1x512xf32>
}

// With few columns all tasks would be few: tasks of rows are worth more.
// CHECK-LABEL: func.func @few_columns(
// CHECK: nadir.group "matmul" : tensor<?x64xf32>
// CHECK: nadir.group "loop" : tensor<1x64xf32>
// CHECK-NEXT: nadir.sum
func.func @few_columns(%dy: tensor<?x10xf32>, %w: tensor<10x64xf32>) -> (tensor<?x64xf32>, tensor<1x64xf32>) {
  %dx = nadir.matmul %dy, %w : (tensor<?x10xf32>, tensor<10x64xf32>) -> tensor<?x64xf32>
  %db = nadir.sum %dx {dim = array<i64: 0>, keepdim = true} : (tensor<?x64xf32>) -> tensor<1x64xf32>
  return %dx, %db : tensor<?x64xf32>, tensor<1x64xf32>
}

// What reads the sums waits for all tiles; sums of rows are not of columns.
// CHECK-LABEL: func.func @centred(
// CHECK: %[[SUMS:.*]]:2 = nadir.group "matmul" : tensor<?x512xf32>, tensor<1x512xf32>
// CHECK: nadir.group "loop" : tensor<?x512xf32>, tensor<?x1xf32> {
// CHECK-NEXT: nadir.sub %[[SUMS]]#0, %[[SUMS]]#1
// CHECK-NEXT: nadir.sum
func.func @centred(%dy: tensor<?x64xf32>, %w: tensor<64x512xf32>) -> (tensor<?x512xf32>, tensor<?x1xf32>) {
  %dx = nadir.matmul %dy, %w : (tensor<?x64xf32>, tensor<64x512xf32>) -> tensor<?x512xf32>
  %db = nadir.sum %dx {dim = array<i64: 0>, keepdim = true} : (tensor<?x512xf32>) -> tensor<1x512xf32>
  %c = nadir.sub %dx, %db : (tensor<?x512xf32>, tensor<1x512xf32>) -> tensor<?x512xf32>
  %r = nadir.sum %c {dim = array<i64: 1>, keepdim = true} : (tensor<?x512xf32>) -> tensor<?x1xf32>
  return %c, %r : tensor<?x512xf32>, tensor<?x1xf32>
}
