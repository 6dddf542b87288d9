// RUN: nadir-opt %s --nadir-schedule-kernels | FileCheck %s

// One row with columns whose steps of k are neighbours: sums along the columns,
// which are read where they are.
// CHECK-LABEL: func.func private @row_tasks(
// CHECK-NOT: memref.alloca
// CHECK: arith.mulf {{.*}} : vector<64xf32>
// CHECK-NEXT: arith.addf {{.*}} : vector<64xf32>
func.func private @row(%rows: index, %x: tensor<1x512xf32>, %w: tensor<64x512xf32>)
    -> tensor<1x64xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<1x64xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<1x64xf32>) -> tensor<1x64xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<1x512xf32>, tensor<64x512xf32>) outs(%init : tensor<1x64xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<1x64xf32>
  return %sum : tensor<1x64xf32>
}

// The copy that makes rows of columns serves all rows of more than one.
// CHECK-LABEL: func.func private @rows_tasks(
// CHECK: vector.shuffle
// CHECK: vector.fma
func.func private @rows(%rows: index, %x: tensor<2x512xf32>, %w: tensor<64x512xf32>)
    -> tensor<2x64xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<2x64xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<2x64xf32>) -> tensor<2x64xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<2x512xf32>, tensor<64x512xf32>) outs(%init : tensor<2x64xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<2x64xf32>
  return %sum : tensor<2x64xf32>
}

// The same holds for one column and contiguous rows.
// CHECK-LABEL: func.func private @column_tasks(
// CHECK-NOT: vector.fma
// CHECK: arith.mulf {{.*}} : vector<64xf32>
// CHECK-NEXT: arith.addf {{.*}} : vector<64xf32>
func.func private @column(%rows: index, %x: tensor<128x512xf32>, %w: tensor<512x1xf32>)
    -> tensor<128x1xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<128x1xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<128x1xf32>) -> tensor<128x1xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<128x512xf32>, tensor<512x1xf32>) outs(%init : tensor<128x1xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<128x1xf32>
  return %sum : tensor<128x1xf32>
}

// Few columns would leave lanes idle: rows, which are neighbours in the left
// operand, take their place. Results are then apart.
// CHECK-LABEL: func.func private @few_columns_tasks(
// CHECK-SAME: %[[X:[^:]*]]: memref<200x64xf32>
// CHECK: %[[FLAT:.*]] = memref.reinterpret_cast %[[X]]
// CHECK: vector.load %[[FLAT]]{{.*}} vector<16xf32>
// CHECK: vector.fma
// CHECK: vector.scatter {{.*}} vector<16xf32>
func.func private @few_columns(%rows: index, %x: tensor<200x64xf32>, %w: tensor<200x10xf32>)
    -> tensor<64x10xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<64x10xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<64x10xf32>) -> tensor<64x10xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<200x64xf32>, tensor<200x10xf32>) outs(%init : tensor<64x10xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<64x10xf32>
  return %sum : tensor<64x10xf32>
}

// With few steps of k that doesn't make up for it.
// CHECK-LABEL: func.func private @few_steps_tasks(
// CHECK-NOT: vector.scatter
// CHECK: return
func.func private @few_steps(%rows: index, %x: tensor<100x64xf32>, %w: tensor<100x10xf32>)
    -> tensor<64x10xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<64x10xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<64x10xf32>) -> tensor<64x10xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<100x64xf32>, tensor<100x10xf32>) outs(%init : tensor<64x10xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<64x10xf32>
  return %sum : tensor<64x10xf32>
}
