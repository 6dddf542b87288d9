// RUN: nadir-opt %s --nadir-build-entries --canonicalize --cse --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[G:[^:]*]]: tensor<3xf32> {nadir.name = "g"
// CHECK-SAME: %[[W:[^:]*]]: tensor<3xf32> {nadir.name = "w"
// CHECK-SAME: %[[SCALE:[^:]*]]: tensor<f32> {nadir.name = "grad_scaler.scale"
// CHECK-SAME: %[[TRACKER:[^:]*]]: tensor<i32> {nadir.name = "grad_scaler._growth_tracker"
// CHECK-SAME: %[[STEP:[^:]*]]: tensor<i64> {nadir.name = "optimizer.step"
// CHECK-DAG: %[[INF:.*]] = nadir.constant dense<0x7F800000> : tensor<f32>
// CHECK-DAG: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-DAG: %[[TWO:.*]] = nadir.constant dense<2.000000e+00> : tensor<f32>
// CHECK-DAG: %[[INTERVAL:.*]] = nadir.constant dense<2000> : tensor<i32>
// CHECK-DAG: %[[ZERO:.*]] = nadir.constant dense<0> : tensor<i32>
// The gradient is that of the scaled loss, the loss itself isn't scaled.
// CHECK: %[[LOSS:.*]] = nadir.sum
// CHECK: %[[SCALED:.*]] = nadir.mul %{{.*}}, %[[G]]
// CHECK: %[[ABS:.*]] = nadir.abs %[[SCALED]]
// CHECK: %[[LARGEST:.*]] = nadir.max %[[ABS]]
// CHECK: %[[FINITE:.*]] = nadir.lt %[[LARGEST]], %[[INF]]
// CHECK: %[[SKIPPED:.*]] = nadir.logical_not %[[FINITE]]
// CHECK: %[[INVERSE:.*]] = nadir.div %{{.*}}, %{{.*}} : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK: %[[NARROW:.*]] = nadir.cast %[[INVERSE]]
// CHECK: %[[GRAD:.*]] = nadir.mul %[[SCALED]], %[[NARROW]]
// CHECK: %[[SUCCESSES:.*]] = nadir.add %[[TRACKER]]
// CHECK: %[[DUE:.*]] = nadir.eq %[[SUCCESSES]], %[[INTERVAL]]
// CHECK: %[[LARGER:.*]] = nadir.mul %[[SCALE]], %[[TWO]]
// CHECK: %[[FITS:.*]] = nadir.lt %[[LARGER]], %[[INF]]
// CHECK: %[[GROWS:.*]] = nadir.logical_and %[[DUE]], %[[FITS]]
// CHECK: %[[GROWN:.*]] = nadir.select %[[GROWS]], %[[LARGER]], %[[SCALE]]
// CHECK: %[[COUNTED:.*]] = nadir.select %[[DUE]], %[[ZERO]], %[[SUCCESSES]]
// CHECK: %[[SMALLER:.*]] = nadir.mul %[[SCALE]], %[[HALF]]
// CHECK: %[[SCALE1:.*]] = nadir.select %[[FINITE]], %[[GROWN]], %[[SMALLER]]
// CHECK: %[[TRACKER1:.*]] = nadir.select %[[FINITE]], %[[COUNTED]], %[[ZERO]]
// CHECK: %[[NEW:.*]] = nadir.sgd %[[W]], %[[GRAD]]
// CHECK: %[[W1:.*]] = nadir.select %[[FINITE]], %[[NEW]], %[[W]]
// CHECK: return %[[LOSS]], %[[SKIPPED]], %[[SCALE]], %[[SCALE1]], %[[TRACKER1]], %{{.*}}, %[[W1]]
// CHECK-LABEL: func.func @init
// CHECK: nadir.constant dense<6.553600e+04> : tensor<f32>
nadir.graph @scaler {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} {grad_scaler = {}} : tensor<f32>
}

// -----

// Skipping alone scales nothing.
// CHECK: nadir.states = [{name = "optimizer.step", type = tensor<i64>}, {name = "loss.sum",
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[G:[^:]*]]: tensor<3xf32> {nadir.name = "g"
// CHECK-SAME: %[[W:[^:]*]]: tensor<3xf32> {nadir.name = "w"
// CHECK: %[[ABS:.*]] = nadir.abs %[[G]]
// CHECK: %[[LARGEST:.*]] = nadir.max %[[ABS]]
// CHECK: %[[FINITE:.*]] = nadir.lt %[[LARGEST]]
// CHECK: %[[SKIPPED:.*]] = nadir.logical_not %[[FINITE]]
// CHECK: %[[NEW:.*]] = nadir.sgd %[[W]], %[[G]]
// CHECK: %[[W1:.*]] = nadir.select %[[FINITE]], %[[NEW]], %[[W]]
// CHECK: return %{{.*}}, %[[SKIPPED]], %{{.*}}, %[[W1]]
nadir.graph @skip {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} {skip_nonfinite} : tensor<f32>
}
