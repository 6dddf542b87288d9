// The rules of multilabel_margin_loss: each output bears the label of its rule.
// RUN: rm -rf %t && mkdir -p %t && split-file %s %t
// RUN: nadir-opt %t/rules.mlir -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %t/rules.mlir
// RUN: nadir-opt %t/rules.mlir --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %t/rules.mlir
// RUN: not nadir-run %t/multilabel_margin_loss_c3.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/multilabel_margin_loss_c3.mlir
// RUN: not nadir-run %t/multilabel_margin_loss_c3.mlir --entry predict --backend reference 2>&1 | FileCheck %t/multilabel_margin_loss_c3.mlir
// RUN: not nadir-run %t/multilabel_margin_loss_c3_negative.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/multilabel_margin_loss_c3_negative.mlir
// RUN: not nadir-run %t/multilabel_margin_loss_c3_negative.mlir --entry predict --backend reference 2>&1 | FileCheck %t/multilabel_margin_loss_c3_negative.mlir

//--- rules.mlir
nadir.graph @multilabel_margin_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  // Gaps of label 1 to the others: 1.5, 0.5, 3.
  %0 = nadir.constant dense<[0.5, 0.0, -0.5, 2.0]> : tensor<4xf32>
  %1 = nadir.constant dense<[1, -1, 3, 3]> : tensor<4xi64>
  %2 = nadir.multilabel_margin_loss %0, %1 : (tensor<4xf32>, tensor<4xi64>) -> tensor<f32>
  // CHECK: multilabel_margin_loss_c1 = 1.25{{$}}
  nadir.output "multilabel_margin_loss_c1", %2 : tensor<f32>
  // Label 3 leads; label 1: (1.5 + 0.5) / 4
  %3 = nadir.constant dense<[3, 1, -1, -1]> : tensor<4xi64>
  %4 = nadir.multilabel_margin_loss %0, %3 : (tensor<4xf32>, tensor<4xi64>) -> tensor<f32>
  // CHECK: multilabel_margin_loss_c2 = 0.5{{$}}
  nadir.output "multilabel_margin_loss_c2", %4 : tensor<f32>
  %5 = nadir.constant dense<[1.0, 0.0]> : tensor<2xf32>
  %6 = nadir.add %5, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %7 = nadir.constant dense<[0, -1]> : tensor<2xi64>
  %8 = nadir.multilabel_margin_loss %6, %7 : (tensor<2xf32>, tensor<2xi64>) -> tensor<f32>
  // CHECK: multilabel_margin_loss_c4 = {{-?0$}}
  nadir.output "multilabel_margin_loss_c4", %8 : tensor<f32>
  %9 = nadir.gradient %8 wrt(%6) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %10 = nadir.square %9 : (tensor<2xf32>) -> tensor<2xf32>
  %11 = nadir.sum %10 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: multilabel_margin_loss_c4_gradient = {{-?0$}}
  nadir.output "multilabel_margin_loss_c4_gradient", %11 : tensor<f32>
  %12 = nadir.constant dense<[1, 1, -1, -1]> : tensor<4xi64>
  %13 = nadir.multilabel_margin_loss %0, %12 : (tensor<4xf32>, tensor<4xi64>) -> tensor<f32>
  // CHECK: multilabel_margin_loss_c5 = 2.5{{$}}
  nadir.output "multilabel_margin_loss_c5", %13 : tensor<f32>
}

//--- multilabel_margin_loss_c3.mlir
// CHECK: error: target[1] is 4, expected
nadir.graph @multilabel_margin_loss_c3 {
  %0 = nadir.constant dense<[0.5, 0.0, -0.5, 2.0]> : tensor<4xf32>
  %1 = nadir.constant dense<[0, 4, -1, -1]> : tensor<4xi64>
  %2 = nadir.multilabel_margin_loss %0, %1 : (tensor<4xf32>, tensor<4xi64>) -> tensor<f32>
  nadir.output "loss", %2 : tensor<f32>
}

//--- multilabel_margin_loss_c3_negative.mlir
// CHECK: error: target[1] is -2, expected
nadir.graph @multilabel_margin_loss_c3_negative {
  %0 = nadir.constant dense<[0.5, 0.0, -0.5, 2.0]> : tensor<4xf32>
  %1 = nadir.constant dense<[0, -2, -1, -1]> : tensor<4xi64>
  %2 = nadir.multilabel_margin_loss %0, %1 : (tensor<4xf32>, tensor<4xi64>) -> tensor<f32>
  nadir.output "loss", %2 : tensor<f32>
}
