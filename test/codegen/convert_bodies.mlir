// RUN: nadir-opt %s --split-input-file --pass-pipeline="builtin.module(func.func(nadir-convert-bodies),llvm.func(nadir-convert-bodies))" | FileCheck %s --implicit-check-not="{{(arith|cf|math|memref|ub)[.]}}"

// Operations of all dialects become those of llvm. What a function takes and
// calls is left as it is, for all functions together.
// CHECK-LABEL: func.func private @kernel
// CHECK-SAME: (%[[N:.*]]: index, %[[X:.*]]: memref<16xf32>)
// CHECK: %[[CAST:.*]] = builtin.unrealized_conversion_cast %{{.*}} : i64 to index
// CHECK: %[[COUNT:.*]] = llvm.mul
// CHECK: llvm.br ^[[LOOP:.*]](%{{.*}} : i64)
// CHECK: ^[[LOOP]](%[[I:.*]]: i64):
// CHECK: llvm.icmp "slt" %[[I]], %[[COUNT]]
// CHECK: llvm.cond_br
// CHECK: %[[AT:.*]] = llvm.getelementptr
// CHECK: %[[VALUE:.*]] = llvm.load %[[AT]]
// CHECK: llvm.intr.exp(%[[VALUE]])
// CHECK: llvm.store
// CHECK: call @kernel(%[[CAST]], %[[X]]) : (index, memref<16xf32>) -> ()
// CHECK: return
func.func private @kernel(%n: index, %x: memref<16xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %count = arith.muli %n, %two : index
  %nothing = ub.poison : f32
  cf.br ^loop(%zero : index)
^loop(%i: index):
  %more = arith.cmpi slt, %i, %count : index
  cf.cond_br %more, ^body, ^end
^body:
  %0 = memref.load %x[%i] : memref<16xf32>
  %1 = math.exp %0 : f32
  memref.store %1, %x[%i] : memref<16xf32>
  %next = arith.addi %i, %one : index
  cf.br ^loop(%next : index)
^end:
  func.call @kernel(%zero, %x) : (index, memref<16xf32>) -> ()
  return
}

// -----

// Entries are functions of llvm before.
// CHECK-LABEL: llvm.func @entry
// CHECK: llvm.mul
// CHECK: llvm.return
llvm.func @entry(%n: i64) -> i64 {
  %two = arith.constant 2 : i64
  %0 = arith.muli %n, %two : i64
  llvm.return %0 : i64
}

// -----

// What has no place in a program for the target is left for it to refuse.
// CHECK-LABEL: func.func private @unknown
// CHECK: tensor.empty
func.func private @unknown() -> tensor<2xf32> {
  %0 = tensor.empty() : tensor<2xf32>
  return %0 : tensor<2xf32>
}
