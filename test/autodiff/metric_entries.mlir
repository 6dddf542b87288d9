// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room --split-input-file | FileCheck %s

// A metric of the dialect accumulates as it is defined: eval_step returns the
// batch's value and adds the batch to the sums, compute_metrics makes the value
// from the sums, and train_step leaves them alone.

// CHECK-LABEL: func.func @train_step(
// CHECK-NOT: hits.
// CHECK: nadir.accuracy
// CHECK-LABEL: func.func @eval_step(
// CHECK-SAME: %[[TP:[^:]*]]: tensor<f64> {nadir.name = "hits.tp", nadir.role = "state"}
// CHECK-SAME: tensor<f64> {nadir.name = "hits.tp", nadir.role = "state"}, tensor<f64> {nadir.name = "hits.fp", nadir.role = "state"}
// CHECK: %[[VALUE:.*]] = nadir.accuracy
// CHECK: nadir.eq
// CHECK: %[[HITS:.*]] = nadir.sum
// CHECK: nadir.add %{{.*}}, %[[HITS]]
// CHECK-LABEL: func.func @compute_metrics(
// CHECK-SAME: %[[TP:[^:]*]]: tensor<f64> {nadir.name = "hits.tp", nadir.role = "state"}, %[[FN:[^:]*]]: tensor<f64> {nadir.name = "hits.fn", nadir.role = "state"})
// CHECK: %[[ALL:.*]] = nadir.add %[[TP]], %[[FN]]
// CHECK: nadir.div %[[TP]], %[[ALL]]
// CHECK-LABEL: func.func @reset_metrics()
nadir.graph @classifier attributes {batch = 8 : i64} {
  %x = nadir.input "x" : tensor<?x4xf32>
  %label = nadir.input "label" : tensor<?xi64>
  %w = nadir.parameter "w" {init = #nadir.constant<0.5>} : tensor<3x4xf32>
  %y = nadir.linear %x, %w : (tensor<?x4xf32>, tensor<3x4xf32>) -> tensor<?x3xf32>
  %hits = nadir.accuracy %y, %label : (tensor<?x3xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.metric "hits", %hits : tensor<f32>
  %loss = nadir.cross_entropy %y, %label : (tensor<?x3xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} : tensor<f32>
}

// -----

// The same value as a loss is differentiated through its formula, and as a
// metric still accumulated by its definition.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: -> (tensor<f32> {nadir.name = "loss", nadir.role = "result"}, tensor<f32> {nadir.name = "rmse", nadir.role = "result"}, tensor<3xf32> {nadir.name = "w", nadir.role = "parameter"})
// CHECK: nadir.mean_squared_error
// CHECK: nadir.sgd
// CHECK-LABEL: func.func @compute_metrics(
// CHECK-SAME: {nadir.name = "rmse.sum_squared_error", nadir.role = "state"}
// CHECK: nadir.sqrt
nadir.graph @both attributes {batch = 8 : i64} {
  %x = nadir.input "x" : tensor<?x3xf32>
  %t = nadir.input "t" : tensor<?x3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<0.5>} : tensor<3xf32>
  %y = nadir.mul %x, %w : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %e = nadir.mean_squared_error %y, %t {squared = false} : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  nadir.metric "rmse", %e : tensor<f32>
  nadir.minimize %e with "sgd" {} : tensor<f32>
}

// -----

// Anywhere else a metric is the value of one batch; what is computed from it is
// a value like any other, and accumulates as its mean over rows. A batch of no
// rows, whose mean is NaN, adds nothing.
// CHECK-LABEL: func.func @eval_step(
// CHECK-SAME: {nadir.name = "error.sum", nadir.role = "state"}
// CHECK-NOT: nadir.accuracy
// CHECK: %[[ROWS:.*]] = nadir.element_count %{{.*}} {dim = array<i64: 0>}
// CHECK: nadir.gt
// CHECK: nadir.select
nadir.graph @derived attributes {batch = 8 : i64} {
  %x = nadir.input "x" : tensor<?x3xf32>
  %label = nadir.input "label" : tensor<?xi64>
  %a = nadir.accuracy %x, %label : (tensor<?x3xf32>, tensor<?xi64>) -> tensor<f32>
  %one = nadir.constant dense<1.0> : tensor<f32>
  %error = nadir.sub %one, %a : (tensor<f32>, tensor<f32>) -> tensor<f32>
  nadir.metric "error", %error : tensor<f32>
}
