// RUN: nadir-opt %s --nadir-schedule-entries --split-input-file | FileCheck %s

// Updates that follow one another are one dispatch. The small ones share a
// task, the large one has its own; which is which follows from the shapes.
module attributes {
  nadir.program = "plan",
  nadir.parameters = [{name = "a", type = tensor<100xf32>}, {name = "b", type = tensor<50000xf32>}, {name = "c", type = tensor<7xf32>}],
  nadir.states = []} {
  func.func private @small(index, tensor<100xf32>) -> tensor<100xf32> attributes {nadir.scheduled = @small_tasks, nadir.update}
  func.func private @small_tasks(%rows: index, %task: index, %in: memref<100xf32>, %out: memref<100xf32>) attributes {nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64} { return }
  func.func private @large(index, tensor<50000xf32>) -> tensor<50000xf32> attributes {nadir.scheduled = @large_tasks, nadir.update}
  func.func private @large_tasks(%rows: index, %task: index, %in: memref<50000xf32>, %out: memref<50000xf32>) attributes {nadir.task_extent = 50000 : i64, nadir.task_grain = 20000 : i64} { return }
  func.func private @tiny(index, tensor<7xf32>) -> tensor<7xf32> attributes {nadir.scheduled = @tiny_tasks, nadir.update}
  func.func private @tiny_tasks(%rows: index, %task: index, %in: memref<7xf32>, %out: memref<7xf32>) attributes {nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64} { return }

  // The large one comes first, since it could free memory: tasks 0 to 2.
  // CHECK-LABEL: llvm.func @plan_train_step(
  // CHECK: llvm.mlir.addressof @large_batch
  // CHECK: llvm.mlir.constant(4 : i64)
  // CHECK: llvm.call @plan_run_tasks
  // CHECK-NOT: call @plan_run_tasks
  // CHECK-LABEL: llvm.func internal @large_batch(
  // CHECK-SAME: %[[CALL:.*]]: !llvm.ptr, %[[TASK:.*]]: i64)
  // CHECK: %[[MIDDLE:.*]] = llvm.mlir.constant(3 : i64)
  // CHECK: %[[FIRST:.*]] = llvm.icmp "slt" %[[TASK]], %[[MIDDLE]]
  // CHECK: llvm.cond_br %[[FIRST]], ^[[LARGE:.*]], ^[[SMALL:.*]]
  // CHECK: ^[[LARGE]]:
  // CHECK: call @large_tasks(
  // CHECK-NOT: call
  // CHECK: ^[[SMALL]]:
  // CHECK: call @small_tasks(
  // CHECK: call @tiny_tasks(
  // CHECK-NOT: call
  // CHECK: llvm.return
  func.func @train_step(
      %rows: index {nadir.role = "rows"},
      %a: tensor<100xf32> {nadir.role = "parameter", nadir.name = "a"},
      %b: tensor<50000xf32> {nadir.role = "parameter", nadir.name = "b"},
      %c: tensor<7xf32> {nadir.role = "parameter", nadir.name = "c"})
      -> (tensor<100xf32> {nadir.role = "parameter", nadir.name = "a"},
          tensor<50000xf32> {nadir.role = "parameter", nadir.name = "b"},
          tensor<7xf32> {nadir.role = "parameter", nadir.name = "c"}) {
    %0 = call @small(%rows, %a) : (index, tensor<100xf32>) -> tensor<100xf32>
    %1 = call @large(%rows, %b) : (index, tensor<50000xf32>) -> tensor<50000xf32>
    %2 = call @tiny(%rows, %c) : (index, tensor<7xf32>) -> tensor<7xf32>
    return %0, %1, %2 : tensor<100xf32>, tensor<50000xf32>, tensor<7xf32>
  }
}

// -----

// Small updates alone are one task: they are called without a dispatch.
module attributes {
  nadir.program = "plan",
  nadir.parameters = [{name = "a", type = tensor<100xf32>}, {name = "b", type = tensor<100xf32>}],
  nadir.states = []} {
  func.func private @small(index, tensor<100xf32>) -> tensor<100xf32> attributes {nadir.scheduled = @small_tasks, nadir.update}
  func.func private @small_tasks(%rows: index, %task: index, %in: memref<100xf32>, %out: memref<100xf32>) attributes {nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64} { return }
  // CHECK-LABEL: llvm.func @plan_train_step(
  // CHECK: call @small_tasks
  // CHECK: call @small_tasks
  // CHECK-NOT: call @plan_run_tasks
  func.func @train_step(
      %rows: index {nadir.role = "rows"},
      %a: tensor<100xf32> {nadir.role = "parameter", nadir.name = "a"},
      %b: tensor<100xf32> {nadir.role = "parameter", nadir.name = "b"})
      -> (tensor<100xf32> {nadir.role = "parameter", nadir.name = "a"},
          tensor<100xf32> {nadir.role = "parameter", nadir.name = "b"}) {
    %0 = call @small(%rows, %a) : (index, tensor<100xf32>) -> tensor<100xf32>
    %1 = call @small(%rows, %b) : (index, tensor<100xf32>) -> tensor<100xf32>
    return %0, %1 : tensor<100xf32>, tensor<100xf32>
  }
}

// -----

// What reads a new value waits for it.
module attributes {
  nadir.program = "plan",
  nadir.parameters = [{name = "a", type = tensor<50000xf32>}],
  nadir.states = [{name = "a.ema", type = tensor<50000xf32>}]} {
  func.func private @large(index, tensor<50000xf32>) -> tensor<50000xf32> attributes {nadir.scheduled = @large_tasks, nadir.update}
  func.func private @large_tasks(%rows: index, %task: index, %in: memref<50000xf32>, %out: memref<50000xf32>) attributes {nadir.task_extent = 50000 : i64, nadir.task_grain = 20000 : i64} { return }
  // CHECK-LABEL: llvm.func @plan_train_step(
  // CHECK: llvm.call @plan_run_tasks
  // CHECK: llvm.call @plan_run_tasks
  func.func @train_step(
      %rows: index {nadir.role = "rows"},
      %a: tensor<50000xf32> {nadir.role = "parameter", nadir.name = "a"})
      -> (tensor<50000xf32> {nadir.role = "parameter", nadir.name = "a"},
          tensor<50000xf32> {nadir.role = "state", nadir.name = "a.ema"}) {
    %0 = call @large(%rows, %a) : (index, tensor<50000xf32>) -> tensor<50000xf32>
    %1 = call @large(%rows, %0) : (index, tensor<50000xf32>) -> tensor<50000xf32>
    return %0, %1 : tensor<50000xf32>, tensor<50000xf32>
  }
}
