// RUN: nadir-opt %s --nadir-plan-buffers -o /dev/null | FileCheck %s

// The arena of a chain holds two of its links; a parameter that is updated in
// place, a result of the caller's and a reshaped input take no memory of it.
module attributes {
  nadir.program = "plan", nadir.capacity = 16 : i64,
  nadir.parameters = [{name = "w", type = tensor<100xf32>}, {name = "v", type = tensor<4xf64>}],
  nadir.states = [{name = "m", type = tensor<3xi1>}]} {
  func.func private @f(index, tensor<?x4xf32>) -> tensor<?x4xf32> attributes {nadir.scheduled = @f_tasks}
  func.func private @f_tasks(%rows: index, %task: index, %in: memref<16x4xf32>, %out: memref<16x4xf32>) {
    return
  }
  func.func private @g(index, tensor<?x4xf32>) -> tensor<100xf32> attributes {nadir.kernel = "matmul", nadir.scheduled = @g_tasks, nadir.update}
  func.func private @g_tasks(%rows: index, %task: index, %in: memref<16x4xf32>, %out: memref<100xf32>, %scratch: memref<100xi8> {nadir.scratch_per_task = 100 : i64})
      attributes {nadir.task_extent = -1 : i64, nadir.task_grain = 4 : i64} {
    return
  }

  // CHECK: parameters 512 bytes, state 64 bytes
  // CHECK-LABEL: entry train_step: arena 768 bytes, at most 768 live at once, 4 kernels
  // CHECK-NEXT: bytes offset first last buffer
  // CHECK-NEXT: 256 {{[0-9]+}} 0 1 f#0
  // CHECK-NEXT: 256 {{[0-9]+}} 1 2 f#0
  // CHECK-NEXT: 256 {{[0-9]+}} 2 3 f#0
  // CHECK-NEXT: 512 {{[0-9]+}} 3 3 g (scratch)
  // CHECK-NEXT: gradients never in memory: 400 bytes, of 1 parameters updated in products
  func.func @train_step(
      %rows: index {nadir.role = "rows"},
      %x: tensor<?x2x2xf32> {nadir.role = "input", nadir.name = "x"})
      -> (tensor<?x4xf32> {nadir.role = "result", nadir.name = "y"},
          tensor<100xf32> {nadir.role = "parameter", nadir.name = "w"}) {
    %0 = tensor.collapse_shape %x [[0], [1, 2]] : tensor<?x2x2xf32> into tensor<?x4xf32>
    %1 = call @f(%rows, %0) : (index, tensor<?x4xf32>) -> tensor<?x4xf32>
    %2 = call @f(%rows, %1) : (index, tensor<?x4xf32>) -> tensor<?x4xf32>
    %3 = call @f(%rows, %2) : (index, tensor<?x4xf32>) -> tensor<?x4xf32>
    %4 = call @g(%rows, %3) : (index, tensor<?x4xf32>) -> tensor<100xf32>
    return %0, %4 : tensor<?x4xf32>, tensor<100xf32>
  }

  // CHECK-LABEL: entry predict: arena 0 bytes, at most 0 live at once, 1 kernels
  // CHECK-NOT: {{.}}
  func.func @predict(
      %rows: index {nadir.role = "rows"},
      %x: tensor<?x4xf32> {nadir.role = "input", nadir.name = "x"})
      -> (tensor<?x4xf32> {nadir.role = "result", nadir.name = "y"}) {
    %0 = call @f(%rows, %x) : (index, tensor<?x4xf32>) -> tensor<?x4xf32>
    return %0 : tensor<?x4xf32>
  }
}
