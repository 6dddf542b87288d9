// The rules of binary_cross_entropy_with_logits: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @binary_cross_entropy_with_logits {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<-1000.0> : tensor<f32>
  %1 = nadir.add %0, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %2 = nadir.constant dense<1.0> : tensor<f32>
  %3 = nadir.binary_cross_entropy_with_logits %1, %2 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: binary_cross_entropy_with_logits_c1 = 1000{{$}}
  nadir.output "binary_cross_entropy_with_logits_c1", %3 : tensor<f32>
  %4 = nadir.gradient %3 wrt(%1) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: binary_cross_entropy_with_logits_c1_gradient = -1{{$}}
  nadir.output "binary_cross_entropy_with_logits_c1_gradient", %4 : tensor<f32>
  %5 = nadir.constant dense<1000.0> : tensor<f32>
  %6 = nadir.add %5, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %7 = nadir.binary_cross_entropy_with_logits %6, %2 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: binary_cross_entropy_with_logits_c1_right = {{-?0$}}
  nadir.output "binary_cross_entropy_with_logits_c1_right", %7 : tensor<f32>
  %8 = nadir.gradient %7 wrt(%6) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: binary_cross_entropy_with_logits_c1_right_gradient = {{-?0$}}
  nadir.output "binary_cross_entropy_with_logits_c1_right_gradient", %8 : tensor<f32>
  %9 = nadir.constant dense<[0.0, 0.0]> : tensor<2xf32>
  %10 = nadir.constant dense<[1.0, 0.0]> : tensor<2xf32>
  %11 = nadir.constant dense<[1.0, 3.0]> : tensor<2xf32>
  %12 = nadir.binary_cross_entropy_with_logits %9, %10 weight(%11) : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: binary_cross_entropy_with_logits_c2 = 1.3862{{[0-9]*$}}
  nadir.output "binary_cross_entropy_with_logits_c2", %12 : tensor<f32>
  // (3 log 2 + log 2) / 2
  %13 = nadir.constant dense<3.0> : tensor<f32>
  %14 = nadir.binary_cross_entropy_with_logits %9, %10 pos_weight(%13) : (tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> tensor<f32>
  // CHECK: binary_cross_entropy_with_logits_c3 = 1.3862{{[0-9]*$}}
  nadir.output "binary_cross_entropy_with_logits_c3", %14 : tensor<f32>
}
