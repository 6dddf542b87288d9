// RUN: nadir-opt %s --nadir-schedule-kernels | FileCheck %s

// A transposed left operand whose steps of k are far from each other is packed
// once for all tasks: by a kernel of its own, in tasks of rows, six at a time
// and without padding between steps of k.
// CHECK-LABEL: func.func private @gradient_lhs(
// CHECK-SAME: index, tensor<1024x512xf32>) -> tensor<[[SIZE:[0-9]+]]xf32>
// CHECK-SAME: nadir.kernel = "pack", nadir.packs = @gradient, nadir.scheduled = @gradient_lhs_tasks
// CHECK-LABEL: func.func private @gradient_lhs_tasks(
// CHECK-SAME: memref<1024x512xf32>{{[^,]*}}, %{{[^:]*}}: memref<[[SIZE]]xf32>
// CHECK-SAME: nadir.task_extent = 512 : i64, nadir.task_grain = 66 : i64
// CHECK: scf.for
// CHECK: memref.prefetch
// CHECK: vector.load {{.*}} vector<8xf32>
// CHECK: vector.store {{.*}} vector<8xf32>
// Tiles at the end are done from the last step to the first.
// CHECK: scf.for
// CHECK: arith.subi %c1023
// CHECK: vector.load {{.*}} vector<8xf32>
// CHECK: vector.store {{.*}} vector<8xf32>

// CHECK-LABEL: func.func private @gradient(
// CHECK-SAME: index, tensor<1024x512xf32>, tensor<1024x512xf32>, tensor<[[SIZE]]xf32>) -> tensor<512x512xf32>
// CHECK-SAME: nadir.packed_lhs
// Each task packs its own columns, and only those.
// CHECK-LABEL: func.func private @gradient_tasks(
// CHECK-SAME: %[[PACKED:[a-z0-9]+]]: memref<[[SIZE]]xf32>
// CHECK-SAME: nadir.task_extent = 512 : i64, nadir.task_grain = 64 : i64
// CHECK-COUNT-1: vector.store
// CHECK: scf.for {{.*}} iter_args
// CHECK: memref.load %[[PACKED]]
// CHECK-COUNT-24: vector.fma
func.func private @gradient(%rows: index, %dy: tensor<1024x512xf32>, %x: tensor<1024x512xf32>)
    -> tensor<512x512xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<512x512xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<512x512xf32>) -> tensor<512x512xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%dy, %x : tensor<1024x512xf32>, tensor<1024x512xf32>)
      outs(%init : tensor<512x512xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<512x512xf32>
  return %sum : tensor<512x512xf32>
}

// The copy is made just before it is used.
// CHECK-LABEL: func.func @step(
// CHECK: %[[COPY:.*]] = call @gradient_lhs(%{{.*}}, %[[DY:.*]]) :
// CHECK: call @gradient(%{{.*}}, %[[DY]], %{{.*}}, %[[COPY]])
func.func @step(%rows: index, %dy: tensor<1024x512xf32>, %x: tensor<1024x512xf32>)
    -> tensor<512x512xf32> {
  %0 = call @gradient(%rows, %dy, %x)
      : (index, tensor<1024x512xf32>, tensor<1024x512xf32>) -> tensor<512x512xf32>
  return %0 : tensor<512x512xf32>
}

// A left operand that lies well is read as it lies.
// CHECK-NOT: nadir.packs
func.func private @forward(%rows: index, %x: tensor<1024x512xf32>, %w: tensor<512x512xf32>)
    -> tensor<1024x512xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<1024x512xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<1024x512xf32>) -> tensor<1024x512xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1024x512xf32>, tensor<512x512xf32>)
      outs(%init : tensor<1024x512xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<1024x512xf32>
  return %sum : tensor<1024x512xf32>
}
