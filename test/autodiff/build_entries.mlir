// RUN: nadir-opt %s --nadir-build-entries --split-input-file | FileCheck %s

// Everything that a training program needs, as functions.

// CHECK-LABEL: module attributes {nadir.capacity = 16 : i64, nadir.learning_rate = 1.000000e-01 : f64,
// CHECK-SAME: nadir.parameters = [{name = "w", type = tensor<5x3xf32>}, {name = "b", type = tensor<5xf32>}],
// CHECK-SAME: nadir.program = "training",
// CHECK-SAME: nadir.states = [{name = "w.momentum_buffer", type = tensor<5x3xf32>}, {name = "b.momentum_buffer", type = tensor<5xf32>}, {name = "loss.sum", type = tensor<f64>}, {name = "loss.rows", type = tensor<f64>}, {name = "largest.sum", type = tensor<f64>}, {name = "largest.rows", type = tensor<f64>}]}
// CHECK-NOT: nadir.graph

// Results are the loss, the metrics, then each parameter with its states.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x3xf32> {nadir.name = "x", nadir.role = "input"},
// CHECK-SAME: %[[T:[^:]*]]: tensor<?x5xf32> {nadir.name = "t", nadir.role = "input"},
// CHECK-SAME: %[[W:[^:]*]]: tensor<5x3xf32> {nadir.name = "w", nadir.role = "parameter"},
// CHECK-SAME: %[[B:[^:]*]]: tensor<5xf32> {nadir.name = "b", nadir.role = "parameter"},
// CHECK-SAME: %[[LR:[^:]*]]: tensor<f64> {nadir.role = "learning_rate"},
// CHECK-SAME: %[[STEP:[^:]*]]: tensor<i64> {nadir.role = "step"},
// CHECK-SAME: %[[WM:[^:]*]]: tensor<5x3xf32> {nadir.name = "w.momentum_buffer", nadir.role = "state"},
// CHECK-SAME: %[[BM:[^:]*]]: tensor<5xf32> {nadir.name = "b.momentum_buffer", nadir.role = "state"})
// CHECK-SAME: -> (tensor<f32> {nadir.name = "loss", nadir.role = "result"},
// CHECK-SAME: tensor<?xf32> {nadir.name = "largest", nadir.role = "result"},
// CHECK-SAME: tensor<5x3xf32> {nadir.name = "w", nadir.role = "parameter"},
// CHECK-SAME: tensor<5x3xf32> {nadir.name = "w.momentum_buffer", nadir.role = "state"},
// CHECK-SAME: tensor<5xf32> {nadir.name = "b", nadir.role = "parameter"},
// CHECK-SAME: tensor<5xf32> {nadir.name = "b.momentum_buffer", nadir.role = "state"}) {
// CHECK: %[[MAX:.*]] = nadir.max
// CHECK: %[[LOSS:.*]] = nadir.div
// CHECK: %[[W1:.*]], %[[WM1:.*]] = nadir.sgd %[[W]], %{{.*}}, %[[LR]], %[[STEP]], %[[WM]] {momentum = 9.000000e-01 : f64}
// CHECK: %[[B1:.*]], %[[BM1:.*]] = nadir.sgd %[[B]], %{{.*}}, %[[LR]], %[[STEP]], %[[BM]] {momentum = 9.000000e-01 : f64}
// CHECK: return %[[LOSS]], %[[MAX]], %[[W1]], %[[WM1]], %[[B1]], %[[BM1]]

// CHECK-LABEL: func.func @eval_step(
// CHECK-SAME: %{{[^:]*}}: tensor<?x3xf32> {nadir.name = "x", nadir.role = "input"},
// CHECK-SAME: %{{[^:]*}}: tensor<?x5xf32> {nadir.name = "t", nadir.role = "input"},
// CHECK-SAME: %{{[^:]*}}: tensor<5x3xf32> {nadir.name = "w", nadir.role = "parameter"},
// CHECK-SAME: %{{[^:]*}}: tensor<5xf32> {nadir.name = "b", nadir.role = "parameter"},
// CHECK-SAME: %[[LSUM:[^:]*]]: tensor<f64> {nadir.name = "loss.sum", nadir.role = "state"},
// CHECK-SAME: %[[LROWS:[^:]*]]: tensor<f64> {nadir.name = "loss.rows", nadir.role = "state"},
// CHECK-SAME: -> (tensor<f32> {nadir.name = "loss", nadir.role = "result"},
// CHECK-SAME: tensor<?xf32> {nadir.name = "largest", nadir.role = "result"},
// CHECK-SAME: tensor<f64> {nadir.name = "loss.sum", nadir.role = "state"},
// CHECK-SAME: tensor<f64> {nadir.name = "largest.rows", nadir.role = "state"}) {
// CHECK-NOT: nadir.sgd

