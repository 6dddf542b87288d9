// RUN: nadir-opt %s --nadir-build-entries --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[COUNT:[^:]*]]: tensor<i64> {nadir.name = "ema.n_averaged"
// CHECK-SAME: %[[EMA:[^:]*]]: tensor<3xf32> {nadir.name = "w.ema"
// CHECK-DAG: %[[WEIGHT:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK-DAG: %[[ZERO:.*]] = nadir.constant dense<0> : tensor<i64>
// CHECK: %[[FIRST:.*]] = nadir.eq %[[COUNT]], %[[ZERO]]
// CHECK: %[[COUNT1:.*]] = nadir.add %[[COUNT]]
// CHECK: %[[NEW:.*]] = nadir.sgd
// CHECK: %[[AWAY:.*]] = nadir.sub %[[NEW]], %[[EMA]]
// CHECK: %[[PART:.*]] = nadir.mul %[[AWAY]], %[[WEIGHT]]
// CHECK: %[[MEAN:.*]] = nadir.add %[[EMA]], %[[PART]]
// CHECK: %[[EMA1:.*]] = nadir.select %[[FIRST]], %[[NEW]], %[[MEAN]]
// CHECK: return %{{.*}}, %[[COUNT1]], %[[NEW]], %[[EMA1]]

// Evaluation reads the parameters.
// CHECK-LABEL: func.func @eval_step(
// CHECK-SAME: {nadir.name = "w", nadir.role = "parameter"}

// CHECK-LABEL: func.func @swap_averages(
// CHECK-SAME: %[[AVERAGE:[^:]*]]: tensor<3xf32> {nadir.name = "w.ema", nadir.role = "state"},
// CHECK-SAME: %[[PARAMETER:[^:]*]]: tensor<3xf32> {nadir.name = "w", nadir.role = "parameter"})
// CHECK-SAME: -> (tensor<3xf32> {nadir.name = "w", nadir.role = "parameter"}, tensor<3xf32> {nadir.name = "w.ema", nadir.role = "state"})
// CHECK-NEXT: return %[[AVERAGE]], %[[PARAMETER]]

// The average starts as the parameter does.
// CHECK-LABEL: func.func @init(
// CHECK: %[[W:.*]] = nadir.random_normal
// CHECK: return %[[W]], %{{.*}}, %[[W]]
nadir.graph @ema {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.normal<0.0, 1.0>} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} {average = {kind = "ema", decay = 0.75}} : tensor<f32>
}

// -----

// A weight of half or more is lerp's other form.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[EMA:[^:]*]]: tensor<3xf32> {nadir.name = "w.ema"
// CHECK-DAG: %[[REST:.*]] = nadir.constant dense<2.500000e-01> : tensor<f32>
// CHECK: %[[NEW:.*]] = nadir.sgd
// CHECK: %[[AWAY:.*]] = nadir.sub %[[NEW]], %[[EMA]]
// CHECK: %[[PART:.*]] = nadir.mul %[[AWAY]], %[[REST]]
// CHECK: nadir.sub %[[NEW]], %[[PART]]
nadir.graph @fast_ema {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} {average = {kind = "ema", decay = 0.25}} : tensor<f32>
}

// -----

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[STEP:[^:]*]]: tensor<i64> {nadir.role = "step"}
// CHECK-SAME: %[[COUNT:[^:]*]]: tensor<i64> {nadir.name = "swa.n_averaged"
// CHECK-SAME: %[[SWA:[^:]*]]: tensor<3xf32> {nadir.name = "w.swa"
// CHECK-DAG: %[[START:.*]] = nadir.constant dense<10> : tensor<i64>
// CHECK-DAG: %[[EVERY:.*]] = nadir.constant dense<5> : tensor<i64>
// CHECK: %[[BEGUN:.*]] = nadir.ge %[[STEP]], %[[START]]
// CHECK: %[[SINCE:.*]] = nadir.sub %[[STEP]], %[[START]]
// CHECK: %[[TIMES:.*]] = nadir.div %[[SINCE]], %[[EVERY]]
// CHECK: %[[WHOLE:.*]] = nadir.mul %[[TIMES]], %[[EVERY]]
// CHECK: %[[REST:.*]] = nadir.sub %[[SINCE]], %[[WHOLE]]
// CHECK: %[[TURN:.*]] = nadir.eq %[[REST]]
// CHECK: %[[DUE:.*]] = nadir.logical_and %[[BEGUN]], %[[TURN]]
// CHECK: %[[FIRST:.*]] = nadir.eq %[[COUNT]]
// CHECK: %[[NEXT:.*]] = nadir.add %[[COUNT]]
// CHECK: %[[WIDE:.*]] = nadir.cast %[[NEXT]]
// CHECK: %[[SHARE:.*]] = nadir.div %{{.*}}, %[[WIDE]]
// CHECK: %[[NARROW:.*]] = nadir.cast %[[SHARE]]
// CHECK: %[[COUNT1:.*]] = nadir.select %[[DUE]], %[[NEXT]], %[[COUNT]]
// CHECK: %[[NEW:.*]] = nadir.sgd
// CHECK: %[[AWAY:.*]] = nadir.sub %[[NEW]], %[[SWA]]
// CHECK: %[[PART:.*]] = nadir.mul %[[AWAY]], %[[NARROW]]
// CHECK: %[[MEAN:.*]] = nadir.add %[[SWA]], %[[PART]]
// CHECK: %[[VALUE:.*]] = nadir.select %[[FIRST]], %[[NEW]], %[[MEAN]]
// CHECK: %[[SWA1:.*]] = nadir.select %[[DUE]], %[[VALUE]], %[[SWA]]
// CHECK: return %{{.*}}, %[[COUNT1]], %[[NEW]], %[[SWA1]]

// Evaluation reads the averages; what isn't trained has none.
// CHECK-LABEL: func.func @eval_step(
// CHECK-SAME: {nadir.name = "w.swa", nadir.role = "state"}
// CHECK-SAME: {nadir.name = "v", nadir.role = "parameter"}
// CHECK-LABEL: func.func @predict(
// CHECK-SAME: {nadir.name = "w.swa", nadir.role = "state"}
nadir.graph @swa {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %v = nadir.parameter "v" {init = #nadir.constant<1.0>, frozen} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.add %0, %v : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %1 : (tensor<3xf32>) -> tensor<f32>
  nadir.output "y", %0 : tensor<3xf32>
  nadir.minimize %loss with "sgd" {} {average = {kind = "swa", start = 10, every = 5, evaluate = true}} : tensor<f32>
}
