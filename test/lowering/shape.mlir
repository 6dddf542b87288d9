// RUN: nadir-opt %s --nadir-lower-groups | FileCheck %s

// CHECK-DAG: #[[ID2:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[SWAP:.*]] = affine_map<(d0, d1) -> (d1, d0)>
// CHECK-DAG: #[[DROP:.*]] = affine_map<(d0, d1) -> (d0, 0, d1)>
// CHECK-DAG: #[[ADD:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>

// CHECK-LABEL: func.func private @reshape_k0(
// CHECK: linalg.generic {indexing_maps = [#[[DROP]], #[[ID2]]]
// CHECK-SAME: ins(%{{.*}} : tensor<?x1x4xf32>) outs(%{{.*}} : tensor<?x4xf32>)
// CHECK: linalg.generic {indexing_maps = [#[[ADD]], #{{.*}}]
// CHECK-SAME: ins(%{{.*}} : tensor<?x4xf32>) outs(%{{.*}} : tensor<1x?x4xf32>)
func.func @reshape(%x: tensor<?x1x4xf32>) -> tensor<1x?x4xf32> {
  %0 = nadir.group "loop" : tensor<1x?x4xf32> {
    %dropped = nadir.reshape %x : (tensor<?x1x4xf32>) -> tensor<?x4xf32>
    %added = nadir.reshape %dropped : (tensor<?x4xf32>) -> tensor<1x?x4xf32>
    nadir.yield %added : tensor<1x?x4xf32>
  }
  return %0 : tensor<1x?x4xf32>
}

// A sequential kernel may look at memory in another shape.
// CHECK-LABEL: func.func private @any_reshape_k0(
// CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0, 1]] : tensor<2x6xf32> into tensor<12xf32>
// CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0, 1]] output_shape [3, 4] : tensor<12xf32> into tensor<3x4xf32>
func.func @any_reshape(%x: tensor<2x6xf32>) -> tensor<3x4xf32> {
  %0 = nadir.group "sequential" : tensor<3x4xf32> {
    %other = nadir.reshape %x : (tensor<2x6xf32>) -> tensor<3x4xf32>
    nadir.yield %other : tensor<3x4xf32>
  }
  return %0 : tensor<3x4xf32>
}

// CHECK-LABEL: func.func private @transpose_k0(
// CHECK-SAME: index, %[[X:.*]]: tensor<?x4xf32>
// CHECK: linalg.generic {indexing_maps = [#[[SWAP]], #[[ID2]]]
// CHECK-SAME: ins(%[[X]] : {{.*}}) outs(%{{.*}} : tensor<4x?xf32>)
func.func @transpose(%x: tensor<?x4xf32>) -> tensor<4x?xf32> {
  %0 = nadir.group "loop" : tensor<4x?xf32> {
    %swapped = nadir.transpose %x {permutation = array<i64: 1, 0>} : (tensor<?x4xf32>) -> tensor<4x?xf32>
    nadir.yield %swapped : tensor<4x?xf32>
  }
  return %0 : tensor<4x?xf32>
}

// Slices of an argument are views of it, however many follow each other.
// CHECK-LABEL: func.func private @slice_k0(
// CHECK-SAME: %[[ROWS:.*]]: index, %[[X:.*]]: tensor<?x9xf32>
// CHECK: tensor.extract_slice %[[X]][0, 1] [%[[ROWS]], 4] [1, 2] : tensor<?x9xf32> to tensor<?x4xf32>
// CHECK: tensor.extract_slice %[[X]][0, 3] [%[[ROWS]], 2] [1, 4] : tensor<?x9xf32> to tensor<?x2xf32>
func.func @slice(%x: tensor<?x9xf32>) -> (tensor<?x4xf32>, tensor<?x2xf32>) {
  %0:2 = nadir.group "loop" : tensor<?x4xf32>, tensor<?x2xf32> {
    %odd = nadir.slice %x {dim = 1 : i64, start = 1 : i64, end = 9 : i64, step = 2 : i64} : (tensor<?x9xf32>) -> tensor<?x4xf32>
    %some = nadir.slice %odd {dim = -1 : i64, start = 1 : i64, end = 4 : i64, step = 2 : i64} : (tensor<?x4xf32>) -> tensor<?x2xf32>
    nadir.yield %odd, %some : tensor<?x4xf32>, tensor<?x2xf32>
  }
  return %0#0, %0#1 : tensor<?x4xf32>, tensor<?x2xf32>
}

