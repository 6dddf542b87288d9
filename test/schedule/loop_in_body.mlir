// RUN: nadir-opt %s --nadir-schedule-kernels --canonicalize --cse | FileCheck %s

#none = affine_map<(i) -> ()>
#one = affine_map<(i) -> (i)>

// A loop in a body carries vectors where it starts with elements, and what is
// the same for all of them stays a scalar. So much work isn't written twice.
// CHECK-LABEL: func.func private @mix_tasks(
// CHECK-DAG: %[[SCALAR:.*]] = memref.load
// CHECK: scf.for %{{.*}} {
// CHECK: %[[ELEMENTS:.*]] = vector.load
// CHECK: %[[MIXED:.*]]:2 = scf.for %[[TURN:.*]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[A:.*]] = %[[ELEMENTS]], %[[B:.*]] = %{{.*}}) -> (vector<8xi64>, vector<8xi64>) : i64 {
// CHECK-DAG: %[[SUM:.*]] = arith.addi %[[SCALAR]], %[[TURN]] : i64
// CHECK-DAG: %[[SPLAT:.*]] = vector.broadcast %[[SUM]] : i64 to vector<8xi64>
// CHECK: %[[NEXT:.*]] = arith.xori %[[A]], %[[SPLAT]] : vector<8xi64>
// CHECK: %[[PRODUCT:.*]] = arith.muli %[[NEXT]], %[[B]] : vector<8xi64>
// CHECK: scf.yield %[[PRODUCT]], %[[A]]
// CHECK: %[[LAST:.*]] = arith.addi %[[MIXED]]#0, %[[MIXED]]#1 : vector<8xi64>
// CHECK: vector.store %[[LAST]]
// CHECK-NOT: vector.store
// CHECK: return
func.func private @mix(%rows: index, %x: tensor<32xi64>, %key: tensor<i64>) -> tensor<32xi64> attributes {nadir.kernel = "loop"} {
  %from = arith.constant 0 : i64
  %to = arith.constant 30 : i64
  %step = arith.constant 1 : i64
  %e = tensor.empty() : tensor<32xi64>
  %0 = linalg.generic {indexing_maps = [#one, #none, #one], iterator_types = ["parallel"]} ins(%x, %key : tensor<32xi64>, tensor<i64>) outs(%e : tensor<32xi64>) {
  ^bb0(%v: i64, %k: i64, %o: i64):
    %r:2 = scf.for %turn = %from to %to step %step iter_args(%a = %v, %b = %step) -> (i64, i64) : i64 {
      %s = arith.addi %k, %turn : i64
      %n = arith.xori %a, %s : i64
      %p = arith.muli %n, %b : i64
      scf.yield %p, %a : i64, i64
    }
    %y = arith.addi %r#0, %r#1 : i64
    linalg.yield %y : i64
  } -> tensor<32xi64>
  return %0 : tensor<32xi64>
}

// Without elements it carries scalars; a few short vectors need no loop.
// CHECK-LABEL: func.func private @count_tasks(
// CHECK: %[[COUNT:.*]] = scf.for %{{.*}} iter_args(%{{.*}} = %{{.*}}) -> (i64) : i64 {
// CHECK: %[[SPLAT:.*]] = vector.broadcast %[[COUNT]] : i64 to vector<8xi64>
// CHECK-COUNT-2: vector.store
// CHECK-NOT: scf.for
// CHECK: return
func.func private @count(%rows: index, %x: tensor<16xi64>, %key: tensor<i64>) -> tensor<16xi64> attributes {nadir.kernel = "loop"} {
  %from = arith.constant 0 : i64
  %to = arith.constant 3 : i64
  %step = arith.constant 1 : i64
  %e = tensor.empty() : tensor<16xi64>
  %0 = linalg.generic {indexing_maps = [#one, #none, #one], iterator_types = ["parallel"]} ins(%x, %key : tensor<16xi64>, tensor<i64>) outs(%e : tensor<16xi64>) {
  ^bb0(%v: i64, %k: i64, %o: i64):
    %r = scf.for %turn = %from to %to step %step iter_args(%a = %k) -> (i64) : i64 {
      %n = arith.muli %a, %a : i64
      scf.yield %n : i64
    }
    %y = arith.addi %v, %r : i64
    linalg.yield %y : i64
  } -> tensor<16xi64>
  return %0 : tensor<16xi64>
}
