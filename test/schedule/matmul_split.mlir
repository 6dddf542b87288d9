// RUN: nadir-opt %s --nadir-schedule-kernels="split-products=where-faster" | FileCheck %s
// RUN: nadir-opt %s --nadir-schedule-kernels | FileCheck %s --check-prefix=NEVER

// NEVER-NOT: llvm.x86.t
// NEVER-NOT: syscall

// A large product asks for the matrix unit, splits a block of columns, each
// strip with its largest magnitude, and does a tile with it only if those of
// its strips are in range. Each tile of rows is split while the unit does the
// one before, the first one behind a tile that doesn't exist.
// CHECK-LABEL: func.func private @large_tasks(
// CHECK: %[[STATUS:.*]] = llvm.inline_asm has_side_effects "syscall"
// CHECK: %[[READY:.*]] = arith.cmpi eq, %[[STATUS]]
// CHECK: scf.if %[[READY]] {
// CHECK: llvm.call_intrinsic "llvm.x86.ldtilecfg"
// CHECK: memref.reinterpret_cast %[[PACKED_RIGHT:.*]] to {{.*}} memref<[[ANY:[0-9]+]]xi32>
// CHECK-NEXT: call @split.right.whole_strips.whole_steps(%{{.*}}) : (memref<[[ANY]]xf32>
// CHECK: scf.for %[[NUMBER:.*]] = %c-1
// CHECK: %[[FOLLOWS:.*]] = arith.cmpi sge, %[[NUMBER]], %c0
// CHECK: arith.select %[[FOLLOWS]], %c32, %c0
// CHECK: memref.store %{{.*}}, %[[LEFT_BEHIND:.*]][%c0]
// CHECK: %[[EXISTS:.*]] = arith.cmpi sge, %[[NUMBER]], %c0
// CHECK-NEXT: scf.if %[[EXISTS]] {
// CHECK-COUNT-2: memref.load %[[PACKED_LEFT:.*]][
// CHECK: arith.maxui
// CHECK-COUNT-2: memref.load %[[PACKED_RIGHT]][
// CHECK: arith.maxui
// CHECK: %[[SPLIT:.*]] = arith.andi %[[READY]]
// CHECK: scf.if %[[SPLIT]] {
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.tilezero"
// Of nine products of parts, five small ones come first; in between, some of
// the next rows are split.
// CHECK: scf.for
// CHECK: llvm.inline_asm has_side_effects "vsubss
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.tdpbf16ps"
// CHECK-NEXT: scf.for
// CHECK: arith.subf
// CHECK: vector.store %{{.*}}, %[[PACKED_LEFT]][
// CHECK: }
// CHECK-COUNT-8: llvm.call_intrinsic "llvm.x86.tdpbf16ps"
// CHECK-NEXT: scf.for
// CHECK: arith.subf
// CHECK: vector.store %{{.*}}, %[[PACKED_LEFT]][
// CHECK: }
// CHECK-COUNT-8: llvm.call_intrinsic "llvm.x86.tdpbf16ps"
// CHECK: }
// CHECK: scf.for
// CHECK: llvm.inline_asm has_side_effects "vsubss
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.tdpbf16ps"
// CHECK: }
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.tilestored64"
// CHECK: } else {
// CHECK: call @multiply_plain_tile(
// Rows beside which no tile was done are split at the end.
// CHECK: memref.load %[[LEFT_BEHIND]][%c0]
// CHECK: memref.store %{{.*}}, %[[LEFT_BEHIND]][%c0]
// CHECK: memref.load %[[LEFT_BEHIND]][%c0]
// CHECK: memref.reinterpret_cast %[[PACKED_LEFT]] to
// CHECK-NEXT: call @split_rows.left.k_contiguous.whole_strips(
// CHECK: %[[LEFT:.*]] = vector.reduction <maxui>
// CHECK: memref.store %[[LEFT]], %[[PACKED_LEFT]][
// CHECK: scf.if %[[READY]] {
// CHECK: llvm.call_intrinsic "llvm.x86.tilerelease"
func.func private @large(%rows: index, %x: tensor<256x256xf32>, %w: tensor<256x256xf32>)
    -> tensor<256x256xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<256x256xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<256x256xf32>) -> tensor<256x256xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<256x256xf32>, tensor<256x256xf32>) outs(%init : tensor<256x256xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<256x256xf32>
  return %sum : tensor<256x256xf32>
}

// Rows of a transposed left operand are turned before they are split, a whole
// block at a time.
// CHECK-LABEL: func.func private @turned_tasks(
// CHECK: call @split.right.whole_strips.whole_steps(
// CHECK: call @split.left.whole_strips.whole_steps(
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.tdpbf16ps"
// CHECK-NOT: arith.subf
// CHECK: llvm.call_intrinsic "llvm.x86.tilestored64"
func.func private @turned(%rows: index, %x: tensor<256x256xf32>, %w: tensor<256x256xf32>)
    -> tensor<256x256xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<256x256xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<256x256xf32>) -> tensor<256x256xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<256x256xf32>, tensor<256x256xf32>) outs(%init : tensor<256x256xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<256x256xf32>
  return %sum : tensor<256x256xf32>
}