// What was accumulated: the mean over rows, without the batch's dimension.
// CHECK-LABEL: func.func @compute_metrics(
// CHECK-SAME: %[[SUM:[^:]*]]: tensor<f64> {nadir.name = "loss.sum", nadir.role = "state"}, %[[ROWS:[^:]*]]: tensor<f64> {nadir.name = "loss.rows", nadir.role = "state"},
// CHECK-SAME: -> (tensor<f32> {nadir.name = "loss", nadir.role = "result"}, tensor<f32> {nadir.name = "largest", nadir.role = "result"}) {
// CHECK: %[[MEAN:.*]] = nadir.div %[[SUM]], %[[ROWS]]
// CHECK: nadir.cast %[[MEAN]] : (tensor<f64>) -> tensor<f32>
// CHECK-LABEL: func.func @reset_metrics()
// CHECK-SAME: -> (tensor<f64> {nadir.name = "loss.sum", nadir.role = "state"},
// CHECK: nadir.constant dense<0.000000e+00>

// What only training needs is no argument of predict.
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: %{{[^:]*}}: tensor<?x3xf32> {nadir.name = "x", nadir.role = "input"},
// CHECK-SAME: %{{[^:]*}}: tensor<5x3xf32> {nadir.name = "w", nadir.role = "parameter"},
// CHECK-SAME: %{{[^:]*}}: tensor<5xf32> {nadir.name = "b", nadir.role = "parameter"})
// CHECK-SAME: -> (tensor<?x5xf32> {nadir.name = "y", nadir.role = "result"},
// CHECK-SAME: tensor<?x3xf32> {nadir.name = "x again", nadir.role = "result"}) {
// CHECK-NOT: nadir.square

