// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room --nadir-fuse-room --split-input-file | FileCheck %s

// No one-hot matrix is stored: classes are compared with their numbers inside
// the loop that counts them.
// CHECK-LABEL: func.func @eval_step(
// CHECK: nadir.argmax
// CHECK: nadir.group "loop" : tensor<1x5xf64>, tensor<1x5xf64>, tensor<1x5xf64> {
// CHECK: nadir.iota
// CHECK-COUNT-3: nadir.sum %{{.*}} {dim = array<i64: 0>, keepdim = true} : (tensor<?x5xf64>) -> tensor<1x5xf64>
// CHECK: nadir.yield %{{.*}} : tensor<1x5xf64>, tensor<1x5xf64>, tensor<1x5xf64>
nadir.graph @recall attributes {batch = 8 : i64} {
  %x = nadir.input "x" : tensor<?x5xf32>
  %t = nadir.input "t" : tensor<?xi64>
  %0 = nadir.recall %x, %t {average = "macro"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.metric "recall", %0 : tensor<f32>
}

// -----

// Confusion matrices are one pass over the labels.
// CHECK-LABEL: func.func @eval_step(
// CHECK: nadir.group "sequential" : tensor<25xf64> {
// CHECK-NEXT: nadir.bincount %{{.*}} {size = 25 : i64} : (tensor<?xi64>, tensor<?xf64>) -> tensor<25xf64>
// CHECK-NEXT: nadir.yield
nadir.graph @confusion attributes {batch = 8 : i64} {
  %x = nadir.input "x" : tensor<?x5xf32>
  %t = nadir.input "t" : tensor<?xi64>
  %0 = nadir.confusion_matrix %x, %t : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<5x5xi64>
  nadir.metric "confusion", %0 : tensor<5x5xi64>
}

// -----

// What two metrics of the same predictions have in common is computed once, and
// so is what the value of a batch and the sums have in common.
// CHECK-LABEL: func.func @eval_step(
// CHECK-COUNT-1: nadir.check_index
// CHECK-NOT: nadir.check_index
// CHECK: nadir.argmax
// CHECK-NOT: nadir.argmax
// CHECK-LABEL: func.func @compute_metrics(
nadir.graph @shared attributes {batch = 8 : i64} {
  %x = nadir.input "x" : tensor<?x5xf32>
  %t = nadir.input "t" : tensor<?xi64>
  %0 = nadir.recall %x, %t {average = "macro"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.metric "recall", %0 : tensor<f32>
  %1 = nadir.precision %x, %t {average = "macro"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.metric "precision", %1 : tensor<f32>
}
