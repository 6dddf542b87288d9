// RUN: nadir-opt %s --nadir-expand-gradients --canonicalize --cse --split-input-file | FileCheck %s

// A value used twice receives both contributions.
// CHECK-LABEL: func @fan_out
// CHECK: %[[TWICE:.*]] = nadir.mul %{{.*}}, %arg0
// CHECK: nadir.add
func.func @fan_out(%x: tensor<f32>) -> tensor<f32> {
  %0 = nadir.mul %x, %x : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %1 = nadir.mul %0, %x : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %g = nadir.gradient %1 wrt (%x) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return %g : tensor<f32>
}

// -----

// What broadcasting made of one element is summed up again.
// CHECK-LABEL: func @broadcast
// CHECK: %[[ROWS:.*]] = nadir.sum %{{.*}} {dim = array<i64: 0>, keepdim = true} : (tensor<4x3xf32>) -> tensor<1x3xf32>
// CHECK: nadir.reshape %[[ROWS]] : (tensor<1x3xf32>) -> tensor<3xf32>
func.func @broadcast(%x: tensor<4x3xf32>, %b: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nadir.mul %x, %b : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  %1 = nadir.sum %0 : (tensor<4x3xf32>) -> tensor<f32>
  %g = nadir.gradient %1 wrt (%b) : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  return %g : tensor<3xf32>
}

// -----

// Only what is asked for is computed: the weight's gradient needs one product.
// CHECK-LABEL: func @only_needed
// CHECK-COUNT-1: nadir.matmul
// CHECK-NOT: nadir.matmul
func.func @only_needed(%x: tensor<4x3xf32>, %w: tensor<5x3xf32>) -> tensor<5x3xf32> {
  %0 = nadir.matmul %x, %w {transpose_rhs = true} : (tensor<4x3xf32>, tensor<5x3xf32>) -> tensor<4x5xf32>
  %1 = nadir.sum %0 : (tensor<4x5xf32>) -> tensor<f32>
  %g = nadir.gradient %1 wrt (%w) : (tensor<f32>, tensor<5x3xf32>) -> tensor<5x3xf32>
  return %g : tensor<5x3xf32>
}

// -----

// CHECK-LABEL: func @gather
// CHECK: nadir.scatter_add %arg1, %{{.*}} {dim = 1 : i64, size = 3 : i64}
func.func @gather(%x: tensor<4x3xf32>, %i: tensor<4x2xi64>) -> tensor<4x3xf32> {
  %0 = nadir.gather %x, %i {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4x2xi64>) -> tensor<4x2xf32>
  %1 = nadir.sum %0 : (tensor<4x2xf32>) -> tensor<f32>
  %g = nadir.gradient %1 wrt (%x) : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %g : tensor<4x3xf32>
}

// -----

// CHECK-LABEL: func @stop_gradient
// CHECK: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK: return %[[ZERO]]
func.func @stop_gradient(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nadir.stop_gradient %x : (tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  %g = nadir.gradient %1 wrt (%x) : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  return %g : tensor<3xf32>
}

// -----

// CHECK-LABEL: func @select
// CHECK: nadir.select %arg0
func.func @select(%c: tensor<3xi1>, %x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nadir.select %c, %x, %y : (tensor<3xi1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  %g = nadir.gradient %1 wrt (%x) : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  return %g : tensor<3xf32>
}

// -----

// The gradient of a gradient.
// CHECK-LABEL: func @second_order
// CHECK: nadir.cos
// CHECK: nadir.sin
func.func @second_order(%x: tensor<f64>) -> tensor<f64> {
  %0 = nadir.sin %x : (tensor<f64>) -> tensor<f64>
  %g = nadir.gradient %0 wrt (%x) : (tensor<f64>, tensor<f64>) -> tensor<f64>
  %1 = nadir.mul %g, %g : (tensor<f64>, tensor<f64>) -> tensor<f64>
  %h = nadir.gradient %1 wrt (%x) : (tensor<f64>, tensor<f64>) -> tensor<f64>
  return %h : tensor<f64>
}

// -----

// A value that the loss doesn't depend on has the gradient zero, and so has an
// argument that is the loss, one.
// CHECK-LABEL: func @unused_and_itself
// CHECK-DAG: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<2x3xf32>
// CHECK-DAG: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK: return %[[ZERO]], %[[ONE]]
func.func @unused_and_itself(%x: tensor<2x3xf32>, %y: tensor<f32>) -> (tensor<2x3xf32>, tensor<f32>) {
  %g:2 = nadir.gradient %y wrt (%x, %y) : (tensor<f32>, tensor<2x3xf32>, tensor<f32>) -> (tensor<2x3xf32>, tensor<f32>)
  return %g#0, %g#1 : tensor<2x3xf32>, tensor<f32>
}

// -----

// A value in the middle: what made it is not differentiated.
// CHECK-LABEL: func @intermediate
// CHECK: %[[Y:.*]] = nadir.exp %arg0
// CHECK: %[[COS:.*]] = nadir.cos %[[Y]]
// CHECK: return %[[COS]]
func.func @intermediate(%x: tensor<f64>) -> tensor<f64> {
  %y = nadir.exp %x : (tensor<f64>) -> tensor<f64>
  %0 = nadir.sin %y : (tensor<f64>) -> tensor<f64>
  %g = nadir.gradient %0 wrt (%y) : (tensor<f64>, tensor<f64>) -> tensor<f64>
  return %g : tensor<f64>
}

// -----

// Integers and truths in between carry no gradient, and need none.
// CHECK-LABEL: func @through_integers
// CHECK: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<4x3xf32>
// CHECK: return %[[ZERO]]
func.func @through_integers(%x: tensor<4x3xf32>, %y: tensor<4xi64>) -> tensor<4x3xf32> {
  %0 = nadir.argmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4xi64>
  %1 = nadir.eq %0, %y : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi1>
  %2 = nadir.cast %1 : (tensor<4xi1>) -> tensor<4xf32>
  %3 = nadir.sum %2 : (tensor<4xf32>) -> tensor<f32>
  %g = nadir.gradient %3 wrt (%x) : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %g : tensor<4x3xf32>
}
