// RUN: nadir-opt %s --nadir-inline-functions --split-input-file --verify-diagnostics

// function_c4
// expected-note @below {{the function is declared here}}
nadir.function @itself(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'nadir.call' op expected functions that don't call themselves, found a cycle through @itself}}
  %0 = nadir.call @itself(%x) : (tensor<f32>) -> tensor<f32>
  nadir.return %0 : tensor<f32>
}
nadir.graph @direct {
  %x = nadir.input "x" : tensor<f32>
  %0 = nadir.call @itself(%x) : (tensor<f32>) -> tensor<f32>
  nadir.output "y", %0 : tensor<f32>
}

// -----

// Of two copies only one finds a stream.
nadir.function @noise() -> tensor<3xf32> {
  // expected-error @below {{'nadir.random_normal' op expected the graph's streams to leave numbers up to 4294967294 for copies of functions, found that one taken}}
  %0 = nadir.random_normal {stream = 7 : i64} : tensor<3xf32>
  nadir.return %0 : tensor<3xf32>
}
nadir.graph @random {
  %0 = nadir.random_uniform {stream = 4294967293 : i64} : tensor<3xf32>
  %1 = nadir.call @noise() : () -> tensor<3xf32>
  %2 = nadir.call @noise() : () -> tensor<3xf32>
  nadir.output "a", %0 : tensor<3xf32>
  nadir.output "b", %1 : tensor<3xf32>
  nadir.output "c", %2 : tensor<3xf32>
}
