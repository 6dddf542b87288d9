// RUN: nadir-opt %s --nadir-schedule-kernels | FileCheck %s --check-prefix=ANY
// RUN: nadir-opt %s --nadir-schedule-kernels="pool-threads=1" | FileCheck %s --check-prefix=ONE
// RUN: nadir-opt %s --nadir-schedule-kernels="pool-threads=2" | FileCheck %s --check-prefix=TWO
// RUN: nadir-opt %s --nadir-schedule-kernels="pool-threads=8" | FileCheck %s --check-prefix=EIGHT
// RUN: nadir-opt %s --nadir-schedule-kernels="pool-threads=1000000000000" | FileCheck %s --check-prefix=EIGHT
// RUN: not nadir-opt %s --nadir-schedule-kernels="pool-threads=-1" 2>&1 | FileCheck %s --check-prefix=NEGATIVE

// NEGATIVE: error: pool-threads: expected 0 or a number of threads, found -1

// More tasks than threads cost more than they gain, as each packs what it
// reads.
// ANY: nadir.task_extent = 512 : i64, nadir.task_grain = 64 : i64
// ONE: nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64
// TWO: nadir.task_extent = 512 : i64, nadir.task_grain = 256 : i64
// EIGHT: nadir.task_extent = 512 : i64, nadir.task_grain = 64 : i64
func.func private @product(%rows: index, %x: tensor<512x512xf32>, %w: tensor<512x512xf32>)
    -> tensor<512x512xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<512x512xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<512x512xf32>) -> tensor<512x512xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<512x512xf32>, tensor<512x512xf32>) outs(%init : tensor<512x512xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<512x512xf32>
  return %sum : tensor<512x512xf32>
}
