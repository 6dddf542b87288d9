// The rules of margin_ranking_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @margin_ranking_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<2.5> : tensor<f32>
  %1 = nadir.add %0, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %2 = nadir.constant dense<2.0> : tensor<f32>
  %3 = nadir.add %2, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %4 = nadir.constant dense<1.0> : tensor<f32>
  %5 = nadir.margin_ranking_loss %1, %3, %4 {margin = 0.5} : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: margin_ranking_loss_c1 = {{-?0$}}
  nadir.output "margin_ranking_loss_c1", %5 : tensor<f32>
  %6 = nadir.gradient %5 wrt(%1) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: margin_ranking_loss_c1_gradient1 = {{-?0$}}
  nadir.output "margin_ranking_loss_c1_gradient1", %6 : tensor<f32>
  %7 = nadir.gradient %5 wrt(%3) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: margin_ranking_loss_c1_gradient2 = {{-?0$}}
  nadir.output "margin_ranking_loss_c1_gradient2", %7 : tensor<f32>
  %8 = nadir.margin_ranking_loss %3, %4, %4 {margin = 1.5} : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: margin_ranking_loss_c1_inside = 0.5{{$}}
  nadir.output "margin_ranking_loss_c1_inside", %8 : tensor<f32>
  %9 = nadir.gradient %8 wrt(%3) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: margin_ranking_loss_c1_inside_gradient = -1{{$}}
  nadir.output "margin_ranking_loss_c1_inside_gradient", %9 : tensor<f32>
}
