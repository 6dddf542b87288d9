// RUN: nadir-opt %s --nadir-lower-groups | FileCheck %s

// CHECK-LABEL: func.func private @iota_k0(
// CHECK: linalg.index 1
// CHECK: arith.index_cast {{.*}} : index to i64
// CHECK: linalg.index 0
// CHECK: %[[NUMBER:.*]] = arith.index_cast {{.*}} : index to i64
// CHECK: arith.sitofp %[[NUMBER]] : i64 to f32
func.func @iota() -> (tensor<2x3xi64>, tensor<2x3xf32>) {
  %0:2 = nadir.group "loop" : tensor<2x3xi64>, tensor<2x3xf32> {
    %columns = nadir.iota {dim = -1 : i64} : () -> tensor<2x3xi64>
    %rows = nadir.iota {dim = 0 : i64} : () -> tensor<2x3xf32>
    nadir.yield %columns, %rows : tensor<2x3xi64>, tensor<2x3xf32>
  }
  return %0#0, %0#1 : tensor<2x3xi64>, tensor<2x3xf32>
}

// CHECK-LABEL: func.func private @one_hot_k0(
// CHECK: ^bb0(%[[LABEL:.*]]: i32, %{{.*}}: f32):
// CHECK: %[[CLASS:.*]] = linalg.index 1
// CHECK: %[[NUMBER:.*]] = arith.index_cast %[[CLASS]] : index to i32
// CHECK: %[[HIT:.*]] = arith.cmpi eq, %[[LABEL]], %[[NUMBER]]
// CHECK: arith.select %[[HIT]], %{{.*}}, %{{.*}} : f32
// CHECK: arith.extui {{.*}} : i1 to i64
func.func @one_hot(%label: tensor<?xi32>) -> (tensor<?x3xf32>, tensor<?x3xi64>) {
  %0:2 = nadir.group "loop" : tensor<?x3xf32>, tensor<?x3xi64> {
    %floats = nadir.one_hot %label {num_classes = 3 : i64} : (tensor<?xi32>) -> tensor<?x3xf32>
    %integers = nadir.one_hot %label {num_classes = 3 : i64} : (tensor<?xi32>) -> tensor<?x3xi64>
    nadir.yield %floats, %integers : tensor<?x3xf32>, tensor<?x3xi64>
  }
  return %0#0, %0#1 : tensor<?x3xf32>, tensor<?x3xi64>
}

// No index reads outside of the tensor.
// CHECK-LABEL: func.func private @gather_k0(
// CHECK-SAME: index, %[[X:.*]]: tensor<?x5xf32>, %[[I:.*]]: tensor<?x2xi64>
// CHECK: linalg.generic {{.*}} ins(%[[I]] :
// CHECK: ^bb0(%[[RAW:.*]]: i64,
// CHECK: %[[ROW:.*]] = linalg.index 0
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[RAW]] : i64 to index
// CHECK: %[[LAST:.*]] = arith.constant 4 : index
// CHECK: %[[ZERO:.*]] = arith.constant 0 : index
// CHECK: %[[FLOOR:.*]] = arith.maxsi %[[INDEX]], %[[ZERO]]
// CHECK: %[[AT:.*]] = arith.minsi %[[FLOOR]], %[[LAST]]
// CHECK: tensor.extract %[[X]][%[[ROW]], %[[AT]]]
func.func @gather(%x: tensor<?x5xf32>, %i: tensor<?x2xi64>) -> tensor<?x2xf32> {
  %0 = nadir.group "loop" : tensor<?x2xf32> {
    %picked = nadir.gather %x, %i {dim = 1 : i64} : (tensor<?x5xf32>, tensor<?x2xi64>) -> tensor<?x2xf32>
    nadir.yield %picked : tensor<?x2xf32>
  }
  return %0 : tensor<?x2xf32>
}

// CHECK-LABEL: func.func private @gather_nothing_k0(
// CHECK-NOT: tensor.extract
// CHECK-LABEL: func.func @gather_nothing(
func.func @gather_nothing(%x: tensor<0xf32>, %i: tensor<2xi64>) -> tensor<2xf32> {
  %0 = nadir.group "loop" : tensor<2xf32> {
    %picked = nadir.gather %x, %i {dim = 0 : i64} : (tensor<0xf32>, tensor<2xi64>) -> tensor<2xf32>
    nadir.yield %picked : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// Row-major order of the source; an index out of range adds nothing.
// CHECK-LABEL: func.func private @scatter_add_k0(
// CHECK-SAME: %[[ROWS:.*]]: index, %[[I:.*]]: tensor<?x2xi64>, %[[X:.*]]: tensor<?x2xf32>
// CHECK: %[[INIT:.*]] = linalg.fill
// CHECK: %[[RESULT:.*]] = scf.for %[[ROW:.*]] = %{{.*}} to %[[ROWS]] step %{{.*}} iter_args(%[[OUTER:.*]] = %[[INIT]])
// CHECK: scf.for %[[COLUMN:.*]] = {{.*}} iter_args(%[[SUM:.*]] = %[[OUTER]])
// CHECK: %[[ELEMENT:.*]] = tensor.extract %[[X]][%[[ROW]], %[[COLUMN]]]
// CHECK: %[[RAW:.*]] = tensor.extract %[[I]][%[[ROW]], %[[COLUMN]]]
// CHECK: %[[AT:.*]] = arith.index_cast %[[RAW]]
// CHECK: %[[SIZE:.*]] = arith.constant 5 : index
// CHECK: %[[INSIDE:.*]] = arith.cmpi ult, %[[AT]], %[[SIZE]]
// CHECK: scf.if %[[INSIDE]]
// CHECK: %[[OLD:.*]] = tensor.extract %[[SUM]][%[[ROW]], %[[AT]]]
// CHECK: %[[NEW:.*]] = arith.addf %[[OLD]], %[[ELEMENT]]
// CHECK: %[[UPDATED:.*]] = tensor.insert %[[NEW]] into %[[SUM]][%[[ROW]], %[[AT]]]
// CHECK: scf.yield %[[UPDATED]]
// CHECK: else
// CHECK: scf.yield %[[SUM]]
// CHECK: return %[[RESULT]]
func.func @scatter_add(%i: tensor<?x2xi64>, %x: tensor<?x2xf32>) -> tensor<?x5xf32> {
  %0 = nadir.group "sequential" : tensor<?x5xf32> {
    %sum = nadir.scatter_add %i, %x {dim = 1 : i64, size = 5 : i64} : (tensor<?x2xi64>, tensor<?x2xf32>) -> tensor<?x5xf32>
    nadir.yield %sum : tensor<?x5xf32>
  }
  return %0 : tensor<?x5xf32>
}