// Sums wait for the next block of k in memory: those of the first block are left
// there, those of others are added to them when they are complete.
// CHECK-LABEL: func.func private @long_tasks(
// CHECK: %[[SUMS:.*]] = memref.view
// CHECK: %[[BLOCK_SUMS:.*]] = memref.alloca() {alignment = 64 : i64} : memref<1536xf32>
// CHECK: %[[PLACE:.*]] = memref.extract_aligned_pointer_as_index %[[SUMS]]
// CHECK: %[[IS_LATER:.*]] = arith.cmpi sge, %{{.*}}, %c1
// CHECK: %[[BLOCK_PLACE:.*]] = memref.extract_aligned_pointer_as_index %[[BLOCK_SUMS]]
// CHECK: arith.select %[[IS_LATER]], %[[BLOCK_PLACE]], %{{.*}} : index
// CHECK: arith.select %[[IS_LATER]], %c48, %{{.*}} : index
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.tilezero"
// CHECK: llvm.call_intrinsic "llvm.x86.tdpbf16ps"
// CHECK-COUNT-4: llvm.call_intrinsic "llvm.x86.tilestored64"
// CHECK-NEXT: %[[ADDS_UP:.*]] = arith.cmpi sge, %{{.*}}, %c1
// CHECK-NEXT: scf.if %[[ADDS_UP]] {
// CHECK-NEXT: scf.for
// CHECK: vector.load %[[SUMS]][
// CHECK: vector.load %[[BLOCK_SUMS]][
// CHECK: arith.addf
// CHECK: vector.store %{{.*}}, %[[SUMS]][
func.func private @long(%rows: index, %x: tensor<256x3000xf32>, %w: tensor<3000x256xf32>)
    -> tensor<256x256xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<256x256xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<256x256xf32>) -> tensor<256x256xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<256x3000xf32>, tensor<3000x256xf32>) outs(%init : tensor<256x256xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<256x256xf32>
  return %sum : tensor<256x256xf32>
}

// To split operands takes longer than to multiply few rows or columns.
// CHECK-LABEL: func.func private @few_rows_tasks(
// CHECK-NOT: llvm.x86.t
func.func private @few_rows(%rows: index, %x: tensor<8x256xf32>, %w: tensor<256x256xf32>)
    -> tensor<8x256xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<8x256xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<8x256xf32>) -> tensor<8x256xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<8x256xf32>, tensor<256x256xf32>) outs(%init : tensor<8x256xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<8x256xf32>
  return %sum : tensor<8x256xf32>
}

// CHECK-LABEL: func.func private @few_columns_tasks(
// CHECK-NOT: llvm.x86.t
func.func private @few_columns(%rows: index, %x: tensor<256x256xf32>, %w: tensor<256x16xf32>)
    -> tensor<256x16xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<256x16xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<256x16xf32>) -> tensor<256x16xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<256x256xf32>, tensor<256x16xf32>) outs(%init : tensor<256x16xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<256x16xf32>
  return %sum : tensor<256x16xf32>
}

// CHECK-LABEL: func.func private @few_steps_tasks(
// CHECK-NOT: llvm.x86.t
func.func private @few_steps(%rows: index, %x: tensor<256x8xf32>, %w: tensor<8x256xf32>)
    -> tensor<256x256xf32> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<256x256xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<256x256xf32>) -> tensor<256x256xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<256x8xf32>, tensor<8x256xf32>) outs(%init : tensor<256x256xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  } -> tensor<256x256xf32>
  return %sum : tensor<256x256xf32>
}

// There is no matrix unit for f64.
// CHECK-LABEL: func.func private @doubles_tasks(
// CHECK-NOT: llvm.x86.t
func.func private @doubles(%rows: index, %x: tensor<256x256xf64>, %w: tensor<256x256xf64>)
    -> tensor<256x256xf64> attributes {nadir.kernel = "matmul"} {
  %zero = arith.constant 0.0 : f64
  %empty = tensor.empty() : tensor<256x256xf64>
  %init = linalg.fill ins(%zero : f64) outs(%empty : tensor<256x256xf64>) -> tensor<256x256xf64>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<256x256xf64>, tensor<256x256xf64>) outs(%init : tensor<256x256xf64>) {
  ^bb0(%a: f64, %b: f64, %s: f64):
    %p = arith.mulf %a, %b : f64
    %t = arith.addf %s, %p : f64
    linalg.yield %t : f64
  } -> tensor<256x256xf64>
  return %sum : tensor<256x256xf64>
}

// What kernels share follows them, once: a right operand, that may have to be
// looked at for missing rows and columns or not, a left one, and what is done
// without the unit.
// CHECK: func.func private @split.right.whole_strips.whole_steps(
// CHECK-SAME: nadir.shared = "split.right.whole_strips.whole_steps"
// CHECK-NOT: vector.shuffle
// CHECK-NOT: maskedload
// CHECK: arith.subf
// CHECK: arith.maxui
// CHECK: vector.reduction <maxui>
// CHECK: func.func private @multiply_plain_tile(
// CHECK: %[[AT:.*]] = arith.muli %{{.*}}, %arg7
// CHECK: vector.maskedload
// CHECK-COUNT-16: vector.fma
// CHECK-NOT: vector.fma
// CHECK: func.func private @split_rows.left.k_contiguous.whole_strips(
// CHECK: func.func private @split.left.whole_strips.whole_steps(
// CHECK: memref.alloca() {alignment = 64 : i64} : memref<512xf32>
// CHECK: vector.shuffle
// CHECK: func.func private @split.right(
// CHECK: vector.maskedload
// CHECK-NOT: func.func private @split
// CHECK-NOT: func.func private @multiply_plain_tile
