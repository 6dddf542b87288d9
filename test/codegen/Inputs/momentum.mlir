// A whole program with kernels written by hand: scores of rows of `image`
// under the weights, and a step of momentum along sum(label * image).
module attributes {
  nadir.program = "momentum", nadir.capacity = 8 : i64,
  nadir.learning_rate = 5.000000e-01 : f64,
  nadir.parameters = [{name = "bias", type = tensor<3xf32>},
                      {name = "layer.weight", type = tensor<20xf32>}],
  nadir.states = [{name = "layer.weight.velocity", type = tensor<20xf32>}]} {

  func.func private @train_step_label(%rows: index, %x: tensor<?xi64>) -> tensor<?xi64>
      attributes {nadir.kernel = "check", nadir.check = {tensor = "label", location = "model.cpp:7:3", minimum = 0.0, maximum = 9.0, ignore = -100 : i64}} {
    return %x : tensor<?xi64>
  }

  func.func private @train_step_gradient(index, tensor<?x20xf32>, tensor<?xi64>) -> tensor<20xf32>
      attributes {nadir.scheduled = @train_step_gradient_tasks}
  func.func private @train_step_gradient_tasks(%rows: index, %task: index, %x: memref<8x20xf32>, %label: memref<8xi64>, %out: memref<20xf32>)
      attributes {nadir.task_extent = 20 : i64, nadir.task_grain = 8 : i64} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %grain = arith.constant 8 : index
    %extent = arith.constant 20 : index
    %zero = arith.constant 0.0 : f32
    %begin = arith.muli %task, %grain : index
    %last = arith.addi %begin, %grain : index
    %end = arith.minsi %last, %extent : index
    scf.for %j = %begin to %end step %c1 {
      %sum = scf.for %i = %c0 to %rows step %c1 iter_args(%acc = %zero) -> f32 {
        %n = memref.load %label[%i] : memref<8xi64>
        %f = arith.sitofp %n : i64 to f32
        %v = memref.load %x[%i, %j] : memref<8x20xf32>
        %p = arith.mulf %f, %v : f32
        %next = arith.addf %acc, %p : f32
        scf.yield %next : f32
      }
      memref.store %sum, %out[%j] : memref<20xf32>
    }
    return
  }

  func.func private @train_step_scores(index, tensor<?x20xf32>, tensor<20xf32>) -> tensor<?xf32>
      attributes {nadir.scheduled = @train_step_scores_tasks}
  func.func private @train_step_scores_tasks(%rows: index, %task: index, %x: memref<8x20xf32>, %w: memref<20xf32>, %out: memref<8xf32>)
      attributes {nadir.task_extent = -1 : i64, nadir.task_grain = 2 : i64} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c20 = arith.constant 20 : index
    %zero = arith.constant 0.0 : f32
    %begin = arith.muli %task, %c2 : index
    %last = arith.addi %begin, %c2 : index
    %end = arith.minsi %last, %rows : index
    scf.for %i = %begin to %end step %c1 {
      %sum = scf.for %j = %c0 to %c20 step %c1 iter_args(%acc = %zero) -> f32 {
        %a = memref.load %x[%i, %j] : memref<8x20xf32>
        %b = memref.load %w[%j] : memref<20xf32>
        %p = arith.mulf %a, %b : f32
        %next = arith.addf %acc, %p : f32
        scf.yield %next : f32
      }
      memref.store %sum, %out[%i] : memref<8xf32>
    }
    return
  }

  func.func private @train_step_update(index, tensor<20xf32>, tensor<20xf32>, tensor<20xf32>, tensor<f64>) -> (tensor<20xf32>, tensor<20xf32>)
      attributes {nadir.update, nadir.scheduled = @train_step_update_tasks}
  func.func private @train_step_update_tasks(%rows: index, %task: index, %g: memref<20xf32>, %w: memref<20xf32>, %m: memref<20xf32>, %lr: memref<f64>, %wo: memref<20xf32>, %mo: memref<20xf32>)
      attributes {nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64} {
    %c0 = arith.constant 0 : index
    %c4 = arith.constant 4 : index
    %c20 = arith.constant 20 : index
    %beta = arith.constant dense<9.0e-01> : vector<4xf32>
    %rate = memref.load %lr[] : memref<f64>
    %rate32 = arith.truncf %rate : f64 to f32
    %rates = vector.broadcast %rate32 : f32 to vector<4xf32>
    scf.for %j = %c0 to %c20 step %c4 {
      %gv = vector.load %g[%j] : memref<20xf32>, vector<4xf32>
      %wv = vector.load %w[%j] : memref<20xf32>, vector<4xf32>
      %mv = vector.load %m[%j] : memref<20xf32>, vector<4xf32>
      %scaled = arith.mulf %mv, %beta : vector<4xf32>
      %mn = arith.addf %scaled, %gv : vector<4xf32>
      %step = arith.mulf %mn, %rates : vector<4xf32>
      %wn = arith.subf %wv, %step : vector<4xf32>
      vector.store %wn, %wo[%j] : memref<20xf32>, vector<4xf32>
      vector.store %mn, %mo[%j] : memref<20xf32>, vector<4xf32>
    }
    return
  }

  // The kernel of train_step again: compiled once.
  func.func private @predict_scores(index, tensor<?x20xf32>, tensor<20xf32>) -> tensor<?xf32>
      attributes {nadir.scheduled = @predict_scores_tasks}
  func.func private @predict_scores_tasks(%rows: index, %task: index, %x: memref<8x20xf32>, %w: memref<20xf32>, %out: memref<8xf32>)
      attributes {nadir.task_extent = -1 : i64, nadir.task_grain = 2 : i64} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c20 = arith.constant 20 : index
    %zero = arith.constant 0.0 : f32
    %begin = arith.muli %task, %c2 : index
    %last = arith.addi %begin, %c2 : index
    %end = arith.minsi %last, %rows : index
    scf.for %i = %begin to %end step %c1 {
      %sum = scf.for %j = %c0 to %c20 step %c1 iter_args(%acc = %zero) -> f32 {
        %a = memref.load %x[%i, %j] : memref<8x20xf32>
        %b = memref.load %w[%j] : memref<20xf32>
        %p = arith.mulf %a, %b : f32
        %next = arith.addf %acc, %p : f32
        scf.yield %next : f32
      }
      memref.store %sum, %out[%i] : memref<8xf32>
    }
    return
  }

  func.func @train_step(
      %rows: index {nadir.role = "rows"},
      %image: tensor<?x4x5xf32> {nadir.role = "input", nadir.name = "image"},
      %label: tensor<?xi64> {nadir.role = "input", nadir.name = "label"},
      %w: tensor<20xf32> {nadir.role = "parameter", nadir.name = "layer.weight"},
      %m: tensor<20xf32> {nadir.role = "state", nadir.name = "layer.weight.velocity"},
      %lr: tensor<f64> {nadir.role = "learning_rate"})
      -> (tensor<?xf32> {nadir.role = "result", nadir.name = "scores"},
          tensor<20xf32> {nadir.role = "result", nadir.name = "gradient"},
          tensor<20xf32> {nadir.role = "parameter", nadir.name = "layer.weight"},
          tensor<20xf32> {nadir.role = "state", nadir.name = "layer.weight.velocity"}) {
    %x = tensor.collapse_shape %image [[0], [1, 2]] : tensor<?x4x5xf32> into tensor<?x20xf32>
    %checked = call @train_step_label(%rows, %label) : (index, tensor<?xi64>) -> tensor<?xi64>
    %g = call @train_step_gradient(%rows, %x, %checked) : (index, tensor<?x20xf32>, tensor<?xi64>) -> tensor<20xf32>
    %new:2 = call @train_step_update(%rows, %g, %w, %m, %lr) : (index, tensor<20xf32>, tensor<20xf32>, tensor<20xf32>, tensor<f64>) -> (tensor<20xf32>, tensor<20xf32>)
    %scores = call @train_step_scores(%rows, %x, %w) : (index, tensor<?x20xf32>, tensor<20xf32>) -> tensor<?xf32>
    return %scores, %g, %new#0, %new#1 : tensor<?xf32>, tensor<20xf32>, tensor<20xf32>, tensor<20xf32>
  }

  func.func @predict(
      %rows: index {nadir.role = "rows"},
      %x: tensor<?x20xf32> {nadir.role = "input", nadir.name = "image"},
      %w: tensor<20xf32> {nadir.role = "parameter", nadir.name = "layer.weight"})
      -> (tensor<?xf32> {nadir.role = "result", nadir.name = "scores"},
          tensor<?xf32> {nadir.role = "result", nadir.name = "again"},
          tensor<20xf32> {nadir.role = "result", nadir.name = "weight"},
          tensor<2xi1> {nadir.role = "result", nadir.name = "flags"}) {
    %flags = arith.constant dense<[true, false]> : tensor<2xi1>
    %scores = call @predict_scores(%rows, %x, %w) : (index, tensor<?x20xf32>, tensor<20xf32>) -> tensor<?xf32>
    return %scores, %scores, %w, %flags : tensor<?xf32>, tensor<?xf32>, tensor<20xf32>, tensor<2xi1>
  }
}
