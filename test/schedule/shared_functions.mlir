// RUN: nadir-opt %s --nadir-schedule-kernels="split-products=always" --split-input-file | FileCheck %s

// Kernels call the same function for what they do alike, whatever the sizes of
// their buffers.
// CHECK-LABEL: func.func private @first_tasks(
// CHECK: call @split.right.k_contiguous.whole_strips(
// CHECK: call @multiply_plain_tile.gathered(
// CHECK-LABEL: func.func private @second_tasks(
// CHECK: call @split.right.k_contiguous.whole_strips(
// CHECK: call @multiply_plain_tile.gathered(
// CHECK: func.func private @split.right.k_contiguous.whole_strips(
// CHECK-NOT: func.func private @split.right
func.func private @first(%rows: index, %x: tensor<64x64xf32>, %w: tensor<64x64xf32>)
    -> tensor<64x64xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<64x64xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<64x64xf32>) -> tensor<64x64xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<64x64xf32>, tensor<64x64xf32>) outs(%init : tensor<64x64xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<64x64xf32>
  return %sum : tensor<64x64xf32>
}

func.func private @second(%rows: index, %x: tensor<32x96xf32>, %w: tensor<128x96xf32>)
    -> tensor<32x128xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<32x128xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<32x128xf32>) -> tensor<32x128xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<32x96xf32>, tensor<128x96xf32>) outs(%init : tensor<32x128xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<32x128xf32>
  return %sum : tensor<32x128xf32>
}

// -----

// Somebody else's function of that name is left alone.
// CHECK-LABEL: func.func private @multiply_plain_tile(i32)
// CHECK-LABEL: func.func private @product_tasks(
// CHECK: call @[[OURS:multiply_plain_tile_[0-9]+]](
// CHECK: func.func private @[[OURS]](
func.func private @multiply_plain_tile(i32)

func.func private @product(%rows: index, %x: tensor<64x64xf32>, %w: tensor<64x64xf32>)
    -> tensor<64x64xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<64x64xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<64x64xf32>) -> tensor<64x64xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<64x64xf32>, tensor<64x64xf32>) outs(%init : tensor<64x64xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<64x64xf32>
  return %sum : tensor<64x64xf32>
}
