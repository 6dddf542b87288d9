// RUN: nadir-opt %s --nadir-schedule-kernels | FileCheck %s
// RUN: nadir-opt %s --nadir-schedule-kernels=threads=false | FileCheck %s --check-prefix=ALONE

// Each task packs its part of the right operand: where k is long and there are
// few rows, fewer tasks than the product's size would allow cost less.
// CHECK-LABEL: func.func private @long_k_tasks(
// CHECK-SAME: nadir.task_extent = 128 : i64, nadir.task_grain = 32 : i64
// A program for one thread has nobody to share with.
// ALONE-LABEL: func.func private @long_k_tasks(
// ALONE-SAME: nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64
func.func private @long_k(%rows: index, %x: tensor<256x3000xf32>, %w: tensor<3000x128xf32>)
    -> tensor<256x128xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<256x128xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<256x128xf32>) -> tensor<256x128xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<256x3000xf32>, tensor<3000x128xf32>) outs(%init : tensor<256x128xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<256x128xf32>
  return %sum : tensor<256x128xf32>
}

// A transposed left operand is read in place while the lines of its steps of k
// spread over the cache: 500 columns. With 512 all of them would fall into few
// places, and it is packed.
// CHECK-LABEL: func.func private @spread_tasks(
// CHECK-NOT: vector<8xf32>
// CHECK-LABEL: func.func private @collide_tasks(
// CHECK: vector.store {{.*}} vector<8xf32>
func.func private @spread(%rows: index, %x: tensor<1024x500xf32>, %w: tensor<1024x128xf32>)
    -> tensor<500x128xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<500x128xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<500x128xf32>) -> tensor<500x128xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1024x500xf32>, tensor<1024x128xf32>) outs(%init : tensor<500x128xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<500x128xf32>
  return %sum : tensor<500x128xf32>
}

func.func private @collide(%rows: index, %x: tensor<1024x512xf32>, %w: tensor<1024x128xf32>)
    -> tensor<512x128xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<512x128xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<512x128xf32>) -> tensor<512x128xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1024x512xf32>, tensor<1024x128xf32>) outs(%init : tensor<512x128xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<512x128xf32>
  return %sum : tensor<512x128xf32>
}

// Two threads have nearly the same to do: four tasks of 192 columns and one of
// 16, where six of 144 would leave one with 80 columns less than the other.
// CHECK-LABEL: func.func private @ragged_tasks(
// CHECK-SAME: nadir.task_extent = 784 : i64, nadir.task_grain = 192 : i64
func.func private @ragged(%rows: index, %x: tensor<1024x512xf32>, %w: tensor<1024x784xf32>)
    -> tensor<512x784xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<512x784xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<512x784xf32>) -> tensor<512x784xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1024x512xf32>, tensor<1024x784xf32>) outs(%init : tensor<512x784xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<512x784xf32>
  return %sum : tensor<512x784xf32>
}

// Where there are few steps of k, tasks have whole rows: each processor would
// prefetch what another one writes, and that is most of the work.
// CHECK-LABEL: func.func private @few_steps_tasks(
// CHECK-SAME: nadir.task_extent = 960 : i64, nadir.task_grain = 480 : i64
func.func private @few_steps(%rows: index, %x: tensor<960x8xf32>, %w: tensor<8x1024xf32>)
    -> tensor<960x1024xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<960x1024xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<960x1024xf32>) -> tensor<960x1024xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<960x8xf32>, tensor<8x1024xf32>) outs(%init : tensor<960x1024xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<960x1024xf32>
  return %sum : tensor<960x1024xf32>
}
