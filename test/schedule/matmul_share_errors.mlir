// RUN: nadir-opt %s --nadir-schedule-kernels --split-input-file --verify-diagnostics

// expected-error@+1 {{cannot pack: 'nadir.packs' names no kernel with a body}}
func.func private @nothing(%rows: index, %x: tensor<1024x512xf32>) -> tensor<528xf32>
    attributes {nadir.kernel = "pack"} {
  %0 = tensor.empty() : tensor<528xf32>
  return %0 : tensor<528xf32>
}

// -----

// expected-error@+1 {{cannot pack: 'nadir.packs' names no kernel with a body}}
func.func private @gone(%rows: index, %x: tensor<1024x512xf32>) -> tensor<528xf32>
    attributes {nadir.kernel = "pack", nadir.packs = @missing} {
  %0 = tensor.empty() : tensor<528xf32>
  return %0 : tensor<528xf32>
}

// -----

// expected-error@+1 {{cannot pack: the product doesn't share what this packs}}
func.func private @unwanted(%rows: index, %x: tensor<4x4xf32>) -> tensor<528xf32>
    attributes {nadir.kernel = "pack", nadir.packs = @small} {
  %0 = tensor.empty() : tensor<528xf32>
  return %0 : tensor<528xf32>
}
func.func private @small(%rows: index, %x: tensor<4x4xf32>, %w: tensor<4x4xf32>)
    -> tensor<4x4xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4x4xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x4xf32>) -> tensor<4x4xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x4xf32>, tensor<4x4xf32>) outs(%init : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<4x4xf32>
  return %sum : tensor<4x4xf32>
}

// -----

// A product that is said to have a packed operand but hasn't is done one
// element after the other.
// expected-remark@+1 {{kernel 'claims' is not vectorised: its packed operand is not that of the plan}}
func.func private @claims(%rows: index, %x: tensor<4x4xf32>, %w: tensor<4x4xf32>)
    -> tensor<4x4xf32> attributes {nadir.kernel = "matmul", nadir.packed_lhs} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4x4xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x4xf32>) -> tensor<4x4xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x4xf32>, tensor<4x4xf32>) outs(%init : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<4x4xf32>
  return %sum : tensor<4x4xf32>
}
