// The rules of multi_margin_loss: each output bears the label of its rule.
// RUN: rm -rf %t && mkdir -p %t && split-file %s %t
// RUN: nadir-opt %t/rules.mlir -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %t/rules.mlir
// RUN: nadir-opt %t/rules.mlir --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %t/rules.mlir
// RUN: not nadir-run %t/multi_margin_loss_c4.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/multi_margin_loss_c4.mlir
// RUN: not nadir-run %t/multi_margin_loss_c4.mlir --entry predict --backend reference 2>&1 | FileCheck %t/multi_margin_loss_c4.mlir

//--- rules.mlir
nadir.graph @multi_margin_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  // 3 * max(0, 2)^2 / 3; the other gap is -2.
  %0 = nadir.constant dense<[0.0, 1.0, -3.0]> : tensor<3xf32>
  %1 = nadir.constant dense<0> : tensor<i64>
  %2 = nadir.constant dense<[3.0, 1.0, 1.0]> : tensor<3xf32>
  %3 = nadir.multi_margin_loss %0, %1 weight(%2) {p = 2 : i64} : (tensor<3xf32>, tensor<i64>, tensor<3xf32>) -> tensor<f32>
  // CHECK: multi_margin_loss_c1 = 4{{$}}
  nadir.output "multi_margin_loss_c1", %3 : tensor<f32>
  // (2 / 2 + 3 * 1 / 2) / 2
  %4 = nadir.constant dense<[[0.0, 1.0], [0.0, 0.0]]> : tensor<2x2xf32>
  %5 = nadir.constant dense<[0, 1]> : tensor<2xi64>
  %6 = nadir.constant dense<[1.0, 3.0]> : tensor<2xf32>
  %7 = nadir.multi_margin_loss %4, %5 weight(%6) : (tensor<2x2xf32>, tensor<2xi64>, tensor<2xf32>) -> tensor<f32>
  // CHECK: multi_margin_loss_c2 = 1.25{{$}}
  nadir.output "multi_margin_loss_c2", %7 : tensor<f32>
  %8 = nadir.constant dense<[1.0, 0.0]> : tensor<2xf32>
  %9 = nadir.add %8, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %10 = nadir.multi_margin_loss %9, %1 : (tensor<2xf32>, tensor<i64>) -> tensor<f32>
  // CHECK: multi_margin_loss_c3 = {{-?0$}}
  nadir.output "multi_margin_loss_c3", %10 : tensor<f32>
  %11 = nadir.gradient %10 wrt(%9) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %12 = nadir.square %11 : (tensor<2xf32>) -> tensor<2xf32>
  %13 = nadir.sum %12 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: multi_margin_loss_c3_gradient = {{-?0$}}
  nadir.output "multi_margin_loss_c3_gradient", %13 : tensor<f32>
  // (1 + 0.5)^2 / 3 of the finite pair alone.
  %14 = nadir.constant dense<[0.0, 0.5, 0xFF800000]> : tensor<3xf32>
  %15 = nadir.add %14, %zero : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  %16 = nadir.multi_margin_loss %15, %1 {p = 2 : i64} : (tensor<3xf32>, tensor<i64>) -> tensor<f32>
  // CHECK: multi_margin_loss_c3_infinite = 0.75{{$}}
  nadir.output "multi_margin_loss_c3_infinite", %16 : tensor<f32>
  %17 = nadir.gradient %16 wrt(%15) : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  %18 = nadir.max %17 : (tensor<3xf32>) -> tensor<f32>
  // CHECK: multi_margin_loss_c3_infinite_gradient = 1{{$}}
  nadir.output "multi_margin_loss_c3_infinite_gradient", %18 : tensor<f32>
}

//--- multi_margin_loss_c4.mlir
// CHECK: error: target[0] is 2, expected
nadir.graph @multi_margin_loss_c4 {
  %0 = nadir.constant dense<[[0.0, 1.0]]> : tensor<1x2xf32>
  %1 = nadir.constant dense<[2]> : tensor<1xi64>
  %2 = nadir.multi_margin_loss %0, %1 : (tensor<1x2xf32>, tensor<1xi64>) -> tensor<f32>
  nadir.output "loss", %2 : tensor<f32>
}
