// RUN: nadir-opt %s --split-input-file --nadir-stabilize-room --nadir-differentiate-room | FileCheck %s

// The states that settings and the parameter's type ask for.

// Without momentum there is none.
// CHECK-LABEL: nadir.program = "sgd_plain"
// CHECK-SAME: nadir.states = [{name = "loss.sum",
nadir.graph @sgd_plain {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "sgd" {} : tensor<f32>
}

// -----

// CHECK-LABEL: nadir.program = "sgd_momentum"
// CHECK-SAME: nadir.states = [{name = "w.momentum_buffer", type = tensor<3x2xf32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<3x2xf32>
nadir.graph @sgd_momentum {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "sgd" {momentum = 0.5} : tensor<f32>
}

// -----

// CHECK-LABEL: nadir.program = "adam_amsgrad"
// CHECK-SAME: nadir.states = [{name = "w.exp_avg", type = tensor<4xf32>}, {name = "w.exp_avg_sq", type = tensor<4xf32>}, {name = "w.max_exp_avg_sq", type = tensor<4xf32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<4xf32>
nadir.graph @adam_amsgrad {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<4xf32>
  %l = nadir.sum %w : (tensor<4xf32>) -> tensor<f32>
  nadir.minimize %l with "adam" {amsgrad = true} : tensor<f32>
}

// -----

// CHECK-LABEL: nadir.program = "adamw_amsgrad"
// CHECK-SAME: nadir.states = [{name = "w.exp_avg", type = tensor<f64>}, {name = "w.exp_avg_sq", type = tensor<f64>}, {name = "w.max_exp_avg_sq", type = tensor<f64>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<f64>
nadir.graph @adamw_amsgrad {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<f64>
  %l = nadir.mul %w, %w : (tensor<f64>, tensor<f64>) -> tensor<f64>
  nadir.minimize %l with "adamw" {amsgrad = true} : tensor<f64>
}

// -----

// CHECK-LABEL: nadir.program = "rmsprop_centered"
// CHECK-SAME: nadir.states = [{name = "w.square_avg", type = tensor<4xf32>}, {name = "w.grad_avg", type = tensor<4xf32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<4xf32>
nadir.graph @rmsprop_centered {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<4xf32>
  %l = nadir.sum %w : (tensor<4xf32>) -> tensor<f32>
  nadir.minimize %l with "rmsprop" {centered = true} : tensor<f32>
}

// -----

// CHECK-LABEL: nadir.program = "rmsprop_momentum"
// CHECK-SAME: nadir.states = [{name = "w.square_avg", type = tensor<4xf32>}, {name = "w.grad_avg", type = tensor<4xf32>}, {name = "w.momentum_buffer", type = tensor<4xf32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<4xf32>
nadir.graph @rmsprop_momentum {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<4xf32>
  %l = nadir.sum %w : (tensor<4xf32>) -> tensor<f32>
  nadir.minimize %l with "rmsprop" {momentum = 0.5, centered = true} : tensor<f32>
}

// -----

// First values that are settings.
// CHECK-LABEL: nadir.program = "adagrad_initial"
// CHECK-SAME: nadir.states = [{name = "w.sum", type = tensor<4xf32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<2.500000e-01> : tensor<4xf32>
nadir.graph @adagrad_initial {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<4xf32>
  %l = nadir.sum %w : (tensor<4xf32>) -> tensor<f32>
  nadir.minimize %l with "adagrad" {initial_accumulator_value = 0.25} : tensor<f32>
}

// -----

// CHECK-LABEL: nadir.program = "rprop_rate"
// CHECK-SAME: nadir.states = [{name = "w.prev", type = tensor<4xf32>}, {name = "w.step_size", type = tensor<4xf32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<4xf32>
// CHECK-DAG: nadir.constant dense<5.000000e-01> : tensor<4xf32>
nadir.graph @rprop_rate {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<4xf32>
  %l = nadir.sum %w : (tensor<4xf32>) -> tensor<f32>
  nadir.minimize %l with "rprop" {lr = 0.5} : tensor<f32>
}

// -----

// CHECK-LABEL: nadir.program = "asgd_rate"
// CHECK-SAME: nadir.states = [{name = "w.eta", type = tensor<f32>}, {name = "w.mu", type = tensor<f32>}, {name = "w.ax", type = tensor<4xf32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-DAG: nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<4xf32>
nadir.graph @asgd_rate {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<4xf32>
  %l = nadir.sum %w : (tensor<4xf32>) -> tensor<f32>
  nadir.minimize %l with "asgd" {lr = 0.5} : tensor<f32>
}

// -----

// Factors are of the last two dimensions; less than two have none.
// CHECK-LABEL: nadir.program = "adafactor_scalar"
// CHECK-SAME: nadir.states = [{name = "w.variance", type = tensor<f32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<f32>
nadir.graph @adafactor_scalar {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<f32>
  %l = nadir.mul %w, %w : (tensor<f32>, tensor<f32>) -> tensor<f32>
  nadir.minimize %l with "adafactor" {} : tensor<f32>
}

// -----

// CHECK-LABEL: nadir.program = "adafactor_vector"
// CHECK-SAME: nadir.states = [{name = "w.variance", type = tensor<5xf32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<5xf32>
nadir.graph @adafactor_vector {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<5xf32>
  %l = nadir.sum %w : (tensor<5xf32>) -> tensor<f32>
  nadir.minimize %l with "adafactor" {} : tensor<f32>
}

// -----

// CHECK-LABEL: nadir.program = "adafactor_batch"
// CHECK-SAME: nadir.states = [{name = "w.row_var", type = tensor<2x3x1xf32>}, {name = "w.col_var", type = tensor<2x1x4xf32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<2x3x1xf32>
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<2x1x4xf32>
nadir.graph @adafactor_batch {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<2x3x4xf32>
  %l = nadir.sum %w : (tensor<2x3x4xf32>) -> tensor<f32>
  nadir.minimize %l with "adafactor" {} : tensor<f32>
}

// -----

// The element type is the setting's, or the parameter's.
// CHECK-LABEL: nadir.program = "single_of_double"
// CHECK-SAME: nadir.states = [{name = "w.mu_product", type = tensor<f32>}, {name = "w.exp_avg", type = tensor<3xf32>}, {name = "w.exp_avg_sq", type = tensor<3xf32>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<3xf32>
nadir.graph @single_of_double {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf64>
  %l = nadir.sum %w : (tensor<3xf64>) -> tensor<f64>
  nadir.minimize %l with "nadam" {state_dtype = "f32"} : tensor<f64>
}

// -----

// CHECK-LABEL: nadir.program = "double_of_single"
// CHECK-SAME: nadir.states = [{name = "w.row_var", type = tensor<3x1xf64>}, {name = "w.col_var", type = tensor<1x2xf64>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<3x1xf64>
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<1x2xf64>
nadir.graph @double_of_single {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3x2xf32>
  %l = nadir.sum %w : (tensor<3x2xf32>) -> tensor<f32>
  nadir.minimize %l with "adafactor" {state_dtype = "f64"} : tensor<f32>
}

// -----

// CHECK-LABEL: nadir.program = "double_of_double"
// CHECK-SAME: nadir.states = [{name = "w.exp_avg", type = tensor<3xf64>}, {name = "loss.sum",
// CHECK: func.func @init(
// CHECK-DAG: nadir.constant dense<0.000000e+00> : tensor<3xf64>
nadir.graph @double_of_double {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf64>
  %l = nadir.sum %w : (tensor<3xf64>) -> tensor<f64>
  nadir.minimize %l with "lion" {} : tensor<f64>
}
