// RUN: nadir-opt %s --nadir-mark-variables --split-input-file | FileCheck %s
// RUN: nadir-opt %s --nadir-stabilize-room --split-input-file | FileCheck %s --check-prefix=KEPT

// Each of two equal constants stays a value of its own; what isn't named in
// `wrt` may be merged as ever.
// CHECK-LABEL: nadir.graph @constants
// CHECK: %[[A:.*]] = nadir.constant dense<2.0
// CHECK-NEXT: %[[X:.*]] = nadir.variable %[[A]] : (tensor<f32>) -> tensor<f32>
// CHECK-NEXT: %[[B:.*]] = nadir.constant dense<2.0
// CHECK-NEXT: %[[Y:.*]] = nadir.variable %[[B]]
// CHECK-NEXT: %[[C:.*]] = nadir.constant dense<2.0
// CHECK-NEXT: %[[P:.*]] = nadir.mul %[[X]], %[[Y]]
// CHECK-NEXT: %[[L:.*]] = nadir.mul %[[P]], %[[C]]
// CHECK-NEXT: nadir.gradient %[[L]] wrt(%[[X]], %[[Y]])
// KEPT-LABEL: nadir.graph @constants
// KEPT-COUNT-1: nadir.constant
// KEPT-NOT: nadir.constant
// KEPT: %[[X:.*]] = nadir.variable
// KEPT: %[[Y:.*]] = nadir.variable
// KEPT: nadir.gradient {{.*}} wrt(%[[X]], %[[Y]])
nadir.graph @constants {
  %a = nadir.constant dense<2.0> : tensor<f32>
  %b = nadir.constant dense<2.0> : tensor<f32>
  %c = nadir.constant dense<2.0> : tensor<f32>
  %0 = nadir.mul %a, %b : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %l = nadir.mul %0, %c : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %g:2 = nadir.gradient %l wrt(%a, %b) : (tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  nadir.output "a", %g#0 : tensor<f32>
  nadir.output "b", %g#1 : tensor<f32>
}

// -----

// Two requests share a mark; inputs and parameters need none.
// CHECK-LABEL: nadir.graph @requests
// CHECK: %[[X:.*]] = nadir.input "x"
// CHECK-NEXT: %[[W:.*]] = nadir.parameter "w"
// CHECK-NEXT: %[[E:.*]] = nadir.exp %[[X]]
// CHECK-NEXT: %[[V:.*]] = nadir.variable %[[E]]
// CHECK-NEXT: %[[L:.*]] = nadir.mul %[[V]], %[[W]]
// CHECK-NEXT: nadir.gradient %[[L]] wrt(%[[V]])
// CHECK-NEXT: nadir.gradient %[[L]] wrt(%[[V]], %[[X]], %[[W]])
// CHECK-NOT: nadir.variable
nadir.graph @requests {
  %x = nadir.input "x" : tensor<f32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<f32>
  %e = nadir.exp %x : (tensor<f32>) -> tensor<f32>
  %l = nadir.mul %e, %w : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%e) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %h:3 = nadir.gradient %l wrt(%e, %x, %w) : (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>)
  nadir.output "g", %g : tensor<f32>
  nadir.output "h", %h#0 : tensor<f32>
}

// -----

// Names are of the value itself, so that a metric is still seen to be one.
// CHECK-LABEL: nadir.graph @names
// CHECK: %[[M:.*]] = nadir.mean_squared_error
// CHECK-NEXT: %[[V:.*]] = nadir.variable %[[M]]
// CHECK-NEXT: %[[L:.*]] = nadir.square %[[V]]
// CHECK-NEXT: nadir.gradient %[[L]] wrt(%[[V]])
// CHECK: nadir.metric "m", %[[M]]
// CHECK-NEXT: nadir.output "o", %[[M]]
nadir.graph @names attributes {batch = 2 : i64} {
  %x = nadir.input "x" : tensor<?xf32>
  %t = nadir.input "t" : tensor<?xf32>
  %m = nadir.mean_squared_error %x, %t : (tensor<?xf32>, tensor<?xf32>) -> tensor<f32>
  %l = nadir.square %m : (tensor<f32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%m) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  nadir.metric "m", %m : tensor<f32>
  nadir.output "o", %m : tensor<f32>
  nadir.output "g", %g : tensor<f32>
}

// -----

// In a function the arguments may be one value of the caller's.
// CHECK-LABEL: nadir.function @share
// CHECK-SAME: (%[[A:.*]]: tensor<f32>, %[[B:.*]]: tensor<f32>)
// CHECK-NEXT: %[[X:.*]] = nadir.variable %[[A]]
// CHECK-NEXT: %[[L:.*]] = nadir.mul %[[X]], %[[B]]
// CHECK-NEXT: nadir.gradient %[[L]] wrt(%[[X]])
nadir.function @share(%a: tensor<f32>, %b: tensor<f32>) -> tensor<f32> {
  %l = nadir.mul %a, %b : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%a) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  nadir.return %g : tensor<f32>
}
nadir.graph @function {
  %x = nadir.input "x" : tensor<f32>
  %g = nadir.call @share(%x, %x) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  nadir.output "g", %g : tensor<f32>
}
