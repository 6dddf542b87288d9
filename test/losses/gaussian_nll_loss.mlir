// The rules of gaussian_nll_loss: each output bears the label of its rule.
// RUN: rm -rf %t && mkdir -p %t && split-file %s %t
// RUN: nadir-opt %t/rules.mlir -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %t/rules.mlir
// RUN: nadir-opt %t/rules.mlir --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %t/rules.mlir
// RUN: not nadir-run %t/gaussian_nll_loss_c2.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/gaussian_nll_loss_c2.mlir
// RUN: not nadir-run %t/gaussian_nll_loss_c2.mlir --entry predict --backend reference 2>&1 | FileCheck %t/gaussian_nll_loss_c2.mlir
// RUN: not nadir-run %t/gaussian_nll_loss_c2_number.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/gaussian_nll_loss_c2_number.mlir
// RUN: not nadir-run %t/gaussian_nll_loss_c2_number.mlir --entry predict --backend reference 2>&1 | FileCheck %t/gaussian_nll_loss_c2_number.mlir

//--- rules.mlir
nadir.graph @gaussian_nll_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  // (1 / v - 1 / v^2) / 2 at v = 0.5
  %0 = nadir.constant dense<1.0> : tensor<f32>
  %1 = nadir.constant dense<0.0> : tensor<f32>
  %2 = nadir.constant dense<0.25> : tensor<f32>
  %3 = nadir.add %2, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %4 = nadir.gaussian_nll_loss %0, %1, %3 {eps = 0.5} : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: gaussian_nll_loss_c1 = 0.65342{{[0-9]*$}}
  nadir.output "gaussian_nll_loss_c1", %4 : tensor<f32>
  %5 = nadir.gradient %4 wrt(%3) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: gaussian_nll_loss_c1_gradient = -1{{$}}
  nadir.output "gaussian_nll_loss_c1_gradient", %5 : tensor<f32>
  %6 = nadir.gaussian_nll_loss %0, %0, %0 {full = true} : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: gaussian_nll_loss_c4 = 0.91893{{[0-9]*$}}
  nadir.output "gaussian_nll_loss_c4", %6 : tensor<f32>
  %7 = nadir.div %zero, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %8 = nadir.gaussian_nll_loss %0, %0, %7 : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: gaussian_nll_loss_c2 = {{-?}}nan
  nadir.output "gaussian_nll_loss_c2", %8 : tensor<f32>
}

//--- gaussian_nll_loss_c2.mlir
// CHECK: error: var[1] is -1, expected at least 0
nadir.graph @gaussian_nll_loss_c2 {
  %0 = nadir.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = nadir.constant dense<[0.0, 0.0]> : tensor<2xf32>
  %2 = nadir.constant dense<[1.0, -1.0]> : tensor<2xf32>
  %3 = nadir.gaussian_nll_loss %0, %1, %2 : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  nadir.output "loss", %3 : tensor<f32>
}

//--- gaussian_nll_loss_c2_number.mlir
// CHECK: error: var{{.*}} is -1, expected at least 0
nadir.graph @gaussian_nll_loss_c2_number {
  %0 = nadir.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = nadir.constant dense<[0.0, 0.0]> : tensor<2xf32>
  %2 = nadir.constant dense<-1.0> : tensor<f32>
  %3 = nadir.gaussian_nll_loss %0, %1, %2 : (tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> tensor<f32>
  nadir.output "loss", %3 : tensor<f32>
}
