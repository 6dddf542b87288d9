// RUN: nadir-opt %s --nadir-lower-groups | FileCheck %s

// A check passes its input on; what it looks for is an attribute, with the
// user's line, the outermost that the location names.
// CHECK-LABEL: func.func private @indices_k0(
// CHECK-SAME: %{{.*}}: index, %[[X:.*]]: tensor<?xi64>) -> tensor<?xi64> attributes
// CHECK-SAME: nadir.check = {ignore = -100 : i64, location = "mlp.cpp:12:3", maximum = 9.000000e+00 : f64, minimum = 0.000000e+00 : f64, tensor = "label"}
// CHECK-SAME: nadir.kernel = "check"
// CHECK-NEXT: return %[[X]]
func.func @indices(%label: tensor<?xi64>) -> tensor<?xi64> {
  %0 = nadir.group "check" : tensor<?xi64> {
    %checked = nadir.check_index %label {limit = 10 : i64, tensor = "label", ignore_index = -100 : i64} : (tensor<?xi64>) -> tensor<?xi64> loc(callsite("nadir.h":7:1 at "mlp.cpp":12:3))
    nadir.yield %checked : tensor<?xi64>
  }
  return %0 : tensor<?xi64>
}

// CHECK-LABEL: func.func private @range_k0(
// CHECK-SAME: nadir.check = {location = "unknown", maximum = 1.000000e+00 : f64, minimum = -5.000000e-01 : f64, tensor = "p"}
func.func @range(%p: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nadir.group "check" : tensor<4xf32> {
    %checked = nadir.check_range %p {min = -0.5, max = 1.0, tensor = "p"} : (tensor<4xf32>) -> tensor<4xf32> loc(unknown)
    nadir.yield %checked : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// What is checked is memory, even if it is one number everywhere.
// CHECK-LABEL: func.func @constant(
// CHECK: %[[THREE:.*]] = arith.constant dense<3> : tensor<2xi64>
// CHECK: call @constant_k0(%{{.*}}, %[[THREE]])
func.func @constant() -> tensor<2xi64> {
  %three = nadir.constant dense<3> : tensor<2xi64>
  %0 = nadir.group "check" : tensor<2xi64> {
    %checked = nadir.check_index %three {limit = 2 : i64, tensor = "three"} : (tensor<2xi64>) -> tensor<2xi64>
    nadir.yield %checked : tensor<2xi64>
  }
  return %0 : tensor<2xi64>
}
