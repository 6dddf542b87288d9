// The rules of softmax_focal_loss: each output bears the label of its rule.
// RUN: rm -rf %t && mkdir -p %t && split-file %s %t
// RUN: nadir-opt %t/rules.mlir -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %t/rules.mlir
// RUN: nadir-opt %t/rules.mlir --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %t/rules.mlir
// RUN: not nadir-run %t/softmax_focal_loss_c5.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/softmax_focal_loss_c5.mlir
// RUN: not nadir-run %t/softmax_focal_loss_c5.mlir --entry predict --backend reference 2>&1 | FileCheck %t/softmax_focal_loss_c5.mlir

//--- rules.mlir
nadir.graph @softmax_focal_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<[0.0, 0.0]> : tensor<2xf32>
  %1 = nadir.constant dense<0> : tensor<i64>
  %2 = nadir.softmax_focal_loss %0, %1 : (tensor<2xf32>, tensor<i64>) -> tensor<f32>
  // CHECK: softmax_focal_loss_c1 = 0.043321{{[0-9]*$}}
  nadir.output "softmax_focal_loss_c1", %2 : tensor<f32>
  %3 = nadir.softmax_focal_loss %0, %1 {alpha = -1.0} : (tensor<2xf32>, tensor<i64>) -> tensor<f32>
  // CHECK: softmax_focal_loss_c1_without = 0.17328{{[0-9]*$}}
  nadir.output "softmax_focal_loss_c1_without", %3 : tensor<f32>
  %4 = nadir.constant dense<[-1.0, 0.0]> : tensor<2xf32>
  %5 = nadir.softmax_focal_loss %4, %1 {alpha = -1.0, gamma = 0.0} : (tensor<2xf32>, tensor<i64>) -> tensor<f32>
  // CHECK: softmax_focal_loss_c2 = 1.3132{{[0-9]*$}}
  nadir.output "softmax_focal_loss_c2", %5 : tensor<f32>
  %6 = nadir.constant dense<[-1000.0, 0.0]> : tensor<2xf32>
  %7 = nadir.add %6, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %8 = nadir.softmax_focal_loss %7, %1 : (tensor<2xf32>, tensor<i64>) -> tensor<f32>
  // CHECK: softmax_focal_loss_c3 = 250{{$}}
  nadir.output "softmax_focal_loss_c3", %8 : tensor<f32>
  %9 = nadir.gradient %8 wrt(%7) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %10 = nadir.square %9 : (tensor<2xf32>) -> tensor<2xf32>
  %11 = nadir.sum %10 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: softmax_focal_loss_c3_gradient = 0.125{{$}}
  nadir.output "softmax_focal_loss_c3_gradient", %11 : tensor<f32>
  %12 = nadir.constant dense<[1000.0, 0.0]> : tensor<2xf32>
  %13 = nadir.add %12, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %14 = nadir.softmax_focal_loss %13, %1 {gamma = 0.5} : (tensor<2xf32>, tensor<i64>) -> tensor<f32>
  // CHECK: softmax_focal_loss_c3_right = {{-?0$}}
  nadir.output "softmax_focal_loss_c3_right", %14 : tensor<f32>
  %15 = nadir.gradient %14 wrt(%13) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %16 = nadir.square %15 : (tensor<2xf32>) -> tensor<2xf32>
  %17 = nadir.sum %16 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: softmax_focal_loss_c3_right_gradient = {{-?0$}}
  nadir.output "softmax_focal_loss_c3_right_gradient", %17 : tensor<f32>
}

//--- softmax_focal_loss_c5.mlir
// CHECK: error: targets[0] is 2, expected
nadir.graph @softmax_focal_loss_c5 {
  %0 = nadir.constant dense<[[0.0, 0.0]]> : tensor<1x2xf32>
  %1 = nadir.constant dense<[2]> : tensor<1xi64>
  %2 = nadir.softmax_focal_loss %0, %1 : (tensor<1x2xf32>, tensor<1xi64>) -> tensor<1xf32>
  nadir.output "loss", %2 : tensor<1xf32>
}
