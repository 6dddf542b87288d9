// RUN: nadir-opt %s --nadir-lower-groups --mlir-print-debuginfo | FileCheck %s --check-prefix=LOC
// RUN: nadir-opt %s --nadir-lower-groups | FileCheck %s

// Groups become kernels in order; arguments are what they read, in the order of
// first use.
// CHECK-LABEL: func.func private @train_step_k0(
// CHECK-SAME: index, %{{.*}}: tensor<?x4xf32>, %{{.*}}: tensor<4xf32>) -> (tensor<?x4xf32>, tensor<?xf32>) attributes {nadir.kernel = "loop"}
// CHECK-LABEL: func.func private @train_step_k1(
// CHECK-SAME: -> tensor<4xf32> attributes {nadir.kernel = "loop", nadir.update}
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[ROWS:.*]]: index {nadir.role = "rows"}, %[[X:.*]]: tensor<?x4xf32> {nadir.name = "x", nadir.role = "input"}, %[[W:.*]]: tensor<4xf32> {nadir.name = "w", nadir.role = "parameter"})
// CHECK-SAME: -> (tensor<?xf32> {nadir.name = "loss", nadir.role = "result"}, tensor<4xf32> {nadir.name = "w", nadir.role = "parameter"})
// CHECK: %[[K0:.*]]:2 = call @train_step_k0(%[[ROWS]], %[[X]], %[[W]])
// CHECK: %[[K1:.*]] = call @train_step_k1(%[[ROWS]], %[[W]], %[[K0]]#0)
// CHECK: return %[[K0]]#1, %[[K1]]
// LOC: #[[EXP:.*]] = loc("model.cpp":3:4)
// LOC: func.func private @train_step_k0(
// LOC: math.exp {{.*}} loc(#[[EXP]])
func.func @train_step(%x: tensor<?x4xf32> {nadir.role = "input", nadir.name = "x"},
                      %w: tensor<4xf32> {nadir.role = "parameter", nadir.name = "w"})
    -> (tensor<?xf32> {nadir.role = "result", nadir.name = "loss"},
        tensor<4xf32> {nadir.role = "parameter", nadir.name = "w"}) {
  %0:2 = nadir.group "loop" : tensor<?x4xf32>, tensor<?xf32> {
    %exp = nadir.exp %x : (tensor<?x4xf32>) -> tensor<?x4xf32> loc("model.cpp":3:4)
    %scaled = nadir.mul %exp, %w : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
    %sum = nadir.sum %scaled {dim = array<i64: 1>} : (tensor<?x4xf32>) -> tensor<?xf32>
    nadir.yield %scaled, %sum : tensor<?x4xf32>, tensor<?xf32>
  }
  %1 = nadir.group "loop" update : tensor<4xf32> {
    %neg = nadir.neg %w : (tensor<4xf32>) -> tensor<4xf32>
    %gradient = nadir.sum %0#0 {dim = array<i64: 0>} : (tensor<?x4xf32>) -> tensor<4xf32>
    %new = nadir.sub %neg, %gradient : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    nadir.yield %new : tensor<4xf32>
  }
  return %0#1, %1 : tensor<?xf32>, tensor<4xf32>
}

// Tables are the entry's memory, numbers are the kernel's constants.
// CHECK-LABEL: func.func private @constants_k0(
// CHECK-SAME: index, %[[X:.*]]: tensor<2xf32>, %[[OUTER:.*]]: tensor<2xf32>, %[[INNER:.*]]: tensor<2xf32>)
// CHECK-NOT: dense
// CHECK-LABEL: func.func @constants(
// CHECK-DAG: %[[RETURNED:.*]] = arith.constant dense<7> : tensor<3xi64>
// CHECK-DAG: %[[OUTER:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00]>
// CHECK-DAG: %[[INNER:.*]] = arith.constant dense<[3.000000e+00, 4.000000e+00]>
// CHECK-NOT: arith.constant
// CHECK: %[[K0:.*]] = call @constants_k0(%{{.*}}, %{{.*}}, %[[OUTER]], %[[INNER]])
// CHECK: return %[[K0]], %[[RETURNED]]
func.func @constants(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<3xi64>) {
  %returned = nadir.constant dense<7> : tensor<3xi64>
  %outer = nadir.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %half = nadir.constant dense<0.5> : tensor<2xf32>
  %0 = nadir.group "loop" : tensor<2xf32> {
    %inner = nadir.constant dense<[3.0, 4.0]> : tensor<2xf32>
    %1 = nadir.mul %x, %outer : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    %2 = nadir.mul %1, %inner : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    %3 = nadir.mul %2, %half : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    nadir.yield %3 : tensor<2xf32>
  }
  return %0, %returned : tensor<2xf32>, tensor<3xi64>
}

