// RUN: nadir-opt %s --nadir-schedule-kernels --split-input-file --verify-diagnostics

// expected-error @below {{expected 'nadir.matmul' to hold 'vectors' from 1 to 4 and 'columns' from 1 to 4096 of type i64, found {vectors = 5 : i64}}}
func.func private @choice(%rows: index, %x: tensor<4x6xf32>, %w: tensor<6x8xf32>) -> tensor<4x8xf32>
    attributes {nadir.kernel = "matmul", nadir.matmul = {vectors = 5 : i64}} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x6xf32>, tensor<6x8xf32>) outs(%init : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<4x8xf32>
  return %sum : tensor<4x8xf32>
}

// -----

// expected-error @below {{expected 'nadir.matmul' to hold 'vectors' from 1 to 4 and 'columns' from 1 to 4096 of type i64, found {columns = 0 : i64}}}
func.func private @choice(%rows: index, %x: tensor<4x6xf32>, %w: tensor<6x8xf32>) -> tensor<4x8xf32>
    attributes {nadir.kernel = "matmul", nadir.matmul = {columns = 0 : i64}} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x6xf32>, tensor<6x8xf32>) outs(%init : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<4x8xf32>
  return %sum : tensor<4x8xf32>
}

// -----

// expected-error @below {{expected 'nadir.matmul' to hold 'vectors' from 1 to 4 and 'columns' from 1 to 4096 of type i64, found {vectors = 2 : i32}}}
func.func private @choice(%rows: index, %x: tensor<4x6xf32>, %w: tensor<6x8xf32>) -> tensor<4x8xf32>
    attributes {nadir.kernel = "matmul", nadir.matmul = {vectors = 2 : i32}} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x6xf32>, tensor<6x8xf32>) outs(%init : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<4x8xf32>
  return %sum : tensor<4x8xf32>
}

// -----

// expected-error @below {{expected 'nadir.matmul' to hold 'vectors' from 1 to 4 and 'columns' from 1 to 4096 of type i64, found {rows = 4 : i64}}}
func.func private @choice(%rows: index, %x: tensor<4x6xf32>, %w: tensor<6x8xf32>) -> tensor<4x8xf32>
    attributes {nadir.kernel = "matmul", nadir.matmul = {rows = 4 : i64}} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x6xf32>, tensor<6x8xf32>) outs(%init : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<4x8xf32>
  return %sum : tensor<4x8xf32>
}

// -----

// expected-error @below {{expected 'nadir.matmul' to hold 'vectors' from 1 to 4 and 'columns' from 1 to 4096 of type i64, found 3 : i64}}
func.func private @choice(%rows: index, %x: tensor<4x6xf32>, %w: tensor<6x8xf32>) -> tensor<4x8xf32>
    attributes {nadir.kernel = "matmul", nadir.matmul = 3 : i64} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4x8xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x8xf32>) -> tensor<4x8xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x6xf32>, tensor<6x8xf32>) outs(%init : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<4x8xf32>
  return %sum : tensor<4x8xf32>
}
