// RUN: nadir-opt %s --nadir-lower-groups | FileCheck %s

// CHECK-DAG: #[[ID2:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[ROWS_ONLY:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-DAG: #[[KEPT:.*]] = affine_map<(d0, d1) -> (d0, 0)>
// CHECK-DAG: #[[SCALAR:.*]] = affine_map<(d0, d1) -> ()>

// CHECK-LABEL: func.func private @floats_k0(
// CHECK-SAME: %[[ROWS:.*]]: index, %[[X:.*]]: tensor<?x8xf32>
func.func @floats(%x: tensor<?x8xf32>) -> (tensor<?xf32>, tensor<?x1xf32>, tensor<f32>) {
  %0:3 = nadir.group "loop" : tensor<?xf32>, tensor<?x1xf32>, tensor<f32> {
    // CHECK: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
    // CHECK: %[[EMPTY:.*]] = tensor.empty(%[[ROWS]]) : tensor<?xf32>
    // CHECK: %[[INIT:.*]] = linalg.fill ins(%[[ZERO]] : f32) outs(%[[EMPTY]] :
    // CHECK: linalg.generic {indexing_maps = [#[[ID2]], #[[ROWS_ONLY]]], iterator_types = ["parallel", "reduction"]}
    // CHECK-SAME: ins(%[[X]] : {{.*}}) outs(%[[INIT]] :
    // CHECK: ^bb0(%[[IN:.*]]: f32, %[[SUM:.*]]: f32):
    // CHECK: arith.addf %[[SUM]], %[[IN]]
    %sum = nadir.sum %x {dim = array<i64: -1>} : (tensor<?x8xf32>) -> tensor<?xf32>
    // CHECK: arith.constant 0xFF800000 : f32
    // CHECK: linalg.generic {indexing_maps = [#[[ID2]], #[[KEPT]]], iterator_types = ["parallel", "reduction"]}
    // CHECK: arith.maximumf
    %max = nadir.max %x {dim = array<i64: 1>, keepdim = true} : (tensor<?x8xf32>) -> tensor<?x1xf32>
    // CHECK: arith.constant 0x7F800000 : f32
    // CHECK: linalg.generic {indexing_maps = [#[[ID2]], #[[SCALAR]]], iterator_types = ["reduction", "reduction"]}
    // CHECK: arith.minimumf
    %min = nadir.min %x : (tensor<?x8xf32>) -> tensor<f32>
    nadir.yield %sum, %max, %min : tensor<?xf32>, tensor<?x1xf32>, tensor<f32>
  }
  return %0#0, %0#1, %0#2 : tensor<?xf32>, tensor<?x1xf32>, tensor<f32>
}

// CHECK-LABEL: func.func private @integers_k0(
func.func @integers(%x: tensor<2x3xi32>) -> (tensor<3xi32>, tensor<3xi32>, tensor<3xi32>) {
  %0:3 = nadir.group "loop" : tensor<3xi32>, tensor<3xi32>, tensor<3xi32> {
    // CHECK: arith.constant 0 : i32
    // CHECK: iterator_types = ["reduction", "parallel"]
    // CHECK: arith.addi
    %sum = nadir.sum %x {dim = array<i64: 0>} : (tensor<2x3xi32>) -> tensor<3xi32>
    // CHECK: arith.constant -2147483648 : i32
    // CHECK: arith.maxsi
    %max = nadir.max %x {dim = array<i64: 0>} : (tensor<2x3xi32>) -> tensor<3xi32>
    // CHECK: arith.constant 2147483647 : i32
    // CHECK: arith.minsi
    %min = nadir.min %x {dim = array<i64: 0>} : (tensor<2x3xi32>) -> tensor<3xi32>
    nadir.yield %sum, %max, %min : tensor<3xi32>, tensor<3xi32>, tensor<3xi32>
  }
  return %0#0, %0#1, %0#2 : tensor<3xi32>, tensor<3xi32>, tensor<3xi32>
}

