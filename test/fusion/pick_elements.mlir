// RUN: nadir-opt %s --nadir-decompose --cse | FileCheck %s

// One element a row of a formula: of the operands it is picked from, each value
// once, and of what is the same all along the row, nothing.
// CHECK-LABEL: func.func @formula(
// CHECK-SAME: %[[X:.*]]: tensor<?x6xf32>, %[[R:.*]]: tensor<?x1xf32>, %[[I:.*]]: tensor<?x1xi64>)
// CHECK: %[[AT:.*]] = nadir.check_index %[[I]]
// CHECK: %[[OWN:.*]] = nadir.gather %[[X]], %[[AT]] {dim = 1 : i64} : (tensor<?x6xf32>, tensor<?x1xi64>) -> tensor<?x1xf32>
// CHECK-NOT: nadir.gather
// CHECK: %[[EXP:.*]] = nadir.exp %[[OWN]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: %[[PRODUCT:.*]] = nadir.mul %[[EXP]], %[[OWN]] : (tensor<?x1xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK: nadir.sub %[[PRODUCT]], %[[R]] : (tensor<?x1xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
func.func @formula(%x: tensor<?x6xf32>, %r: tensor<?x1xf32>, %i: tensor<?x1xi64>) -> tensor<?x1xf32> {
  %0 = nadir.exp %x : (tensor<?x6xf32>) -> tensor<?x6xf32>
  %1 = nadir.mul %0, %x : (tensor<?x6xf32>, tensor<?x6xf32>) -> tensor<?x6xf32>
  %2 = nadir.sub %1, %r : (tensor<?x6xf32>, tensor<?x1xf32>) -> tensor<?x6xf32>
  %3 = nadir.gather %2, %i {dim = 1 : i64} : (tensor<?x6xf32>, tensor<?x1xi64>) -> tensor<?x1xf32>
  return %3 : tensor<?x1xf32>
}

// Several elements a row, or an operand that would have to be spread out first.
// CHECK-LABEL: func.func @rows_first(
// CHECK: %[[EXP:.*]] = nadir.exp
// CHECK: nadir.gather %[[EXP]]
// CHECK: %[[SUM:.*]] = nadir.add
// CHECK: nadir.gather %[[SUM]]
func.func @rows_first(%x: tensor<4x6xf32>, %b: tensor<6xf32>, %two: tensor<4x2xi64>, %one: tensor<4x1xi64>) -> (tensor<4x2xf32>, tensor<4x1xf32>) {
  %0 = nadir.exp %x : (tensor<4x6xf32>) -> tensor<4x6xf32>
  %1 = nadir.gather %0, %two {dim = 1 : i64} : (tensor<4x6xf32>, tensor<4x2xi64>) -> tensor<4x2xf32>
  %2 = nadir.add %x, %b : (tensor<4x6xf32>, tensor<6xf32>) -> tensor<4x6xf32>
  %3 = nadir.gather %2, %one {dim = 1 : i64} : (tensor<4x6xf32>, tensor<4x1xi64>) -> tensor<4x1xf32>
  return %1, %3 : tensor<4x2xf32>, tensor<4x1xf32>
}

// What is picked of a one-hot encoding: its positions are compared first.
// CHECK-LABEL: func.func @encoding(
// CHECK-SAME: %[[L:.*]]: tensor<1x2xi64>, %[[I:.*]]: tensor<1x1x3xi64>)
// CHECK: %[[LABEL:.*]] = nadir.check_index %[[L]] {limit = 3 : i64
// CHECK: %[[COLUMN:.*]] = nadir.reshape %[[LABEL]] : (tensor<1x2xi64>) -> tensor<1x2x1xi64>
// CHECK: %[[HIT:.*]] = nadir.eq %[[COLUMN]], %{{.*}} : (tensor<1x2x1xi64>, tensor<1x2x3xi64>) -> tensor<1x2x3xi1>
// CHECK: %[[ENCODING:.*]] = nadir.cast %[[HIT]]
// CHECK: nadir.gather %[[ENCODING]]
func.func @encoding(%l: tensor<1x2xi64>, %i: tensor<1x1x3xi64>) -> tensor<1x1x3xf32> {
  %0 = nadir.one_hot %l {num_classes = 3 : i64} : (tensor<1x2xi64>) -> tensor<1x2x3xf32>
  %1 = nadir.gather %0, %i {dim = 1 : i64} : (tensor<1x2x3xf32>, tensor<1x1x3xi64>) -> tensor<1x1x3xf32>
  return %1 : tensor<1x1x3xf32>
}

// The gradient of a pick has one element a row; its index is checked as ever.
// CHECK-LABEL: func.func @one_element(
// CHECK-SAME: %[[I:.*]]: tensor<4x1x3xi32>, %[[G:.*]]: tensor<4x1x3xf32>)
// CHECK-DAG: %[[AT:.*]] = nadir.check_index %[[I]] {limit = 6 : i64
// CHECK-DAG: %[[NUMBER:.*]] = nadir.iota {dim = 1 : i64} : () -> tensor<4x6x3xi32>
// CHECK: %[[HIT:.*]] = nadir.eq %[[NUMBER]], %[[AT]]
// CHECK: nadir.select %[[HIT]], %[[G]], %{{.*}} -> tensor<4x6x3xf32>
func.func @one_element(%i: tensor<4x1x3xi32>, %g: tensor<4x1x3xf32>) -> tensor<4x6x3xf32> {
  %0 = nadir.scatter_add %i, %g {dim = 1 : i64, size = 6 : i64} : (tensor<4x1x3xi32>, tensor<4x1x3xf32>) -> tensor<4x6x3xf32>
  return %0 : tensor<4x6x3xf32>
}

// The zeros of a batch are one number: constants have static shapes.
// CHECK-LABEL: func.func @one_element_of_a_batch(
// CHECK: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK: nadir.select %{{.*}}, %{{.*}}, %[[ZERO]] : (tensor<?x6xi1>, tensor<?x1xf32>, tensor<f32>) -> tensor<?x6xf32>
func.func @one_element_of_a_batch(%i: tensor<?x1xi64>, %g: tensor<?x1xf32>) -> tensor<?x6xf32> {
  %0 = nadir.scatter_add %i, %g {dim = 1 : i64, size = 6 : i64} : (tensor<?x1xi64>, tensor<?x1xf32>) -> tensor<?x6xf32>
  return %0 : tensor<?x6xf32>
}

// An index that was checked but for one number, which then was replaced.
// CHECK-LABEL: func.func @ignored(
// CHECK-COUNT-1: nadir.check_index
// CHECK-NOT: nadir.check_index
// CHECK: return
func.func @ignored(%x: tensor<6xf32>, %i: tensor<4xi64>) -> tensor<4xf32> {
  %ignored = nadir.constant dense<-100> : tensor<i64>
  %zero = nadir.constant dense<0> : tensor<4xi64>
  %0 = nadir.check_index %i {limit = 6 : i64, ignore_index = -100 : i64, tensor = "target"} : (tensor<4xi64>) -> tensor<4xi64>
  %1 = nadir.ne %0, %ignored : (tensor<4xi64>, tensor<i64>) -> tensor<4xi1>
  %2 = nadir.select %1, %0, %zero : (tensor<4xi1>, tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  %3 = nadir.gather %x, %2 {dim = 0 : i64} : (tensor<6xf32>, tensor<4xi64>) -> tensor<4xf32>
  return %3 : tensor<4xf32>
}
