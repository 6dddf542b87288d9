// The rules of soft_margin_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @soft_margin_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<-1000.0> : tensor<f32>
  %1 = nadir.add %0, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %2 = nadir.constant dense<1.0> : tensor<f32>
  %3 = nadir.soft_margin_loss %1, %2 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: soft_margin_loss_c1 = 1000{{$}}
  nadir.output "soft_margin_loss_c1", %3 : tensor<f32>
  %4 = nadir.gradient %3 wrt(%1) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: soft_margin_loss_c1_gradient = -1{{$}}
  nadir.output "soft_margin_loss_c1_gradient", %4 : tensor<f32>
  %5 = nadir.constant dense<1000.0> : tensor<f32>
  %6 = nadir.add %5, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %7 = nadir.soft_margin_loss %6, %2 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: soft_margin_loss_c1_right = {{-?0$}}
  nadir.output "soft_margin_loss_c1_right", %7 : tensor<f32>
  %8 = nadir.gradient %7 wrt(%6) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: soft_margin_loss_c1_right_gradient = {{-?0$}}
  nadir.output "soft_margin_loss_c1_right_gradient", %8 : tensor<f32>
}
