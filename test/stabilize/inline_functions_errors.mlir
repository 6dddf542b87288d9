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
