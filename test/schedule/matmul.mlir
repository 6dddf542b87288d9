// RUN: nadir-opt %s --nadir-schedule-kernels | FileCheck %s

module attributes {nadir.capacity = 128 : i64} {
  // A layer: the weight's rows are contiguous along k, so they are packed, and
  // the tasks share columns, lest each of them packs all.
  func.func private @layer(%rows: index, %x: tensor<?x784xf32>, %w: tensor<64x784xf32>,
                           %bias: tensor<64xf32>) -> tensor<?x64xf32>
      attributes {nadir.kernel = "matmul"} {
    %zero = arith.constant 0.0 : f32
    %empty = tensor.empty(%rows) : tensor<?x64xf32>
    %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x64xf32>) -> tensor<?x64xf32>
    %sum = linalg.generic {
        indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                         affine_map<(m, n, k) -> (m, n)>],
        iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<?x784xf32>, tensor<64x784xf32>) outs(%init : tensor<?x64xf32>) {
    ^bb0(%a: f32, %b: f32, %s: f32):
      %p = arith.mulf %a, %b : f32
      %t = arith.addf %s, %p : f32
      linalg.yield %t : f32
    } -> tensor<?x64xf32>
    %out = tensor.empty(%rows) : tensor<?x64xf32>
    %relu = linalg.generic {
        indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (n)>,
                         affine_map<(m, n) -> (m, n)>],
        iterator_types = ["parallel", "parallel"]}
        ins(%sum, %bias : tensor<?x64xf32>, tensor<64xf32>) outs(%out : tensor<?x64xf32>) {
    ^bb0(%s: f32, %b: f32, %o: f32):
      %t = arith.addf %s, %b : f32
      %r = arith.maximumf %t, %zero : f32
      linalg.yield %r : f32
    } -> tensor<?x64xf32>
    return %relu : tensor<?x64xf32>
  }

  // A weight's gradient: k is the number of rows.
  func.func private @gradient(%rows: index, %dy: tensor<?x10xf32>, %x: tensor<?x32xf32>)
      -> tensor<10x32xf32> attributes {nadir.kernel = "matmul"} {
    %zero = arith.constant 0.0 : f32
    %empty = tensor.empty() : tensor<10x32xf32>
    %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<10x32xf32>) -> tensor<10x32xf32>
    %sum = linalg.generic {
        indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                         affine_map<(m, n, k) -> (m, n)>],
        iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%dy, %x : tensor<?x10xf32>, tensor<?x32xf32>) outs(%init : tensor<10x32xf32>) {
    ^bb0(%a: f32, %b: f32, %s: f32):
      %p = arith.mulf %a, %b : f32
      %t = arith.addf %s, %p : f32
      linalg.yield %t : f32
    } -> tensor<10x32xf32>
    return %sum : tensor<10x32xf32>
  }

  // All rows meet a block of packed columns before the next is packed.
  func.func private @large(%rows: index, %x: tensor<1024x1024xf32>, %w: tensor<1024x1024xf32>)
      -> tensor<1024x1024xf32> attributes {nadir.kernel = "matmul"} {
    %zero = arith.constant 0.0 : f32
    %empty = tensor.empty() : tensor<1024x1024xf32>
    %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<1024x1024xf32>) -> tensor<1024x1024xf32>
    %sum = linalg.generic {
        indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                         affine_map<(m, n, k) -> (m, n)>],
        iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%x, %w : tensor<1024x1024xf32>, tensor<1024x1024xf32>) outs(%init : tensor<1024x1024xf32>) {
    ^bb0(%a: f32, %b: f32, %s: f32):
      %p = arith.mulf %a, %b : f32
      %t = arith.addf %s, %p : f32
      linalg.yield %t : f32
    } -> tensor<1024x1024xf32>
    return %sum : tensor<1024x1024xf32>
  }

  func.func private @few_rows(%rows: index, %dy: tensor<1024x10xf32>, %x: tensor<1024x512xf32>)
      -> tensor<10x512xf32> attributes {nadir.kernel = "matmul"} {
    %zero = arith.constant 0.0 : f32
    %empty = tensor.empty() : tensor<10x512xf32>
    %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<10x512xf32>) -> tensor<10x512xf32>
    %sum = linalg.generic {
        indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                         affine_map<(m, n, k) -> (m, n)>],
        iterator_types = ["parallel", "parallel", "reduction"]}
        ins(%dy, %x : tensor<1024x10xf32>, tensor<1024x512xf32>)
        outs(%init : tensor<10x512xf32>) {
    ^bb0(%a: f32, %b: f32, %s: f32):
      %p = arith.mulf %a, %b : f32
      %t = arith.addf %s, %p : f32
      linalg.yield %t : f32
    } -> tensor<10x512xf32>
    return %sum : tensor<10x512xf32>
  }
}

