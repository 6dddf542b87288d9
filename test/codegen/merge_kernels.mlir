// RUN: nadir-opt %s --nadir-merge-kernels | FileCheck %s

// CHECK: func.func private @a
// CHECK-NOT: @b
// CHECK: func.func private @other_constant
// CHECK: func.func private @other_operand
// CHECK: func.func private @other_attribute
// CHECK: func.func @seen
func.func private @a(%x: memref<4xf32>, %y: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = memref.load %x[%c0] : memref<4xf32>
  memref.store %0, %y[%c0] : memref<4xf32>
  return
}
func.func private @b(%x: memref<4xf32>, %y: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = memref.load %x[%c0] : memref<4xf32>
  memref.store %0, %y[%c0] : memref<4xf32>
  return
}
func.func private @other_constant(%x: memref<4xf32>, %y: memref<4xf32>) {
  %c0 = arith.constant 1 : index
  %0 = memref.load %x[%c0] : memref<4xf32>
  memref.store %0, %y[%c0] : memref<4xf32>
  return
}
func.func private @other_operand(%x: memref<4xf32>, %y: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = memref.load %y[%c0] : memref<4xf32>
  memref.store %0, %x[%c0] : memref<4xf32>
  return
}
func.func private @other_attribute(%x: memref<4xf32> {llvm.noalias}, %y: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = memref.load %x[%c0] : memref<4xf32>
  memref.store %0, %y[%c0] : memref<4xf32>
  return
}
func.func @seen(%x: memref<4xf32>, %y: memref<4xf32>) {
  %c0 = arith.constant 0 : index
  %0 = memref.load %x[%c0] : memref<4xf32>
  memref.store %0, %y[%c0] : memref<4xf32>
  return
}

// CHECK-LABEL: llvm.func @entry
// CHECK-COUNT-2: call @a(
func.func private @unused()
llvm.func @entry(%p: !llvm.ptr) {
  %0 = builtin.unrealized_conversion_cast %p : !llvm.ptr to memref<4xf32>
  func.call @a(%0, %0) : (memref<4xf32>, memref<4xf32>) -> ()
  func.call @b(%0, %0) : (memref<4xf32>, memref<4xf32>) -> ()
  llvm.return
}