// A view can't begin behind the last element, where a slice of none may.
// CHECK-LABEL: func.func private @slice_of_nothing_k0(
// CHECK-NOT: tensor.extract_slice
// CHECK: return %{{.*}} : tensor<?x0xf32>
func.func @slice_of_nothing(%x: tensor<?x9xf32>) -> tensor<?x0xf32> {
  %0 = nadir.group "loop" : tensor<?x0xf32> {
    %none = nadir.slice %x {dim = 1 : i64, start = 9 : i64, end = 9 : i64} : (tensor<?x9xf32>) -> tensor<?x0xf32>
    nadir.yield %none : tensor<?x0xf32>
  }
  return %0 : tensor<?x0xf32>
}

// CHECK-LABEL: func.func private @slice_computed_k0(
// CHECK: %[[NEG:.*]] = linalg.generic
// CHECK: arith.negf
// CHECK: linalg.generic
// CHECK: %[[ROW:.*]] = linalg.index 0
// CHECK: %[[COLUMN:.*]] = linalg.index 1
// CHECK: %[[STEP:.*]] = arith.constant 2 : index
// CHECK: %[[START:.*]] = arith.constant 1 : index
// CHECK: %[[DISTANCE:.*]] = arith.muli %[[COLUMN]], %[[STEP]]
// CHECK: %[[AT:.*]] = arith.addi %[[DISTANCE]], %[[START]]
// CHECK: tensor.extract %[[NEG]][%[[ROW]], %[[AT]]]
func.func @slice_computed(%x: tensor<?x9xf32>) -> tensor<?x4xf32> {
  %0 = nadir.group "loop" : tensor<?x4xf32> {
    %neg = nadir.neg %x : (tensor<?x9xf32>) -> tensor<?x9xf32>
    %odd = nadir.slice %neg {dim = 1 : i64, start = 1 : i64, end = 9 : i64, step = 2 : i64} : (tensor<?x9xf32>) -> tensor<?x4xf32>
    nadir.yield %odd : tensor<?x4xf32>
  }
  return %0 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func private @pad_k0(
// CHECK-SAME: index, %[[X:.*]]: tensor<?x3xf32>
// CHECK: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: %[[ROW:.*]] = linalg.index 0
// CHECK: %[[COLUMN:.*]] = linalg.index 1
// CHECK: %[[LOW:.*]] = arith.constant 2 : index
// CHECK: %[[OFFSET:.*]] = arith.subi %[[COLUMN]], %[[LOW]]
// CHECK: %[[LAST:.*]] = arith.constant 4 : index
// CHECK: %[[FLOOR:.*]] = arith.maxsi %[[OFFSET]]
// CHECK: %[[NEAREST:.*]] = arith.minsi %[[FLOOR]], %[[LAST]]
// CHECK: %[[IN_RANGE:.*]] = arith.cmpi eq, %[[OFFSET]], %[[NEAREST]]
// CHECK: %[[AT:.*]] = arith.divui %[[NEAREST]], %[[STEP:.*]] : index
// CHECK: %[[ON:.*]] = arith.muli %[[AT]], %[[STEP]]
// CHECK: %[[HIT:.*]] = arith.cmpi eq, %[[ON]], %[[NEAREST]]
// CHECK: %[[INSIDE:.*]] = arith.andi %[[IN_RANGE]], %[[HIT]]
// CHECK: %[[ELEMENT:.*]] = tensor.extract %[[X]][%[[ROW]], %[[AT]]]
// CHECK: arith.select %[[INSIDE]], %[[ELEMENT]], %[[ZERO]]
func.func @pad(%x: tensor<?x3xf32>) -> tensor<?x8xf32> {
  %0 = nadir.group "loop" : tensor<?x8xf32> {
    %padded = nadir.pad %x {dim = 1 : i64, low = 2 : i64, high = 1 : i64, interior = 1 : i64} : (tensor<?x3xf32>) -> tensor<?x8xf32>
    nadir.yield %padded : tensor<?x8xf32>
  }
  return %0 : tensor<?x8xf32>
}

// There is no element to be near to.
// CHECK-LABEL: func.func private @pad_nothing_k0(
// CHECK-NOT: tensor.extract
// CHECK-LABEL: func.func @pad_nothing(
func.func @pad_nothing(%x: tensor<0xf32>) -> tensor<3xf32> {
  %0 = nadir.group "loop" : tensor<3xf32> {
    %padded = nadir.pad %x {dim = 0 : i64, low = 2 : i64, high = 1 : i64} : (tensor<0xf32>) -> tensor<3xf32>
    nadir.yield %padded : tensor<3xf32>
  }
  return %0 : tensor<3xf32>
}

// Empty inputs are never read, and numbers stay numbers.
// CHECK-LABEL: func.func private @concatenate_k0(
// CHECK-SAME: index, %[[A:.*]]: tensor<?x3xf32>, %[[B:.*]]: tensor<?x2xf32>, %{{.*}}: tensor<?x0xf32>)
// CHECK: %[[ROW:.*]] = linalg.index 0
// CHECK: %[[COLUMN:.*]] = linalg.index 1
// CHECK: %[[SEVEN:.*]] = arith.constant 7.000000e+00 : f32
// CHECK: %[[LOCAL_B:.*]] = arith.subi %[[COLUMN]]
// CHECK: %[[B_FLOOR:.*]] = arith.maxsi %[[LOCAL_B]]
// CHECK: %[[AT_B:.*]] = arith.minsi %[[B_FLOOR]]
// CHECK: %[[FROM_B:.*]] = tensor.extract %[[B]][%[[ROW]], %[[AT_B]]]
// CHECK: %[[B_END:.*]] = arith.constant 5 : index
// CHECK: %[[BEFORE_B_END:.*]] = arith.cmpi slt, %[[COLUMN]], %[[B_END]]
// CHECK: %[[B_ON:.*]] = arith.select %[[BEFORE_B_END]], %[[FROM_B]], %[[SEVEN]]
// CHECK: %[[FROM_A:.*]] = tensor.extract %[[A]]
// CHECK: %[[A_END:.*]] = arith.constant 3 : index
// CHECK: %[[BEFORE_A_END:.*]] = arith.cmpi slt, %[[COLUMN]], %[[A_END]]
// CHECK: arith.select %[[BEFORE_A_END]], %[[FROM_A]], %[[B_ON]]
func.func @concatenate(%a: tensor<?x3xf32>, %b: tensor<?x2xf32>, %none: tensor<?x0xf32>) -> tensor<?x6xf32> {
  %0 = nadir.group "loop" : tensor<?x6xf32> {
    %seven = nadir.constant dense<7.0> : tensor<f32>
    %column = nadir.broadcast %seven : (tensor<f32>) -> tensor<?x1xf32>
    %joined = nadir.concatenate %a, %b, %none, %column {dim = 1 : i64} : (tensor<?x3xf32>, tensor<?x2xf32>, tensor<?x0xf32>, tensor<?x1xf32>) -> tensor<?x6xf32>
    nadir.yield %joined : tensor<?x6xf32>
  }
  return %0 : tensor<?x6xf32>
}
