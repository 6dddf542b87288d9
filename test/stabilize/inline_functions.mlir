// RUN: nadir-opt %s --nadir-inline-functions --split-input-file | FileCheck %s --implicit-check-not=nadir.call --implicit-check-not=nadir.function
// RUN: nadir-opt %s --nadir-inline-functions --split-input-file --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s --check-prefix=LINES

// Calls of calls, and several results.
// CHECK-LABEL: nadir.graph @nested
// CHECK: %[[X:.*]] = nadir.input "x"
// CHECK-NEXT: %[[A:.*]] = nadir.abs %[[X]]
// CHECK-NEXT: %[[B:.*]] = nadir.neg %[[A]]
// CHECK-NEXT: nadir.output "first", %[[A]]
// CHECK-NEXT: nadir.output "second", %[[B]]
// An operation keeps its line, below those of the calls.
// LINES: nadir.abs {{.*}} loc(callsite("{{.*}}inline_functions.mlir":[[# @LINE + 2]]:8 at callsite("{{.*}}":[[# @LINE + 6]]:8 at "{{.*}}":[[# @LINE + 12]]:10
nadir.function @inner(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = nadir.abs %x : (tensor<?xf32>) -> tensor<?xf32>
  nadir.return %0 : tensor<?xf32>
}
nadir.function @outer(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %0 = nadir.call @inner(%x) : (tensor<?xf32>) -> tensor<?xf32>
  %1 = nadir.neg %0 : (tensor<?xf32>) -> tensor<?xf32>
  nadir.return %0, %1 : tensor<?xf32>, tensor<?xf32>
}
nadir.graph @nested attributes {batch = 4 : i64} {
  %x = nadir.input "x" : tensor<?xf32>
  %0:2 = nadir.call @outer(%x) : (tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>)
  nadir.output "first", %0#0 : tensor<?xf32>
  nadir.output "second", %0#1 : tensor<?xf32>
}

// -----

// A function of a batch also takes a fixed number of rows.
// CHECK-LABEL: nadir.graph @fixed
// CHECK: nadir.square %{{.*}} : (tensor<5x3xf32>) -> tensor<5x3xf32>
// CHECK: nadir.reshape %{{.*}} : (tensor<5x3xf32>) -> tensor<5x3x1xf32>
// CHECK: nadir.sum %{{.*}} {dim = array<i64: 1, 2>} : (tensor<5x3x1xf32>) -> tensor<5xf32>
nadir.function @rows(%x: tensor<?x3xf32>) -> tensor<?xf32> {
  %0 = nadir.square %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = nadir.reshape %0 : (tensor<?x3xf32>) -> tensor<?x3x1xf32>
  %2 = nadir.sum %1 {dim = array<i64: 1, 2>} : (tensor<?x3x1xf32>) -> tensor<?xf32>
  nadir.return %2 : tensor<?xf32>
}
nadir.graph @fixed {
  %x = nadir.input "x" : tensor<5x3xf32>
  %0 = nadir.call @rows(%x) : (tensor<5x3xf32>) -> tensor<5xf32>
  nadir.output "y", %0 : tensor<5xf32>
}

// -----

// Copies draw random numbers of their own.
// CHECK-LABEL: nadir.graph @random
// CHECK: nadir.random_uniform {stream = 7 : i64}
// CHECK: nadir.random_uniform {stream = 8 : i64}
// CHECK: nadir.random_uniform {stream = 9 : i64}
nadir.function @noise() -> tensor<3xf32> {
  %0 = nadir.random_uniform {stream = 7 : i64} : tensor<3xf32>
  nadir.return %0 : tensor<3xf32>
}
nadir.graph @random {
  %0 = nadir.random_uniform {stream = 7 : i64} : tensor<3xf32>
  %1 = nadir.call @noise() : () -> tensor<3xf32>
  %2 = nadir.call @noise() : () -> tensor<3xf32>
  nadir.output "a", %0 : tensor<3xf32>
  nadir.output "b", %1 : tensor<3xf32>
  nadir.output "c", %2 : tensor<3xf32>
}

// -----

// What is returned may be an argument; what nobody calls goes.
// CHECK-LABEL: nadir.graph @same
// CHECK: %[[X:.*]] = nadir.input "x"
// CHECK-NEXT: nadir.output "y", %[[X]]
nadir.function @identity(%x: tensor<f32>) -> tensor<f32> {
  nadir.return %x : tensor<f32>
}
nadir.function @unused(%x: tensor<f32>) -> tensor<f32> {
  nadir.return %x : tensor<f32>
}
nadir.graph @same {
  %x = nadir.input "x" : tensor<f32>
  %0 = nadir.call @identity(%x) : (tensor<f32>) -> tensor<f32>
  nadir.output "y", %0 : tensor<f32>
}
