// RUN: nadir-opt %s --nadir-merge-kernels --split-input-file | FileCheck %s

// Kernels that differ in one integer become one that takes it as an argument;
// an integer that is the same in all stays.
// CHECK: func.func private @first(%[[Y:.*]]: memref<2xi64>, %[[STREAM:.*]]: i64) {
// CHECK: %[[SAME:.*]] = arith.constant 7 : i64
// CHECK: arith.addi %[[STREAM]], %[[SAME]]
// CHECK-NOT: @second
// CHECK-NOT: @third
// CHECK-LABEL: llvm.func @entry
// CHECK: %[[ONE:.*]] = arith.constant 1 : i64
// CHECK: call @first(%[[P:.*]], %[[ONE]])
// CHECK: %[[TWO:.*]] = arith.constant 2 : i64
// CHECK: call @first(%[[P]], %[[TWO]])
// CHECK: %[[TWO:.*]] = arith.constant 2 : i64
// CHECK: call @first(%[[P]], %[[TWO]])
func.func private @first(%y: memref<2xi64>) {
  %c0 = arith.constant 0 : index
  %stream = arith.constant 1 : i64
  %same = arith.constant 7 : i64
  %0 = arith.addi %stream, %same : i64
  memref.store %0, %y[%c0] : memref<2xi64>
  return
}
func.func private @second(%y: memref<2xi64>) {
  %c0 = arith.constant 0 : index
  %stream = arith.constant 2 : i64
  %same = arith.constant 7 : i64
  %0 = arith.addi %stream, %same : i64
  memref.store %0, %y[%c0] : memref<2xi64>
  return
}
func.func private @third(%y: memref<2xi64>) {
  %c0 = arith.constant 0 : index
  %stream = arith.constant 2 : i64
  %same = arith.constant 7 : i64
  %0 = arith.addi %stream, %same : i64
  memref.store %0, %y[%c0] : memref<2xi64>
  return
}
llvm.func @entry(%p: !llvm.ptr) {
  %0 = builtin.unrealized_conversion_cast %p : !llvm.ptr to memref<2xi64>
  func.call @first(%0) : (memref<2xi64>) -> ()
  func.call @second(%0) : (memref<2xi64>) -> ()
  func.call @third(%0) : (memref<2xi64>) -> ()
  llvm.return
}

// -----

// Many differences are no reason for many arguments; equal ones are still one.
// CHECK: func.func private @a(%{{.*}}: memref<2xi64>) {
// CHECK-COUNT-5: arith.constant 1 : i64
// CHECK: func.func private @b(%{{.*}}: memref<2xi64>) {
// CHECK-COUNT-5: arith.constant 2 : i64
// CHECK-NOT: func.func private @c
// CHECK-LABEL: llvm.func @many
// CHECK: call @a(
// CHECK: call @b(
// CHECK: call @b(
func.func private @a(%y: memref<2xi64>) {
  %0 = arith.constant 1 : i64
  %1 = arith.constant 1 : i64
  %2 = arith.constant 1 : i64
  %3 = arith.constant 1 : i64
  %4 = arith.constant 1 : i64
  return
}
func.func private @b(%y: memref<2xi64>) {
  %0 = arith.constant 2 : i64
  %1 = arith.constant 2 : i64
  %2 = arith.constant 2 : i64
  %3 = arith.constant 2 : i64
  %4 = arith.constant 2 : i64
  return
}
func.func private @c(%y: memref<2xi64>) {
  %0 = arith.constant 2 : i64
  %1 = arith.constant 2 : i64
  %2 = arith.constant 2 : i64
  %3 = arith.constant 2 : i64
  %4 = arith.constant 2 : i64
  return
}
llvm.func @many(%p: !llvm.ptr) {
  %0 = builtin.unrealized_conversion_cast %p : !llvm.ptr to memref<2xi64>
  func.call @a(%0) : (memref<2xi64>) -> ()
  func.call @b(%0) : (memref<2xi64>) -> ()
  func.call @c(%0) : (memref<2xi64>) -> ()
  llvm.return
}
