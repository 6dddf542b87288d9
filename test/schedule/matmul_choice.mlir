// RUN: nadir-opt %s --nadir-schedule-kernels | FileCheck %s

// A choice takes the place of the cost model's: three vectors in a row of the
// tile, and k in four parts, as then 512 columns fit into a block. 256 vectors
// of columns leave one, which has a tile of its own. The model would rather
// have four.
// CHECK-LABEL: func.func private @chosen_tasks(
// CHECK: scf.for %{{.*}} = %c0 to %c1024 step %c256
// CHECK: scf.for {{.*}} iter_args
// CHECK-COUNT-96: vector.fma
// CHECK: scf.for {{.*}} iter_args
// CHECK-COUNT-24: vector.fma
// CHECK-NOT: vector.fma
// CHECK: vector.store
// CHECK: scf.if
// CHECK: scf.for {{.*}} iter_args
// CHECK-COUNT-32: vector.fma
// CHECK: scf.for {{.*}} iter_args
// CHECK-COUNT-8: vector.fma
// CHECK-NOT: vector.fma
// CHECK: vector.store
// CHECK-LABEL: func.func private @modelled_tasks(
// CHECK-NOT: = %c0 to %c512 step %c256
// CHECK: scf.for {{.*}} iter_args
// CHECK-COUNT-4: vector.load
// CHECK-COUNT-24: vector.fma
// CHECK-COUNT-4: vector.load
// CHECK-COUNT-24: vector.fma
// CHECK-COUNT-4: vector.load
// CHECK-COUNT-24: vector.fma
// CHECK-COUNT-4: vector.load
// CHECK-COUNT-24: vector.fma
// CHECK-NOT: vector.fma
// CHECK: vector.store
// CHECK-NOT: vector.fma
func.func private @chosen(%rows: index, %x: tensor<256x1024xf32>, %w: tensor<1024x4096xf32>)
    -> tensor<256x4096xf32>
    attributes {nadir.kernel = "matmul", nadir.matmul = {vectors = 3 : i64, columns = 512 : i64}} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<256x4096xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<256x4096xf32>) -> tensor<256x4096xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<256x1024xf32>, tensor<1024x4096xf32>) outs(%init : tensor<256x4096xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<256x4096xf32>
  return %sum : tensor<256x4096xf32>
}

func.func private @modelled(%rows: index, %x: tensor<256x512xf32>, %w: tensor<512x4096xf32>)
    -> tensor<256x4096xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<256x4096xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<256x4096xf32>) -> tensor<256x4096xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<256x512xf32>, tensor<512x4096xf32>) outs(%init : tensor<256x4096xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<256x4096xf32>
  return %sum : tensor<256x4096xf32>
}
