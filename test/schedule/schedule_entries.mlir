// RUN: nadir-opt %s --nadir-schedule-entries | FileCheck %s
// RUN: nadir-opt %s --nadir-schedule-entries=threads=false | FileCheck %s --check-prefix=NONE

// CHECK: module attributes
// CHECK-SAME: nadir.arena_bytes = 64 : i64
// CHECK-SAME: nadir.entries = [{function = @tiny_train_step, inputs = [{name = "x", type = tensor<?x4xf32>}], name = "train_step", results = [{name = "y", type = tensor<?x4xf32>}], uses = ["rows", "learning_rate"]}]
// CHECK-SAME: nadir.parameter_bytes = 128 : i64, nadir.parameters = [{name = "v", offset = 0 : i64, type = tensor<4xf64>}, {name = "w", offset = 64 : i64, type = tensor<4xf32>}]
module attributes {
  nadir.program = "tiny", nadir.capacity = 16 : i64,
  nadir.parameters = [{name = "v", type = tensor<4xf64>}, {name = "w", type = tensor<4xf32>}]} {

  // The result shares its memory with the second input and is no argument.
  // CHECK-LABEL: func.func private @update_tasks
  // CHECK-SAME: (%{{.*}}: index, %{{.*}}: index, %{{.*}}: memref<4xf32> {llvm.noalias}, %[[W:.*]]: memref<4xf32> {llvm.noalias}, %{{.*}}: memref<f64> {llvm.noalias})
  // CHECK: memref.load %[[W]]
  // CHECK: memref.store %{{.*}}, %[[W]]
  func.func private @update(index, tensor<4xf32>, tensor<4xf32>, tensor<f64>) -> tensor<4xf32>
      attributes {nadir.update, nadir.scheduled = @update_tasks}
  func.func private @update_tasks(%rows: index, %task: index, %g: memref<4xf32>, %w: memref<4xf32>, %lr: memref<f64>, %out: memref<4xf32>) {
    %c0 = arith.constant 0 : index
    %0 = memref.load %g[%c0] : memref<4xf32>
    %1 = memref.load %w[%c0] : memref<4xf32>
    %2 = arith.addf %0, %1 : f32
    memref.store %2, %out[%c0] : memref<4xf32>
    return
  }
  func.func private @sum(index, tensor<?x4xf32>) -> tensor<4xf32> attributes {nadir.scheduled = @sum_tasks}
  func.func private @sum_tasks(%rows: index, %task: index, %x: memref<16x4xf32>, %out: memref<4xf32>) {
    return
  }
  func.func private @shift(index, tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32> attributes {nadir.scheduled = @shift_tasks}
  func.func private @shift_tasks(%rows: index, %task: index, %x: memref<16x4xf32>, %w: memref<4xf32>, %out: memref<16x4xf32>)
      attributes {nadir.task_extent = -1 : i64, nadir.task_grain = 8 : i64} {
    return
  }

  // CHECK-NOT: tensor
  // CHECK-LABEL: llvm.func @tiny_train_step
  // CHECK-SAME: (%[[CALL:.*]]: !llvm.ptr) -> i32
  // NONE-LABEL: llvm.func @tiny_train_step
  // @shift reads the old weight: it comes before @update.
  // CHECK: call @sum_tasks
  // CHECK: %[[TASK:.*]] = llvm.mlir.addressof @shift_task
  // CHECK: llvm.call @tiny_run_tasks(%[[CALL]], %[[TASK]], %{{.*}})
  // CHECK: call @update_tasks
  // CHECK: %[[OK:.*]] = llvm.mlir.constant(0 : i32)
  // CHECK: llvm.return %[[OK]]
  func.func @train_step(
      %rows: index {nadir.role = "rows"},
      %x: tensor<?x4xf32> {nadir.role = "input", nadir.name = "x"},
      %w: tensor<4xf32> {nadir.role = "parameter", nadir.name = "w"},
      %lr: tensor<f64> {nadir.role = "learning_rate"})
      -> (tensor<4xf32> {nadir.role = "parameter", nadir.name = "w"},
          tensor<?x4xf32> {nadir.role = "result", nadir.name = "y"}) {
    %g = call @sum(%rows, %x) : (index, tensor<?x4xf32>) -> tensor<4xf32>
    %new = call @update(%rows, %g, %w, %lr) : (index, tensor<4xf32>, tensor<4xf32>, tensor<f64>) -> tensor<4xf32>
    %y = call @shift(%rows, %x, %w) : (index, tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
    return %new, %y : tensor<4xf32>, tensor<?x4xf32>
  }

  // CHECK-LABEL: llvm.func internal @shift_task
  // CHECK-SAME: (%{{.*}}: !llvm.ptr, %[[I:.*]]: i64)
  // CHECK: %[[INDEX:.*]] = arith.index_cast %[[I]] : i64 to index
  // CHECK: call @shift_tasks(%{{.*}}, %[[INDEX]],
  // CHECK-LABEL: llvm.func internal @tiny_run_tasks
  // CHECK: llvm.call %{{.*}} : !llvm.ptr, (!llvm.ptr, !llvm.ptr, !llvm.ptr, i64) -> ()
  // NONE-LABEL: llvm.func internal @tiny_run_tasks
  // NONE-NOT: (!llvm.ptr, !llvm.ptr, !llvm.ptr, i64) -> ()
}