// Parameters draw from the stream of their number.
// CHECK-LABEL: func.func @init(
// CHECK-SAME: %[[SEED:[^:]*]]: tensor<i64> {nadir.role = "seed"})
// CHECK-SAME: -> (tensor<5x3xf32> {nadir.name = "w", nadir.role = "parameter"},
// CHECK-SAME: tensor<5xf32> {nadir.name = "b", nadir.role = "parameter"},
// CHECK-SAME: tensor<5x3xf32> {nadir.name = "w.momentum_buffer", nadir.role = "state"},
// CHECK-SAME: tensor<5xf32> {nadir.name = "b.momentum_buffer", nadir.role = "state"},
// CHECK: %[[W:.*]] = nadir.random_uniform seed(%[[SEED]]) {high = 5.000000e-01 : f64, low = -5.000000e-01 : f64} : tensor<5x3xf32>
// CHECK: %[[B:.*]] = nadir.random_normal seed(%[[SEED]]) {mean = 1.000000e+00 : f64, std = 2.000000e+00 : f64, stream = 1 : i64} : tensor<5xf32>
// CHECK: %[[WM:.*]] = nadir.constant dense<0.000000e+00> : tensor<5x3xf32>
// CHECK: %[[BM:.*]] = nadir.constant dense<0.000000e+00> : tensor<5xf32>
// CHECK: return %[[W]], %[[B]], %[[WM]], %[[BM]],
nadir.graph @training attributes {batch = 16 : i64} {
  %x = nadir.input "x" : tensor<?x3xf32>
  %t = nadir.input "t" : tensor<?x5xf32>
  %w = nadir.parameter "w" {init = #nadir.kaiming_uniform<24, 0.0>} : tensor<5x3xf32>
  %b = nadir.parameter "b" {init = #nadir.normal<1.0, 2.0>} : tensor<5xf32>
  %0 = nadir.matmul %x, %w {transpose_rhs = true} : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  %y = nadir.add %0, %b : (tensor<?x5xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  %largest = nadir.max %y {dim = array<i64: 1>} : (tensor<?x5xf32>) -> tensor<?xf32>
  %1 = nadir.sub %y, %t : (tensor<?x5xf32>, tensor<?x5xf32>) -> tensor<?x5xf32>
  %2 = nadir.square %1 : (tensor<?x5xf32>) -> tensor<?x5xf32>
  %3 = nadir.sum %2 : (tensor<?x5xf32>) -> tensor<f32>
  %4 = nadir.element_count %2 : (tensor<?x5xf32>) -> tensor<f32>
  %loss = nadir.div %3, %4 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  nadir.metric "largest", %largest : tensor<?xf32>
  nadir.output "y", %y : tensor<?x5xf32>
  nadir.output "x again", %x : tensor<?x3xf32>
  nadir.minimize %loss with "sgd" {lr = 0.1, momentum = 0.9} : tensor<f32>
}

// -----

// Without a loss nothing is trained: neither steps nor states, and no learning
// rate. Without `?` there is no capacity.
// CHECK-LABEL: module attributes {nadir.parameters = [{name = "w", type = tensor<3xf32>}], nadir.program = "inference", nadir.states = []}
// CHECK-NOT: func.func @train_step
// CHECK-NOT: func.func @eval_step
// CHECK-LABEL: func.func @predict(
// CHECK-LABEL: func.func @init()
// CHECK-SAME: -> (tensor<3xf32> {nadir.name = "w", nadir.role = "parameter"}) {
// CHECK-NEXT: %[[W:.*]] = nadir.constant dense<1.500000e+00> : tensor<3xf32>
// CHECK-NEXT: return %[[W]]
nadir.graph @inference {
  %x = nadir.input "x" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.5>} : tensor<3xf32>
  %0 = nadir.mul %x, %w : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  nadir.output "y", %0 : tensor<3xf32>
}

// -----

// CHECK-LABEL: nadir.program = "measurement"
// CHECK-NOT: func.func @train_step
// CHECK-LABEL: func.func @eval_step(
// CHECK-SAME: -> (tensor<f32> {nadir.name = "total", nadir.role = "result"}, tensor<f64> {nadir.name = "total.sum", nadir.role = "state"}, tensor<f64> {nadir.name = "total.rows", nadir.role = "state"}) {
// CHECK: nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-LABEL: func.func @compute_metrics(
// CHECK-LABEL: func.func @reset_metrics(
// CHECK-NOT: func.func
nadir.graph @measurement {
  %x = nadir.input "x" : tensor<3xf32>
  %0 = nadir.sum %x : (tensor<3xf32>) -> tensor<f32>
  nadir.metric "total", %0 : tensor<f32>
}

// -----

// CHECK-LABEL: module attributes {nadir.parameters = [], nadir.program = "nothing", nadir.states = []}
// CHECK-NOT: func.func
nadir.graph @nothing {
}

// -----

// Of what the loss doesn't depend on, directly or behind stop_gradient, nothing
// is trained; but it is declared, and made.
// CHECK-LABEL: nadir.parameters = [{name = "trained", {{.*}}}, {name = "stopped", {{.*}}}, {name = "unused", {{.*}}}], nadir.program = "reached",
// CHECK-SAME: nadir.states = [{name = "trained.exp_avg", type = tensor<3xf64>}, {name = "trained.exp_avg_sq", type = tensor<3xf64>}, {name = "trained.max_exp_avg_sq", type = tensor<3xf64>},
// CHECK-LABEL: func.func @train_step(
// CHECK-NOT: unused
// CHECK-SAME: nadir.name = "trained", nadir.role = "parameter"
// CHECK-SAME: nadir.name = "stopped", nadir.role = "parameter"
// CHECK-SAME: -> (
// CHECK-NOT: "stopped"
// CHECK: nadir.adam
// CHECK-NOT: nadir.adam
// CHECK: return
// CHECK-LABEL: func.func @eval_step(
// CHECK-LABEL: func.func @init(
// CHECK-SAME: nadir.name = "trained"
// CHECK-SAME: nadir.name = "stopped"
// CHECK-SAME: nadir.name = "unused"
// CHECK-SAME: nadir.name = "trained.exp_avg"
// CHECK-SAME: nadir.name = "trained.exp_avg_sq"
// CHECK-SAME: nadir.name = "trained.max_exp_avg_sq"
nadir.graph @reached {
  %a = nadir.parameter "trained" {init = #nadir.constant<1.0>} : tensor<3xf64>
  %b = nadir.parameter "stopped" {init = #nadir.constant<1.0>} : tensor<3xf64>
  %c = nadir.parameter "unused" {init = #nadir.constant<1.0>} : tensor<3xf64>
  %0 = nadir.stop_gradient %b : (tensor<3xf64>) -> tensor<3xf64>
  %1 = nadir.mul %a, %0 : (tensor<3xf64>, tensor<3xf64>) -> tensor<3xf64>
  %2 = nadir.sum %1 : (tensor<3xf64>) -> tensor<f64>
  nadir.minimize %2 with "adam" {amsgrad = true} : tensor<f64>
}

// -----

// Each optimizer's default learning rate and first states.
// CHECK-LABEL: nadir.learning_rate = 1.000000e-02 : f64, {{.*}} nadir.program = "adagrad",
// CHECK-SAME: nadir.states = [{name = "w.sum", type = tensor<3xf32>},
// CHECK-LABEL: func.func @init()
// CHECK: %[[W:.*]] = nadir.constant dense<1.000000e+00>
// CHECK: %[[SUM:.*]] = nadir.constant dense<2.500000e-01>
// CHECK: return %[[W]], %[[SUM]],
nadir.graph @adagrad {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.sum %w : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %0 with "adagrad" {initial_accumulator_value = 0.25} : tensor<f32>
}

// -----

// CHECK-LABEL: nadir.learning_rate = 1.000000e-02 : f64, {{.*}} nadir.program = "rmsprop",
// CHECK-SAME: nadir.states = [{name = "w.square_avg", type = tensor<f32>}, {name = "w.grad_avg", type = tensor<f32>}, {name = "w.momentum_buffer", type = tensor<f32>},
nadir.graph @rmsprop {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<f32>
  nadir.minimize %w with "rmsprop" {centered = true, momentum = 0.5} : tensor<f32>
}

// -----

// Numbers drawn in a step depend on the program's seed and the step's number,
// unless the graph gives others; each entry has its own.
// CHECK-LABEL: nadir.program = "dropout"
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: {nadir.name = "w", nadir.role = "parameter"}, %[[SEED:[^:]*]]: tensor<i64> {nadir.role = "seed"}, %[[STEP:[^:]*]]: tensor<i64> {nadir.role = "step"}
// CHECK: nadir.random_uniform seed(%[[SEED]]) step(%[[STEP]]) {stream = 7 : i64} : tensor<3xf32>
// CHECK: nadir.sgd %{{.*}}, %{{.*}}, %{{.*}}, %[[STEP]]
// CHECK-LABEL: func.func @eval_step(
// CHECK-SAME: {nadir.name = "w", nadir.role = "parameter"}, %[[SEED:[^:]*]]: tensor<i64> {nadir.role = "seed"}, %[[STEP:[^:]*]]: tensor<i64> {nadir.role = "step"}
// CHECK: nadir.random_uniform seed(%[[SEED]]) step(%[[STEP]])
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: %[[MINE:[^:]*]]: tensor<i64> {nadir.name = "mine", nadir.role = "input"}, %[[STEP:[^:]*]]: tensor<i64> {nadir.role = "step"}
// CHECK: nadir.random_normal seed(%[[MINE]]) step(%[[STEP]]) : tensor<3xf32>
nadir.graph @dropout {
  %mine = nadir.input "mine" : tensor<i64>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.random_uniform {stream = 7 : i64} : tensor<3xf32>
  %1 = nadir.random_normal seed(%mine) : tensor<3xf32>
  %2 = nadir.mul %0, %w : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %3 = nadir.sum %2 : (tensor<3xf32>) -> tensor<f32>
  nadir.output "noise", %1 : tensor<3xf32>
  nadir.minimize %3 with "sgd" {} : tensor<f32>
}

// -----

// Any tensor may be measured and returned; the mean of integers is f64.
// CHECK-LABEL: nadir.program = "types"
// CHECK-LABEL: func.func @eval_step(
// CHECK-SAME: -> (tensor<?xi64> {nadir.name = "class", nadir.role = "result"}, tensor<?xi1> {nadir.name = "hit", nadir.role = "result"}, tensor<f64> {nadir.name = "class.sum", nadir.role = "state"}
// CHECK-LABEL: func.func @compute_metrics(
// CHECK-SAME: -> (tensor<f64> {nadir.name = "class", nadir.role = "result"}, tensor<f64> {nadir.name = "hit", nadir.role = "result"})
nadir.graph @types attributes {batch = 4 : i64} {
  %x = nadir.input "x" : tensor<?x3xf32>
  %i = nadir.input "i" : tensor<?xi64>
  %0 = nadir.argmax %x {dim = 1 : i64} : (tensor<?x3xf32>) -> tensor<?xi64>
  %1 = nadir.eq %0, %i : (tensor<?xi64>, tensor<?xi64>) -> tensor<?xi1>
  nadir.metric "class", %0 : tensor<?xi64>
  nadir.metric "hit", %1 : tensor<?xi1>
}
