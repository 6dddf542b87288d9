// RUN: nadir-opt %s --nadir-plan-buffers -o /dev/null | FileCheck %s

// Three parts of 4 MiB are made, added up, and looked at. As they are written,
// all three would be alive at once; now each is added before the next is made,
// and the sum is one tensor, where the caller wants it.
module attributes {nadir.program = "order", nadir.parameters = [], nadir.states = []} {
  func.func private @part(index, tensor<4xf32>) -> tensor<1024x1024xf32> attributes {nadir.kernel = "loop", nadir.scheduled = @part_tasks}
  func.func private @part_tasks(%rows: index, %task: index, %in: memref<4xf32>, %out: memref<1024x1024xf32>) {
    return
  }
  func.func private @look(index, tensor<1024x1024xf32>) -> tensor<4xf32> attributes {nadir.kernel = "loop", nadir.scheduled = @look_tasks}
  func.func private @look_tasks(%rows: index, %task: index, %in: memref<1024x1024xf32>, %out: memref<4xf32>) {
    return
  }
  func.func private @add(index, tensor<1024x1024xf32>, tensor<1024x1024xf32>) -> tensor<1024x1024xf32> attributes {nadir.kernel = "matmul", nadir.scheduled = @add_tasks}
  func.func private @add_tasks(%rows: index, %task: index, %part: memref<1024x1024xf32>, %old: memref<1024x1024xf32>, %out: memref<1024x1024xf32>) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c1024 = arith.constant 1024 : index
    scf.for %i = %c0 to %c1024 step %c1 {
      memref.prefetch %old[%i, %c0], write, locality<3>, data : memref<1024x1024xf32>
      %0 = vector.load %old[%i, %c0] : memref<1024x1024xf32>, vector<1024xf32>
      %1 = vector.load %part[%c0, %i] : memref<1024x1024xf32>, vector<1024xf32>
      %2 = arith.addf %0, %1 : vector<1024xf32>
      vector.store %2, %out[%i, %c0] : memref<1024x1024xf32>, vector<1024xf32>
    }
    return
  }

  // CHECK-LABEL: entry predict: arena 8388608 bytes, at most 8388608 live at once, 8 kernels
  // Two parts for the first sum, which are looked at as soon as they can be
  // forgotten; then the third.
  // CHECK-NEXT: bytes offset first last buffer
  // CHECK-NEXT: 4194304 {{0|4194304}} 0 4 part#0
  // CHECK-NEXT: 4194304 {{0|4194304}} 1 3 part#0
  // CHECK-NEXT: 4194304 {{0|4194304}} 5 7 part#0
  // CHECK-NOT: {{.}}
  func.func @predict(
      %rows: index {nadir.role = "rows"},
      %x: tensor<4xf32> {nadir.role = "input", nadir.name = "x"},
      %y: tensor<4xf32> {nadir.role = "input", nadir.name = "y"},
      %z: tensor<4xf32> {nadir.role = "input", nadir.name = "z"})
      -> (tensor<1024x1024xf32> {nadir.role = "result", nadir.name = "sum"},
          tensor<4xf32> {nadir.role = "result", nadir.name = "a"},
          tensor<4xf32> {nadir.role = "result", nadir.name = "b"},
          tensor<4xf32> {nadir.role = "result", nadir.name = "c"}) {
    %0 = call @part(%rows, %x) : (index, tensor<4xf32>) -> tensor<1024x1024xf32>
    %1 = call @part(%rows, %y) : (index, tensor<4xf32>) -> tensor<1024x1024xf32>
    %2 = call @part(%rows, %z) : (index, tensor<4xf32>) -> tensor<1024x1024xf32>
    %a = call @look(%rows, %0) : (index, tensor<1024x1024xf32>) -> tensor<4xf32>
    %b = call @look(%rows, %1) : (index, tensor<1024x1024xf32>) -> tensor<4xf32>
    %c = call @look(%rows, %2) : (index, tensor<1024x1024xf32>) -> tensor<4xf32>
    %3 = call @add(%rows, %1, %0) : (index, tensor<1024x1024xf32>, tensor<1024x1024xf32>) -> tensor<1024x1024xf32>
    %4 = call @add(%rows, %2, %3) : (index, tensor<1024x1024xf32>, tensor<1024x1024xf32>) -> tensor<1024x1024xf32>
    return %4, %a, %b, %c : tensor<1024x1024xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }
}
