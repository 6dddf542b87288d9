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
