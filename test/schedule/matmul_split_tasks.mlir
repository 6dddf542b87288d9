// RUN: nadir-opt %s --nadir-schedule-kernels="split-products=where-faster" | FileCheck %s

// Columns of a gradient alone may be shared out: the right operand is larger.
// CHECK-LABEL: func.func private @gradient_tasks(
// CHECK-SAME: nadir.task_extent = 784 : i64, nadir.task_grain = 416 : i64
// CHECK: llvm.x86.tdpbf16ps
func.func private @gradient(%rows: index, %dy: tensor<128x64xf32>, %x: tensor<128x784xf32>)
    -> tensor<64x784xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<64x784xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<64x784xf32>) -> tensor<64x784xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%dy, %x : tensor<128x64xf32>, tensor<128x784xf32>) outs(%init : tensor<64x784xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<64x784xf32>
  return %sum : tensor<64x784xf32>
}

// If it updates a parameter and states, tasks have whole rows: each processor
// would have to wait for lines of them that the other one has prefetched.
// CHECK-LABEL: func.func private @update_tasks(
// CHECK-SAME: nadir.task_extent = 64 : i64, nadir.task_grain = 32 : i64
// CHECK: llvm.x86.tdpbf16ps
func.func private @update(%rows: index, %dy: tensor<128x64xf32>, %x: tensor<128x784xf32>,
                          %m: tensor<64x784xf32>, %v: tensor<64x784xf32>, %w: tensor<64x784xf32>)
    -> (tensor<64x784xf32>, tensor<64x784xf32>, tensor<64x784xf32>)
    attributes {nadir.kernel = "matmul", nadir.update} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<64x784xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<64x784xf32>) -> tensor<64x784xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%dy, %x : tensor<128x64xf32>, tensor<128x784xf32>) outs(%init : tensor<64x784xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<64x784xf32>
  %new:3 = linalg.generic {
      indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>,
                       affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>,
                       affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>,
                       affine_map<(m, n) -> (m, n)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%sum, %m, %v, %w : tensor<64x784xf32>, tensor<64x784xf32>, tensor<64x784xf32>, tensor<64x784xf32>)
      outs(%empty, %empty, %empty : tensor<64x784xf32>, tensor<64x784xf32>, tensor<64x784xf32>) {
  ^bb0(%g: f32, %a: f32, %b: f32, %c: f32, %o0: f32, %o1: f32, %o2: f32):
    %na = arith.addf %a, %g : f32
    %nb = arith.addf %b, %g : f32
    %nc = arith.subf %c, %na : f32
    linalg.yield %na, %nb, %nc : f32, f32, f32
  } -> (tensor<64x784xf32>, tensor<64x784xf32>, tensor<64x784xf32>)
  return %new#0, %new#1, %new#2 : tensor<64x784xf32>, tensor<64x784xf32>, tensor<64x784xf32>
}

// A layer with few units is done by multiply-adds: its inputs, which are many,
// would be split for two tiles of columns only.
// CHECK-LABEL: func.func private @few_units_tasks(
// CHECK-NOT: llvm.x86.t
func.func private @few_units(%rows: index, %x: tensor<128x784xf32>, %w: tensor<64x784xf32>)
    -> tensor<128x64xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<128x64xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<128x64xf32>) -> tensor<128x64xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<128x784xf32>, tensor<64x784xf32>) outs(%init : tensor<128x64xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<128x64xf32>
  return %sum : tensor<128x64xf32>
}
