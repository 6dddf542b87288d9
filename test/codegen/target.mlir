// RUN: nadir-opt %s --nadir-target | FileCheck %s

// Buffers reach kernels as bare pointers, and nothing but the llvm dialect is
// left.
// CHECK-LABEL: llvm.func @kernel
// CHECK-SAME: (%{{.*}}: i64, %[[X:.*]]: !llvm.ptr {llvm.noalias}, %[[Y:.*]]: !llvm.ptr {llvm.noalias})
// CHECK: llvm.load %{{.*}} : !llvm.ptr -> vector<16xf32>
// CHECK: llvm.store %{{.*}} : vector<16xf32>, !llvm.ptr
func.func private @kernel(%rows: index, %x: memref<8x16xf32> {llvm.noalias}, %y: memref<8x16xf32> {llvm.noalias}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %rows step %c1 {
    %0 = vector.load %x[%i, %c0] : memref<8x16xf32>, vector<16xf32>
    %1 = math.exp %0 : vector<16xf32>
    vector.store %1, %y[%i, %c0] : memref<8x16xf32>, vector<16xf32>
  }
  return
}

// CHECK-LABEL: llvm.func @entry
// CHECK-SAME: (%[[P:.*]]: !llvm.ptr, %[[Q:.*]]: !llvm.ptr, %[[ROWS:.*]]: i64)
// CHECK-NEXT: llvm.call @kernel(%[[ROWS]], %[[P]], %[[Q]])
// CHECK-NEXT: llvm.return
llvm.func @entry(%p: !llvm.ptr, %q: !llvm.ptr, %n: i64) {
  %rows = arith.index_cast %n : i64 to index
  %0 = builtin.unrealized_conversion_cast %p : !llvm.ptr to memref<8x16xf32>
  %1 = builtin.unrealized_conversion_cast %q : !llvm.ptr to memref<8x16xf32>
  func.call @kernel(%rows, %0, %1) : (index, memref<8x16xf32>, memref<8x16xf32>) -> ()
  llvm.return
}

// Transfers of several dimensions, which hand-written kernels may have, become
// one load and one store for each row.
// CHECK-LABEL: llvm.func @rows
// CHECK-COUNT-2: llvm.load %{{.*}} : !llvm.ptr -> vector<16xf32>
// CHECK-COUNT-2: llvm.store %{{.*}} : vector<16xf32>, !llvm.ptr
// CHECK-NEXT: llvm.return
func.func private @rows(%x: memref<8x16xf32>, %y: memref<8x16xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %0 = vector.transfer_read %x[%c0, %c0], %zero {in_bounds = [true, true]} : memref<8x16xf32>, vector<2x16xf32>
  vector.transfer_write %0, %y[%c0, %c0] {in_bounds = [true, true]} : vector<2x16xf32>, memref<8x16xf32>
  return
}

// Affine loops become branches.
// CHECK-LABEL: llvm.func @affine
// CHECK: llvm.cond_br
// CHECK: llvm.store
func.func private @affine(%y: memref<16xf32>) {
  %zero = arith.constant 0.0 : f32
  affine.for %i = 0 to 16 {
    affine.store %zero, %y[%i] : memref<16xf32>
  }
  return
}