// CHECK-LABEL: func.func private @argmax_k0(
// CHECK-SAME: %[[ROWS:.*]]: index, %[[X:.*]]: tensor<?x8xf32>
func.func @argmax(%x: tensor<?x8xf32>) -> tensor<?xi64> {
  %0 = nadir.group "loop" : tensor<?xi64> {
    // CHECK: %[[LOWEST:.*]] = arith.constant 0xFF800000 : f32
    // CHECK: %[[BEST:.*]] = linalg.fill ins(%[[LOWEST]]
    // CHECK: %[[FIRST:.*]] = linalg.fill ins(%{{.*}} : i64)
    // CHECK: %[[RESULT:.*]]:2 = linalg.generic {indexing_maps = [#[[ID2]], #[[ROWS_ONLY]], #[[ROWS_ONLY]]], iterator_types = ["parallel", "reduction"]}
    // CHECK-SAME: ins(%[[X]] : {{.*}}) outs(%[[BEST]], %[[FIRST]] :
    // CHECK: ^bb0(%[[IN:.*]]: f32, %[[MAX:.*]]: f32, %[[AT:.*]]: i64):
    // CHECK: %[[INDEX:.*]] = linalg.index 1
    // CHECK: %[[HERE:.*]] = arith.index_cast %[[INDEX]] : index to i64
    // CHECK: %[[LARGER:.*]] = arith.cmpf ogt, %[[IN]], %[[MAX]]
    // CHECK: %[[NAN:.*]] = arith.cmpf uno, %[[IN]], %[[IN]]
    // CHECK: %[[MAX_ORD:.*]] = arith.cmpf ord, %[[MAX]], %[[MAX]]
    // CHECK: %[[FIRST_NAN:.*]] = arith.andi %[[NAN]], %[[MAX_ORD]]
    // CHECK: %[[BETTER:.*]] = arith.ori %[[LARGER]], %[[FIRST_NAN]]
    // CHECK: %[[NEW_MAX:.*]] = arith.select %[[BETTER]], %[[IN]], %[[MAX]]
    // CHECK: %[[NEW_AT:.*]] = arith.select %[[BETTER]], %[[HERE]], %[[AT]]
    // CHECK: linalg.yield %[[NEW_MAX]], %[[NEW_AT]]
    // CHECK: return %[[RESULT]]#1
    %argmax = nadir.argmax %x {dim = 1 : i64} : (tensor<?x8xf32>) -> tensor<?xi64>
    nadir.yield %argmax : tensor<?xi64>
  }
  return %0 : tensor<?xi64>
}

// The position counts in row-major order.
// CHECK-LABEL: func.func private @argmax_all_k0(
// CHECK: iterator_types = ["reduction", "reduction"]
// CHECK-DAG: %[[I:.*]] = linalg.index 0
// CHECK-DAG: %[[J:.*]] = linalg.index 1
// CHECK: %[[WIDTH:.*]] = arith.constant 8 : index
// CHECK: %[[ROW:.*]] = arith.muli %[[I]], %[[WIDTH]]
// CHECK: %[[POSITION:.*]] = arith.addi %[[ROW]], %[[J]]
// CHECK: arith.index_cast %[[POSITION]] : index to i64
func.func @argmax_all(%x: tensor<?x8xi64>) -> tensor<i64> {
  %0 = nadir.group "loop" : tensor<i64> {
    %argmax = nadir.argmax %x : (tensor<?x8xi64>) -> tensor<i64>
    nadir.yield %argmax : tensor<i64>
  }
  return %0 : tensor<i64>
}

// Only the number of rows is an argument: the tensor is not read.
// CHECK-LABEL: func.func private @element_count_k0(
// CHECK-SAME: %[[ROWS:.*]]: index) -> tensor<f32>
// CHECK: linalg.generic {indexing_maps = [{{.*}}], iterator_types = []} outs(
// CHECK: %[[WIDTH:.*]] = arith.constant 8 : i64
// CHECK: %[[N:.*]] = arith.index_cast %[[ROWS]] : index to i64
// CHECK: %[[COUNT:.*]] = arith.muli %[[N]], %[[WIDTH]]
// CHECK: arith.sitofp %[[COUNT]] : i64 to f32
// CHECK-LABEL: func.func @element_count(
// CHECK: call @element_count_k0(%{{.*}}) : (index) -> tensor<f32>
func.func @element_count(%x: tensor<?x8xf32>) -> tensor<f32> {
  %0 = nadir.group "loop" : tensor<f32> {
    %count = nadir.element_count %x : (tensor<?x8xf32>) -> tensor<f32>
    nadir.yield %count : tensor<f32>
  }
  return %0 : tensor<f32>
}

// Nothing is left to reduce.
// CHECK-LABEL: func.func private @scalar_k0(
// CHECK-SAME: index, %[[X:.*]]: tensor<f32>)
// CHECK-NEXT: return %[[X]]
func.func @scalar(%x: tensor<f32>) -> tensor<f32> {
  %0 = nadir.group "loop" : tensor<f32> {
    %sum = nadir.sum %x : (tensor<f32>) -> tensor<f32>
    nadir.yield %sum : tensor<f32>
  }
  return %0 : tensor<f32>
}
