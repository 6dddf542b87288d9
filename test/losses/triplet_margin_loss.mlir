// The rules of triplet_margin_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @triplet_margin_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  // d(a, p) = 2, d(a, n) = 5, d(p, n) = sqrt(13)
  %0 = nadir.constant dense<[0.0, 0.0]> : tensor<2xf32>
  %1 = nadir.constant dense<[0.0, 2.0]> : tensor<2xf32>
  %2 = nadir.constant dense<[3.0, 4.0]> : tensor<2xf32>
  %3 = nadir.triplet_margin_loss %0, %1, %2 {eps = 0.0, margin = 4.0} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: triplet_margin_loss_c1 = 1{{$}}
  nadir.output "triplet_margin_loss_c1", %3 : tensor<f32>
  %4 = nadir.triplet_margin_loss %0, %1, %2 {eps = 0.0, margin = 4.0, swap = true} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: triplet_margin_loss_c1_swap = 2.3944{{[0-9]*$}}
  nadir.output "triplet_margin_loss_c1_swap", %4 : tensor<f32>
  // anchor - positive + eps is 0.
  %5 = nadir.constant dense<[0.5, 0.5]> : tensor<2xf32>
  %6 = nadir.add %5, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %7 = nadir.triplet_margin_loss %0, %6, %1 {eps = 0.5, margin = 3.0} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: triplet_margin_loss_c2 = 1.4188{{[0-9]*$}}
  nadir.output "triplet_margin_loss_c2", %7 : tensor<f32>
  %8 = nadir.gradient %7 wrt(%6) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %9 = nadir.square %8 : (tensor<2xf32>) -> tensor<2xf32>
  %10 = nadir.sum %9 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: triplet_margin_loss_c2_gradient = {{-?0$}}
  nadir.output "triplet_margin_loss_c2_gradient", %10 : tensor<f32>
  // 2 - 3 + 1; inside, both distances pull the anchor up.
  %11 = nadir.add %0, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %12 = nadir.constant dense<[0.0, -3.0]> : tensor<2xf32>
  %13 = nadir.triplet_margin_loss %11, %1, %12 {eps = 0.0} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: triplet_margin_loss_c3 = {{-?0$}}
  nadir.output "triplet_margin_loss_c3", %13 : tensor<f32>
  %14 = nadir.gradient %13 wrt(%11) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %15 = nadir.square %14 : (tensor<2xf32>) -> tensor<2xf32>
  %16 = nadir.sum %15 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: triplet_margin_loss_c3_gradient = {{-?0$}}
  nadir.output "triplet_margin_loss_c3_gradient", %16 : tensor<f32>
  %17 = nadir.constant dense<[0.0, -2.5]> : tensor<2xf32>
  %18 = nadir.triplet_margin_loss %11, %1, %17 {eps = 0.0} : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: triplet_margin_loss_c3_inside = 0.5{{$}}
  nadir.output "triplet_margin_loss_c3_inside", %18 : tensor<f32>
  %19 = nadir.gradient %18 wrt(%11) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %20 = nadir.square %19 : (tensor<2xf32>) -> tensor<2xf32>
  %21 = nadir.sum %20 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: triplet_margin_loss_c3_inside_gradient = 4{{$}}
  nadir.output "triplet_margin_loss_c3_inside_gradient", %21 : tensor<f32>
}
