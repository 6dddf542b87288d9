// RUN: nadir-opt %s | nadir-opt | FileCheck %s

// CHECK: nadir.function @distance(%arg0: tensor<?x10xf32>, %arg1: tensor<?x10xf32>) -> tensor<?xf32> {
// CHECK: nadir.return %{{.*}} : tensor<?xf32>
nadir.function @distance(%a: tensor<?x10xf32>, %b: tensor<?x10xf32>) -> tensor<?xf32> {
  %0 = nadir.sub %a, %b : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
  %1 = nadir.abs %0 : (tensor<?x10xf32>) -> tensor<?x10xf32>
  %2 = nadir.sum %1 {dim = array<i64: 1>} : (tensor<?x10xf32>) -> tensor<?xf32>
  nadir.return %2 : tensor<?xf32>
}

// Functions may call others, and have several results, or none.
// CHECK: nadir.function @both(%arg0: tensor<?x10xf32>) -> (tensor<?xf32>, tensor<f32>) {
// CHECK: nadir.call @distance(%arg0, %arg0) : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?xf32>
nadir.function @both(%a: tensor<?x10xf32>) -> (tensor<?xf32>, tensor<f32>) {
  %0 = nadir.call @distance(%a, %a) : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?xf32>
  %1 = nadir.mean %0 : (tensor<?xf32>) -> tensor<f32>
  nadir.return %0, %1 : tensor<?xf32>, tensor<f32>
}
// CHECK: nadir.function @nothing() {
// CHECK-NEXT: nadir.return
nadir.function @nothing() {
  nadir.return
}

// CHECK: nadir.graph @caller
nadir.graph @caller attributes {batch = 4 : i64} {
  %x = nadir.input "x" : tensor<?x10xf32>
  // CHECK: %{{.*}}:2 = nadir.call @both(%{{.*}}) : (tensor<?x10xf32>) -> (tensor<?xf32>, tensor<f32>)
  %0:2 = nadir.call @both(%x) : (tensor<?x10xf32>) -> (tensor<?xf32>, tensor<f32>)
  nadir.metric "mean", %0#1 : tensor<f32>
  // CHECK: nadir.call @nothing() : () -> ()
  nadir.call @nothing() : () -> ()
}
