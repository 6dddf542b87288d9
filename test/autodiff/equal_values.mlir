// Gradients by values that are equal to others: each is by that value alone,
// whatever the compiler could merge, forward or rewrite.
// RUN: nadir-run %s --entry predict --backend cpu --input x=%S/Inputs/three.npy | FileCheck %s
// RUN: nadir-run %s --entry predict --backend reference --input x=%S/Inputs/three.npy | FileCheck %s
nadir.function @product(%a: tensor<f32>, %b: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %0 = nadir.mul %a, %a : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %1 = nadir.mul %0, %b : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %g:2 = nadir.gradient %1 wrt(%a, %b) : (tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  nadir.return %g#0, %g#1 : tensor<f32>, tensor<f32>
}
nadir.graph @equal_values {
  %x = nadir.input "x" : tensor<f32>
  // a^2 b at a = b = 2.
  %a = nadir.constant dense<2.0> : tensor<f32>
  %b = nadir.constant dense<2.0> : tensor<f32>
  %0 = nadir.square %a : (tensor<f32>) -> tensor<f32>
  %1 = nadir.mul %0, %b : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %2:2 = nadir.gradient %1 wrt(%a, %b) : (tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  // CHECK: constant_a = 8{{$}}
  nadir.output "constant_a", %2#0 : tensor<f32>
  // CHECK: constant_b = 4{{$}}
  nadir.output "constant_b", %2#1 : tensor<f32>

  // The same of two squares of the input 3, and by the input: (x^2)^2 x^2.
  %c = nadir.square %x : (tensor<f32>) -> tensor<f32>
  %d = nadir.square %x : (tensor<f32>) -> tensor<f32>
  %3 = nadir.square %c : (tensor<f32>) -> tensor<f32>
  %4 = nadir.mul %3, %d : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %5:3 = nadir.gradient %4 wrt(%c, %d, %x) : (tensor<f32>, tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>, tensor<f32>)
  // CHECK: computed_c = 162{{$}}
  nadir.output "computed_c", %5#0 : tensor<f32>
  // CHECK: computed_d = 81{{$}}
  nadir.output "computed_d", %5#1 : tensor<f32>
  // CHECK: computed_x = 1458{{$}}
  nadir.output "computed_x", %5#2 : tensor<f32>

  // A value that folds to the input is not the input.
  %one = nadir.constant dense<1.0> : tensor<f32>
  %e = nadir.mul %x, %one : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %6 = nadir.mul %e, %x : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %7:2 = nadir.gradient %6 wrt(%e, %x) : (tensor<f32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  // CHECK: folded_e = 3{{$}}
  nadir.output "folded_e", %7#0 : tensor<f32>
  // CHECK: folded_x = 6{{$}}
  nadir.output "folded_x", %7#1 : tensor<f32>

  // A value that a safer formula would skip: d log(s) / ds = 1 / s.
  %zero = nadir.sub %x, %x : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %s = nadir.sigmoid %zero : (tensor<f32>) -> tensor<f32>
  %8 = nadir.log %s : (tensor<f32>) -> tensor<f32>
  %9 = nadir.gradient %8 wrt(%s) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: skipped = 2{{$}}
  nadir.output "skipped", %9 : tensor<f32>

  // The derivative of a derivative by the same constant: (a^3)'' at 2.
  %10 = nadir.mul %0, %a : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %11 = nadir.gradient %10 wrt(%a) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %12 = nadir.gradient %11 wrt(%a) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: second = 12{{$}}
  nadir.output "second", %12 : tensor<f32>

  // One value given twice to a function that tells its arguments apart.
  %13:2 = nadir.call @product(%x, %x) : (tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
  // CHECK: function_a = 18{{$}}
  nadir.output "function_a", %13#0 : tensor<f32>
  // CHECK: function_b = 9{{$}}
  nadir.output "function_b", %13#1 : tensor<f32>
}
