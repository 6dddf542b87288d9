// The rules of l1_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @l1_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<[1.0, 2.0, 4.0]> : tensor<3xf32>
  %1 = nadir.constant dense<[0.0, 0.0, 0.0]> : tensor<3xf32>
  %2 = nadir.l1_loss %0, %1 : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  // CHECK: l1_loss_c1_mean = 2.3333{{[0-9]*$}}
  nadir.output "l1_loss_c1_mean", %2 : tensor<f32>
  %3 = nadir.constant dense<[1.0, 1.0, 2.0]> : tensor<3xf32>
  %4 = nadir.l1_loss %0, %1 weight(%3) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  // CHECK: l1_loss_c1_weighted_mean = 2.75{{$}}
  nadir.output "l1_loss_c1_weighted_mean", %4 : tensor<f32>
  %5 = nadir.constant dense<> : tensor<0xf32>
  %6 = nadir.l1_loss %5, %5 : (tensor<0xf32>, tensor<0xf32>) -> tensor<f32>
  // CHECK: l1_loss_c1_mean_of_nothing = {{-?nan$}}
  nadir.output "l1_loss_c1_mean_of_nothing", %6 : tensor<f32>
  %7 = nadir.l1_loss %5, %5 {reduction = "sum"} : (tensor<0xf32>, tensor<0xf32>) -> tensor<f32>
  // CHECK: l1_loss_c1_sum_of_nothing = {{-?0$}}
  nadir.output "l1_loss_c1_sum_of_nothing", %7 : tensor<f32>
  %8 = nadir.constant dense<0.0> : tensor<f32>
  %9 = nadir.add %8, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %10 = nadir.constant dense<-0.0> : tensor<f32>
  %11 = nadir.l1_loss %9, %10 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: l1_loss_c3 = {{-?0$}}
  nadir.output "l1_loss_c3", %11 : tensor<f32>
  %12 = nadir.gradient %11 wrt(%9) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: l1_loss_c3_gradient = {{-?0$}}
  nadir.output "l1_loss_c3_gradient", %12 : tensor<f32>
}
