// Entries whose new parameters can't simply be written over the old ones.
module attributes {
  nadir.program = "updates", nadir.capacity = 4 : i64,
  nadir.parameters = [{name = "a", type = tensor<4xf32>}, {name = "b", type = tensor<4xf32>}],
  nadir.states = [{name = "count", type = tensor<i64>}]} {

  // out[i] = in[3 - i]: in place, half of it would be lost.
  func.func private @reverse(index, tensor<4xf32>) -> tensor<4xf32> attributes {nadir.scheduled = @reverse_tasks}
  func.func private @reverse_tasks(%rows: index, %task: index, %in: memref<4xf32>, %out: memref<4xf32>)
      attributes {nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %c4 = arith.constant 4 : index
    scf.for %i = %c0 to %c4 step %c1 {
      %j = arith.subi %c3, %i : index
      %v = memref.load %in[%j] : memref<4xf32>
      memref.store %v, %out[%i] : memref<4xf32>
    }
    return
  }

  // out = in + 1.
  func.func private @increment(index, tensor<4xf32>) -> tensor<4xf32> attributes {nadir.scheduled = @increment_tasks}
  func.func private @increment_tasks(%rows: index, %task: index, %in: memref<4xf32>, %out: memref<4xf32>)
      attributes {nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %one = arith.constant 1.0 : f32
    scf.for %i = %c0 to %c4 step %c1 {
      %v = memref.load %in[%i] : memref<4xf32>
      %w = arith.addf %v, %one : f32
      memref.store %w, %out[%i] : memref<4xf32>
    }
    return
  }

  // out[i] = in[i] * (task + 1), by way of memory of the task's own.
  func.func private @scale(index, tensor<4xf32>) -> tensor<4xf32> attributes {nadir.scheduled = @scale_tasks}
  func.func private @scale_tasks(%rows: index, %task: index, %in: memref<4xf32>, %out: memref<4xf32>, %scratch: memref<20xi8> {nadir.scratch_per_task})
      attributes {nadir.task_extent = 4 : i64, nadir.task_grain = 1 : i64} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %view = memref.view %scratch[%c0][] : memref<20xi8> to memref<5xf32>
    %n = arith.addi %task, %c1 : index
    %ni = arith.index_cast %n : index to i64
    %f = arith.sitofp %ni : i64 to f32
    %v = memref.load %in[%task] : memref<4xf32>
    %w = arith.mulf %v, %f : f32
    memref.store %w, %view[%task] : memref<5xf32>
    %x = memref.load %view[%task] : memref<5xf32>
    memref.store %x, %out[%task] : memref<4xf32>
    return
  }

  func.func private @finite(%rows: index, %x: tensor<4xf32>) -> tensor<4xf32>
      attributes {nadir.kernel = "check", nadir.check = {tensor = "sum", location = "", minimum = -10.0, maximum = 10.0}} {
    return %x : tensor<4xf32>
  }

  func.func @swap(%a: tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"},
                  %b: tensor<4xf32> {nadir.role = "parameter", nadir.name = "b"})
      -> (tensor<4xf32> {nadir.role = "parameter", nadir.name = "b"},
          tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"}) {
    return %a, %b : tensor<4xf32>, tensor<4xf32>
  }

  func.func @reverse_a(%rows: index {nadir.role = "rows"},
                       %a: tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"})
      -> (tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"},
          tensor<4xf32> {nadir.role = "result", nadir.name = "old"},
          tensor<4xf32> {nadir.role = "result", nadir.name = "new"}) {
    %new = call @reverse(%rows, %a) : (index, tensor<4xf32>) -> tensor<4xf32>
    return %new, %a, %new : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }

  // Written in place, and still the old value is a result.
  func.func @increment_a(%rows: index {nadir.role = "rows"},
                         %a: tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"})
      -> (tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"},
          tensor<4xf32> {nadir.role = "result", nadir.name = "old"},
          tensor<4xf32> {nadir.role = "result", nadir.name = "new"}) {
    %new = call @increment(%rows, %a) : (index, tensor<4xf32>) -> tensor<4xf32>
    return %new, %a, %new : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }

  // Each new value depends on the old one of the other.
  func.func @cross(%rows: index {nadir.role = "rows"},
                   %a: tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"},
                   %b: tensor<4xf32> {nadir.role = "parameter", nadir.name = "b"})
      -> (tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"},
          tensor<4xf32> {nadir.role = "parameter", nadir.name = "b"}) {
    %new_a = call @increment(%rows, %b) : (index, tensor<4xf32>) -> tensor<4xf32>
    %new_b = call @increment(%rows, %a) : (index, tensor<4xf32>) -> tensor<4xf32>
    return %new_a, %new_b : tensor<4xf32>, tensor<4xf32>
  }

  // The new value is checked: it may not be in its place before.
  func.func @checked(%rows: index {nadir.role = "rows"},
                     %a: tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"},
                     %b: tensor<4xf32> {nadir.role = "parameter", nadir.name = "b"})
      -> (tensor<4xf32> {nadir.role = "parameter", nadir.name = "b"},
          tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"}) {
    %new_b = call @increment(%rows, %b) : (index, tensor<4xf32>) -> tensor<4xf32>
    %new_a = call @increment(%rows, %a) : (index, tensor<4xf32>) -> tensor<4xf32>
    %good = call @finite(%rows, %new_a) : (index, tensor<4xf32>) -> tensor<4xf32>
    return %new_b, %good : tensor<4xf32>, tensor<4xf32>
  }

  // Scratch of four tasks, between buffers that are live at different times.
  func.func @chain(%rows: index {nadir.role = "rows"},
                   %x: tensor<?xf32> {nadir.role = "input", nadir.name = "unused"},
                   %a: tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"})
      -> (tensor<4xf32> {nadir.role = "result", nadir.name = "y"}) {
    %0 = call @increment(%rows, %a) : (index, tensor<4xf32>) -> tensor<4xf32>
    %1 = call @scale(%rows, %0) : (index, tensor<4xf32>) -> tensor<4xf32>
    %2 = call @reverse(%rows, %1) : (index, tensor<4xf32>) -> tensor<4xf32>
    %3 = call @increment(%rows, %2) : (index, tensor<4xf32>) -> tensor<4xf32>
    return %3 : tensor<4xf32>
  }

  // Without any kernel: state from a constant, and the step as it came.
  func.func @init(%step: tensor<i64> {nadir.role = "step"},
                  %seed: tensor<i64> {nadir.role = "seed"})
      -> (tensor<i64> {nadir.role = "state", nadir.name = "count"},
          tensor<4xf32> {nadir.role = "parameter", nadir.name = "a"},
          tensor<i64> {nadir.role = "result", nadir.name = "seed"}) {
    %ramp = arith.constant dense<[0.0, 1.0, 2.0, 3.0]> : tensor<4xf32>
    return %step, %ramp, %seed : tensor<i64>, tensor<4xf32>, tensor<i64>
  }
}