// CHECK-LABEL: func.func private @layer_tasks(
// CHECK-SAME: %[[ROWS:.*]]: index, %[[TASK:[^:]*]]: index, %[[X:.*]]: memref<128x784xf32> {llvm.noalias}
// CHECK-SAME: memref<[[BYTES:.*]]xi8> {{.*}}nadir.scratch_per_task = [[BYTES]] : i64
// CHECK-SAME: nadir.task_extent = 64 : i64, nadir.task_grain = 32 : i64

// Panels are transposed in groups of 128 bits.
// CHECK: vector.load {{.*}} vector<4xf32>
// CHECK: vector.shuffle {{.*}} : vector<16xf32>, vector<16xf32>
// Whole tiles, of which ten make up the capacity, and small ones for the case
// that there are fewer rows than a tile has. The last whole one is moved up.
// CHECK: %[[WHOLE:.*]] = arith.cmpi sge, %[[ROWS]], %c13
// CHECK: scf.if %[[WHOLE]]
// CHECK: %[[LAST:.*]] = arith.subi %[[ROWS]], %c13
// CHECK: arith.minsi %{{.*}}, %[[LAST]]
// CHECK: scf.for {{.*}} iter_args
// CHECK-COUNT-104: vector.fma
// CHECK-NOT: vector.fma
// The epilogue runs along rows.
// CHECK: scf.for
// CHECK: scf.for %{{.*}} step %c16
// CHECK: arith.maximumf
// CHECK: } else {
// CHECK: scf.for {{.*}} iter_args
// CHECK-COUNT-8: vector.fma
// CHECK-NOT: vector.fma

// CHECK-LABEL: func.func private @gradient_tasks(
// CHECK-SAME: %[[ROWS:.*]]: index, %{{[^:]*}}: index, %[[DY:.*]]: memref<128x10xf32>
// CHECK-SAME: nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64
// Four steps of k at a time, then what is left.
// CHECK: %[[EVEN:.*]] = arith.andi %[[ROWS]], %c-4
// CHECK: scf.for %{{.*}} = %c0 to %[[EVEN]] step %c4
// CHECK: scf.for %{{.*}} = %[[EVEN]] to %[[ROWS]] step %c1

// CHECK-LABEL: func.func private @large_tasks(
// CHECK-SAME: index, %[[TASK:[^:]*]]: index,
// CHECK-SAME: nadir.task_extent = 1024 : i64, nadir.task_grain = 128 : i64
// Rows of the right operand are copied, and asked for some steps ahead.
// CHECK: scf.for
// CHECK: scf.for
// CHECK: memref.prefetch
// CHECK: vector.load
// CHECK: vector.store
// Tiles of rows, and in each of them those of columns.
// CHECK: %[[FIRST:.*]] = arith.muli %{{.*}}, %c6 : index
// CHECK: arith.minsi %[[FIRST]], %c1018
// CHECK: scf.for {{.*}} iter_args
// CHECK-COUNT-96: vector.fma
// CHECK-NOT: vector.fma

// A single tile of rows reads the other operand once: it takes a few of its
// rows at a time, whole, and keeps the sums meanwhile.
// CHECK-LABEL: func.func private @few_rows_tasks(
// CHECK-SAME: nadir.task_extent = 512 : i64
// CHECK: scf.for %{{.*}} = %c0 to %{{.*}} step %c32
// CHECK-NOT: vector.store
// CHECK: vector.load %[[SUMS:[a-z0-9_]+]][
// CHECK: scf.for {{.*}} iter_args
// CHECK: vector.fma
// CHECK: vector.store %{{.*}}, %[[SUMS]][
