// The rules of multilabel_soft_margin_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @multilabel_soft_margin_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  // (1 + 3) log 2 / 2 for each row
  %0 = nadir.constant dense<[[0.0, 0.0], [0.0, 0.0]]> : tensor<2x2xf32>
  %1 = nadir.constant dense<[[1.0, 0.0], [1.0, 0.0]]> : tensor<2x2xf32>
  %2 = nadir.constant dense<[1.0, 3.0]> : tensor<2xf32>
  %3 = nadir.multilabel_soft_margin_loss %0, %1 weight(%2) : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: multilabel_soft_margin_loss_c1 = 1.3862{{[0-9]*$}}
  nadir.output "multilabel_soft_margin_loss_c1", %3 : tensor<f32>
  %4 = nadir.constant dense<[-1000.0, 1000.0]> : tensor<2xf32>
  %5 = nadir.add %4, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %6 = nadir.constant dense<[1.0, 0.0]> : tensor<2xf32>
  %7 = nadir.multilabel_soft_margin_loss %5, %6 : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: multilabel_soft_margin_loss_c2 = 1000{{$}}
  nadir.output "multilabel_soft_margin_loss_c2", %7 : tensor<f32>
  %8 = nadir.gradient %7 wrt(%5) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %9 = nadir.square %8 : (tensor<2xf32>) -> tensor<2xf32>
  %10 = nadir.sum %9 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: multilabel_soft_margin_loss_c2_gradient = 0.5{{$}}
  nadir.output "multilabel_soft_margin_loss_c2_gradient", %10 : tensor<f32>
  %11 = nadir.constant dense<[0xFF800000, 0x7F800000]> : tensor<2xf32>
  %12 = nadir.add %11, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %13 = nadir.multilabel_soft_margin_loss %12, %6 : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: multilabel_soft_margin_loss_c2_contradicted = inf
  nadir.output "multilabel_soft_margin_loss_c2_contradicted", %13 : tensor<f32>
  %14 = nadir.gradient %13 wrt(%12) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %contradicted_squares = nadir.square %14 : (tensor<2xf32>) -> tensor<2xf32>
  %contradicted_sum = nadir.sum %contradicted_squares : (tensor<2xf32>) -> tensor<f32>
  // CHECK: multilabel_soft_margin_loss_c2_contradicted_gradient = 0.5{{$}}
  nadir.output "multilabel_soft_margin_loss_c2_contradicted_gradient", %contradicted_sum : tensor<f32>
  %15 = nadir.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %16 = nadir.multilabel_soft_margin_loss %12, %15 : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: multilabel_soft_margin_loss_c2_agreed = {{-?}}nan
  nadir.output "multilabel_soft_margin_loss_c2_agreed", %16 : tensor<f32>
  %17 = nadir.gradient %16 wrt(%12) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %agreed_squares = nadir.square %17 : (tensor<2xf32>) -> tensor<2xf32>
  %agreed_sum = nadir.sum %agreed_squares : (tensor<2xf32>) -> tensor<f32>
  // CHECK: multilabel_soft_margin_loss_c2_agreed_gradient = 0{{$}}
  nadir.output "multilabel_soft_margin_loss_c2_agreed_gradient", %agreed_sum : tensor<f32>
}
