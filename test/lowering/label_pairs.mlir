// RUN: nadir-opt %s --nadir-lower-groups | FileCheck %s

// As many labels as a row lists, each against all classes.
// CHECK-LABEL: func.func private @pairs_k0(
// CHECK-SAME: %[[ROWS:.*]]: index, %[[X:.*]]: tensor<?x5xf32>, %[[LABELS:.*]]: tensor<?x5xi32>, %[[LENGTH:.*]]: tensor<?xi32>, %[[FREE:.*]]: tensor<?x5xi1>
// CHECK: scf.for %[[ROW:[a-z0-9]+]] =
// CHECK: %[[COUNT:.*]] = tensor.extract %[[LENGTH]][%[[ROW]]]
// CHECK: %[[END:.*]] = arith.index_cast %[[COUNT]]
// CHECK: scf.for %[[K:[a-z0-9]+]] = %{{.*}} to %[[END]]
// CHECK: tensor.extract %[[LABELS]][%[[ROW]], %[[K]]]
// No label reads outside of the row.
// CHECK: arith.maxsi
// CHECK: arith.minsi
// CHECK: scf.for %[[COLUMN:[a-z0-9]+]] =
// CHECK: %[[ABOVE:.*]] = arith.cmpf ogt
// CHECK: %[[IS_FREE:.*]] = tensor.extract %[[FREE]][%[[ROW]], %[[COLUMN]]]
// CHECK: arith.andi %[[IS_FREE]], %[[ABOVE]]
func.func @pairs(%x: tensor<?x5xf32>, %labels: tensor<?x5xi32>, %length: tensor<?xi32>, %free: tensor<?x5xi1>) -> tensor<?xf32> {
  %0 = nadir.group "sequential" : tensor<?xf32> {
    %sums = nadir.label_pairs %x, %labels, %length, %free : (tensor<?x5xf32>, tensor<?x5xi32>, tensor<?xi32>, tensor<?x5xi1>) -> tensor<?xf32>
    nadir.yield %sums : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

// What a label's classes get, it gives.
// CHECK-LABEL: func.func private @pairs_grad_k0(
// CHECK: scf.for
// CHECK: scf.for
// CHECK: %[[LAST:[a-z0-9]+]]:2 = scf.for
// CHECK: tensor.insert
// CHECK: %[[OLD:.*]] = tensor.extract %[[LAST]]#0
// CHECK: arith.subf %[[OLD]], %[[LAST]]#1
func.func @pairs_grad(%x: tensor<4x5xf64>, %labels: tensor<4x5xi64>, %length: tensor<4xi64>, %free: tensor<4x5xi1>, %g: tensor<4xf64>) -> tensor<4x5xf64> {
  %0 = nadir.group "sequential" : tensor<4x5xf64> {
    %grads = nadir.label_pairs_grad %x, %labels, %length, %free, %g : (tensor<4x5xf64>, tensor<4x5xi64>, tensor<4xi64>, tensor<4x5xi1>, tensor<4xf64>) -> tensor<4x5xf64>
    nadir.yield %grads : tensor<4x5xf64>
  }
  return %0 : tensor<4x5xf64>
}
