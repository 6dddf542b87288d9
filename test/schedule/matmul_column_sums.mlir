// RUN: nadir-opt %s --nadir-schedule-kernels 2>%t | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK < %t

// Columns of a product's results are added up by its epilogue, in the order of
// the rows: a task has all rows of its columns, and begins at 0.
// CHECK-LABEL: func.func private @sums_tasks(
// CHECK-SAME: %[[OUT:[a-z0-9]+]]: memref<1x512xf32>
// CHECK-SAME: nadir.task_extent = 512 : i64, nadir.task_grain = 256 : i64
// CHECK: %[[CLEARED:.*]] = memref.reinterpret_cast %[[OUT]]
// CHECK: scf.for
// CHECK-NEXT: memref.store %{{.*}}, %[[CLEARED]][%{{.*}}] : memref<512xf32>
// CHECK: %[[SUMS:.*]] = memref.reinterpret_cast %[[OUT]]
// CHECK: vector.fma
// CHECK: %[[MASKED:.*]] = arith.select
// CHECK: vector.store %[[MASKED]]
// CHECK: %[[BEFORE:.*]] = vector.load %[[SUMS]]
// CHECK: %[[SUM:.*]] = arith.addf %[[BEFORE]], %[[MASKED]]
// CHECK: vector.store %[[SUM]], %[[SUMS]]
func.func private @sums(%rows: index, %x: tensor<4000x64xf32>, %w: tensor<64x512xf32>, %m: tensor<4000x512xf32>)
    -> (tensor<4000x512xf32>, tensor<1x512xf32>) attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4000x512xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4000x512xf32>) -> tensor<4000x512xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4000x64xf32>, tensor<64x512xf32>) outs(%init : tensor<4000x512xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<4000x512xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>],
     iterator_types = ["parallel", "parallel"]} ins(%sum, %m : tensor<4000x512xf32>, tensor<4000x512xf32>) outs(%empty : tensor<4000x512xf32>) {
  ^bb0(%x0: f32, %y: f32, %o: f32):
    %a = arith.cmpf ogt, %y, %zero : f32
    %v = arith.select %a, %x0, %zero : f32
    linalg.yield %v : f32
  } -> tensor<4000x512xf32>
  %e1 = tensor.empty() : tensor<1x512xf32>
  %g = linalg.fill ins(%zero : f32) outs(%e1 : tensor<1x512xf32>) -> tensor<1x512xf32>
  %h = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (0, n)>], iterator_types = ["reduction", "parallel"]}
     ins(%r : tensor<4000x512xf32>) outs(%g : tensor<1x512xf32>) {
  ^bb0(%x0: f32, %s: f32):
    %t = arith.addf %s, %x0 : f32
    linalg.yield %t : f32
  } -> tensor<1x512xf32>
  return %r, %h : tensor<4000x512xf32>, tensor<1x512xf32>
}

// REMARK: kernel 'column' is not vectorised: columns are added up of a result that is not a matrix
func.func private @column(%rows: index, %x: tensor<40x7xf32>, %w: tensor<7x1xf32>, %m: tensor<40x1xf32>)
    -> (tensor<40x1xf32>, tensor<1x1xf32>) attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<40x1xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<40x1xf32>) -> tensor<40x1xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<40x7xf32>, tensor<7x1xf32>) outs(%init : tensor<40x1xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<40x1xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>],
     iterator_types = ["parallel", "parallel"]} ins(%sum, %m : tensor<40x1xf32>, tensor<40x1xf32>) outs(%empty : tensor<40x1xf32>) {
  ^bb0(%x0: f32, %y: f32, %o: f32):
    %a = arith.cmpf ogt, %y, %zero : f32
    %v = arith.select %a, %x0, %zero : f32
    linalg.yield %v : f32
  } -> tensor<40x1xf32>
  %e1 = tensor.empty() : tensor<1x1xf32>
  %g = linalg.fill ins(%zero : f32) outs(%e1 : tensor<1x1xf32>) -> tensor<1x1xf32>
  %h = linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (0, n)>], iterator_types = ["reduction", "parallel"]}
     ins(%r : tensor<40x1xf32>) outs(%g : tensor<1x1xf32>) {
  ^bb0(%x0: f32, %s: f32):
    %t = arith.addf %s, %x0 : f32
    linalg.yield %t : f32
  } -> tensor<1x1xf32>
  return %r, %h : tensor<40x1xf32>, tensor<1x1xf32>
}
