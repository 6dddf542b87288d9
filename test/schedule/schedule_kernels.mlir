// RUN: nadir-opt %s --nadir-schedule-kernels --verify-diagnostics --canonicalize --cse | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>
#swap = affine_map<(i, j) -> (j, i)>

// CHECK: module attributes {nadir.capacity = 8 : i64}
module attributes {nadir.capacity = 8 : i64} {

// A scheduled kernel stays as a declaration that names its schedule; buffers
// hold as many rows as the capacity, and bytes for booleans.
// CHECK: func.func private @negate(index, tensor<?x4xi1>) -> tensor<?x4xi1>
// CHECK-SAME: nadir.scheduled = @negate_tasks
// CHECK: func.func private @negate_tasks(%{{.*}}: index, %{{.*}}: index, %{{.*}}: memref<8x4xi8> {llvm.noalias}, %{{.*}}: memref<8x4xi8> {llvm.noalias})
// CHECK: arith.cmpi ne, %{{.*}} : vector<[[LANES:[0-9]+]]xi8>
// CHECK: arith.extui %{{.*}} : vector<[[LANES]]xi1> to vector<[[LANES]]xi8>
func.func private @negate(%rows: index, %x: tensor<?x4xi1>) -> tensor<?x4xi1> attributes {nadir.kernel = "loop"} {
  %true = arith.constant true
  %e = tensor.empty(%rows) : tensor<?x4xi1>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x4xi1>) outs(%e : tensor<?x4xi1>) {
  ^bb0(%p: i1, %o: i1):
    %y = arith.xori %p, %true : i1
    linalg.yield %y : i1
  } -> tensor<?x4xi1>
  return %0 : tensor<?x4xi1>
}

// What does not fit the form of a loop kernel is still scheduled.
// CHECK: func.func private @symmetric_tasks(
// CHECK-SAME: nadir.sequential
// CHECK: memref.alloca() {alignment = 64 : i64} : memref<6x6xf32>
// CHECK-NOT: memref.alloc(
// expected-remark @below {{kernel 'symmetric' is not vectorised: an operation reads a computed value transposed}}
func.func private @symmetric(%rows: index, %x: tensor<6x6xf32>) -> tensor<6x6xf32> attributes {nadir.kernel = "loop"} {
  %e = tensor.empty() : tensor<6x6xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<6x6xf32>) outs(%e : tensor<6x6xf32>) {
  ^bb0(%p: f32, %o: f32):
    %y = math.exp %p : f32
    linalg.yield %y : f32
  } -> tensor<6x6xf32>
  %1 = linalg.generic {indexing_maps = [#id, #swap, #id], iterator_types = ["parallel", "parallel"]} ins(%0, %0 : tensor<6x6xf32>, tensor<6x6xf32>) outs(%e : tensor<6x6xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %y = arith.addf %p, %q : f32
    linalg.yield %y : f32
  } -> tensor<6x6xf32>
  return %1 : tensor<6x6xf32>
}

// A product's kernel has only operations on its rows and columns: the loops of
// one that doesn't follow from the product may run over its inner dimension.
// CHECK: func.func private @beside_tasks(
// CHECK-SAME: nadir.sequential
// expected-remark @below {{kernel 'beside' is not vectorised: a result doesn't have the product's rows and columns}}
func.func private @beside(%rows: index, %x: tensor<6x6xf32>, %w: tensor<6x6xf32>) -> (tensor<6x6xf32>, tensor<6x6xf32>) attributes {nadir.kernel = "matmul"} {
  %c0 = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<6x6xf32>
  %z = linalg.fill ins(%c0 : f32) outs(%e : tensor<6x6xf32>) -> tensor<6x6xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : tensor<6x6xf32>, tensor<6x6xf32>) outs(%z : tensor<6x6xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<6x6xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<6x6xf32>) outs(%e : tensor<6x6xf32>) {
  ^bb0(%p: f32, %o: f32):
    %y = math.exp %p : f32
    linalg.yield %y : f32
  } -> tensor<6x6xf32>
  return %0, %1 : tensor<6x6xf32>, tensor<6x6xf32>
}

// Nothing is written to a result without elements, nor read for a sum of none.
// CHECK: func.func private @no_rows_tasks(
// CHECK-SAME: nadir.sequential
// expected-remark @below {{kernel 'no_rows' is not vectorised: a dimension has no elements}}
func.func private @no_rows(%rows: index, %x: tensor<0x6xf32>, %w: tensor<6x4xf32>) -> tensor<0x4xf32> attributes {nadir.kernel = "matmul"} {
  %c0 = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<0x4xf32>
  %z = linalg.fill ins(%c0 : f32) outs(%e : tensor<0x4xf32>) -> tensor<0x4xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : tensor<0x6xf32>, tensor<6x4xf32>) outs(%z : tensor<0x4xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<0x4xf32>
  return %0 : tensor<0x4xf32>
}

// Large temporaries are in scratch memory, for which the caller plans.
// CHECK: func.func private @append_tasks(
// CHECK-SAME: memref<{{[0-9]+}}xi8> {llvm.noalias, nadir.scratch_per_task = {{[0-9]+}} : i64})
// CHECK: memref.view
func.func private @append(%rows: index, %x: tensor<?x4000xf32>, %y: tensor<?x4xf32>) -> tensor<?x4004xf32> attributes {nadir.kernel = "sequential", nadir.update} {
  %r = tensor.concat dim(1) %x, %y : (tensor<?x4000xf32>, tensor<?x4xf32>) -> tensor<?x4004xf32>
  return %r : tensor<?x4004xf32>
}

// A loop over tensors writes its result in place.
// CHECK: func.func private @scatter_tasks(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<8xf32> {llvm.noalias}, %[[AT:[a-z0-9]+]]: memref<8xi64> {llvm.noalias}, %[[OUT:[a-z0-9]+]]: memref<100xf32> {llvm.noalias})
// CHECK-NOT: alloca
// CHECK: memref.store %{{.*}}, %[[OUT]]
// CHECK: scf.for %[[I:.*]] = %c0 to %{{.*}} step %c1
// CHECK: %[[OLD:.*]] = memref.load %[[OUT]]
// CHECK: %[[NEW:.*]] = arith.addf %[[OLD]]
// CHECK: memref.store %[[NEW]], %[[OUT]]
// CHECK-NOT: scf.for
// CHECK: return
func.func private @scatter(%rows: index, %x: tensor<?xf32>, %at: tensor<?xi64>) -> tensor<100xf32> attributes {nadir.kernel = "sequential"} {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<100xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<100xf32>) -> tensor<100xf32>
  %r = scf.for %i = %c0 to %rows step %c1 iter_args(%t = %f) -> tensor<100xf32> {
    %n = tensor.extract %at[%i] : tensor<?xi64>
    %p = arith.index_cast %n : i64 to index
    %v = tensor.extract %x[%i] : tensor<?xf32>
    %old = tensor.extract %t[%p] : tensor<100xf32>
    %new = arith.addf %old, %v : f32
    %u = tensor.insert %new into %t[%p] : tensor<100xf32>
    scf.yield %u : tensor<100xf32>
  }
  return %r : tensor<100xf32>
}

// Checks are made by the entry pass.
// CHECK: func.func private @check(%{{.*}}: index, %{{.*}}: tensor<?xi64>) -> tensor<?xi64>
// CHECK-NOT: nadir.scheduled
func.func private @check(%rows: index, %x: tensor<?xi64>) -> tensor<?xi64> attributes {nadir.kernel = "check"} {
  return %x : tensor<?xi64>
}

}
