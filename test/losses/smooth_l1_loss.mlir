// The rules of smooth_l1_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @smooth_l1_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<0.25> : tensor<f32>
  %1 = nadir.add %0, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %2 = nadir.constant dense<0.0> : tensor<f32>
  %3 = nadir.smooth_l1_loss %1, %2 {beta = 0.0} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: smooth_l1_loss_c1 = 0.25{{$}}
  nadir.output "smooth_l1_loss_c1", %3 : tensor<f32>
  %4 = nadir.gradient %3 wrt(%1) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: smooth_l1_loss_c1_gradient = 1{{$}}
  nadir.output "smooth_l1_loss_c1_gradient", %4 : tensor<f32>
  %5 = nadir.add %2, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %6 = nadir.constant dense<-0.0> : tensor<f32>
  %7 = nadir.smooth_l1_loss %5, %6 {beta = 0.0} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %8 = nadir.gradient %7 wrt(%5) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: smooth_l1_loss_c1_at_zero_gradient = {{-?0$}}
  nadir.output "smooth_l1_loss_c1_at_zero_gradient", %8 : tensor<f32>
  %9 = nadir.constant dense<0.5> : tensor<f32>
  %10 = nadir.add %9, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %11 = nadir.smooth_l1_loss %10, %2 {beta = 0.5} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: smooth_l1_loss_c2 = 0.25{{$}}
  nadir.output "smooth_l1_loss_c2", %11 : tensor<f32>
  %12 = nadir.gradient %11 wrt(%10) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: smooth_l1_loss_c2_gradient = 1{{$}}
  nadir.output "smooth_l1_loss_c2_gradient", %12 : tensor<f32>
  %13 = nadir.constant dense<-0.25> : tensor<f32>
  %14 = nadir.add %13, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %15 = nadir.smooth_l1_loss %14, %2 {beta = 0.5} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: smooth_l1_loss_c2_below = 0.0625{{$}}
  nadir.output "smooth_l1_loss_c2_below", %15 : tensor<f32>
  %16 = nadir.gradient %15 wrt(%14) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: smooth_l1_loss_c2_below_gradient = -0.5{{$}}
  nadir.output "smooth_l1_loss_c2_below_gradient", %16 : tensor<f32>
  %17 = nadir.constant dense<-2.0> : tensor<f32>
  %18 = nadir.add %17, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %19 = nadir.smooth_l1_loss %18, %2 {beta = 0.5} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: smooth_l1_loss_c2_above = 1.75{{$}}
  nadir.output "smooth_l1_loss_c2_above", %19 : tensor<f32>
  %20 = nadir.gradient %19 wrt(%18) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: smooth_l1_loss_c2_above_gradient = -1{{$}}
  nadir.output "smooth_l1_loss_c2_above_gradient", %20 : tensor<f32>
}
