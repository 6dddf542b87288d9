// RUN: nadir-opt %s --nadir-build-entries --canonicalize --cse --split-input-file | FileCheck %s

// The norm before clipping is a result; the factor is 1 at most.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[GV:[^:]*]]: tensor<3xf32> {nadir.name = "gv"
// CHECK-SAME: %[[GW:[^:]*]]: tensor<2xf64> {nadir.name = "gw"
// CHECK-SAME: -> (tensor<f32> {nadir.name = "loss", nadir.role = "result"}, tensor<f64> {nadir.name = "grad_norm", nadir.role = "result"},
// CHECK-DAG: %[[EPS:.*]] = nadir.constant dense<9.9999999999999995E-7> : tensor<f64>
// CHECK-DAG: %[[MAX:.*]] = nadir.constant dense<2.000000e+00> : tensor<f64>
// CHECK-DAG: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK: nadir.broadcast
// CHECK: %[[DW:.*]] = nadir.mul %{{.*}}, %[[GW]]
// CHECK: %[[WIDE:.*]] = nadir.cast %[[DV:[^ ]*]] : (tensor<3xf32>) -> tensor<3xf64>
// CHECK: %[[VV:.*]] = nadir.mul %[[WIDE]], %[[WIDE]]
// CHECK: %[[SV:.*]] = nadir.sum %[[VV]]
// CHECK: %[[WW:.*]] = nadir.mul %[[DW]], %[[DW]]
// CHECK: %[[SW:.*]] = nadir.sum %[[WW]]
// CHECK: %[[TOTAL:.*]] = nadir.add %[[SV]], %[[SW]]
// CHECK: %[[NORM:.*]] = nadir.sqrt %[[TOTAL]]
// CHECK: %[[SHIFTED:.*]] = nadir.add %[[NORM]], %[[EPS]]
// CHECK: %[[EXCESS:.*]] = nadir.div %[[MAX]], %[[SHIFTED]]
// CHECK: %[[FACTOR:.*]] = nadir.minimum %[[EXCESS]], %[[ONE]]
// CHECK: %[[NARROW:.*]] = nadir.cast %[[FACTOR]] : (tensor<f64>) -> tensor<f32>
// CHECK: %[[CV:.*]] = nadir.mul %[[DV]], %[[NARROW]]
// CHECK: %[[CW:.*]] = nadir.mul %[[DW]], %[[FACTOR]]
// CHECK: nadir.sgd %{{.*}}, %[[CV]]
// CHECK: nadir.sgd %{{.*}}, %[[CW]]
// CHECK: return %{{.*}}, %[[NORM]]
nadir.graph @norm {
  %gv = nadir.input "gv" : tensor<3xf32>
  %gw = nadir.input "gw" : tensor<2xf64>
  %v = nadir.parameter "v" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<2xf64>
  %0 = nadir.mul %v, %gv : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.mul %w, %gw : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64>
  %2 = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  %3 = nadir.sum %1 : (tensor<2xf64>) -> tensor<f64>
  %4 = nadir.cast %3 : (tensor<f64>) -> tensor<f32>
  %loss = nadir.add %2, %4 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} {clip_grad_norm = {max_norm = 2.0}} : tensor<f32>
}

// -----

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[G:[^:]*]]: tensor<3xf32> {nadir.name = "g"
// CHECK: %[[ABS:.*]] = nadir.abs %[[G]]
// CHECK: %[[MAX:.*]] = nadir.max %[[ABS]]
// CHECK: %[[NORM:.*]] = nadir.check_range %[[MAX]] {max = 3.4028234663852886E+38 : f64, min = 0.000000e+00 : f64, tensor = "grad_norm"}
// CHECK: nadir.add %[[NORM]]
// CHECK: return %{{.*}}, %[[NORM]]
nadir.graph @largest_or_error {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} {clip_grad_norm = {max_norm = 2.0, norm_type = "inf", error_if_nonfinite = true}} : tensor<f32>
}

// -----

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[G:[^:]*]]: tensor<3xf32> {nadir.name = "g"
// CHECK-DAG: %[[P:.*]] = nadir.constant dense<2.500000e+00> : tensor<f32>
// CHECK-DAG: %[[ROOT:.*]] = nadir.constant dense<4.000000e-01> : tensor<f32>
// CHECK: %[[ABS:.*]] = nadir.abs %[[G]]
// CHECK: %[[POW:.*]] = nadir.pow %[[ABS]], %[[P]]
// CHECK: %[[SUM:.*]] = nadir.sum %[[POW]]
// CHECK: %[[NORM:.*]] = nadir.pow %[[SUM]], %[[ROOT]]
nadir.graph @any_power {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} {clip_grad_norm = {max_norm = 2.0, norm_type = 2.5}} : tensor<f32>
}

// -----

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[G:[^:]*]]: tensor<3xf32> {nadir.name = "g"
// CHECK-DAG: %[[HIGH:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-DAG: %[[LOW:.*]] = nadir.constant dense<-5.000000e-01> : tensor<f32>
// CHECK: %[[ABOVE:.*]] = nadir.maximum %[[G]], %[[LOW]]
// CHECK: %[[CLAMPED:.*]] = nadir.minimum %[[ABOVE]], %[[HIGH]]
// CHECK: nadir.sgd %{{.*}}, %[[CLAMPED]]
nadir.graph @value {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} {clip_grad_value = 0.5} : tensor<f32>
}

// -----

// With both, the norm is clipped first ..
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[G:[^:]*]]: tensor<3xf32> {nadir.name = "g"
// CHECK: %[[SQUARE:.*]] = nadir.mul %[[G]], %[[G]]
// CHECK: %[[SCALED:.*]] = nadir.mul %[[G]], %{{.*}}
// CHECK: %[[LOW:.*]] = nadir.maximum %[[SCALED]],
// CHECK: %[[CLAMPED:.*]] = nadir.minimum %[[LOW]],
// CHECK: nadir.sgd %{{.*}}, %[[CLAMPED]]
nadir.graph @norm_then_value {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} {clip_grad_norm = {max_norm = 2.0}, clip_grad_value = 0.5} : tensor<f32>
}

// -----

// .. or the values, if the user says so.
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[G:[^:]*]]: tensor<3xf32> {nadir.name = "g"
// CHECK: %[[LOW:.*]] = nadir.maximum %[[G]],
// CHECK: %[[CLAMPED:.*]] = nadir.minimum %[[LOW]],
// CHECK: %[[SQUARE:.*]] = nadir.mul %[[CLAMPED]], %[[CLAMPED]]
// CHECK: %[[SCALED:.*]] = nadir.mul %[[CLAMPED]], %{{.*}}
// CHECK: nadir.sgd %{{.*}}, %[[SCALED]]
nadir.graph @value_then_norm {
  %g = nadir.input "g" : tensor<3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %w, %g : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %loss = nadir.sum %0 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} {clip_grad_norm = {max_norm = 2.0}, clip_grad_value = 0.5, clip_value_first} : tensor<f32>
}
