// RUN: nadir-opt %s --nadir-decompose | FileCheck %s

// What becomes of rows keeps their rank; the dimension is dropped behind it, and
// put behind values that never had it.
// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[X:.*]]: tensor<?x6xf32>, %[[T:.*]]: tensor<?xf32>)
// CHECK: %[[SUM:.*]] = nadir.sum %[[X]] {{.*}} -> tensor<?x1xf32>
// CHECK: %[[COLUMN:.*]] = nadir.reshape %[[T]] : (tensor<?xf32>) -> tensor<?x1xf32>
// CHECK: %[[DIFFERENCE:.*]] = nadir.sub %[[SUM]], %[[COLUMN]] : (tensor<?x1xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: %[[MAXIMUM:.*]] = nadir.maximum %[[DIFFERENCE]], %{{.*}} : (tensor<?x1xf32>, tensor<f32>) -> tensor<?x1xf32>
// CHECK: %[[ROWS:.*]] = nadir.reshape %[[MAXIMUM]] : (tensor<?x1xf32>) -> tensor<?xf32>
// CHECK: return %[[ROWS]]
func.func @rows(%x: tensor<?x6xf32>, %t: tensor<?xf32>) -> tensor<?xf32> {
  %0 = nadir.sum %x {dim = array<i64: 1>} : (tensor<?x6xf32>) -> tensor<?xf32>
  %1 = nadir.sub %0, %t : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %zero = nadir.constant dense<0.0> : tensor<f32>
  %2 = nadir.maximum %1, %zero : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  return %2 : tensor<?xf32>
}

// Two ranks meet in the higher one.
// CHECK-LABEL: func.func @ranks(
// CHECK: nadir.mul %{{.*}}, %{{.*}} : (tensor<4x1x1xf32>, tensor<4x1x1xf32>) -> tensor<4x1x1xf32>
func.func @ranks(%x: tensor<4x6xf32>, %y: tensor<4x5x7xf32>) -> tensor<4xf32> {
  %0 = nadir.sum %x {dim = array<i64: 1>} : (tensor<4x6xf32>) -> tensor<4xf32>
  %1 = nadir.sum %y {dim = array<i64: 1, 2>} : (tensor<4x5x7xf32>) -> tensor<4xf32>
  %2 = nadir.mul %0, %1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %2 : tensor<4xf32>
}

// Neither what broadcasts, nor views of arguments, nor other shapes, nor columns,
// which broadcast without their leading dimension.
// CHECK-LABEL: func.func @as_they_are(
// CHECK: nadir.abs %{{.*}} : (tensor<6xf32>) -> tensor<6xf32>
// CHECK: nadir.add %{{.*}}, %{{.*}} : (tensor<6xf32>, tensor<4x6xf32>) -> tensor<4x6xf32>
// CHECK: nadir.exp %{{.*}} : (tensor<4xf32>) -> tensor<4xf32>
// CHECK: nadir.neg %{{.*}} : (tensor<24xf32>) -> tensor<24xf32>
func.func @as_they_are(%x: tensor<4x6xf32>, %v: tensor<4x1xf32>) -> (tensor<4x6xf32>, tensor<4xf32>, tensor<24xf32>) {
  %0 = nadir.sum %x {dim = array<i64: 0>} : (tensor<4x6xf32>) -> tensor<6xf32>
  %c = nadir.abs %0 : (tensor<6xf32>) -> tensor<6xf32>
  %1 = nadir.add %c, %x : (tensor<6xf32>, tensor<4x6xf32>) -> tensor<4x6xf32>
  %2 = nadir.reshape %v : (tensor<4x1xf32>) -> tensor<4xf32>
  %3 = nadir.exp %2 : (tensor<4xf32>) -> tensor<4xf32>
  %4 = nadir.exp %x : (tensor<4x6xf32>) -> tensor<4x6xf32>
  %5 = nadir.reshape %4 : (tensor<4x6xf32>) -> tensor<24xf32>
  %6 = nadir.neg %5 : (tensor<24xf32>) -> tensor<24xf32>
  return %1, %3, %6 : tensor<4x6xf32>, tensor<4xf32>, tensor<24xf32>
}
