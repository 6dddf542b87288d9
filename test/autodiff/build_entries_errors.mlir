// RUN: nadir-opt %s --nadir-build-entries --split-input-file --verify-diagnostics

// expected-error @below {{expected a module with one nadir.graph, found 0}}
module {
}

// -----

// expected-error @below {{expected a module with one nadir.graph, found 2}}
module {
  nadir.graph @a {
  }
  nadir.graph @b {
  }
}

// -----

// Every operation that stops the gradient is named, each at its own place.
nadir.graph @without_gradient {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<4x3xf32>
  %i = nadir.input "i" : tensor<4xi64>
  %g = nadir.input "g" : tensor<4xf32>
  // expected-error @below {{'nadir.softmax_cross_entropy_grad' op has no gradient, but the loss depends through it on a value to be differentiated}}
  %0 = nadir.softmax_cross_entropy_grad %w, %i, %g {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4xi64>, tensor<4xf32>) -> tensor<4x3xf32>
  // expected-error @below {{'nadir.softmax_cross_entropy_grad' op has no gradient}}
  %1 = nadir.softmax_cross_entropy_grad %0, %i, %g {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4xi64>, tensor<4xf32>) -> tensor<4x3xf32>
  %2 = nadir.sum %1 : (tensor<4x3xf32>) -> tensor<f32>
  nadir.minimize %2 with "sgd" {} : tensor<f32>
}

// -----

// Settings that don't go together are known when the update is built.
nadir.graph @settings {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected a momentum and no dampening with nesterov}}
  nadir.minimize %w with "sgd" {nesterov = true} : tensor<f32>
}

// -----

nadir.graph @all_frozen {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected a loss that depends on a parameter that is not frozen}}
  nadir.minimize %w with "sgd" {} {frozen = ["*"]} : tensor<f32>
}

// -----

// A metric's sums would be an optimizer's states.
nadir.graph @sums {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{expected another name than 'w' for the metric: its sum 'w.sum' would be named as a state of the optimizer}}
  nadir.metric "w", %w : tensor<f32>
  nadir.minimize %w with "adagrad" {} : tensor<f32>
}

// -----

// A name that the program needs is taken.
// expected-note @below {{see existing symbol definition here}}
func.func private @predict()
// expected-error @below {{redefinition of symbol named 'predict'}}
nadir.graph @taken {
  %x = nadir.input "x" : tensor<f32>
  nadir.output "y", %x : tensor<f32>
}