// A result must be memory.
// CHECK-LABEL: func.func private @splat_k0(
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<?x2xf32>)
// CHECK: %[[ONE:.*]] = arith.constant 1.000000e+00 : f32
// CHECK: linalg.yield %[[ONE]]
func.func @splat() -> tensor<?x2xf32> {
  %0 = nadir.group "loop" : tensor<?x2xf32> {
    %one = nadir.constant dense<1.0> : tensor<f32>
    %ones = nadir.broadcast %one : (tensor<f32>) -> tensor<?x2xf32>
    nadir.yield %ones : tensor<?x2xf32>
  }
  return %0 : tensor<?x2xf32>
}

// The batch stays whole.
// CHECK-LABEL: func.func @reshape_rows(
// CHECK-SAME: %[[ROWS:.*]]: index {{.*}}, %[[X:.*]]: tensor<?x4x6xf32>, %[[Y:.*]]: tensor<1x?xf32>)
// CHECK: %[[FLAT:.*]] = tensor.collapse_shape %[[X]] {{\[\[}}0], [1, 2]] : tensor<?x4x6xf32> into tensor<?x24xf32>
// CHECK: %[[BLOCKS:.*]] = tensor.expand_shape %[[FLAT]] {{\[\[}}0], [1, 2]] output_shape [%[[ROWS]], 3, 8] : tensor<?x24xf32> into tensor<?x3x8xf32>
// CHECK: %[[COLUMN:.*]] = tensor.collapse_shape %[[Y]] {{\[\[}}0, 1]] : tensor<1x?xf32> into tensor<?xf32>
// CHECK: %[[WIDE:.*]] = tensor.expand_shape %[[COLUMN]] {{\[\[}}0, 1, 2]] output_shape [%[[ROWS]], 1, 1] : tensor<?xf32> into tensor<?x1x1xf32>
// CHECK: return %[[FLAT]], %[[BLOCKS]], %[[WIDE]]
func.func @reshape_rows(%x: tensor<?x4x6xf32>, %y: tensor<1x?xf32>) -> (tensor<?x24xf32>, tensor<?x3x8xf32>, tensor<?x1x1xf32>) {
  %flat = nadir.reshape %x : (tensor<?x4x6xf32>) -> tensor<?x24xf32>
  %blocks = nadir.reshape %flat : (tensor<?x24xf32>) -> tensor<?x3x8xf32>
  %wide = nadir.reshape %y : (tensor<1x?xf32>) -> tensor<?x1x1xf32>
  return %flat, %blocks, %wide : tensor<?x24xf32>, tensor<?x3x8xf32>, tensor<?x1x1xf32>
}

// CHECK-LABEL: func.func @reshape_static(
// CHECK-SAME: index {{.*}}, %[[X:.*]]: tensor<2x6xf32>, %[[Y:.*]]: tensor<1x1xf32>)
// CHECK: %[[LINE:.*]] = tensor.collapse_shape %[[X]] {{\[\[}}0, 1]] : tensor<2x6xf32> into tensor<12xf32>
// CHECK: %[[OTHER:.*]] = tensor.expand_shape %[[LINE]] {{\[\[}}0, 1]] output_shape [3, 4] : tensor<12xf32> into tensor<3x4xf32>
// CHECK: %[[SCALAR:.*]] = tensor.collapse_shape %[[Y]] [] : tensor<1x1xf32> into tensor<f32>
// CHECK: %[[VECTOR:.*]] = tensor.expand_shape %[[SCALAR]] [] output_shape [1] : tensor<f32> into tensor<1xf32>
// CHECK: return %[[OTHER]], %[[VECTOR]]
func.func @reshape_static(%x: tensor<2x6xf32>, %y: tensor<1x1xf32>) -> (tensor<3x4xf32>, tensor<1xf32>) {
  %other = nadir.reshape %x : (tensor<2x6xf32>) -> tensor<3x4xf32>
  %scalar = nadir.reshape %y : (tensor<1x1xf32>) -> tensor<f32>
  %vector = nadir.reshape %scalar : (tensor<f32>) -> tensor<1xf32>
  return %other, %vector : tensor<3x4xf32>, tensor<1xf32>
}
