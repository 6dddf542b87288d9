// The rules of triplet_margin_with_distance_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @triplet_margin_with_distance_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<1.0> : tensor<f32>
  %1 = nadir.constant dense<2.0> : tensor<f32>
  %2 = nadir.add %1, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %3 = nadir.constant dense<1.5> : tensor<f32>
  %4 = nadir.add %3, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %5 = nadir.triplet_margin_with_distance_loss %0, %2 swap_distance(%4) : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: triplet_margin_with_distance_loss_c1 = 0.5{{$}}
  nadir.output "triplet_margin_with_distance_loss_c1", %5 : tensor<f32>
  %6 = nadir.gradient %5 wrt(%2) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: triplet_margin_with_distance_loss_c1_gradient_negative = {{-?0$}}
  nadir.output "triplet_margin_with_distance_loss_c1_gradient_negative", %6 : tensor<f32>
  %7 = nadir.gradient %5 wrt(%4) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: triplet_margin_with_distance_loss_c1_gradient_swap = -1{{$}}
  nadir.output "triplet_margin_with_distance_loss_c1_gradient_swap", %7 : tensor<f32>
  %8 = nadir.constant dense<1.75> : tensor<f32>
  %9 = nadir.triplet_margin_with_distance_loss %0, %8 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: triplet_margin_with_distance_loss_c1_without = 0.25{{$}}
  nadir.output "triplet_margin_with_distance_loss_c1_without", %9 : tensor<f32>
  %10 = nadir.add %0, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %11 = nadir.triplet_margin_with_distance_loss %10, %1 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: triplet_margin_with_distance_loss_c2 = {{-?0$}}
  nadir.output "triplet_margin_with_distance_loss_c2", %11 : tensor<f32>
  %12 = nadir.gradient %11 wrt(%10) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: triplet_margin_with_distance_loss_c2_gradient = {{-?0$}}
  nadir.output "triplet_margin_with_distance_loss_c2_gradient", %12 : tensor<f32>
  %13 = nadir.constant dense<1.5> : tensor<f32>
  %14 = nadir.triplet_margin_with_distance_loss %10, %13 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: triplet_margin_with_distance_loss_c2_inside = 0.5{{$}}
  nadir.output "triplet_margin_with_distance_loss_c2_inside", %14 : tensor<f32>
  %15 = nadir.gradient %14 wrt(%10) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: triplet_margin_with_distance_loss_c2_inside_gradient = 1{{$}}
  nadir.output "triplet_margin_with_distance_loss_c2_inside_gradient", %15 : tensor<f32>
}
